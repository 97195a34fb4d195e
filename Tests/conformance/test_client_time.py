"""clients/python against the host: progress, timeouts, cancelling, jobs."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from typing import Any

import pytest
from python_client import LONG, assay, in_loop
from world import World


def test_progress_is_told_on_the_callers_thread(client: assay.Client, fresh_world: World) -> None:
    told: list[tuple[str, int]] = []
    me = threading.current_thread().name
    client.acting_as("alan").solver.train(
        fresh_world.accepted(),
        on_progress=lambda value: told.append((threading.current_thread().name, value["step"])),
    )
    assert told[-1] == (me, 40)
    assert {name for name, _ in told} == {me}


def proves_that_the_last_run_has_stopped(client: assay.Client, task: str) -> None:
    """One run at a time: another one tells of progress only when the last one has stopped."""

    class Enough(Exception):
        pass

    def stop(value: Any) -> None:
        raise Enough

    with pytest.raises(Enough):
        client.solver.train(task, as_="alan", on_progress=stop)


def test_an_exception_in_progress_cancels_the_call(
    client: assay.Client, fresh_world: World
) -> None:
    task = fresh_world.accepted(fresh_world.specification(**LONG))
    proves_that_the_last_run_has_stopped(client, task)
    proves_that_the_last_run_has_stopped(client, task)


def test_control_c_cancels_the_call(client: assay.Client, fresh_world: World) -> None:
    task = fresh_world.accepted(fresh_world.specification(**LONG))
    interrupt = threading.Thread(target=lambda: os.kill(os.getpid(), signal.SIGINT))

    def progress(value: Any) -> None:
        if interrupt.ident is None:
            interrupt.start()

    with pytest.raises(KeyboardInterrupt):
        client.solver.train(task, as_="alan", on_progress=progress)
    interrupt.join()
    proves_that_the_last_run_has_stopped(client, task)


def test_a_timeout_cancels_the_call(client: assay.Client, fresh_world: World) -> None:
    task = fresh_world.accepted(fresh_world.specification(**LONG))
    with pytest.raises(assay.CallTimeout):
        client.solver.train(task, as_="alan", timeout=0.05)
    proves_that_the_last_run_has_stopped(client, task)


def test_cancelling_a_task_of_asyncio_cancels_the_call(fresh_world: World) -> None:
    task = fresh_world.accepted(fresh_world.specification(**LONG))

    async def story(client: assay.AsyncClient) -> None:
        for _ in range(2):  # the second run begins only when the first has stopped
            begun = asyncio.Event()
            training = asyncio.create_task(
                client.solver.train(task, as_="alan", on_progress=lambda _: begun.set())
            )
            await begun.wait()
            assert (await client.host.ping())["reply"] == "pong"
            training.cancel()
            with pytest.raises(asyncio.CancelledError):
                await training
        with pytest.raises(assay.CallTimeout):
            await client.solver.train(task, as_="alan", timeout=0.05)

    in_loop(fresh_world.host, story)


def test_a_detached_call_is_a_job(client: assay.Client, fresh_world: World) -> None:
    task = fresh_world.accepted()
    job = client.detach("solver.train", {"task": task, "as": "alan"})
    assert job.result()["steps"] == 40
    assert job.status()["state"] == "succeeded"
    assert job.result(timeout=1e9)["steps"] == 40  # more than the host waits at a time
    failed = client.detach("tensor.distance", {"left": "0" * 64, "right": "0" * 64})
    with pytest.raises(assay.errors.BlobNotFound):
        failed.result()

    async def story(client: assay.AsyncClient) -> None:
        task = fresh_world.accepted(fresh_world.specification(**LONG))
        job = await client.detach("solver.train", {"task": task, "as": "alan"})
        with pytest.raises(assay.CallTimeout):
            await job.result(timeout=0.01)
        await job.cancel()
        with pytest.raises(assay.errors.Cancelled):
            await job.result()

    in_loop(fresh_world.host, story)

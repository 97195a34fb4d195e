"""clients/python against the host: every flavour of call, and the package itself."""

from __future__ import annotations

import array
import asyncio
import inspect
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest
from conftest import StartHost
from host_process import ASSAY, HostProcess, wait_until
from schemas import ROOT, all_methods
from world import World

PACKAGE = ROOT / "clients/python"
LONG = {"steps": 200_000, "checkpointInterval": 10}  # no test waits for the end
sys.path.insert(0, str(PACKAGE))

import assay  # noqa: E402


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], env={**os.environ, "ASSAY": ASSAY, **environment},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.fixture
def client(fresh_world: World) -> Iterator[assay.Client]:
    with assay.connect(fresh_world.host.socket_path) as client:
        yield client


def in_loop(host: HostProcess, story: Any) -> Any:
    """Runs `story(client)` with asyncio."""

    async def run() -> Any:
        async with assay.aio.connect(host.socket_path) as client:
            return await story(client)

    return asyncio.run(run())


# The package.


def test_generated_files_are_up_to_date() -> None:
    answer = run(str(PACKAGE / "generate.py"), "--check")
    assert answer.returncode == 0, answer.stderr


@pytest.fixture(scope="module")
def types_cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("types"))


def test_types_hold_strictly(types_cache: str) -> None:
    answer = run(
        "-m", "mypy", "--config-file", str(PACKAGE / "pyproject.toml"),
        "--cache-dir", types_cache, str(PACKAGE / "assay"), str(PACKAGE / "generate.py"),
    )  # fmt: skip
    assert answer.returncode == 0, answer.stdout


def test_a_type_checker_finds_a_wrong_call(types_cache: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import assay\n"
        "client = assay.connect()\n"
        "client.ledger.tick(count='two')\n"
        "client.host.ping()['pong']\n"
        "client.host.dance()\n"
    )
    answer = run(
        "-m", "mypy", "--config-file", str(PACKAGE / "pyproject.toml"),
        "--cache-dir", types_cache, str(script), MYPYPATH=str(PACKAGE),
    )  # fmt: skip
    assert re.findall(r"script.py:(\d+): error: .*\[([a-z-]+)\]", answer.stdout) == [
        ("3", "arg-type"), ("4", "typeddict-item"), ("5", "attr-defined"),
    ]  # fmt: skip


def test_pip_installs_it_with_its_types(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    shutil.copytree(PACKAGE, source)  # what a build leaves behind stays out of the checkout
    answer = run(
        "-m", "pip", "install", "--no-index", "--no-build-isolation", "--no-deps", "--quiet",
        "--disable-pip-version-check", "--target", str(target), str(source),
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    assert (target / "assay/py.typed").exists()
    version = "from importlib.metadata import version; print(version('assay-client'))"
    told = run("-c", f"import assay; print(assay.__file__); {version}", PYTHONPATH=str(target))
    ours = re.search(r'current = "(.+)"', (ROOT / "Sources/Host/AssayVersion.swift").read_text())
    assert ours
    assert told.stdout.split() == [str(target / "assay/__init__.py"), ours[1]]


def test_the_readme_runs_as_written(tmp_path: Path) -> None:
    examples = re.findall(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)
    assert len(examples) >= 5
    script = tmp_path / "readme.py"
    script.write_text("\n".join(examples).replace("/tmp/try", str(tmp_path / "home")))
    answer = run("-W", "error", str(script), PYTHONPATH=str(PACKAGE))
    assert answer.returncode == 0, answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("kind", [assay.Client, assay.AsyncClient, assay.Batch])
def test_every_method_of_the_interface_is_there(kind: type) -> None:
    made = kind.__new__(kind)
    flavour = "Batch" if kind is assay.Batch else "Async" if kind is assay.AsyncClient else ""
    bases = {base.__name__: base for base in kind.__mro__}
    bases[f"{flavour}Methods"].__init__(made, made)
    for name, schema in all_methods().items():
        namespace, verb = name.split(".")
        signature = inspect.signature(getattr(getattr(made, namespace), verb))
        told = {parameter.rstrip("_") for parameter in signature.parameters}
        assert set(schema.parameters) - {"progressToken"} <= told


# Calls.


def test_blocking_calls(client: assay.Client) -> None:
    assert client.host.ping() == {"reply": "pong"}
    paid = client.acting_as("ada").participant.transfer("grace", 50)
    assert client.ledger.events(from_=paid["position"])["events"][0]["event"] == paid["event"]
    assert client.call("participant.transfer", ["grace", 1, "ada"])["from"] == paid["from"]
    client.notify("ledger.tick", {"count": 2})
    wait_until(lambda: client.network.status()["tick"] == 2, "the notification")


def test_asyncio_calls(fresh_world: World) -> None:
    async def story(client: assay.AsyncClient) -> None:
        paid = await client.acting_as("ada").participant.transfer("grace", 50)
        events = await client.ledger.events(from_=paid["position"])
        assert events["events"][0]["event"] == paid["event"]
        answers = await asyncio.gather(*(client.host.ping() for _ in range(300)))
        assert answers == [{"reply": "pong"}] * 300
        assert (await client.call("host.ping", []))["reply"] == "pong"

    in_loop(fresh_world.host, story)


def test_threads_share_a_client(client: assay.Client) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for number in range(1, 51):
                assert client.ledger.events(limit=number)["events"]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_errors_are_exceptions_by_code(client: assay.Client, fresh_world: World) -> None:
    with pytest.raises(assay.errors.UnknownTask) as unknown:
        client.task.status("0" * 64)
    assert (unknown.value.code, unknown.value.reason) == (201, "unknownTask")
    assert unknown.value.method in str(unknown.value)
    with pytest.raises(assay.errors.InvalidParameters) as wrong:
        client.call("ledger.tick", {"count": "two"})
    assert wrong.value.pointer == "/count"
    with pytest.raises(assay.RPCError, match="Method not found"):
        client.call("host.dance")

    async def story(client: assay.AsyncClient) -> None:
        with pytest.raises(assay.errors.UnknownTask):
            await client.task.status("0" * 64)

    in_loop(fresh_world.host, story)


def test_every_code_of_the_schemas_has_an_exception() -> None:
    named = {code for code, kind in assay.errors.BY_CODE.items() if kind.code == code}
    listed = {code for method in all_methods().values() for code in method.codes}
    assert listed <= named


def test_batches(client: assay.Client, fresh_world: World) -> None:
    with client.batch() as batch:
        replies = [batch.ledger.events(from_=number % 2, limit=1) for number in range(1500)]
        wrong = batch.task.status("0" * 64)
    assert [reply.result()["events"][0]["position"] for reply in replies] == [0, 1] * 750
    assert isinstance(wrong.error(), assay.errors.UnknownTask)
    with pytest.raises(assay.errors.UnknownTask):
        wrong.result()

    async def story(client: assay.AsyncClient) -> None:
        async with client.batch() as batch:
            first, second = batch.host.ping(), batch.call("host.dance")
        assert first.result() == {"reply": "pong"}
        assert isinstance(second.error(), assay.errors.MethodNotFound)

    in_loop(fresh_world.host, story)


def test_a_batch_that_fails_while_it_is_made_is_not_sent(client: assay.Client) -> None:
    with pytest.raises(KeyError), client.batch() as batch:
        reply = batch.ledger.tick(count=5)
        raise KeyError
    assert client.network.status()["tick"] == 0
    with pytest.raises(assay.AssayError, match="not been sent"):
        reply.result()


# Time.


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


# Events.


def pay(world: World, count: int) -> None:
    for _ in range(count):
        world.call("participant.transfer", to="grace", amount=1, **{"as": "ada"})


def test_events_are_an_iterator(client: assay.Client, fresh_world: World) -> None:
    with client.listen("ledger", since=-1) as events:
        head = client.network.status()["position"]
        assert [next(events)["sequence"] for _ in range(head + 1)] == list(range(head + 1))
        pay(fresh_world, 1)
        event = next(events)
        assert (event["sequence"], event["kind"]) == (head + 1, "credits.transfer")
        closing = threading.Thread(target=events.close)
        closing.start()
        assert list(events) == []
        closing.join()
    wait_until(lambda: client.events.list()["subscriptions"] == [], "the end of the subscription")


def test_events_that_nobody_wants_are_not_told(client: assay.Client, fresh_world: World) -> None:
    with client.listen(["task", "ledger"], filter={"kinds": ["credits.transfer"]}) as events:
        fresh_world.call("ledger.tick")
        pay(fresh_world, 1)
        assert next(events)["kind"] == "credits.transfer"


def test_events_go_on_over_a_restarted_host(start_host: StartHost, tmp_path: Path) -> None:
    """No event is missing and none comes twice."""
    host = start_host()
    with World(host, tmp_path).connection.stream and assay.connect(host.socket_path) as client:
        heard: list[int] = []
        with client.listen("ledger") as events:
            for _ in range(3):
                client.participant.transfer("grace", 1, as_="ada")
                heard.append(next(events)["sequence"])
                host.stop()
                again = start_host()
                again.connect().call("participant.transfer", to="grace", amount=1, **{"as": "ada"})
                heard.append(next(events)["sequence"])
                host = again
        assert heard == list(range(heard[0], heard[0] + 6))


@pytest.mark.parametrize("flavour", ["blocking", "asyncio"])
def test_a_slow_reader_keeps_little_and_misses_nothing(
    fresh_world: World, monkeypatch: pytest.MonkeyPatch, flavour: str
) -> None:
    monkeypatch.setattr(assay.client, "EVENTS_WAITING_MAX", 3)
    monkeypatch.setattr(assay.aio, "EVENTS_WAITING_MAX", 3)
    head = fresh_world.call("network.status")["position"]
    expected = list(range(head + 1, head + 41))
    if flavour == "blocking":
        with assay.connect(fresh_world.host.socket_path) as client:
            with client.listen() as events:
                pay(fresh_world, 40)
                assert [next(events)["sequence"] for _ in expected] == expected
        return

    async def story(client: assay.AsyncClient) -> None:
        async with client.listen() as events:
            pay(fresh_world, 40)
            assert [(await events.__anext__())["sequence"] for _ in expected] == expected
            await events.close()
            assert [event async for event in events] == []

    in_loop(fresh_world.host, story)


# Connections.


def test_a_lost_connection_is_made_anew(start_host: StartHost) -> None:
    host = start_host()
    with assay.connect(host.socket_path) as client:
        first = client.host.info()
        host.stop()
        again = threading.Thread(target=start_host)
        again.start()
        second = client.host.info()
        again.join()
        assert (first["home"], first["version"]) == (second["home"], second["version"])


def test_calls_that_a_dying_host_leaves_open_say_so(fresh_world: World) -> None:
    task = fresh_world.accepted(fresh_world.specification(**LONG))
    with assay.connect(fresh_world.host.socket_path, reconnect=0.1) as client:
        with pytest.raises(assay.ConnectionLost):
            client.solver.train(task, as_="alan", on_progress=lambda _: fresh_world.host.stop())
        with pytest.raises(assay.NoHost):
            client.host.ping()


def test_no_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(assay.NoHost, match="nothing"):
        assay.connect(tmp_path / "nothing")
    with pytest.raises(assay.NoHost, match="no program"):
        assay.spawn(tmp_path, program="no-such-program")
    monkeypatch.setenv("ASSAY_SOCKET", str(tmp_path / "by-environment"))
    with pytest.raises(assay.NoHost, match="by-environment"):
        assay.connect()
    (tmp_path / "file").touch()
    with pytest.raises(assay.NoHost, match="status 1"):
        assay.spawn(tmp_path / "file", program=ASSAY)


def test_a_host_of_ones_own_ends_with_the_client(tmp_path: Path) -> None:
    socket = tmp_path / "socket"
    with assay.spawn(tmp_path / "home", program=ASSAY, socket=socket) as client:
        assert client.host.info()["home"] == str(tmp_path / "home")
        wait_until(socket.exists, "the socket")
        with assay.connect(socket) as other:
            assert other.host.ping() == {"reply": "pong"}
    assert not socket.exists()
    with pytest.raises(assay.ConnectionLost, match="closed"):
        client.host.ping()


def test_open_spawns_or_connects(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with assay.open(home, program=ASSAY) as first:
        wait_until((home / "run/assay.sock").exists, "the socket")
        with assay.open(home, program="no-such-program") as second:
            assert second.host.info() == first.host.info()


def test_asyncio_spawns(tmp_path: Path) -> None:
    async def story() -> None:
        async with assay.aio.spawn(tmp_path / "home", program=ASSAY) as client:
            assert (await client.host.ping())["reply"] == "pong"

    asyncio.run(story())


# Tensors.


def test_arrays_go_in_and_out_through_files(client: assay.Client, fresh_world: World) -> None:
    weights = numpy.arange(12, dtype="f4").reshape(3, 4)
    blob = client.tensors_from({"weights": weights, "turned": weights.T, "step": numpy.int64(7)})
    told = {entry["name"]: entry["shape"] for entry in client.tensor.info(blob)["tensors"]}
    assert told == {"weights": [3, 4], "turned": [4, 3], "step": []}
    tensors = client.tensors(blob)
    assert (tensors["weights"].numpy() == weights).all()
    assert (tensors["turned"].numpy() == weights.T).all()
    assert tensors["step"].numpy() == 7
    same = client.tensor_from(weights, name="weights")
    flat = client.tensors(client.tensor_from(array.array("f", range(12))))["tensor"]
    assert flat.data == weights.reshape(-1).view("u1").data
    assert client.tensor.distance(blob, blob)["l2"] == 0

    async def story(client: assay.AsyncClient) -> None:
        again = await client.tensor_from(weights, name="weights")
        assert again == same
        assert ((await client.tensors(again))["weights"].numpy() == weights).all()

    in_loop(fresh_world.host, story)


def test_what_is_read_lies_in_the_file(client: assay.Client, tmp_path: Path) -> None:
    """No copy: the array's memory is the map of the blob, read-only."""
    path = tmp_path / "array.npy"
    numpy.save(path, numpy.asfortranarray(numpy.arange(6.0).reshape(2, 3)))
    blob = client.blob.put(path=str(path))["blob"]
    tensor = client.tensors(blob)["array"]
    values = tensor.numpy()
    assert values.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert not values.flags.owndata
    assert not values.flags.writeable
    stored = client.blob.info(blob)["path"]
    address = values.__array_interface__["data"][0]
    maps = [line.split() for line in Path("/proc/self/maps").read_text().splitlines()]
    holds = [
        fields[-1]
        for fields in maps
        if int(fields[0].split("-")[0], 16) <= address < int(fields[0].split("-")[1], 16)
    ]
    assert holds == [stored]


def test_what_is_no_tensor_is_refused(client: assay.Client) -> None:
    with pytest.raises(assay.TensorError, match="words"):
        client.tensor_from(numpy.array(["text"]), name="words")
    with pytest.raises(assay.TensorError, match="holds no tensors"):
        client.tensors(client.blob.put(text=json.dumps({"no": "tensor"}))["blob"])

"""clients/python against the host: calls, batches, errors, tensors."""

from __future__ import annotations

import array
import asyncio
import json
import threading
from pathlib import Path

import numpy
import pytest
from host_process import wait_until
from python_client import assay, in_loop
from schemas import all_methods
from world import World


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


def test_a_batch_that_is_used_again_sends_nothing_twice(
    client: assay.Client, fresh_world: World
) -> None:
    batch = client.batch()
    with pytest.raises(KeyError), batch:
        batch.ledger.tick()
        raise KeyError
    for count in (1, 2):
        with batch:
            batch.ledger.tick()
        assert client.network.status()["tick"] == count

    async def story(client: assay.AsyncClient) -> None:
        batch = client.batch()
        for count in (3, 4):
            async with batch:
                batch.ledger.tick()
            assert (await client.network.status())["tick"] == count

    in_loop(fresh_world.host, story)


def test_a_batch_that_fails_while_it_is_made_is_not_sent(client: assay.Client) -> None:
    with pytest.raises(KeyError), client.batch() as batch:
        reply = batch.ledger.tick(count=5)
        raise KeyError
    assert client.network.status()["tick"] == 0
    with pytest.raises(assay.AssayError, match="not been sent"):
        reply.result()


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

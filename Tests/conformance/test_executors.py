"""Process plugins that compute the segments of tolerant tasks."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path

import numpy
import pytest
from host_process import wait_until
from process_plugins import (
    EXECUTOR, FAILED, REFUSED, UNKNOWN, MakePluginHost, connection, host, plugin_host, refusal,
    start, write_plugin,
)  # fmt: skip
from test_long_calls import answer_to, send
from world import World

__all__ = ["connection", "host", "plugin_host"]


@pytest.fixture
def tolerant_task(plugin_host: MakePluginHost, tmp_path: Path) -> tuple[World, str]:
    """A world with an accepted task that other engines may train, and an executor."""
    host = plugin_host("--plugin", str(EXECUTOR))
    world = World(host, tmp_path)
    # Without a relu, at whose kink a rounding can grow: no run of bad luck is to fail a test.
    model = {"input": 4, "layers": [{"linear": 3}, {"linear": 2}], "loss": "crossEntropy"}
    specification = world.specification(
        model=model, mode="tolerant", steps=20, targetLoss="0.001"
    )
    return world, world.accepted(specification)


def test_an_executor_trains_and_replays(tolerant_task: tuple[World, str]) -> None:
    """By numpy's order of sums, within the threshold that the profile measured."""
    world, task = tolerant_task
    run = world.call(
        "solver.train", task=task, executor="numpy-executor", progressToken=1, **{"as": "alan"}
    )
    assert (run["outcome"], run["steps"], run["checkpoints"]) == ("completed", 20, 5)
    assert 0 < run["loss"] < 1
    # The built-in trainer would end elsewhere, if only by a rounding.
    proof = json.loads(proof_text(world, run["proof"]))
    assert proof["environment"]["engine"] == "numpy-executor"
    verdict = world.patiently(
        "verifier.verify", task=task, executor="numpy-executor", **{"as": "grace"}
    )
    assert verdict["accepted"], verdict
    assert not [p for p in (world.host.home / "run").iterdir() if p.name.startswith("executor")]


def test_the_gradients_of_the_executor_are_those_of_finite_differences() -> None:
    specification = importlib.util.spec_from_file_location("executor", EXECUTOR)
    assert specification and specification.loader
    executor = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(executor)
    random = numpy.random.default_rng(7)
    layers = [{"linear": 5}, {"relu": {}}, {"linear": 3}]
    shapes = {"layers.0.weight": (5, 4), "layers.0.bias": 5, "layers.2.weight": (3, 5),
              "layers.2.bias": 3}  # fmt: skip
    state = {name: random.standard_normal(shape) for name, shape in shapes.items()}
    inputs, labels = random.standard_normal((8, 4)), random.integers(0, 3, 8)
    _, gradients = executor.differentiate(state, layers, inputs, labels)
    for name, gradient in gradients.items():
        for place in numpy.ndindex(gradient.shape):
            losses = []
            for change in (1e-6, -1e-6):
                changed = {key: value.copy() for key, value in state.items()}
                changed[name][place] += change
                losses.append(executor.differentiate(changed, layers, inputs, labels)[0])
            slope = (losses[0] - losses[1]) / 2e-6
            assert abs(slope - gradient[place]) < 1e-6, (name, place)


def proof_text(world: World, blob: str) -> str:
    path = world.directory / "proof.json"
    world.call("blob.get", blob=blob, path=str(path))
    return path.read_text()


def test_the_built_in_trainer_accepts_an_executors_run(tolerant_task: tuple[World, str]) -> None:
    world, task = tolerant_task
    world.call("solver.train", task=task, executor="numpy-executor", **{"as": "alan"})
    assert world.patiently("verifier.verify", task=task, **{"as": "grace"})["accepted"]


def test_an_executor_that_does_nothing_is_found_out(
    tolerant_task: tuple[World, str], tmp_path: Path
) -> None:
    """It hands back the state that it was given, with the step that was asked for."""
    world, task = tolerant_task
    write_plugin(
        tmp_path / "lazy.py",
        ANNOUNCING_AN_EXECUTOR + "import json, struct\n"
        "@plugin.method('executor.run')\n"
        "def run(plugin, checkpoint, to, output, **kwargs):\n"
        "    content = bytearray(open(checkpoint, 'rb').read())\n"
        "    start = 8 + int.from_bytes(content[:8], 'little')\n"
        "    offset = start + json.loads(content[8:start])['step']['data_offsets'][0]\n"
        "    content[offset:offset + 8] = struct.pack('<q', to)\n"
        "    open(output, 'wb').write(content)\n"
        "    return {'loss': 0.5}\n",
    )
    start(world.connection, tmp_path / "lazy.py")
    world.call("solver.train", task=task, executor="lazy", **{"as": "alan"})
    verdict = world.patiently(
        "verifier.verify", task=task, executor="numpy-executor", **{"as": "grace"}
    )
    assert not verdict["accepted"]


ANNOUNCING_AN_EXECUTOR = """
old = plugin._getmanifest
plugin.methods['getmanifest'].func = (
    lambda **kwargs: {**old(**kwargs), 'rpcmethods': [], 'assay': {'executor': {}}})
"""


def test_an_executor_is_for_tolerant_tasks_and_must_be_one(
    tolerant_task: tuple[World, str],
) -> None:
    world, task = tolerant_task
    exact = world.accepted()
    error = refusal(
        world.connection, "solver.train", task=exact, executor="numpy-executor", **{"as": "alan"}
    )
    assert (error.code, error.data["pointer"]) == (-32602, "/executor")
    world.host.wicked(world.connection, "good")
    for name, code in (("good", REFUSED), ("nobody", UNKNOWN)):
        error = refusal(world.connection, "solver.train", task=task, executor=name, **{"as": "alan"})
        assert error.code == code


def opened_for_reader(pipe: Path) -> int | None:
    """A descriptor to write to, once somebody reads."""
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


def test_two_calls_never_make_one_run_by_an_executor(
    tolerant_task: tuple[World, str], tmp_path: Path
) -> None:
    world, task = tolerant_task
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    write_plugin(
        tmp_path / "slow.py",
        ANNOUNCING_AN_EXECUTOR + "@plugin.method('executor.run')\n"
        f"def run(plugin, **kwargs):\n    open({str(pipe)!r}).read()\n    return {{}}\n",
    )
    start(world.connection, tmp_path / "slow.py")
    params = {"task": task, "executor": "slow", "as": "alan"}
    first = world.host.connect()
    send(first, "solver.train", 1, **params)
    writer = wait_until(lambda: opened_for_reader(pipe), "the executor to read")
    error = refusal(world.connection, "solver.train", **params)
    assert (error.code, error.data["retryable"]) == (202, True)
    assert "another call" in error.message
    os.close(writer)
    assert answer_to(first, 1)["error"]["code"] == FAILED


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("{}", FAILED),
        ("{'loss': 0.5}", 113),
        ("{'loss': 0.5, 'checkpoint': '/dev/zero'}", 113),
        ("{'loss': 0.5, 'checkpoint': __file__}", 602),
        ("{'loss': 0.5, 'checkpoint': checkpoint}", 303),
        ("{'loss': -1, 'checkpoint': checkpoint}", FAILED),
    ],
)
def test_an_executor_that_answers_nonsense(
    tolerant_task: tuple[World, str], tmp_path: Path, answer: str, code: int
) -> None:
    world, task = tolerant_task
    write_plugin(
        tmp_path / "fake.py",
        ANNOUNCING_AN_EXECUTOR + "@plugin.method('executor.run')\n"
        f"def run(plugin, checkpoint, **kwargs):\n    return {answer}\n",
    )
    start(world.connection, tmp_path / "fake.py")
    error = refusal(world.connection, "solver.train", task=task, executor="fake", **{"as": "alan"})
    assert error.code == code, error

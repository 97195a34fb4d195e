"""clients/python as a package: types, installation, every method there."""

from __future__ import annotations

import inspect
import keyword
import re
import shutil
from pathlib import Path

import pytest
from python_client import PACKAGE, assay, run
from schemas import ROOT, all_methods


def test_generated_files_are_up_to_date() -> None:
    answer = run(str(PACKAGE / "generate.py"), "--check")
    assert answer.returncode == 0, answer.stderr


CHECKED = ("assay", "generate.py", "generator")


@pytest.fixture(scope="module")
def types_cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("types"))


def test_types_hold_strictly(types_cache: str) -> None:
    answer = run(
        "-m", "mypy", "--config-file", str(PACKAGE / "pyproject.toml"),
        "--cache-dir", types_cache, *(str(PACKAGE / name) for name in CHECKED),
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
        namespace, word = name.split(".")
        verb = f"{word}_" if keyword.iskeyword(word) else word
        signature = inspect.signature(getattr(getattr(made, namespace), verb))
        told = {parameter.rstrip("_") for parameter in signature.parameters}
        assert set(schema.parameters) - {"progressToken"} <= told

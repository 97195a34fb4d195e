"""The schema files themselves: each a valid OpenRPC method object, each example valid under it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from schemas import COMMON, METHOD_OBJECT, ROOT, SCHEMA_FILES, MethodSchema


def method_of(path: Path) -> MethodSchema:
    return MethodSchema(json.loads(path.read_text()))


@pytest.fixture(params=SCHEMA_FILES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_a_schema_is_an_openrpc_method_object_named_after_its_file(path: Path) -> None:
    document = json.loads(path.read_text())
    jsonschema.validate(document, METHOD_OBJECT)
    assert document["name"] == f"{path.parent.name}.{path.stem}"


def test_parameter_and_result_schemas_are_json_schemas(path: Path) -> None:
    method = method_of(path)
    for schema in [*method.parameters.values(), method.result]:
        jsonschema.Draft202012Validator.check_schema(schema)


def test_only_shared_schemas_are_referred_to(path: Path) -> None:
    for reference in re.findall(r'"\$ref": "([^"]*)"', path.read_text()):
        file, _, place = reference.partition("#")
        assert (path.parent / file).resolve() == ROOT / "rpc-schemas/common.json"
        assert place.removeprefix("/schemas/") in COMMON["schemas"]


def test_required_parameters_come_first_and_signing_ones_last(path: Path) -> None:
    method = method_of(path)
    required = [parameter["required"] for parameter in method.document["params"]]
    assert required == sorted(required, reverse=True)
    common = [name for name in method.parameters if name in ("as", "progressToken")]
    assert list(method.parameters)[len(method.parameters) - len(common) :] == common
    assert common == sorted(common)


def test_objects_in_results_are_closed_and_say_what_they_require(path: Path) -> None:
    if path.stem == "discover":
        return  # OpenRPC documents may be extended; their own specification holds them.
    for schema in objects_in(method_of(path).result):
        if "properties" in schema:
            assert schema["additionalProperties"] is False
            assert set(schema["required"]) <= set(schema["properties"])


def test_error_codes_are_listed_once_and_in_order(path: Path) -> None:
    codes = [error["code"] for error in method_of(path).document["errors"]]
    protocol = [code for code in codes if code < 0]
    assert codes == sorted(protocol) + sorted(set(codes) - set(protocol))


def test_examples_keep_to_their_own_schema(path: Path) -> None:
    method = method_of(path)
    for example in method.document["examples"]:
        method.check_parameters({entry["name"]: entry["value"] for entry in example["params"]})
        method.check_result(example["result"]["value"])
        assert example["result"]["name"] == method.document["result"]["name"]


def objects_in(schema: object) -> list[dict]:
    """All object schemas inside a schema."""
    if isinstance(schema, list):
        return [found for item in schema for found in objects_in(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if "object" in str(schema.get("type", "")) else []
    return own + [found for item in schema.values() for found in objects_in(item)]


def test_the_reference_pages_are_those_of_the_schemas() -> None:
    answer = subprocess.run(
        [sys.executable, str(ROOT / "docs/generate.py"), "--check"], capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr

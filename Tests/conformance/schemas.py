"""Reads rpc-schemas/ and holds parameters, results and errors to it."""

from __future__ import annotations

import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
SCHEMA_FILES = sorted((ROOT / "rpc-schemas").glob("*/*.json"))

# What any method takes and may answer besides, so that no schema file repeats it.
COMMON: dict[str, Any] = json.loads((ROOT / "rpc-schemas/common.json").read_text())
COMMON_CODES = {error["code"] for error in COMMON["errors"]}

_PARAMETER = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z][a-zA-Z0-9]*$"},
        "summary": {"type": "string", "minLength": 1},
        "required": {"type": "boolean"},
        "schema": {"type": "object"},
    },
    "required": ["name", "summary", "required", "schema"],
    "additionalProperties": False,
}
_NAMED_VALUE = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "value": {}},
    "required": ["name", "value"],
    "additionalProperties": False,
}
_EXAMPLE = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "params": {"type": "array", "items": _NAMED_VALUE},
        "result": _NAMED_VALUE,
    },
    "required": ["name", "params", "result"],
    "additionalProperties": False,
}
_ERROR = {
    "type": "object",
    "properties": {"code": {"type": "integer"}, "message": {"type": "string", "minLength": 1}},
    "required": ["code", "message"],
    "additionalProperties": False,
}

# The Method Object of the OpenRPC Specification 1.3.2, narrowed to what this project uses of it.
METHOD_OBJECT = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z]+\\.[a-z]+$"},
        "summary": {"type": "string", "minLength": 1, "maxLength": 90},
        "description": {"type": "string", "minLength": 1},
        "paramStructure": {"const": "either"},
        "params": {"type": "array", "items": _PARAMETER},
        "result": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "schema": {"type": "object"}},
            "required": ["name", "schema"],
            "additionalProperties": False,
        },
        "errors": {"type": "array", "items": _ERROR, "minItems": 1},
        "examples": {"type": "array", "items": _EXAMPLE, "minItems": 1},
    },
    "required": [
        "name", "summary", "description", "paramStructure",
        "params", "result", "errors", "examples",
    ],
    "additionalProperties": False,
}  # fmt: skip

# The OpenRPC Object of the same specification, as far as this project fills it.
DOCUMENT = {
    "type": "object",
    "properties": {
        "openrpc": {"const": "1.3.2"},
        "info": {
            "type": "object",
            "properties": {
                **{name: {"type": "string", "minLength": 1} for name in ("title", "version")},
                "description": {"type": "string"},
                "license": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}},
                    "additionalProperties": False,
                },
            },
            "required": ["title", "version"],
            "additionalProperties": False,
        },
        "methods": {"type": "array", "items": METHOD_OBJECT},
        "components": {
            "type": "object",
            "properties": {
                "contentDescriptors": {"type": "object", "additionalProperties": _PARAMETER},
                "errors": {"type": "object", "additionalProperties": _ERROR},
            },
            "additionalProperties": False,
        },
    },
    "required": ["openrpc", "info", "methods"],
    "additionalProperties": False,
}

# The error object of every answer (JSON-RPC 2.0, section 5.1), with what Assay says in `data`.
ERROR_ANSWER = {
    "type": "object",
    "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string", "minLength": 1},
        "data": {
            "type": "object",
            "properties": {
                "reason": {"type": "string", "pattern": "^[a-z][a-zA-Z]*$"},
                "pointer": {"type": "string", "pattern": "^(/.*)?$"},
                "expected": {"type": "string"},
                "got": {"type": "string"},
                "rule": {"type": "string", "pattern": "^[A-Z][0-9]+$"},
                "refusal": {"type": "string", "pattern": "^[a-z][a-zA-Z]*$"},
                "limit": {"type": "string"},
                "most": {"type": "integer"},
                "plugin": {"type": "string"},
                "hook": {"type": "string"},
                "line": {"type": "integer", "minimum": 1},
                "column": {"type": "integer", "minimum": 0},
                "position": {"type": "integer", "minimum": 0},
                "checkpoint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "supported": {"type": "array", "items": {"type": "string"}},
                "requested": {},
                "retryAfterMilliseconds": {"type": "integer", "minimum": 1},
                "retryable": {"type": "boolean"},
            },
            "required": ["reason", "retryable"],
            "additionalProperties": False,
        },
    },
    "required": ["code", "message", "data"],
    "additionalProperties": False,
}


def resolved(value: Any) -> Any:
    """A schema with the shared ones in place of what refers to them."""
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return resolved(COMMON["schemas"][value["$ref"].rpartition("/")[2]])
    return {name: resolved(item) for name, item in value.items()}


class MethodSchema:
    """One method of the interface as its file describes it."""

    def __init__(self, document: dict[str, Any]) -> None:
        document = resolved(document)
        self.document = document
        self.name: str = document["name"]
        self.parameters = {entry["name"]: entry["schema"] for entry in document["params"]}
        self.result: dict[str, Any] = document["result"]["schema"]
        self.codes = {error["code"] for error in document["errors"]} | COMMON_CODES

    @cached_property
    def _parameter_validator(self) -> jsonschema.Draft202012Validator:
        required = [entry["name"] for entry in self.document["params"] if entry["required"]]
        return jsonschema.Draft202012Validator(
            {
                "type": "object",
                "properties": self.parameters,
                "required": required,
                "additionalProperties": False,
            }
        )

    @cached_property
    def _result_validator(self) -> jsonschema.Draft202012Validator:
        return jsonschema.Draft202012Validator(self.result)

    def check_parameters(self, parameters: dict[str, Any]) -> None:
        """Raises when the parameters are not what the method takes."""
        self._hold(self._parameter_validator, parameters)

    def check_result(self, result: Any) -> None:
        """Raises when the result is not what the method promises."""
        self._hold(self._result_validator, result)

    def _hold(self, validator: jsonschema.Draft202012Validator, value: Any) -> None:
        """Like `validate`, but with a failure that fits on a screen."""
        faults = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
        assert not faults, f"{self.name}: {'; '.join(faults)}"

    def check_error(self, error: Any) -> None:
        """Raises when the error is malformed or one that the method does not list."""
        jsonschema.validate(error, ERROR_ANSWER)
        assert error["code"] in self.codes, f"{self.name} answered an unlisted error: {error}"


@cache
def all_methods() -> dict[str, MethodSchema]:
    """The methods by name."""
    documents = (json.loads(path.read_text()) for path in SCHEMA_FILES)
    return {document["name"]: MethodSchema(document) for document in documents}

"""The notifications that a host sends, each with the schema that it keeps."""

from __future__ import annotations

from typing import Any

import jsonschema
from schemas import ERROR_ANSWER


def _notification(method: str, params: dict[str, Any], *optional: str) -> Any:
    required = [name for name in params if name not in optional]
    return jsonschema.Draft202012Validator(
        {
            "type": "object",
            "properties": {
                "jsonrpc": {"const": "2.0"},
                "method": {"const": method},
                "params": {
                    "type": "object",
                    "properties": params,
                    "required": required,
                    "additionalProperties": False,
                },
            },
            "required": ["jsonrpc", "method", "params"],
            "additionalProperties": False,
        }
    )


_NUMBER = {"type": "integer", "minimum": 0}
_NAME = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_PROGRESS_VALUE = {
    "type": "object",
    "properties": {
        "step": _NUMBER,
        "steps": _NUMBER,
        "loss": {"type": ["number", "null"]},
        "samplesPerSecond": {"type": "number", "minimum": 0},
        "message": {"type": "string"},
    },
    "required": ["step", "steps"],
    "additionalProperties": False,
}
_EVENT = {
    "subscription": {"type": "integer", "minimum": 1},
    "sequence": _NUMBER,
    "topics": {
        "type": "array",
        "items": {"enum": ["ledger", "task", "round", "job", "host"]},
        "minItems": 1,
        "uniqueItems": True,
    },
    "kind": {"type": "string", "pattern": "^[a-z]+(\\.[a-z]+)?$"},
    "subjects": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"kind": {"type": "string"}, "id": {"type": "string"}},
            "required": ["kind", "id"],
            "additionalProperties": False,
        },
    },
    # Of entries of the log.
    "event": _NAME,
    "author": {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"},
    "effects": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"rule": {"type": "string"}, "text": {"type": "string"}},
            "required": ["rule", "text"],
            "additionalProperties": False,
        },
    },
    # Of the host and its jobs.
    "network": _NAME,
    "method": {"type": "string"},
    "state": {"enum": ["running", "succeeded", "failed", "cancelled"]},
    "progress": {**_PROGRESS_VALUE, "type": ["object", "null"]},
    "plugin": {"type": "string"},
}

NOTIFICATIONS = {
    "$/progress": _notification(
        "$/progress", {"token": {"type": ["string", "integer"]}, "value": _PROGRESS_VALUE}
    ),
    "events.event": _notification(
        "events.event",
        _EVENT,
        *("event", "author", "effects", "network", "method", "state", "progress", "plugin"),
    ),
    "events.lost": _notification(
        "events.lost",
        {"subscription": {"type": "integer", "minimum": 1}, "from": _NUMBER, "to": _NUMBER},
    ),
    "events.ended": _notification(
        "events.ended",
        {"subscription": {"type": "integer", "minimum": 1}, "error": ERROR_ANSWER},
    ),
}

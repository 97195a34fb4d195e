"""How long calls may take: told to the host, which stops the work, and kept by the client too."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ._failures import CallTimeout
from ._namespace import Reply

DEADLINE_MAX = 7 * 24 * 3600 * 1000  # milliseconds; what a host accepts
GRACE_SECONDS = 2.0  # for the host's answer that the time is up


def milliseconds(seconds: float) -> int:
    """A time as the interface has it: at least one millisecond."""
    return max(1, math.ceil(seconds * 1000))


def plain(params: Mapping[str, Any] | list[Any] | None) -> dict[str, Any] | list[Any] | None:
    """Parameters as they can be sent."""
    return dict(params) if isinstance(params, Mapping) else params


def bounded(
    params: Mapping[str, Any] | list[Any] | None, timeout: float | None
) -> dict[str, Any] | list[Any] | None:
    """Parameters with the deadline that follows from a timeout; by position there is no room."""
    if timeout is None or isinstance(params, list) or milliseconds(timeout) > DEADLINE_MAX:
        return plain(params)
    return {"deadline": milliseconds(timeout), **(params or {})}


def patience(timeout: float | None) -> float | None:
    """How long the client itself waits: the host is to say first that the time is up."""
    return None if timeout is None else timeout + GRACE_SECONDS


def bounded_result(reply: Reply[Any], timeout: float | None) -> Any:
    """The result; the host's word that the time is up is the same error as the client's own."""
    from .errors import DeadlineExceeded  # made from the host's table

    late = reply.error()
    if timeout is not None and isinstance(late, DeadlineExceeded):
        raise CallTimeout(f"{late.method}: not done within {timeout} s") from late
    return reply.result()

"""How long calls may take: told to the host, which stops the work, and kept by the client too."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Any

from ._failures import CallTimeout
from ._namespace import Reply

DEADLINE_MAX = 7 * 24 * 3600 * 1000  # milliseconds; what a host accepts
GRACE_SECONDS = 2.0  # for the host's answer that the time is up


class Deadline:
    """How long something may take, from now on; without a time, as long as it takes."""

    def __init__(self, seconds: float | None = None, *, grace: float = 0.0) -> None:
        self._seconds = seconds
        self._grace = grace
        self._end = None if seconds is None else time.monotonic() + seconds

    @property
    def left(self) -> float | None:
        """The seconds that are left, and nothing below; None without a time."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    @property
    def patience(self) -> float | None:
        """How long to wait for an answer, which may be the host's word that the time is up."""
        return None if self.left is None else self.left + self._grace

    def passed(self) -> CallTimeout:
        """What is raised when it has passed."""
        return CallTimeout(f"no answer within {self._seconds} s")


def patient(timeout: float | None) -> Deadline:
    """The client's own deadline of a call, at which the host is to be the first to speak."""
    return Deadline(timeout, grace=GRACE_SECONDS)


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


def bounded_result(reply: Reply[Any], timeout: float | None) -> Any:
    """The result; the host's word that the time is up is the same error as the client's own."""
    from .errors import DeadlineExceeded  # made from the host's table

    late = reply.error()
    if timeout is not None and isinstance(late, DeadlineExceeded):
        raise CallTimeout(f"{late.method}: not done within {timeout} s") from late
    return reply.result()

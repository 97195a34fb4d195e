"""How often, and for how long, both clients look for a host that is gone."""

from __future__ import annotations

import time
from typing import Any, Dict, Tuple

from ._deadlines import Deadline

RECONNECT_SECONDS = 10.0
ATTEMPTS_MAX = 3  # new connections for a call that none of them took
BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX = 0.02, 1.0

# The call with which every connection begins, made anew or not: its method and parameters.
Greeting = Tuple[str, Dict[str, Any]]


def greeting(token: str | None, *, is_started: bool) -> Greeting | None:
    """A token is presented; a host that was started must show that it has come up."""
    if token is not None:
        return "auth.use", {"token": token}
    return ("host.ping", {}) if is_started else None


class Backoff:
    """The pauses between attempts to connect."""

    def __init__(self, seconds: float, deadline: Deadline) -> None:
        left = deadline.left
        self._end = time.monotonic() + (seconds if left is None else min(seconds, left))
        self._pause = BACKOFF_SECONDS_MIN

    def pause(self) -> float | None:
        """How long to wait before the next attempt; None when the time for them is up."""
        pause = self._pause
        self._pause = min(2 * pause, BACKOFF_SECONDS_MAX)
        return pause if time.monotonic() + pause <= self._end else None

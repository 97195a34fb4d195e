"""What one caller waits for: progress and answers, taken on the caller's own thread."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

from ._deadlines import Deadline
from ._namespace import OnProgress, Reply
from ._session import Sink


class Waiting:
    """The answers to calls that were sent together."""

    def __init__(self) -> None:
        self._heard: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._open = 0

    def sink(
        self,
        method: str,
        reply: Reply[Any],
        on_progress: OnProgress | None = None,
        at_once: Callable[[Any], None] | None = None,
    ) -> Sink:
        """Where the answer of one more call goes."""
        self._open += 1
        put = self._heard.put

        def end(take: Callable[[Any], None], value: Any) -> None:
            self._open -= 1
            take(value)

        return Sink(
            method,
            lambda result: put(lambda: end(reply._succeed, result)),
            lambda error: put(lambda: end(reply._fail, error)),
            (lambda value: put(lambda: on_progress(value))) if on_progress else None,
            at_once,
        )

    def wait(self, deadline: Deadline) -> None:
        """Until everything is answered; raises `CallTimeout` when that takes too long."""
        while self._open:
            try:
                heard = self._heard.get(timeout=deadline.patience)
            except queue.Empty:
                raise deadline.passed() from None
            heard()

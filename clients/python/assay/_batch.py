"""What the batches of both clients share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, List, Tuple

from ._batch_methods import BatchMethods
from ._deadlines import plain
from ._namespace import BatchNamespace, Reply, given

BATCH_COUNT_MAX = 1000  # what a host accepts unless it is configured otherwise

CallToSend = Tuple[str, Any, Reply[Any]]


class CollectedCalls(BatchMethods, BatchNamespace):
    """Calls that are collected, to be sent together."""

    def __init__(self) -> None:
        BatchMethods.__init__(self, self)
        self._calls: list[CallToSend] = []

    def call(self, method: str, params: Mapping[str, Any] | list[Any] | None = None) -> Reply[Any]:
        """Adds a call by name."""
        reply: Reply[Any] = Reply()
        self._calls.append((method, plain(params), reply))
        return reply

    def _call(self, method: str, params: dict[str, Any]) -> Reply[Any]:
        return self.call(method, given(params))

    def _taken(self, *, has_failed: bool) -> Iterator[List[CallToSend]]:
        """The calls in parts that a host accepts, once: used again, a batch begins anew."""
        calls, self._calls = self._calls, []
        for start in range(0, 0 if has_failed else len(calls), BATCH_COUNT_MAX):
            yield calls[start : start + BATCH_COUNT_MAX]

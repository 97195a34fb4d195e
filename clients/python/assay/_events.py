"""What a listener wants, and how far it has come: shared by both clients, without I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EVENTS_WAITING_MAX = 4096  # how many events wait here for a slow reader
LOG_TOPICS = {"ledger", "task", "round"}  # what is lost of these can be had again


@dataclass
class Wanted:
    """A subscription as it is to be made, and made again where the last one ended."""

    topics: list[str]
    since: int | None
    filter: Mapping[str, Any] | None
    has_gap: bool = False

    @staticmethod
    def of(
        topics: str | Sequence[str], since: int | None, filter: Mapping[str, Any] | None
    ) -> Wanted:
        return Wanted([topics] if isinstance(topics, str) else list(topics), since, filter)

    def params(self) -> dict[str, Any]:
        params = {"topics": self.topics, "since": self.since, "filter": self.filter}
        return {name: value for name, value in params.items() if value is not None}

    def begin(self, result: dict[str, Any]) -> None:
        """The host has subscribed us: from here on nothing may be missed."""
        self.has_gap = False
        if self.since is None:
            self.since = result["from"] - 1

    def take(self, method: str, params: dict[str, Any]) -> dict[str, Any] | None:
        """The event to hand on; nothing where there is a gap that listening again closes."""
        if method == "events.event":
            self.since = params["sequence"]
            return params
        if method != "events.lost":
            return None
        if LOG_TOPICS.issuperset(self.topics):
            self.has_gap = True  # `since` still stands before it
            return None
        self.since = params["to"]
        return {"kind": "events.lost", **params}

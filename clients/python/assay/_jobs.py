"""Calls that go on without their connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import types
from ._deadlines import Deadline, milliseconds
from ._failures import CallTimeout, error_of

if TYPE_CHECKING:
    from .aio import AsyncClient
    from .client import Client

WITHIN_SECONDS_MAX = 3600.0  # for one `job.wait`, which is asked again as often as need be


class Job:
    """A call that goes on without its connection."""

    def __init__(self, client: Client, method: str, id: str) -> None:
        self._client = client
        self.method = method
        self.id = id

    def status(self) -> types.JobStatusResult:
        """How far it is."""
        return self._client.job.status(self.id)

    def result(self, timeout: float | None = None) -> Any:
        """Waits for its end; raises what the call would have raised, or `CallTimeout`."""
        deadline = Deadline(timeout)
        while True:
            params, left = _waiting(self.id, deadline), deadline.left
            ended = self._client.call("job.wait", params, timeout=left)
            if _has_ended(ended, deadline):
                return _outcome(self.method, ended)

    def cancel(self) -> None:
        """Stops it."""
        self._client.job.cancel(self.id)


class AsyncJob:
    """A call that goes on without its connection, for asyncio."""

    def __init__(self, client: AsyncClient, method: str, id: str) -> None:
        self._client = client
        self.method = method
        self.id = id

    async def status(self) -> types.JobStatusResult:
        """How far it is."""
        return await self._client.job.status(self.id)

    async def result(self, timeout: float | None = None) -> Any:
        """Waits for its end; raises what the call would have raised, or `CallTimeout`."""
        deadline = Deadline(timeout)
        while True:
            params, left = _waiting(self.id, deadline), deadline.left
            ended = await self._client.call("job.wait", params, timeout=left)
            if _has_ended(ended, deadline):
                return _outcome(self.method, ended)

    async def cancel(self) -> None:
        """Stops it."""
        await self._client.job.cancel(self.id)


def _waiting(job: str, deadline: Deadline) -> dict[str, Any]:
    """The parameters of one `job.wait`, which itself is to be stopped only after its answer."""
    left = WITHIN_SECONDS_MAX if deadline.left is None else deadline.left
    within = milliseconds(min(left, WITHIN_SECONDS_MAX))
    return {"job": job, "within": within, "deadline": within + 60_000}


def _has_ended(told: dict[str, Any], deadline: Deadline) -> bool:
    """Whether there is an outcome; raises `CallTimeout` when there is no time for one."""
    if told["state"] == "running" and deadline.left == 0:
        raise CallTimeout(f"job {told['job']} still runs")
    return bool(told["state"] != "running")


def _outcome(method: str, ended: dict[str, Any]) -> Any:
    """The result of a job that has ended; raises what the call would have raised."""
    if "error" in ended:
        raise error_of(method, ended["error"])
    return ended["result"]

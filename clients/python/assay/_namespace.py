"""What the generated methods stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from ._failures import AssayError

OnProgress = Callable[[Any], None]
"""Called with the value of each `$/progress` notification of a call, on the caller's thread."""

Result = TypeVar("Result")


def given(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that were given; None stands for those that were not."""
    return {name: value for name, value in params.items() if value is not None}


class Namespace:
    """Methods that wait for their results."""

    def __init__(self, caller: Namespace) -> None:
        self.__caller = caller

    def _call(
        self,
        method: str,
        params: dict[str, Any],
        *,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> Any:
        return self.__caller._call(method, params, on_progress=on_progress, timeout=timeout)


class AsyncNamespace:
    """Methods to be awaited."""

    def __init__(self, caller: AsyncNamespace) -> None:
        self.__caller = caller

    async def _call(
        self,
        method: str,
        params: dict[str, Any],
        *,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> Any:
        return await self.__caller._call(method, params, on_progress=on_progress, timeout=timeout)


class Reply(Generic[Result]):
    """The answer to one call of a batch, known once the batch has been sent."""

    def __init__(self) -> None:
        self._result: Result | None = None
        self._error: Exception | None = AssayError("the batch has not been sent")

    def result(self) -> Result:
        """The result; raises when the answer was an error."""
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]

    def error(self) -> Exception | None:
        """The error, or None when there is a result."""
        return self._error

    def _succeed(self, result: Result) -> None:
        self._result, self._error = result, None

    def _fail(self, error: Exception) -> None:
        self._error = error


class BatchNamespace:
    """Methods that are collected and sent together."""

    def __init__(self, caller: BatchNamespace) -> None:
        self.__caller = caller

    def _call(self, method: str, params: dict[str, Any]) -> Reply[Any]:
        return self.__caller._call(method, params)

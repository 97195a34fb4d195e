"""The errors that are not one code of the host's table."""

from __future__ import annotations

import json
from typing import Any


class AssayError(Exception):
    """Everything that this package raises."""


class NoHost(AssayError, ConnectionError):
    """No host answers where one was looked for, or the one that was started did not come up."""


class ConnectionLost(AssayError, ConnectionError):
    """The connection ended before the answer came: the call may or may not have been carried out.

    The next call connects anew.
    """


class MessageError(AssayError, ValueError):
    """A message that no host would read: it was not sent, and nothing else is affected."""


class ProtocolError(AssayError):
    """The other side sent something that is no answer of JSON-RPC 2.0."""


class CallTimeout(AssayError, TimeoutError):
    """No answer within the time that the caller gave; the host was asked to cancel the call."""


class RPCError(AssayError):
    """What the host answers instead of a result: a code, a sentence, and data for programs.

    Each code of the host's table is a class of its own in `assay.errors`.
    """

    def __init__(self, method: str, code: int, message: str, data: dict[str, Any]) -> None:
        super().__init__(method, code, message, data)
        self.method = method
        self.code = code
        self.message = message
        self.data = data

    @property
    def reason(self) -> str:
        """The code's name, such as `unknownTask`."""
        return str(self.data.get("reason", ""))

    @property
    def pointer(self) -> str | None:
        """Where in the parameters the fault lies (RFC 6901), if it lies there."""
        return self.data.get("pointer")

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later."""
        return bool(self.data.get("retryable"))

    def __str__(self) -> str:
        return f"{self.method}: {self.message} (error {self.code})"


def error_of(method: str, error: Any) -> RPCError:
    """The exception for an error object."""
    from .errors import BY_CODE  # the table imports the base class from here

    if not isinstance(error, dict) or "code" not in error:
        raise ProtocolError(f"an error object without a code: {json.dumps(error)}")
    data = error.get("data")
    kind = BY_CODE.get(error["code"], RPCError)
    return kind(
        method, error["code"], error.get("message", ""), data if isinstance(data, dict) else {}
    )

"""One connection of the blocking client: a thread reads, everybody may write."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from ._deadlines import Deadline
from ._failures import AssayError, CallTimeout, ConnectionLost
from ._session import Session, fault_of
from ._streams import SocketStream

CANCEL_SECONDS_MAX = 1.0  # for asking to cancel, where the host is slow to read


class Connection:
    """A session over a stream until either side ends it."""

    def __init__(self, stream: SocketStream) -> None:
        self.stream = stream
        self.session = Session()
        self.has_ended = False
        self._lock = threading.Lock()  # for writing
        self._unsent = memoryview(b"")  # the rest of a message whose sending was broken off
        self._is_unsure = False  # how much of it is the rest
        self._reader = threading.Thread(target=self._read, name="assay-reader", daemon=True)
        self._reader.start()

    def send(self, data: bytes, deadline: Deadline) -> bool:
        """Sends bytes; false when the connection has ended, and the host has not got them.

        Raises `CallTimeout` when the host does not take them in time. What was begun then, or when
        Ctrl-C was pressed, is ended before anything else is sent.
        """
        left = deadline.left
        if not self._lock.acquire(timeout=-1 if left is None else left):
            raise deadline.passed()
        try:
            if self.has_ended or self._is_unsure:
                self.has_ended = True
                return False
            self._flush(deadline)
            self._write(data, deadline)
            return True
        except CallTimeout:
            raise
        except OSError:
            self.has_ended = True
            # The host acts on a message that lacks its newline, and on no shorter part of one.
            return len(self._unsent) == 1
        finally:
            self._lock.release()

    def cancel(self, identifiers: Iterable[int]) -> None:
        """Asks the host to cancel calls; one that does not hear of it loses the connection."""
        request = self.session.cancellation(identifiers)
        try:
            if not request or self.send(request, Deadline(CANCEL_SECONDS_MAX)):
                return
        except CallTimeout:
            self.has_ended = True
        self.stream.end()

    def close(self) -> None:
        self.has_ended = True
        self.stream.end()
        if threading.current_thread() is not self._reader:
            self._reader.join()
        with self._lock:
            self.stream.close()

    def _write(self, data: bytes, deadline: Deadline) -> None:
        self._unsent = memoryview(data)
        try:
            self._flush(deadline)
        finally:
            if len(self._unsent) == len(data):
                self._unsent = memoryview(b"")  # nothing of it has left

    def _flush(self, deadline: Deadline) -> None:
        while self._unsent:
            self._is_unsure = True  # an interrupt here hides how much has left
            count = self.stream.write(self._unsent)
            self._unsent = self._unsent[count:]
            self._is_unsure = False
            if not count:
                self.stream.wait(deadline)

    def _read(self) -> None:
        fault: AssayError | None = None
        try:
            while data := self.stream.read():
                self.session.receive(data)
        except Exception as error:
            fault = fault_of(error)
        finally:
            self.has_ended = True
            words = "" if fault else self.stream.last_words()
            self.session.fail(lambda: fault or ConnectionLost(words))
            self.stream.end()

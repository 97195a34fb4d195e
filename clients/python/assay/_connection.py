"""One connection of the blocking client: a thread reads, everybody may write."""

from __future__ import annotations

import threading
from ._failures import AssayError, ConnectionLost
from ._session import Session
from ._streams import Stream


class Connection:
    """A session over a stream until either side ends it."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.session = Session()
        self._lock = threading.Lock()
        self._has_ended = False
        self._reader = threading.Thread(target=self._read, name="assay-reader", daemon=True)
        self._reader.start()

    @property
    def has_ended(self) -> bool:
        return self._has_ended

    def send(self, data: bytes) -> bool:
        """Sends bytes; false when the connection has ended, and the host has not got them."""
        with self._lock:
            if self._has_ended:
                return False
            try:
                self.stream.write(data)
                return True
            except OSError:
                # Part of a line at most has left: nothing that the host could act on.
                return False

    def cancel(self, identifier: int) -> None:
        """Asks the host to cancel a call."""
        request = self.session.cancellation(identifier)
        if request:
            self.send(request)

    def close(self) -> None:
        with self._lock:
            self._has_ended = True
        self.stream.close()
        if threading.current_thread() is not self._reader:
            self._reader.join()

    def _read(self) -> None:
        error: Exception | None = None
        try:
            while data := self.stream.read():
                self.session.receive(data)
        except OSError:
            pass  # it has ended, whoever ended it
        except AssayError as fault:
            error = fault
        with self._lock:
            self._has_ended = True
        words = self.stream.last_words()
        self.session.fail(lambda: error or ConnectionLost(words))

"""A server that does with a connection whatever a test wants: a function that is given the socket."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n%s\r\n"
EVENTS = HEAD % (b"text/event-stream", b"")
JSON = HEAD % (b"application/json", b"Content-Length: 100000\r\n")
WORD = b'data: {"id":"c","choices":[{"index":0,"delta":{"content":"x"}}]}\n\n'


class RawServer:
    """A running server, to be used in a `with` block; every connection has a thread of its own.

    Args:
        serve: What is done with a connection; it is closed afterwards.
        host: Where it listens.

    Attributes:
        url: Base address for a client.
        requests: What was received, as far as `read_request` read it.
        asked: Set when a request has been read.
        hung_up: Set when a client has gone.
        stopped: Set when the test is over.
    """

    def __init__(self, serve: Callable[[RawServer, socket.socket], None], host: str = "127.0.0.1") -> None:
        self._serve = serve
        self.stopped = threading.Event()
        self._listener = socket.create_server((host, 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests: list[bytes] = []
        self.asked = threading.Event()
        self.hung_up = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes up who waits in accept
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._run, args=(connection,), daemon=True).start()

    def _run(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            self._serve(self, connection)
        self.hung_up.set()

    def read_request(self, connection: socket.socket) -> bytes:
        """One request, its body included; `b""` when the client has gone."""
        request = b""
        while b"\r\n\r\n" not in request:
            data = connection.recv(65536)
            if not data:
                return b""
            request += data
        head, _, body = request.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(body) < length:
            body += connection.recv(65536)
        self.requests.append(head + b"\r\n\r\n" + body)
        self.asked.set()
        return self.requests[-1]

    def drip(self, connection: socket.socket, pieces: Iterable[bytes], seconds: float = 0.05) -> None:
        """Send a piece now and then until the client has gone or the test is over."""
        for piece in pieces:
            if self.stopped.wait(seconds):
                return
            connection.sendall(piece)

    def wait(self, connection: socket.socket) -> None:
        """Send nothing more until the client has gone or the test is over."""
        connection.settimeout(0.05)
        while not self.stopped.is_set():
            try:
                if not connection.recv(65536):
                    return
            except TimeoutError:
                time.sleep(0)

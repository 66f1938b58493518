"""Server-sent events out of bytes, incrementally: https://html.spec.whatwg.org/multipage/server-sent-events.html."""

from __future__ import annotations

from langchain_aimlapi.api.errors import MalformedResponseError
from langchain_aimlapi.api.limits import DEFAULT_SIZE_LIMITS
from langchain_aimlapi.api.types import ServerSentEvent

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class SSEDecoder:
    r"""Takes bytes as they arrive, cut anywhere, and gives whole events.

    Every line ending (`\n`, `\r\n`, `\r`) is understood, data over several lines is joined with `\n`, comments and
    fields that a client has no use for (`id`, `retry`, unknown ones) are passed over.

    Args:
        max_event_bytes: Most bytes that one event may have.
        max_line_bytes: Most bytes that one line may have, a comment too.

    Example:
        ```python
        from langchain_aimlapi.api.sse import SSEDecoder

        decoder = SSEDecoder()
        assert decoder.feed(b"data: on") == []
        assert [event.data for event in decoder.feed(b"e\\n\\n")] == [b"one"]
        ```
    """

    __slots__ = (
        "_data",
        "_event",
        "_line",
        "_max",
        "_max_line",
        "_pending",
        "_seen_any",
        "_size",
        "_skip_line_feed",
        "news",
    )

    def __init__(
        self, max_event_bytes: int = DEFAULT_SIZE_LIMITS.event, max_line_bytes: int = DEFAULT_SIZE_LIMITS.line
    ) -> None:
        self._max = max_event_bytes
        self._max_line = max_line_bytes
        self.news = 0
        """Events that said something: no comments, no pings, no empty data."""
        self._line: list[bytes] = []  # pieces of the line that is not ended yet
        self._data: list[bytes] = []  # data lines of the event that is not ended yet
        self._event = ""
        self._size = 0  # bytes in _data
        self._pending = 0  # bytes in _line
        self._skip_line_feed = False  # the last byte was a carriage return: a line feed now belongs to it
        self._seen_any = False

    def feed(self, data: bytes) -> list[ServerSentEvent]:
        """The events that `data` completes.

        Raises:
            MalformedResponseError: If one event or line grows beyond its limit.
        """
        if self._skip_line_feed and data:
            data = data.removeprefix(b"\n")
            self._skip_line_feed = False
        if b"\r" in data:
            self._skip_line_feed = data.endswith(b"\r")
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if b"\n" not in data:
            self._keep(data)
            return []
        head, ended, rest = self._with_pending(data).rpartition(b"\n\n")
        events = self._read(head) if ended else []
        if rest:
            *lines, rest = rest.split(b"\n")
            events += self._take_lines(lines)
            self._keep(rest)
        return events

    def _with_pending(self, data: bytes) -> bytes:
        """What is to be read: the beginning of the line that `data` ends, and `data`."""
        if self._line:
            data = b"".join((*self._line, data))
        if len(data) > self._max_line and max(map(len, data.split(b"\n")[:-1])) > self._max_line:
            raise too_long("a line", "line", self._max_line)
        self._line, self._pending = [], 0
        if self._seen_any:
            return data
        self._seen_any = True
        return data.removeprefix(_BYTE_ORDER_MARK)

    def _read(self, head: bytes) -> list[ServerSentEvent]:
        """The events in what goes before an empty line. Most servers send events of one line and without a name."""
        if head.startswith(b"data: ") and len(head) <= self._max and not (self._data or self._event):
            found = head[6:].split(b"\n\ndata: ")
            if head.count(b"\n") == 2 * (len(found) - 1):
                self.news += sum(map(bool, found))
                return [ServerSentEvent("message", data) for data in found]
        return self._take_lines([*head.split(b"\n"), b""])

    def _take_lines(self, lines: list[bytes]) -> list[ServerSentEvent]:
        return [event for line in lines if (event := self._take_line(line)) is not None]

    def finish(self) -> list[ServerSentEvent]:
        """The event that the end of the stream completes, if the server left out the last empty line."""
        self._skip_line_feed = False
        return self.feed(b"\n\n")

    def _keep(self, piece: bytes) -> None:
        if piece:
            self._line.append(piece)
            self._pending += len(piece)
            self._check_size()

    def _check_size(self) -> None:
        if self._pending > self._max_line:
            raise too_long("a line", "line", self._max_line)
        if self._size + self._pending > self._max:
            raise too_long("an event", "event", self._max)

    def _take_line(self, line: bytes) -> ServerSentEvent | None:
        if not line:
            return self._end_event()
        name, _, value = line.partition(b":")
        value = value[1:] if value[:1] == b" " else value
        if name == b"data":
            self._data.append(value)
            self._size += len(value) + 1  # the line feed that joins it: many empty lines are not nothing
            self._check_size()
        elif name == b"event":
            self._event = value.decode("utf-8", "replace")
        elif line.startswith(b'{"error"'):  # a gateway that fails midway may forget that it speaks in events
            return ServerSentEvent("error", line)
        return None

    def _end_event(self) -> ServerSentEvent | None:
        name, data = self._event or "message", self._data
        self._event, self._data, self._size = "", [], 0
        if not data:
            return None
        self.news += name != "ping" and any(data)
        return ServerSentEvent(name, b"\n".join(data))


def too_long(what: str, setting: str, most: int) -> MalformedResponseError:
    """The error for a part of a stream that is larger than its limit."""
    return MalformedResponseError(
        f"The service sent {what} of more than {most:,} bytes; SizeLimits({setting}=...) would take more"
    )

"""From the bytes of a streamed answer to neutral chunks: one pure object for both colours of sending."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.api.assembler import ChatAssembler
from langchain_aimlapi.api.error_bodies import error_in_body, malformed, request_id_of
from langchain_aimlapi.api.errors import AIMLAPIError, APIStatusError, MalformedResponseError
from langchain_aimlapi.api.json_text import looks_like_events, looks_like_json, parse_json, start_of_mark, without_mark
from langchain_aimlapi.api.limits import DEFAULT_SIZE_LIMITS, SizeLimits
from langchain_aimlapi.api.masking import mask, mask_bytes
from langchain_aimlapi.api.sse import SSEDecoder
from langchain_aimlapi.api.surrogates import ChunkJoiner
from langchain_aimlapi.api.types import JSON, ServerSentEvent
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.api import dialects as api_dialects
else:
    api_dialects = LazyModule("langchain_aimlapi.api.dialects")


class ChatStreamReader:
    """Takes the bytes of one answer and gives neutral chunks; knows whether the answer was whole.

    Args:
        dialect: How the model speaks.
        headers: Headers of the answer.
        secret: The API key, masked in error texts.
        limits: How large a line and an event may be.
    """

    def __init__(
        self,
        dialect: api_dialects.Dialect,
        headers: Mapping[str, str],
        secret: str | None = None,
        limits: SizeLimits = DEFAULT_SIZE_LIMITS,
    ) -> None:
        self._dialect = dialect
        self._headers = headers
        self._secret = secret
        self._sse = SSEDecoder(limits.event, limits.line)
        self._events = dialect.reader()
        self._assembler = ChatAssembler(headers, secret)
        self._joiner = ChunkJoiner()
        self._late_error: APIStatusError | None = None
        self._json_body: list[bytes] | None = [] if _is_json(headers) else None
        self._start: bytes | None = b""  # of the body, until it can be told what it is

    @property
    def done(self) -> bool:
        """Whether the server has said that the stream is over."""
        return self._events.done

    @property
    def news(self) -> int:
        """Events until now, comments and pings left out; pieces of an answer that came at once."""
        return self._sse.news if self._json_body is None else len(self._json_body)

    def feed(self, data: bytes) -> Iterator[JSON]:
        """The chunks that `data` completes."""
        if self._json_body is not None:
            self._json_body.append(data)
            return iter(())
        if self._start is not None and self._is_json_after_all(data):
            return iter(())
        return self._assemble(self._sse.feed(data))

    def finish(self) -> Iterator[JSON]:
        """What is left, and the last chunk, when the bytes have ended.

        Raises:
            IncompleteStreamError: If the stream ended before the answer did.
            APIStatusError: If an error came behind the end of the answer.
        """
        if self._json_body is not None:
            yield from self._finish_json(b"".join(self._json_body))
            return
        yield from self._last()

    def _is_json_after_all(self, data: bytes) -> bool:
        """Look at the first bytes: an answer that was not streamed after all may be called a stream."""
        start = without_mark((self._start or b"") + data)
        if not start:
            self._start = start_of_mark((self._start or b"") + data)
            return False
        self._start = None
        if looks_like_json(start):
            self._json_body = [start]
        return self._json_body is not None

    def _last(self) -> Iterator[JSON]:
        if not self.done:
            yield from self._rest()
        else:
            self._hear(self._sse.finish())
        if self._late_error is not None:
            raise self.complete(self._late_error)
        last = self._assembler.finish(done=self.done)
        yield self._joiner.feed(last) if self._events.halves else last

    def _rest(self) -> Iterator[JSON]:
        """What an event without its last empty line completes; one cut in two is nothing, and the stream cut."""
        try:
            yield from self._assemble(self._sse.finish())
        except MalformedResponseError:
            return

    def failed(self, error: AIMLAPIError) -> AIMLAPIError | None:
        """The error to raise when reading ended with `error`, or None when the answer was whole by then.

        A connection that breaks behind the finish reason has cost nothing. An error that the service sends there is
        one: what it means for the answer only the service can know.
        """
        if self._assembler.finished and self._json_body is None and not isinstance(error, APIStatusError):
            return None
        return self.complete(error)

    def hear_late(self, data: bytes) -> None:
        """Take bytes from behind the end, or behind an error: they may tell of an error, or of what the answer cost."""
        if self._json_body is None:
            with suppress(MalformedResponseError):
                self._hear(self._sse.feed(data))

    def _hear(self, events: Iterable[ServerSentEvent]) -> None:
        for event in events:
            with suppress(MalformedResponseError):
                for chunk in self._events.read(event):
                    self._note(chunk)

    def _note(self, chunk: Any) -> None:
        try:
            self._assembler.note(chunk)
        except APIStatusError as error:
            self._late_error = self._late_error or error

    def _assemble(self, events: Iterable[ServerSentEvent]) -> Iterator[JSON]:
        events = iter(events)
        try:
            for event in events:
                for chunk in self._events.read(event):
                    out = self._assembler.feed(chunk)
                    if out is not None:
                        yield self._joiner.feed(out) if self._events.halves else out
        except AIMLAPIError as error:
            self._hear(events)  # those of the same piece
            self.complete(error)
            raise

    def complete(self, error: AIMLAPIError) -> AIMLAPIError:
        """The error with the text of the answer so far, what it cost and the service's id of it; without the key."""
        error.message = mask(error.message, self._secret)
        error.args = (error.message,)
        error.partial_text = error.partial_text or self._assembler.text
        error.request_id = error.request_id or request_id_of(self._headers)
        error.usage, error.cost = self._assembler.usage, self._assembler.cost
        return error

    def _finish_json(self, content: bytes) -> Iterator[JSON]:
        """A server that was asked to stream and answered at once: its answer is one chunk and the last one."""
        if looks_like_events(content):  # a stream that was called JSON
            yield from self._assemble(self._sse.feed(content))
            yield from self._last()
            return
        try:
            chunk = self._assembler.feed(self._read_json(content))
        except AIMLAPIError as error:
            self.complete(error)
            raise
        if chunk is not None:
            yield chunk
        yield self._assembler.finish(done=True)

    def _read_json(self, content: bytes) -> Any:
        try:
            reply = parse_json(content)
        except ValueError as error:
            raise malformed("it is not JSON", self._masked(content)) from error
        if not isinstance(reply, dict) or error_in_body(reply):
            return reply
        completion = self._dialect.decode(reply, self._headers)
        if not completion.get("choices"):
            raise malformed(api_dialects.not_answered(self._dialect.path, reply), self._masked(content))
        return completion

    def _masked(self, content: bytes) -> bytes:
        return mask_bytes(content, self._secret)


def _is_json(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"

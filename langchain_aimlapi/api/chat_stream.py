"""From the bytes of a streamed answer to neutral chunks: one pure object for both colours of sending."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.api.assembler import ChatAssembler
from langchain_aimlapi.api.error_bodies import error_in_body, malformed, mask, request_id_of
from langchain_aimlapi.api.errors import AIMLAPIError, MalformedResponseError
from langchain_aimlapi.api.json_text import looks_like_events, looks_like_json, parse_json, start_of_mark, without_mark
from langchain_aimlapi.api.limits import DEFAULT_SIZE_LIMITS, SizeLimits
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
        last = self._assembler.finish(done=self.done)
        yield self._joiner.feed(last) if self._events.halves else last

    def _rest(self) -> Iterator[JSON]:
        """What an event without its last empty line completes; one cut in two is nothing, and the stream cut."""
        try:
            yield from self._assemble(self._sse.finish())
        except MalformedResponseError:
            return

    def failed(self, error: AIMLAPIError) -> AIMLAPIError | None:
        """The error to raise when the connection broke with `error`, or None when the answer was whole by then."""
        if self._assembler.finished and self._json_body is None:
            return None
        return self._with_facts(error)

    def _assemble(self, events: Iterable[ServerSentEvent]) -> Iterator[JSON]:
        try:
            for event in events:
                for chunk in self._events.read(event):
                    out = self._assembler.feed(chunk)
                    if out is not None:
                        yield self._joiner.feed(out) if self._events.halves else out
        except AIMLAPIError as error:
            self._with_facts(error)
            raise

    def _with_facts(self, error: AIMLAPIError) -> AIMLAPIError:
        """The error with the text of the answer so far, and the service's id of the answer, and without the key."""
        error.message = mask(error.message, self._secret)
        error.args = (error.message,)
        error.partial_text = error.partial_text or self._assembler.text
        error.request_id = error.request_id or request_id_of(self._headers)
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
            self._with_facts(error)
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
            raise malformed("it has no choices", self._masked(content))
        return completion

    def _masked(self, content: bytes) -> bytes:
        return content.replace(self._secret.encode(), b"***") if self._secret else content


def _is_json(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"

"""From the bytes of a streamed answer to neutral chunks: one pure object for both colours of sending."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pydantic_core

from langchain_aimlapi.api.assembler import ChatAssembler
from langchain_aimlapi.api.error_bodies import error_in_body, malformed
from langchain_aimlapi.api.errors import AIMLAPIError, MalformedResponseError
from langchain_aimlapi.api.sse import SSEDecoder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from langchain_aimlapi.api.dialects import Dialect
    from langchain_aimlapi.api.sse import ServerSentEvent
    from langchain_aimlapi.api.types import JSON


class ChatStreamReader:
    """Takes the bytes of one answer and gives neutral chunks; knows whether the answer was whole.

    Args:
        dialect: How the model speaks.
        headers: Headers of the answer.
        secret: The API key, masked in error texts.
    """

    def __init__(self, dialect: Dialect, headers: Mapping[str, str], secret: str | None = None) -> None:
        self._dialect = dialect
        self._headers = headers
        self._sse = SSEDecoder()
        self._events = dialect.reader()
        self._assembler = ChatAssembler(headers, secret)
        self._json_body: list[bytes] | None = [] if _is_json(headers) else None

    @property
    def done(self) -> bool:
        """Whether the server has said that the stream is over."""
        return self._events.done

    def feed(self, data: bytes) -> Iterator[JSON]:
        """The chunks that `data` completes."""
        if self._json_body is not None:
            self._json_body.append(data)
            return
        yield from self._assemble(self._sse.feed(data))

    def finish(self) -> Iterator[JSON]:
        """What is left, and the last chunk, when the bytes have ended.

        Raises:
            IncompleteStreamError: If the stream ended before the answer did.
        """
        if self._json_body is not None:
            yield from self._finish_json(b"".join(self._json_body))
            return
        if not self.done:
            yield from self._rest()
        yield self._assembler.finish(done=self.done)

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
        error.partial_text = error.partial_text or self._assembler.text
        return error

    def _assemble(self, events: Iterable[ServerSentEvent]) -> Iterator[JSON]:
        try:
            for event in events:
                for chunk in self._events.read(event):
                    out = self._assembler.feed(chunk)
                    if out is not None:
                        yield out
        except AIMLAPIError as error:
            error.partial_text = error.partial_text or self._assembler.text
            raise

    def _finish_json(self, content: bytes) -> Iterator[JSON]:
        """A server that was asked to stream and answered at once: its answer is one chunk and the last one."""
        try:
            reply = pydantic_core.from_json(content)
        except ValueError as error:
            raise malformed("it is not JSON", content) from error
        if isinstance(reply, dict) and not error_in_body(reply):
            reply = self._dialect.decode(reply, self._headers)
        chunk = self._assembler.feed(reply)
        if chunk is not None:
            yield chunk
        yield self._assembler.finish(done=True)


def _is_json(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"

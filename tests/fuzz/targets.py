"""What must hold for any bytes whatever: one function a promise, for hypothesis, for the corpus and for atheris.

Each takes bytes and raises only when a promise is broken.
"""

from __future__ import annotations

from typing import Any

from langchain_aimlapi.api.chat_stream import ChatStreamReader
from langchain_aimlapi.api.dialects import DIALECTS
from langchain_aimlapi.api.error_bodies import MAX_TEXT, error_in_body, make_error, parse_body
from langchain_aimlapi.api.errors import AIMLAPIError, APIStatusError
from langchain_aimlapi.api.jobs import read_job
from langchain_aimlapi.api.json_text import parse_json
from langchain_aimlapi.api.limits import SizeLimits
from langchain_aimlapi.api.sse import SSEDecoder
from langchain_aimlapi.errors import as_model_error
from langchain_aimlapi.job_results import read_result
from langchain_aimlapi.messages.from_wire import ChunkConverter, completion_to_result

KEY = "sk-secret"
LIMITS = SizeLimits(line=2**16, event=2**16)
MOST_WORDS = MAX_TEXT * 2
"""An error's text: the service's, the issues it names, and what the package says itself."""


def pieces(data: bytes, size: int) -> list[bytes]:
    """The bytes in pieces of a size, 0 for one piece."""
    return [data] if size == 0 else [data[at : at + size] for at in range(0, len(data), size)]


def _events(cut: list[bytes]) -> tuple[list[Any], str]:
    decoder, found = SSEDecoder(LIMITS.event, LIMITS.line), []
    try:
        for piece in cut:
            found += decoder.feed(piece)
        found += decoder.finish()
    except AIMLAPIError as error:
        return found, type(error).__name__
    return found, ""


def events(data: bytes) -> None:
    """Events are the same however their bytes are cut; nothing but the package's errors is raised."""
    size, data = data[0] if data else 0, data[1:]
    whole, failed = _events([data])
    again, failed_too = _events(pieces(data, size))
    assert failed_too == failed
    assert failed or again == whole


def _streamed(dialect: str, cut: list[bytes], headers: dict[str, str]) -> tuple[Any, ...]:
    """What a program has of a stream: the whole message, or the text and the error's kind."""
    reader, converter, message = ChatStreamReader(DIALECTS[dialect], headers, KEY, LIMITS), ChunkConverter(), None
    try:
        for piece in cut:
            for chunk in reader.feed(piece):
                new = converter.convert(chunk).message
                message = new if message is None else message + new
            if reader.done:
                break
        for chunk in reader.finish():
            new = converter.convert(chunk).message
            message = new if message is None else message + new
    except AIMLAPIError as error:
        check_text(error)
        text = "" if message is None else message.text
        assert error.partial_text == text, "the error carries the text so far"  # noqa: PT017
        return type(error).__name__, error.status_code, text
    assert message is not None, "a stream is an answer or an error"
    return "answer", message.model_dump()


def stream(data: bytes) -> None:
    """A stream is the same message, or the same error with the same text, however its bytes are cut."""
    kind, size, data = data[:1], data[1] if len(data) > 1 else 0, data[2:]
    dialect = list(DIALECTS)[kind[0] % len(DIALECTS)] if kind else "chat"
    content_type = "application/json" if kind and kind[0] & 64 else "text/event-stream"
    headers = {"content-type": content_type, "x-inference-id": "inf-1"}
    whole, again = _streamed(dialect, [data], headers), _streamed(dialect, pieces(data, size), headers)
    assert repr(again) == repr(whole)  # not a number is no equal of itself


def error(data: bytes) -> None:
    """Any status with any body is an error of bounded text that tells its status and shows no key."""
    status, body = 300 + (data[0] * 3 if data else 200), data[1:] + KEY.encode()
    for given in (status, None):
        made = make_error(parse_body(body), status=given, headers={"x-inference-id": "i" * 5000}, secret=KEY)
        assert isinstance(made, APIStatusError)
        assert given is None or made.status_code == given
        check_text(made)
        assert len(made.request_id or "") <= 200
        check_text(as_model_error(made, "openai/gpt-4o"))


def reply(data: bytes) -> None:
    """Any JSON is an answer in LangChain's form or an error, in every dialect; and so is any state of a job."""
    try:
        body = parse_json(data)
    except ValueError:
        return
    for dialect in DIALECTS.values():
        _read_reply(dialect, body)
    _read_state(body)


def _read_reply(dialect: Any, body: Any) -> None:
    if not isinstance(body, dict):
        return
    try:
        if error_in_body(body):
            raise make_error(body, status=None, secret=KEY)
        completion = dialect.decode(body, {"x-inference-id": "inf-1"})
        if completion.get("choices"):
            for generation in completion_to_result(completion).generations:
                generation.message.model_dump_json()
    except AIMLAPIError as failed:
        check_text(failed)


def _read_state(body: Any) -> None:
    if not isinstance(body, dict):
        return
    try:
        state = read_job(body)
        if state.done:
            read_result(state, "some/model", "video", None, None)
    except AIMLAPIError as failed:
        check_text(failed)


def check_text(failed: AIMLAPIError) -> None:
    """An error's text is of a bounded length and has no key in it."""
    text = str(failed)
    assert len(text) <= MOST_WORDS, len(text)
    assert KEY not in text
    assert KEY not in repr(failed.body)


TARGETS = {"events": events, "stream": stream, "error": error, "reply": reply}

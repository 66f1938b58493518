"""The right answer to a request as bytes: a stream where one is wanted."""

from __future__ import annotations

from faulty import answers
from faulty.fault import Request
from faulty.http import END, JSON, SSE, answer, head, piece


def right(request: Request, status: int = 200, *headers: tuple[str, str], content_type: str | None = JSON) -> bytes:
    """The right answer, under any status, with headers beside its own.

    Args:
        request: The request.
        status: The status.
        headers: More headers.
        content_type: Of an answer that is not streamed.
    """
    if not request.streams:
        return answer(answers.encode(answers.body(request)), status, *headers, content_type=content_type)
    start = head(status, ("Transfer-Encoding", "chunked"), *headers, content_type=SSE)
    return start + b"".join(map(piece, answers.events(request))) + END

"""A bit of everything: mostly right answers, long streams, and faults in between; for the soak."""

from __future__ import annotations

import random
from collections.abc import Iterable

from faulty import answers
from faulty.catalogue import FAULTS
from faulty.fault import Fault, Pause, Request, Step
from faulty.http import chunked, stream_head
from faulty.right import right

SHARE_OF_FAULTS = 0.2
_DICE = random.Random(4711)
_EVERYWHERE = (
    "close-before-status",
    "reset-before-status",
    "close-in-headers",
    "reset-after-headers",
    "status-429",
    "status-500",
    "status-502",
    "status-400",
    "half-json",
    "deep",
    "error-200",
    "bad-chunk-size",
    "lying-gzip",
)
_STREAMED = (
    "stream-cut",
    "stream-reset",
    "stream-ends-early",
    "stream-error",
    "stream-garbage",
    "stream-cut-after-done",
    "stream-pieces-1",
    "stream-comments",
    "json-as-stream",
)


def send(request: Request) -> Iterable[Step]:
    """The right answer, a long one, or a fault."""
    if _DICE.random() < SHARE_OF_FAULTS:
        return FAULTS[_DICE.choice(_STREAMED if request.streams else _EVERYWHERE)].sends(request)
    if request.streams:
        return _stream(request)
    return (right(request),)


def _stream(request: Request) -> Iterable[Step]:
    """The right stream; one of three takes its time, so that it can be left in the middle."""
    events = answers.events(request)
    if _DICE.random() < 1 / 3:
        events = [step for event in events for step in (event, Pause(0.02))]  # type: ignore[misc]
    yield stream_head()
    yield from chunked(events)


MIXTURE = Fault("mixture", "a bit of everything", send)

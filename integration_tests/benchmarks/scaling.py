"""How cost grows with size: CPU time of one chunk, call or message, which must not."""

from __future__ import annotations

import gc

import chat_cases as chat
from adapters import OPENAI, OURS

CHUNKS = (10, 100, 1_000, 10_000, 100_000)
CALLS = (1, 4, 16, 64, 256, 512)
MESSAGES = (1, 10, 100, 1_000)
ROUNDS = 3


def _points(case):
    case.measure(ROUNDS)
    gc.collect()
    return {name: case.seconds(name) for name in case.subjects}


def chunks(url):
    """By chunk of a stream."""
    curve = {}
    for size in CHUNKS:
        names = (OURS, OPENAI) if size < max(CHUNKS) else (OURS,)  # the peer would take minutes
        curve[size] = _points(chat.stream_case(url, "chunks", size, max(1, 1000 // size), names=names))
    return curve


def concurrency(url):
    """By call of many at once."""
    return {size: _points(chat.concurrent_case(url, size, max(1, 64 // size), (OURS, OPENAI))) for size in CALLS}


def history(url):
    """By message of a conversation."""
    curve = {}
    for size in MESSAGES:
        case = chat.invoke_case(url, "history", max(1, 10 // size), chat.history(size, 300), names=(OURS, OPENAI))
        curve[size] = {name: seconds / size for name, seconds in _points(case).items()}
    return curve


CURVES = {"chunks": chunks, "concurrency": concurrency, "history": history}

"""Faults of streamed chat completions: ends said twice or never, usage in every place, tool calls in disorder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from faulty.answers import CALL, DONE, TEXT, USAGE, WORDS, chunk, event
from faulty.fault import Act, Fault, Request, Step
from faulty.http import chunked, stream_head

CUT, GARBLED = "IncompleteStreamError", "MalformedResponseError"
STREAM = frozenset({"chat stream"})
TOOLS = frozenset({"tool stream"})
SPOKEN = [chunk({"content": word}) for word in WORDS]
STOP = chunk({}, "stop")
BOOKS = {**chunk({}), "choices": [], "usage": USAGE}


def sends(*chunks: Any, done: bool = True, then: tuple[Step, ...] = ()) -> Callable[[Request], Iterable[Step]]:
    """These chunks as a stream."""
    events = [*map(event, chunks), *([DONE] if done else [])]
    return lambda _: (stream_head(), *chunked(events, end=not then), *then)


def fault(
    name: str, says: str, sent: Callable[[Request], Iterable[Step]], expect: str = "answer", **more: Any
) -> Fault:
    """A fault of the chat endpoint's streams."""
    return Fault(name, says, sent, expect, STREAM, **more)


def calls(name: str, says: str, *fragments: Any, expect: str = "answer") -> Fault:
    """A tool call in fragments: the right answer is `answers.CALL`."""
    chunks = [chunk({"tool_calls": fragment if isinstance(fragment, list) else [fragment]}) for fragment in fragments]
    return Fault(name, says, sends(*chunks, chunk({}, "tool_calls"), BOOKS), expect, TOOLS)


def part(arguments: Any = None, *, index: Any = 0, **facts: Any) -> dict[str, Any]:
    """A fragment of a call; `name` stands in the function."""
    function = {key: value for key, value in (("name", facts.pop("name", None)), ("arguments", arguments)) if value}
    return {"index": index, **facts, "function": function}


ID, NAME = CALL["id"], "look_up"
ONE, TWO = '{"city": ', '"Paris"}'
FIRST = part(ONE, id=ID, type="function", name=NAME)
FAULTS = (
    fault("no-done", "no [DONE], but a finish reason", sends(*SPOKEN, STOP, BOOKS, done=False)),
    fault("no-finish", "[DONE], but no finish reason", sends(*SPOKEN)),
    fault("no-finish-no-done", "neither", sends(*SPOKEN, done=False), CUT, keeps=True),
    fault("cut-after-finish", "cut behind the finish reason", sends(*SPOKEN, STOP, done=False, then=(Act.CLOSE,))),
    fault("finish-twice", "the finish reason twice", sends(*SPOKEN, STOP, STOP, BOOKS)),
    fault(
        "finish-everywhere",
        "a finish reason with every chunk",
        sends(*(chunk({"content": word}, "stop") for word in WORDS)),
    ),
    fault("finish-first", "the finish reason before the text", sends(STOP, *SPOKEN)),
    fault("usage-first", "usage before everything", sends(BOOKS, *SPOKEN, STOP)),
    fault(
        "usage-everywhere",
        "usage with every chunk",
        sends(*({**one, "usage": USAGE} for one in SPOKEN), {**STOP, "usage": USAGE}, BOOKS),
    ),
    fault(
        "usage-odd",
        "usage of wrong kinds",
        sends(*SPOKEN, STOP, {**BOOKS, "usage": "12"}, {**BOOKS, "usage": {"prompt_tokens": "5"}}),
    ),
    fault(
        "choices-missing",
        "chunks without choices in between",
        sends({"id": "c1"}, *SPOKEN, {"id": "c1", "choices": None}, STOP),
    ),
    fault(
        "choices-odd",
        "choices of wrong kinds in between",
        sends(*SPOKEN, {"choices": "x"}, {"choices": [None, 3]}, STOP),
    ),
    fault(
        "delta-null", "deltas that are null or of wrong kinds", sends(chunk(None), *SPOKEN, chunk("x"), chunk([]), STOP)
    ),
    fault(
        "delta-odd",
        "contents, reasoning and roles of wrong kinds",
        sends(chunk({"role": 3, "reasoning": 7, "tool_calls": "x"}), *SPOKEN, STOP),
    ),
    fault(
        "content-parts-streamed",
        "contents in parts",
        sends(*(chunk({"content": [{"type": "text", "text": word}]}) for word in WORDS), STOP),
    ),
    fault(
        "content-odd-parts",
        "parts of wrong kinds",
        sends(chunk({"content": [None, 3, {"text": 4}]}), *SPOKEN, STOP),
        GARBLED,
    ),
    fault(
        "message-for-delta",
        "the message instead of deltas",
        sends(
            {
                "id": "c1",
                "choices": [{"index": 0, "message": {"role": "assistant", "content": TEXT}, "finish_reason": "stop"}],
            }
        ),
    ),
    fault(
        "facts-change",
        "another id and model in every chunk",
        sends(*({**one, "id": f"c{at}", "model": f"m{at}"} for at, one in enumerate(SPOKEN)), STOP),
    ),
    fault(
        "facts-odd-streamed",
        "id, model and created of wrong kinds",
        sends(*({**one, "id": 7, "model": {}, "created": "now", "meta": 3} for one in SPOKEN), STOP),
    ),
    fault(
        "role-everywhere",
        "the role with every chunk",
        sends(*(chunk({"role": "assistant", "content": word}) for word in WORDS), STOP),
    ),
    fault(
        "index-odd",
        "indices of choices that are texts or missing",
        sends(*({**one, "choices": [{**one["choices"][0], "index": "0"}]} for one in SPOKEN), STOP),
    ),
    fault(
        "choice-error-streamed",
        "an error within a choice",
        sends(*SPOKEN[:3], {"choices": [{"index": 0, "delta": {}, "error": {"message": "It broke", "code": 502}}]}),
        "ServerError",
        status=502,
        keeps=True,
    ),
    fault(
        "finish-error", "the finish reason is error", sends(*SPOKEN[:3], chunk({}, "error")), "ServerError", keeps=True
    ),
    calls("call-pieces", "a call in two pieces", FIRST, part(TWO)),
    calls("call-no-index", "no index", FIRST | {"index": None}, part(TWO, index=None)),
    calls("call-id-everywhere", "the id with every fragment", FIRST, part(TWO, id=ID)),
    calls("call-name-everywhere", "id and name with every fragment", FIRST, part(TWO, id=ID, name=NAME)),
    calls("call-id-empty", "an empty id later", FIRST, part(TWO, id="")),
    calls("call-object", "arguments as an object", part({"city": "Paris"}, id=ID, name=NAME)),
    calls(
        "call-odd", "fragments of wrong kinds in between", FIRST, ["x", None], {"index": 0, "function": "x"}, part(TWO)
    ),
    calls("call-index-text", "an index that is a text", FIRST | {"index": "0"}, part(TWO, index="0")),
    calls("call-late-name", "the name after the arguments", part(ONE, id=ID), part(TWO), part(None, name=NAME)),
    calls("call-not-in-list", "a fragment without a list", FIRST, part(TWO)),
)

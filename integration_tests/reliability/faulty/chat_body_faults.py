"""Faults of chat completions: choices, messages and usage of the wrong kind; oddities that lose nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from faulty import answers
from faulty.answers import TEXT, chat
from faulty.fault import CHATS, Fault, Request, Step
from faulty.http import answer

GARBLED = "MalformedResponseError"
CHAT = frozenset({"chat"})


def reply(body: Any) -> Callable[[Request], Iterable[Step]]:
    """This body."""
    return lambda _: (answer(answers.encode(body)),)


def choices(value: Any) -> Callable[[Request], Iterable[Step]]:
    """A completion with these choices."""
    return reply({**chat(), "choices": value})


def said(content: Any, **choice: Any) -> Callable[[Request], Iterable[Step]]:
    """A completion whose message has this content."""
    return reply(chat(message={"role": "assistant", "content": content}, **choice))


def usage(value: Any) -> Callable[[Request], Iterable[Step]]:
    """A completion with this usage."""
    return reply({**chat(), "usage": value})


def without(key: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body without a key."""
    return {name: value for name, value in body.items() if name != key}


PARTS = [{"type": "text", "text": TEXT[:10]}, {"type": "text", "text": TEXT[10:]}]
ODD_USAGE = {"prompt_tokens": "five", "completion_tokens": None, "total_tokens": [12], "prompt_tokens_details": "?"}
FAULTS = (
    Fault("no-choices", "no choices", reply(without("choices", chat())), GARBLED, CHATS),
    Fault("choices-null", "choices null", choices(None), GARBLED, CHATS),
    Fault("choices-empty", "an empty list of choices", choices([]), GARBLED, CHATS),
    Fault("choices-object", "choices an object", choices({"0": chat()["choices"][0]}), GARBLED, CHATS),
    Fault("choices-texts", "choices that are texts", choices(["one", "two"]), GARBLED, CHATS),
    Fault(
        "choice-error",
        "an error within the choice",
        choices([{"error": {"message": "It broke", "code": 502}}]),
        "ServerError",
        CHATS,
        status=502,
    ),
    Fault("choice-empty", "a choice without anything", choices([{}]), GARBLED, CHATS),
    Fault("message-null", "a choice whose message is null", reply(chat(message=None)), GARBLED, CHATS),
    Fault("message-text", "a choice whose message is a text", reply(chat(message=TEXT)), GARBLED, CHATS),
    Fault("content-number", "a content that is a number", said(42), GARBLED, CHATS),
    Fault("content-parts", "the content in parts", said(PARTS), surfaces=CHAT),
    Fault("content-object", "the content as one part", said(PARTS[0] | {"text": TEXT}), surfaces=CHAT),
    Fault("finish-odd", "a finish reason that nobody knows", said(TEXT, finish_reason="because"), surfaces=CHAT),
    Fault("finish-null", "no finish reason", said(TEXT, finish_reason=None), surfaces=CHAT),
    Fault("finish-number", "a finish reason that is a number", said(TEXT, finish_reason=7), surfaces=CHAT),
    Fault("index-text", "an index that is a text", said(TEXT, index="0"), surfaces=CHAT),
    Fault("usage-null", "usage null", usage(None), surfaces=CHAT),
    Fault("usage-text", "usage a text", usage("twelve"), surfaces=CHAT),
    Fault("usage-odd", "counts that are no numbers", usage(ODD_USAGE), surfaces=CHAT),
    Fault(
        "usage-huge",
        "counts beyond all measure",
        usage({"prompt_tokens": 1e308, "completion_tokens": -1, "total_tokens": 10**30}),
        surfaces=CHAT,
    ),
    Fault(
        "facts-null",
        "id, model and created null",
        reply({**chat(), "id": None, "model": None, "created": None, "meta": None}),
        surfaces=CHAT,
    ),
    Fault(
        "facts-odd",
        "id, model and created of wrong kinds",
        reply({**chat(), "id": 7, "model": ["m"], "created": "now", "meta": "?"}),
        surfaces=CHAT,
    ),
    Fault("logprobs-odd", "log probabilities that are a text", said(TEXT, logprobs="none"), surfaces=CHAT),
    Fault(
        "calls-null",
        "tool_calls null",
        reply(chat(message={"role": "assistant", "content": TEXT, "tool_calls": None})),
        surfaces=CHAT,
    ),
    Fault(
        "calls-odd",
        "tool_calls of wrong kinds",
        reply(chat(message={"role": "assistant", "content": TEXT, "tool_calls": ["x", None, 3]})),
        surfaces=CHAT,
    ),
    Fault(
        "extras-odd",
        "reasoning, annotations, audio of wrong kinds",
        reply(
            chat(
                message={
                    "role": "assistant",
                    "content": TEXT,
                    "reasoning": 3,
                    "reasoning_details": "x",
                    "annotations": 1,
                    "audio": [],
                }
            )
        ),
        surfaces=CHAT,
    ),
)

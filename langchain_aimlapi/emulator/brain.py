"""What the emulator says: small honest skills, and a plain sentence about the request for everything else. Pure."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

from langchain_aimlapi.emulator.colours import main_colours
from langchain_aimlapi.emulator.conversation import Conversation, Turn

MAX_COUNT = 1000
_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.FloorDiv: operator.floordiv,
}
_WORDS_FOR_SIGNS = (
    (r"(?<=\d)\s*(?:times|multiplied by|[x\xd7\xb7])\s*(?=[-(\d])", "*"),
    (r"(?<=\d)\s*(?:divided by|over|\xf7)\s*(?=[-(\d])", "/"),
    (r"(?<=\d)\s*plus\s*(?=[-(\d])", "+"),
    (r"(?<=\d)\s*minus\s*(?=[-(\d])", "-"),
)
_EXPRESSION = re.compile(r"[-(]*\d[\d.]*(?:[\s)]*(?://|[-+*/%])[\s(]*-?[\s(]*\d[\d.]*)+\)*")
_QUOTE = r"[\"'“\u2018`«]?"
_SAY = re.compile(
    rf"\b(?:say|repeat(?: after me)?|echo|reply with|respond with|answer with|output)\b"
    r"(?:\s+(?:exactly|only|just|the words?|the phrase|this))*\s*:?\s+"
    rf"{_QUOTE}(?P<words>[^\"“”`»]+?)[\"'”\u2019`»]?[.!?]*$",
    re.IGNORECASE | re.MULTILINE,
)
_COUNT_TO = re.compile(r"\bcount(?:\s+up)?(?:\s+from\s+(?P<low>\d+))?\s+(?:up\s+)?to\s+(?P<high>\d+)", re.IGNORECASE)
_COUNT_UNITS = re.compile(
    r"\b(?:how many|count(?: the)?)\s+(?P<unit>words|letters|characters)\b.*?[\"“'`](?P<text>.+?)[\"”'`]",
    re.IGNORECASE | re.DOTALL,
)
_CASE = re.compile(
    r"\b(?P<how>upper-?case|lower-?case|reverse)\b.*?[\"“'`](?P<text>.+?)[\"”'`]", re.IGNORECASE | re.DOTALL
)
_MY_NAME = re.compile(r"\b(?:my name is|i am called|call me|i'm|i am)\s+([A-Z][\w'-]*)", re.IGNORECASE)
_ASKS_NAME = re.compile(r"\bwhat(?:'s| is| was) my name\b|\bdo you (?:know|remember) my name\b", re.IGNORECASE)
_WHO = re.compile(
    r"\b(?:who|what) are you\b|\bwhich model\b|\bwhat model\b|\bare you (?:an? )?(?:real|emulator|ai)", re.IGNORECASE
)
_DESCRIBE = re.compile(
    r"\bdescri(?:be|ption)\b|\bwhat(?:'s| is| do you see)\b.*\b(?:pictures?|images?|photos?|this|here)\b"
    r"|\bwhat\b.*\bshows?\b|\bcolou?rs?\b",
    re.IGNORECASE,
)
_GREETING = re.compile(r"^\W*(?:hi|hello|hey|good (?:morning|evening|day))\b[^?]{0,20}$", re.IGNORECASE)


def reply_text(conversation: Conversation) -> str:
    """The words of an answer."""
    if conversation.answered or (conversation.since_question and _late_results(conversation)):
        return _from_results(conversation)
    question = conversation.question
    spoken = [skill(question.text, conversation) for skill in _SKILLS]
    said = next((text for text in spoken if text), None)
    if question.media:
        seen = "; ".join(medium.describe() for medium in question.media)
        return f"I received {seen}. {said or _fallback(conversation)}"
    return said or _fallback(conversation)


def reasoning_text(conversation: Conversation) -> str:
    """The thoughts before an answer, for models that show them."""
    steps = [f"The user says: {_clip(conversation.question.text, 120)!r}."]
    if conversation.system:
        steps.append(f"The system prompt says: {_clip(conversation.system, 80)!r}.")
    if conversation.answered:
        steps.append(f"{len(conversation.answered)} tool result(s) are there, so I can answer from them.")
    elif conversation.tools:
        names = ", ".join(tool.name for tool in conversation.tools)
        steps.append(f"Tools at hand: {names}; I check whether the request needs one.")
    return " ".join([*steps, "Then I compute the reply from the request itself."])


def arithmetic(text: str) -> str | None:
    """The first sum in a text with its value, such as ``3*4 = 12``."""
    for pattern, sign in _WORDS_FOR_SIGNS:
        text = re.sub(pattern, sign, text, flags=re.IGNORECASE)
    for match in _EXPRESSION.finditer(text):
        expression = match[0].strip()
        value = _evaluate(expression)
        if value is not None:
            return f"{expression} = {value:.10g}" if isinstance(value, float) else f"{expression} = {value}"
    return None


def _evaluate(expression: str) -> int | float | None:
    try:
        found: int | float = _value(ast.parse(expression, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError, RecursionError):
        return None
    return found


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError


def _say(text: str, _: Conversation) -> str | None:
    match = _SAY.search(text)
    return match["words"].strip() if match else None


def _count_to(text: str, _: Conversation) -> str | None:
    match = _COUNT_TO.search(text)
    if not match:
        return None
    low, high = int(match["low"] or 1), int(match["high"])
    return ", ".join(map(str, range(low, min(high, low + MAX_COUNT - 1) + 1)))


def _count_units(text: str, _: Conversation) -> str | None:
    match = _COUNT_UNITS.search(text)
    if not match:
        return None
    unit, quoted = match["unit"].lower(), match["text"]
    count = (
        len(quoted.split())
        if unit == "words"
        else len(quoted)
        if unit == "characters"
        else sum(map(str.isalpha, quoted))
    )
    return f"'{quoted}' has {count} {unit}."


def _change_case(text: str, _: Conversation) -> str | None:
    match = _CASE.search(text)
    if not match:
        return None
    how, quoted = match["how"][0].lower(), match["text"]
    return quoted[::-1] if how == "r" else quoted.upper() if how == "u" else quoted.lower()


def _sum(text: str, _: Conversation) -> str | None:
    found = arithmetic(text)
    return f"{found}." if found else None


def _remember_name(text: str, conversation: Conversation) -> str | None:
    if not _ASKS_NAME.search(text):
        return None
    said = "\n".join(turn.text for turn in conversation.turns if turn.role == "user")
    names = [name for name in _MY_NAME.findall(said) if name[0].isupper()]
    return f"Your name is {names[-1]}." if names else "You have not told me your name."


def _who(text: str, conversation: Conversation) -> str | None:
    if not _WHO.search(text):
        return None
    role = f" The system prompt says: {_clip(conversation.system, 200)!r}." if conversation.system else ""
    return f"I am the AI/ML API emulator, standing in for {conversation.model}. No language model is behind me.{role}"


def _greet(text: str, _: Conversation) -> str | None:
    return "Hello! This is the AI/ML API emulator. How can I help?" if _GREETING.match(text) else None


def _see(text: str, conversation: Conversation) -> str | None:
    """The colours of the pictures that came with the question."""
    pictures = [medium for medium in conversation.question.media if medium.kind == "image"]
    colours = [main_colours(medium.content) for medium in pictures] if _DESCRIBE.search(text) else []
    told = [
        f"{'It is' if len(pictures) == 1 else f'Number {at} is'} mostly {' and '.join(found)}"
        for at, found in enumerate(colours, 1)
        if found
    ]
    return f"{'. '.join(told)}." if told else None


_SKILLS = (_remember_name, _who, _say, _count_to, _count_units, _change_case, _sum, _greet, _see)


def _late_results(conversation: Conversation) -> bool:
    return any(turn.results for turn in conversation.since_question)


def _from_results(conversation: Conversation) -> str:
    names = {call.id: call.name for turn in conversation.turns for call in turn.calls}
    results = [result for turn in conversation.since_question for result in turn.results]
    lines = [f"{names.get(result.call_id, 'tool')}: {result.text}" for result in results]
    pictures = [medium.describe() for turn in conversation.since_question for medium in turn.media]
    return "Here is what the tools returned. " + "; ".join(lines + pictures) + "."


def _fallback(conversation: Conversation) -> str:
    question: Turn = conversation.question
    said = f"you said: {_clip(question.text, 300)!r}." if question.text else "your message has no text."
    system = f" The system prompt says: {_clip(conversation.system, 200)!r}." if conversation.system else ""
    return (
        f"This is the AI/ML API emulator answering for {conversation.model}; {said}{system} "
        "The words are computed from the request, no language model wrote them."
    )


def _clip(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[:most]}…"

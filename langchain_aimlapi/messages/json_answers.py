"""The JSON in a text that may say more: thoughts in front of it, a code fence around it, prose on either side."""

from __future__ import annotations

import json
import re
from typing import Any

from langchain_core.utils.json import parse_partial_json

_END_OF_THOUGHTS = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_THOUGHTS = re.compile(r"\s*<(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_FENCE = re.compile(r"```(?:json\w*)?[ \t]*\n?(.*?)```", re.DOTALL | re.IGNORECASE)
_OPEN_FENCE = re.compile(r"```(?:json\w*)?[ \t]*\n?", re.IGNORECASE)
_START = re.compile(r"[{\[]")
_DECODER = json.JSONDecoder(strict=False)


def json_of(text: str) -> Any:
    """The value of a text that is JSON, or else of the JSON in it: what a fence holds, or the last object there is.

    Raises:
        ValueError: If there is no whole JSON value in it.

    Example:
        >>> json_of('<think>Five?</think>Here you are: {"guests": 4}')
        {'guests': 4}
    """
    try:
        return json.loads(text, strict=False)
    except ValueError:
        pass
    answer = _without_thoughts(text)
    for candidate in (answer, *reversed(_FENCE.findall(answer))):
        try:
            return json.loads(candidate, strict=False)
        except ValueError:
            continue
    found = _values(answer)
    objects = [value for value in found if isinstance(value, dict)]
    if not found:
        raise ValueError("there is no JSON in it")
    return (objects or found)[-1]


def json_so_far(text: str) -> Any:
    """What can be read already of a text that is being written, None if nothing can."""
    if _THOUGHTS.match(text) and not _END_OF_THOUGHTS.search(text):
        return None
    answer = text if text.lstrip()[:1] in ("{", "[") else _without_thoughts(text)
    fence = _OPEN_FENCE.search(answer) if answer.lstrip()[:1] not in ("{", "[") else None
    start = _START.search(answer, fence.end() if fence else 0)
    if start is None:
        return None
    written = answer[start.start() :].partition("```")[0] if fence else answer[start.start() :]
    try:
        return parse_partial_json(written.strip())
    except ValueError:
        return None


def _without_thoughts(text: str) -> str:
    """The text behind the thoughts; some servers send the end of them without the beginning."""
    ends = list(_END_OF_THOUGHTS.finditer(text))
    return text[ends[-1].end() :] if ends else text


def _values(text: str) -> list[Any]:
    """Every whole object or list in a text, those inside another left out."""
    found, at = [], 0
    while (start := _START.search(text, at)) is not None:
        try:
            value, at = _DECODER.raw_decode(text, start.start())
        except ValueError:
            at = start.end()
        else:
            found.append(value)
    return found

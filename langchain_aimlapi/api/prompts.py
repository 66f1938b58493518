"""Texts that say what is to be made: a blank one is refused before anything is paid for. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError

TEXTS = ("prompt", "text", "script")
"""Fields that say what is to be made."""
_INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_SETTINGS = frozenset({"negative_prompt", "frame_size", "image_size"})
_MATERIAL = ("image", "video", "audio", "url", "prompt", "lyrics", "frame", "mesh", "reference", "template", "effect")


def is_blank(text: str) -> bool:
    r"""Whether nobody can read anything in a text: it is empty, or all white space and marks without a width.

    Example:
        >>> is_blank(" \n\u200b"), is_blank("a")
        (True, False)
    """
    return all(unicodedata.category(character) in _INVISIBLE for character in text)


def check_text(name: str, value: Any, what: str = "say what is to be made") -> None:
    """Refuse a text that is blank.

    Args:
        name: The field or parameter.
        value: Its value; what is no string is left to others.
        what: The cure.

    Raises:
        InvalidRequestError: If it is blank.
    """
    if isinstance(value, str) and is_blank(value):
        issue = FieldIssue(field=name, message="is empty", received=repr(value)[:60])
        raise InvalidRequestError(f"{name} is empty: {what}", issues=(issue,))


def check_prompt(body: Mapping[str, Any]) -> None:
    """Refuse a request whose prompt is blank and that has nothing else to go by, such as an image.

    Args:
        body: The request.

    Raises:
        InvalidRequestError: If there is nothing to make anything of.
    """
    if not has_material(body):
        for name in TEXTS:
            check_text(name, body.get(name))


def check_input(body: Mapping[str, Any]) -> None:
    """Refuse a request for embeddings with a blank text.

    Args:
        body: The request.

    Raises:
        InvalidRequestError: If a text is blank; the error names its place.
    """
    given = body.get("input")
    texts = enumerate(given) if isinstance(given, (list, tuple)) else ()
    check_text("input", given, "no model can embed it")
    for place, text in texts:
        check_text(f"input[{place}]", text, "leave it out, no model can embed it")


def has_material(body: Mapping[str, Any]) -> bool:
    """Whether a request has more than its prompt to go by: files, lyrics, a template."""
    names = [name for name in body if name not in _SETTINGS and name not in TEXTS]
    return any(_says_something(body[name]) for name in names if any(word in name for word in _MATERIAL))


def _says_something(value: Any) -> bool:
    return not is_blank(value) if isinstance(value, str) else isinstance(value, (list, tuple)) and bool(value)

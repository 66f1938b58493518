"""What is typed into fields, as the parameters that surfaces take. Pure; needs no lfx."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from langchain_aimlapi.media_inputs import is_address

JSON = dict[str, Any]


def given(**values: Any) -> JSON:
    """The values that were given: an empty field, and a 0 that Langflow makes of an empty number, is none."""
    return {name: value for name, value in values.items() if value not in (None, "", 0, [], {})}


def number(text: Any, name: str) -> float | None:
    """A number out of a text field, which unlike Langflow's number fields can be empty.

    Args:
        text: What was typed.
        name: The field's name, for the error.

    Raises:
        ValueError: If it is no number.
    """
    typed = str(text if text is not None else "").strip()
    if not typed:
        return None
    try:
        return float(typed)
    except ValueError:
        raise ValueError(f"{name} must be a number or empty, not {typed!r}") from None


def parameters(typed: Any) -> JSON:
    """Parameters out of a table of names and texts; texts that are JSON are read as such.

    Args:
        typed: A mapping, or a list of mappings.

    Example:
        >>> parameters({"seed": "7", "style": "vivid", "loras": "[1]"})
        {'seed': 7, 'style': 'vivid', 'loras': [1]}
    """
    rows: list[Mapping[str, Any]] = [typed] if isinstance(typed, dict) else list(typed or ())
    return {name: _value(value) for row in rows for name, value in row.items() if name}


def _value(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def lines(typed: Any) -> list[str]:
    """The texts of a list field without the empty ones."""
    texts = [typed] if isinstance(typed, str) else list(typed or ())
    return [text for text in texts if text]


def address_in(typed: Any, name: str) -> str | None:
    """The address of a file in a field; None for an empty one. A file of the server is none.

    Args:
        typed: What was typed.
        name: The field's name, for the error.

    Raises:
        ValueError: If it is no address.
    """
    text = str(typed or "").strip()
    if text and not is_address(text):
        raise ValueError(f"{name} must be an https:// or data: address, not {text[:80]!r}: upload a file instead")
    return text or None

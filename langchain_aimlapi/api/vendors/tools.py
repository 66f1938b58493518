"""Tools as a vendor takes them: their schemas, what stands beside their functions, and their names.

A program binds its tools once and sends them with every call, so what was made of the same JSON is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from pydantic_core import from_json, to_json

from langchain_aimlapi.api.strict_schemas import with_listed_items, with_strict_schemas
from langchain_aimlapi.api.types import JSON
from langchain_aimlapi.api.vendors.tool_extras import without_extras
from langchain_aimlapi.api.vendors.tool_names import fit_tool_names, names_of

_REMEMBERED = 64


class FittedTools(NamedTuple):
    """Tools that fit, and what was changed.

    Attributes:
        tools: The tools; the given list itself where nothing was changed.
        lost: The keys beside functions that the vendor does not take.
        renamed: The caller's names of those that have another one now.
        names: The names as they are sent.
    """

    tools: list[JSON]
    lost: tuple[str, ...] = ()
    renamed: Mapping[str, str] = MappingProxyType({})
    names: frozenset[str] = frozenset()


NO_TOOLS = FittedTools([])


def fit_tools(tools: list[JSON], fits: re.Pattern[str], *, extras: bool) -> FittedTools:
    """The tools as a vendor takes them; the given ones are not changed.

    Args:
        tools: Tools in OpenAI's form, or in a vendor's own.
        fits: What the whole name of a tool has to match.
        extras: Whether something may stand beside the function of a tool.

    Raises:
        InvalidRequestError: If a schema cannot be strict; the text names the place in it, and the cure.

    Example:
        >>> tools = [{"type": "function", "function": {"name": "a b"}}]
        >>> fit_tools(tools, re.compile("[a-z_0-9]+"), extras=True).renamed
        {'a_b_c8687a08': 'a b'}
    """
    try:
        found, changed = _remembered(to_json(tools), fits, extras)
    except ValueError:  # what is no JSON cannot be remembered
        return _fit(tools, fits, extras=extras)
    return found._replace(tools=tools if changed is None else from_json(changed))


@lru_cache(_REMEMBERED)
def _remembered(text: bytes, fits: re.Pattern[str], extras: bool) -> tuple[FittedTools, bytes | None]:
    """What the tools of a JSON text become, and their text: what is handed out may be changed by whoever gets it."""
    tools = from_json(text)
    found = _fit(tools, fits, extras=extras)
    return found._replace(tools=[]), None if found.tools == tools else to_json(found.tools)


def _fit(tools: list[JSON], fits: re.Pattern[str], *, extras: bool) -> FittedTools:
    request = with_listed_items(with_strict_schemas({"tools": tools}))
    request, lost = (request, []) if extras else without_extras(request)
    fitted, renamed = fit_tool_names(request["tools"], fits)
    return FittedTools(fitted, tuple(lost), renamed, names_of(fitted))

"""How a model is made to search the web: the parameter or the tool that switches it on, as the catalogue says. Pure.

Five ways are documented (https://docs.aimlapi.com/capabilities/web-search): `web_search_options`, which Perplexity's
models take though they always search; Alibaba's `enable_search`; and a tool that the vendor runs, which OpenAI and xAI
have on `/v1/responses`, Anthropic on `/v1/messages` and Zhipu on the chat endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.catalogue import ModelCard, find_models, get_model

JSON = dict[str, Any]
Rule = Mapping[str, Any]

SWITCHES = ("web_search_options", "enable_search", "tools")
"""Parameters that switch a search on; a program that names one of them itself has switched it on."""
DATES = (
    "search_after_date_filter",
    "search_before_date_filter",
    "last_updated_after_filter",
    "last_updated_before_filter",
)
_TOOL_PATHS = {"responses": "/v1/responses", "messages": "/v1/messages", "claude": "/v1/chat/completions"}
_TOOL_KIND = "web_search"
_FORCED = frozenset({"responses", "messages", "claude"})


@dataclass(frozen=True, slots=True)
class Switch:
    """What makes a model search.

    Attributes:
        name: The parameter: `"web_search_options"`, `"enable_search"` or `"tools"`.
        rule: Its schema; of a tool the schema of that tool.
        dialect: How the model must be spoken to; None for its own way.
    """

    name: str
    rule: Rule = field(default_factory=dict)
    dialect: str | None = None

    @property
    def properties(self) -> Rule:
        """What may stand in the parameter or the tool."""
        found: Rule = self.rule.get("properties") or {}
        return found


def find_switch(card: ModelCard) -> Switch | None:
    """What makes a model search; None if nothing is known to.

    A parameter counts only where the catalogue is sure that the model reads it: one specification that many models
    share lists `web_search_options` for all of them.
    """
    parameters = card.parameters or {}
    if "web_search" in card.capabilities:
        name = next((name for name in SWITCHES[:2] if name in parameters), None)
        if name is not None:
            return Switch(name, parameters[name])
    return _own_tool(parameters) or _hosted_tool(card)


def searches(card: ModelCard) -> bool:
    """Whether a model is known to search the web."""
    return find_switch(card) is not None


def search_params(model: str, options: Mapping[str, Any]) -> JSON:
    """The parameters of a chat call that searches.

    Args:
        model: Name of the model.
        options: What is asked of the search, under the service's names, and any other parameter of the call. What the
            model has no place for stays under its own name, so that the check of the call speaks of it.

    Raises:
        InvalidRequestError: If the model is not known to search, and no option switches a search on.
    """
    wanted = {name: value for name, value in options.items() if value is not None}
    wanted |= {name: service_date(name, wanted[name]) for name in DATES if name in wanted}
    if any(name in wanted for name in SWITCHES):
        return wanted
    card = get_model(model)
    switch = find_switch(card)
    if switch is None:
        raise InvalidRequestError(_cannot_search(card))
    return _MAKERS[switch.name](switch, wanted, card)


def service_date(name: str, given: date | str) -> str:
    """A date as the service writes it, month first: `11/22/2026`.

    Args:
        name: The parameter, for the error.
        given: A date, or a text of the form `2026-11-22` or `11/22/2026`.

    Raises:
        InvalidRequestError: If it is no date.

    Example:
        >>> service_date("search_after_date_filter", "2026-11-22")
        '11/22/2026'
    """
    if isinstance(given, str) and "/" in given:
        return given
    try:
        day = date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        raise InvalidRequestError(
            f"{name} is {given!r}, which is no date: give a datetime.date, or a text like '2026-11-22'"
        ) from None
    return f"{day.month}/{day.day}/{day.year}"


def _with_options(switch: Switch, wanted: JSON, card: ModelCard) -> JSON:
    inside: JSON = {}
    if "search_context_size" in wanted and "search_context_size" in switch.properties:
        inside["search_context_size"] = wanted.pop("search_context_size")
    if "user_location" in wanted and "user_location" in switch.properties:
        inside["user_location"] = {"type": "approximate", "approximate": wanted.pop("user_location")}
    return {"web_search_options": inside, **_plain_web(card), **wanted}


def _plain_web(card: ModelCard) -> JSON:
    """`search_mode` for models that would look into academic papers only: that is the documented default."""
    rule = (card.parameters or {}).get("search_mode") or {}
    return {"search_mode": "web"} if rule.get("default", "web") != "web" else {}


def _with_enable_search(switch: Switch, wanted: JSON, card: ModelCard) -> JSON:  # noqa: ARG001
    options = ((card.parameters or {}).get("search_options") or {}).get("properties") or {}
    asked = {name: True for name in ("forced_search", "enable_source") if name in options}
    return {"enable_search": True, **({"search_options": asked} if asked else {}), **wanted}


def _with_tool(switch: Switch, wanted: JSON, card: ModelCard) -> JSON:  # noqa: ARG001
    kind = next(word for word in _type_words(switch.rule) if word.startswith(_TOOL_KIND))
    tool: JSON = {"type": kind, **_tool_settings(switch, wanted)}
    if "name" in switch.properties:
        tool["name"] = _TOOL_KIND
    spoken = {"dialect": switch.dialect} if switch.dialect else {}
    forced = {"tool_choice": "required"} if switch.dialect in _FORCED else {}
    return {**spoken, **forced, **wanted, "tools": [tool]}


def _tool_settings(switch: Switch, wanted: JSON) -> JSON:
    known, settings = switch.properties, {}
    if _TOOL_KIND in known:  # Zhipu's has all its settings one level deeper, two of them required
        engines = known[_TOOL_KIND]["properties"].get("search_engine", {}).get("enum") or ()
        settings[_TOOL_KIND] = {
            "enable": True,
            "search_result": True,
            **({"search_engine": engines[0]} if engines else {}),
        }
    if "search_context_size" in wanted and "search_context_size" in known:
        settings["search_context_size"] = wanted.pop("search_context_size")
    if "user_location" in wanted and "user_location" in known:
        settings["user_location"] = {"type": "approximate", **wanted.pop("user_location")}
    if "search_domain_filter" in wanted and "allowed_domains" in known:
        settings["allowed_domains"] = wanted.pop("search_domain_filter")
    if "search_domain_filter" in wanted and "filters" in known:
        settings["filters"] = {"allowed_domains": wanted.pop("search_domain_filter")}
    return settings


_MAKERS = {"web_search_options": _with_options, "enable_search": _with_enable_search, "tools": _with_tool}


def _own_tool(parameters: Rule) -> Switch | None:
    """The chat endpoint's own kind of search tool, which is neither OpenAI's nor Anthropic's."""
    rule = next((rule for rule in _tools(parameters) if _TOOL_KIND in (rule.get("properties") or {})), None)
    return Switch("tools", rule) if rule else None


def _hosted_tool(card: ModelCard) -> Switch | None:
    for dialect, path in _TOOL_PATHS.items():
        endpoint = card.endpoint(path)
        rule = next(_tools(endpoint.parameters), None) if endpoint else None
        if rule is not None:
            return Switch("tools", rule, dialect)
    return None


def _tools(parameters: Rule) -> Iterator[Rule]:
    """The schemas of search tools among those of all tools."""
    for rule in _alternatives(parameters.get("tools") or {}):
        if any(word.startswith(_TOOL_KIND) for word in _type_words(rule)):
            yield rule


def _alternatives(rule: Rule) -> Iterator[Rule]:
    if "any_of" in rule:
        for choice in rule["any_of"]:
            yield from _alternatives(choice)
    elif rule.get("type") == "array":
        yield from _alternatives(rule.get("items") or {})
    else:
        yield rule


def _type_words(rule: Rule) -> tuple[str, ...]:
    kind = (rule.get("properties") or {}).get("type") or {}
    return tuple(kind.get("enum") or ())


def _cannot_search(card: ModelCard) -> str:
    cards = find_models(capability="web_search", status="live")
    able = ", ".join(found.id for found in cards if not found.not_callable)
    if card.family == "search":
        return (
            f"{card.id} is a retired search engine with calls of its own, AIMLAPIClient.search_bagoodex and others: "
            f"to search the web name a model that does: {able}"
        )
    known = (
        f"{card.id} is not documented to search the web"
        if card.known
        else f"{card.id} is not in the catalogue, so nothing is known of its search"
    )
    return (
        f"{known}: name a model that does ({able}; many of OpenAI's, Anthropic's and xAI's do as well), or switch its "
        'search on yourself, as with model_kwargs={"web_search_options": {}}'
    )

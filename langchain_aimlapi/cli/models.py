"""`aimlapi models` and `aimlapi model`: what the catalogue knows; no key and no network needed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from langchain_aimlapi.catalogue import ModelCard, find_models, get_model, suggest_models
from langchain_aimlapi.catalogue.cards import Endpoint
from langchain_aimlapi.cli.output import write_facts, write_json, write_table, write_text
from langchain_aimlapi.cli.params import AsJson

Words = Annotated[list[str] | None, typer.Argument(help="Only models whose name has all of these words in it.")]
Vendors = Annotated[list[str] | None, typer.Option("--vendor", help="Only models of this vendor; may be repeated.")]
Families = Annotated[list[str] | None, typer.Option("--family", help="Only models of this family, such as chat.")]
Capabilities = Annotated[list[str] | None, typer.Option("--capability", help="Only models that can do this, as tools.")]
Statuses = Annotated[
    list[str] | None,
    typer.Option("--status", help="Only models of this standing. Default: live and documented ones."),
]
JsonLines = Annotated[bool, typer.Option("--json", help="Print JSON, one object a model, for programs.")]
Id = Annotated[str, typer.Argument(help="Name of the model, such as openai/gpt-4o.")]
_LIMITS = {"min": "from", "gt": "above", "max": "to", "max_len": "characters up to", "max_items": "items up to"}
_SHOWN_WORDS = 12


def models(
    words: Words = None,
    vendor: Vendors = None,
    family: Families = None,
    capability: Capabilities = None,
    status: Statuses = None,
    as_json: JsonLines = False,
) -> None:
    """List the models of the catalogue, live and documented ones."""
    standing = {"status": status} if status else {}
    cards = found(find_models, vendor=vendor, family=family, capability=capability, **standing)
    cards = [card for card in cards if all(word.lower() in card.id.lower() for word in words or ())]
    if as_json:
        for card in cards:
            write_text(json.dumps(_facts(card), ensure_ascii=False))
        return
    rows = [_facts(card) for card in cards]
    columns = ("id", "family", "context_window", "input_price", "output_price", "can")
    write_table(
        ("model", "family", "context", "USD in", "USD out", "can"), [[row[name] for name in columns] for row in rows]
    )


def model(name: Id, as_json: AsJson = False) -> None:
    """Show one model: what it is, costs and can do, and every parameter that it takes."""
    card = get_model(name, warn=False)
    if not card.known:
        close = ", ".join(suggest_models(name))
        raise typer.BadParameter(f"the catalogue does not know {name!r}" + (f"; close are: {close}" if close else ""))
    endpoint = card.primary_endpoint
    if as_json:
        write_json({**_all_facts(card), "parameters": dict(endpoint.parameters) if endpoint else None})
        return
    write_facts({key.replace("_", " "): _shown(value) for key, value in _all_facts(card).items()})
    if endpoint:
        write_text(f"\nParameters of POST {endpoint.path}")
        columns = ("parameter", "type", "required", "allowed", "default")
        write_table(columns, [_parameter(name, rule) for name, rule in endpoint.parameters.items()])


def found(search: Any, **filters: Any) -> list[Any]:
    """What a search finds; a filter that nothing meets is a mistake in the command.

    Raises:
        typer.BadParameter: If no model has what is asked for.
    """
    try:
        result: list[Any] = search(**filters)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    return result


def _facts(card: ModelCard) -> dict[str, Any]:
    """What a line of the list says of a model; prices in US dollars per million tokens."""
    return {
        "id": card.id,
        "vendor": card.vendor,
        "family": card.family,
        "context_window": card.context_window,
        "input_price": card.prices.input if card.prices else None,
        "output_price": card.prices.output if card.prices else None,
        "can": " ".join(sorted(card.capabilities)),
    }


def _all_facts(card: ModelCard) -> dict[str, Any]:
    """What is known of a model; prices in US dollars, of tokens per million."""
    prices = card.prices
    return {
        "id": card.id,
        "name": card.name,
        "vendor": card.vendor,
        "family": card.family,
        "status": card.status,
        "successor": card.successor,
        "aliases": list(card.aliases),
        "context_window": card.context_window,
        "max_output_tokens": card.max_output_tokens,
        "takes": list(card.input_modalities),
        "makes": list(card.output_modalities),
        "can": sorted(card.capabilities),
        "reasoning_efforts": list(card.reasoning_efforts or ()),
        "dimensions": card.dimensions,
        "input_price": prices.input if prices else None,
        "output_price": prices.output if prices else None,
        "cache_read_price": prices.cache_read if prices else None,
        "price_per_image": prices.per_image if prices else None,
        "release_date": card.release_date,
        "knowledge_cutoff": card.knowledge_cutoff,
        "endpoints": [_address(endpoint) for endpoint in card.endpoints],
    }


def _address(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def _shown(value: Any) -> Any:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value


def _parameter(name: str, rule: Mapping[str, Any]) -> tuple[object, ...]:
    return name, _kind(rule), "yes" if rule.get("required") else "", _allowed(rule), _default(rule)


def _kind(rule: Mapping[str, Any]) -> str:
    if rule.get("type") == "array" and rule.get("items"):
        return f"list of {_kind(rule['items'])}"
    branches = [_kind(branch) for branch in rule.get("any_of", ())]
    kind = rule.get("type") or list(dict.fromkeys(branches)) or "any"
    return kind if isinstance(kind, str) else " or ".join(kind)


def _allowed(rule: Mapping[str, Any]) -> str:
    words = [str(word) for word in rule.get("enum", ())]
    if len(words) > _SHOWN_WORDS:
        words = [*words[:_SHOWN_WORDS], f"and {len(words) - _SHOWN_WORDS} more"]
    limits = [f"{text} {rule[key]}" for key, text in _LIMITS.items() if key in rule]
    return ", ".join(words) or " ".join(limits)


def _default(rule: Mapping[str, Any]) -> str:
    return json.dumps(rule["default"], ensure_ascii=False) if "default" in rule else ""

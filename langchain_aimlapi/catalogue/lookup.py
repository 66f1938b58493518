"""From a name, as the user spells it, to its card."""

from __future__ import annotations

import warnings
from collections import Counter
from functools import cache, lru_cache

from langchain_aimlapi.catalogue import store
from langchain_aimlapi.catalogue.cards import ModelCard, card_from_row
from langchain_aimlapi.catalogue.names import closest, is_near_miss, model_key, normal_form

STATUSES = ("live", "documented", "orphan", "deprecated", "retired")
"""The standing of a known name, the most usable first."""
_REMEMBERED_SPELLINGS = 4096


class DeprecatedModelWarning(UserWarning):
    """The service no longer supports a model, or no longer names it."""


class UnknownModelWarning(UserWarning):
    """A name looks like a typo of one in the catalogue, or is a misprint of the documentation."""


_warned: set[str] = set()  # names that a warning was given about


def get_model(name: str, *, warn: bool = True) -> ModelCard:
    """Return what is known about a model.

    The exact spelling is looked up first, then the name without regard to case, then with `.`, `_` and `-`
    taken as the same. So `"anthropic/claude-opus-4-8"` and `"anthropic/claude-opus-4.8"`, which are two names
    with two prices, each find their own card.

    Args:
        name: A model name, with or without the vendor prefix as the service documents it.
        warn: Whether to warn, once per process and name, about a deprecated model or a likely typo.

    Returns:
        The card. A name that the catalogue does not have gives a card with `known=False`; it is no error,
        because the service adds models every week.

    Raises:
        ValueError: The name is empty or not a string.

    Example:
        >>> get_model("GPT-4o-Mini").id
        'gpt-4o-mini'
    """
    card = _card(_checked(name))
    if warn and card.id not in _warned:
        _warn_about(card)
    return card


def wire_id(name: str) -> str:
    """Return the name to send to the service for a name as the user spells it.

    That is the documented spelling if only case, dots, dashes or underscores differ from a name or an alias. Every
    other name is sent as it stands: nobody's model is exchanged for a similar one.

    Raises:
        ValueError: The name is empty or not a string.

    Example:
        >>> wire_id("OpenAI/GPT-4o"), wire_id("acme/private-model")
        ('openai/gpt-4o', 'acme/private-model')
    """
    card = get_model(name, warn=False)
    if card.id == name:
        return name
    same = normal_form(card.id) == normal_form(name)
    as_it_stands = name in store.index()["aliases"] or (not same and normal_form(name) in _titles())
    return name if as_it_stands else card.id


@lru_cache(_REMEMBERED_SPELLINGS)
def model_keys(name: str) -> frozenset[str]:
    """Return what names of one model have in common, whoever serves it: two names with a common key are one model.

    Example:
        >>> model_keys("claude-sonnet-4-5-20250929") & model_keys("anthropic/claude-sonnet-4.5")
        frozenset({'claude-sonnet-4-5'})
    """
    card = get_model(name, warn=False)
    return frozenset(map(model_key, (name, card.id, *card.aliases)))


def suggest_models(name: str, limit: int = 3) -> list[str]:
    """Return usable names that are spelt much like a given one, each once, best first; of equals, live models first.

    Names that the service no longer supports are left out: `get_model(name).successor` says what replaces one.

    Args:
        name: A name, usually a misspelt one.
        limit: How many names to return at the most.

    Example:
        >>> suggest_models("openai/gpt4o", limit=1)
        ['openai/gpt-4o']
    """
    rows = store.rows()
    names = {
        normal: found
        for normal, found in _callable_names().items()
        if found != name and rows[found]["status"] != "deprecated"
    }
    spellings = closest(normal_form(name), names, len(names))  # a name may have several of them
    return list(dict.fromkeys(names[spelling] for spelling in spellings))[:limit]


def _checked(name: object) -> str:
    if isinstance(name, str) and name.strip():
        return name
    raise ValueError(f"A model name must be a non-empty string, not {name!r}.")


@lru_cache(_REMEMBERED_SPELLINGS)
def _card(spelling: str) -> ModelCard:
    name = _resolve(spelling)
    if name is not None:
        return _known_card(name)
    return ModelCard(id=spelling, known=False, origin="unknown", vendor=_vendors().get(spelling.partition("/")[0]))


@cache
def _known_card(name: str) -> ModelCard:
    return card_from_row(name, store.rows()[name])


def _resolve(spelling: str) -> str | None:
    """Return the name of the row that a spelling means."""
    if spelling in store.rows():
        return spelling
    alias: str | None = store.index()["aliases"].get(spelling)
    return alias or _by_lower_case().get(spelling.strip().lower()) or _by_normal_form().get(normal_form(spelling))


@cache
def _vendors() -> dict[str, str]:
    """Who makes the models whose names begin so: a model that is new tomorrow is of the vendor of its neighbours."""
    counts: dict[str, Counter[str]] = {}
    for name, row in store.rows().items():
        prefix, slash, _ = name.partition("/")
        if slash and row.get("vendor"):
            counts.setdefault(prefix, Counter())[row["vendor"]] += 1
    return {prefix: found.most_common(1)[0][0] for prefix, found in counts.items()}


@cache
def _titles() -> frozenset[str]:
    return frozenset(map(normal_form, store.index()["titles"]))


def _names_by_preference() -> list[tuple[str, str]]:
    """Every spelling with the name it means, the most usable names first."""
    rank = {status: number for number, status in enumerate(STATUSES)}
    rows = store.rows()
    ordered = [(name, name) for name in sorted(rows, key=lambda name: rank[rows[name]["status"]])]
    return [*ordered, *store.index()["aliases"].items(), *store.index()["titles"].items()]


@cache
def _by_lower_case() -> dict[str, str]:
    return {spelling.lower(): name for spelling, name in reversed(_names_by_preference())}


@cache
def _by_normal_form() -> dict[str, str]:
    found: dict[str, str] = {}
    for spelling, name in _names_by_preference():
        found.setdefault(normal_form(spelling), name)
    return found


@cache
def _callable_names() -> dict[str, str]:
    """The names to suggest, by normal form: neither misprints nor names that are gone."""
    rows = store.rows()
    return {
        normal: name
        for normal, name in _by_normal_form().items()
        if rows[name]["status"] != "retired" and rows[name].get("origin") != "misprint"
    }


def _warn_about(card: ModelCard) -> None:
    text, category = _notice(card)
    if text:
        _warned.add(card.id)
        warnings.warn(text, category, stacklevel=3)


def _notice(card: ModelCard) -> tuple[str | None, type[UserWarning]]:
    """Compose what the user of a model should be told, if anything."""
    instead = f" Use {card.successor!r} instead." if card.successor else ""
    if card.status == "deprecated":
        return f"AI/ML API lists {card.id!r} as no longer supported.{instead}", DeprecatedModelWarning
    if card.status == "retired":
        return f"AI/ML API's documentation no longer names {card.id!r}.{instead}", DeprecatedModelWarning
    if card.origin == "misprint":
        return f"{card.id!r} is a misprint in AI/ML API's documentation.{instead}", UnknownModelWarning
    near = None if card.known else _near_miss(normal_form(card.id))
    text = f"{card.id!r} is not in the model catalogue. Did you mean {near!r}?" if near else None
    return text, UnknownModelWarning


@lru_cache(_REMEMBERED_SPELLINGS)
def _near_miss(normal: str) -> str | None:
    return next((name for known, name in _callable_names().items() if is_near_miss(normal, known)), None)

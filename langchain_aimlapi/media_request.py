"""Bodies for the families beside chat: parameters spelt and checked by the schema of one model. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.families import EMBEDDINGS_PATH
from langchain_aimlapi.api.prompts import check_text
from langchain_aimlapi.api.schema_rules import as_typed, check_value
from langchain_aimlapi.call_params import UnsupportedParams, report_unknown
from langchain_aimlapi.catalogue import ModelCard, find_models

JSON = dict[str, Any]
Schema = Mapping[str, Mapping[str, Any]]

Policy = UnsupportedParams
"""What to do with what a model does not know: warn once and send it, raise an error, or send it."""
Places = Mapping[str, tuple[str, ...]]
"""Standard names, and the fields of models that they stand for, the likeliest first; a dot leads into an object."""
MANY, MANY_OF_OWN = 5, 2
"""How many models an error names, and how many of the vendor's own; of any other vendor one."""


@dataclass(frozen=True, slots=True)
class StandardNames:
    """What users may say to every model of a family.

    Attributes:
        family: The family.
        path: Where it is served.
        places: The names, and the fields that they stand for.
    """

    family: str
    path: str
    places: Places


EMBEDDING_NAMES = StandardNames(
    "embedding", EMBEDDINGS_PATH, {name: (name,) for name in ("dimensions", "input_type", "task_type", "title")}
)
"""What an embedding model must have a field for."""


def place_of(name: str, schema: Schema, places: Places, further: Collection[str] = ()) -> str | None:
    """The field that a name stands for in a model's schema; None if there is none.

    Args:
        name: A standard name, or a field of the model.
        schema: What the model takes.
        places: Standard names and what they stand for.
        further: Fields that the model takes beyond the schema; the schema's own come first.

    Example:
        >>> place_of("last_image", {"tail_image_url": {}}, {"last_image": ("last_image_url", "tail_image_url")})
        'tail_image_url'
    """
    fields = (*places.get(name, ()), name)
    for field in fields:
        head, _, inner = field.partition(".")
        if head in schema and (not inner or inner in schema[head].get("properties", {})):
            return field
    return next((field for field in fields if field in further), None)


def check_names(given: Collection[str], card: ModelCard, schema: Schema | None, names: StandardNames) -> None:
    """Refuse standard names that a model has no field for: sent under any name, the service would ignore them.

    Args:
        given: The names that a call uses.
        card: The model.
        schema: What the model takes; None when nobody knows: then everything may be sent.
        names: The standard names of the family.

    Raises:
        InvalidRequestError: It names what the model takes, and models that take what was given.
    """
    for name in given:
        if schema is not None and not has_field(name, card, schema, names):
            raise no_field(name, card, schema, names)


def has_field(name: str, card: ModelCard, schema: Schema | None, names: StandardNames) -> bool:
    """Whether a model has a field for a standard name; True for all other names, and where nobody knows its fields."""
    if schema is None or name not in names.places:
        return True
    return place_of(name, schema, names.places, card.example_parameters) is not None


def no_field(
    name: str, card: ModelCard, schema: Schema, names: StandardNames, shown: str | None = None
) -> InvalidRequestError:
    """The error of a standard name that a model has no field for.

    Args:
        name: The name.
        card: The model.
        schema: What it takes.
        names: The standard names of the family.
        shown: What the name is called in the text, if not so.
    """
    known = find_models(family=names.family, status=("live", "documented"))
    able = [other for other in known if _takes(name, other, names)]
    shown_models = _samples(able, card)
    more = f" and {len(able) - len(shown_models)} more" if len(able) > len(shown_models) else ""
    cure = f"; models that do: {', '.join(shown_models)}{more}" if able else ""
    taken = tuple(_taken(schema, names.places))
    text = (
        f"{card.id} takes no {shown or name}{cure}. It takes: {', '.join(taken)}. "
        "What it is to be sent all the same, under a name of its own, goes into extra_body"
    )
    issue = FieldIssue(field=name, message=f"is not known to {card.id}", allowed=taken)
    return InvalidRequestError(text, issues=(issue,))


def _samples(able: list[ModelCard], card: ModelCard) -> list[str]:
    """Some models, those of the same vendor first, of various vendors."""
    ordered = sorted(able, key=lambda other: (other.vendor != card.vendor, other.status != "live", other.id[0] == "#"))
    seen: Counter[str | None] = Counter()
    chosen = []
    for other in ordered:
        seen[other.vendor] += 1
        if seen[other.vendor] <= (MANY_OF_OWN if other.vendor == card.vendor else 1):
            chosen.append(other.id)
    return list(dict.fromkeys([*chosen, *(other.id for other in ordered)]))[:MANY]


def _takes(name: str, card: ModelCard, names: StandardNames) -> bool:
    endpoint = card.endpoint(names.path) or card.primary_endpoint
    return endpoint is not None and place_of(name, endpoint.parameters, names.places) is not None


def _taken(schema: Schema, places: Places) -> Iterator[str]:
    """What a model takes: standard names first, then what has the model's own name only."""
    standard = {name: place_of(name, schema, places) for name in places}
    yield from (name for name, field in standard.items() if field is not None)
    spoken = {field.partition(".")[0] for field in standard.values() if field is not None} | standard.keys()
    yield from (name for name in schema if name not in spoken and name != "model")


def check_body(
    body: JSON, schema: Schema | None, card: ModelCard, policy: Policy, not_sent: Collection[str] = ()
) -> JSON:
    """The body, if the model's schema allows it; numbers and booleans that are written as strings are such in it.

    Args:
        body: What is to be sent.
        schema: What the model's page documents; None when nobody says: then anything may be sent.
        card: The model.
        policy: What to do with parameters that neither the schema nor the example on the model's page has.
        not_sent: Required parameters that travel in another way, such as files of a form.

    Raises:
        InvalidRequestError: If a value is outside its range, something required is missing, or, with policy `"error"`,
            a parameter is unknown.
    """
    model = card.id
    if schema is None:
        return body
    missing = [name for name, rule in schema.items() if rule.get("required") and name not in body]
    missing = [name for name in missing if name not in not_sent]
    if missing:
        issues = tuple(FieldIssue(field=name, message="is required") for name in missing)
        raise InvalidRequestError(f"{model} needs {', '.join(missing)}", issues=issues)
    for name, rule in schema.items():
        if rule.get("required"):
            check_text(name, body.get(name), f"{model} needs it")
    typed = {name: as_typed(value, schema.get(name, {})) for name, value in body.items()}
    fitted = {name: _least_seed(name, value, schema.get(name, {})) for name, value in typed.items()}
    for name, value in fitted.items():
        if name in schema:
            check_value(name, value, schema[name], model)
    accepted = {**{name: {} for name in card.example_parameters}, **schema}
    report_unknown(tuple(name for name in fitted if name not in accepted), accepted, model, policy)
    return fitted


def _least_seed(name: str, value: Any, rule: Mapping[str, Any]) -> Any:
    """A seed of 0, which is usual elsewhere, as the smallest that the service takes."""
    return rule["min"] if name == "seed" and value == 0 and rule.get("min") and value is not False else value

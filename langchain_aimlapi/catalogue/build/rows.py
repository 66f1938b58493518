"""One row of the index per model name, from the records of the documentation and the collected facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_aimlapi.catalogue.build import judge
from langchain_aimlapi.catalogue.cards import card_from_row
from langchain_aimlapi.catalogue.store import Row

Json = Mapping[str, Any]

_OUTPUT_OF_FAMILY = {
    "image": ["image"],
    "video": ["video"],
    "music": ["audio"],
    "tts": ["audio"],
    "stt": ["text"],
    "ocr": ["text"],
    "moderation": ["text"],
    "search": ["text"],
}
_INPUT_OF_FAMILY = {"embedding": ["text"], "stt": ["audio"], "moderation": ["text"], "search": ["text"]}
_INPUT_OF_PARAMETER = {
    "text": ("prompt", "text", "script", "lyrics", "multi_prompt"),
    "image": ("image", "image_url", "image_urls", "front_image_url", "last_image_url", "tail_image_url"),
    "pdf": ("document",),
    "audio": ("audio_url", "reference_audio_url", "refer_voice"),
    "video": ("video_url", "video_urls"),
}
_WORD_FIELDS = {
    "input_modalities",
    "output_modalities",
    "capabilities",
    "claimed_capabilities",
    "reasoning_efforts",
    "reasoning_efforts_accepted",
    "example_parameters",
}
_EMPTY_SPEAKS = {"open_weights", "reasoning_efforts"}
_FIELD_OF_FACT = {
    "name": "name",
    "context": "context_window",
    "max_input": "max_input_tokens",
    "max_output": "max_output_tokens",
    "reasoning_field": "reasoning_field",
    "reasoning_efforts": "reasoning_efforts",
    "reasoning_efforts_accepted": "reasoning_efforts_accepted",
    "release_date": "release_date",
    "knowledge": "knowledge_cutoff",
    "open_weights": "open_weights",
    "dimensions": "dimensions",
    "not_callable": "not_callable",
}


def rows_from_sources(catalogue: Json, profiles: Json) -> dict[str, Row]:
    """Make every row that the two collected files support.

    Args:
        catalogue: Records of the documentation, with `schemas` and `message_shapes`.
        profiles: Limits, prices and abilities by name.
    """
    facts = {**profiles["other_models"], **profiles["models"]}
    records = {record["id"]: record for record in catalogue["models"]}
    rows = {name: _row(record, facts.get(name, {}), catalogue) for name, record in records.items()}
    rows |= {name: _listed_elsewhere(name, facts[name], records) for name in facts.keys() - records.keys()}
    for name in profiles["media_prices"].keys() & rows.keys():
        per_image = profiles["media_prices"][name]["per_image"]
        rows[name]["prices"] = {**rows[name].get("prices", {}), "per_image": per_image}
    return rows


def _row(record: Json, facts: Json, catalogue: Json) -> Row:
    endpoints = record.get("endpoints", [])
    row: Row = {field: record.get(field) for field in ("vendor", "family", "status", "aliases", "example_parameters")}
    row["endpoints"] = [_endpoint(endpoint) for endpoint in endpoints]
    row["dialect"] = judge.dialect(row["family"], {e["path"]: _schemas(e, catalogue) for e in endpoints})
    row |= {"context_window": record.get("context_length"), **_plain_facts(facts)}
    if "suspect_of" in record:  # its facts, and so its prices, are those of another name
        row |= {"status": "orphan", "origin": "misprint", "successor": record["suspect_of"], "prices": None}
    return compact(row | _abilities(row, record, facts, catalogue))


def _listed_elsewhere(name: str, facts: Json, records: Mapping[str, Json]) -> Row:
    """Make the row of a name that the documentation lacks and the models.dev registry has."""
    prefix = name.partition("/")[0]
    vendors = {r["vendor"] for key, r in records.items() if key.startswith(f"{prefix}/") and r["vendor"]}
    row: Row = {"vendor": vendors.pop() if len(vendors) == 1 else None, "family": "chat", "dialect": "chat"}
    row |= {"status": "orphan", "origin": "models.dev", **_plain_facts(facts)}
    return compact(row | _abilities(row, {}, facts, {}))


def _endpoint(endpoint: Json) -> str:
    """Write an endpoint as the index has it: `"POST /v1/tts 200,201 schema-key"` and the shape key."""
    codes = ",".join(code for code in endpoint["status"] if code.isdigit()) or "-"
    shape = [endpoint["messages"]] if "messages" in endpoint else []
    return " ".join([endpoint["method"], endpoint["path"], codes, endpoint["schema"], *shape])


def _schemas(endpoint: Json, catalogue: Json) -> tuple[Json, Json | None]:
    return catalogue["schemas"][endpoint["schema"]], catalogue["message_shapes"].get(endpoint.get("messages"))


def _plain_facts(facts: Json) -> Row:
    """Take over the facts that need no judgement."""
    row: Row = {field: facts[fact] for fact, field in _FIELD_OF_FACT.items() if facts.get(fact) is not None}
    if facts.get("cost"):
        row["prices"] = dict(facts["cost"])
    return row


def _abilities(row: Row, record: Json, facts: Json, catalogue: Json) -> Row:
    """Return the fields about what goes in, what comes out and what works."""
    family = row["family"]
    if family != "chat":
        named = {name for e in record.get("endpoints", ()) for name in _schemas(e, catalogue)[0]}
        streams = ["streaming"] if "stream" in named else []
        return {**_modalities(family, named), "capabilities": streams}
    parameters, shapes = _primary_schemas(row, catalogue)
    works, claimed = judge.capabilities(parameters, shapes, facts, record.get("capability_pages", ()))
    return {
        "capabilities": sorted(works),
        "claimed_capabilities": sorted(claimed),
        "input_modalities": judge.input_modalities(shapes, works, facts),
        "output_modalities": judge.output_modalities(works, facts),
    }


def _primary_schemas(row: Row, catalogue: Json) -> tuple[Json | None, Json | None]:
    """Return the parameters and message shapes of the endpoint that a model is used through."""
    card = card_from_row("", {field: row[field] for field in ("endpoints", "dialect") if field in row})
    endpoint = card.primary_endpoint
    if endpoint is None:
        return None, None
    return catalogue["schemas"][endpoint.schema_key], catalogue["message_shapes"].get(endpoint.shape_key)


def _modalities(family: str, parameters: set[str]) -> Row:
    """Return what goes into and comes out of a model of a media family."""
    found = [kind for kind, names in _INPUT_OF_PARAMETER.items() if not parameters.isdisjoint(names)]
    inputs = _INPUT_OF_FAMILY.get(family, found)
    return {"input_modalities": inputs, "output_modalities": _OUTPUT_OF_FAMILY.get(family)}


def compact(row: Row) -> Row:
    """Leave out what nobody says, and write lists of words as the index has them.

    A missing field means the default of `ModelCard`; an empty `reasoning_efforts` says that none has an effect.
    """
    return {
        field: " ".join(value) if field in _WORD_FIELDS and value is not None else value
        for field, value in row.items()
        if value or (field in _EMPTY_SPEAKS and value is not None)
    }

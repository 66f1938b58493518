"""The service's own list of models: fetched, and translated into rows of the index.

`GET /v1/models?include=all` needs no key. Its rows came in two shapes: today's
`{id, aliases, type, info, pricing, modalities, capabilities}` and that of 2025, `{id, type, info, features}`;
both are read. A field of an unexpected kind is passed over, because a new field of the service must not break
the generator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from langchain_aimlapi.catalogue.build.judge import MODALITIES
from langchain_aimlapi.catalogue.build.rows import compact
from langchain_aimlapi.catalogue.store import Row
from langchain_aimlapi.http_library import lazy_httpx as httpx

Json = Mapping[str, Any]

BASE_URL = "https://api.aimlapi.com"
_TIMEOUT = 20.0  # seconds; the whole list is about a megabyte
_MILLION = 1_000_000
_FAMILY_OF_WORD = {  # the first word found in a row's `type` decides
    "moderation": "moderation",
    "embedding": "embedding",
    "3d": "3d",
    "video": "video",
    "image": "image",
    "music": "music",
    "ocr": "ocr",
    "optical-character": "ocr",
    "document": "ocr",
    "transcri": "stt",
    "speech-to-text": "stt",
    "stt": "stt",
    "speech": "tts",
    "tts": "tts",
    "audio": "music",
}
_FIELD_OF_INFO = {
    "name": "name",
    "developer": "vendor",
    "contextLength": "context_window",
    "outputMax": "max_output_tokens",
    "maxTokens": "max_output_tokens",
    "releasedAt": "release_date",
    "cutoffAt": "knowledge_cutoff",
}
_CAPABILITY_OF_WORD = {
    "file_input": "file_input",
    "function": "tools",
    "reasoning": "reasoning",
    "stream": "streaming",
    "streaming": "streaming",
    "structured_output": "structured_output",
    "thinking": "reasoning",
    "tools": "tools",
    "vision": "vision",
}
_PRICE_OF_ORIGIN = {"provided": "input", "generated": "output", "cached": "cache_read"}


def fetch(client: httpx.Client, base_url: str = BASE_URL) -> list[Any]:
    """Return the rows of the service's list.

    Raises:
        httpx.HTTPError: The service cannot be reached or answers an error.
        ValueError: The answer is no list of models.
    """
    url = f"{base_url.rstrip('/')}/v1/models"
    response = client.get(url, params={"include": "all"}, timeout=_TIMEOUT)
    response.raise_for_status()
    body = response.json()
    rows = body.get("data") if isinstance(body, dict) else body
    if not isinstance(rows, list):
        raise ValueError(f"{url} answers without a list of models")  # noqa: TRY004 - what came in is wrong
    return rows


def rows_from_list(listed: Iterable[Any]) -> dict[str, Row]:
    """Translate rows of the service's list, one or several for each name, into rows of the index."""
    usable = [row for row in listed if isinstance(row, dict) and isinstance(row.get("id"), str) and row["id"]]
    found: dict[str, Row] = {}
    for translated in sorted(map(_row, usable), key=lambda row: row["family"] != "chat"):  # chat first, else as listed
        name = translated.pop("id")
        found[name] = {**translated, **found.get(name, {})}
    return found


def _row(listed: Json) -> Row:
    info = _mapping(listed.get("info"))
    family = _family(str(listed.get("type", "")))
    row: Row = {"id": listed["id"], "family": family, "dialect": "chat" if family == "chat" else "none"}
    row |= {field: _plain(info.get(key)) for key, field in _FIELD_OF_INFO.items() if _plain(info.get(key))}
    row["aliases"] = [alias for alias in _strings(listed.get("aliases")) if alias != listed["id"]]
    row["capabilities"] = _capabilities(listed)
    row["prices"] = _prices(_mapping(listed.get("pricing")))
    modalities = _mapping(listed.get("modalities"))
    row |= {f"{way}_modalities": _modalities(modalities.get(way)) for way in ("input", "output")}
    return compact(row)


def _family(kind: str) -> str:
    return next((family for word, family in _FAMILY_OF_WORD.items() if word in kind.lower()), "chat")


def _capabilities(listed: Json) -> list[str]:
    """Read `capabilities`, or the `features` of 2025 such as `openai/chat-completion.function`."""
    words = [*_strings(listed.get("capabilities")), *_strings(listed.get("features"))]
    last = {word.replace("/", ".").rpartition(".")[2] for word in words}
    return sorted({_CAPABILITY_OF_WORD[word] for word in last if word in _CAPABILITY_OF_WORD})


def _modalities(words: Any) -> list[str]:
    said = {"pdf" if word in {"file", "document"} else word for word in _strings(words)}
    return [kind for kind in MODALITIES if kind in said]


def _prices(pricing: Json) -> dict[str, float]:
    """Read prices that hold for every request; a price that depends on the request is none of the model."""
    if pricing.get("kind") == "fixed":
        units = pricing.get("units")
    elif pricing.get("kind") == "variants":
        units = [{**v, **_mapping(v.get("unit"))} for v in _mappings(pricing.get("variants")) if not v.get("when")]
    else:  # "variable", or something new
        units = []
    priced = [_price(unit) for unit in _mappings(units)]
    return {field: price for field, price in priced if field}


def _price(unit: Json) -> tuple[str | None, float]:
    """Return the field of `Prices` that a unit is about, and its value there."""
    price, per = unit.get("price"), unit.get("per", 1)
    if not (isinstance(price, int | float) and isinstance(per, int | float) and per > 0):
        return None, 0.0
    measure, field = str(unit.get("measure")), _PRICE_OF_ORIGIN.get(str(unit.get("origin")))
    if measure.startswith("token"):
        return field, round(price / per * _MILLION, 6)
    return ("per_image" if measure.startswith("image") and field == "output" else None), round(price / per, 9)


def _plain(value: Any) -> str | int | None:
    """Keep numbers above zero and texts; of a point in time only the day."""
    if isinstance(value, str):
        return value.partition("T")[0] if value[:4].isdigit() and "T" in value else value
    return value if isinstance(value, int) and value > 0 else None


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _mapping(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _mappings(value: Any) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

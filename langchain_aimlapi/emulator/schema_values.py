"""Make a value that a JSON schema accepts, with what the user's text offers wherever it fits. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from langchain_aimlapi.emulator.guarding import hazards
from langchain_aimlapi.emulator.hints import Hints
from langchain_aimlapi.emulator.patterns import matching_text

MAX_DEPTH = 6
MAX_ITEMS = 10
MISSING: Any = object()
_TEXT_WORDS = ("query", "question", "text", "input", "prompt", "message", "content", "request", "task")
_FORMATS = {
    "email": "user@example.com",
    "idn-email": "user@example.com",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "iri": "https://example.com/",
    "uri-reference": "/",
    "date": "2025-01-01",
    "date-time": "2025-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "duration": "P1D",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.com",
    "regex": ".*",
    "json-pointer": "",
}
_YES = re.compile(r"\b(yes|true|on|enabled?|is|are|with|does|do)\b", re.IGNORECASE)
_NO = re.compile(r"\b(no|not|false|off|disabled?|without|isn't|never)\b", re.IGNORECASE)


class SchemaError(ValueError):
    """The schema is no JSON schema that a value can be made for."""


def instance(schema: Mapping[str, Any], text: str) -> Any:
    """A value valid under the schema; the same schema and text always give the same value.

    Raises:
        SchemaError: A reference leads nowhere or in a circle, a pattern is no pattern, or the like.
    """
    try:
        return SchemaFiller(schema, Hints(text)).fill()
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError, re.error) as error:
        raise SchemaError(f"{type(error).__name__}: {error}") from error


class SchemaFiller:
    """Walks one schema, taking values from one text.

    Args:
        root: The schema, against which ``$ref`` is resolved.
        hints: What the text offers; values are used up in the order of the properties.
    """

    def __init__(self, root: Mapping[str, Any], hints: Hints) -> None:
        self.root = root
        self.hints = hints

    def fill(self) -> Any:
        """A value for the whole schema."""
        return self.value(self.root, "", 0, needed=True)

    def value(self, schema: Any, name: str, depth: int, *, needed: bool) -> Any:
        """A value for a part of the schema; `MISSING` if it is not needed and the text offers none."""
        schema = self._resolve(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._choice(schema["enum"], needed=needed)
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return self._union(schema, union, name, depth, needed=needed)
        return self._typed(schema, _type_of(schema), name, depth, needed=needed)

    def _resolve(self, schema: Any) -> dict[str, Any]:
        """The schema with references followed and ``allOf`` merged."""
        if not isinstance(schema, Mapping):
            return {}
        merged = dict(schema)
        if "$ref" in merged:
            target = self._resolve(self._find(merged.pop("$ref")))
            merged = {**target, **merged}
        for part in merged.pop("allOf", ()):
            merged = _merge(merged, self._resolve(part))
        return merged

    def _find(self, reference: str) -> Any:
        node: Any = self.root
        for key in reference.removeprefix("#").strip("/").split("/"):
            step = key.replace("~1", "/").replace("~0", "~")
            if step:
                node = node[int(step)] if isinstance(node, list) else node[step]
        return node

    def _choice(self, values: list[Any], *, needed: bool) -> Any:
        for value in values:
            if isinstance(value, str | int | float) and value != "" and self.hints.says(str(value)):
                return value
        return values[0] if needed else MISSING

    def _union(self, schema: dict[str, Any], union: str, name: str, depth: int, *, needed: bool) -> Any:
        shared = {key: value for key, value in schema.items() if key != union}
        branches = [_merge(shared, self._resolve(branch)) for branch in schema[union]]
        if depth < MAX_DEPTH:
            for branch in branches:
                if not _is_null(branch):
                    found = self.value(branch, name, depth + 1, needed=False)
                    if found is not MISSING:
                        return found
        if not needed:
            return MISSING
        if any(map(_is_null, branches)):
            return None
        simplest = min(branches, key=_weight) if depth >= MAX_DEPTH else branches[0]
        return self.value(simplest, name, depth + 1, needed=True)

    def _typed(self, schema: dict[str, Any], kind: str, name: str, depth: int, *, needed: bool) -> Any:
        if kind == "object":
            return self._object(schema, depth, needed=needed)
        if kind == "array":
            return self._array(schema, name, depth, needed=needed)
        if kind in ("integer", "number"):
            return self._number(schema, kind, name, needed=needed)
        if kind == "boolean":
            return not hazards(self.hints.text) if name == "safe" else self._boolean(name, needed=needed)
        if kind == "null":
            return None
        return self._string(schema, name, needed=needed)

    def _object(self, schema: dict[str, Any], depth: int, *, needed: bool) -> Any:
        properties = schema.get("properties", {})
        required = schema.get("required", ())
        found: dict[str, Any] = {}
        if depth < MAX_DEPTH:
            for name, child in properties.items():
                value = self.value(child, name, depth + 1, needed=False)
                if value is not MISSING:
                    found[name] = value
        if not found and not needed:
            return MISSING
        for name in required:
            if name not in found:
                found[name] = self.value(properties.get(name, self._extra(schema)), name, depth + 1, needed=True)
        self._fill_up(found, schema, depth)
        return {name: found[name] for name in [*properties, *found] if name in found}

    def _fill_up(self, found: dict[str, Any], schema: dict[str, Any], depth: int) -> None:
        missing = [name for name in schema.get("properties", {}) if name not in found]
        while len(found) < schema.get("minProperties", 0):
            name = missing.pop(0) if missing else f"key_{len(found) + 1}"
            child = schema.get("properties", {}).get(name, self._extra(schema))
            found[name] = self.value(child, name, depth + 1, needed=True)

    def _extra(self, schema: dict[str, Any]) -> Any:
        extra = schema.get("additionalProperties", {})
        return extra if isinstance(extra, Mapping) else {}

    def _array(self, schema: dict[str, Any], name: str, depth: int, *, needed: bool) -> Any:
        least, most = schema.get("minItems", 0), min(schema.get("maxItems", MAX_ITEMS), MAX_ITEMS)
        most = max(least, most)
        prefix, item = schema.get("prefixItems", []), schema.get("items", {})
        values: list[Any] = []
        if depth < MAX_DEPTH and not prefix and item is not False:
            values = self._found_items(item, name, depth, most, unique=schema.get("uniqueItems", False))
        if not values and not needed:
            return MISSING
        while len(values) < max(least, min(len(prefix), most)):
            child = prefix[len(values)] if len(values) < len(prefix) else item
            value = self.value(child, _singular(name), depth + 1, needed=True)
            if schema.get("uniqueItems"):
                value = self._another(value, values, self._resolve(child))
            values.append(value)
        return values

    def _found_items(self, item: Any, name: str, depth: int, most: int, *, unique: bool) -> list[Any]:
        resolved = self._resolve(item)
        if "enum" in resolved:
            said = [word for word in resolved["enum"] if isinstance(word, str) and self.hints.says(word)]
            return said[:most]
        if "const" in resolved or _type_of(resolved) in ("boolean", "null"):
            return []
        values: list[Any] = []
        while len(values) < most:
            before = self._left()
            value = self.value(item, _singular(name), depth + 1, needed=False)
            if value is MISSING or self._left() == before or (unique and value in values):
                break
            values.append(value)
        return values

    def _left(self) -> int:
        hints = self.hints
        values = (hints.numbers, hints.names, hints.places, hints.quotes, hints.emails, hints.urls)
        return sum(len(source) for source in values)

    def _another(self, value: Any, taken: list[Any], schema: dict[str, Any]) -> Any:
        """A value of the same kind that is not taken yet."""
        if value not in taken:
            return value
        if "enum" in schema:
            return next((word for word in schema["enum"] if word not in taken), value)
        candidates = (_varied(value, schema, step) for step in range(1, 1000))
        return next((other for other in candidates if other not in taken), value)

    def _number(self, schema: dict[str, Any], kind: str, name: str, *, needed: bool) -> Any:
        bounds = Bounds(schema, whole=kind == "integer")
        found = self.hints.take_number(name, bounds.fits)
        if found is not None:
            return int(found) if kind == "integer" else found
        return bounds.smallest() if needed else MISSING

    def _boolean(self, name: str, *, needed: bool) -> Any:
        words = re.findall(r"[a-z]{3,}", name.lower())
        found = [re.search(rf".{{0,15}}\b{word}\b.{{0,15}}", self.hints.text, re.IGNORECASE) for word in words]
        spoken = [match[0] for match in found if match]
        if spoken and (needed or all(found)):  # *run* alone does not ask for `run_in_background`
            return not _NO.search(spoken[0])
        if not needed:
            return MISSING
        return bool(_YES.search(self.hints.text)) and not _NO.search(self.hints.text)

    def _string(self, schema: dict[str, Any], name: str, *, needed: bool) -> Any:
        def fits(text: str) -> bool:
            return _fits_string(text, schema)

        label = f"{schema['format']} {name}" if schema.get("format") in ("email", "uri", "date") else name
        found = None if name.lower() in _TEXT_WORDS and needed else self.hints.take_string(label, fits)
        if found is not None or not needed:
            return MISSING if found is None else found
        return self._some_string(schema, name)

    def _some_string(self, schema: dict[str, Any], name: str) -> str:
        if schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        if "pattern" in schema:
            return matching_text(schema["pattern"], schema.get("minLength", 0))
        topic = self.hints.topic()
        if name.lower() not in _TEXT_WORDS:
            topic = self.hints.take_name(lambda text: _fits_string(text, schema)) or topic
        low, high = schema.get("minLength", 0), schema.get("maxLength", max(200, schema.get("minLength", 0)))
        return topic[:high].ljust(low, ".")


class Bounds:
    """The limits of a numeric schema.

    Args:
        schema: The schema.
        whole: Whether only whole numbers are wanted.
    """

    def __init__(self, schema: Mapping[str, Any], *, whole: bool) -> None:
        self.low = _strictest(max, schema.get("minimum"), schema.get("exclusiveMinimum"))
        self.high = _strictest(min, schema.get("maximum"), schema.get("exclusiveMaximum"))
        self.above = schema.get("exclusiveMinimum")
        self.below = schema.get("exclusiveMaximum")
        self.step = schema.get("multipleOf")
        self.whole = whole

    def fits(self, number: float) -> bool:
        """Whether the number is within all limits."""
        return (
            (self.low is None or number >= self.low)
            and (self.high is None or number <= self.high)
            and (self.above is None or number > self.above)
            and (self.below is None or number < self.below)
            and (not self.whole or float(number).is_integer())
            and (self.step is None or number % self.step == 0)
        )

    def smallest(self) -> float:
        """A number within the limits: zero if it is, else the nearest to it."""
        step = self.step or 1
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        start = 0 if low <= 0 <= high else (low if low > 0 else high)
        base = math.ceil(start / step) if low > 0 else math.floor(start / step)
        near = [sign * offset for offset in range(3) for sign in (1, -1)]
        candidates: list[float] = [(base + offset) * step for offset in near]
        if not self.whole and self.step is None:
            candidates += [start, (max(low, start - 1) + min(high, start + 1)) / 2]
        return next((number for number in candidates if self.fits(number)), start)


def _strictest(pick: Any, *limits: float | None) -> float | None:
    present = [limit for limit in limits if limit is not None]
    return pick(present) if present else None


def _fits_string(text: str, schema: Mapping[str, Any]) -> bool:
    long_enough = schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 10_000)
    kind = schema.get("format")
    if kind in ("email", "uri", "date"):
        shape = {"email": r"[^@\s]+@[^@\s]+", "uri": r"https?://\S+", "date": r"\d{4}-\d{2}-\d{2}"}[kind]
        return long_enough and re.fullmatch(shape, text) is not None
    return (
        long_enough
        and kind not in _FORMATS
        and ("pattern" not in schema or re.search(schema["pattern"], text) is not None)
    )


def _type_of(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((word for word in kind if word != "null"), "null")
    if kind:
        return str(kind)
    if "properties" in schema or "additionalProperties" in schema or "required" in schema:
        return "object"
    return "array" if "items" in schema or "prefixItems" in schema else "string"


def _is_null(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "null" or ("const" in schema and schema["const"] is None)


def _weight(schema: Mapping[str, Any]) -> int:
    return {"object": 2, "array": 1}.get(_type_of(schema), 0)


def _merge(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    merged = {**first, **second}
    for key in ("properties", "$defs", "definitions"):
        if key in first and key in second:
            merged[key] = {**first[key], **second[key]}
    if "required" in first and "required" in second:
        merged["required"] = list(dict.fromkeys((*first["required"], *second["required"])))
    return merged


def _singular(name: str) -> str:
    return name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")


def _varied(value: Any, schema: Mapping[str, Any], step: int) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + step * schema.get("multipleOf", 1)
    if isinstance(value, str):
        return f"{value} {step}"[-schema.get("maxLength", 10_000) :]
    return {**value, "_": step} if isinstance(value, dict) else [*value, step]

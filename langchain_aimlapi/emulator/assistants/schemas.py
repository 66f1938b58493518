"""What requests of the Assistants API may hold. The service documents routes only: the fields are OpenAI's. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.schema_check import Issue, check_parameters

Json = dict[str, Any]
Schema = Mapping[str, Mapping[str, Any]]
MOST_LISTED = 100

_TEXT: Json = {"type": "string"}
_OPTIONAL_TEXT: Json = {"type": "string", "nullable": True}
_OBJECT: Json = {"type": "object", "nullable": True}
_LEAST_TOKENS: Json = {"type": "integer", "min": 256, "nullable": True}


def _one(kind: str, required: tuple[str, ...] = (), **properties: Json) -> Json:
    """An object whose ``type`` is a literal."""
    return {
        "type": "object",
        "properties": {"type": {"type": "string", "enum": [kind]}, **properties},
        "required_keys": ["type", *required],
    }


def _nested(*required: str, **properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required_keys": list(required)}


_FUNCTION = _nested(
    "name",
    name={"type": "string", "pattern": r"^[A-Za-z0-9_-]{1,64}$"},
    description=_TEXT,
    parameters={"type": "object"},
    strict={"type": "boolean", "nullable": True},
)
_TOOL = {"any_of": [_one("code_interpreter"), _one("file_search"), _one("function", ("function",), function=_FUNCTION)]}
_TOOLS: Json = {"type": "array", "items": _TOOL, "max_items": 128}
_DETAIL: Json = {"type": "string", "enum": ["auto", "low", "high"]}
_PART: Json = {
    "any_of": [
        _one("text", ("text",), text=_TEXT),
        _one("image_url", ("image_url",), image_url=_nested("url", url=_TEXT, detail=_DETAIL)),
        _one("image_file", ("image_file",), image_file=_nested("file_id", file_id=_TEXT, detail=_DETAIL)),
    ]
}
_CONTENT: Json = {
    "any_of": [{"type": "string", "min_len": 1}, {"type": "array", "items": _PART, "min_items": 1, "max_items": 10}]
}
_FORMAT: Json = {
    "any_of": [
        {"type": "string", "enum": ["auto"]},
        _one("text"),
        _one("json_object"),
        _one("json_schema", ("json_schema",), json_schema=_nested("name", name=_TEXT, schema={"type": "object"})),
    ],
    "nullable": True,
}
_CHOICE: Json = {
    "any_of": [
        {"type": "string", "enum": ["none", "auto", "required"]},
        _one("function", ("function",), function=_nested("name", name=_TEXT)),
        _one("code_interpreter"),
        _one("file_search"),
    ],
    "nullable": True,
}
_TRUNCATION: Json = {
    "type": "object",
    "nullable": True,
    "properties": {
        "type": {"type": "string", "enum": ["auto", "last_messages"]},
        "last_messages": {"type": "integer", "min": 1, "nullable": True},
    },
    "required_keys": ["type"],
}
_SAMPLING: Json = {
    "temperature": {"type": "number", "min": 0, "max": 2, "nullable": True},
    "top_p": {"type": "number", "min": 0, "max": 1, "nullable": True},
    "response_format": _FORMAT,
    "reasoning_effort": {"type": "string", "enum": ["minimal", "low", "medium", "high"], "nullable": True},
}
_MESSAGE_FIELDS: Json = {
    "role": {"type": "string", "enum": ["user", "assistant"], "required": True},
    "content": {**_CONTENT, "required": True},
    "attachments": {"type": "array", "items": {"type": "object"}, "nullable": True},
    "metadata": _OBJECT,
}
_MESSAGES: Json = {
    "type": "array",
    "nullable": True,
    "items": {"type": "object", "properties": _MESSAGE_FIELDS, "required_keys": ["role", "content"]},
}

UPDATE_ASSISTANT: Schema = {
    "model": _TEXT,
    "name": {"type": "string", "max_len": 256, "nullable": True},
    "description": {"type": "string", "max_len": 512, "nullable": True},
    "instructions": {"type": "string", "max_len": 256_000, "nullable": True},
    "tools": _TOOLS,
    "tool_resources": _OBJECT,
    "metadata": _OBJECT,
    **_SAMPLING,
}
ASSISTANT: Schema = {**UPDATE_ASSISTANT, "model": {"type": "string", "required": True}}
UPDATE_THREAD: Schema = {"metadata": _OBJECT, "tool_resources": _OBJECT}
THREAD: Schema = {**UPDATE_THREAD, "messages": _MESSAGES}
MESSAGE: Schema = _MESSAGE_FIELDS
METADATA_ONLY: Schema = {"metadata": _OBJECT}
RUN: Schema = {
    "assistant_id": {"type": "string", "required": True},
    "model": _OPTIONAL_TEXT,
    "instructions": _OPTIONAL_TEXT,
    "additional_instructions": _OPTIONAL_TEXT,
    "additional_messages": _MESSAGES,
    "tools": {**_TOOLS, "nullable": True},
    "tool_choice": _CHOICE,
    "parallel_tool_calls": {"type": "boolean"},
    "max_prompt_tokens": _LEAST_TOKENS,
    "max_completion_tokens": _LEAST_TOKENS,
    "truncation_strategy": _TRUNCATION,
    "stream": {"type": "boolean", "nullable": True},
    "metadata": _OBJECT,
    **_SAMPLING,
}
THREAD_AND_RUN: Schema = {
    **{name: rule for name, rule in RUN.items() if not name.startswith("additional_")},
    "thread": {"type": "object", "properties": THREAD},
    "tool_resources": _OBJECT,
}
TOOL_OUTPUTS: Schema = {
    "tool_outputs": {
        "type": "array",
        "required": True,
        "min_items": 1,
        "items": _nested("tool_call_id", tool_call_id=_TEXT, output=_TEXT),
    },
    "stream": {"type": "boolean", "nullable": True},
}


def checked(body: Any, schema: Schema) -> Json:
    """The body, if it fits.

    Raises:
        ServiceError: 400 that names what does not, fields that nobody knows included; 404 for files: there are none.
    """
    if not isinstance(body, dict):
        raise ServiceError(400, "Body validation error: Expected object")
    issues = check_parameters(body, schema)
    issues += [Issue((), f"Unknown parameter: '{name}'") for name in body if name not in schema]
    issues += list(_metadata_issues(body.get("metadata")))
    if issues:
        raise ServiceError(400, "Body validation error: " + "; ".join(map(str, issues[:10])))
    for file_id in _file_ids(body):
        raise ServiceError(404, f"No such File object: {file_id}")
    return body


def page_query(query: Mapping[str, str], *, filters: tuple[str, ...] = ()) -> Json:
    """The query of a list: ``limit``, ``order``, ``after``, ``before`` and the filters.

    Raises:
        ServiceError: 400 for a value that does not fit or a name that is unknown.
    """
    limit = query.get("limit", "20")
    if not limit.isdigit() or not 1 <= int(limit) <= MOST_LISTED:
        raise ServiceError(400, f"Query validation error: limit: Expected 1 to {MOST_LISTED}, received {limit}")
    if query.get("order", "desc") not in ("asc", "desc"):
        raise ServiceError(400, f"Query validation error: order: Expected 'asc' | 'desc', received {query['order']}")
    unknown = [name for name in query if name not in ("limit", "order", "after", "before", *filters)]
    if unknown:
        raise ServiceError(400, f"Query validation error: Unknown parameter: '{unknown[0]}'")
    return {"order": "desc", **query, "limit": int(limit)}


def _metadata_issues(metadata: Any) -> Iterator[Issue]:
    if not isinstance(metadata, dict):
        return
    if len(metadata) > 16:
        yield Issue(("metadata",), "Object must contain at most 16 keys")
    for key, value in metadata.items():
        if len(key) > 64 or not isinstance(value, str) or len(value) > 512:
            yield Issue(("metadata", key), "Expected a key of up to 64 and a string of up to 512 characters")


def _file_ids(value: Any) -> Iterator[str]:
    """The ids of files and vector stores anywhere in a body."""
    for name, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        if name in ("file_id", "file_ids", "vector_store_ids") and inner:
            yield inner if isinstance(inner, str) else str(inner[0])
        elif name not in ("metadata", "parameters", "schema"):
            yield from _file_ids(inner)

"""What a model can do, judged from sources that contradict each other at times.

Three kinds of witness speak:

- the **request schema** and the **message shapes** of the endpoint. What they lack the service drops
  silently, so nothing is a capability without them (where they exist at all);
- the **maker**, in public metadata of the model. Whether a model sees, hears, thinks or heeds a temperature
  is the maker's to say, so a denial counts. Whether a request can carry tools or a JSON schema is the
  service's;
- the **capability pages** of the service's documentation, which name models one by one: schema and page
  together outweigh the maker.

Two specifications are shared by many models of many vendors and list every parameter there is. They prove
little about one model: what only the model itself can know to do needs a second witness there, and any denial
counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Schemas = Mapping[str, Mapping[str, Any]]
Facts = Mapping[str, Any]

MODALITIES = ("text", "image", "pdf", "audio", "video")
_CAPABILITY_OF_INPUT = {
    "image": "vision",
    "pdf": "file_input",
    "audio": "audio_input",
    "video": "video_input",
}
_CAPABILITY_OF_FACT = {
    "tool_call": "tools",
    "structured_output": "structured_output",
    "reasoning": "reasoning",
    "temperature": "temperature",
}
_CAPABILITY_OF_PAGE = {
    "function_calling": "tools",
    "reasoning": "reasoning",
    "vision": "vision",
    "web_search": "web_search",
}
_CAPABILITY_OF_PARAMETER = {
    "stream": "streaming",
    "tools": "tools",
    "temperature": "temperature",
    "audio": "audio_output",
    "reasoning": "reasoning",
    "reasoning_effort": "reasoning",
    "thinking": "reasoning",
    "enable_thinking": "reasoning",
    "enable_search": "web_search",
    "web_search_options": "web_search",
}
_CAPABILITY_OF_PART = {
    "image_url": "vision",
    "image": "vision",
    "file": "file_input",
    "document": "file_input",
    "input_audio": "audio_input",
    "video_url": "video_input",
}
_CAPABILITY_OF_FORMAT = {"json_object": "json_mode", "json_schema": "structured_output"}
_MODEL_DECIDES = {"reasoning", "temperature", "audio_output", *_CAPABILITY_OF_INPUT.values()}
_NEEDS_WITNESS = {*_MODEL_DECIDES, "web_search"} - {"temperature"}  # nearly every model heeds a temperature
_SHARED_SPECIFICATIONS = (  # parameters that no single model reads all together
    {"top_a", "search_mode", "provider"},
    {"audio", "web_search_options", "n"},
)


def dialect(family: str, endpoints: Mapping[str, tuple[Schemas, Schemas | None]]) -> str:
    """Choose the dialect of a model.

    Args:
        family: Family of the model.
        endpoints: Path → parameters and message shapes.
    """
    if family != "chat":
        return "none"
    paths = ("/v1/chat/completions", "/chat/completions")
    chat = next((endpoints[path] for path in paths if path in endpoints), None)
    if chat is not None:
        parameters, shapes = chat
        return "claude" if "system" in parameters and "system" not in (shapes or ()) else "chat"
    if "/v1/messages" in endpoints:
        return "messages"
    return "responses" if any(path.endswith("/responses") for path in endpoints) else "chat"


def capabilities(
    parameters: Schemas | None, shapes: Schemas | None, facts: Facts, pages: Iterable[str]
) -> tuple[set[str], set[str]]:
    """Weigh what is said about a chat model.

    Args:
        parameters: Request schema, `None` when there is none.
        shapes: Message shapes by role, `None` when there are none.
        facts: The maker's metadata.
        pages: Capability lists of the documentation that name the model.

    Returns:
        What works, and what is only claimed.
    """
    said, denied = _maker_says(facts)
    paged = {_CAPABILITY_OF_PAGE[page] for page in pages if page in _CAPABILITY_OF_PAGE}
    if parameters is None:
        return said, paged - said
    offered = _offered_by_parameters(parameters) | _offered_by_shapes(shapes)
    if shapes is None:  # an endpoint without described messages: the maker knows what goes in
        offered |= said & set(_CAPABILITY_OF_INPUT.values())
    if any(parameters.keys() >= several for several in _SHARED_SPECIFICATIONS):
        proven = offered - (_NEEDS_WITNESS - said - paged) - (denied - paged)
    else:
        proven = offered - (denied & _MODEL_DECIDES - paged)
    proven |= said & {"reasoning"}  # a model thinks without a switch as well
    return proven, (offered | said | paged) - proven


def input_modalities(shapes: Schemas | None, capable: set[str], facts: Facts) -> list[str]:
    """List what can be sent to a chat model: what works, and text unless neither shapes nor facts have it."""
    parts = (shapes or {}).get("user", {}).get("content") or facts.get("input") or ()
    works = {kind for kind, name in _CAPABILITY_OF_INPUT.items() if name in capable}
    works |= {"text"} if {"string", "text"}.intersection(parts) else set()
    return [kind for kind in MODALITIES if kind in works]


def output_modalities(capable: set[str], facts: Facts) -> list[str]:
    """List what comes back from a chat model: what is said, but speech only if it can be asked for."""
    said = {"text", *(facts.get("output") or ())} - {"audio"}
    return [kind for kind in MODALITIES if kind in said or (kind == "audio" and "audio_output" in capable)]


def _maker_says(facts: Facts) -> tuple[set[str], set[str]]:
    """Return the capabilities that the maker claims, and those it denies."""
    told = _without_echoes(facts)
    words = {name: told.get(field) for field, name in _CAPABILITY_OF_FACT.items()}
    if told.get("reasoning_field"):  # measured on the service
        words["reasoning"] = True
    if inputs := told.get("input"):
        words |= {name: kind in inputs for kind, name in _CAPABILITY_OF_INPUT.items()}
    if outputs := told.get("output"):
        words["audio_output"] = "audio" in outputs
    yes, no = ({name for name, word in words.items() if word is value} for value in (True, False))
    return yes, no


def _without_echoes(facts: Facts) -> Facts:
    """Leave out the facts that were themselves read from the request schema: they are no second witness."""
    source = facts.get("source", {})
    echoes = set(source.get("from_schema", ()))
    if str(source.get("modalities")).startswith("docs schema"):
        echoes |= {"input", "output"}
    return {fact: value for fact, value in facts.items() if fact not in echoes}


def _offered_by_parameters(parameters: Schemas) -> set[str]:
    offered = {name for parameter, name in _CAPABILITY_OF_PARAMETER.items() if parameter in parameters}
    formats = _enumerated(parameters.get("response_format", {})) | _enumerated(parameters.get("text", {}))
    return offered | {name for value, name in _CAPABILITY_OF_FORMAT.items() if value in formats}


def _offered_by_shapes(shapes: Schemas | None) -> set[str]:
    parts = (shapes or {}).get("user", {}).get("content", ())
    names = {part.partition("(")[0] for part in parts}  # "image(source:base64)" → "image"
    return {capability for name, capability in _CAPABILITY_OF_PART.items() if name in names}


def _enumerated(schema: Any) -> set[str]:
    """Collect every enumerated string anywhere in a schema."""
    if isinstance(schema, list):
        return {value for item in schema for value in _enumerated(item)}
    if not isinstance(schema, dict):
        return set()
    here = {value for value in schema.get("enum", ()) if isinstance(value, str)}
    return here | {value for key, item in schema.items() if key != "enum" for value in _enumerated(item)}

"""What a request offers: tools of every shape, tools the service runs itself, and whether they must be used. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
KIMI_SEARCH = "$web_search"
_FREE_TEXT: Json = {"type": "object", "properties": {"input": {"type": "string"}}, "required": ["input"]}
# Tools that run at the service, by the beginning of their type; Anthropic's and xAI's names beside OpenAI's.
_HOSTED = {
    "web_search": "web_search",
    "x_search": "web_search",
    "web_fetch": "web_fetch",
    "code_interpreter": "code_interpreter",
    "code_execution": "code_interpreter",
    "tool_search": "tool_search",
    "local_shell": "local_shell",
    "mcp": "mcp",
}
_WORD = {"type": "string"}
# Anthropic's tools that the client runs though it gives no schema: beginning of the type → name and schema.
_KNOWN_SCHEMAS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "bash_": ("bash", ("command",)),
    "text_editor_20250124": ("str_replace_editor", ("command", "path")),
    "text_editor_": ("str_replace_based_edit_tool", ("command", "path")),
    "memory_": ("memory", ("command", "path")),
}


@dataclass(frozen=True)
class Tool:
    """A function the model may call.

    Attributes:
        name: Its name.
        description: What it does.
        parameters: JSON schema of its arguments.
        custom: It takes free text instead of JSON.
        pattern: Regular expression the free text has to match.
        builtin: Kimi's kind: the client hands the arguments back as the result.
    """

    name: str
    description: str
    parameters: Json
    custom: bool = False
    pattern: str | None = None
    builtin: bool = False

    @property
    def properties(self) -> Json:
        """The schema's properties; empty if it has none that can be read."""
        found = self.parameters.get("properties")
        return found if isinstance(found, dict) else {}

    @property
    def required(self) -> list[str]:
        """The names that have to be given; all of them if the schema does not say."""
        found = self.parameters.get("required")
        return found if isinstance(found, list) and all(isinstance(name, str) for name in found) else [*self.properties]


@dataclass(frozen=True)
class Hosted:
    """A tool the service runs itself; ``spec`` is what the request says of it."""

    kind: str
    spec: Json = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class ToolChoice:
    """Whether tools may (``auto``), must (``required``) or must not (``none``) be called; ``names`` narrows them."""

    mode: str = "auto"
    names: tuple[str, ...] = ()
    parallel: bool = True


def read_tools(tools: list[Json]) -> tuple[Tool, ...]:
    """The tools the client runs."""
    return tuple(found for tool in tools if hosted_kind(tool) is None and (found := _read_tool(tool)) is not None)


def read_hosted(tools: list[Json]) -> tuple[Hosted, ...]:
    """The tools the service runs."""
    return tuple(Hosted(kind, tool) for tool in tools if (kind := hosted_kind(tool)) is not None)


def hosted_kind(tool: Json) -> str | None:
    """What kind of tool the service runs; None for a tool of the client."""
    if "function" in tool or "input_schema" in tool:
        return None
    kind = str(tool.get("type", ""))
    return next((name for start, name in _HOSTED.items() if kind.startswith(start)), None)


def read_choice(known: Json) -> ToolChoice:
    """The tool choice of a request, in any of the shapes."""
    parallel = known.get("parallel_tool_calls", True) is not False
    choice = known.get("tool_choice", "auto")
    if isinstance(choice, str):
        return ToolChoice(choice, parallel=parallel)
    parallel = parallel and not choice.get("disable_parallel_tool_use")
    hosted = hosted_kind(choice)
    if hosted:
        return ToolChoice("required", (hosted,), parallel)
    mode = {"auto": "auto", "none": "none"}.get(choice["type"], "required")
    return ToolChoice(_allowed_mode(choice) or mode, _chosen_names(choice), parallel)


def _read_tool(tool: Json) -> Tool | None:
    known = next((found for start, found in _KNOWN_SCHEMAS.items() if str(tool.get("type")).startswith(start)), None)
    if known is not None and "function" not in tool:
        usual, words = known
        fields = {"type": "object", "properties": dict.fromkeys(words, _WORD), "required": [*words]}
        return Tool(str(tool.get("name") or usual), usual.replace("_", " "), fields)
    spec = tool.get("function") or tool.get("custom") or tool
    name = spec.get("name") if isinstance(spec, dict) else None
    if not isinstance(name, str):
        return None
    description = str(spec.get("description") or "")
    if tool.get("type") == "builtin_function":
        return Tool(name, "Search the web", {"type": "object", "properties": {}}, builtin=True)
    if "custom" in tool or (tool.get("type") == "custom" and "input_schema" not in tool):
        return Tool(name, description, _FREE_TEXT, custom=True, pattern=_grammar_pattern(spec.get("format")))
    schema = spec.get("parameters") or spec.get("input_schema")
    return Tool(name, description, schema if isinstance(schema, dict) else {"type": "object", "properties": {}})


def _grammar_pattern(form: Any) -> str | None:
    """The regular expression of a grammar, which Responses puts flat and chat completions one level deeper."""
    grammar = form.get("grammar", form) if isinstance(form, dict) else None
    if not isinstance(grammar, dict) or grammar.get("syntax") != "regex":
        return None
    pattern = grammar.get("definition")
    return pattern if isinstance(pattern, str) else None


def _allowed_mode(choice: Json) -> str | None:
    allowed = choice.get("allowed_tools")
    return str(allowed["mode"]) if isinstance(allowed, dict) else None


def _chosen_names(choice: Json) -> tuple[str, ...]:
    allowed = choice.get("allowed_tools")
    if isinstance(allowed, dict):
        return tuple(str((tool.get("function") or tool).get("name")) for tool in allowed["tools"])
    chosen = choice.get("function") or choice.get("custom") or choice
    return (str(chosen["name"]),) if isinstance(chosen, dict) and "name" in chosen else ()

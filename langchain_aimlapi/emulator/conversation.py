"""One neutral view of a chat request, whichever of the two shapes (OpenAI's, Anthropic's) it came in. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.media import Media, read_part
from langchain_aimlapi.emulator.tokens import IMAGE_TOKENS, MESSAGE_OVERHEAD, count_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
_FREE_TEXT: Json = {"type": "object", "properties": {"input": {"type": "string"}}, "required": ["input"]}


@dataclass(frozen=True)
class Call:
    """A tool call: its arguments are JSON text."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Result:
    """What a tool answered."""

    call_id: str
    text: str


@dataclass(frozen=True)
class Turn:
    """One message. A tool's answer is a turn of role ``tool`` in both shapes."""

    role: str
    text: str = ""
    media: tuple[Media, ...] = ()
    calls: tuple[Call, ...] = ()
    results: tuple[Result, ...] = ()


@dataclass(frozen=True)
class Tool:
    """A function the model may call; a ``custom`` one takes free text instead of JSON."""

    name: str
    description: str
    parameters: Json
    custom: bool = False

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
class ToolChoice:
    """Whether tools may (``auto``), must (``required``) or must not (``none``) be called; ``names`` narrows them."""

    mode: str = "auto"
    names: tuple[str, ...] = ()
    parallel: bool = True


@dataclass(frozen=True)
class Conversation:
    """Everything the answer depends on."""

    model: str
    system: str
    turns: tuple[Turn, ...]
    tools: tuple[Tool, ...] = ()
    choice: ToolChoice = ToolChoice()
    response_format: Mapping[str, Any] | None = None

    @property
    def question(self) -> Turn:
        """The last thing the user said (an empty turn if nobody said anything)."""
        users = [turn for turn in self.turns if turn.role == "user" and (turn.text or turn.media)]
        return users[-1] if users else Turn("user")

    @property
    def since_question(self) -> tuple[Turn, ...]:
        """The turns after the last user text: tool calls already made for it, and their results."""
        for index in range(len(self.turns) - 1, -1, -1):
            if self.turns[index] is self.question:
                return self.turns[index + 1 :]
        return self.turns

    @property
    def answered(self) -> tuple[tuple[Call, Result], ...]:
        """Calls made since the question, each with its result."""
        results = {result.call_id: result for turn in self.since_question for result in turn.results}
        calls = [call for turn in self.since_question for call in turn.calls]
        return tuple((call, results[call.id]) for call in calls if call.id in results)


def read_conversation(body: Json, parameters: Mapping[str, Any]) -> Conversation:
    """The neutral view of a request that passed the checks; parameters the model does not know are left out."""
    known = {key: value for key, value in body.items() if key in parameters and value is not None}
    turns = [turn for message in body["messages"] for turn in _read_message(message)]
    system = [turn.text for turn in turns if turn.role == "system"]
    if "system" in known:
        system.insert(0, content_text(known["system"]))
    return Conversation(
        model=str(body["model"]),
        system="\n".join(filter(None, system)),
        turns=tuple(turn for turn in turns if turn.role != "system"),
        tools=tuple(filter(None, (_read_tool(tool) for tool in known.get("tools", ())))),
        choice=_read_choice(known),
        response_format=known.get("response_format"),
    )


def prompt_tokens(conversation: Conversation) -> int:
    """Tokens of the request as the emulator bills them."""
    total = count_tokens(conversation.system) if conversation.system else 0
    for turn in conversation.turns:
        total += MESSAGE_OVERHEAD + count_tokens(turn.text) + IMAGE_TOKENS * len(turn.media)
        total += sum(count_tokens(call.name) + count_tokens(call.arguments) for call in turn.calls)
        total += sum(count_tokens(result.text) for result in turn.results)
    return total + sum(count_tokens([tool.name, tool.description, tool.parameters]) for tool in conversation.tools)


def content_text(content: Any) -> str:
    """The text of a message's content, string or parts."""
    if isinstance(content, str):
        return content
    texts = [str(part.get("text") or part.get("refusal") or "") for part in content or () if isinstance(part, dict)]
    return "\n".join(filter(None, texts))


def _read_message(message: Json) -> list[Turn]:
    role, content = message["role"], message.get("content")
    if role in ("system", "developer"):
        return [Turn("system", content_text(content))]
    if role in ("tool", "function"):
        result = Result(str(message.get("tool_call_id", message.get("name"))), content_text(content))
        return [Turn("tool", results=(result,), media=_media(content))]
    calls = tuple(_openai_call(call) for call in message.get("tool_calls") or ())
    if isinstance(content, list):
        return _read_blocks(role, content, calls)
    return [Turn(role, content_text(content), calls=calls)]


def _read_blocks(role: str, content: list[Json], calls: tuple[Call, ...]) -> list[Turn]:
    uses = tuple(
        Call(block["id"], block["name"], json.dumps(block.get("input", {}), ensure_ascii=False))
        for block in content
        if block.get("type") == "tool_use"
    )
    results = tuple(
        Result(block["tool_use_id"], content_text(block.get("content", "")))
        for block in content
        if block.get("type") == "tool_result"
    )
    turns = [Turn("tool", results=results)] if results else []
    turn = Turn(role, content_text(content), _media(content), calls + uses)
    if turn.text or turn.media or turn.calls or not results:
        turns.append(turn)
    return turns


def _media(content: Any) -> tuple[Media, ...]:
    if not isinstance(content, list):
        return ()
    found = (read_part(part) for part in content if isinstance(part, dict))
    return tuple(medium for medium in found if medium is not None)


def _openai_call(call: Json) -> Call:
    if call.get("type") == "custom":
        return Call(call["id"], call["custom"]["name"], json.dumps({"input": call["custom"].get("input", "")}))
    return Call(call["id"], call["function"]["name"], call["function"]["arguments"])


def _read_tool(tool: Json) -> Tool | None:
    spec = tool.get("function") or tool.get("custom") or tool
    name = spec.get("name") if isinstance(spec, dict) else None
    if not isinstance(name, str):
        return None
    description = str(spec.get("description") or "")
    if "custom" in tool:
        return Tool(name, description, _FREE_TEXT, custom=True)
    schema = spec.get("parameters") or spec.get("input_schema") or {"type": "object", "properties": {}}
    return Tool(name, description, schema)


def _read_choice(known: Json) -> ToolChoice:
    parallel = known.get("parallel_tool_calls", True) is not False
    choice = known.get("tool_choice", "auto")
    if isinstance(choice, str):
        return ToolChoice(choice, parallel=parallel)
    parallel = parallel and not choice.get("disable_parallel_tool_use")
    mode = {"auto": "auto", "none": "none"}.get(choice["type"], "required")
    return ToolChoice(_allowed_mode(choice) or mode, _chosen_names(choice), parallel)


def _allowed_mode(choice: Json) -> str | None:
    allowed = choice.get("allowed_tools")
    return str(allowed["mode"]) if isinstance(allowed, dict) else None


def _chosen_names(choice: Json) -> tuple[str, ...]:
    allowed = choice.get("allowed_tools")
    if isinstance(allowed, dict):
        return tuple(str((tool.get("function") or tool).get("name")) for tool in allowed["tools"])
    chosen = choice.get("function") or choice.get("custom") or choice
    return (str(chosen["name"]),) if isinstance(chosen, dict) and "name" in chosen else ()

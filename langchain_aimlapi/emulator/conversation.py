"""One neutral view of a chat request, whichever of the two shapes (OpenAI's, Anthropic's) it came in. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_aimlapi.emulator.media import Media, read_part
from langchain_aimlapi.emulator.offers import Hosted, Tool, ToolChoice, read_choice, read_hosted, read_tools
from langchain_aimlapi.emulator.tokens import IMAGE_TOKENS, MESSAGE_OVERHEAD, count_tokens

Json = dict[str, Any]
_CONTEXT = re.compile(r"^<([a-z]+(?:[-_][a-z]+)+)>.*?</\1>[ \t]*$\n?", re.DOTALL | re.MULTILINE)

# Notes of programs: everything from the line that says that the user did not write it.
_NOTE = re.compile(
    r"^(?:\[[^\]\n]*not user input[^\]\n]*\]|[a-z ]+\(not from the user\):).*", re.DOTALL | re.IGNORECASE | re.MULTILINE
)


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

    @property
    def asked(self) -> str:
        """The text without what programs put beside the user's words, as in `<system-reminder>…</system-reminder>`."""
        text = _CONTEXT.sub("", self.text) if "</" in self.text else self.text
        told = _NOTE.sub("", text)
        return self.text if told == self.text else told.strip()


@dataclass(frozen=True)
class Conversation:
    """Everything the answer depends on."""

    model: str
    system: str
    turns: tuple[Turn, ...]
    tools: tuple[Tool, ...] = ()
    choice: ToolChoice = field(default_factory=ToolChoice)
    response_format: Mapping[str, Any] | None = None
    hosted: tuple[Hosted, ...] = ()
    hosts: tuple[str, ...] = ()

    @property
    def question(self) -> Turn:
        """The last thing the user said (an empty turn if nobody said anything)."""
        at = self._asked_at
        return Turn("user") if at < 0 else replace(self.turns[at], text=self.turns[at].asked)

    @property
    def since_question(self) -> tuple[Turn, ...]:
        """The turns after the last user text: tool calls already made for it, and their results."""
        return self.turns[self._asked_at + 1 :]

    @property
    def _asked_at(self) -> int:
        """Where the last question is; -1 if nowhere."""
        users = (at for at, turn in enumerate(self.turns) if turn.role == "user" and (turn.media or turn.asked))
        return max(users, default=-1)

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
    tools = known.get("tools", [])
    hosted = read_hosted(tools) + ((Hosted("web_search"),) if "web_search_options" in known else ())
    if "system" in known:
        system.insert(0, content_text(known["system"]))
    return Conversation(
        model=str(body["model"]),
        system="\n".join(filter(None, system)),
        turns=tuple(turn for turn in turns if turn.role != "system"),
        tools=read_tools(tools),
        choice=read_choice(known),
        response_format=known.get("response_format"),
        hosted=hosted,
        hosts=_searched_hosts(known, hosted),
    )


def _searched_hosts(known: Json, hosted: tuple[Hosted, ...]) -> tuple[str, ...]:
    """The hosts that a search is limited to, however the model calls that."""
    specs = [tool.spec for tool in hosted if tool.kind == "web_search"]
    listed = [(spec.get("filters") or spec).get("allowed_domains") or [] for spec in specs]
    hosts = (*known.get("search_domain_filter", ()), *(host for hosts in listed for host in hosts))
    return tuple(host for host in hosts if not host.startswith("-"))  # Perplexity's sign for hosts to leave out


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


def custom_call(call_id: str, name: str, text: str) -> Call:
    """A call of a tool that takes free text."""
    return Call(call_id, name, json.dumps({"input": text}, ensure_ascii=False))


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
        return custom_call(call["id"], call["custom"]["name"], call["custom"].get("input", ""))
    return Call(call["id"], call["function"]["name"], call["function"]["arguments"])

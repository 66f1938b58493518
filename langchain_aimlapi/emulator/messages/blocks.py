"""The content blocks of an answer in Anthropic's shape, whole and in pieces. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from langchain_aimlapi.emulator.admission import ChatRequest
from langchain_aimlapi.emulator.answers import Answer
from langchain_aimlapi.emulator.checks.vendors import ANTHROPIC
from langchain_aimlapi.emulator.citations import Source, found, searches
from langchain_aimlapi.emulator.conversation import Call
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.emulator.seals import REDACTED, SIGNATURE, seal
from langchain_aimlapi.emulator.thinking import hides_reasoning
from langchain_aimlapi.emulator.tokens import split_tokens
from langchain_aimlapi.emulator.triggers import asks_redaction

Json = dict[str, Any]


@dataclass(frozen=True)
class Block:
    """One content block.

    Attributes:
        whole: As it stands in a message.
        start: As a stream begins it.
        deltas: What a stream adds.
    """

    whole: Json
    start: Json
    deltas: tuple[Json, ...] = ()


def content_blocks(answer: Answer, request: ChatRequest) -> list[Block]:
    """The blocks of an answer: thoughts, the search the service made, words, tool calls."""
    blocks = list(_thoughts(answer, request))
    if answer.text and answer.finish != "refusal" and searches(request.conversation):
        blocks += _search(request)
    if answer.text:
        blocks.append(_text(answer))
    blocks += [_tool_use(call) for call in answer.calls]
    return blocks


def _thoughts(answer: Answer, request: ChatRequest) -> Iterator[Block]:
    if not answer.reasoning:
        return
    if asks_redaction(request.conversation):
        yield _at_once({"type": "redacted_thinking", "data": seal(REDACTED, answer.reasoning, ANTHROPIC)})
        return
    hidden = hides_reasoning(request.body, request.endpoint.parameters)
    shown, signature = "" if hidden else answer.reasoning, seal(SIGNATURE, answer.reasoning, ANTHROPIC)
    deltas = [{"type": "thinking_delta", "thinking": token} for token in split_tokens(shown)]
    yield Block(
        {"type": "thinking", "thinking": shown, "signature": signature},
        {"type": "thinking", "thinking": "", "signature": ""},
        (*deltas, {"type": "signature_delta", "signature": signature}),
    )


def _text(answer: Answer) -> Block:
    whole: Json = {"type": "text", "text": answer.text}
    start: Json = {"type": "text", "text": ""}
    deltas = [{"type": "text_delta", "text": token} for token in split_tokens(answer.text)]
    if answer.citations:
        whole["citations"] = [_citation(answer, cited.source) for cited in answer.citations]
        start["citations"] = []
        deltas += [{"type": "citations_delta", "citation": citation} for citation in whole["citations"]]
    return Block(whole, start, tuple(deltas))


def _citation(answer: Answer, source: Source) -> Json:
    return {
        "type": "web_search_result_location",
        "url": source.url,
        "title": source.title,
        "encrypted_index": seal("index", answer.text, ANTHROPIC),
        "cited_text": source.text,
    }


def _search(request: ChatRequest) -> list[Block]:
    """The search and its made-up results, as server-tool blocks."""
    query = request.conversation.question.text[:200]
    use_id = f"srvtoolu_{digest('search', query)}"
    use = {"type": "server_tool_use", "id": use_id, "name": "web_search"}
    results = [_result(source) for source in found(request.conversation)]
    told = {"type": "web_search_tool_result", "tool_use_id": use_id, "content": results}
    return [_called(use, json.dumps({"query": query}, ensure_ascii=False)), _at_once(told)]


def _result(source: Source) -> Json:
    facts = {"type": "web_search_result", "url": source.url, "title": source.title}
    return {**facts, "encrypted_content": seal("content", source.text, ANTHROPIC), "page_age": None}


def _tool_use(call: Call) -> Block:
    return _called({"type": "tool_use", "id": call.id, "name": call.name}, call.arguments)


def _called(use: Json, arguments: str) -> Block:
    """A block with an input, which is streamed as JSON text; broken off, it has none when whole."""
    try:
        given = json.loads(arguments)
    except ValueError:
        given = {}
    pieces = ("", *split_tokens(arguments))
    deltas = tuple({"type": "input_json_delta", "partial_json": piece} for piece in pieces)
    return Block({**use, "input": given}, {**use, "input": {}}, deltas)


def _at_once(block: Json) -> Block:
    return Block(block, block)

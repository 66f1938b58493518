"""From a request that was let in to its reply. Pure but for the time it is given."""

from __future__ import annotations

from typing import Any

from langchain_aimlapi.catalogue import ModelCard
from langchain_aimlapi.emulator.admission import ChatRequest
from langchain_aimlapi.emulator.answers import Answer, compose, limit
from langchain_aimlapi.emulator.caching import NOT_CACHED, CacheUse
from langchain_aimlapi.emulator.call_ids import with_vendors_ids
from langchain_aimlapi.emulator.checks.signatures import owner_of
from langchain_aimlapi.emulator.citations import perplexity_keys, told_sources
from langchain_aimlapi.emulator.guarding import verdict_text
from langchain_aimlapi.emulator.replies import Head, Reply, digest
from langchain_aimlapi.emulator.thinking import hides_reasoning
from langchain_aimlapi.emulator.tokens import IMAGE_TOKENS, UNPRICED, Cost, Usage, price
from langchain_aimlapi.emulator.vendors import STYLES, Style, reply_style
from langchain_aimlapi.emulator.voices import Voice, asked_voice

Json = dict[str, Any]


def make_head(request: ChatRequest, created: int) -> Head:
    """Id, names and wire shape of the reply to a request."""
    card, parameters = request.card, request.endpoint.parameters
    style = STYLES[reply_style(card, parameters)]
    hidden = hides_reasoning(request.body, parameters)
    key = request_key(request)
    return Head(
        id=style.id.format(key),
        key=key,
        created=created,
        model=upstream_name(card),
        style=style,
        reasoning=None if hidden else card.reasoning_field or style.reasoning,
        top_logprobs=_top_logprobs(request),
        custom_tools=frozenset(tool.name for tool in request.conversation.tools if tool.custom),
        builtin_tools=frozenset(tool.name for tool in request.conversation.tools if tool.builtin),
        voice=asked_voice(request.body, parameters, created),
        owner=owner_of(card),
        found=_found(request, style),
    )


def _answers(request: ChatRequest) -> list[Answer]:
    choices = int(request.parameter("n") or 1)
    if request.card.family == "moderation":
        return [limit(Answer(verdict_text(request.card, request.conversation)), request.limits)] * choices
    seed = request_key(request)
    answers = compose(request.conversation, request.limits, reasons=request.reasons, seed=seed, choices=choices)
    if request.endpoint.path.endswith("/responses"):
        return answers
    before = sum(len(turn.calls) for turn in request.conversation.turns)
    return [with_vendors_ids(answer, request.card, before) for answer in answers]


def _found(request: ChatRequest, style: Style) -> Json:
    if style.lists_sources:
        return perplexity_keys(request.conversation, request.body)
    return told_sources(request.conversation, request.endpoint.parameters, request.body)


def request_key(request: ChatRequest) -> str:
    """The digits that ids are made of: the same whether the reply is streamed or not."""
    return digest({key: value for key, value in request.body.items() if key not in ("stream", "stream_options")})


def make_reply(request: ChatRequest, created: int, cached: CacheUse = NOT_CACHED) -> Reply:
    """The emulator's own reply to a request."""
    answers = _answers(request)
    head = make_head(request, created)
    usage = usage_of(request, answers, cached, head.voice)
    return Reply(head, tuple(answers), usage, cost_of(request, usage))


def usage_of(
    request: ChatRequest, answers: list[Answer], cached: CacheUse = NOT_CACHED, voice: Voice | None = None
) -> Usage:
    """Tokens of a request and its answers, as the emulator counts them."""
    spoken = [sound.tokens for answer in answers if voice and (sound := voice.sound(answer))]
    heard = sum(medium.kind == "audio" for turn in request.conversation.turns for medium in turn.media)
    return Usage(
        prompt=request.prompt_tokens,
        completion=sum(answer.tokens for answer in answers) + sum(spoken),
        audio_in=heard * IMAGE_TOKENS,
        audio_out=sum(spoken),
        reasoning=sum(answer.reasoning_tokens for answer in answers),
        cache_read=cached.read,
        cache_write=cached.write,
        cache_hours=cached.hours,
    )


def cost_of(request: ChatRequest, usage: Usage) -> Cost:
    """What the service would charge by the catalogue's prices."""
    prices = request.card.prices
    if prices is None or prices.input is None or prices.output is None:
        return price(usage, UNPRICED)
    return price(usage, (prices.input, prices.output), prices.cache_read)


def upstream_name(card: ModelCard) -> str:
    """The name a reply carries: the upstream's, which has no vendor prefix."""
    return card.id.rpartition("/")[2]


def _top_logprobs(request: ChatRequest) -> int | None:
    return int(request.parameter("top_logprobs") or 0) if request.parameter("logprobs") else None

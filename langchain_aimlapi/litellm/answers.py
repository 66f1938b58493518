"""Neutral answers, whole and in chunks, as LiteLLM's objects."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import litellm
from litellm.types.utils import (
    Choices,
    CompletionTokensDetailsWrapper,
    Delta,
    Message,
    ModelResponse,
    ModelResponseStream,
    StreamingChoices,
    Usage,
)

from langchain_aimlapi.api.vendors.seals import signed_by
from langchain_aimlapi.filling import fill
from langchain_aimlapi.litellm.prices import PROVIDER, deployment_params, has_own_prices
from langchain_aimlapi.litellm.signatures import with_signature
from langchain_aimlapi.litellm.wire_chunks import takes_objects

JSON = dict[str, Any]

_MESSAGE_KEYS = frozenset(
    {"content", "role", "tool_calls", "audio", "images", "annotations", "reasoning_content", "refusal"}
)
"""What LiteLLM has a place for; all else goes into `provider_specific_fields`."""
OWN_PRICES = "own_prices"
"""A mark on answers of deployments that have prices of their own: what the service charged is told and not booked."""
_OURS = frozenset({"id", "object", "created", "model", "choices", "usage", "cost", "meta", OWN_PRICES})
_SIGNED = frozenset({"thinking", "redacted_thinking"})


def fill_response(response: ModelResponse, completion: JSON, model: str) -> ModelResponse:
    """LiteLLM's answer object, filled with a neutral completion.

    Args:
        response: The empty object that LiteLLM has made.
        completion: The answer.
        model: The model's name as it was asked for; the vendor's own name for it would find another's prices.
    """
    response.id = completion.get("id") or response.id
    response.created = completion.get("created") or int(time.time())
    response.model = model
    maker = _maker(model, completion)
    response.choices = [_choice(choice, maker) for choice in completion["choices"]]
    usage = usage_of(completion)
    if usage is not None:
        response.usage = with_counted_reasoning(usage, completion)  # type: ignore[attr-defined]
    for key, value in extras_of(completion).items():
        setattr(response, key, value)
    response._hidden_params |= hidden_params(completion)
    return response


def _maker(model: str, answer: JSON) -> JSON:
    """Who made an answer, by the name that was asked and the one that is told: `vendors.seals` reads it."""
    return {"provider": PROVIDER, "models": [name for name in (model, answer.get("model")) if name]}


def _choice(choice: JSON, maker: JSON) -> Choices:
    fields = {"provider_specific_fields": _native(choice)} if _native(choice) else {}
    return Choices(
        finish_reason=choice.get("finish_reason") or "stop",
        index=choice.get("index") or 0,
        message=Message(**message_fields(signed_by(choice["message"], maker))),
        logprobs=choice.get("logprobs"),
        **fields,
    )


def _native(choice: JSON) -> JSON:
    native = choice.get("native_finish_reason")
    return {"native_finish_reason": native} if native and native != choice.get("finish_reason") else {}


def message_fields(message: JSON) -> JSON:
    """The arguments of LiteLLM's `Message` or `Delta`: its own fields, and the rest for the vendor's eyes."""
    fields: JSON = {key: message[key] for key in _MESSAGE_KEYS if message.get(key) is not None}
    if "tool_calls" in fields:
        fields["tool_calls"] = [with_signature(call) for call in fields["tool_calls"]]
    if isinstance(fields.get("content"), list):
        fields["content"] = "".join(part.get("text") or "" for part in fields["content"])
    if fields.get("images"):
        fields["images"] = [{"index": place, **image} for place, image in enumerate(fields["images"])]
    rest = {key: value for key, value in message.items() if key not in _MESSAGE_KEYS and value not in (None, "", [])}
    if rest:
        fields["provider_specific_fields"] = rest
    thoughts = [detail for detail in rest.get("reasoning_details") or () if detail.get("type") in _SIGNED]
    if thoughts:
        fields["thinking_blocks"] = thoughts
    return fields


def usage_of(answer: JSON) -> Usage | None:
    """Token counts and, beside them, what the service charged: LiteLLM books `cost` of a streamed answer from here."""
    told = answer.get("usage")
    if not isinstance(told, dict):
        return None
    counts = {key: value for key, value in told.items() if value not in (None, {}) and key != "cost"}
    if answer.get("cost") and not answer.get(OWN_PRICES):
        counts["cost"] = answer["cost"]["usd"]
    return Usage(**counts)


def with_counted_reasoning(usage: Usage, completion: JSON) -> Usage:
    """The token counts with those of the reasoning, counted as LiteLLM does it in streams, where the service is silent.

    `/v1/messages` tells how many tokens were made and not how many of them are reasoning.
    """
    texts = [choice["message"].get("reasoning_content") for choice in completion["choices"]]
    if usage.completion_tokens_details is not None or not any(texts):
        return usage
    made = sum(litellm.token_counter(text=text, count_response_tokens=True) for text in texts if text)
    reasoning = min(made, usage.completion_tokens)
    details = CompletionTokensDetailsWrapper(
        reasoning_tokens=reasoning, text_tokens=usage.completion_tokens - reasoning
    )
    usage.completion_tokens_details = details
    return usage


def extras_of(answer: JSON) -> JSON:
    """Top-level fields of the answer that LiteLLM has no place for, such as `citations` and `search_results`."""
    return {key: value for key, value in answer.items() if key not in _OURS and value is not None}


def hidden_params(answer: JSON) -> JSON:
    """What LiteLLM reads when it books an answer: who gave it and what was charged; and the service's own ids."""
    hidden: JSON = {"custom_llm_provider": PROVIDER}
    headers = {}
    if answer.get("inference_id"):
        headers["llm_provider-x-inference-id"] = answer["inference_id"]
    if answer.get("cost"):
        if not answer.get(OWN_PRICES):
            hidden["response_cost"] = answer["cost"]["usd"]
        headers["llm_provider-x-aimlapi-usd-spent"] = str(answer["cost"]["usd"])
    return {**hidden, "additional_headers": headers}


def marked(given: JSON, answer: JSON) -> JSON:
    """The answer, with a mark if the deployment that was called has prices of its own, which LiteLLM then books."""
    return {**answer, OWN_PRICES: True} if has_own_prices(deployment_params(given)) else answer


class ChunkMaker:
    """Turns the neutral chunks of one stream into LiteLLM's, all with one `id` and one `created`.

    Args:
        model: The model's name as it was asked for.
        created: The time to write on the chunks, in seconds; None for that of the first chunk.
        signs: Whether the model signs its reasoning, as Claude does.
    """

    def __init__(self, model: str, created: int | None = None, *, signs: bool = False) -> None:
        self._model = model
        self._signs = signs
        self._created = created
        self._id: str | None = None
        self._pattern: ModelResponseStream | None = None
        self._last_call: int | None = None

    def make(self, chunk: JSON) -> Iterator[ModelResponseStream]:
        """LiteLLM's chunks for a neutral one. The last becomes several: what is left, usage, finish reason.

        LiteLLM reads nothing behind a finish reason, and bills an estimate when the usage comes later.
        """
        text = text_alone(chunk)
        if text is not None:
            yield self._text_chunk(chunk, text)
            return
        finish = next((choice["finish_reason"] for choice in chunk["choices"] if choice.get("finish_reason")), None)
        maker = _maker(self._model, chunk)
        choices = [{**choice, "delta": signed_by(choice["delta"], maker)} for choice in chunk["choices"]]
        extras = extras_of(chunk) if finish else {}
        if finish is None or extras or any(has_content(choice["delta"]) for choice in choices):
            yield self._chunk(chunk, [self._streamed(choice) for choice in choices], **extras)
        if finish is not None:
            yield from self._end(chunk, finish)

    def _end(self, chunk: JSON, finish: str) -> Iterator[ModelResponseStream]:
        """Usage, which must not look like a delta of text, and the finish reason; older releases want both at once."""
        usage = usage_of(chunk)
        told = {} if usage is None else {"usage": usage}
        if told and takes_objects():
            yield self._chunk(chunk, [], **told)
            told = {}
        yield self._chunk(chunk, [StreamingChoices(finish_reason=finish, delta=Delta())], **told)

    def _streamed(self, choice: JSON) -> StreamingChoices:
        """LiteLLM's choice for a neutral one.

        What a delta has for the vendor alone goes along with an empty fragment of the tool call before it, if there was
        one: LiteLLM's bridge to `/v1/messages` would open a block of text for it.
        """
        delta = choice["delta"]
        if delta.get("tool_calls"):
            self._last_call = delta["tool_calls"][-1]["index"]
        elif delta.get("content") or delta.get("reasoning_content"):
            self._last_call = None
        elif self._last_call is not None:
            empty = {"index": self._last_call, "type": "function", "function": {"arguments": ""}}
            delta = {**delta, "tool_calls": [empty]}
        fields = signed_delta_fields(delta) if self._signs else message_fields(delta)
        return StreamingChoices(index=choice.get("index") or 0, delta=Delta(**fields), logprobs=choice.get("logprobs"))

    def _text_chunk(self, chunk: JSON, text: str) -> ModelResponseStream:
        """The chunk of a text and nothing else, copied: LiteLLM takes twice as long to make one."""
        if self._pattern is None:
            self._pattern = self._chunk(chunk, [self._streamed(choice) for choice in chunk["choices"]])
        self._last_call = None
        choice: StreamingChoices = self._pattern.choices[0]
        said = fill(choice, {"delta": fill(choice.delta, {"content": text})})
        made = fill(self._pattern, {"choices": [said]})
        made._hidden_params = self._pattern._hidden_params.copy()
        return made

    def _chunk(self, chunk: JSON, choices: list[StreamingChoices], **fields: Any) -> ModelResponseStream:
        self._id = self._id or chunk.get("id") or f"chatcmpl-{uuid4()}"
        self._created = self._created or int(time.time())
        made = ModelResponseStream(id=self._id, created=self._created, model=self._model, choices=choices, **fields)
        made._hidden_params["custom_llm_provider"] = PROVIDER
        return made


def text_alone(chunk: JSON) -> str | None:
    """The text of a chunk in the middle of a single answer that holds nothing else; None for every other chunk."""
    if len(chunk["choices"]) != 1:
        return None
    choice = chunk["choices"][0]
    delta = choice["delta"]
    if len(delta) != 1 or choice.get("finish_reason") or choice.get("logprobs") or choice.get("index"):
        return None
    text = delta.get("content")
    return text if isinstance(text, str) else None


def has_content(delta: Mapping[str, Any]) -> bool:
    """Whether a delta says anything."""
    return any(value not in (None, "", []) for key, value in delta.items() if key != "role")


def signed_delta_fields(delta: JSON) -> JSON:
    """`message_fields` of a delta, its reasoning as LiteLLM's own provider for Claude streams it.

    A piece of text is a piece of a block, too. The block's signature follows alone: LiteLLM puts them together again,
    and its older releases refuse both at once.
    """
    fields = message_fields(delta)
    if fields.get("reasoning_content"):
        fields["thinking_blocks"] = [{"type": "thinking", "thinking": fields["reasoning_content"]}]
        return fields
    thoughts = fields.get("thinking_blocks")
    if not thoughts:
        return fields
    fields["thinking_blocks"] = [
        {**thought, "thinking": ""} if thought.get("signature") and "thinking" in thought else thought
        for thought in thoughts
    ]
    told = fields["provider_specific_fields"]
    others = [detail for detail in told["reasoning_details"] if detail not in thoughts]
    kept = {key: value for key, value in told.items() if key != "reasoning_details"}
    fields["provider_specific_fields"] = {**kept, **({"reasoning_details": others} if others else {})}
    return fields

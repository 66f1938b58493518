"""Vendors' ways of answering, made one: reasoning, finish reasons, cost. Used on whole messages and on deltas alike."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from langchain_aimlapi.api.error_bodies import malformed
from langchain_aimlapi.api.fragments import TEXT_PARTS, made_up_id, tool_call_body, tool_call_id
from langchain_aimlapi.api.surrogates import mend_escapes
from langchain_aimlapi.api.token_counts import openai_usage
from langchain_aimlapi.api.types import JSON, Cost

FINISH_REASONS = {
    "stop": "stop",
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "eos": "stop",
    "eos_token": "stop",
    "complete": "stop",
    "completed": "stop",
    "finish": "stop",
    "length": "length",
    "max_tokens": "length",
    "max_output_tokens": "length",
    "model_length": "length",
    "model_context_window_exceeded": "length",
    "tool_calls": "tool_calls",
    "tool_use": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
    "content-filter": "content_filter",
    "refusal": "content_filter",
    "safety": "content_filter",
    "sensitive": "content_filter",
}
"""Native finish reasons, in lower case, and OpenAI's word for each."""

CREDITS_PER_USD = 2_000_000


def finish_reason(native: str) -> str:
    """OpenAI's word for a vendor's finish reason; an unknown one is returned unchanged.

    ```python
    from langchain_aimlapi.api.replies import finish_reason

    assert finish_reason("end_turn") == finish_reason("STOP") == "stop"
    ```
    """
    return FINISH_REASONS.get(native.lower(), native)


def unify_reasoning(message: JSON, *, read_details: bool = True) -> JSON:
    """The message or delta with its reasoning text, said once, under `reasoning_content`.

    Of the wire fields the first that holds text counts: `reasoning_content`, `reasoning`, the texts inside
    `reasoning_details`. The details themselves stay, for models that want them back unchanged.

    Args:
        message: The message or delta.
        read_details: Whether details are read for want of another text; no, when earlier deltas of the same answer
            have brought the text, as details that sum them up would say it again.
    """
    if _REASONING_FIELDS.isdisjoint(message):
        return message
    text = _text(message.get("reasoning_content")) or _text(message.get("reasoning"))
    details = objects(message.get("reasoning_details"))
    unified = {key: value for key, value in message.items() if key not in _REASONING_FIELDS}
    text = text or (details_text(details) if read_details else "")
    if text:
        unified["reasoning_content"] = text
    if details:
        unified["reasoning_details"] = details
    return unified


SEALED = "sealed_reasoning"
"""The key of a delta for blocks of reasoning that are whole: they are passed on at once, in their place."""
_REASONING_FIELDS = frozenset({"reasoning_content", "reasoning", "reasoning_details"})


def details_text(details: Any) -> str:
    """The readable text of `reasoning_details`: thoughts and summaries, without signatures and encrypted data."""
    if not isinstance(details, list):
        return ""
    parts = (detail.get("text") or detail.get("summary") for detail in details if isinstance(detail, dict))
    return "".join(part for part in parts if isinstance(part, str))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def read_cost(meta: Any, headers: Mapping[str, str]) -> Cost | None:
    """What the answer cost, from `meta.usage` of the body or, failing that, from the headers of the answer.

    `tokens_used` is what answers of 2025 called the credits.
    """
    usage = meta.get("usage") if isinstance(meta, dict) else None
    usage = usage if isinstance(usage, dict) else {}
    usd = _first_number(usage.get("usd_spent"), headers.get("x-aimlapi-usd-spent"))
    spent = _first_number(usage.get("credits_used"), usage.get("tokens_used"), headers.get("x-aimlapi-credits-used"))
    if usd is None and spent is None:
        return None
    if usd is None and spent is not None:
        usd = spent / CREDITS_PER_USD
    if spent is None and usd is not None:
        spent = usd * CREDITS_PER_USD
    return {"usd": usd or 0.0, "credits": round(spent or 0)}


def _first_number(*values: Any) -> float | None:
    for value in values:
        number = _number(value)
        if number is not None:
            return number
    return None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def trace_facts(headers: Mapping[str, str]) -> JSON:
    """The ids that the headers of an answer carry."""
    facts = {
        "inference_id": headers.get("x-inference-id"),
        "client_request_id": headers.get("x-client-request-id"),
    }
    return {key: value for key, value in facts.items() if value}


def read_fact(key: str, value: Any) -> Any:
    """What an answer says under `id`, `model` or `created`; None for what cannot be meant there.

    ```python
    from langchain_aimlapi.api.replies import read_fact

    assert read_fact("id", 7) == "7"
    assert read_fact("created", "now") is None
    ```
    """
    if key == "id" and isinstance(value, int):
        return str(value)
    return value if isinstance(value, int if key == "created" else str) else None


FACTS = ("id", "created", "model")
"""What every chunk of an answer says alike."""


def read_usage(usage: Any) -> JSON | None:
    """Token counts under OpenAI's names, without numbers that are none; None for what is no object."""
    return openai_usage(_without_absurd(usage)) if isinstance(usage, dict) else None


def _without_absurd(usage: JSON) -> JSON:
    return {
        key: _without_absurd(value) if isinstance(value, dict) else value
        for key, value in usage.items()
        if not _is_absurd(value)
    }


def _is_absurd(count: Any) -> bool:
    return isinstance(count, (int, float)) and not -_MOST <= count <= _MOST


_MOST = 2**53
"""More than anybody counts, and exact as a float."""


def unify_completion(reply: JSON, headers: Mapping[str, str]) -> JSON:
    """A whole chat completion in the neutral form (`langchain_aimlapi.api.types`).

    Raises:
        MalformedResponseError: If a choice has no message, or one whose content cannot be read.
    """
    completion = {
        **reply,
        **{key: read_fact(key, reply[key]) for key in FACTS if key in reply},
        **trace_facts(headers),
        "choices": [_unify_choice(choice, reply.get("id")) for choice in objects(reply.get("choices"))],
    }
    if "usage" in reply:
        completion["usage"] = read_usage(reply["usage"])
    cost = read_cost(reply.get("meta"), headers)
    if cost:
        completion["cost"] = cost
    return completion


def objects(value: Any) -> list[JSON]:
    """The objects of a list; nothing for what is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _unify_choice(choice: JSON, answer_id: Any) -> JSON:
    native = choice.get("finish_reason")
    unified = {**choice, "message": _unify_message(_message_of(choice), answer_id)}
    if isinstance(native, str):
        unified["finish_reason"] = finish_reason(native)
        unified["native_finish_reason"] = choice.get("native_finish_reason") or native
    return unified


def _message_of(choice: JSON) -> JSON:
    """The choice's message; one that a content filter has taken away is an empty one."""
    message = choice.get("message")
    if isinstance(message, dict):
        return message
    native = choice.get("finish_reason")
    if message is None and isinstance(native, str) and finish_reason(native) == "content_filter":
        return {"role": "assistant", "content": None}
    raise malformed(f"a choice has no message, an object; it has {', '.join(map(str, choice)) or 'nothing'}", choice)


def read_content(content: Any) -> str | list[JSON] | None:
    """A message's or a delta's content: a text, null or a list of parts; a part alone and bare texts become parts.

    Raises:
        MalformedResponseError: If it is anything else, since what it says would be lost.
    """
    if content is None or isinstance(content, str):
        return content
    listed = content if isinstance(content, list) else [content]
    parts = [{"type": "text", "text": part} if isinstance(part, str) else part for part in listed if part is not None]
    for part in parts:
        if not isinstance(part, dict) or not isinstance(part.get("text") or "", str):
            raise malformed("a content part is neither a text nor an object with one", part)
    return parts


class Content(NamedTuple):
    """What a content says: its text, the readable reasoning, sealed reasoning, and parts of other kinds, all in order.

    Attributes:
        text: The texts of all text parts.
        reasoning: The texts of parts that hold reasoning, as Mistral sends it.
        sealed: Parts with a signature, or encrypted.
        parts: The content without reasoning.
        media: Of these the parts that are no text.
    """

    text: str
    reasoning: str
    sealed: list[JSON]
    parts: list[JSON]
    media: list[JSON]


def split_content(content: str | list[JSON] | None) -> Content:
    """A content, as `read_content` gives it, by what its parts are."""
    found = Content("", "", [], [], [])
    texts, thoughts = [], []
    for part in [{"type": "text", "text": content}] if isinstance(content, str) else content or ():
        kind = part.get("type") or "text"
        if kind in REASONING_PARTS:
            thoughts.append(_part_reasoning(part))
            if kind == "redacted_thinking" or part.get("signature"):
                found.sealed.append(part)
            continue
        found.parts.append({**part, "type": "text"} if kind in TEXT_PARTS else part)
        if kind in TEXT_PARTS:
            texts.append(part.get("text") or "")
        else:
            found.media.append(part)
    return found._replace(text="".join(texts), reasoning="".join(thoughts))


REASONING_PARTS = frozenset({"thinking", "reasoning", "redacted_thinking"})


def _part_reasoning(part: JSON) -> str:
    told = next((part[key] for key in ("thinking", "reasoning", "text", "summary") if part.get(key)), "")
    if isinstance(told, list):
        return "".join(item if isinstance(item, str) else _text(item.get("text")) for item in told if item)
    return _text(told)


def without_odd_fields(message: JSON) -> JSON:
    """The message or delta without fields of a kind that they cannot be of: nothing could read them."""
    if _KINDS.keys().isdisjoint(message):
        return message
    odd = [key for key, kinds in _KINDS.items() if message.get(key) is not None and not isinstance(message[key], kinds)]
    if isinstance(message.get("audio"), dict) and not any(message["audio"].values()):
        odd.append("audio")
    return {key: value for key, value in message.items() if key not in odd} if odd else message


_KINDS: dict[str, tuple[type, ...]] = {
    "annotations": (list, dict),
    "audio": (dict,),
    "images": (list,),
    "refusal": (str,),
    "role": (str,),
}


def _unify_message(message: JSON, answer_id: Any) -> JSON:
    """The message with a content that can be read, its reasoning said once and an id for every tool call."""
    unified = without_odd_fields(unify_reasoning(message))
    if not isinstance(message.get("content") or "", str):
        unified = _with_split_content(unified, split_content(read_content(message["content"])))
    calls = message.get("tool_calls")
    if message.get("function_call") and not calls:
        calls = [{"type": "function", "function": message["function_call"]}]  # OpenAI's older form
    if not calls:
        return unified
    listed = enumerate(objects(calls))
    return {**unified, "tool_calls": [_unify_tool_call(call, made_up_id(answer_id, index)) for index, call in listed]}


def _with_split_content(message: JSON, content: Content) -> JSON:
    message = {**message, "content": content.parts if content.media else content.text}
    if content.reasoning and not message.get("reasoning_content"):
        message["reasoning_content"] = content.reasoning
    if content.sealed:
        message["reasoning_details"] = [*(message.get("reasoning_details") or ()), *content.sealed]
    return message


def _unify_tool_call(call: JSON, spare_id: str) -> JSON:
    kind, body = tool_call_body(call)
    call = {key: value for key, value in call.items() if key not in ("function", "custom")}
    if call.get("type") in ("function", "custom"):
        call["type"] = kind
    if kind == "function" and isinstance(body.get("arguments"), str):
        body = {**body, "arguments": mend_escapes(body["arguments"])}
    return {**call, "id": tool_call_id(call) or spare_id, "type": call.get("type") or kind, kind: body}

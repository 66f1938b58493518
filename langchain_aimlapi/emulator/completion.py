"""The body of a reply that is not streamed. Pure."""

from __future__ import annotations

from typing import Any

from langchain_aimlapi.emulator.answers import Answer
from langchain_aimlapi.emulator.replies import (
    Head,
    Reply,
    annotations_json,
    logprobs_json,
    top_keys,
    usage_json,
)
from langchain_aimlapi.emulator.tokens import split_tokens
from langchain_aimlapi.emulator.vendors import reasoning_keys, sealed_keys, thought_signature
from langchain_aimlapi.emulator.voices import audio_json

Json = dict[str, Any]


def completion(reply: Reply) -> Json:
    """The ``chat.completion`` object of a reply."""
    head = reply.head
    return {
        "id": head.id,
        "object": "chat.completion",
        "created": head.created,
        "model": head.model,
        "choices": [_choice(index, answer, head) for index, answer in enumerate(reply.answers)],
        **top_keys(head),
        "usage": usage_json(reply.usage, reply.cost, head.style),
        "meta": reply.cost.as_meta(),
    }


def _choice(index: int, answer: Answer, head: Head) -> Json:
    style = head.style
    choice: Json = {"index": index, "message": _message(answer, head), **style.choice}
    if head.top_logprobs is not None:
        choice["logprobs"] = logprobs_json(split_tokens(answer.text), head.top_logprobs)
    choice["finish_reason"] = style.finish_word(answer.finish, streamed=False)
    native = style.native_word(answer.finish)
    return choice if native is None else choice | {"native_finish_reason": native}


def _message(answer: Answer, head: Head) -> Json:
    content = answer.text if answer.text or not answer.calls else None
    message: Json = {"role": "assistant", "content": content, **head.style.message}
    if answer.finish == "refusal" and head.style.has_refusal:
        message |= {"content": None, "refusal": answer.text}
    audio = audio_json(answer, head.voice)
    if audio:
        message |= {"content": answer.text if head.style.writes_speech else None, "audio": audio}
    if answer.citations:
        message["annotations"] = annotations_json(answer.citations)
    if answer.reasoning:
        message |= _reasoning(answer.reasoning, head)
    if answer.calls:
        message["tool_calls"] = [{"id": call.id, **head.call_json(call.name, call.arguments)} for call in answer.calls]
        if head.style.signs_calls:
            message["tool_calls"][0] |= thought_signature(answer.calls[0].id, head.owner)
    return message


def _reasoning(text: str, head: Head) -> Json:
    """Reasoning as it is shown, with the seal behind it where there is one."""
    shown, sealed = reasoning_keys(head.reasoning, text), sealed_keys(head.reasoning, text, head.owner)
    details = [*shown.get("reasoning_details", ()), *sealed.get("reasoning_details", ())]
    return {**shown, **sealed, **({"reasoning_details": details} if details else {})}

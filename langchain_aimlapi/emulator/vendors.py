"""How the reply of each vendor family looks on the wire: a table of styles, and the rule that picks one. Pure.

The service passes on what its upstreams answer, so key sets, ids, finish words and usage details differ by family.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from langchain_aimlapi.catalogue import ModelCard
from langchain_aimlapi.emulator.seals import ENCRYPTED, THOUGHT, seal
from langchain_aimlapi.emulator.tokens import Cost, Usage

Json = dict[str, Any]
_NOTHING: Mapping[str, Any] = {}
_PLAIN_WORDS: Mapping[str, str] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "refusal": "content_filter",
}
_CLAUDE_WORDS: Mapping[str, str] = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "refusal": "refusal",
}
_GEMINI_WORDS: Mapping[str, str] = {
    "stop": "STOP",
    "length": "MAX_TOKENS",
    "tool_calls": "STOP",
    "refusal": "SAFETY",
}


def _no_usage_extras(_usage: Usage, _cost: Cost) -> Json:
    return {}


def _openai_usage(usage: Usage, _cost: Cost) -> Json:
    return {
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": usage.reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def _reasoning_usage(usage: Usage, _cost: Cost) -> Json:
    details = {"reasoning_tokens": usage.reasoning} if usage.reasoning else None
    return {"prompt_tokens_details": None, "completion_tokens_details": details}


def _generic_usage(usage: Usage, cost: Cost) -> Json:
    return {
        "cost": cost.usd,
        "is_byok": False,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0, "video_tokens": 0},
        "cost_details": {"upstream_inference_cost": None},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning, "image_tokens": 0},
    }


def _alibaba_usage(usage: Usage, _cost: Cost) -> Json:
    details: Json = {"text_tokens": usage.completion - usage.reasoning - usage.audio_out}
    if usage.reasoning:
        details["reasoning_tokens"] = usage.reasoning
    return {"prompt_tokens_details": {"cached_tokens": 0}, "completion_tokens_details": details}


def _deepseek_usage(usage: Usage, _cost: Cost) -> Json:
    extras: Json = {
        "prompt_cache_hit_tokens": usage.cache_read,
        "prompt_cache_miss_tokens": usage.prompt - usage.cache_read,
    }
    if usage.reasoning:
        extras["completion_tokens_details"] = {"reasoning_tokens": usage.reasoning}
    return {**extras, "prompt_tokens_details": {"cached_tokens": 0}}


def _xai_usage(usage: Usage, cost: Cost) -> Json:
    return {
        **_openai_usage(usage, cost),
        "num_sources_used": 0,
        "cost_in_usd_ticks": round(cost.usd * 10_000_000_000),
    }


def _gemini_usage(usage: Usage, _cost: Cost) -> Json:
    details = {"reasoning_tokens": usage.reasoning} if usage.reasoning else {}
    return {
        "completion_tokens_details": details,
        "extra_properties": {"google": {"traffic_type": "ON_DEMAND"}},
    }


def _minimax_usage(usage: Usage, _cost: Cost) -> Json:
    details = {"reasoning_tokens": usage.reasoning} if usage.reasoning else None
    return {"total_characters": 0, "completion_tokens_details": details}


def _sonar_usage(_usage: Usage, _cost: Cost) -> Json:
    return {"search_context_size": "low"}


@dataclass(frozen=True)
class Style:
    """The wire shape of one family's replies.

    Attributes:
        id: Form of the reply's id; ``{}`` stands for 24 hexadecimal digits.
        message: Keys of every message beside ``role`` and ``content``.
        choice: Keys of every choice beside the usual ones.
        top: Keys of the reply; ``{id}`` in a string stands for the reply's id.
        usage: Makes the keys of ``usage`` beside the three totals.
        reasoning: Where reasoning goes if the catalogue does not know; None: nowhere, it is only billed.
        finish: Finish words when not streamed.
        native: Words of ``native_finish_reason``; None: the key is absent.
        stream: Chunk manner: ``openai``, ``qwen`` or ``claude``.
        writes_speech: Whether a spoken answer is in the content too, not in the transcript alone.
        lists_sources: Whether every answer lists what was found on the web.
        signs_calls: Whether the first tool call carries a thought signature.
    """

    id: str = "chatcmpl-{}"
    message: Mapping[str, Any] = field(default_factory=dict)
    choice: Mapping[str, Any] = field(default_factory=dict)
    top: Mapping[str, Any] = field(default_factory=dict)
    usage: Callable[[Usage, Cost], Json] = _no_usage_extras
    reasoning: str | None = "reasoning_content"
    finish: Mapping[str, str] = field(default_factory=lambda: _PLAIN_WORDS)
    native: Mapping[str, str] | None = None
    stream: str = "openai"
    writes_speech: bool = False
    lists_sources: bool = False
    signs_calls: bool = False

    @property
    def has_refusal(self) -> bool:
        """Whether a refusal has a field of its own; else its text is the content and the finish a filter's."""
        return "refusal" in self.message

    def finish_word(self, finish: str, *, streamed: bool) -> str:
        """Why an answer ended. The plain words are used in streams, whatever the family."""
        if finish == "refusal" and self.has_refusal:
            return "stop"
        return (_PLAIN_WORDS if streamed else self.finish)[finish]

    def native_word(self, finish: str) -> str | None:
        """The upstream's own word, where it is told."""
        if self.native is None:
            return None
        return "stop" if finish == "refusal" and self.has_refusal else self.native[finish]


_LOGPROBS = {"logprobs": None}
STYLES: Mapping[str, Style] = {
    "plain": Style(usage=_reasoning_usage),
    "openai": Style(
        message={"refusal": None, "annotations": []},
        choice=_LOGPROBS,
        top={"service_tier": "default", "system_fingerprint": "fp_emulator"},
        usage=_openai_usage,
        reasoning=None,
    ),
    "generic": Style(
        id="gen-{}",
        message={"refusal": None, "reasoning": None},
        choice=_LOGPROBS,
        top={"provider": "Emulator", "system_fingerprint": None},
        usage=_generic_usage,
        reasoning="reasoning_details",
        native=_PLAIN_WORDS,
    ),
    "claude": Style(
        id="msg_{}",
        message={"reasoning_content": ""},
        usage=_reasoning_usage,
        finish=_CLAUDE_WORDS,
        native=_CLAUDE_WORDS,
        stream="claude",
    ),
    "alibaba": Style(
        message={"refusal": None, "annotations": None, "audio": None},
        choice=_LOGPROBS,
        top={"system_fingerprint": None},
        usage=_alibaba_usage,
        stream="qwen",
        writes_speech=True,
    ),
    "deepseek": Style(
        id="{}",
        choice=_LOGPROBS,
        top={"system_fingerprint": "fp_emulator"},
        usage=_deepseek_usage,
        stream="qwen",
    ),
    "xai": Style(
        id="{}",
        message={"refusal": None},
        top={"system_fingerprint": "fp_emulator"},
        usage=_xai_usage,
    ),
    "gemini": Style(
        id="{}",
        usage=_gemini_usage,
        reasoning="extra_content",
        native=_GEMINI_WORDS,
        signs_calls=True,
    ),
    "zhipu": Style(id="{}", top={"request_id": "{id}"}, usage=_reasoning_usage),
    "minimax": Style(
        id="{}",
        message={"name": "MiniMax AI", "audio_content": ""},
        top={
            "base_resp": {"status_code": 0, "status_msg": ""},
            "input_sensitive": False,
            "input_sensitive_type": 0,
            "output_sensitive": False,
            "output_sensitive_type": 0,
            "output_sensitive_int": 0,
        },
        usage=_minimax_usage,
    ),
    "perplexity": Style(
        id="{}",
        choice={"delta": {"role": "assistant", "content": ""}},
        usage=_sonar_usage,
        lists_sources=True,
    ),
    "baidu": Style(id="as-{}", choice={"flag": 0}, usage=_deepseek_usage),
    "cohere": Style(id="{}", message={"refusal": None}, usage=_reasoning_usage),
}

_BY_VENDOR = {
    "Alibaba Cloud": "alibaba",
    "Anthropic": "claude",
    "Baidu": "baidu",
    "Cohere": "cohere",
    "DeepSeek": "deepseek",
    "Google": "gemini",
    "MiniMax": "minimax",
    "OpenAI": "openai",
    "Perplexity": "perplexity",
    "Zhipu": "zhipu",
    "xAI": "xai",
}
# What gateways call the formats of sealed details.
_SEALED_FORMATS: Mapping[str, str] = {
    "google": "google-gemini-v1",
    "openai": "openai-responses-v1",
    "xai": "xai-responses-v1",
}
# Parameters that only the specification shared by many vendors lists together.
_GENERIC_MARKS = frozenset(("search_mode", "top_a", "provider"))


def reply_style(card: ModelCard, parameters: Mapping[str, Any]) -> str:
    """The key in `STYLES` for a model."""
    if set(parameters) >= _GENERIC_MARKS and card.vendor != "Perplexity":
        return "generic"
    return _BY_VENDOR.get(card.vendor or "", "plain")


def reasoning_keys(where: str | None, text: str) -> Json:
    """The keys of a message or delta that carry a piece of readable reasoning; Gemini shows none."""
    if where == "reasoning_details":
        detail = {"type": "reasoning.text", "text": text, "format": "unknown", "index": 0}
        return {"reasoning": text, "reasoning_details": [detail]}
    return {where: text} if where and where != "extra_content" else {}


def sealed_keys(where: str | None, text: str, owner: str) -> Json:
    """The keys of a message or delta that carry the whole reasoning sealed, where the vendor seals it.

    Args:
        where: Where the model's reasoning goes.
        text: The reasoning.
        owner: Who can open the seal.
    """
    if where == "extra_content":
        return thought_signature(text, owner)
    if where == "reasoning_details" and owner in _SEALED_FORMATS:
        sealed = {"data": seal(ENCRYPTED, text, owner), "format": _SEALED_FORMATS[owner], "index": 1}
        return {"reasoning_details": [{"type": "reasoning.encrypted", **sealed}]}
    return {}


def thought_signature(text: str, owner: str) -> Json:
    """Gemini's signature of a thought, beside a message or a tool call."""
    return {"extra_content": {"google": {"thought_signature": seal(THOUGHT, text, owner)}}}

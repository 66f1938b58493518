"""Sealed reasoning: it opens for the vendor that sealed it, and nobody else. Pure.

The emulator's own seals say whose they are. A real vendor's cannot be checked: it passes where it has the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.catalogue import ModelCard
from langchain_aimlapi.emulator.checks.vendors import ANTHROPIC, GOOGLE, OPENAI, XAI, behind_gateway, vendor_of
from langchain_aimlapi.emulator.seals import ENCRYPTED, REDACTED, SIGNATURE, THOUGHT, is_seal, may_be_a_vendors
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import admission as emulator_admission
else:
    emulator_admission = LazyModule("langchain_aimlapi.emulator.admission")


Json = dict[str, Any]
# The formats that gateways name beside sealed details, by vendor.
_FORMATS: Mapping[str, str] = {
    ANTHROPIC: "anthropic-claude",
    GOOGLE: "google-gemini",
    OPENAI: "openai-responses",
    XAI: "xai-responses",
}
# What Google's pages give for calls that Gemini did not make.
_NO_SIGNATURE = ("context_engineering_is_the_way_to_go", "skip_thought_signature_validator")
_MISSING = (
    "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, "
    "and missing thought_signature may lead to degraded model performance. Additional data, function call "
    "`default_api:{name}` , position {position}. Please refer to "
    "https://ai.google.dev/gemini-api/docs/thought-signatures for more details."
)
_UNREADABLE = "could not be verified. Reason: Encrypted content could not be decrypted or parsed."


def owner_of(card: ModelCard) -> str:
    """Whose seals a model opens: its vendor's, who shares them among its models, or its own alone."""
    return vendor_of(card) or card.id


def signature_faults(request: emulator_admission.ChatRequest) -> Iterator[str]:
    """Seals of a chat or messages request that are somebody else's, altered, or missing where one is needed."""
    owner = owner_of(request.card)
    for at, message in enumerate(request.body["messages"]):
        if owner == ANTHROPIC:
            yield from _thinking_faults(at, message)
        if owner == GOOGLE:
            yield from _thought_faults(message)
        for detail in message.get("reasoning_details") or ():
            yield from _detail_faults(at, detail, owner)
    if "gemini-3" in request.card.id and not behind_gateway(request.card, request.endpoint.parameters):
        yield from _missing_thoughts(request.body["messages"])


def encrypted_fault(item: Json, owner: str) -> str | None:
    """What is wrong with the encrypted content of a reasoning item of Responses."""
    sealed = item.get("encrypted_content")
    if isinstance(sealed, str) and (is_seal(ENCRYPTED, sealed, owner) or _foreign(sealed, owner)):
        return None
    return f"The encrypted content for item {item.get('id')} {_UNREADABLE}"


def _foreign(sealed: str, owner: str) -> bool:
    """Whether it may be a real seal of this owner; OpenAI's begin alike."""
    return may_be_a_vendors(sealed) and sealed.startswith("gAAAA") == (owner == OPENAI)


def _thinking_faults(at: int, message: Json) -> Iterator[str]:
    content = message.get("content")
    for number, block in enumerate(content if isinstance(content, list) else ()):
        where = f"messages.{at}.content.{number}"
        if block["type"] == "thinking":
            yield from _thinking_fault(where, block)
        elif block["type"] == "redacted_thinking":
            data = block.get("data")
            if not isinstance(data, str):
                yield f"{where}.redacted_thinking.data: Field required"
            elif not is_seal(REDACTED, data, ANTHROPIC) and not _foreign(data, ANTHROPIC):
                yield f"{where}: Invalid `data` in `redacted_thinking` block"


def _thinking_fault(where: str, block: Json) -> Iterator[str]:
    thinking, signature = block.get("thinking"), block.get("signature")
    for name in ("thinking", "signature"):
        if not isinstance(block.get(name), str):
            yield f"{where}.thinking.{name}: Field required"
            return
    if not is_seal(SIGNATURE, str(signature), ANTHROPIC, thinking or None) and not _foreign(str(signature), ANTHROPIC):
        yield f"{where}: Invalid `signature` in `thinking` block"


def _signatures(carrier: Json) -> Iterator[Any]:
    extra = carrier.get("extra_content")
    google = extra.get("google") if isinstance(extra, dict) else None
    if isinstance(google, dict) and "thought_signature" in google:
        yield google["thought_signature"]


def _thought_faults(message: Json) -> Iterator[str]:
    for carrier in (message, *(message.get("tool_calls") or ())):
        for signature in _signatures(carrier):
            known = isinstance(signature, str) and (
                signature in _NO_SIGNATURE or is_seal(THOUGHT, signature, GOOGLE) or _foreign(signature, GOOGLE)
            )
            if not known:
                yield "Corrupted thought signature."


def _missing_thoughts(messages: list[Json]) -> Iterator[str]:
    """In the turn that is going on, the first call of every message has its signature, as Google's pages ask."""
    asked = max((at for at, message in enumerate(messages) if message["role"] == "user"), default=-1)
    for at, message in enumerate(messages[asked + 1 :], asked + 1):
        calls = message.get("tool_calls") or ()
        if calls and not any(_signatures(calls[0])):
            name = (calls[0].get("function") or calls[0].get("custom") or {}).get("name")
            yield _MISSING.format(name=name, position=at + 1)


def _detail_faults(at: int, detail: Any, owner: str) -> Iterator[str]:
    """A gateway's reasoning details: sealed ones, and readable ones that are signed."""
    if not isinstance(detail, dict):
        return
    for key, kind in (("data", ENCRYPTED), ("signature", SIGNATURE)):
        sealed = detail.get(key)
        if isinstance(sealed, str) and not is_seal(kind, sealed, owner) and not _has_form(detail, sealed, owner):
            yield _DETAIL_TEXTS.get(owner, "messages.{at}.reasoning_details: {sealed} " + _UNREADABLE).format(
                at=at, sealed=_shortened(sealed)
            )


def _has_form(detail: Json, sealed: str, owner: str) -> bool:
    named = str(detail.get("format") or "")
    return _foreign(sealed, owner) and owner in _FORMATS and (not named or named.startswith(_FORMATS[owner]))


def _shortened(sealed: str) -> str:
    return re.sub(r"(?<=^.{4}).+(?=.{4}$)", "...", sealed)


_DETAIL_TEXTS: Mapping[str, str] = {
    ANTHROPIC: "messages.{at}.content.0: Invalid `signature` in `thinking` block",
    GOOGLE: "Corrupted thought signature.",
    OPENAI: "The encrypted content {sealed} " + _UNREADABLE,
    XAI: "The encrypted content {sealed} " + _UNREADABLE,
}

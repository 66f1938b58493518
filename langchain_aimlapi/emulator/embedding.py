"""The answer to an embeddings request, in each vendor's shape. Pure."""

from __future__ import annotations

from typing import Any

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.family import FamilyAnswer, FamilyCall, Json
from langchain_aimlapi.emulator.tokens import UNPRICED, Usage, count_tokens, price
from langchain_aimlapi.emulator.vectors import as_base64, text_vector

UNDOCUMENTED_DIMENSIONS = 768
# Names that the service was seen to put into answers instead of the one that was asked for.
_UPSTREAM_NAMES = {
    "alibaba/qwen-text-embedding-v3": "text-embedding-v3",
    "alibaba/qwen-text-embedding-v4": "text-embedding-v4",
}


# Most texts of one request, as the vendors themselves have it.
MOST_TEXTS = {"OpenAI": 2048, "Google": 250, "Alibaba Cloud": 10}


def embed(call: FamilyCall) -> FamilyAnswer:
    """Embed the input of a request.

    Raises:
        ServiceError: 400 for more dimensions than the model has, or a text beyond its window.
    """
    given = call.body["input"]
    texts: list[str] = [given] if isinstance(given, str) else given
    if not texts:
        raise ServiceError(400, "Body validation error: input: Array must contain at least 1 element(s)")
    most = MOST_TEXTS.get(call.card.vendor or "", 1000)
    if len(texts) > most:
        raise ServiceError(
            400, f"400 batch size is invalid, it should not be larger than {most}: input has {len(texts)}"
        )
    size, tokens = _size(call), [count_tokens(text) for text in texts]
    _check_windows(call, tokens)
    encode = as_base64 if call.parameter("encoding_format") == "base64" else list
    data = [
        {"object": "embedding", "index": index, "embedding": encode(text_vector(text, size))}
        for index, text in enumerate(texts)
    ]
    return _answer(call, data, sum(tokens))


def _answer(call: FamilyCall, data: list[Json], tokens: int) -> FamilyAnswer:
    listed = call.card.prices.input if call.card.prices else None
    cost = price(Usage(tokens, 0), (UNPRICED[0] if listed is None else listed, 0.0))
    usage = {"total_tokens": tokens}
    if call.card.vendor in ("OpenAI", "Alibaba Cloud"):  # the others' samples have the total only
        usage = {"prompt_tokens": tokens, **usage}
    body = {
        "object": "object" if call.card.vendor == "Google" else "list",
        "data": data,
        "model": _UPSTREAM_NAMES.get(call.card.id, call.card.id),
        "usage": usage,
        "meta": cost.as_meta(),
    }
    return FamilyAnswer(body, cost, call.status)


def _size(call: FamilyCall) -> int:
    """How many numbers a vector has.

    Raises:
        ServiceError: 400 for a number that the model cannot make.
    """
    own = call.card.dimensions or UNDOCUMENTED_DIMENSIONS
    wanted: Any = call.parameter("dimensions")
    if wanted is None:
        return own
    most = call.endpoint.parameters["dimensions"].get("max", own)
    if wanted < 1 or wanted > most or not float(wanted).is_integer():
        raise ServiceError(
            400, f"400 Invalid value for 'dimensions' = {wanted}. Must be a whole number from 1 to {most}."
        )
    return int(wanted)


def _check_windows(call: FamilyCall, tokens: list[int]) -> None:
    window = call.card.context_window
    if window is None or call.parameter("auto_truncate"):
        return
    too_long = next((index for index, count in enumerate(tokens) if count > window), None)
    if too_long is not None:
        raise ServiceError(
            400,
            f"400 This model's maximum context length is {window} tokens, however input {too_long} has "
            f"{tokens[too_long]} tokens. Please reduce the length of the input.",
        )

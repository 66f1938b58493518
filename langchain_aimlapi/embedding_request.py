"""Texts to the calls that embed them, and answers to vectors: batches by count and size, formats, order. Pure."""

from __future__ import annotations

import base64
import binascii
import math
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from langchain_aimlapi.api.errors import AIMLAPIError, FieldIssue, InvalidRequestError, MalformedResponseError
from langchain_aimlapi.api.families import EMBEDDINGS_PATH
from langchain_aimlapi.api.prompts import is_blank
from langchain_aimlapi.api.replies import objects
from langchain_aimlapi.api.types import Cost
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import catalogue as catalogue_module
else:
    catalogue_module = LazyModule("langchain_aimlapi.catalogue")

JSON = dict[str, Any]
LENGTHS = ("dimensions", "output_dimension", "output_dimensionality")
"""Parameters that set the length of vectors."""
Schema = Mapping[str, Mapping[str, Any]]

Kind = Literal["document", "query"]
TASK_TYPES: Mapping[Kind, str] = {"document": "RETRIEVAL_DOCUMENT", "query": "RETRIEVAL_QUERY"}
"""What Google's models are told about a text, so that questions come near their answers."""
BYTES_PER_TOKEN = 3
"""Of UTF-8, for estimates: low for English, about right for other scripts."""


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """How much one request may hold; None for no limit.

    Attributes:
        items: Texts.
        tokens: Tokens of all texts together, estimated.
        item_characters: Characters of one text in a list.
        text_characters: Characters of one text that is sent alone, not in a list.
    """

    items: int
    tokens: int
    item_characters: int | None = None
    text_characters: int | None = None


# What the vendors themselves take in one request; the service documents no number of its own.
_VENDOR_LIMITS: Mapping[str, tuple[int, int]] = {
    "alibaba/": (10, 80_000),
    "text-embedding-004": (250, 15_000),
    "text-multilingual-embedding": (250, 15_000),
    "textembedding-gecko": (5, 15_000),
    "voyage-": (128, 100_000),
}
_USUAL_LIMITS = (256, 200_000)


@dataclass(frozen=True, slots=True)
class Batch:
    """One request: the places of its texts in the whole input, and its body."""

    places: tuple[int, ...]
    body: JSON


@dataclass(frozen=True, slots=True)
class EmbeddingResult:
    """Vectors, and what they took.

    Attributes:
        vectors: One for each text, in the order of the texts.
        total_tokens: Tokens of all texts as the service counts them; None when it did not say.
        cost: What all requests cost together; None when the service did not say.
        inference_ids: The service's ids of the requests.
        requests: Number of requests.
    """

    vectors: list[list[float]]
    total_tokens: int | None = None
    cost: Cost | None = None
    inference_ids: tuple[str, ...] = ()
    requests: int = 0


@dataclass(frozen=True, slots=True)
class EmbeddingProgress:
    """How far an embedding came before it failed.

    Attributes:
        finished: Vectors by the place of their text in the input: paid for, no need to embed them again.
        failed: Places of the texts of the requests that failed.
    """

    finished: dict[int, list[float]] = field(repr=False)
    failed: tuple[int, ...]


def embedding_progress(error: BaseException) -> EmbeddingProgress | None:
    """What an error of `embed_documents` says about the texts; None for any other error.

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIEmbeddings, AIMLAPIError
        from langchain_aimlapi.embeddings import embedding_progress

        texts = ["one", "two"]
        try:
            vectors = AIMLAPIEmbeddings(model="voyage-2").embed_documents(texts)
        except AIMLAPIError as error:
            progress = embedding_progress(error)
            if progress:
                print(len(progress.finished), "done; failed:", progress.failed)
        ```
    """
    found = getattr(error, "embedding_progress", None)
    return found if isinstance(found, EmbeddingProgress) else None


def with_progress(
    error: AIMLAPIError, done: Mapping[int, list[float]], failed: Iterable[int], total: int
) -> AIMLAPIError:
    """The error, knowing which texts failed and which are done."""
    progress = EmbeddingProgress(dict(done), tuple(sorted(failed)))
    error.embedding_progress = progress  # type: ignore[attr-defined]
    if total > 1:
        error.message += f" [texts {_span(progress.failed)} of {total} failed, {len(progress.finished)} are done]"
    return error


def check_texts(texts: Sequence[str]) -> None:
    """Refuse what nobody can embed, before anything is sent and paid for.

    Raises:
        InvalidRequestError: For a text that is empty or no text.
    """
    if isinstance(texts, str):
        raise InvalidRequestError("texts must be a list of texts, not one text: use embed_query for that")
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise _refusal(place, f"must be a text, not {type(text).__name__}")
        if is_blank(text):
            raise _refusal(place, "is empty: leave it out, no model can embed it")


def embedding_schema(card: catalogue_module.ModelCard) -> Schema | None:
    """What a model takes; None when nobody knows.

    Raises:
        InvalidRequestError: If the model is known to make no embeddings.
    """
    endpoint = card.endpoint(EMBEDDINGS_PATH)
    if endpoint is None and card.endpoints and card.family != "embedding":
        raise InvalidRequestError(f"{card.id} makes no embeddings: it is a model of the family {card.family!r}")
    return endpoint.parameters if endpoint else None


def batch_limits(model: str, schema: Schema | None, chunk_size: int | None = None) -> BatchLimits:
    """How much one request to a model may hold.

    Args:
        model: Name that is sent.
        schema: The model's parameters, which may limit the length of a text.
        chunk_size: The user's own limit of texts.
    """
    items, tokens = next((limits for start, limits in _VENDOR_LIMITS.items() if model.startswith(start)), _USUAL_LIMITS)
    branches = (schema or {}).get("input", {}).get("any_of", ())
    alone: Mapping[str, Any] = next((branch for branch in branches if branch.get("type") == "string"), {})
    listed: Mapping[str, Any] = next((branch for branch in branches if branch.get("type") == "array"), {})
    return BatchLimits(
        items=chunk_size or items,
        tokens=tokens,
        item_characters=listed.get("items", {}).get("max_len"),
        text_characters=alone.get("max_len"),
    )


def plan_batches(texts: Sequence[str], common: JSON, limits: BatchLimits) -> list[Batch]:
    """The requests for texts, in their order.

    A text that is too long for a list, but not for a request of its own, gets one.

    Args:
        texts: What to embed.
        common: The body without `input`.
        limits: How much one request may hold.

    Raises:
        InvalidRequestError: For a text that is too long even alone; the text names it.
    """
    batches: list[Batch] = []
    group: list[int] = []
    size = 0
    for place, text in enumerate(texts):
        tokens = estimate_tokens(text)
        alone = _must_be_alone(place, text, limits)
        if group and (alone or len(group) >= limits.items or size + tokens > limits.tokens):
            batches.append(_listed(group, texts, common))
            group, size = [], 0
        if alone:
            batches.append(Batch((place,), {**common, "input": text}))
        else:
            group.append(place)
            size += tokens
    return [*batches, _listed(group, texts, common)] if group else batches


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has; rather too many than too few."""
    return len(text.encode("utf-8", "surrogatepass")) // BYTES_PER_TOKEN + 1


def _listed(places: list[int], texts: Sequence[str], common: JSON) -> Batch:
    return Batch(tuple(places), {**common, "input": [texts[place] for place in places]})


def _must_be_alone(place: int, text: str, limits: BatchLimits) -> bool:
    if limits.item_characters is None or len(text) <= limits.item_characters:
        return False
    most = limits.text_characters or limits.item_characters
    if len(text) > most:
        raise _refusal(place, f"has {len(text):,} characters, and the model takes at most {most:,}: split it")
    return True


def _refusal(place: int, what: str) -> InvalidRequestError:
    return InvalidRequestError(f"texts[{place}] {what}", issues=(FieldIssue(field=f"texts[{place}]", message=what),))


def _span(places: Sequence[int]) -> str:
    if not places:
        return "(none)"
    whole = places[-1] - places[0] + 1 == len(places)
    return f"{places[0]} to {places[-1]}" if whole and len(places) > 1 else ", ".join(map(str, places[:20]))


# Answers


def read_vectors(reply: JSON, count: int, length: int | None = None) -> list[list[float]]:
    """The vectors of an answer, in the order of the texts.

    Args:
        reply: The service's answer.
        count: How many texts were sent.
        length: The length that every vector must have; None for the one that most have.

    Raises:
        MalformedResponseError: If the answer does not hold one vector of finite numbers for every text, all of the same
            length.
    """
    vectors, error = read_right_vectors(reply, count, length)
    if error is not None:
        raise error
    return [vectors[place] for place in range(count)]


def read_right_vectors(
    reply: JSON, count: int, length: int | None = None
) -> tuple[dict[int, list[float]], MalformedResponseError | None]:
    """The vectors of an answer that are right, by the place of their text, and what is wrong with the others.

    Args:
        reply: The service's answer.
        count: How many texts were sent.
        length: The length that every vector must have; None for the one that most have.
    """
    entries = objects(reply.get("data"))
    problems: list[str] = []
    if len(entries) != count:
        problems.append(f"The answer has {len(entries)} vectors for {count} texts")
    vectors: dict[int, list[float]] = {}
    for place, entry in _placed(entries, count, problems).items():
        try:
            vectors[place] = _vector(entry.get("embedding"))
        except MalformedResponseError as error:
            problems.append(error.message)
    wanted = length or _usual_length(vectors)
    if any(len(vector) != wanted for vector in vectors.values()):
        found = sorted({len(vector) for vector in vectors.values()})
        asked = f", not of the {wanted} that were asked for" if length else ""
        problems.append(f"The answer has vectors of different lengths: {found}{asked}")
    right = {place: vector for place, vector in vectors.items() if len(vector) == wanted}
    return right, MalformedResponseError("; ".join(problems)) if problems else None


def _placed(entries: list[JSON], count: int, problems: list[str]) -> dict[int, JSON]:
    """The entries by the places of their texts: by their numbers, as they came where they have none."""
    numbers = [entry.get("index") for entry in entries]
    if all(number in (None, 0) for number in numbers):
        return dict(enumerate(entries)) if len(entries) == count else {}
    clear = {
        number: entry
        for number, entry in zip(numbers, entries, strict=True)
        if type(number) is int and 0 <= number < count and numbers.count(number) == 1
    }
    if len(clear) != len(entries):
        problems.append(f"The answer numbers its vectors {numbers[:10]}, which is no order")
    return clear


def _usual_length(vectors: Mapping[int, list[float]]) -> int:
    """The length that most vectors have; of several, that of the first."""
    lengths = Counter(len(vectors[place]) for place in sorted(vectors))
    return lengths.most_common(1)[0][0] if lengths else 0


def _vector(value: Any) -> list[float]:
    vector = _unpacked(value) if isinstance(value, str) else _listed_numbers(value)
    if not vector:
        raise MalformedResponseError("The answer has an embedding that is no list of numbers")
    if not math.isfinite(sum(vector)):  # one that is not finite makes the sum so
        raise MalformedResponseError("The answer has an embedding with NaN or Infinity in it")
    return vector


def _listed_numbers(value: Any) -> list[float]:
    """The numbers of a list, as floats; none for anything else."""
    kinds = set(map(type, value)) if isinstance(value, list) else set()
    if not kinds <= {float, int}:
        return []
    return [float(number) for number in value] if int in kinds else value


def _unpacked(text: str) -> list[float]:
    """The numbers in base64: little-endian floats of 32 bits, and nothing else, so that none has to be looked at."""
    try:
        numbers = array("f", base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError) as error:
        raise MalformedResponseError("The answer has an embedding that is not base64 of 32-bit floats") from error
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tolist()


def collect(
    batches: Sequence[Batch], replies: Mapping[int, JSON], vectors: Mapping[int, list[float]]
) -> EmbeddingResult:
    """All vectors in order, and the sums of what the answers say.

    Args:
        batches: The requests.
        replies: Answers by the number of their request.
        vectors: Vectors by the place of their text.
    """
    ordered = [replies[number] for number in range(len(batches))]
    tokens = [count for reply in ordered if (count := _tokens(reply)) is not None]
    costs = [reply["cost"] for reply in ordered if "cost" in reply]
    cost: Cost | None = None
    if costs:
        cost = {"usd": sum(each["usd"] for each in costs), "credits": sum(each["credits"] for each in costs)}
    return EmbeddingResult(
        vectors=[vectors[place] for place in range(len(vectors))],
        total_tokens=sum(tokens) if tokens else None,
        cost=cost,
        inference_ids=tuple(reply["inference_id"] for reply in ordered if reply.get("inference_id")),
        requests=len(batches),
    )


def _tokens(reply: JSON) -> int | None:
    usage = reply.get("usage")
    count = (usage.get("total_tokens") or usage.get("prompt_tokens")) if isinstance(usage, dict) else None
    return count if isinstance(count, int) else None

"""`AIMLAPIEmbeddings`: every embedding model of AI/ML API as LangChain embeddings."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import wait
from typing import TYPE_CHECKING, Any, Unpack, overload

from langchain_core.embeddings import Embeddings
from langchain_core.runnables.config import ContextThreadPoolExecutor
from pydantic import ConfigDict, Field

from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.call_params import split_options
from langchain_aimlapi.catalogue import get_model, wire_id
from langchain_aimlapi.connection import MODEL_NAMES, Connection
from langchain_aimlapi.embedding_request import (
    LENGTHS,
    TASK_TYPES,
    Batch,
    EmbeddingProgress,
    EmbeddingResult,
    Kind,
    batch_limits,
    check_texts,
    collect,
    embedding_progress,
    embedding_schema,
    plan_batches,
    read_right_vectors,
    with_progress,
)
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.media_request import EMBEDDING_NAMES, Policy, check_body, check_names
from langchain_aimlapi.progress import ProgressBar

if TYPE_CHECKING:
    from langchain_aimlapi._options import EmbeddingOptions

JSON = dict[str, Any]

__all__ = ["AIMLAPIEmbeddings", "EmbeddingProgress", "EmbeddingResult", "embedding_progress"]


class AIMLAPIEmbeddings(Connection, Embeddings):
    """Embedding models of AI/ML API: OpenAI's, Google's, Voyage's, Alibaba's.

    Texts are sent in batches that fit the model, several at a time, and the vectors come back in the order of the
    texts. https://docs.aimlapi.com/api-references/embedding-models

    Setup:
        ```bash
        pip install langchain-aimlapi
        export AIMLAPI_API_KEY="..."
        ```

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIEmbeddings

        embeddings = AIMLAPIEmbeddings(model="text-embedding-3-small", dimensions=256)
        vectors = embeddings.embed_documents(["The cat sat on the mat.", "Stocks fell on Friday."])
        assert len(vectors) == 2 and len(vectors[0]) == 256
        ```

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits. When some texts were done before,
            `embedding_progress(error)` has their vectors and names the texts that failed.
    """

    model: str = Field(validation_alias=MODEL_NAMES)
    """Name of the model, such as `"text-embedding-3-large"`."""
    dimensions: int | None = Field(default=None, ge=1)
    """Length of the vectors, for models that can shorten them; default: the model's own."""
    input_type: str | None = None
    """Voyage's models only: what the texts are. The service documents `"document"` alone, which is the default."""
    task_type: str | None = None
    """Google's models only: what the vectors are for, such as `"SEMANTIC_SIMILARITY"` or `"CLUSTERING"`. Default: a
    document to be found in `embed_documents`, a question in `embed_query`."""
    title: str | None = None
    """Google's models only: the title of the documents, which improves their vectors."""
    chunk_size: int | None = Field(default=None, ge=1)
    """Most texts of one request; default: what the model's vendor takes. Long texts make smaller batches."""
    max_concurrency: int = Field(default=4, ge=1)
    """Most requests at the same time."""
    show_progress_bar: bool = False
    """Whether to show on standard error how far `embed_documents` has come."""
    model_kwargs: dict[str, Any] = Field(default_factory=dict)
    """Further parameters of the body, checked against the model's schema like the fields above."""
    extra_body: dict[str, Any] | None = Field(default=None, exclude=True, repr=False)
    """Parameters put into the body last and unchecked."""
    unsupported_params: Policy = "warn"
    """What to do with a parameter that the model does not know: `"warn"` once, raise an `"error"`, or `"send"` it."""

    model_config = ConfigDict(extra="forbid")

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[EmbeddingOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[EmbeddingOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    # LangChain's calls

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of texts, in the order of the texts; none for no texts.

        Raises:
            AIMLAPIError: See the class; `InvalidRequestError` for an empty text, before anything is sent.
        """
        return self.embed_with_usage(texts).vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question.

        Raises:
            AIMLAPIError: See the class.
        """
        return self.embed_with_usage([text], kind="query").vectors[0]

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        """`embed_documents`, asynchronously."""
        return (await self.aembed_with_usage(texts)).vectors

    async def aembed_query(self, text: str) -> list[float]:
        """`embed_query`, asynchronously."""
        return (await self.aembed_with_usage([text], kind="query")).vectors[0]

    # The same with what it cost

    def embed_with_usage(self, texts: Sequence[str], *, kind: Kind = "document") -> EmbeddingResult:
        """The vectors of texts, with the tokens and the money that they took.

        Args:
            texts: What to embed.
            kind: Whether these are documents or questions; some models tell them apart.

        Raises:
            AIMLAPIError: See the class.

        Example:
            ```python
            from langchain_aimlapi import AIMLAPIEmbeddings

            result = AIMLAPIEmbeddings(model="text-embedding-3-small").embed_with_usage(["one", "two"])
            print(len(result.vectors), result.total_tokens, result.cost, result.inference_ids)
            ```
        """
        with model_errors(self.model):
            run = self._run(texts, kind)
            with ProgressBar(len(texts), self.model, shown=run.shows(self.show_progress_bar)) as bar:
                self._send_all(run, bar)
            return run.result()

    async def aembed_with_usage(self, texts: Sequence[str], *, kind: Kind = "document") -> EmbeddingResult:
        """`embed_with_usage`, asynchronously."""
        with model_errors(self.model):
            run = self._run(texts, kind)
            with ProgressBar(len(texts), self.model, shown=run.shows(self.show_progress_bar)) as bar:
                workers = [self._awork(run, bar) for _ in range(run.workers)]
                raise_first(await asyncio.gather(*workers, return_exceptions=True))
            return run.result()

    # How it is done

    def _run(self, texts: Sequence[str], kind: Kind) -> _Run:
        check_texts(texts)
        name = wire_id(self.model)
        schema = embedding_schema(get_model(self.model))
        batches = plan_batches(texts, self._common_body(name, kind), batch_limits(name, schema, self.chunk_size))
        return _Run(batches, min(self.max_concurrency, len(batches)))

    def _common_body(self, name: str, kind: Kind) -> JSON:
        """The body without the texts, checked."""
        card = get_model(self.model, warn=False)
        schema = embedding_schema(card)
        body: JSON = {"model": name, "dimensions": self.dimensions, "input_type": self.input_type}
        body |= {"task_type": self.task_type, "title": self.title if kind == "document" else None}
        if schema and "task_type" in schema and self.task_type is None:
            body["task_type"] = TASK_TYPES[kind]
        if schema and "encoding_format" in schema:  # a third of the bytes of decimal numbers
            body["encoding_format"] = "base64"
        given, _ = split_options({**body, **self.model_kwargs})
        check_names(given, card, schema, EMBEDDING_NAMES)
        checked = check_body(given, schema, card, self.unsupported_params, not_sent=("input",))
        return {**checked, **(self.extra_body or {})}

    def _send_all(self, run: _Run, bar: ProgressBar) -> None:
        if run.workers <= 1:
            self._work(run, bar)
            return
        with ContextThreadPoolExecutor(max_workers=run.workers) as pool:
            try:
                workers = [pool.submit(self._work, run, bar) for _ in range(run.workers)]
                wait(workers)
            finally:
                run.stop()  # for an interrupt while waiting: no further request
        raise_first([worker.exception() for worker in workers])

    def _work(self, run: _Run, bar: ProgressBar) -> None:
        for number, batch in run.batches():
            try:
                run.keep(number, self.client.embed(batch.body))
            except AIMLAPIError as error:
                run.fail(number, error)
            except BaseException:
                run.stop()
                raise
            bar.advance(len(batch.places))

    async def _awork(self, run: _Run, bar: ProgressBar) -> None:
        for number, batch in run.batches():
            try:
                run.keep(number, await self.client.aembed(batch.body))
            except AIMLAPIError as error:
                run.fail(number, error)
            except BaseException:
                run.stop()
                raise
            bar.advance(len(batch.places))


def raise_first(outcomes: Sequence[object]) -> None:
    """Raise the first exception among what workers came to."""
    failure = next((outcome for outcome in outcomes if isinstance(outcome, BaseException)), None)
    if failure is not None:
        raise failure


class _Run:
    """The requests of one call and what became of them. After a failure no further request is begun."""

    def __init__(self, batches: list[Batch], workers: int) -> None:
        self.workers = workers
        self._batches = batches
        self._next = iter(enumerate(batches))
        self._lock = threading.Lock()
        self._replies: dict[int, JSON] = {}
        self._vectors: dict[int, list[float]] = {}
        self._errors: dict[int, AIMLAPIError] = {}
        self._stopped = False
        self._length = next((each.body[name] for each in batches for name in LENGTHS if each.body.get(name)), None)

    def shows(self, wanted: bool) -> bool:
        """Whether there is any progress to show."""
        return wanted and bool(self._batches)

    def batches(self) -> Iterator[tuple[int, Batch]]:
        """The requests that nobody has begun yet, with their numbers."""
        while True:
            with self._lock:
                found = None if self._stopped else next(self._next, None)
            if found is None:
                return
            yield found

    def keep(self, number: int, reply: JSON) -> None:
        """Take an answer: all of its vectors that are right.

        Raises:
            MalformedResponseError: If some are not.
        """
        batch = self._batches[number]
        with self._lock:
            vectors, error = read_right_vectors(reply, len(batch.places), self._length)
            self._replies[number] = {key: value for key, value in reply.items() if key != "data"}
            self._vectors.update({batch.places[at]: vector for at, vector in vectors.items()})
            self._length = self._length or next((len(vector) for vector in vectors.values()), None)
        if error is not None:
            raise error

    def fail(self, number: int, error: AIMLAPIError) -> None:
        """Take a failure, and begin nothing more."""
        with self._lock:
            self._errors[number] = error
            self._stopped = True

    def stop(self) -> None:
        """Begin nothing more."""
        with self._lock:
            self._stopped = True

    def result(self) -> EmbeddingResult:
        """The vectors.

        Raises:
            AIMLAPIError: The first failure, knowing what is done.
        """
        if self._errors:
            places = [place for number in self._errors for place in self._batches[number].places]
            failed = [place for place in places if place not in self._vectors]
            total = sum(len(batch.places) for batch in self._batches)
            raise with_progress(self._errors[min(self._errors)], self._vectors, failed, total)
        return collect(self._batches, self._replies, self._vectors)

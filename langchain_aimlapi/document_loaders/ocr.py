"""`AIMLAPIOCRParser` and `AIMLAPIOCRLoader`: scans, PDF files and pictures as documents, one for each page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack, overload

from langchain_core.document_loaders import BaseBlobParser, BaseLoader
from langchain_core.documents import Document
from langchain_core.documents.base import Blob
from pydantic import ConfigDict, Field

from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.connection import MODEL_NAMES, Connection
from langchain_aimlapi.document_loaders._blobs import input_of, listed, name_of, said, share, source_of
from langchain_aimlapi.document_loaders._progress import Loading, OnError, checked_policy
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.file_inputs import FileInput, read_input
from langchain_aimlapi.media_request import Policy
from langchain_aimlapi.ocr_request import MAX_DOCUMENT_BYTES, build_ocr_call
from langchain_aimlapi.ocr_results import OCRPage, OCRResult, read_pages

if TYPE_CHECKING:
    from langchain_aimlapi._options import OCROptions

JSON = dict[str, Any]

__all__ = ["AIMLAPIOCRLoader", "AIMLAPIOCRParser", "OCRPage", "OCRResult"]


class AIMLAPIOCRParser(Connection, BaseBlobParser):
    """OCR models of AI/ML API, as a parser of blobs and as plain methods.

    https://docs.aimlapi.com/api-references/vision-models/ocr-optical-character-recognition

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIOCRParser

        parser = AIMLAPIOCRParser(model="mistral/mistral-ocr-latest")
        result = parser.read("https://files.example/invoice.pdf")
        print(result.pages[0].markdown, result.cost)
        ```

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits; `InvalidRequestError` when the
            model cannot do what is asked for, before anything is sent.
    """

    model: str = Field(validation_alias=MODEL_NAMES)
    """Name of the model, such as `"mistral/mistral-ocr-latest"` or `"google/gc-document-ai"`."""
    model_kwargs: dict[str, Any] = Field(default_factory=dict)
    """Further parameters, under the model's own names; checked against its schema."""
    extra_body: dict[str, Any] | None = Field(default=None, exclude=True, repr=False)
    """Parameters put into the body last and unchecked."""
    unsupported_params: Policy = "warn"
    """What to do with what the model does not know: `"warn"` once, raise an `"error"`, or `"send"` it."""
    max_document_bytes: int = Field(default=MAX_DOCUMENT_BYTES, ge=1)
    """Most bytes of a file that are sent; they travel in the request, as base64."""

    model_config = ConfigDict(extra="forbid")

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[OCROptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[OCROptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    def read(self, source: FileInput, **params: Any) -> OCRResult:
        """Read a document.

        Args:
            source: An http(s) address, a path, bytes, a file opened with mode `"rb"`, or a generated picture.
            **params: `pages` (indices from 0), any parameter of the model under its own name, and `client_request_id`,
                `timeout`, `max_retries`, `extra_headers`, `extra_body`.

        Raises:
            AIMLAPIError: See the class.
            OSError: If a file cannot be read.
        """
        with model_errors(self.model):
            return read_pages(self.client.ocr(*self._call(source, params)), self.model)

    async def aread(self, source: FileInput, **params: Any) -> OCRResult:
        """`read`, asynchronously."""
        with model_errors(self.model):
            body, options = await asyncio.to_thread(self._call, source, params)
            return read_pages(await self.client.aocr(body, options), self.model)

    def lazy_parse(self, blob: Blob) -> Iterator[Document]:
        """The pages of a blob.

        Args:
            blob: The document.

        Raises:
            AIMLAPIError: See the class.
        """
        yield from self.documents_of(self.read(input_of(blob)), source_of(blob), blob.metadata)

    async def alazy_parse(self, blob: Blob) -> AsyncIterator[Document]:
        """`lazy_parse`, asynchronously."""
        for document in self.documents_of(await self.aread(input_of(blob)), source_of(blob), blob.metadata):
            yield document

    def documents_of(
        self, result: OCRResult, source: str | None = None, metadata: Mapping[str, Any] | None = None
    ) -> list[Document]:
        """Pages as documents.

        Args:
            result: The pages.
            source: Where the document comes from.
            metadata: Further metadata for each page.
        """
        return [_document(page, result, source, dict(metadata or {})) for page in result.pages]

    def _call(self, source: FileInput, params: JSON) -> tuple[JSON, RequestOptions]:
        document = read_input(source, name="document", max_bytes=self.max_document_bytes)
        wanted = {"extra_body": self.extra_body, **self.model_kwargs, **params}
        return build_ocr_call(self.model, document, wanted, unsupported_params=self.unsupported_params)


class AIMLAPIOCRLoader(BaseLoader):
    """Loads PDF files and pictures as documents, one for each page.

    Args:
        sources: A document, or several: http(s) addresses, paths, bytes, open files.
        parser: Reads them; instead of settings.
        on_error: What to do with a document that cannot be loaded: `"raise"` its error, from which `loading_progress`
            reads the pages that are done and paid for, `"warn"` and go on, or `"skip"` it.
        **settings: The settings of an `AIMLAPIOCRParser`, such as `model`.

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIOCRLoader

        loader = AIMLAPIOCRLoader("https://files.example/invoice.pdf", model="google/gc-document-ai")
        for document in loader.lazy_load():
            print(document.metadata["page"], document.page_content)
        ```
    """

    def __init__(
        self,
        sources: FileInput | Sequence[FileInput],
        *,
        parser: AIMLAPIOCRParser | None = None,
        on_error: OnError = "raise",
        **settings: Any,
    ) -> None:
        if parser is not None and settings:
            raise ValueError(f"Give either parser or settings of a new one, not both: {', '.join(settings)}")
        self.sources = listed(sources)
        self.on_error = checked_policy(on_error)
        self.parser = parser or AIMLAPIOCRParser(**settings)

    def lazy_load(self) -> Iterator[Document]:
        """The pages, document by document.

        Raises:
            AIMLAPIError: See `AIMLAPIOCRParser`.
            OSError: If a file cannot be read.
        """
        loading = Loading(len(self.sources), self.on_error)
        for place, source in enumerate(self.sources):
            with loading.source(place, name_of(source)) as found:
                found.extend(self.parser.documents_of(self.parser.read(source), name_of(source)))
            yield from found

    async def alazy_load(self) -> AsyncIterator[Document]:
        """`lazy_load`, asynchronously."""
        loading = Loading(len(self.sources), self.on_error)
        for place, source in enumerate(self.sources):
            with loading.source(place, name_of(source)) as found:
                found.extend(self.parser.documents_of(await self.parser.aread(source), name_of(source)))
            for document in found:
                yield document


def _document(page: OCRPage, result: OCRResult, source: str | None, metadata: JSON) -> Document:
    facts = {
        "source": source,
        "page": page.index,
        "total_pages": len(result.pages),
        "width": page.width,
        "height": page.height,
        "dpi": page.dpi,
        "images": [image.get("id") for image in page.images] or None,
        "model": result.model,
        "inference_id": result.inference_id,
        "cost": share(result.cost, len(result.pages)),
    }
    return Document(page_content=page.markdown, metadata={**metadata, **said(facts)})

"""Fetching of results for LangChain classes: the service's downloads, their errors as LangChain's."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import AbstractContextManager, aclosing

from langchain_aimlapi.api.downloads import Downloader, DownloadRules
from langchain_aimlapi.errors import model_errors


class ModelDownloader(Downloader):
    """A downloader whose errors are `ModelError`s too, so that no agent's retry pays for a result twice."""

    def __reduce__(self) -> tuple[type[Downloader], tuple[DownloadRules]]:
        return type(self), super().__reduce__()[1]

    def errors(self) -> AbstractContextManager[None]:
        """What makes the errors of its files LangChain's."""
        return model_errors()

    def iter_bytes(self, url: str) -> Generator[bytes]:
        """The file in pieces."""
        with model_errors():
            yield from super().iter_bytes(url)

    async def aiter_bytes(self, url: str) -> AsyncGenerator[bytes]:
        """`iter_bytes`, asynchronously."""
        with model_errors():
            async with aclosing(super().aiter_bytes(url)) as pieces:
                async for piece in pieces:
                    yield piece

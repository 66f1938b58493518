"""What a loader of several sources has when one of them fails: what is done is paid for."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from langchain_core.documents import Document

from langchain_aimlapi.api.errors import AIMLAPIError

OnError = Literal["raise", "warn", "skip"]
"""What to do with a source that cannot be loaded: raise its error, warn and go on, or go on."""


@dataclass(frozen=True)
class LoadingProgress:
    """How far a loader had come when a source failed.

    Attributes:
        documents: The documents of the sources before, which are paid for.
        finished: The places of these sources, from 0.
        failed: The place of the source that failed.
    """

    documents: list[Document] = field(repr=False)
    finished: tuple[int, ...]
    failed: int


def loading_progress(error: BaseException) -> LoadingProgress | None:
    """What a loader had loaded when it raised an error; None for errors of anything else.

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIOCRLoader
        from langchain_aimlapi.document_loaders import loading_progress

        try:
            AIMLAPIOCRLoader(["https://files.example/a.pdf", "gone.pdf"], model="mistral/mistral-ocr-latest").load()
        except FileNotFoundError as error:
            progress = loading_progress(error)
            assert progress and progress.documents and progress.failed == 1
        ```
    """
    found = getattr(error, "loading_progress", None)
    return found if isinstance(found, LoadingProgress) else None


class Loading:
    """One run of a loader.

    Args:
        sources: How many sources there are.
        on_error: What to do with one that cannot be loaded.
    """

    def __init__(self, sources: int, on_error: OnError) -> None:
        self._sources = sources
        self._on_error = on_error
        self._documents: list[Document] = []
        self._finished: list[int] = []

    @contextmanager
    def source(self, place: int, name: str | None) -> Iterator[list[Document]]:
        """Load a source into the list that is yielded, or do with its error what is wanted.

        Raises:
            AIMLAPIError: Why it cannot be loaded, knowing what was before.
            OSError: The same.
        """
        found: list[Document] = []
        try:
            yield found
        except (AIMLAPIError, OSError) as error:
            if self._on_error == "raise":
                self._tell(error, place)
                raise
            if self._on_error == "warn":
                warnings.warn(f"Source {place + 1} of {self._sources} ({name}) is left out: {error}", stacklevel=4)
        except BaseException as error:  # an interrupt, too, must not lose what is paid for
            self._tell(error, place)
            raise
        else:
            self._documents += found
            self._finished.append(place)

    def _tell(self, error: BaseException, place: int) -> None:
        progress: Any = LoadingProgress(list(self._documents), tuple(self._finished), place)
        error.loading_progress = progress  # type: ignore[attr-defined]
        if self._sources > 1:
            error.add_note(
                f"Source {place + 1} of {self._sources} failed, {len(self._finished)} are done: "
                "loading_progress(error).documents has them"
            )


def checked_policy(on_error: str) -> OnError:
    """The policy, if it is one.

    Raises:
        ValueError: If it is none.
    """
    if on_error not in get_args(OnError):
        raise ValueError(f"on_error must be one of {', '.join(map(repr, get_args(OnError)))}, not {on_error!r}")
    return on_error  # type: ignore[return-value]

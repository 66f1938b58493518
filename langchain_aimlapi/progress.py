"""How far long work has come, for people: a `tqdm` bar where that is installed, else a line of text."""

from __future__ import annotations

import importlib
import sys
import threading
from typing import Any, Self


class ProgressBar:
    """Counts finished pieces on standard error; may be used from several threads.

    Args:
        total: Number of pieces.
        title: What they are.
        shown: Whether anything is shown at all.
    """

    def __init__(self, total: int, title: str, *, shown: bool = True) -> None:
        self._total = total
        self._title = title
        self._shown = shown
        self._done = 0
        self._lock = threading.Lock()
        self._bar: Any = None

    def __enter__(self) -> Self:
        tqdm = _tqdm() if self._shown else None
        self._bar = tqdm(total=self._total, desc=self._title) if tqdm else None
        self.advance(0)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()
        elif self._shown:
            sys.stderr.write("\n")
            sys.stderr.flush()

    def advance(self, pieces: int) -> None:
        """Tell that pieces are finished."""
        with self._lock:
            self._done += pieces
            if self._bar is not None:
                self._bar.update(pieces)
            elif self._shown:
                sys.stderr.write(f"\r{self._title}: {self._done}/{self._total}")
                sys.stderr.flush()


def _tqdm() -> Any:
    try:
        return importlib.import_module("tqdm.auto").tqdm
    except ImportError:
        return None

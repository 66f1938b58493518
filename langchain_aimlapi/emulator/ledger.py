"""The books of the account: every call of a model that was served or refused, what it cost and how long it took."""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.emulator.tokens import CREDITS_PER_USD

Json = dict[str, Any]
PREFIX_LENGTH = 8
_SCOPES = {
    "/chat/completions": "model:chat",
    "/messages": "model:chat",
    "/batches": "model:chat",
    "/responses": "model:responses",
    "/embeddings": "model:embeddings",
    "/images/": "model:image",
    "/video/": "model:video",
    "/generate/video/": "model:video",
    "/generate/audio": "model:audio",
    "/tts": "model:speech",
    "/stt": "model:speech",
    "/ocr": "model:ocr",
}
_VERSION = re.compile(r"^(/api)?/v\d(?=/)")
_MODEL_FIELD = re.compile(rb'name="model"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]{1,200})\r\n')
_LOOKED_AT = 64 * 1024


@dataclass
class Entry:
    """One call of a model.

    Attributes:
        owner: What stands for the API key; the key itself is not kept.
        prefix: The key's first characters.
        path: Where it was sent.
        model: The name it asked for.
        inference_id: The id that its answer carries.
        client_request_id: The caller's own id.
        created: When it came.
        began: The same, in seconds of the monotonic clock.
        status: HTTP status of the answer.
        usd: What it cost.
        tokens: Tokens that went in and came out.
        streamed: Whether the answer is a stream.
        first: Seconds until the first piece of the answer.
        duration: Seconds until its end.
        serial: Its number among all.
    """

    owner: str
    prefix: str
    path: str
    model: str
    inference_id: str
    client_request_id: str | None = None
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    began: float = field(default_factory=time.monotonic)
    status: int = 200
    usd: float = 0.0
    tokens: tuple[int, int] = (0, 0)
    streamed: bool = False
    first: float | None = None
    duration: float | None = None
    serial: int = 0

    @property
    def succeeded(self) -> bool:
        """Whether there was an answer."""
        return self.status < 400

    @property
    def credits(self) -> int:
        """What it cost, in credits."""
        return round(self.usd * CREDITS_PER_USD)

    @property
    def model_id(self) -> str | None:
        """The model's id, None for a name that is no model's."""
        card = get_model(self.model.partition("#fault=")[0], warn=False) if self.model.strip() else None
        return card.id if card is not None and card.known else None

    def charge(self, usd: float, tokens: tuple[int, int]) -> None:
        """Put a charge on it."""
        self.usd += usd
        self.tokens = (self.tokens[0] + tokens[0], self.tokens[1] + tokens[1])


class Ledger:
    """All entries, oldest first, and how often somebody has looked at the logs of late."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._looks: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()
        self.opened = datetime.now(UTC)

    def add(self, entry: Entry) -> None:
        """Keep an entry."""
        with self._lock:
            entry.serial = len(self._entries) + 1
            self._entries.append(entry)

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._entries.clear()
            self._looks.clear()
            self.opened = datetime.now(UTC)

    def newest_first(self) -> Iterator[Entry]:
        """The entries, the last one first."""
        with self._lock:
            entries = list(self._entries)
        return reversed(entries)

    def look(self, owner: str, most: int, seconds: float) -> bool:
        """Count a look at the logs; False if there have been too many.

        Args:
            owner: Who looks.
            most: How many are allowed.
            seconds: Within which time.
        """
        now = time.monotonic()
        with self._lock:
            looks = self._looks[owner]
            while looks and now - looks[0] > seconds:
                looks.popleft()
            allowed = len(looks) < most
            if allowed:
                looks.append(now)
        return allowed


current_entry: ContextVar[Entry | None] = ContextVar("current_entry", default=None)
"""The entry of the request that is being served."""


def owner_of(key: str) -> str:
    """What stands for a key in the books."""
    return digest("owner", key)


def scope_of(path: str) -> str | None:
    """The scope that a key needs for a path; None where no model is called."""
    bare = _VERSION.sub("", path)
    found = (scope for start, scope in _SCOPES.items() if bare.startswith(start))
    return next(found, "model:chat" if path.startswith("/openai/deployments/") else None)


def asked_model(body: Any, content: bytes) -> str:
    """The model that a request asks for, in JSON or in a form; empty if it names none."""
    if isinstance(body, dict):
        return body["model"] if isinstance(body.get("model"), str) else ""
    if not content.startswith(b"--"):
        return ""
    found = _MODEL_FIELD.search(content[:_LOOKED_AT]) or _MODEL_FIELD.search(content[-_LOOKED_AT:])
    return found[1].decode("utf-8", "replace").strip() if found else ""

"""Files that were made for a request, served under signed addresses that expire, without a key."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request

from langchain_aimlapi.emulator.errors import ServiceError

PATH = "/artefacts"
MOST_FILES = 500
"""Of more, the oldest are forgotten."""


@dataclass(frozen=True)
class Artefact:
    """One file: its bytes and what they are."""

    content: bytes
    mime_type: str


class Artefacts:
    """The files of one emulator, by the digest of their bytes."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, Artefact] = OrderedDict()
        self._lock = threading.Lock()
        self._secret = secrets.token_bytes(16)

    def keep(self, content: bytes, mime_type: str, name: str, lifetime: float) -> str:
        """Keep a file and return the path and query of its address.

        Args:
            content: The bytes.
            mime_type: What they are.
            name: The end of the address.
            lifetime: Seconds for which the address works.
        """
        token = hashlib.sha256(content).hexdigest()[:24]
        with self._lock:
            self._files[token] = Artefact(content, mime_type)
            self._files.move_to_end(token)
            while len(self._files) > MOST_FILES:
                self._files.popitem(last=False)
        expires = f"{time.time() + lifetime:.3f}"
        return f"{PATH}/{token}/{quote(name)}?expires={expires}&signature={self._sign(token, expires)}"

    def find(self, token: str, expires: str, signature: str) -> Artefact:
        """The file at an address.

        Raises:
            ServiceError: 403 for an address that has expired or lost its signature, 404 for a file that is gone.
        """
        if not hmac.compare_digest(signature.encode(), self._sign(token, expires).encode()):
            raise ServiceError(403, "The signature of the address does not match")
        if time.time() > float(expires):
            raise ServiceError(403, "Request has expired")
        with self._lock:
            found = self._files.get(token)
        if found is None:
            raise ServiceError(404, "The file is gone")
        return found

    def _sign(self, token: str, expires: str) -> str:
        return hmac.new(self._secret, f"{token} {expires}".encode(), hashlib.sha256).hexdigest()[:32]


_lock = threading.Lock()


def artefacts_of(request: Request) -> Artefacts:
    """The files of the emulator behind a request."""
    with _lock:
        if not hasattr(request.app.state, "artefacts"):
            request.app.state.artefacts = Artefacts()
        files: Artefacts = request.app.state.artefacts
        return files


def keeper(request: Request, lifetime: float) -> Callable[[bytes, str, str], str]:
    """What keeps a file (bytes, MIME type, name) and returns its whole address."""
    files, base = artefacts_of(request), str(request.base_url).rstrip("/")
    return lambda content, mime_type, name: base + files.keep(content, mime_type, name, lifetime)

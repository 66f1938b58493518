"""Keys that the account has made for itself: settings, limits, and whether they still open anything."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from langchain_aimlapi.emulator.admission import validation_error
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.ledger import PREFIX_LENGTH, Ledger, owner_of, scope_of
from langchain_aimlapi.emulator.schema_check import Issue, check_parameters

Json = dict[str, Any]
SCOPES = (
    "model:chat",
    "model:responses",
    "model:image",
    "model:audio",
    "model:video",
    "model:embeddings",
    "model:speech",
    "model:ocr",
)
RETENTIONS = ("no_reset", "day", "week", "month")
_SETTINGS: Json = {
    "name": {"type": "string"},
    "limit": {
        "type": "object",
        "properties": {"retention": {"type": "string", "enum": list(RETENTIONS)}, "threshold": {"type": "number"}},
    },
    "scopes": {"type": "array", "nullable": True, "items": {"type": "string", "enum": list(SCOPES)}},
}
_CHANGES: Json = {**_SETTINGS, "disabled": {"type": "boolean"}}


@dataclass
class IssuedKey:
    """A key that was made by a call.

    Attributes:
        key: The key.
        name: What people call it.
        disabled: Whether it opens nothing for the time being.
        scopes: What it may be used for; None for everything.
        limit: What may be spent with it.
        created: When it was made.
        updated: When it was changed last.
    """

    key: str
    name: str | None = None
    disabled: bool = False
    scopes: list[str] | None = None
    limit: Json | None = None
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def prefix(self) -> str:
        """Its first characters."""
        return self.key[:PREFIX_LENGTH]

    def change(self, settings: Json) -> None:
        """Take new settings."""
        for name, value in settings.items():
            if name in _CHANGES:
                setattr(self, name, value)
        self.updated = datetime.now(UTC)

    def row(self, ledger: Ledger) -> Json:
        """As the list shows it."""
        return {
            "name": self.name,
            "disabled": self.disabled,
            "prefix": self.prefix,
            "scopes": self.scopes,
            "limit": self.limit,
            "created_at": moment(self.created),
            "updated_at": moment(self.updated),
            "monthly_usage": round(spent(ledger, self.key, "month"), 7),
        }


class Keyring:
    """The issued keys, oldest first, and those that were deleted."""

    def __init__(self) -> None:
        self._issued: dict[str, IssuedKey] = {}
        self._deleted: set[str] = set()
        self._lock = threading.Lock()

    def clear(self) -> None:
        """Forget all keys."""
        with self._lock:
            self._issued.clear()
            self._deleted.clear()

    def create(self, body: Any) -> IssuedKey:
        """Make a key.

        Raises:
            ServiceError: 400 for settings that are none.
        """
        settings = _checked(body, _SETTINGS)
        unknown = sorted(settings.keys() - _SETTINGS.keys())
        if unknown:
            raise validation_error([Issue((), f"Unrecognized key(s) in object: {', '.join(map(repr, unknown))}")])
        with self._lock:
            made = IssuedKey(secrets.token_hex(16))
            while made.prefix in self._issued:
                made = IssuedKey(secrets.token_hex(16))
            made.change(settings)
            self._issued[made.prefix] = made
        return made

    def listed(self) -> list[IssuedKey]:
        """All keys, oldest first."""
        with self._lock:
            return list(self._issued.values())

    def find(self, prefix: str) -> IssuedKey:
        """The key that begins like that.

        Raises:
            ServiceError: 404 if there is none.
        """
        found = self._issued.get(prefix)
        if found is None:
            raise ServiceError(404, f"API key with prefix '{prefix}' not found")
        return found

    def update(self, prefix: str, body: Any, *, replace: bool) -> IssuedKey:
        """Change some settings of a key, or all of them.

        Raises:
            ServiceError: 400 for settings that are none, 404 for a key that is not known.
        """
        found = self.find(prefix)
        settings = _checked(body, _CHANGES)
        blank: Json = {"name": None, "disabled": False, "scopes": None, "limit": None} if replace else {}
        found.change({**blank, **settings})
        return found

    def delete(self, prefix: str) -> None:
        """Delete a key.

        Raises:
            ServiceError: 404 for a key that is not known.
        """
        found = self.find(prefix)
        with self._lock:
            del self._issued[prefix]
            self._deleted.add(owner_of(found.key))

    def opens(self, key: str) -> bool:
        """Whether a key is one of these, and not disabled."""
        issued = self._issued.get(key[:PREFIX_LENGTH])
        return issued is not None and issued.key == key and not issued.disabled

    def check(self, key: str, method: str, path: str, ledger: Ledger) -> None:
        """Let a request with this key pass.

        Raises:
            ServiceError: 401 for a key that is disabled or deleted, 403 for what the key may not do.
        """
        if self._deleted and owner_of(key) in self._deleted:
            raise ServiceError(401, "Unauthorized: the API key has been deleted")
        issued = self._issued.get(key[:PREFIX_LENGTH])
        if issued is None or issued.key != key:
            return
        if issued.disabled:
            raise ServiceError(401, "Unauthorized: the API key is disabled")
        if method == "POST":
            _check_use(issued, scope_of(path), ledger)


class AllowedKeys(Collection[str]):
    """The keys that an emulator was started with, and those that were issued since."""

    def __init__(self, given: Collection[str], keyring: Keyring) -> None:
        self._given = given
        self._keyring = keyring

    def __contains__(self, key: object) -> bool:
        return key in self._given or (isinstance(key, str) and self._keyring.opens(key))

    def __iter__(self) -> Iterator[str]:
        return iter((*self._given, *(issued.key for issued in self._keyring.listed())))

    def __len__(self) -> int:
        return len(self._given) + len(self._keyring.listed())


def moment(when: datetime) -> str:
    """A moment as the service writes it."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def spent(ledger: Ledger, key: str, retention: str) -> float:
    """USD that a key has spent since the day, week or month began, or ever."""
    owner, start = owner_of(key), _start(retention, datetime.now(UTC))
    return sum(entry.usd for entry in ledger.newest_first() if entry.owner == owner and entry.created >= start)


def _start(retention: str, now: datetime) -> datetime:
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if retention == "day":
        return day
    if retention == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if retention == "month" else datetime.min.replace(tzinfo=UTC)


def _check_use(issued: IssuedKey, scope: str | None, ledger: Ledger) -> None:
    if scope is None:
        return
    if issued.scopes is not None and scope not in issued.scopes:
        raise ServiceError(403, f"The API key lacks the scope this endpoint needs ({scope})")
    limit = issued.limit or {}
    threshold = limit.get("threshold")
    if threshold is not None and spent(ledger, issued.key, limit.get("retention", "no_reset")) >= threshold:
        raise ServiceError(403, "The spending limit of this API key is reached")


def _checked(body: Any, schema: Json) -> Json:
    if not isinstance(body, dict):
        raise ServiceError(400, "Body validation error: Expected object")
    issues = check_parameters(body, schema)
    if issues:
        raise validation_error(issues)
    return body

"""Who may call: the key check, with a few names that stand for the accounts a client has to cope with."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from starlette.requests import Request

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import state as emulator_state
else:
    emulator_state = LazyModule("langchain_aimlapi.emulator.state")


MANAGEMENT = "management"
"""How a management key begins, one that manages keys and calls no models: an emulator convention."""

# Emulator conventions: a key with one of these names is refused as such an account would be.
REFUSED_KEYS = {
    "bad-key": (401, "Unauthorized: the API key is invalid"),
    "out-of-credits": (
        403,
        "You've run out of funds. Top up your balance on the billing page: https://aimlapi.com/app/billing",
    ),
    "unverified": (403, "Account verification is required before this model can be used"),
    "no-scope": (403, "The API key lacks the scope this endpoint needs (model:chat)"),
}


def check_funds(balance: float) -> None:
    """Refuse once the account is empty.

    Raises:
        ServiceError: 403 with the text about funds.
    """
    if balance <= 0:
        raise ServiceError(*REFUSED_KEYS["out-of-credits"])


def bearer_key(authorization: str | None) -> str | None:
    """The key in an ``Authorization`` header, or None when there is none to read."""
    scheme, _, key = (authorization or "").partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


def check_key(authorization: str | None, allowed: Collection[str] | None, api_key: str | None = None) -> str:
    """Return the caller's key.

    Args:
        authorization: Value of the ``Authorization`` header.
        allowed: Keys that are accepted; None accepts any key that has no special meaning.
        api_key: Value of ``x-api-key`` where that is another way to give the key.

    Raises:
        ServiceError: 401 for a missing or unknown key, 403 for the account states in `REFUSED_KEYS` and for a
            management key.
    """
    key = known_key(authorization, allowed, api_key)
    if is_management(key):
        raise ServiceError(403, "A management key cannot call models")
    return key


def known_key(authorization: str | None, allowed: Collection[str] | None, api_key: str | None = None) -> str:
    """`check_key`, for keys of either kind."""
    key = bearer_key(authorization) or api_key
    if not key:
        raise ServiceError(401, "Unauthorized: no API key was given")
    if key in REFUSED_KEYS:
        raise ServiceError(*REFUSED_KEYS[key])
    if allowed is not None and key not in allowed:
        raise ServiceError(*REFUSED_KEYS["bad-key"])
    return key


def is_management(key: str) -> bool:
    """Whether a key manages keys."""
    return key.startswith(MANAGEMENT)


def account_key(request: Request) -> str:
    """The caller's key, of either kind, where the account is asked about.

    Raises:
        ServiceError: As `check_key`; an empty account may still be looked at.
    """
    state: emulator_state.State = request.app.state.emulator
    headers = request.headers
    if bearer_key(headers.get("authorization")) == "out-of-credits":
        return "out-of-credits"
    return known_key(headers.get("authorization"), state.options.keys)

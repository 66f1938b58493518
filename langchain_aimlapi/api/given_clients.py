"""Clients of the user's own, of either HTTP library: what may be one, and the timeouts that it brings along."""

from __future__ import annotations

from typing import Any

from langchain_aimlapi.api.limits import Timeouts, make_timeouts
from langchain_aimlapi.http_library import is_a, library_of

_KINDS = {"http_client": "Client", "http_async_client": "AsyncClient"}
_USUAL_SECONDS = 5.0
"""What both libraries allow for every wait: generations take longer than that."""


def check_clients(http_client: object = None, http_async_client: object = None) -> None:
    """Refuse what cannot send a call.

    Args:
        http_client: What is given for synchronous calls, or None.
        http_async_client: What is given for asynchronous calls, or None.

    Raises:
        ValueError: If one allows no time at all.
        TypeError: If one is no client of httpx or httpx2, or each is the other one's; the text says what it must be.
    """
    for name, given in (("http_client", http_client), ("http_async_client", http_async_client)):
        kind = _KINDS[name]
        if given is None:
            continue
        if is_a(given, kind):
            own_timeouts(given)
            continue
        what = f"the class {given.__name__}" if isinstance(given, type) else type(given).__name__
        other = next((other for other, its in _KINDS.items() if other != name and is_a(given, its)), None)
        cure = f"; give it as {other}" if other else ""
        raise TypeError(f"{name} must be an httpx.{kind} or an httpx2.{kind}, not {what}{cure}")


def own_timeouts(client: Any) -> Timeouts | None:
    """What a client of the user's own allows; None where it has the library's 5 seconds, which nobody has chosen.

    Raises:
        ValueError: If it allows no time at all.
    """
    timeout = client.timeout
    chosen = is_a(timeout, "Timeout") and timeout != library_of(timeout).Timeout(_USUAL_SECONDS)
    return make_timeouts(timeout) if chosen else None

"""Socket options that let the system notice a peer that has vanished, and keep a silent connection known on the way.

A generation may be silent for minutes. Where a firewall or NAT forgets the connection in that time, or the peer loses
its power, no packet ever comes, and a call would wait for all of `first_byte`. The probes of TCP find that out.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress
from functools import cache

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

IDLE_SECONDS = 60
"""Silence after which the system begins to ask whether the peer is still there."""
PROBE_SECONDS = 10
PROBES = 3
UNACKNOWLEDGED_MILLISECONDS = 120_000
"""How long what was sent may stay without an acknowledgement."""


@cache
def default_socket_options() -> tuple[SocketOption, ...]:
    """What this system takes of the usual options: a vanished peer is noticed within 90 to 120 seconds."""
    tcp = socket.IPPROTO_TCP
    wanted: list[tuple[int, int | None, int]] = [
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        (tcp, getattr(socket, "TCP_KEEPIDLE", None) or getattr(socket, "TCP_KEEPALIVE", None), IDLE_SECONDS),
        (tcp, getattr(socket, "TCP_KEEPINTVL", None), PROBE_SECONDS),
        (tcp, getattr(socket, "TCP_KEEPCNT", None), PROBES),
        (tcp, getattr(socket, "TCP_USER_TIMEOUT", None), UNACKNOWLEDGED_MILLISECONDS),
    ]
    taken: list[tuple[int, int, int]] = []
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        for level, name, value in wanted:
            with suppress(OSError):  # a sandbox may know fewer than its system
                if name is not None:
                    probe.setsockopt(level, name, value)
                    taken.append((level, name, value))
    return tuple(taken)


def chosen_options(options: tuple[SocketOption, ...] | None) -> tuple[SocketOption, ...]:
    """The options that were chosen, else the default ones."""
    return default_socket_options() if options is None else options


def check_socket_options(options: Sequence[SocketOption] | None) -> tuple[SocketOption, ...] | None:
    """The options as they are set on every connection; None for the default ones.

    Args:
        options: What `setsockopt` takes, each `(level, name, value)`; `()` for what the system does itself.

    Raises:
        ValueError: If one is none.
    """
    if options is None:
        return None
    checked = tuple(options) if isinstance(options, (list, tuple)) else (options,)
    wrong = [option for option in checked if not _is_option(option)]
    if wrong:
        raise ValueError(
            "http_socket_options must be a list of (level, name, value), such as "
            f"(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), not {wrong[0]!r}"
        )
    return checked


def _is_option(given: object) -> bool:
    """Whether `setsockopt` takes it: two numbers and a value, or None with a length."""
    if not isinstance(given, tuple) or not all(isinstance(part, int) for part in given[:2]):
        return False
    kinds = tuple(type(part) for part in given[2:])
    return kinds in ((int,), (bool,), (bytes,), (bytearray,), (type(None), int))

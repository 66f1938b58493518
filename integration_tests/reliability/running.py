"""How a surface is called, whoever's it is; needs nothing but the standard library."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from faulty.fault import Fault
from faulty.server import ONLY_POLLS, FaultServer
from outcomes import KEY, Result

QUESTION = "Count to seven"


@dataclass(frozen=True)
class Surface:
    """One way to call.

    Attributes:
        name: Its name.
        promise: Under which name faults say what it is promised.
        call: Given the settings of a connection, makes the call that gives pieces of text; what is common to several
            calls, such as the model, is made once.
        asynchronous: Whether the pieces come asynchronously.
    """

    name: str
    promise: str
    call: Callable[[dict[str, Any]], Callable[[], Any]]
    asynchronous: bool = False


def settings(server: FaultServer, fault: Fault, surface: Surface) -> dict[str, Any]:
    """The connection to a fault."""
    return {
        "api_key": KEY,
        "base_url": server.url(fault, ONLY_POLLS if surface.promise == "poll" else ""),
        "timeout": fault.timeout,
        "max_retries": fault.max_retries,
        "headers": {"x-mark": surface.name},
    }


def run(server: FaultServer, fault: Fault, surface: Surface) -> Result:
    """Call as often as the fault wants; the last call counts."""
    given = settings(server, fault, surface)
    if surface.asynchronous:
        return asyncio.run(acall_often(surface.call(given), fault))
    return call_often(surface.call(given), fault)


def call_often(call: Callable[[], Iterator[str]], fault: Fault) -> Result:
    """The last call of as many as the fault wants."""
    for _ in range(fault.calls - 1):
        _read(call)
        time.sleep(fault.between)
    return _read(call)


async def acall_often(call: Callable[[], AsyncIterator[str]], fault: Fault) -> Result:
    """`call_often`, asynchronously."""
    for _ in range(fault.calls - 1):
        await _aread(call)
        await asyncio.sleep(fault.between)
    return await _aread(call)


def _read(call: Callable[[], Iterator[str]]) -> Result:
    result, started = Result(), time.monotonic()
    try:
        for text in call():
            result.text += text
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the caller meets
        result.error = error
    result.seconds = time.monotonic() - started
    return result


async def _aread(call: Callable[[], AsyncIterator[str]]) -> Result:
    result, started = Result(), time.monotonic()
    try:
        async for text in call():
            result.text += text
    except Exception as error:  # noqa: BLE001 - as above
        result.error = error
    result.seconds = time.monotonic() - started
    return result

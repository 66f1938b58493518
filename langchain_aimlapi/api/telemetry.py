"""Who wants to know of every call is told here: when it begins, what came, how it ended.

Without an observer nothing is done. `langchain_aimlapi.otel` is one; calls by LangChain's classes, by LiteLLM's
provider and by the client itself are all seen, since all of them come by the client.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, Self, TypeVar

from langchain_aimlapi.api.types import JSON

ReplyT = TypeVar("ReplyT")
ItemT = TypeVar("ItemT")


class Watch:
    """Watches one call, in a `with` block or, for a stream, around its chunks; this one does nothing."""

    def answered(self, reply: ReplyT) -> ReplyT:
        """The answer, or a chunk of it; it is returned unchanged."""
        return reply

    def ended(self, error: BaseException | None = None) -> None:
        """The call is over; `error` is what it failed with."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _frames: object) -> None:
        self.ended(error)


class Observer(Protocol):
    """Is told of calls."""

    def begin(self, path: str, body: JSON | None, base_url: str) -> Watch:
        """A call begins.

        Args:
            path: Where it is posted to.
            body: What is posted, None for questions; not to be changed, and not to be shown.
            base_url: The service's address.
        """


_NOBODY = Watch()
_observers: list[Observer] = []


def add_observer(observer: Observer) -> None:
    """Tell `observer` of all calls that begin from now on; the last one added is the one that is told."""
    _observers.append(observer)


def remove_observer(observer: Observer) -> None:
    """Tell `observer` of no call any more."""
    if observer in _observers:
        _observers.remove(observer)


def watch(path: str, body: Any, base_url: str) -> Watch:
    """What watches one call."""
    return _observers[-1].begin(path, body, base_url) if _observers else _NOBODY


@contextmanager
def opening(watching: Watch) -> Iterator[None]:
    """Around what comes before the first chunk of a stream: if it fails, the call is over."""
    try:
        yield
    except BaseException as error:
        watching.ended(error)
        raise


def watched(items: Generator[ItemT], watching: Watch) -> Generator[ItemT]:
    """The items of a stream, each of them told."""
    if watching is _NOBODY:
        return items
    told = _told(items, watching)
    next(told)  # begun, so that closing it closes what is under it
    return told


async def awatched(items: AsyncGenerator[ItemT], watching: Watch) -> AsyncGenerator[ItemT]:
    """`watched`, asynchronously: await it for the items."""
    if watching is _NOBODY:
        return items
    told = _atold(items, watching)
    await anext(told)
    return told


def _told(items: Generator[Any], watching: Watch) -> Generator[Any]:
    try:
        yield None  # for `watched`
        for item in items:
            watching.answered(item)
            yield item
    except GeneratorExit:
        raise  # left early, which is no failure
    except BaseException as error:
        watching.ended(error)
        raise
    finally:
        items.close()
        watching.ended()


async def _atold(items: AsyncGenerator[Any], watching: Watch) -> AsyncGenerator[Any]:
    try:
        yield None  # for `awatched`
        async for item in items:
            watching.answered(item)
            yield item
    except GeneratorExit:
        raise  # left early, which is no failure
    except BaseException as error:
        watching.ended(error)
        raise
    finally:
        await items.aclose()
        watching.ended()

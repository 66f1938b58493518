"""What a run of an agent or a chain spent: tokens and money, by model.

LangChain's `get_usage_metadata_callback` adds up tokens. The handler here also adds up what each answer cost, as the
service says it, for chat models and text models, streamed or not. Both can watch the same run.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage
from langchain_core.messages.ai import UsageMetadata, add_usage
from langchain_core.outputs import ChatGeneration
from langchain_core.tracers.context import register_configure_hook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from langchain_core.outputs import Generation, LLMResult

UNNAMED_MODEL = "unknown"
"""Where answers are counted that do not name their model."""


@dataclass(frozen=True)
class Spending:
    """What some answers cost.

    Attributes:
        calls: Number of answers; failed calls, broken-off streams and answers out of a cache are none.
        usd: US dollars.
        credits: The service's credits, of which 2,000,000 are one dollar.
        unpriced_calls: Answers among `calls` that did not say what they cost: with any, `usd` is too low.
        usage: Tokens in LangChain's form, with details on caches, reasoning and audio; None when no answer had any.
    """

    calls: int = 0
    usd: float = 0.0
    credits: int = 0
    unpriced_calls: int = 0
    usage: UsageMetadata | None = None

    @property
    def input_tokens(self) -> int:
        """Tokens that were sent."""
        return self.usage["input_tokens"] if self.usage else 0

    @property
    def output_tokens(self) -> int:
        """Tokens that were answered, reasoning included."""
        return self.usage["output_tokens"] if self.usage else 0

    @property
    def total_tokens(self) -> int:
        """All tokens."""
        return self.usage["total_tokens"] if self.usage else 0

    def __add__(self, other: Spending) -> Spending:
        return Spending(
            self.calls + other.calls,
            self.usd + other.usd,
            self.credits + other.credits,
            self.unpriced_calls + other.unpriced_calls,
            add_usage(self.usage, other.usage) if self.usage or other.usage else None,
        )

    def __str__(self) -> str:
        calls = f"{self.calls} call" + ("s" if self.calls != 1 else "")
        unpriced = f", {self.unpriced_calls} of them without a price" if self.unpriced_calls else ""
        return (
            f"${self.usd:.6f} ({self.credits:,} credits) for {self.total_tokens:,} tokens "
            f"({self.input_tokens:,} in, {self.output_tokens:,} out) in {calls}{unpriced}"
        )


class CostCallbackHandler(BaseCallbackHandler):
    """Adds up tokens and money of every answer of every chat and text model that it is given to.

    May be shared by threads and by tasks. Costs are those that the service states with its answers; an answer of
    another provider counts with its tokens and as unpriced.

    Example:
        ```python
        from langchain_aimlapi import ChatAIMLAPI, CostCallbackHandler

        cost = CostCallbackHandler()
        ChatAIMLAPI(model="openai/gpt-4o").invoke("Say hello", config={"callbacks": [cost]})
        print(cost.total.usd, cost.by_model)
        ```
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._by_model: dict[str, Spending] = {}

    @property
    def by_model(self) -> dict[str, Spending]:
        """What was spent until now by each model, under the name that its answers bear."""
        with self._lock:
            return dict(self._by_model)

    @property
    def total(self) -> Spending:
        """What was spent until now by all models."""
        return sum(self.by_model.values(), Spending())

    def on_llm_end(self, response: LLMResult, **_kwargs: Any) -> None:
        """Count an answer; the facts of several choices are with the first."""
        if not response.generations or not response.generations[0]:
            return
        generation = response.generations[0][0]
        facts, usage = _facts(generation)
        if _is_cached(usage):
            return
        model, spent = str(facts.get("model_name") or UNNAMED_MODEL), spending_of(generation)
        with self._lock:
            self._by_model[model] = self._by_model.get(model, Spending()) + spent

    def __repr__(self) -> str:
        lines = [f"total: {self.total}", *(f"{model}: {spent}" for model, spent in self.by_model.items())]
        return "\n".join(lines)


def spending_of(generation: Generation) -> Spending:
    """What one answer cost, as it says itself.

    Args:
        generation: The first choice of an answer of a chat model or of `AIMLAPILLM`.
    """
    facts, usage = _facts(generation)
    cost = facts.get("cost")
    if not isinstance(cost, dict):
        return Spending(calls=1, unpriced_calls=1, usage=usage)
    return Spending(calls=1, usd=cost["usd"], credits=cost["credits"], usage=usage)


def _facts(generation: Generation) -> tuple[dict[str, Any], UsageMetadata | None]:
    """What an answer says about itself, and its tokens: of a message, or of a text."""
    if isinstance(generation, ChatGeneration):
        message = generation.message
        return message.response_metadata, message.usage_metadata if isinstance(message, AIMessage) else None
    info = generation.generation_info or {}
    return info, info.get("usage_metadata")


def _is_cached(usage: UsageMetadata | None) -> bool:
    """Whether LangChain's cache gave the answer: core marks the usage of such a message with a cost of 0."""
    return usage is not None and usage.get("total_cost") == 0


_SLOTS: list[ContextVar[CostCallbackHandler | None]] = []
_SLOTS_LOCK = threading.Lock()


def _free_slot() -> ContextVar[CostCallbackHandler | None]:
    """A context variable that core looks at and that no surrounding block uses.

    Blocks inside each other need one each. They are made once and used again, since core keeps every one for good.
    """
    with _SLOTS_LOCK:
        for slot in _SLOTS:
            if slot.get() is None:
                return slot
        slot = ContextVar(f"aimlapi_cost_{len(_SLOTS)}", default=None)
        register_configure_hook(slot, inheritable=True)
        _SLOTS.append(slot)
        return slot


@contextmanager
def get_cost_callback() -> Iterator[CostCallbackHandler]:
    """Count what every model call inside the `with` block costs.

    Calls in tasks and in LangChain's own threads (`batch`, tools) are counted, as are those of blocks inside this one.
    A thread that you start yourself does not know of the block: give it the handler, `config={"callbacks": [cost]}`.

    Yields:
        The handler; it keeps its sums after the block.

    Example:
        ```python
        from langchain_aimlapi import ChatAIMLAPI, get_cost_callback

        with get_cost_callback() as cost:
            ChatAIMLAPI(model="openai/gpt-4o").invoke("Say hello")
        print(cost)
        ```
    """
    slot, handler = _free_slot(), CostCallbackHandler()
    token = slot.set(handler)
    try:
        yield handler
    finally:
        slot.reset(token)

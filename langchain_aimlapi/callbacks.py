"""What a run of an agent or a chain spent: tokens and money, by model.

LangChain's `get_usage_metadata_callback` adds up tokens. The handler here also adds up what each answer cost, as the
service says it, for chat models and text models, streamed or not, and for the package's tools when an agent calls them.
Both can watch the same run. LangChain has no callbacks for embeddings and document loaders: they are not counted.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.messages.ai import UsageMetadata, add_usage
from langchain_core.outputs import ChatGeneration
from langchain_core.tracers.context import register_configure_hook

from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.lazy import LazyModule
from langchain_aimlapi.messages.usage import usage_metadata

if TYPE_CHECKING:
    from langchain_core import outputs as core_outputs
else:
    core_outputs = LazyModule("langchain_core.outputs")


PACKAGE = __name__.partition(".")[0]
UNNAMED_MODEL = "unknown"
"""Where answers are counted that do not name their model."""


@dataclass(frozen=True)
class Spending:
    """What some answers cost.

    Attributes:
        calls: Number of answers, those that failed midway and say what they cost among them; other failed calls,
            broken-off streams and answers out of a cache are none.
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
    """Adds up tokens and money of every answer of every chat model, text model and tool that it is given to.

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
        self._asked: dict[UUID, str] = {}
        self._tools: set[UUID] = set()
        self._asking_tools: set[UUID] = set()

    @property
    def by_model(self) -> dict[str, Spending]:
        """What was spent until now by each model, under the name that its answers bear."""
        with self._lock:
            return dict(self._by_model)

    @property
    def total(self) -> Spending:
        """What was spent until now by all models."""
        return sum(self.by_model.values(), Spending())

    def on_chat_model_start(self, serialized: dict[str, Any], messages: list[Any], **kwargs: Any) -> None:  # noqa: ARG002
        """Remember which model is asked, since an error does not tell."""
        self._note_model(**kwargs)

    def on_llm_start(self, serialized: dict[str, Any], prompts: list[str], **kwargs: Any) -> None:  # noqa: ARG002
        """The same for a text model."""
        self._note_model(**kwargs)

    def _note_model(self, *, run_id: UUID, metadata: dict[str, Any] | None = None, **_kwargs: Any) -> None:
        if name := (metadata or {}).get("ls_model_name"):
            with self._lock:
                self._asked[run_id] = str(name)

    def on_llm_end(
        self, response: core_outputs.LLMResult, *, run_id: UUID, parent_run_id: UUID | None = None, **_kwargs: Any
    ) -> None:
        """Count an answer; the facts of several choices are with the first."""
        with self._lock:
            self._asked.pop(run_id, None)
            if parent_run_id in self._tools:
                self._asking_tools.add(parent_run_id)
        if not response.generations or not response.generations[0]:
            return
        generation = response.generations[0][0]
        facts, usage = _facts(generation)
        if _is_cached(usage):
            return
        self._count(facts.get("model_name"), spending_of(generation))

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **_kwargs: Any) -> None:
        """Count an answer that failed midway and was paid for all the same, as its error says."""
        with self._lock:
            asked = self._asked.pop(run_id, None)
        usage = usage_metadata(error.usage) if isinstance(error, AIMLAPIError) else None
        cost = error.cost if isinstance(error, AIMLAPIError) else None
        if usage or cost:
            self._count(asked, _priced(cost, usage))

    def on_tool_start(self, serialized: dict[str, Any], input_str: str, *, run_id: UUID, **_kwargs: Any) -> None:  # noqa: ARG002
        """Remember that a tool runs, to know of the models that are called in it."""
        with self._lock:
            self._tools.add(run_id)

    def on_tool_end(self, output: Any, *, run_id: UUID, **_kwargs: Any) -> None:
        """Count what one of the package's tools has made, unless a model was called in it and has been counted.

        Only an agent's call of a tool has an artifact that says what it cost.
        """
        asked = self._end_tool(run_id)
        artifact = output.artifact if isinstance(output, ToolMessage) else None
        if not asked and _is_ours(artifact):
            self._count(_fact(artifact, "model"), _priced(_fact(artifact, "cost")))

    def on_tool_error(self, error: BaseException, *, run_id: UUID, **_kwargs: Any) -> None:  # noqa: ARG002
        """Forget a tool that failed: it has not told what it cost."""
        self._end_tool(run_id)

    def _end_tool(self, run_id: UUID) -> bool:
        """Whether a model was called in the tool, whose answer has been seen."""
        with self._lock:
            asked = run_id in self._asking_tools
            self._asking_tools.discard(run_id)
            self._tools.discard(run_id)
        return asked

    def _count(self, model: Any, spent: Spending) -> None:
        name = str(model or UNNAMED_MODEL)
        with self._lock:
            self._by_model[name] = self._by_model.get(name, Spending()) + spent

    def __repr__(self) -> str:
        lines = [f"total: {self.total}", *(f"{model}: {spent}" for model, spent in self.by_model.items())]
        return "\n".join(lines)


def spending_of(generation: core_outputs.Generation) -> Spending:
    """What one answer cost, as it says itself.

    Args:
        generation: The first choice of an answer of a chat model or of `AIMLAPILLM`.
    """
    facts, usage = _facts(generation)
    return _priced(facts.get("cost"), usage)


def _priced(cost: Any, usage: UsageMetadata | None = None) -> Spending:
    if not isinstance(cost, dict):
        return Spending(calls=1, unpriced_calls=1, usage=usage)
    return Spending(calls=1, usd=cost["usd"], credits=cost["credits"], usage=usage)


def _is_ours(artifact: Any) -> bool:
    """Whether an artifact is a result of the package's tools: one of its classes, or an answer of the service."""
    if isinstance(artifact, dict):
        return "inference_id" in artifact
    return bool(type(artifact).__module__.startswith(f"{PACKAGE}."))


def _fact(artifact: Any, name: str) -> Any:
    return artifact.get(name) if isinstance(artifact, dict) else getattr(artifact, name, None)


def _facts(generation: core_outputs.Generation) -> tuple[dict[str, Any], UsageMetadata | None]:
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

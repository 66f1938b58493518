"""`AIMLAPIModeration`: whether a text or a conversation is safe, as a model of AI/ML API sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack, overload

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, convert_to_messages
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda, RunnableSerializable
from pydantic import ConfigDict, Field, model_validator

from langchain_aimlapi.api.errors import NotFoundError
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.chat_backed import ChatBacked
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.moderation_request import HAZARDS, judge_messages, shown_messages, verdict_schema
from langchain_aimlapi.moderation_results import (
    ModerationVerdict,
    UnsafeContentError,
    guard_verdict,
    judged_verdict,
    unsafe_content,
)

if TYPE_CHECKING:
    from langchain_aimlapi._options import ModerationOptions

JSON = dict[str, Any]

__all__ = ["HAZARDS", "AIMLAPIModeration", "ModerationVerdict", "UnsafeContentError"]


class AIMLAPIModeration(ChatBacked, RunnableSerializable[LanguageModelInput, ModerationVerdict]):
    """Whether something is safe: a `Runnable` from a text or messages to a `ModerationVerdict`.

    The service has no moderation endpoint. Two kinds of models can judge: guard models, which answer `safe` or `unsafe`
    with codes, and any chat model that is given categories and a form to answer in. The service has retired all of its
    guard models (https://docs.aimlapi.com/api-references/moderation-safety-models), so judge with a chat model unless
    your account has one.

    Of messages the last one is judged, in the light of those before; system messages are left out. A verdict that
    cannot be read is an error and never "safe".

    Setup:
        ```bash
        pip install langchain-aimlapi
        export AIMLAPI_API_KEY="..."
        ```

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIModeration

        verdict = AIMLAPIModeration(model="gpt-4o-mini").invoke("How do I bake bread?")
        print(verdict.safe, verdict.categories, verdict.cost)
        ```

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits: `NotFoundError`, with the cure,
            for a retired guard model; `MalformedResponseError` for an answer that is no verdict.
        ValueError: At construction, if it is not known how the model judges, or if a guard model is given categories.
    """

    method: Literal["guard", "judge"] | None = None
    """How the model judges: a `"guard"` model by itself, any other as a `"judge"` by categories. Default: what the
    catalogue says of the model; a model that it does not know needs to be told."""
    categories: dict[str, str] = Field(default_factory=lambda: dict(HAZARDS))
    """For a judge: what is unsafe, name and meaning. A guard model has categories of its own."""
    read_verdict: Callable[[str], tuple[bool, list[str]]] | None = Field(default=None, exclude=True, repr=False)
    """For a guard model whose verdicts look different from Llama Guard's: returns whether the text is safe and the
    categories, and raises a ValueError for anything else."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[ModerationOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[ModerationOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    @model_validator(mode="after")
    def _know_how_to_judge(self) -> Self:
        if self._way() == "guard" and "categories" in self.model_fields_set:
            raise ValueError('categories are for method="judge"; a guard model has its own: leave them out')
        if not self.categories:
            raise ValueError("categories is empty, so nothing could be unsafe: name at least one, or leave it out")
        return self

    def _way(self) -> Literal["guard", "judge"]:
        """How the model judges."""
        card = get_model(self.model, warn=False)
        if self.method is None and not card.known:
            raise ValueError(
                f"model {self.model!r} is not in the catalogue, so it is not known how it judges: set method to "
                '"guard" if it answers safe or unsafe by itself, else to "judge"'
            )
        return self.method or ("guard" if card.family == "moderation" else "judge")

    def invoke(
        self,
        input: LanguageModelInput,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> ModerationVerdict:
        """Have a text or the last of some messages judged.

        Args:
            input: A text, a prompt or messages.
            config: What LangChain runs it with.
            **kwargs: Parameters of the model, and `client_request_id`, `timeout`, `max_retries`, `extra_headers`.

        Raises:
            AIMLAPIError: See the class.
        """
        return self._call_with_config(self._judge, input, config, **kwargs)

    async def ainvoke(
        self,
        input: LanguageModelInput,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> ModerationVerdict:
        """`invoke`, asynchronously."""
        return await self._acall_with_config(self._ajudge, input, config, **kwargs)

    def gate(self, what: str = "input") -> Runnable[Any, Any]:
        """A step of a chain that passes on what is safe, unchanged, and stops at anything else.

        Args:
            what: What is judged, in a word, for the error.

        Raises:
            UnsafeContentError: When it runs, with the verdict.

        Example:
            ```python
            from langchain_aimlapi import AIMLAPIModeration, ChatAIMLAPI

            guarded = AIMLAPIModeration(model="gpt-4o-mini").gate() | ChatAIMLAPI(model="openai/gpt-4o")
            print(guarded.invoke("How do I bake bread?").text)
            ```
        """

        def check(value: Any, config: RunnableConfig) -> Any:
            return _passed(value, self.invoke(value, config), what)

        async def acheck(value: Any, config: RunnableConfig) -> Any:
            return _passed(value, await self.ainvoke(value, config), what)

        return RunnableLambda(check, afunc=acheck, name="moderation_gate")

    def _judge(
        self,
        given: LanguageModelInput,
        run_manager: CallbackManagerForChainRun,  # noqa: ARG002
        config: RunnableConfig,
        **kwargs: Any,
    ) -> ModerationVerdict:
        with model_errors(self.model), _cure(self.model, self._way()):
            shown = shown_messages(_messages(given))
            return self._read(self._asked(kwargs).invoke(self._question(shown), config))

    async def _ajudge(
        self,
        given: LanguageModelInput,
        run_manager: AsyncCallbackManagerForChainRun,  # noqa: ARG002
        config: RunnableConfig,
        **kwargs: Any,
    ) -> ModerationVerdict:
        with model_errors(self.model), _cure(self.model, self._way()):
            shown = shown_messages(_messages(given))
            return self._read(await self._asked(kwargs).ainvoke(self._question(shown), config))

    def _question(self, shown: list[BaseMessage]) -> list[BaseMessage]:
        return shown if self._way() == "guard" else judge_messages(shown, self.categories)

    def _asked(self, kwargs: JSON) -> Runnable[LanguageModelInput, Any]:
        """The chat model with the parameters of this call."""
        params = {**self.model_kwargs, **kwargs}
        if self._way() == "judge":
            schema = verdict_schema(self.categories)
            return self.chat.with_structured_output(schema, include_raw=True, **params)
        if get_model(self.model, warn=False).dialect == "none":  # retired guard models count as none that chat
            params = {"dialect": "chat", **params}
        return self.chat.bind(**params)

    def _read(self, answer: Any) -> ModerationVerdict:
        if isinstance(answer, AIMessage):
            return guard_verdict(answer, self.model, self.read_verdict)
        return judged_verdict(answer["raw"], answer["parsed"], self.model)


def _messages(given: LanguageModelInput) -> Sequence[BaseMessage]:
    if isinstance(given, PromptValue):
        return given.to_messages()
    return convert_to_messages([given] if isinstance(given, (str, BaseMessage)) else given)


def _passed(value: Any, verdict: ModerationVerdict, what: str) -> Any:
    if not verdict.safe:
        raise unsafe_content(verdict, what)
    return value


@contextmanager
def _cure(model: str, way: str) -> Iterator[None]:
    """Say what can be done about a guard model that is gone."""
    try:
        yield
    except NotFoundError as error:
        if way == "guard":
            told = error.message.partition(". Names close to")[0]  # they are guard models, too, and as retired
            error.message = (
                f"{told}. The service has retired its guard models, and your account does not have {model}: name "
                "another, or judge with a chat model, as with AIMLAPIModeration(model='gpt-4o-mini')"
            )
        raise

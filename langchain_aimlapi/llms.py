"""`AIMLAPILLM`: every chat model of AI/ML API as a LangChain LLM, text in and text out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping, Sequence
from contextlib import aclosing, closing
from functools import cached_property, reduce
from operator import add
from typing import TYPE_CHECKING, Any, Self, Unpack, cast, overload

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseLLM, LangSmithParams, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, Generation, GenerationChunk, LLMResult
from langchain_core.rate_limiters import BaseRateLimiter
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import Field, Secret

from langchain_aimlapi.callbacks import Spending, spending_of
from langchain_aimlapi.chat_models import ChatAIMLAPI
from langchain_aimlapi.chat_settings import ChatSettings
from langchain_aimlapi.messages.tools import ToolLike
from langchain_aimlapi.tokens import estimate_message_tokens, estimate_tokens

if TYPE_CHECKING:
    from langchain_aimlapi._options import LLMOptions

JSON = dict[str, Any]


_SHARED = frozenset(ChatSettings.model_fields)
_DERIVED = ("chat_model", "client", "_serialized")


class AIMLAPILLM(ChatSettings, BaseLLM):
    """Text in, text out, from any chat model of AI/ML API: the prompt is sent as one message of the user.

    For programs that are built on LangChain's LLMs. New ones are better off with `ChatAIMLAPI`, which has tools, typed
    answers, images and a conversation's roles.

    Every parameter of `ChatAIMLAPI` is one here, with the same meaning, default and check.

    Setup:
        ```bash
        pip install langchain-aimlapi
        export AIMLAPI_API_KEY="..."
        ```

    Example:
        ```python
        from langchain_aimlapi import AIMLAPILLM

        llm = AIMLAPILLM(model="openai/gpt-4o", max_tokens=100)
        print(llm.invoke("Say hello"))
        ```

    `generate` tells more than the text. The `generation_info` of a generation has all that `response_metadata` of a
    chat model's message has, such as `finish_reason` and `inference_id`, and `reasoning_content`. The first generation
    of each prompt also has `usage_metadata` and `cost`, of all of its choices. `llm_output` has the sums over all
    prompts.

    Raises:
        AIMLAPIError: A call raises what the same call of `ChatAIMLAPI` would raise.
    """

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[LLMOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[LLMOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    rate_limiter: BaseRateLimiter | None = Field(default=None, exclude=True)
    """What every call waits for."""
    disable_streaming: bool = False
    """Whether a stream is the whole answer in one piece."""

    @cached_property
    def chat_model(self) -> ChatAIMLAPI:
        """The chat model that answers; made anew after a setting has changed."""
        return ChatAIMLAPI(**{name: getattr(self, name) for name in self.model_fields_set & _SHARED})

    # Calls

    def _generate(
        self,
        prompts: list[str],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> LLMResult:
        if self._streams(prompts, kwargs):
            return _llm_result([_whole(list(self._stream(prompts[0], stop, run_manager, **kwargs)))])
        return _llm_result([self._answer(prompt, stop, kwargs) for prompt in prompts])

    async def _agenerate(
        self,
        prompts: list[str],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> LLMResult:
        if self._streams(prompts, kwargs):
            chunks = [chunk async for chunk in self._astream(prompts[0], stop, run_manager, **kwargs)]
            return _llm_result([_whole(chunks)])
        calls = (self._aanswer(prompt, stop, kwargs) for prompt in prompts)
        answers = await asyncio.gather(*calls, return_exceptions=True)
        return _llm_result([_raise_error(answer) for answer in answers])

    def _stream(
        self,
        prompt: str,
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[GenerationChunk]:
        with closing(self._chunks(prompt, stop, kwargs)) as chunks:
            for chunk in chunks:
                if run_manager:  # core leaves this to the stream of an LLM, other than of a chat model
                    run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                yield chunk

    async def _astream(
        self,
        prompt: str,
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[GenerationChunk]:
        async with aclosing(self._achunks(prompt, stop, kwargs)) as chunks:
            async for chunk in chunks:
                if run_manager:
                    await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                yield chunk

    def _streams(self, prompts: list[str], kwargs: Mapping[str, Any]) -> bool:
        """Whether to stream behind the scenes, which works for one answer: core hands out one run manager only."""
        several = len(prompts) > 1 or (kwargs.get("n", self.n) or 1) > 1
        return self.streaming and self.disable_streaming is not True and not several

    def _answer(self, prompt: str, stop: list[str] | None, kwargs: JSON) -> list[Generation]:
        if self.rate_limiter:
            self.rate_limiter.acquire(blocking=True)
        return _choices(self.chat_model._generate([HumanMessage(prompt)], stop, **kwargs).generations)

    async def _aanswer(self, prompt: str, stop: list[str] | None, kwargs: JSON) -> list[Generation]:
        if self.rate_limiter:
            await self.rate_limiter.aacquire(blocking=True)
        result = await self.chat_model._agenerate([HumanMessage(prompt)], stop, **kwargs)
        return _choices(result.generations)

    def _chunks(self, prompt: str, stop: list[str] | None, kwargs: JSON) -> Generator[GenerationChunk]:
        if self.disable_streaming is True:
            yield _as_chunk(self._answer(prompt, stop, kwargs)[0])
            return
        if self.rate_limiter:
            self.rate_limiter.acquire(blocking=True)
        stream = self.chat_model._stream([HumanMessage(prompt)], stop, **kwargs)
        with closing(cast("Generator[ChatGenerationChunk]", stream)) as chunks:
            yield from map(_text_chunk, chunks)

    async def _achunks(self, prompt: str, stop: list[str] | None, kwargs: JSON) -> AsyncGenerator[GenerationChunk]:
        if self.disable_streaming is True:
            yield _as_chunk((await self._aanswer(prompt, stop, kwargs))[0])
            return
        if self.rate_limiter:
            await self.rate_limiter.aacquire(blocking=True)
        stream = self.chat_model._astream([HumanMessage(prompt)], stop, **kwargs)
        async with aclosing(cast("AsyncGenerator[ChatGenerationChunk]", stream)) as chunks:
            async for chunk in chunks:
                yield _text_chunk(chunk)

    def batch(
        self,
        inputs: list[LanguageModelInput],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[str]:
        """One text for each input, in the order of the inputs.

        Each input is a run of its own, in threads, since the endpoint takes one prompt at a time. (Core's own makes one
        call of all prompts, which fails as a whole.)

        Args:
            inputs: Prompts.
            config: One for all or one for each; `max_concurrency` is the number of threads.
            return_exceptions: Whether to return the error of an input in its place instead of raising the first one.
            **kwargs: Further parameters of every call.
        """
        return Runnable.batch(self, inputs, config, return_exceptions=return_exceptions, **kwargs)

    async def abatch(
        self,
        inputs: list[LanguageModelInput],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[str]:
        """The same as `batch`, in tasks."""
        return await Runnable.abatch(self, inputs, config, return_exceptions=return_exceptions, **kwargs)

    # Counting

    def get_num_tokens(self, text: str) -> int:
        """About how many tokens a text is; see `langchain_aimlapi.tokens` for how far off that may be."""
        return super().get_num_tokens(text) if self.custom_get_token_ids else estimate_tokens(text)

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], tools: Sequence[ToolLike] | None = None) -> int:
        """About how many tokens a conversation is, with the schemas of tools."""
        if self.custom_get_token_ids:
            return super().get_num_tokens_from_messages(messages, tools)
        return estimate_message_tokens(messages, tools)

    # LangChain's bookkeeping

    @property
    def _llm_type(self) -> str:
        return "aimlapi"

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """Whether LangChain can serialize it: yes, without its key and connections."""
        return True

    @property
    def _identifying_params(self) -> JSON:
        """What tells one model's answers from another's, for caches and traces: what is hidden only by a digest."""
        params = self.chat_model._identifying_params
        if digest := self._hidden_digest({}):
            params["hidden_digest"] = digest
        return params

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        self._check_call(kwargs)
        return {**self.chat_model._get_ls_params(stop, **kwargs), "ls_model_type": "llm"}

    if not TYPE_CHECKING:  # its type is core's own

        def bind(self, **kwargs: Any) -> Any:
            """The model with parameters of every call; raises as `ChatAIMLAPI.bind` does."""
            self._check_binding(kwargs)
            return super().bind(**kwargs)

        def stream(self, input: Any, config: Any = None, *, stop: Any = None, **kwargs: Any) -> Any:  # noqa: A002
            """The text in pieces; traces see of headers and of what the model does not know only the names."""
            return super().stream(input, config, stop=stop, **self._sealed(kwargs))

        def astream(self, input: Any, config: Any = None, *, stop: Any = None, **kwargs: Any) -> Any:  # noqa: A002
            """`stream`, asynchronously."""
            return super().astream(input, config, stop=stop, **self._sealed(kwargs))

    def _sealed(self, params: Mapping[str, Any]) -> JSON:
        """Parameters that core hands to traces as they are: values that these must not see, sealed until the call."""
        visible = self._shown_parameters(params)
        return {name: value if visible[name] == value else Secret(value) for name, value in params.items()}

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        self._forget()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed fields, which forgets what was derived from the old ones."""
        twin = super().model_copy(update=update, deep=deep)
        twin._forget()
        return twin

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        twin = super().__deepcopy__(memo)
        twin._forget()
        return twin

    def _forget(self) -> None:
        for derived in _DERIVED:
            self.__dict__.pop(derived, None)

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        kept = {key: value for key, value in state["__dict__"].items() if key not in _DERIVED}
        return {**state, "__dict__": kept}


# From messages to texts


def _choices(generations: Sequence[ChatGeneration]) -> list[Generation]:
    """The choices of one answer as texts; what the answer cost as a whole is said with the first."""
    texts = [Generation(text=_text(choice), generation_info=_info(choice)) for choice in generations]
    for later in texts[1:]:
        info = later.generation_info or {}
        later.generation_info = {key: value for key, value in info.items() if key not in ("cost", "token_usage")}
    return texts


def _text_chunk(chunk: ChatGenerationChunk) -> GenerationChunk:
    return GenerationChunk(text=_text(chunk), generation_info=_info(chunk))


def _text(generation: ChatGeneration) -> str:
    return str(generation.message.text)


def _info(generation: ChatGeneration) -> JSON:
    """Everything that a message says about the answer beyond its text."""
    message = generation.message
    info = {**(generation.generation_info or {}), **message.response_metadata}
    if isinstance(message, AIMessage) and message.usage_metadata:
        info["usage_metadata"] = message.usage_metadata
    if reasoning := message.additional_kwargs.get("reasoning_content"):
        info["reasoning_content"] = reasoning
    return info


def _as_chunk(generation: Generation) -> GenerationChunk:
    return GenerationChunk(text=generation.text, generation_info=generation.generation_info)


def _whole(chunks: list[GenerationChunk]) -> list[Generation]:
    whole = reduce(add, chunks)
    return [Generation(text=whole.text, generation_info=whole.generation_info)]


def _raise_error(answer: list[Generation] | BaseException) -> list[Generation]:
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _llm_result(generations: list[list[Generation]]) -> LLMResult:
    """The choices of every prompt; `llm_output` is what they cost together."""
    firsts = [choices[0] for choices in generations]
    spent = sum(map(spending_of, firsts), Spending())
    output: JSON = {
        "token_usage": {
            "prompt_tokens": spent.input_tokens,
            "completion_tokens": spent.output_tokens,
            "total_tokens": spent.total_tokens,
        }
    }
    if not spent.unpriced_calls:
        output["cost"] = {"usd": spent.usd, "credits": spent.credits}
    names = [info["model_name"] for first in firsts if (info := first.generation_info or {}).get("model_name")]
    if names:
        output["model_name"] = names[0]
    return LLMResult(generations=generations, llm_output=output)

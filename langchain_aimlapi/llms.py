"""`AIMLAPILLM`: every chat model of AI/ML API as a LangChain LLM, text in and text out."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import json
from contextlib import aclosing, closing
from functools import cached_property, reduce
from operator import add
from typing import TYPE_CHECKING, Any, Self, cast

from langchain_core.language_models import BaseLLM, LangSmithParams
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.outputs import Generation, GenerationChunk, LLMResult
from langchain_core.runnables import Runnable
from pydantic import ConfigDict, create_model

from langchain_aimlapi._renamed import with_new_names
from langchain_aimlapi.callbacks import Spending, spending_of
from langchain_aimlapi.chat_models import ChatAIMLAPI
from langchain_aimlapi.tokens import estimate_message_tokens, estimate_tokens

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping, Sequence

    from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
    from langchain_core.language_models import LanguageModelInput
    from langchain_core.messages import BaseMessage
    from langchain_core.outputs import ChatGeneration, ChatGenerationChunk
    from langchain_core.runnables import RunnableConfig

    from langchain_aimlapi.messages.tools import ToolLike

    JSON = dict[str, Any]

    class _Settings(BaseLLM):
        """What the code below uses of the fields."""

        model: str
        n: int | None
        extra_body: JSON | None
        streaming: bool
        disable_streaming: bool | str
        rate_limiter: Any

else:
    # The very fields of ChatAIMLAPI, so that a parameter is named, documented and kept out of traces in one place.
    _Settings = create_model(
        "_Settings",
        __base__=BaseLLM,
        __module__=__name__,
        **{
            name: (field.annotation, field)
            for name, field in ChatAIMLAPI.model_fields.items()
            if name not in BaseLLM.model_fields
        },
    )


class AIMLAPILLM(_Settings):
    """Text in, text out, from any chat model of AI/ML API: the prompt is sent as one message of the user.

    For programs that are built on LangChain's LLMs. New ones are better off with `ChatAIMLAPI`, which has tools, typed
    answers, images and a conversation's roles.

    Args:
        **settings: Every parameter of `ChatAIMLAPI`, with the same meaning, default and check.

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

    model_config = ConfigDict(populate_by_name=True, protected_namespaces=())

    def __init__(self, **settings: Any) -> None:
        chat_model = ChatAIMLAPI(**with_new_names(settings, stacklevel=2))
        super().__init__(**_set_fields(chat_model))
        self.__dict__["chat_model"] = chat_model

    @cached_property
    def chat_model(self) -> ChatAIMLAPI:
        """The chat model that answers; made anew after a setting has changed."""
        return ChatAIMLAPI(**_set_fields(self))

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

    @property
    def lc_secrets(self) -> dict[str, str]:
        """Fields that hold secrets, and the environment variables that stand in for them when serialized."""
        return self.chat_model.lc_secrets

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """Whether LangChain can serialize it: yes, without its key and connections."""
        return True

    @property
    def _identifying_params(self) -> JSON:
        """What tells one model's answers from another's, for caches and traces: `extra_body` only by a digest."""
        params = self.chat_model._identifying_params
        if self.extra_body:
            text = json.dumps(self.extra_body, sort_keys=True, default=repr)
            params["extra_body_digest"] = hashlib.sha256(text.encode()).hexdigest()
        return params

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        return {**self.chat_model._get_ls_params(stop, **kwargs), "ls_model_type": "llm"}

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        self._forget()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed fields, which forgets what was derived from the old ones."""
        twin = super().model_copy(update=update, deep=deep)
        twin._forget()
        return twin

    def _forget(self) -> None:
        for derived in ("chat_model", "_serialized"):
            self.__dict__.pop(derived, None)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return type(self)(**_set_fields(copy.deepcopy(self.chat_model, memo)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _from_chat_model, (type(self), self.chat_model)


def _set_fields(model: BaseLLM | ChatAIMLAPI) -> JSON:
    return {name: getattr(model, name) for name in model.model_fields_set}


def _from_chat_model(kind: type[AIMLAPILLM], chat_model: ChatAIMLAPI) -> AIMLAPILLM:
    return kind(**_set_fields(chat_model))


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

"""`ChatAIMLAPI`: every chat model of AI/ML API as a LangChain chat model."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Awaitable, Callable  # noqa: TC003 - pydantic reads the annotations
from contextlib import aclosing, closing
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from langchain_core.language_models import BaseChatModel, LangSmithParams
from langchain_core.runnables import RunnableMap, RunnablePassthrough
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, Field, SecretStr, field_validator, model_validator

from langchain_aimlapi.api.client import AIMLAPIClient
from langchain_aimlapi.api.config import API_KEY_VARIABLES, resolve_api_key, resolve_base_url
from langchain_aimlapi.api.requests import Attribution
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.chat_request import ChatCall, UnsupportedParams, build_chat_call
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.messages import structured
from langchain_aimlapi.messages.blocks import PROVIDER
from langchain_aimlapi.messages.from_wire import ChunkConverter, completion_to_result
from langchain_aimlapi.messages.to_wire import messages_to_wire
from langchain_aimlapi.messages.tools import tool_choice_to_wire, tool_name, tools_to_wire
from langchain_aimlapi.profiles import model_profile

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
    from langchain_core.language_models import LanguageModelInput, ModelProfile
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.outputs import ChatGenerationChunk, ChatResult
    from langchain_core.runnables import Runnable

    from langchain_aimlapi.messages.tools import ToolLike

_BODY_FIELDS = (
    "temperature",
    "top_p",
    "top_k",
    "max_tokens",
    "stop",
    "n",
    "seed",
    "frequency_penalty",
    "presence_penalty",
    "logit_bias",
    "logprobs",
    "top_logprobs",
    "reasoning_effort",
    "reasoning",
    "thinking",
)
_CONNECTION_FIELDS = frozenset(
    {
        "api_key",
        "base_url",
        "timeout",
        "max_retries",
        "default_headers",
        "app_url",
        "app_title",
        "partner_id",
        "http_client",
        "http_async_client",
    }
)


class ChatAIMLAPI(BaseChatModel):
    """Chat models of AI/ML API (https://aimlapi.com): 400+ models of some 45 vendors behind one key.

    Every model is spoken to in its own dialect: one interface for OpenAI-shaped models and for Claude's own request
    shape. What the models' pages document, and a model does not accept, is told before it is sent.

    Setup:
        ```bash
        pip install langchain-aimlapi
        export AIMLAPI_API_KEY="..."
        ```

    Example:
        ```python
        from langchain_aimlapi import ChatAIMLAPI

        model = ChatAIMLAPI(model="openai/gpt-4o", temperature=0.2)
        answer = model.invoke("Say hello")
        print(answer.text, answer.usage_metadata, answer.response_metadata["cost"])
        ```

    Answers carry, in `response_metadata`, the same keys whether they were streamed or not: `model_provider`,
    `model_name`, `id`, `finish_reason` in OpenAI's word and `native_finish_reason` in the vendor's, `inference_id` for
    the service's support, `client_request_id` if you gave one, and `cost` as `{"usd": float, "credits": int}`.

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits, which is also one of
            `langchain_core`'s `ModelError`s.
    """

    model: str = Field(alias="model_name")
    """Name of the model, such as `"openai/gpt-4o"`: https://docs.aimlapi.com/api-references/model-database."""
    temperature: float | None = None
    """Randomness of the answer, 0 to 2, for Claude 0 to 1."""
    top_p: float | None = None
    """Share of the probability mass to sample from, 0.01 to 1."""
    top_k: int | None = None
    """Number of likeliest tokens to sample from."""
    max_tokens: int | None = Field(default=None, alias="max_completion_tokens")
    """Most tokens of the answer, thoughts included; sent under the name that the model has for it."""
    stop: list[str] | str | None = Field(default=None, alias="stop_sequences")
    """Words at which the answer ends; sent under the name that the model has for it."""
    n: int | None = Field(default=None, ge=1)
    """Number of answers, each of which is paid for; more than 1 only without streaming."""
    seed: int | None = None
    """Seed of the sampling, 1 or more."""
    frequency_penalty: float | None = None
    """-2 to 2: how much to avoid tokens by how often they have occurred."""
    presence_penalty: float | None = None
    """-2 to 2: how much to avoid tokens that have occurred."""
    logit_bias: dict[str, float] | None = None
    """Bias of token ids, -100 to 100."""
    logprobs: bool | None = None
    """Whether to return log probabilities, in `response_metadata["logprobs"]`."""
    top_logprobs: int | None = None
    """Number of alternatives with log probabilities, 0 to 20."""
    reasoning_effort: str | None = None
    """How much a reasoning model thinks: for most `"low"`, `"medium"` or `"high"`; `"none"` for not at all. Sent as the
    option that the model has: for Claude a budget of thinking tokens."""
    reasoning: dict[str, Any] | None = None
    """The same as `{"effort": …}` or `{"max_tokens": …}`; where the model has them also `exclude` and `summary`."""
    thinking: dict[str, Any] | None = None
    """The same as `{"type": "enabled", "budget_tokens": …}`."""
    model_kwargs: dict[str, Any] = Field(default_factory=dict)
    """Further parameters of the body, checked against the model's schema like the fields above."""
    extra_body: dict[str, Any] | None = Field(default=None, exclude=True, repr=False)
    """Parameters put into the body last and unchecked."""
    unsupported_params: UnsupportedParams = "warn"
    """What to do with a parameter that the model does not know: `"warn"` once, raise an `"error"`, or `"send"` it.
    The service itself drops it without a word. Tools for a model without any are an error but with `"send"`."""
    dialect: str | None = None
    """How to speak to the model, `"chat"` or `"claude"`; by default what the catalogue says."""

    streaming: bool = False
    """Whether `invoke` streams behind the scenes, for callbacks that want tokens."""
    stream_usage: bool = True
    """Whether streams are asked for their token usage."""

    api_key: SecretStr | Callable[[], str] | Callable[[], Awaitable[str]] | None = Field(default=None, repr=False)
    """The key, or a function that returns it (an async one for asynchronous calls). Default: the environment's
    `AIMLAPI_API_KEY`, else `AIML_API_KEY`, else `AIMLAPI_KEY`; no other vendor's variable is read."""
    base_url: str | None = None
    """Host root of the service; a `/v1` behind it is understood. Default: `AIMLAPI_API_BASE`, else the service."""
    timeout: float | tuple[float, float] | Any | None = Field(default=None, alias="request_timeout", exclude=True)
    """Seconds, `(connect, read)` seconds, or an `httpx.Timeout`. Default: 600, and 10 to connect."""
    max_retries: int = Field(default=2, ge=0)
    """Attempts after the first one, for connection errors, 408, 429 and 5xx; 0 means one attempt."""
    default_headers: dict[str, str] | None = Field(default=None, exclude=True, repr=False)
    """Headers to send with every call."""
    app_url: str | None = None
    """URL of your application, for the service's statistics (`HTTP-Referer`)."""
    app_title: str | None = None
    """Name of your application, for the service's statistics (`X-Title`)."""
    partner_id: str | None = None
    """Your partner id, `part_…`, which the service credits (`X-AIMLAPI-Partner-ID`)."""
    http_client: Any | None = Field(default=None, exclude=True, repr=False)
    """An `httpx.Client` of your own for synchronous calls; it stays yours to close."""
    http_async_client: Any | None = Field(default=None, exclude=True, repr=False)
    """An `httpx.AsyncClient` of your own for asynchronous calls; it stays yours to close."""

    model_config = ConfigDict(populate_by_name=True, protected_namespaces=(), hide_input_in_errors=True)
    _secret_variable: ClassVar[str] = API_KEY_VARIABLES[0]

    @model_validator(mode="before")
    @classmethod
    def _keep_unknown_parameters(cls, values: Any) -> Any:
        """Put parameters without a field of their own into `model_kwargs`, and say so: nothing is dropped silently."""
        if not isinstance(values, dict):
            return values
        names = {name for key, field in cls.model_fields.items() for name in (key, field.alias) if name}
        unknown = {key: value for key, value in values.items() if key not in names}
        if not unknown:
            return values
        listed = ", ".join(sorted(unknown))
        warnings.warn(f"ChatAIMLAPI has no field {listed}: sent to the model as model_kwargs", stacklevel=4)
        known = {key: value for key, value in values.items() if key in names}
        return {**known, "model_kwargs": {**unknown, **(values.get("model_kwargs") or {})}}

    @field_validator("model_kwargs")
    @classmethod
    def _refuse_doubled_fields(cls, model_kwargs: dict[str, Any]) -> dict[str, Any]:
        doubled = sorted(model_kwargs.keys() & {*_BODY_FIELDS, "model", "messages", "stream"})
        if doubled:
            raise ValueError(f"model_kwargs holds {', '.join(doubled)}, which is a field of its own: set that instead")
        return model_kwargs

    @model_validator(mode="after")
    def _resolve_connection(self) -> Self:
        """Check key and address now, where they were written, and not at the first call."""
        self.api_key = resolve_api_key(self.api_key)  # type: ignore[assignment]
        self.base_url = resolve_base_url(self.base_url)
        Attribution(self.app_url, self.app_title, self.partner_id).headers()
        return self

    def _resolve_model_profile(self) -> ModelProfile | None:
        return model_profile(self.model)

    @cached_property
    def client(self) -> AIMLAPIClient:
        """The client that sends this model's calls; made at the first one."""
        return AIMLAPIClient(
            api_key=self.api_key,
            base_url=self.base_url,
            timeout=self.timeout,
            max_retries=self.max_retries,
            headers=self.default_headers,
            attribution=Attribution(self.app_url, self.app_title, self.partner_id),
            http_client=self.http_client,
            http_async_client=self.http_async_client,
            share_connections=True,
        )

    # Calls

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        with model_errors(kwargs.get("model", self.model)):
            call = self._call(messages, stop, kwargs, stream=False)
            completion = self.client.chat(call.dialect, call.body, call.options)
            call.note_finish(completion)
            return completion_to_result(completion)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        with model_errors(kwargs.get("model", self.model)):
            call = self._call(messages, stop, kwargs, stream=False)
            completion = await self.client.achat(call.dialect, call.body, call.options)
            call.note_finish(completion)
            return completion_to_result(completion)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with model_errors(kwargs.get("model", self.model)):
            call = self._call(messages, stop, kwargs, stream=True)
            convert = ChunkConverter().convert
            with closing(self.client.stream_chat(call.dialect, call.body, call.options)) as chunks:
                for chunk in chunks:
                    call.note_finish(chunk)
                    yield convert(chunk)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        with model_errors(kwargs.get("model", self.model)):
            call = self._call(messages, stop, kwargs, stream=True)
            convert = ChunkConverter().convert
            async with aclosing(await self.client.astream_chat(call.dialect, call.body, call.options)) as chunks:
                async for chunk in chunks:
                    call.note_finish(chunk)
                    yield convert(chunk)

    def _call(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: Mapping[str, Any], *, stream: bool
    ) -> ChatCall:
        params = {**self._body_params(), **kwargs}
        params.pop("stream", None)
        if stop is not None:
            params["stop"] = stop
        if stream and params.pop("stream_usage", self.stream_usage):
            params.setdefault("stream_options", {"include_usage": True})
        params.pop("stream_usage", None)
        return build_chat_call(
            messages_to_wire(messages), params, stream=stream, unsupported_params=self.unsupported_params
        )

    def _body_params(self) -> dict[str, Any]:
        params = {name: getattr(self, name) for name in _BODY_FIELDS}
        params |= {"model": self.model, "dialect": self.dialect, "extra_body": self.extra_body}
        return {**{key: value for key, value in params.items() if value is not None}, **self.model_kwargs}

    # Tools and typed answers

    def bind_tools(
        self,
        tools: Sequence[ToolLike],
        *,
        tool_choice: str | bool | dict[str, Any] | None = None,
        strict: bool | None = None,
        parallel_tool_calls: bool | None = None,
        response_format: Any | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with tools that it may call.

        Args:
            tools: LangChain tools, functions, pydantic classes, TypedDicts, JSON schemas, or dicts in a vendor's form.
            tool_choice: `"auto"`, `"none"`, `"required"` or `"any"`, `True`, the name of one tool, or a dict.
            strict: Whether arguments must follow the schema exactly; None leaves it to the vendor.
            parallel_tool_calls: Whether one answer may call several tools; None leaves it to the vendor.
            response_format: Schema of the final answer, as `with_structured_output` takes it.
            **kwargs: Further parameters of every call.

        Raises:
            ValueError: If `tool_choice` names a tool that is not bound.
        """
        wire_tools = tools_to_wire(tools, strict=strict)
        bound: dict[str, Any] = {**kwargs}
        if wire_tools:
            bound["tools"] = wire_tools
            bound["tool_choice"] = tool_choice_to_wire(tool_choice, wire_tools)
            bound["parallel_tool_calls"] = parallel_tool_calls
        if response_format is not None:
            bound["response_format"] = structured.response_format(response_format, strict=strict)
        return self.bind(**{key: value for key, value in bound.items() if value is not None})

    def with_structured_output(
        self,
        schema: dict[str, Any] | type | None = None,
        *,
        method: Literal["json_schema", "function_calling", "json_mode"] | None = None,
        include_raw: bool = False,
        strict: bool | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, Any]:
        """The model, answering with an object instead of text.

        Args:
            schema: A pydantic class (version 1 or 2): the answer is an instance of it. A TypedDict or JSON schema: the
                answer is a dict. With `method="json_mode"` it may be left out.
            method: `"json_schema"` sends the schema along, `"function_calling"` forces a call of a tool made of it,
                `"json_mode"` asks for any JSON. Default: the best that the model has.
            include_raw: Whether to return `{"raw": message, "parsed": object or None, "parsing_error": error or None}`.
            strict: Whether the vendor must enforce the schema; None leaves it to the vendor.
            **kwargs: Further parameters of every call; `tools` are bound beside the schema.

        Raises:
            ValueError: If `method` is none of the three, or a schema is needed and missing.
        """
        chosen = method or self._structured_method()
        if chosen not in structured.METHODS:
            raise ValueError(f"method must be one of {', '.join(map(repr, structured.METHODS))}, not {chosen!r}")
        if schema is None and chosen != "json_mode":
            raise ValueError(f"schema is needed for method={chosen!r}")
        model, parser = self._bind_schema(schema, chosen, strict, kwargs)
        if not include_raw:
            answered: Runnable[LanguageModelInput, Any] = model | parser
            return answered
        parsed = RunnablePassthrough.assign(parsed=lambda answer: parser.invoke(answer["raw"]))
        failed = RunnablePassthrough.assign(parsed=lambda _: None)
        guarded = parsed.assign(parsing_error=lambda _: None).with_fallbacks([failed], exception_key="parsing_error")
        return RunnableMap(raw=model) | guarded

    def _structured_method(self) -> structured.Method:
        card = get_model(self.model, warn=False)
        return structured.choose_method(card.capabilities, known=card.known)

    def _bind_schema(
        self, schema: Any, method: structured.Method, strict: bool | None, kwargs: dict[str, Any]
    ) -> tuple[Runnable[LanguageModelInput, AIMessage], Any]:
        trace: dict[str, Any] = {"kwargs": {"method": method, "strict": strict}}
        trace["schema"] = None if schema is None else convert_to_openai_tool(schema)
        tools = kwargs.pop("tools", None) or []
        if method == "function_calling":
            wire = tools_to_wire([schema], strict=strict)
            name = tool_name(wire[0]) or ""
            choice = kwargs.pop("tool_choice", None) or ("required" if tools else name)
            bound = self.bind_tools(
                [*wire, *tools],
                tool_choice=choice,
                strict=strict,
                parallel_tool_calls=False if self._takes("parallel_tool_calls") else None,
                ls_structured_output_format=trace,
                **kwargs,
            )
            return bound, structured.tool_parser(schema, name)
        json_schema = method == "json_schema"
        form = structured.response_format(schema, strict=strict) if json_schema else {"type": "json_object"}
        bound = self.bind_tools(tools, response_format=form, ls_structured_output_format=trace, **kwargs)
        return bound, structured.json_parser(schema)

    def _takes(self, parameter: str) -> bool:
        return get_model(self.model, warn=False).accepts(parameter) is True

    # LangChain's bookkeeping

    @property
    def _llm_type(self) -> str:
        return "aimlapi-chat"

    @property
    def model_name(self) -> str:
        """The model's name."""
        return self.model

    @property
    def lc_secrets(self) -> dict[str, str]:
        """Fields that hold secrets, and the environment variables that stand in for them when serialized."""
        return {"api_key": self._secret_variable}

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """Whether LangChain can serialize it: yes, without its key and connections."""
        return True

    @classmethod
    def get_lc_namespace(cls) -> list[str]:
        """Where LangChain finds the class."""
        return ["langchain_aimlapi", "chat_models"]

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {key: value for key, value in self._body_params().items() if key != "extra_body"}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        params = super()._get_ls_params(stop=stop or self.stop, **kwargs)  # type: ignore[arg-type]
        params["ls_provider"] = PROVIDER
        return params

    def _get_llm_string(self, stop: list[str] | None = None, **kwargs: Any) -> str:
        """The cache key, which knows of `extra_body` too, though only by a digest: its values stay here."""
        key = super()._get_llm_string(stop=stop, **kwargs)
        if not self.extra_body:
            return key
        digest = hashlib.sha256(json.dumps(self.extra_body, sort_keys=True, default=repr).encode()).hexdigest()
        return f"{key}---{digest}"

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed fields, which forgets what was derived from the old ones."""
        twin = super().model_copy(update=update, deep=deep)
        twin.__dict__.pop("_serialized", None)
        if update and not _CONNECTION_FIELDS.isdisjoint(update):
            twin.__dict__.pop("client", None)
        if update and "model" in update and "profile" not in update:
            twin.profile = twin._resolve_model_profile()
        return twin

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        memo = {} if memo is None else memo
        for shared in (self.http_client, self.http_async_client):
            memo[id(shared)] = shared
        twin: Self = super().__deepcopy__(memo)
        return twin

    def __getstate__(self) -> dict[Any, Any]:
        if self.http_client is not None or self.http_async_client is not None:
            raise TypeError("A model with http_client or http_async_client cannot be pickled: connections stay here")
        state = super().__getstate__()
        fields = {key: value for key, value in state["__dict__"].items() if key not in ("client", "_serialized")}
        return {**state, "__dict__": fields}

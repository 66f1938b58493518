"""`ChatAIMLAPI`: every chat model of AI/ML API as a LangChain chat model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack, overload

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LangSmithParams, LanguageModelInput, ModelProfile
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableBinding, RunnableMap, RunnablePassthrough

from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.chat_settings import ChatSettings
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.lazy import LazyModule
from langchain_aimlapi.messages.blocks import PROVIDER
from langchain_aimlapi.profiles import model_profile

if TYPE_CHECKING:
    from langchain_aimlapi import chat_request, tokens
    from langchain_aimlapi._options import ChatOptions
    from langchain_aimlapi.messages import from_wire, schemas, structured, to_wire
    from langchain_aimlapi.messages import tools as message_tools
else:  # what is needed by calls and not for making a model: half of what importing it would cost
    chat_request = LazyModule("langchain_aimlapi.chat_request")
    tokens = LazyModule("langchain_aimlapi.tokens")
    from_wire = LazyModule("langchain_aimlapi.messages.from_wire")
    schemas = LazyModule("langchain_aimlapi.messages.schemas")
    structured = LazyModule("langchain_aimlapi.messages.structured")
    to_wire = LazyModule("langchain_aimlapi.messages.to_wire")
    message_tools = LazyModule("langchain_aimlapi.messages.tools")

CHAT_TYPES = ("openai/chat-completions", "chat-completion", "openai/responses", "anthropic/messages")
"""What the service's list calls models that chat, in its form of today and in that of 2025."""


class ChatAIMLAPI(ChatSettings, BaseChatModel):
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

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[ChatOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[ChatOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    def _resolve_model_profile(self) -> ModelProfile | None:
        return model_profile(self.model)

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
            answer = call.read(self.client.chat(call.dialect, call.body, call.options))
            return from_wire.completion_to_result(answer, call.model)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        with model_errors(kwargs.get("model", self.model)):
            call = self._call(messages, stop, kwargs, stream=False)
            answer = call.read(await self.client.achat(call.dialect, call.body, call.options))
            return from_wire.completion_to_result(answer, call.model)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with model_errors(kwargs.get("model", self.model)):
            call = self._call(messages, stop, kwargs, stream=True)
            read, convert = call.chunk_reader(), from_wire.ChunkConverter(call.model).convert
            with closing(self.client.stream_chat(call.dialect, call.body, call.options)) as chunks:
                for chunk in chunks:
                    yield convert(read(chunk))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        with model_errors(kwargs.get("model", self.model)):
            call = self._call(messages, stop, kwargs, stream=True)
            read, convert = call.chunk_reader(), from_wire.ChunkConverter(call.model).convert
            async with aclosing(await self.client.astream_chat(call.dialect, call.body, call.options)) as chunks:
                async for chunk in chunks:
                    yield convert(read(chunk))

    def _combine_llm_outputs(self, llm_outputs: list[dict[str, Any] | None]) -> dict[str, Any]:
        return from_wire.combine_outputs(llm_outputs, self.model)

    def _call(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: Mapping[str, Any], *, stream: bool
    ) -> chat_request.ChatCall:
        params = {**self._body_params(), **kwargs}
        limits = chat_request.LENGTH_LIMITS
        if not limits.isdisjoint(kwargs):  # whatever name the call has for its limit, the model's own is over
            params = {name: value for name, value in params.items() if name in kwargs or name not in limits}
        params.pop("stream", None)
        if schemas.is_schema(params.get("response_format")):
            params["response_format"] = structured.response_format(params["response_format"])
        if stop is not None:
            params["stop"] = stop
        if stream and params.pop("stream_usage", self.stream_usage):
            params.setdefault("stream_options", {"include_usage": True})
        params.pop("stream_usage", None)
        return chat_request.build_chat_call(
            to_wire.messages_to_wire(messages), params, stream=stream, unsupported_params=self.unsupported_params
        )

    # Tools and typed answers

    def bind_tools(
        self,
        tools: Sequence[message_tools.ToolLike],
        *,
        tool_choice: str | bool | dict[str, Any] | None = None,
        strict: bool | None = None,
        parallel_tool_calls: bool | None = None,
        response_format: Any | None = None,
        **kwargs: Any,
    ) -> RunnableBinding[LanguageModelInput, AIMessage]:
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
            InvalidRequestError: If a parameter speaks of a key or of the service's URL.
        """
        wire_tools = message_tools.tools_to_wire(tools, strict=strict)
        bound: dict[str, Any] = {**kwargs}
        if wire_tools:
            bound["tools"] = wire_tools
            bound["tool_choice"] = message_tools.tool_choice_to_wire(tool_choice, wire_tools)
            bound["parallel_tool_calls"] = parallel_tool_calls
        if response_format is not None:
            bound["response_format"] = structured.response_format(response_format, strict=strict)
        bound = {key: value for key, value in bound.items() if value is not None}
        self._check_binding(bound)
        return RunnableBinding(bound=self, kwargs=bound)

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
        return RunnableMap(raw=model) | RunnablePassthrough.assign(
            parsed=lambda answer: _parsed(parser, answer["raw"])[0],
            parsing_error=lambda answer: _parsed(parser, answer["raw"])[1],
        )

    def _structured_method(self) -> structured.Method:
        card = get_model(self.model, warn=False)
        return structured.choose_method(card.capabilities, known=card.known)

    def _bind_schema(
        self, schema: Any, method: structured.Method, strict: bool | None, kwargs: dict[str, Any]
    ) -> tuple[Runnable[LanguageModelInput, AIMessage], Any]:
        from langchain_aimlapi.messages.answer_parsers import json_parser, tool_parser  # noqa: PLC0415 - loads core's

        trace: dict[str, Any] = {"kwargs": {"method": method, "strict": strict}}
        trace["schema"] = None if schema is None else message_tools.function_tool(schemas.named_schema(schema))
        tools = kwargs.pop("tools", None) or []
        if method == "function_calling":
            wire = message_tools.tools_to_wire(
                [message_tools.function_tool(schemas.named_schema(schema))], strict=strict
            )
            name = message_tools.tool_name(wire[0]) or ""
            choice = kwargs.pop("tool_choice", None) or ("required" if tools else name)
            bound = self.bind_tools(
                [*wire, *tools],
                tool_choice=choice,
                strict=strict,
                parallel_tool_calls=False if self._takes("parallel_tool_calls") else None,
                ls_structured_output_format=trace,
                **kwargs,
            )
            return bound, tool_parser(schema, name, beside_tools=bool(tools))
        json_schema = method == "json_schema"
        form = structured.response_format(schema, strict=strict) if json_schema else {"type": "json_object"}
        bound = self.bind_tools(tools, response_format=form, ls_structured_output_format=trace, **kwargs)
        return bound, json_parser(schema, beside_tools=bool(tools))

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
        return self._shown_parameters({key: value for key, value in self._body_params().items() if key != "extra_body"})

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        params = super()._get_ls_params(stop=stop or self.stop, **kwargs)  # type: ignore[arg-type]
        params["ls_provider"] = PROVIDER
        limit = self.max_tokens or self.max_completion_tokens
        if limit is not None:
            params.setdefault("ls_max_tokens", limit)
        return params

    def _get_invocation_params(self, stop: list[str] | None = None, **kwargs: Any) -> dict[str, Any]:
        """What traces are told of a call: of headers and of what the model does not know only the names."""
        self._check_call(kwargs)
        params: dict[str, Any] = super()._get_invocation_params(stop=stop, **self._shown_parameters(kwargs))
        return params

    def _get_llm_string(self, stop: list[str] | None = None, **kwargs: Any) -> str:
        """The cache key, which knows of hidden values too, though only by a digest: they stay here."""
        key = super()._get_llm_string(stop=stop, **self._shown_parameters(kwargs))
        digest = self._hidden_digest(kwargs)
        return key if digest is None else f"{key}---{digest}"

    if not TYPE_CHECKING:  # its type is core's own

        def bind(self, **kwargs: Any) -> Any:
            """The model with parameters of every call.

            Raises:
                InvalidRequestError: If one speaks of a key or of the service's URL, or looks like a key: whoever prints
                    the bound model would see it.
            """
            self._check_binding(kwargs)
            return super().bind(**kwargs)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed fields, which forgets what was derived from the old ones."""
        twin = super().model_copy(update=update, deep=deep)
        twin.__dict__.pop("_serialized", None)
        if update and "model" in update and "profile" not in update:
            twin.profile = twin._resolve_model_profile()
        return twin

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        return {**state, "__dict__": {key: value for key, value in state["__dict__"].items() if key != "_serialized"}}

    # Counting and listing

    def get_num_tokens(self, text: str) -> int:
        """About how many tokens a text is; see `langchain_aimlapi.tokens` for how far off that may be."""
        return super().get_num_tokens(text) if self.custom_get_token_ids else tokens.estimate_tokens(text)

    def get_num_tokens_from_messages(
        self, messages: list[BaseMessage], tools: Sequence[message_tools.ToolLike] | None = None
    ) -> int:
        """About how many tokens a conversation is, with the schemas of tools."""
        if self.custom_get_token_ids:
            return super().get_num_tokens_from_messages(messages, tools)
        return tokens.estimate_message_tokens(messages, tools)

    @classmethod
    def list_models(cls, *, base_url: str | None = None, **filters: Any) -> list[dict[str, Any]]:
        """The service's own list of chat models as it is now; needs no key.

        `langchain_aimlapi.find_models` knows more of each model, and needs no network.

        Args:
            base_url: Address of the service. Default: `AIMLAPI_API_BASE`, else the service.
            **filters: Query parameters, such as `capabilities="tools"` or `include="pricing"`:
                https://docs.aimlapi.com/api-references/service-endpoints/complete-model-list

        Returns:
            Rows with `id`, `aliases`, `type`, `info` and what was included.

        Raises:
            AIMLAPIError: If the service cannot be reached or answers with an error.
        """
        from langchain_aimlapi.api.client import AIMLAPIClient  # noqa: PLC0415 - httpx is loaded with the first call

        with model_errors(), AIMLAPIClient(base_url=base_url) as client:
            rows = client.list_models(**filters).get("data") or []
        return [row for row in rows if row.get("type") in CHAT_TYPES]


def _parsed(parser: Runnable[Any, Any], answer: AIMessage) -> tuple[Any, Exception | None]:
    """The object of an answer, or the error in its place; fallbacks of core catch none that comes late in a stream."""
    try:
        return parser.invoke(answer), None
    except Exception as error:  # noqa: BLE001 - a validator of the caller's may raise anything
        return None, error

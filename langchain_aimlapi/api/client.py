"""The client: one method per endpoint, in two colours that share all but the sending."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Generator, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Never, Self

from pydantic import SecretStr

from langchain_aimlapi.api.account_calls import BillingCalls, LogCalls, UsageCalls
from langchain_aimlapi.api.answers import aread_body, astream_body, read_body, stream_body
from langchain_aimlapi.api.assistants import AssistantCalls
from langchain_aimlapi.api.batch_calls import BatchCalls
from langchain_aimlapi.api.bodies import ACCEPT_ENCODING
from langchain_aimlapi.api.calls import Answer, Call, Form
from langchain_aimlapi.api.catalogue_calls import CatalogueCalls
from langchain_aimlapi.api.chat_stream import ChatStreamReader
from langchain_aimlapi.api.clock import Clock
from langchain_aimlapi.api.config import ApiKey, check_api_key, resolve_api_key, resolve_base_url
from langchain_aimlapi.api.environment import check_environment
from langchain_aimlapi.api.error_bodies import missing_key
from langchain_aimlapi.api.errors import AuthenticationError
from langchain_aimlapi.api.families import EmbeddingCalls, Exchange, ImageCalls, with_facts
from langchain_aimlapi.api.finders import FinderCalls
from langchain_aimlapi.api.job_calls import JobCalls
from langchain_aimlapi.api.keepalive import SocketOption, check_socket_options
from langchain_aimlapi.api.key_calls import KeyCalls
from langchain_aimlapi.api.limits import DEFAULT_SIZE_LIMITS, SizeLimits, Timeouts, make_timeouts
from langchain_aimlapi.api.pools import ConnectionPools, shared_pools
from langchain_aimlapi.api.reading import read_object, read_reply, unreadable
from langchain_aimlapi.api.replies import trace_facts
from langchain_aimlapi.api.requests import (
    DEFAULT_OPTIONS,
    Attribution,
    RequestOptions,
    call_headers,
    check_headers,
    check_path,
    encode_body,
    merge_headers,
    user_agent,
)
from langchain_aimlapi.api.retry import DEFAULT_MAX_RETRIES, RetryPolicy, is_repeatable
from langchain_aimlapi.api.run_events import RunEvent, RunStreamReader
from langchain_aimlapi.api.runs import RunCalls
from langchain_aimlapi.api.setting_names import CURES, place_of
from langchain_aimlapi.api.speech import OCRCalls, SpeechCalls, SpokenAnswer, TranscriptionCalls, is_sound, media_type
from langchain_aimlapi.api.streams import aread_stream, read_stream
from langchain_aimlapi.api.telemetry import awatched, opening, watch, watched
from langchain_aimlapi.api.transport import Transport
from langchain_aimlapi.api.types import JSON
from langchain_aimlapi.api.uploads import FilePart, form_fields
from langchain_aimlapi.api.vision import VisionCalls
from langchain_aimlapi.http_library import AsyncClient, Client, Timeout
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.api import dialects as api_dialects
else:
    api_dialects = LazyModule("langchain_aimlapi.api.dialects")


class AIMLAPIClient(
    EmbeddingCalls,
    ImageCalls,
    JobCalls,
    SpeechCalls,
    TranscriptionCalls,
    OCRCalls,
    FinderCalls,
    VisionCalls,
    BillingCalls,
    UsageCalls,
    LogCalls,
    AssistantCalls,
    RunCalls,
    CatalogueCalls,
    KeyCalls,
    BatchCalls,
):
    """A client for https://api.aimlapi.com, for threads and event loops alike.

    It may be shared, pickled, copied, used after a fork and in several event loops: connections are made where they
    are needed.

    Args:
        api_key: The key, as text, `SecretStr` or a function that returns it (for asynchronous calls also an async
            one). Default: the environment's `AIMLAPI_API_KEY`, else `AIML_API_KEY`, else `AIMLAPI_KEY`.
        base_url: Host root; a `/v1` or `/v2` behind it is understood. Default: `AIMLAPI_API_BASE`, else the service.
        timeout: Seconds that each wait may take (to connect, for the first byte, between chunks), and that the whole
            call may take unless its answer is streamed; `(connect, read)` seconds, `Timeouts` for each part of it, or
            a `Timeout` of httpx or httpx2. Default: that of `http_client`, if it was given one, else `Timeouts()`.
        max_retries: Attempts after the first one, for connection errors, 408, 429 and 5xx. Default 2.
        headers: Headers to send with every call.
        attribution: Who calls, for the service's statistics. Default: nothing is sent.
        retry_policy: How patient retries are; its `max_retries` gives way to the argument of that name.
        http_client: An `httpx.Client` or `httpx2.Client` of your own for synchronous calls: proxies, certificates.
        http_async_client: The same for asynchronous calls.
        http_socket_options: Socket options, each `(level, name, value)`, of every connection made here; `()` for what
            the system does by itself. A client of your own keeps its own. Default: TCP keepalive and, on Linux,
            `TCP_USER_TIMEOUT`, so that a peer that has vanished is noticed within 90 to 120 seconds.
        size_limits: How large an answer and its parts may be. Default: `SizeLimits()`.
        allow_http: Whether the key may go to another host than this one over plain http. Default: no, unless
            `AIMLAPI_ALLOW_HTTP=1` is set.
        share_connections: Whether to use the connections that all of the process's clients with this setting share,
            and that stay open, instead of own ones.

    Raises:
        ValueError: If an argument cannot be used; the text says which and why.
        ConfigurationError: If a variable of the environment cannot be used that says which certificates are trusted, or
            which proxy there is.
        TypeError: If there is no such argument, or a client of your own is none.

    Example:
        ```python
        from langchain_aimlapi.api import AIMLAPIClient

        with AIMLAPIClient() as client:
            models = client.list_models()
        print(len(models["data"]), "models")
        ```
    """

    def __init__(
        self,
        api_key: ApiKey | None = None,
        base_url: str | None = None,
        timeout: Timeouts | float | tuple[float, float] | Timeout | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        attribution: Attribution | None = None,
        retry_policy: RetryPolicy | None = None,
        http_client: Client | None = None,
        http_async_client: AsyncClient | None = None,
        *,
        http_socket_options: Sequence[SocketOption] | None = None,
        size_limits: SizeLimits | None = None,
        allow_http: bool | None = None,
        share_connections: bool = False,
        **unknown: Never,
    ) -> None:
        _refuse_unknown(unknown)
        if http_client is None and http_async_client is None:
            check_environment()
        self._api_key = resolve_api_key(api_key)
        self.base_url = resolve_base_url(base_url, allow_http=allow_http)
        self.timeout = make_timeouts(timeout)
        self._stream_timeout = make_timeouts(timeout, streamed=True)
        self.size_limits = size_limits or DEFAULT_SIZE_LIMITS
        self.retry_policy = _with_retries(retry_policy or RetryPolicy(), max_retries)
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": ACCEPT_ENCODING,
            "Content-Type": "application/json",
            "User-Agent": user_agent(),
        }
        attributed = (attribution or Attribution()).headers()
        self._headers = merge_headers(self._headers, attributed, check_headers(headers or {}))
        self._shares = share_connections and http_client is None and http_async_client is None
        self._socket_options = check_socket_options(http_socket_options)
        self._transport = self._connected(http_client, http_async_client)

    def _connected(self, client: Client | None = None, async_client: AsyncClient | None = None) -> Transport:
        if self._shares:
            return Transport(shared_pools(self._socket_options))
        return Transport(ConnectionPools(client=client, async_client=async_client, socket_options=self._socket_options))

    def __repr__(self) -> str:
        key = "set" if self._api_key is not None else "missing"
        return f"{type(self).__name__}(base_url={self.base_url!r}, api_key={key})"

    def __getstate__(self) -> dict[str, Any]:
        pools = self._transport.pools
        if pools.given is not None or pools.given_async is not None:
            raise TypeError("A client with http_client or http_async_client cannot be pickled: connections stay here")
        return {key: value for key, value in self.__dict__.items() if key != "_transport"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._transport = self._connected()

    def __copy__(self) -> Self:
        return self.__deepcopy__({})

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        pools = self._transport.pools
        twin._transport = self._connected(pools.given, pools.given_async)
        return twin

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def close(self) -> None:
        """Close the client's own connections of synchronous calls; it can be used again afterwards."""
        if not self._shares:
            self._transport.pools.close()

    async def aclose(self) -> None:
        """Close the client's own connections of the running event loop; it can be used again afterwards."""
        if not self._shares:
            await self._transport.pools.aclose()

    # Chat

    def chat(self, dialect: api_dialects.Dialect, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Send an encoded chat request and return the neutral completion (`langchain_aimlapi.api.types`).

        Args:
            dialect: How the model speaks; it has encoded `body` and decodes the answer.
            body: The request body.
            options: What differs for this call.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        call = self._call("POST", dialect.path, self._key(), options, body)
        with watch(dialect.path, body, self.base_url) as watching:
            return watching.answered(_read_chat(dialect, self._transport.send(call, self._policy(options)), call))

    async def achat(self, dialect: api_dialects.Dialect, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`chat`, asynchronously."""
        call = self._call("POST", dialect.path, await self._akey(), options, body)
        with watch(dialect.path, body, self.base_url) as watching:
            answer = await self._transport.asend(call, self._policy(options))
            return watching.answered(_read_chat(dialect, answer, call))

    def stream_chat(
        self, dialect: api_dialects.Dialect, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> Generator[JSON]:
        """Send an encoded chat request and yield neutral chunks; the last one has finish reason, usage and cost.

        The request is sent, and retried, before the first chunk is asked for. Closing the generator closes the
        connection; reading it to its end keeps the connection for the next call.

        Raises:
            AIMLAPIError: As `chat`, and `IncompleteStreamError` when the stream ends before the answer does.
        """
        call = self._call("POST", dialect.path, self._key(), options, body, streamed=True)
        watching = watch(dialect.path, body, self.base_url)
        with opening(watching):
            response = self._transport.open(call, self._policy(options))
        reader = ChatStreamReader(dialect, response.headers, call.secret, call.limits)
        return watched(read_stream(reader, response, call), watching)

    async def astream_chat(
        self, dialect: api_dialects.Dialect, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> AsyncGenerator[JSON]:
        """`stream_chat`, asynchronously: await it for the iterator, whose request has been sent by then."""
        call = self._call("POST", dialect.path, await self._akey(), options, body, streamed=True)
        watching = watch(dialect.path, body, self.base_url)
        with opening(watching):
            response = await self._transport.aopen(call, self._policy(options))
        reader = ChatStreamReader(dialect, response.headers, call.secret, call.limits)
        return await awatched(await aread_stream(reader, response, call), watching)

    # What the calls share

    def _post(self, path: str, body: JSON, options: RequestOptions, files: Iterable[FilePart] = ()) -> JSON:
        call = self._call("POST", path, self._key(), options, body, files=tuple(files))
        with watch(path, body, self.base_url) as watching:
            return watching.answered(read_reply(self._transport.send(call, self._policy(options)), call))

    async def _apost(self, path: str, body: JSON, options: RequestOptions, files: Iterable[FilePart] = ()) -> JSON:
        call = self._call("POST", path, await self._akey(), options, body, files=tuple(files))
        with watch(path, body, self.base_url) as watching:
            return watching.answered(read_reply(await self._transport.asend(call, self._policy(options)), call))

    def _post_for_sound(self, path: str, body: JSON, options: RequestOptions) -> SpokenAnswer[Generator[bytes]]:
        call = self._call("POST", path, self._key(), options, body, streamed=True)
        watching = watch(path, body, self.base_url)
        with opening(watching):
            response = self._transport.open(call, self._policy(options))
        if not is_sound(response.headers):
            with watching:
                return SpokenAnswer(watching.answered(read_reply(read_body(response, call), call)))
        facts = watching.answered(trace_facts(response.headers))
        pieces = watched(stream_body(response, call), watching)
        return SpokenAnswer(facts, media_type(response.headers), pieces)

    async def _apost_for_sound(
        self, path: str, body: JSON, options: RequestOptions
    ) -> SpokenAnswer[AsyncGenerator[bytes]]:
        call = self._call("POST", path, await self._akey(), options, body, streamed=True)
        watching = watch(path, body, self.base_url)
        with opening(watching):
            response = await self._transport.aopen(call, self._policy(options))
        if not is_sound(response.headers):
            with watching:
                return SpokenAnswer(watching.answered(read_reply(await aread_body(response, call), call)))
        facts = watching.answered(trace_facts(response.headers))
        pieces = await awatched(await astream_body(response, call), watching)
        return SpokenAnswer(facts, media_type(response.headers), pieces)

    def _post_for_events(self, path: str, body: JSON, options: RequestOptions) -> Generator[RunEvent]:
        call = self._call("POST", path, self._key(), options, body, streamed=True)
        watching = watch(path, body, self.base_url)
        with opening(watching):
            response = self._transport.open(call, self._policy(options))
        watching.answered(trace_facts(response.headers))
        reader = RunStreamReader(response.headers, call.secret, call.limits)
        return watched(read_stream(reader, response, call), watching)

    async def _apost_for_events(self, path: str, body: JSON, options: RequestOptions) -> AsyncGenerator[RunEvent]:
        call = self._call("POST", path, await self._akey(), options, body, streamed=True)
        watching = watch(path, body, self.base_url)
        with opening(watching):
            response = await self._transport.aopen(call, self._policy(options))
        watching.answered(trace_facts(response.headers))
        reader = RunStreamReader(response.headers, call.secret, call.limits)
        return await awatched(await aread_stream(reader, response, call), watching)

    def _exchange(
        self, method: str, path: str, options: RequestOptions, *, needs_key: bool = True, **content: Any
    ) -> Exchange:
        call = self._call(method, path, self._key(required=needs_key), options, **content)
        with watch(path, content.get("body"), self.base_url) as watching:
            answer = self._transport.send(call, self._policy(options))
            watching.answered(with_facts({}, answer.headers))  # what the headers say: its reader comes later
            return answer, call

    async def _aexchange(
        self, method: str, path: str, options: RequestOptions, *, needs_key: bool = True, **content: Any
    ) -> Exchange:
        call = self._call(method, path, await self._akey(required=needs_key), options, **content)
        with watch(path, content.get("body"), self.base_url) as watching:
            answer = await self._transport.asend(call, self._policy(options))
            watching.answered(with_facts({}, answer.headers))
            return answer, call

    def _policy(self, options: RequestOptions) -> RetryPolicy:
        return _with_retries(self.retry_policy, options.max_retries)

    def _call(
        self,
        method: str,
        path: str,
        key: str | None,
        options: RequestOptions,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        files: tuple[FilePart, ...] = (),
        *,
        streamed: bool = False,
    ) -> Call:
        own = self._stream_timeout if streamed else self.timeout
        timeouts = own if options.timeout is None else make_timeouts(options.timeout, streamed=streamed)
        return Call(
            method=method,
            url=self.base_url + check_path(path),
            headers=call_headers(self._headers, key, options),
            content=None if body is None or files else encode_body(body),
            form=Form(form_fields(body), files) if files else None,
            params=params or None,
            clock=Clock(timeouts),
            limits=self.size_limits,
            secret=key,
            repeatable=is_repeatable(method, path),
        )

    def _key(self, *, required: bool = True) -> str | None:
        if isinstance(self._api_key, SecretStr):  # checked when the client was made
            return self._api_key.get_secret_value()
        key = self._api_key() if callable(self._api_key) else self._api_key
        if inspect.isawaitable(key):
            if inspect.iscoroutine(key):
                key.close()
            raise AuthenticationError("api_key is an async function, so only asynchronous calls can use it")
        return _plain_key(key, required=required)

    async def _akey(self, *, required: bool = True) -> str | None:
        if isinstance(self._api_key, SecretStr):
            return self._api_key.get_secret_value()
        key = self._api_key() if callable(self._api_key) else self._api_key
        return _plain_key(await key if inspect.isawaitable(key) else key, required=required)


def _refuse_unknown(settings: Mapping[str, object]) -> None:
    for name in settings:
        place = place_of(name)
        cure = f": {CURES[place]}" if place else ""
        raise TypeError(f"AIMLAPIClient has no argument {name}{cure}")


def _plain_key(key: str | SecretStr | None, *, required: bool) -> str | None:
    checked = check_api_key(key)
    if checked is None:
        if required:
            raise missing_key()
        return None
    return checked.get_secret_value()


def _with_retries(policy: RetryPolicy, max_retries: int | None) -> RetryPolicy:
    if max_retries is None or max_retries == policy.max_retries:
        return policy
    return replace(policy, max_retries=max_retries)


def _read_chat(dialect: api_dialects.Dialect, response: Answer, call: Call) -> JSON:
    reply = read_object(response, call)
    completion = dialect.decode(reply, response.headers)
    if not completion.get("choices"):
        raise unreadable(api_dialects.not_answered(dialect.path, reply), response, call)
    return completion


__all__ = ["DEFAULT_MAX_RETRIES", "AIMLAPIClient"]

"""What a caller of the client sees, over a transport that answers from this file."""

import asyncio
import contextlib
import copy
import gc
import json
import pickle
import traceback
import weakref

import pytest

from langchain_aimlapi.api import AIMLAPIClient, RequestOptions, RetryPolicy, transport
from langchain_aimlapi.api.dialects import CHAT
from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    ContextOverflowError,
    IncompleteStreamError,
    InvalidRequestError,
    MalformedResponseError,
    NotFoundError,
    OutOfCreditsError,
    QuotaExceededError,
    RateLimitError,
    ServerError,
    UpstreamRefusalError,
)
from langchain_aimlapi.api.limits import SizeLimits
from langchain_aimlapi.http_library import httpx

KEY = "sk-very-secret-0123456789"
BODY = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
REPLY = {"id": "c1", "model": "m", "choices": [{"index": 0, "message": {"content": "Hi"}, "finish_reason": "stop"}]}
CHUNKS = [
    {"id": "c1", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Hel"}}]},
    {"id": "c1", "choices": [{"index": 0, "delta": {"content": "lo"}, "finish_reason": "stop"}]},
]
DEFAULT_OPTIONS = RequestOptions()
EVENT_STREAM = {"content-type": "text/event-stream"}


def sse(*chunks, done=True):
    events = [*map(json.dumps, chunks), *(["[DONE]"] if done else [])]
    return "".join(f"data: {event}\n\n" for event in events).encode()


class Service:
    """Gives one answer after the other, the last one again and again, and remembers the requests."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer

    @property
    def bodies(self):
        return [json.loads(request.content) for request in self.requests]


def answer(status=200, body=None, **settings):
    return lambda: httpx.Response(status, json=REPLY if body is None else body, **settings)


def refusal(status, message="no", **settings):
    return answer(status, {"requestId": "r1", "statusCode": status, "message": message}, **settings)


def raw(content, status=200, **settings):
    return lambda: httpx.Response(status, content=content, **settings)


def make_client(service, **settings):
    settings = {"api_key": KEY, **settings}
    mock = httpx.MockTransport(service)
    return AIMLAPIClient(
        http_client=httpx.Client(transport=mock), http_async_client=httpx.AsyncClient(transport=mock), **settings
    )


def chat(service, options=DEFAULT_OPTIONS, **settings):
    return make_client(service, **settings).chat(CHAT, BODY, options)


def achat(service, options=DEFAULT_OPTIONS, **settings):
    return asyncio.run(make_client(service, **settings).achat(CHAT, BODY, options))


def stream(service, options=DEFAULT_OPTIONS, **settings):
    return list(make_client(service, **settings).stream_chat(CHAT, BODY, options))


def astream(service, options=DEFAULT_OPTIONS, **settings):
    async def collect():
        chunks = await make_client(service, **settings).astream_chat(CHAT, BODY, options)
        return [chunk async for chunk in chunks]

    return asyncio.run(collect())


every_call = pytest.mark.parametrize("call", [chat, achat, stream, astream])
every_answer = pytest.mark.parametrize("call", [chat, achat])
every_stream = pytest.mark.parametrize("call", [stream, astream])


@pytest.fixture(autouse=True)
def waits(monkeypatch):
    """The seconds that were waited for; nothing really sleeps."""
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr(transport.time, "sleep", waited.append)
    monkeypatch.setattr(transport.asyncio, "sleep", sleep)
    return waited


# Answers


@every_answer
@pytest.mark.parametrize("status", [200, 201, 202])
def test_any_2xx_is_an_answer(call, status):
    completion = call(Service(answer(status, headers={"x-inference-id": "i1", "x-aimlapi-usd-spent": "0.5"})))
    assert completion["choices"][0]["message"]["content"] == "Hi"
    assert completion["inference_id"] == "i1"
    assert completion["cost"] == {"usd": 0.5, "credits": 1_000_000}


@every_call
def test_the_request_is_sent_as_the_service_wants_it(call):
    service = Service(answer())
    call(service, RequestOptions(headers={"X-A": "1"}, client_request_id="q1"), base_url="https://host/v1")
    (request,) = service.requests
    assert str(request.url) == "https://host/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("langchain-aimlapi/")
    assert (request.headers["x-a"], request.headers["x-client-request-id"]) == ("1", "q1")
    assert service.bodies == [BODY]


@every_call
def test_time_limits_of_the_client_and_of_one_call_reach_the_connection(call):
    service = Service(answer())
    call(service, timeout=7)
    call(service, RequestOptions(timeout=3), timeout=7)
    assert [request.extensions["timeout"]["read"] for request in service.requests] == pytest.approx([7, 3], abs=0.5)


@every_stream
def test_a_stream_gives_its_chunks_and_then_one_with_the_end(call):
    chunks = call(Service(raw(sse(*CHUNKS), headers={**EVENT_STREAM, "x-inference-id": "i1"})))
    assert [chunk["choices"][0]["delta"].get("content") for chunk in chunks] == ["Hel", "lo", None]
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["inference_id"] == "i1"


@every_stream
def test_a_json_answer_to_a_streamed_request_is_not_lost(call):
    chunks = call(Service(answer()))
    assert chunks[0]["choices"][0]["delta"]["content"] == "Hi"
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"


# Errors


@every_call
@pytest.mark.parametrize(
    ("status", "message", "kind", "attempts"),
    [
        (400, "Body validation error", InvalidRequestError, 1),
        (400, "maximum context length", ContextOverflowError, 1),
        (401, "bad key", AuthenticationError, 1),
        (403, "out of funds: run out of funds", OutOfCreditsError, 1),
        (404, "unknown model", NotFoundError, 1),
        (429, "slow down", RateLimitError, 3),
        (429, "free tier limit", QuotaExceededError, 1),
        (500, "maintenance", ServerError, 3),
        (500, "400 Unable to access model", UpstreamRefusalError, 1),
        (503, "down", ServerError, 3),
        (504, "Generation timeout", ServerError, 2),
        (302, "moved", APIStatusError, 1),
    ],
)
def test_every_refusal_is_typed_and_sent_again_only_where_that_may_help(call, status, message, kind, attempts):
    service = Service(refusal(status, message))
    with pytest.raises(kind) as caught:
        call(service)
    assert type(caught.value) is kind
    assert len(service.requests) == attempts
    assert (caught.value.status_code, caught.value.request_id) == (status, "r1")
    assert caught.value.response.status_code == status
    assert message in caught.value.response.text


@every_call
@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (httpx.ConnectError("refused"), APIConnectionError),
        (httpx.ReadError("reset"), APIConnectionError),
        (httpx.RemoteProtocolError("Server disconnected"), APIConnectionError),
        (httpx.ConnectTimeout("slow"), APITimeoutError),
        (httpx.ReadTimeout("slow"), APITimeoutError),
        (httpx.PoolTimeout("full"), APITimeoutError),
    ],
)
def test_a_connection_that_fails_before_the_answer_is_tried_again(call, failure, kind):
    service = Service(failure)
    with pytest.raises(kind, match=r"api\.aimlapi\.com"):
        call(service, max_retries=1)
    assert len(service.requests) == 2


@every_call
def test_a_failure_that_passes_is_never_seen(call, waits):
    service = Service(refusal(503), httpx.ConnectError("refused"), answer())
    assert call(service)
    assert len(service.requests) == 3
    assert 0.375 <= waits[0] <= 0.5
    assert 0.75 <= waits[1] <= 1.0


@every_call
def test_no_retries_means_one_request(call):
    service = Service(refusal(503))
    with pytest.raises(ServerError):
        call(service, max_retries=0)
    with pytest.raises(ServerError):
        call(service, RequestOptions(max_retries=0))
    assert len(service.requests) == 2


@every_call
@pytest.mark.parametrize("note", ["café".encode(), b"caf\xe9"])
def test_an_answer_with_headers_beyond_ascii_is_the_error_that_it_is_and_retried(call, waits, note):
    service = Service(refusal(503, headers=[(b"X-Note", note), (b"Set-Cookie", b"id=1")]))
    with pytest.raises(ServerError) as caught:
        call(service, max_retries=2)
    assert len(service.requests) == 3
    headers = caught.value.response.headers
    assert (headers["x-note"], "set-cookie" in headers) == ("café", False)
    assert (b"X-Note", note) in headers.raw


@every_call
def test_a_key_beside_letters_beyond_ascii_is_hidden(call):
    with pytest.raises(InvalidRequestError) as caught:
        call(Service(refusal(400, headers=[(b"x-echo", f"é {KEY}".encode())])))
    assert caught.value.response.headers["x-echo"] == "é ***"


@every_call
@pytest.mark.parametrize(
    ("headers", "waited"),
    [({"Retry-After": "7"}, [7.0]), ({"retry-after-ms": "70"}, [0.07]), ({"Retry-After": "61"}, [])],
)
def test_the_service_says_how_long_to_wait(call, waits, headers, waited):
    service = Service(refusal(429, headers=headers))
    with pytest.raises(RateLimitError) as caught:
        call(service, max_retries=1)
    assert waits == waited
    assert caught.value.retry_after is not None


@every_call
def test_a_retry_policy_of_ones_own_is_kept_whatever_max_retries_says(call, waits):
    with pytest.raises(ServerError):
        call(Service(refusal(500)), retry_policy=RetryPolicy(initial_delay=4.0, max_delay=4.0), max_retries=1)
    assert 3.0 <= waits[0] <= 4.0


@every_call
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ({"error": {"message": "gone", "code": 404}}, NotFoundError, 404),
        ({"statusCode": 429, "message": "slow"}, RateLimitError, 429),
        ({"choices": [], "base_resp": {"status_code": 1004, "status_msg": "login fail"}}, ServerError, 500),
        (
            {"choices": [{"message": {}, "finish_reason": "error", "error": {"code": 502, "message": "died"}}]},
            ServerError,
            502,
        ),
    ],
)
def test_an_error_that_comes_with_status_200_is_raised(call, body, kind, status):
    service = Service(answer(200, body, headers={"x-inference-id": "i1"}))
    with pytest.raises(kind) as caught:
        call(service)
    assert caught.value.status_code == status
    assert caught.value.request_id == "i1"
    assert len(service.requests) == 1


ODD_ANSWERS = [
    {},
    {"choices": []},
    {"choices": None},
    {"choices": "x"},
    {"choices": [None, 1]},
    {"choices": {"a": 1}},
]


@every_answer
@pytest.mark.parametrize(
    "content",
    [b"", b"<html>Hello</html>", b"[]", b"1", b'{"choices": [', *(json.dumps(odd).encode() for odd in ODD_ANSWERS)],
)
def test_what_is_no_answer_is_never_taken_for_one(call, content):
    with pytest.raises(MalformedResponseError) as caught:
        call(Service(raw(content, headers={"x-inference-id": "i1"})))
    assert (caught.value.status_code, caught.value.request_id) == (200, "i1")
    assert caught.value.response.content == content


@every_stream
@pytest.mark.parametrize(
    "content", [b"", b"<html>Hello</html>", b"data: [DONE]\n\n", *(sse(odd) for odd in ODD_ANSWERS)]
)
def test_a_stream_without_an_answer_is_never_taken_for_one(call, content):
    with pytest.raises(IncompleteStreamError):
        call(Service(raw(content, headers=EVENT_STREAM)))


@every_stream
@pytest.mark.parametrize("body", [*ODD_ANSWERS, [], 1, "x"])
def test_a_json_answer_to_a_streamed_request_that_is_none_is_an_error(call, body):
    with pytest.raises((IncompleteStreamError, MalformedResponseError)):
        call(Service(answer(200, body)))


WEIRD_PARTS = [None, 1, "x", [], {}, [1], [None], [{}], {"a": 1}]


@every_call
@pytest.mark.parametrize("weird", WEIRD_PARTS, ids=repr)
@pytest.mark.parametrize(
    "place", ["message", "delta", "tool_calls", "function", "usage", "meta", "content", "index", "id"]
)
def test_odd_values_in_an_answer_raise_nothing_untyped(call, weird, place):
    inner = {"content": "Hi", "tool_calls": [{"id": "1", "function": {"name": "a", "arguments": "{}"}}]}
    choice = {"index": 0, "message": inner, "delta": inner, "finish_reason": "stop"}
    body = {"id": "c1", "choices": [choice], "usage": {"prompt_tokens": 1}, "meta": {}}
    if place in ("message", "delta", "index"):
        choice[place] = weird
    elif place in ("tool_calls", "content"):
        choice["message"] = choice["delta"] = {**inner, place: weird}
    elif place == "function":
        choice["message"] = choice["delta"] = {**inner, "tool_calls": [{"id": "1", "function": weird}]}
    else:
        body[place] = weird
    with contextlib.suppress(AIMLAPIError):
        call(Service(raw(sse(body), headers=EVENT_STREAM) if call in (stream, astream) else answer(200, body)))


RESET = httpx.ReadError("reset")


class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __init__(self, *pieces, failure=RESET):
        self.pieces, self.failure, self.closed = pieces, failure, 0

    def __iter__(self):
        yield from self.pieces
        if self.failure:
            raise self.failure

    async def __aiter__(self):
        for piece in self:
            yield piece

    def close(self):
        self.closed += 1

    async def aclose(self):
        self.closed += 1


@every_answer
def test_an_answer_that_breaks_off_is_not_asked_for_twice(call):
    service = Service(lambda: httpx.Response(200, stream=Broken(b'{"choices": ')))
    with pytest.raises(APIConnectionError, match="broke while the answer was arriving") as caught:
        call(service)
    assert caught.value.began
    assert len(service.requests) == 1


@every_stream
@pytest.mark.parametrize("failure", [httpx.ReadError("reset"), httpx.ReadTimeout("slow"), None])
def test_a_stream_that_breaks_off_tells_what_had_arrived(call, failure):
    body = Broken(sse(CHUNKS[0], done=False), b'data: {"choi', failure=failure)
    service = Service(lambda: httpx.Response(200, stream=body, headers=EVENT_STREAM))
    with pytest.raises((APIConnectionError, IncompleteStreamError)) as caught:
        call(service)
    assert caught.value.partial_text == "Hel"
    assert len(service.requests) == 1
    assert body.closed


@every_stream
def test_a_connection_that_breaks_after_the_end_of_the_answer_loses_nothing(call):
    body = Broken(sse(*CHUNKS, done=False))
    chunks = call(Service(lambda: httpx.Response(200, stream=body, headers=EVENT_STREAM)))
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert body.closed


def test_leaving_a_stream_closes_its_connection():
    body = Broken(sse(*CHUNKS))
    chunks = make_client(Service(lambda: httpx.Response(200, stream=body, headers=EVENT_STREAM))).stream_chat(
        CHAT, BODY
    )
    next(chunks)
    chunks.close()
    assert body.closed


async def test_leaving_an_asynchronous_stream_closes_its_connection():
    body = Broken(sse(*CHUNKS))
    client = make_client(Service(lambda: httpx.Response(200, stream=body, headers=EVENT_STREAM)))
    chunks = await client.astream_chat(CHAT, BODY)
    await anext(chunks)
    await chunks.aclose()
    assert body.closed


def test_a_stream_is_opened_before_its_first_chunk_is_asked_for():
    service = Service(refusal(401))
    client = make_client(service)
    with pytest.raises(AuthenticationError):
        client.stream_chat(CHAT, BODY)
    with pytest.raises(AuthenticationError):
        asyncio.run(client.astream_chat(CHAT, BODY))
    assert len(service.requests) == 2


@every_call
def test_a_page_without_end_behind_an_error_is_not_read_to_its_end(call):
    pieces = 0

    def endless():
        nonlocal pieces
        while True:
            pieces += 1
            yield b"x" * 65536

    class Endless(Broken):
        def __iter__(self):
            return endless()

    with pytest.raises(ServerError) as caught:
        call(Service(lambda: httpx.Response(500, stream=Endless())), max_retries=0)
    assert pieces < 20
    assert len(caught.value.response.content) <= SizeLimits().error
    assert len(str(caught.value)) < 5000


@every_answer
def test_a_huge_answer_that_cannot_be_read_is_not_kept_whole(call):
    with pytest.raises(MalformedResponseError) as caught:
        call(Service(raw(b"x" * 10 * SizeLimits().error)))
    assert len(caught.value.response.content) == SizeLimits().error
    assert len(str(caught.value)) < 1000


@every_call
def test_an_error_whose_body_breaks_off_keeps_its_status(call):
    with pytest.raises(AuthenticationError):
        call(Service(lambda: httpx.Response(401, stream=Broken(b'{"message"'))))


# Keys


@every_call
def test_a_missing_key_is_an_error_at_the_first_call_and_not_before(call):
    service = Service(answer())
    make_client(service, api_key=None)
    with pytest.raises(AuthenticationError, match="AIMLAPI_API_KEY"):
        call(service, api_key=None)
    assert service.requests == []


@every_call
def test_a_function_is_asked_for_the_key_of_every_call(call):
    keys = iter(["k1", "k2"])
    service = Service(answer())
    client_settings = {"api_key": lambda: next(keys)}
    call(service, **client_settings)
    call(service, **client_settings)
    assert [request.headers["authorization"] for request in service.requests] == ["Bearer k1", "Bearer k2"]


@pytest.mark.parametrize("call", [achat, astream])
def test_an_asynchronous_function_gives_the_key_of_asynchronous_calls(call):
    async def key():
        return " k1 "

    service = Service(answer())
    call(service, api_key=key)
    assert service.requests[0].headers["authorization"] == "Bearer k1"


@pytest.mark.parametrize("call", [chat, stream])
def test_an_asynchronous_key_function_cannot_be_used_from_synchronous_calls(call):
    async def key():
        return "k1"

    with pytest.raises(AuthenticationError, match="async function"):
        call(Service(answer()), api_key=key)


def test_the_list_of_models_needs_no_key():
    service = Service(answer(200, {"data": []}))
    client = make_client(service, api_key=None)
    assert client.list_models(include="all") == asyncio.run(client.alist_models(include="all")) == {"data": []}
    assert {str(request.url) for request in service.requests} == {"https://api.aimlapi.com/v1/models?include=all"}
    assert not any("authorization" in request.headers for request in service.requests)


def everything_said(error):
    """All that a log, a tracer or a crash reporter could get hold of, frames apart."""
    said = []
    while error is not None:
        said += ["".join(traceback.format_exception_only(error)), repr(error), repr(error.args), repr(vars(error))]
        request = getattr(error, "_request", None)
        response = getattr(error, "response", None)
        if response is not None:
            said += [response.text, repr(response.headers.raw), repr(response.request.headers.raw)]
        if request is not None:
            said.append(repr(request.headers.raw))
        error = error.__cause__ or error.__context__
    return " ".join(said)


@every_call
@pytest.mark.parametrize(
    "bad",
    [
        refusal(401, f"Invalid key {KEY}"),
        answer(400, {"error": {"message": "no", "path": [KEY], "received": KEY}}),
        raw(f"<title>{KEY}</title>".encode(), 502),
        answer(200, {"error": {"message": f"bad key {KEY}"}}),
        answer(200, {"choices": [], "note": KEY}),
        raw(f"not json {KEY}".encode()),
        httpx.ConnectError(f"cannot send {KEY}"),
        httpx.ReadTimeout("slow"),
    ],
)
def test_the_key_is_in_no_error(call, bad):
    with pytest.raises(AIMLAPIError) as caught:
        call(Service(bad), max_retries=0)
    said = everything_said(caught.value)
    if not isinstance(bad, httpx.ConnectError):  # the words of httpx itself are in its own error, not in ours
        assert KEY not in said
    assert KEY not in f"{caught.value} {caught.value!r} {vars(caught.value)}"
    assert KEY not in repr(pickle.dumps(caught.value))


def test_the_key_is_not_in_the_clients_repr_nor_in_its_state():
    client = AIMLAPIClient(api_key=KEY, headers={"X-A": "1"})
    assert KEY not in f"{client!r} {client} {vars(client)} {client.__getstate__()}"
    assert "api_key=set" in repr(client)
    assert "api_key=missing" in repr(AIMLAPIClient())


# Copies


def test_a_client_travels_to_another_process_with_its_settings():
    client = AIMLAPIClient(api_key=KEY, base_url="https://host/v1", timeout=7, max_retries=5, headers={"X-A": "1"})
    twin = pickle.loads(pickle.dumps(client))
    assert (twin.base_url, twin.timeout, twin.retry_policy) == (client.base_url, client.timeout, client.retry_policy)
    assert twin._headers == client._headers
    assert twin._key() == KEY


def test_a_client_with_connections_of_the_callers_cannot_be_pickled_and_says_why():
    with pytest.raises(TypeError, match="http_client"):
        pickle.dumps(make_client(Service(answer())))


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy])
def test_a_copy_works_and_shares_the_callers_connections(clone):
    service = Service(answer())
    assert clone(make_client(service)).chat(CHAT, BODY)["choices"]
    assert len(service.requests) == 1


def test_a_callers_connections_stay_open():
    http_client = httpx.Client(transport=httpx.MockTransport(Service(answer())))
    with AIMLAPIClient(api_key=KEY, http_client=http_client):
        pass
    assert not http_client.is_closed


def test_connections_are_made_anew_in_every_event_loop_and_closed_with_it():
    client = AIMLAPIClient(api_key=KEY)

    async def pool():
        first = await client._transport.pools.for_loop()
        assert await client._transport.pools.for_loop() is first
        return first

    one, other = asyncio.run(pool()), asyncio.run(pool())
    assert one is not other
    assert one.is_closed
    assert other.is_closed


async def test_a_client_that_was_closed_can_be_used_again():
    client = AIMLAPIClient(api_key=KEY)
    pools = client._transport.pools
    first, async_first = pools.sync(), await pools.for_loop()
    client.close()
    await client.aclose()
    assert first.is_closed
    assert async_first.is_closed
    assert not pools.sync().is_closed
    assert not (await pools.for_loop()).is_closed
    client.close()
    await client.aclose()


async def test_closing_a_client_and_using_it_again_leaves_nothing_behind():
    client, pools = AIMLAPIClient(api_key=KEY), weakref.WeakSet()
    for _ in range(5):
        pools.add(client._transport.pools.sync())
        pools.add(await client._transport.pools.for_loop())
        client.close()
        await client.aclose()
    gc.collect()
    assert not pools


def test_loops_that_were_closed_without_a_word_are_forgotten_with_their_pools():
    client, left = AIMLAPIClient(api_key=KEY), weakref.WeakSet()
    for _ in range(5):
        loop = asyncio.new_event_loop()
        left.add(loop)
        left.add(loop.run_until_complete(client._transport.pools.for_loop()))
        loop.close()
    del loop
    gc.collect()
    assert len(left) <= 2, "the last loop is closed, but nobody has come after it"


async def test_a_pool_that_somebody_else_closed_is_replaced():
    pools = AIMLAPIClient(api_key=KEY)._transport.pools
    await (await pools.for_loop()).aclose()
    assert not (await pools.for_loop()).is_closed
    await pools.aclose()


@pytest.mark.parametrize(
    "settings", [{"timeout": 0}, {"max_retries": -1}, {"headers": {"X-A": "a\r\nb"}}, {"base_url": "x"}]
)
def test_settings_that_cannot_be_used_are_refused_where_they_are_written(settings):
    with pytest.raises(ValueError):
        AIMLAPIClient(api_key=KEY, **settings)

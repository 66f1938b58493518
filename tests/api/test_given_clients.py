"""Clients of the user's own, of either library, do what ours do: the same errors, attempts, streams and timeouts."""

import asyncio
import gzip
import ssl
import traceback
from importlib import import_module
from importlib.util import find_spec

import anyio
import pytest

from langchain_aimlapi import (
    AIMLAPIClient,
    AIMLAPIEmbeddings,
    AIMLAPIError,
    AIMLAPIImageGenerator,
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    ChatAIMLAPI,
    ContextOverflowError,
    IncompleteStreamError,
    RateLimitError,
    Timeouts,
)
from langchain_aimlapi.api.dialects import CHAT
from langchain_aimlapi.api.downloads import Downloader, DownloadRules
from langchain_aimlapi.api.pools import ConnectionPools
from langchain_aimlapi.api.retry import RetryPolicy
from langchain_aimlapi.http_library import SUPPORTED

KEY = "key-that-nobody-must-see"
BODY = {"model": "openai/gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}
REPLY = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "stop"}]}
EVENT = b'data: {"choices": [{"index": 0, "delta": {"content": "hello"}, "finish_reason": "stop"}]}\n\n'
DONE = b"data: [DONE]\n\n"
LIBRARIES = [import_module(name) for name in SUPPORTED if find_spec(name)]
CORES = {"httpx": "httpcore", "httpx2": "httpcore2"}
pytestmark = [
    pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.__name__),
    pytest.mark.parametrize("colour", ["sync", "async"]),
]


class Server:
    """What answers: an exception to raise, a function of the request, or an answer; the last one again and again."""

    def __init__(self, library, colour, *answers, **settings):
        self.library, self.colour, self.answers = library, colour, list(answers)
        self.requests = []
        kind = library.Client if colour == "sync" else library.AsyncClient
        self.client = kind(transport=self._transport(), **settings)

    def _transport(self):
        answer = self.answer
        base = self.library.BaseTransport if self.colour == "sync" else self.library.AsyncBaseTransport

        class Transport(base):
            def handle_request(self, request):
                return answer(request)

            async def handle_async_request(self, request):
                return answer(request)

        return Transport()

    def answer(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer = answer(request) if callable(answer) else answer
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def ours(self, **settings):
        name = "http_client" if self.colour == "sync" else "http_async_client"
        quick = RetryPolicy(initial_delay=0.0)
        return AIMLAPIClient(api_key=KEY, **{name: self.client, "retry_policy": quick, **settings})

    def call(self, name="chat", *given, **settings):
        method = getattr(self.ours(**settings), name if self.colour == "sync" else f"a{name}")
        done = method(*given) if given else method(CHAT, BODY)
        return done if self.colour == "sync" else asyncio.run(done)

    def text(self, **settings):
        """The text of a stream."""
        if self.colour == "sync":
            return "".join(text_of(chunk) for chunk in self.ours(**settings).stream_chat(CHAT, BODY))

        async def read():
            return "".join([text_of(chunk) async for chunk in await self.ours(**settings).astream_chat(CHAT, BODY)])

        return asyncio.run(read())


def said(completion):
    return completion["choices"][0]["message"]["content"]


def text_of(chunk):
    return chunk["choices"][0]["delta"].get("content") or "" if chunk.get("choices") else ""


def body_of(library, *pieces, closing=None):
    """A body whose pieces are bytes, or exceptions to raise; `closing` is raised when it is closed."""

    class Body(library.SyncByteStream, library.AsyncByteStream):
        def __iter__(self):
            for piece in pieces:
                if isinstance(piece, BaseException):
                    raise piece
                yield piece

        async def __aiter__(self):
            for piece in iter(self):
                yield piece

        def close(self):
            if closing is not None:
                raise closing

        async def aclose(self):
            self.close()

    return Body()


def stream_of(library, *pieces, **ending):
    headers = {"content-type": "text/event-stream"}
    return lambda _: library.Response(200, headers=headers, stream=body_of(library, *pieces, **ending))


def whole(library):
    return lambda _: library.Response(200, json=REPLY)


def shows_no_key(error):
    shown = "".join(traceback.format_exception(error))
    cause = error.__cause__
    requests = [each for each in (getattr(cause, "request", None), getattr(error.response, "request", None)) if each]
    return KEY not in shown + "".join(f"{each.headers!r}{each.headers.raw}" for each in requests) + repr(
        vars(cause or error)
    )


FAILURES = {
    "ConnectError": False,
    "ReadError": True,
    "WriteError": True,
    "RemoteProtocolError": True,
    "LocalProtocolError": True,
    "ProxyError": False,
}


@pytest.mark.parametrize("below", [False, True], ids=["", "below"])
@pytest.mark.parametrize("kind", FAILURES)
def test_failures_are_typed_tried_again_and_show_no_key(library, colour, kind, below):
    raised = getattr(import_module(CORES[library.__name__]) if below else library, kind)
    server = Server(library, colour, lambda _: raised(f"broken by Bearer {KEY}"))
    with pytest.raises(APIConnectionError, match=r"Could not get an answer from .*: broken") as caught:
        server.call()
    assert len(server.requests) == 3
    assert caught.value.sent is FAILURES[kind]
    assert shows_no_key(caught.value)


TIMEOUTS = {"ConnectTimeout": "connect", "PoolTimeout": "pool", "WriteTimeout": "write", "ReadTimeout": "first_byte"}


@pytest.mark.parametrize("kind", TIMEOUTS)
def test_timeouts_are_typed_name_their_limit_and_are_tried_again(library, colour, kind):
    server = Server(library, colour, lambda request: getattr(library, kind)("late", request=request), whole(library))
    with pytest.raises(APITimeoutError) as caught:
        server.call(max_retries=0)
    assert caught.value.limit == TIMEOUTS[kind]
    assert shows_no_key(caught.value)
    again = Server(library, colour, getattr(library, kind)("late"), whole(library))
    assert said(again.call()) == "hello"
    assert len(again.requests) == 2


OTHERS = {
    "SSLError": (ssl.SSLError(1, "record layer failure"), True),
    "SSLCertVerificationError": (ssl.SSLCertVerificationError("certificate verify failed"), False),
    "OSError": (OSError(5, "Input/output error"), True),
    "ConnectionResetError": (ConnectionResetError("reset"), True),
    "ConnectionRefusedError": (ConnectionRefusedError("refused"), False),
    "EOFError": (EOFError("nothing more"), True),
    "anyio": (anyio.ClosedResourceError("closed"), True),
    "loop": (RuntimeError("Event loop is closed"), False),
    "another loop": (RuntimeError("<asyncio.locks.Event> is bound to a different event loop"), True),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_what_transports_of_ones_own_raise_is_typed_too(library, colour, kind):
    raised, sent = OTHERS[kind]
    server = Server(library, colour, lambda _: type(raised)(*raised.args))
    with pytest.raises(APIConnectionError, match="Could not get an answer") as caught:
        server.call()
    assert len(server.requests) == 3
    assert caught.value.sent is sent
    assert type(caught.value.__cause__) is type(raised)


@pytest.mark.parametrize("kind", ["ConnectError", "ReadError"])
def test_what_is_paid_by_the_piece_is_sent_again_only_if_nobody_can_have_received_it(library, colour, kind):
    server = Server(library, colour, getattr(library, kind)("broken"))
    with pytest.raises(APIConnectionError):
        server.call("generate_images", {"model": "flux/dev", "prompt": "a cat"})
    assert len(server.requests) == (3 if kind == "ConnectError" else 1)


def test_a_bug_stays_what_it_is(library, colour):
    for bug in (NotImplementedError("no such method"), TypeError("not a request"), RecursionError()):
        server = Server(library, colour, bug)
        with pytest.raises(type(bug)):
            server.call()
        assert len(server.requests) == 1


def test_a_closed_client_is_an_error_and_not_tried_again(library, colour, caplog):
    server = Server(library, colour, whole(library))
    server.client.close() if colour == "sync" else asyncio.run(server.client.aclose())
    with (
        caplog.at_level("DEBUG", "langchain_aimlapi"),
        pytest.raises(APIConnectionError, match="client has been closed"),
    ):
        server.call()
    assert [record.message.count("attempt 1") for record in caplog.records] == [1]
    assert f"{library.__name__} {library.__version__}" in caplog.text


@pytest.mark.parametrize("broken", ["RemoteProtocolError", "ReadError", "ReadTimeout", "oserror", "loop"])
def test_a_stream_that_was_complete_is_kept_whatever_comes_then(library, colour, broken):
    failure = {"oserror": OSError("gone"), "loop": RuntimeError("Event loop is closed")}.get(broken)
    failure = failure or getattr(library, broken)("gone")
    assert Server(library, colour, stream_of(library, EVENT, DONE, failure)).text() == "hello"
    assert Server(library, colour, stream_of(library, EVENT, DONE, b": late", closing=failure)).text() == "hello"
    cut = Server(library, colour, stream_of(library, EVENT.replace(b'"stop"', b"null"), failure))
    with pytest.raises((APIConnectionError, IncompleteStreamError)) as caught:
        cut.text()
    assert caught.value.partial_text == "hello"
    assert shows_no_key(caught.value)
    assert len(cut.requests) == 1


def refused(library, status, headers=(), **body):
    return lambda _: library.Response(status, headers=dict(headers), **body)


def raise_for_status(colour, *, after_reading=False):
    def hook(response):
        if after_reading:
            response.read()
        response.raise_for_status()

    async def ahook(response):
        if after_reading:
            await response.aread()
        response.raise_for_status()

    return {"event_hooks": {"response": [hook if colour == "sync" else ahook]}}


@pytest.mark.parametrize("after_reading", [False, True])
def test_a_hook_that_raises_for_the_status_changes_no_error(library, colour, after_reading):
    hook = raise_for_status(colour, after_reading=after_reading)
    server = Server(library, colour, refused(library, 401, json={"message": "Invalid API key"}), **hook)
    with pytest.raises(AuthenticationError) as caught:
        server.call()
    assert len(server.requests) == 1
    assert caught.value.status_code == 401
    assert shows_no_key(caught.value)
    busy = refused(library, 429, {"retry-after": "0", "x-inference-id": "id-1"}, json={"message": "Too many"})
    server = Server(library, colour, busy, **hook)
    with pytest.raises(RateLimitError) as caught:
        server.call()
    assert len(server.requests) == 3
    assert (caught.value.retry_after, caught.value.request_id) == (0.0, "id-1")
    assert said(Server(library, colour, busy, whole(library), **hook).call()) == "hello"


def test_a_hook_that_has_read_the_answer_leaves_its_text_to_the_error(library, colour):
    told = gzip.compress(
        b'{"message": "This model\'s maximum context length is 8192 tokens", "code": "context_length_exceeded"}'
    )
    answer = refused(library, 400, {"content-encoding": "gzip"}, content=told)
    server = Server(library, colour, answer, **raise_for_status(colour, after_reading=True))
    with pytest.raises(ContextOverflowError, match="maximum context length"):
        server.call()


def test_redirects_of_downloads_are_followed_with_such_a_hook(library, colour):
    answers = refused(library, 302, {"location": "/moved"}), refused(library, 200, content=b"file")
    server = Server(library, colour, *answers, **raise_for_status(colour))
    clients = {"client": server.client} if colour == "sync" else {"async_client": server.client}
    downloader = Downloader(DownloadRules(allow_private=True), ConnectionPools(**clients))
    if colour == "sync":
        assert b"".join(downloader.iter_bytes("http://127.0.0.1/file")) == b"file"
        return

    async def read():
        return b"".join([piece async for piece in downloader.aiter_bytes("http://127.0.0.1/file")])

    assert asyncio.run(read()) == b"file"


def test_errors_hold_answers_of_the_clients_own_library(library, colour):
    server = Server(library, colour, refused(library, 404, json={"message": "no such model"}))
    with pytest.raises(AIMLAPIError) as caught:
        server.call()
    assert isinstance(caught.value.response, library.Response)
    assert caught.value.response.json() == {"message": "no such model"}


def allowed(server):
    """Seconds that the last request was allowed to wait for its answer; an answer's clock changes them later."""
    return {name: round(seconds) for name, seconds in server.seen.items()}


def timed(library, colour, **settings):
    def answer(request):
        server.seen = dict(request.extensions["timeout"])
        return library.Response(200, json=REPLY)

    server = Server(library, colour, answer, **settings)
    return server


def test_the_clients_own_timeout_counts_where_nobody_sets_another(library, colour):
    own = {"timeout": library.Timeout(20, connect=3, pool=4)}
    server = timed(library, colour, **own)
    server.call()
    assert allowed(server) == {"connect": 3, "read": 20, "write": 20, "pool": 4}
    server.call(timeout=40)
    assert allowed(server) == {"connect": 10, "read": 40, "write": 40, "pool": 40}
    server.call(timeout=Timeouts())
    assert allowed(server)["read"] == 600
    late = Server(library, colour, library.ReadTimeout("late"), **own)
    with pytest.raises(APITimeoutError, match="no answer within 20 s"):
        late.call(max_retries=0)


def test_the_librarys_usual_five_seconds_are_nobodys_choice(library, colour):
    server = timed(library, colour)
    server.call()
    assert allowed(server)["read"] == 600
    server = timed(library, colour, timeout=None)
    server.call()
    assert allowed(server)["read"] > 3600


@pytest.mark.parametrize("timeout", ["library", "other library"])
def test_timeouts_of_either_library_are_timeouts_wherever_one_is_taken(library, colour, timeout):
    kind = library if timeout == "library" else LIBRARIES[-1 - LIBRARIES.index(library)]
    server = timed(library, colour)
    server.call(timeout=kind.Timeout(30, connect=2))
    assert allowed(server) == {"connect": 2, "read": 30, "write": 30, "pool": 30}
    clients = {"http_client" if colour == "sync" else "http_async_client": server.client}
    model = ChatAIMLAPI(model="openai/gpt-4o", api_key=KEY, timeout=kind.Timeout(31), **clients)
    ask = (
        model.invoke if colour == "sync" else lambda *given, **settings: asyncio.run(model.ainvoke(*given, **settings))
    )
    assert ask("Hi").text == "hello"
    assert allowed(server)["read"] == 31
    assert ask("Hi", timeout=kind.Timeout(32)).text == "hello"
    assert allowed(server)["read"] == 32


SURFACES = [
    lambda **given: AIMLAPIClient(api_key=KEY, **given),
    lambda **given: ChatAIMLAPI(model="openai/gpt-4o", api_key=KEY, **given),
    lambda **given: AIMLAPIEmbeddings(model="text-embedding-3-small", api_key=KEY, **given),
    lambda **given: AIMLAPIImageGenerator(model="flux/dev", api_key=KEY, **given),
]


@pytest.mark.parametrize("make", SURFACES, ids=["client", "chat", "embeddings", "images"])
def test_what_is_no_client_is_refused_where_it_is_given(library, colour, make):
    name, kind = ("http_client", "Client") if colour == "sync" else ("http_async_client", "AsyncClient")
    wanted = f"{name} must be an httpx.{kind} or an httpx2.{kind}, not "
    for wrong, told in (("a client", "str"), (getattr(library, kind), f"the class {kind}"), (library, "module")):
        with pytest.raises(TypeError, match=f"^{wanted}{told}$"):
            make(**{name: wrong})
    other = "http_async_client" if colour == "sync" else "http_client"
    server = Server(library, colour, whole(library))
    with pytest.raises(TypeError, match=f"not {kind}; give it as {name}$"):
        make(**{other: server.client})
    make(**{name: server.client})

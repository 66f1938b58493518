"""The key goes to the service and nowhere else: not to other hosts, proxies, logs, traces, errors or texts."""

import asyncio
import json
import logging
import pickle
import traceback
import warnings

import pytest
from langchain_core.load import dumpd, dumps
from langchain_core.tracers.base import BaseTracer
from raw_server import EVENTS, WORD, RawServer
from wire import IPV6, over_tls

from langchain_aimlapi import (
    AIMLAPILLM,
    AIMLAPIClient,
    AIMLAPIEmbeddings,
    AIMLAPIError,
    AIMLAPIImageGenerator,
    AIMLAPISpeech,
    AIMLAPIVideoGenerator,
    APIStatusError,
    AuthenticationError,
    ChatAIMLAPI,
    InvalidRequestError,
    RequestOptions,
    Timeouts,
)
from langchain_aimlapi.http_library import httpx

MODEL = "openai/gpt-4o"
KEY = "sk-4711-very-secret-key"
HEADER = "header-0815-very-secret"
GIVEN = {"api_key": KEY, "default_headers": {"X-Gateway": HEADER}, "max_retries": 0}


def chat(settings):
    return ChatAIMLAPI(model=MODEL, **settings).invoke("Hi")


def achat(settings):
    return asyncio.run(ChatAIMLAPI(model=MODEL, **settings).ainvoke("Hi"))


def stream(settings):
    return list(ChatAIMLAPI(model=MODEL, **settings).stream("Hi"))


def embed(settings):
    return AIMLAPIEmbeddings(model="text-embedding-3-small", **settings).embed_query("Hi")


def submit(settings):
    return AIMLAPIVideoGenerator(model="google/veo-3.1-t2v", **settings).submit("A cat")


MODELS = {
    AIMLAPIEmbeddings: "text-embedding-3-small",
    AIMLAPIImageGenerator: "flux/schnell",
    AIMLAPISpeech: "#g1_aura-asteria-en",
    AIMLAPIVideoGenerator: "google/veo-3.1-t2v",
}
every_call = pytest.mark.parametrize("call", [chat, achat, stream, embed, submit], ids=lambda call: call.__name__)


def replying(content):
    def serve(server, connection):
        while server.read_request(connection):
            connection.sendall(content)

    return serve


def response(status, body=b"", headers=b""):
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), headers, body)


def echo(server, connection):
    """Answer with all that was sent, in the body and in a header."""
    while request := server.read_request(connection):
        body = json.dumps({"message": request.decode(), "requestId": f"id {KEY}"}).encode()
        connection.sendall(response(400, body, b"x-inference-id: " + KEY.encode() + b"\r\n"))


# Where the key goes


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@every_call
def test_a_redirect_is_not_followed(call, status):
    with RawServer(replying(response(200))) as stranger:
        place = b"Location: " + stranger.url.replace("127.0.0.1", "localhost").encode() + b"/v1/x\r\n"
        with RawServer(replying(response(status, headers=place))) as server, pytest.raises(APIStatusError) as caught:
            call({**GIVEN, "base_url": server.url})
        assert caught.value.status_code == status
        assert stranger.requests == []


@pytest.mark.parametrize("colour", ["sync", "async"])
def test_a_client_of_the_users_own_that_follows_redirects_does_not_here(colour):
    with RawServer(replying(response(200))) as stranger:
        place = b"Location: " + stranger.url.encode() + b"/v1/x\r\n"
        with RawServer(replying(response(307, headers=place))) as server, pytest.raises(APIStatusError):
            asyncio.run(_ask(server)) if colour == "async" else _ask_sync(server)
        assert stranger.requests == []


def _ask_sync(server):
    with httpx.Client(follow_redirects=True) as mine:
        chat({**GIVEN, "base_url": server.url, "http_client": mine})


async def _ask(server):
    async with httpx.AsyncClient(follow_redirects=True) as mine:
        await ChatAIMLAPI(model=MODEL, base_url=server.url, http_async_client=mine, **GIVEN).ainvoke("Hi")


@pytest.fixture
def proxied(monkeypatch):
    """A proxy that the environment names for everything, and that takes connections."""

    def serve(server, connection):
        server.read_request(connection)
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        connection.settimeout(2)
        server.requests.append(connection.recv(65536))

    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with RawServer(serve) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, server.url)
            monkeypatch.setenv(name.lower(), server.url)
        yield server


def own_client(call_name, url, **settings):
    """A call by connections of its own, which look at the environment as it is now."""
    client = AIMLAPIClient(KEY, url, timeout=Timeouts(connect=1, total=3), max_retries=0, **settings)
    body = {"model": "m", "input": "Hi"}
    if call_name == "sync":
        with client:
            return client.embed(body)
    return asyncio.run(client.aembed(body))


@pytest.mark.parametrize("colour", ["sync", "async"])
def test_a_proxy_sees_a_tunnel_and_no_key(proxied, colour):
    with pytest.raises(AIMLAPIError):
        own_client(colour, "https://service.example", headers={"X-Gateway": HEADER})
    told = b"".join(proxied.requests)
    assert told.startswith(b"CONNECT service.example:443 HTTP/1.1")
    assert b"\x16\x03" in told, "a TLS handshake went through the tunnel"
    assert KEY.encode() not in told
    assert HEADER.encode() not in told
    assert b"uthorization" not in told


THIS_MACHINE = ["127.0.0.1", "127.0.0.2", "127.0.1.1", "127.1", "0.0.0.0", "localhost", "localhost.", "app.localhost"]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("colour", ["sync", "async"])
@pytest.mark.parametrize("host", [*THIS_MACHINE, *["[::ffff:127.0.0.1]"] * IPV6])
def test_what_runs_on_this_machine_is_not_asked_through_a_proxy(proxied, authority, trusted, colour, host, scheme):
    authority.issue_cert(*(name.strip("[].") for name in THIS_MACHINE), "::ffff:127.0.0.1").configure_cert(trusted)
    serve = replying(response(200, json.dumps({"data": [], "model": "m"}).encode()))
    with RawServer(over_tls(trusted, serve) if scheme == "https" else serve, "0.0.0.0") as server:
        own_client(colour, f"{scheme}://{host}:{server.url.rpartition(':')[2]}")
        assert len(server.requests) == 1
    assert proxied.requests == []


@pytest.mark.parametrize(
    "make",
    [ChatAIMLAPI, AIMLAPILLM, AIMLAPIEmbeddings, AIMLAPIImageGenerator, AIMLAPISpeech, AIMLAPIVideoGenerator],
)
def test_plain_http_to_another_host_is_refused_by_every_surface(make, monkeypatch):
    settings = {"model": MODELS.get(make, MODEL)}
    with pytest.raises(ValueError, match="would send the API key unencrypted") as caught:
        make(api_key=KEY, base_url="http://gateway.example", **settings)
    assert KEY not in str(caught.value)
    assert make(api_key=KEY, base_url="http://gateway.example", allow_http=True, **settings)
    monkeypatch.setenv("AIMLAPI_ALLOW_HTTP", "true")
    assert make(api_key=KEY, base_url="http://gateway.example", **settings)


# What users write


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0b", "é"])
def test_a_header_that_would_smuggle_in_others_is_refused_before_anything_is_sent(value):
    with RawServer(replying(response(200))) as server:
        with pytest.raises(ValueError, match="X-Mine"):
            ChatAIMLAPI(model=MODEL, base_url=server.url, api_key=KEY, default_headers={"X-Mine": value})
        model = ChatAIMLAPI(model=MODEL, base_url=server.url, api_key=KEY)
        with pytest.raises(ValueError, match="X-Mine"):
            model.invoke("Hi", extra_headers={"X-Mine": value})
        with pytest.raises(InvalidRequestError, match="client_request_id must be"):
            model.invoke("Hi", client_request_id=f"id{value}")
        assert server.requests == []


@pytest.mark.parametrize("evil", ["a&model=other", "a#b", "a\r\nHost: evil", "../../keys", "a b", "?x=1", "ä"])
def test_an_id_stays_an_id_in_query_and_path(evil):
    job = json.dumps({"id": "x", "status": "queued"}).encode()
    with RawServer(replying(response(200, job))) as server, AIMLAPIClient(KEY, server.url) as client:
        client.fetch_job("/v2/video/generations", evil)
        client.fetch_transcription(evil)
        first, second = (request.split(b"\r\n")[0].decode() for request in server.requests)
    asked = httpx.URL(first.split()[1])
    assert asked.path == "/v2/video/generations"
    assert asked.params.multi_items() == [("generation_id", evil)]
    assert second.split()[1].startswith("/v1/stt/")
    assert second.split()[1].count("/") == 3
    assert len(second.split()) == 3


@pytest.mark.parametrize("path", ["@evil.example/v1", ".evil.example/v1", "//evil.example\r\nX: y", "/v1/../admin"])
def test_a_path_cannot_lead_to_another_host(path):
    with (
        AIMLAPIClient(KEY, "http://127.0.0.1:9") as client,
        pytest.raises(InvalidRequestError, match="cannot be the path"),
    ):
        client.fetch_job(path, "id")


@pytest.mark.parametrize("job_id", [".", ".."])
def test_an_id_that_is_a_step_in_a_path_is_refused(job_id):
    with (
        AIMLAPIClient(KEY, "http://127.0.0.1:9") as client,
        pytest.raises(InvalidRequestError, match="cannot be the path"),
    ):
        client.fetch_transcription(job_id)


# Where it is written


def everything(error, *, frames):
    """All that a program, a log or a crash report could show of an error: its chain, attributes, our frames' locals."""
    shown = []
    while error is not None:
        shown += [repr(error), str(error), repr(error.args), repr(vars(error)), repr(pickle.dumps(error))]
        answer = getattr(error, "response", None)
        if answer is not None:
            shown += [answer.text, repr(answer.headers.multi_items()), repr(answer.request.headers.multi_items())]
        if frames:
            stack = traceback.TracebackException.from_exception(error, capture_locals=True).stack
            shown += [repr(frame.locals) for frame in stack if "integration_tests" not in frame.filename]
        error = error.__cause__ or error.__context__
    return "".join(shown)


def refuse_key(server, connection):
    server.read_request(connection)
    connection.sendall(response(401, json.dumps({"message": f"bad key {KEY}"}).encode()))


def break_off(server, connection):
    server.read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{" + KEY.encode())


def say_nonsense(server, connection):
    server.read_request(connection)
    connection.sendall(response(200, b"no json " + KEY.encode(), b"Content-Type: application/json\r\n"))


def break_stream(server, connection):
    server.read_request(connection)
    connection.sendall(EVENTS + WORD + b"data: {" + KEY.encode() + b"\n\n")


def say_nothing(server, connection):
    server.read_request(connection)
    server.wait(connection)


def hang_up(server, connection):
    server.read_request(connection)


def echo_in_header(server, connection):
    """Answer with the key where the id of the request should be."""
    server.read_request(connection)
    connection.sendall(response(500, b'{"message": "no"}', b"x-inference-id: " + KEY.encode() + b"\r\n"))


FAILING = [echo, echo_in_header, refuse_key, break_off, say_nonsense, break_stream, say_nothing, hang_up]


@pytest.mark.parametrize("serve", FAILING, ids=lambda serve: serve.__name__)
@every_call
def test_no_error_shows_the_key_nor_does_a_log(serve, call, caplog):
    caplog.set_level(logging.DEBUG)
    with RawServer(serve) as server, pytest.raises(AIMLAPIError) as caught:
        call({**GIVEN, "base_url": server.url, "timeout": Timeouts(first_byte=0.3)})
    echoes = serve not in (say_nothing, hang_up)  # then the bytes that came are in the frames that read them
    said = everything(caught.value, frames=not echoes)
    assert KEY.encode() in server.requests[0], "the key was sent, so it could be shown"
    assert KEY not in said
    assert serve is echo or HEADER not in said
    assert caplog.records
    assert KEY not in caplog.text
    assert HEADER not in caplog.text


@every_call
def test_logs_of_all_libraries_at_debug_hold_no_key(call, caplog, emulator):
    caplog.set_level(logging.DEBUG)
    call({**GIVEN, "base_url": emulator.base_url})
    assert any(record.name == "langchain_aimlapi" for record in caplog.records)
    assert KEY not in caplog.text
    assert HEADER not in caplog.text


class Recorder(BaseTracer):
    """What a tracer such as LangSmith's would send."""

    def __init__(self):
        super().__init__()
        self.told = ""

    def _persist_run(self, run):
        self.told += json.dumps(run.model_dump(mode="json", exclude={"events"}), default=repr)


@pytest.mark.parametrize("way", ["invoke", "stream", "ainvoke", "astream", "bound", "fails"])
def test_traces_hold_neither_key_nor_headers(way, emulator):
    recorder = Recorder()
    model = ChatAIMLAPI(model=MODEL, base_url=emulator.base_url, **GIVEN)
    config = {"callbacks": [recorder]}
    secret = {"extra_headers": {"X-Call": HEADER}}
    if way == "invoke":
        model.invoke("Hi", config, **secret)
    elif way == "stream":
        list(model.stream("Hi", config, **secret))
    elif way == "ainvoke":
        asyncio.run(model.ainvoke("Hi", config, **secret))
    elif way == "astream":
        asyncio.run(_read(model.astream("Hi", config, **secret)))
    elif way == "bound":
        model.bind(**secret).invoke("Hi", config)
    else:
        with pytest.raises(AuthenticationError):
            ChatAIMLAPI(model=MODEL, base_url=emulator.base_url, api_key="bad-key").invoke("Hi", config, **secret)
    assert f'"ls_model_name": "{MODEL}"' in recorder.told
    assert '"ls_provider": "aimlapi"' in recorder.told
    assert KEY not in recorder.told
    assert HEADER not in recorder.told
    assert "bad-key" not in recorder.told


async def _read(chunks):
    async for _ in chunks:
        pass


@pytest.mark.parametrize(
    "make",
    [ChatAIMLAPI, AIMLAPILLM, AIMLAPIEmbeddings, AIMLAPIImageGenerator, AIMLAPISpeech, AIMLAPIVideoGenerator],
)
def test_no_way_of_showing_an_object_shows_its_secrets(make):
    settings = {"model": MODELS.get(make, MODEL)}
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        shown = make(**GIVEN, **settings)
        told = [repr(shown), str(shown), repr(shown.model_dump()), repr(shown.client)]
        if hasattr(shown, "lc_secrets"):
            told += [dumps(shown), repr(dumpd(shown))]
        told += [repr(pickle.loads(pickle.dumps(shown)))]
    told += [str(warning.message) for warning in warned]
    assert not [text for text in told if KEY in text]
    assert HEADER not in "".join(told)


def test_the_options_of_a_call_do_not_show_its_headers():
    assert HEADER not in repr(RequestOptions(headers={"X-Call": HEADER}))

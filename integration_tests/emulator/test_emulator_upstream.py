"""`--upstream`: another server's answers in the service's dress. The upstream is a second emulator or a tiny app."""

import contextlib
import json
import threading
import time

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from langchain_aimlapi.emulator import Emulator
from langchain_aimlapi.emulator.server import base_url, bind
from langchain_aimlapi.http_library import httpx

GPT = "openai/gpt-4o"
CLAUDE = "claude-sonnet-4-5"
TOOL = {
    "name": "multiply",
    "description": "Multiply two integers.",
    "input_schema": {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "required": ["a", "b"],
    },
}


@pytest.fixture(scope="module")
def pair():
    """An emulator that forwards to another one, and that other one."""
    with Emulator() as upstream:
        settings = {"upstream": f"{upstream.base_url}/v1", "upstream_key": "inner", "upstream_model": GPT}
        with Emulator(**settings) as front:
            yield front, upstream


def post(server, text="What is 3*4?", model=CLAUDE, headers=None, **extra):
    body = {"model": model, "messages": [{"role": "user", "content": text}], **extra}
    return httpx.post(
        f"{server.base_url}/v1/chat/completions",
        json=body,
        headers={"Authorization": "Bearer outer", **(headers or {})},
        timeout=20,
    )


def test_a_claude_request_is_translated_and_its_answer_dressed(pair):
    front, upstream = pair
    body = post(front, system="Be brief.", tools=[TOOL], tool_choice={"type": "any"}).json()
    sent = upstream.requests[-1].body
    assert sent["model"] == GPT
    assert sent["messages"][0] == {"role": "system", "content": "Be brief."}
    assert sent["tools"][0]["function"]["name"] == "multiply"
    assert upstream.requests[-1].key_mask == "…ner"
    choice = body["choices"][0]
    assert choice["finish_reason"] == "tool_use"
    assert json.loads(choice["message"]["tool_calls"][0]["function"]["arguments"]) == {"a": 3, "b": 4}
    assert body["model"] == CLAUDE
    assert body["meta"]["usage"]["credits_used"] > 0


def test_a_stream_is_passed_on_in_the_models_manner(pair):
    front, _ = pair
    lines = [line[6:] for line in post(front, stream=True).text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    assert "".join(chunk["choices"][0].get("delta", {}).get("content", "") for chunk in chunks) == "3*4 = 12."
    assert chunks[-2]["usage"]["total_tokens"] > 0
    assert chunks[-1]["choices"] == [{"index": 0}]
    assert chunks[-1]["meta"]


def test_requests_are_checked_before_they_are_forwarded(pair):
    front, upstream = pair
    before = len(upstream.requests)
    assert post(front, temperature=9).status_code == 400
    assert post(front, model="nope").status_code == 404
    assert len(upstream.requests) == before


def test_faults_work_in_front_of_an_upstream(pair):
    front, _ = pair
    assert post(front, headers={"X-Emulator-Fault": "status=503"}).status_code == 503
    text = post(front, headers={"X-Emulator-Fault": "end-after=2"}, stream=True).text
    assert text.count("data: ") == 2


def test_an_upstream_that_is_not_there_is_a_502():
    with Emulator(upstream="http://127.0.0.1:9/v1") as server:
        assert post(server).status_code == 502
        assert post(server, stream=True).status_code == 502


@contextlib.contextmanager
def tiny_server(respond):
    """An upstream that always answers with one response."""
    app = Starlette(routes=[Route("/v1/chat/completions", respond, methods=["POST"])])
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    url = base_url(listener)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"{url}/v1"
    finally:
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize(("status", "relayed"), [(400, 400), (404, 500), (401, 500), (429, 429), (500, 502)])
def test_an_upstreams_refusal_is_relayed_as_the_service_does(status, relayed):
    async def refuse(_request):
        return JSONResponse({"error": "no such thing"}, status)

    with tiny_server(refuse) as url, Emulator(upstream=url) as server:
        response = post(server)
    assert response.status_code == relayed
    assert response.json()["message"].startswith(f"{status} ")
    assert "no such thing" in response.json()["message"]


def test_an_answer_that_cannot_be_read_is_a_502():
    async def mumble(_request):
        return PlainTextResponse("what?")

    with tiny_server(mumble) as url, Emulator(upstream=url) as server:
        assert post(server).status_code == 502


def test_a_stream_that_breaks_off_is_not_made_whole():
    async def half(_request):
        chunk = {"choices": [{"index": 0, "delta": {"content": "half"}}]}
        return Response(f"data: {json.dumps(chunk)}\n\n", media_type="text/event-stream")

    with tiny_server(half) as url, Emulator(upstream=url) as server, pytest.raises(httpx.RemoteProtocolError):
        post(server, stream=True)


def test_an_upstream_without_usage_is_billed_by_the_emulators_count():
    async def plain(_request):
        message = {"role": "assistant", "content": "hello there", "reasoning_content": "hm"}
        return JSONResponse({"choices": [{"message": message, "finish_reason": "stop"}]})

    with tiny_server(plain) as url, Emulator(upstream=url) as server:
        body = post(server, model="deepseek/deepseek-r1").json()
    assert body["choices"][0]["message"]["reasoning_content"] == "hm"
    assert body["usage"]["completion_tokens"] == 3

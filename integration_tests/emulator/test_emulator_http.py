"""The emulator over HTTP: status codes, headers, keys, money, models, and what it records."""

import subprocess
import sys
import time

import pytest

from langchain_aimlapi.catalogue import find_models
from langchain_aimlapi.emulator import Emulator
from langchain_aimlapi.http_library import httpx

GPT = "openai/gpt-4o"


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/chat/completions", "/v2/chat/completions"])
def test_chat_answers_under_every_documented_path(plain, path):
    response = plain.chat("What is 3*4?", path=path)
    assert response.status_code == 200
    assert response.json()["choices"][0]["message"]["content"] == "3*4 = 12."


def test_models_of_the_older_generation_answer_201(plain):
    cards = find_models(family="chat", status=None)
    card = next(card for card in cards if card.chat_endpoint and card.chat_endpoint.statuses == (201,))
    assert plain.chat(model=card.id).status_code == 201


def test_cost_and_tracing_headers(plain):
    response = plain.chat(headers={"X-Client-Request-Id": "job-1:a.b_c"})
    meta = response.json()["meta"]["usage"]
    assert response.headers["x-inference-id"]
    assert response.headers["x-client-request-id"] == "job-1:a.b_c"
    assert response.headers["x-aimlapi-credits-used"] == str(meta["credits_used"])
    assert float(response.headers["x-aimlapi-usd-spent"]) == pytest.approx(meta["usd_spent"])
    assert plain.chat().headers["x-inference-id"] != response.headers["x-inference-id"]


@pytest.mark.parametrize("bad", ["has space", "x" * 129, "ü"])
def test_a_malformed_client_id_is_dropped_silently(plain, bad):
    response = plain.chat(headers={"X-Client-Request-Id": bad.encode("latin-1")})
    assert response.status_code == 200
    assert "x-client-request-id" not in response.headers


def test_a_stream_has_no_cost_headers(plain):
    response = plain.chat(stream=True)
    assert "x-inference-id" in response.headers
    assert "x-aimlapi-usd-spent" not in response.headers


def test_without_a_key_the_body_is_the_documented_one(plain):
    response = httpx.post(f"{plain.server.base_url}/v1/chat/completions", json={})
    assert response.status_code == 401
    body = response.json()
    assert set(body) == {"requestId", "statusCode", "timestamp", "path", "message"}
    assert body["statusCode"] == 401
    assert body["path"] == "/v1/chat/completions"
    assert response.headers["x-inference-id"] == body["requestId"]


@pytest.mark.parametrize(
    ("key", "status"), [("bad-key", 401), ("out-of-credits", 403), ("unverified", 403), ("no-scope", 403)]
)
def test_accounts_in_trouble(plain, key, status):
    assert plain.chat(headers={"Authorization": f"Bearer {key}"}).status_code == status


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("GET", "/v1/chat/completions"), ("POST", "/v1/nothing"), ("GET", "/docs")]
)
def test_everything_else_is_the_services_404(plain, method, path):
    response = plain.http.request(method, path)
    assert response.status_code == 404
    assert response.json()["path"] == path


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'"text"'])
def test_a_body_that_is_no_object_is_refused(plain, content):
    response = plain.http.post("/v1/chat/completions", content=content)
    assert response.status_code == 400
    assert "Body validation error" in response.json()["message"]


def test_money_is_spent_by_answers_only(plain):
    before = plain.http.get("/v2/billing").json()
    assert before == {"current_balance": 100.0, "currency": "USD"}
    plain.chat(temperature=99)
    spent = plain.chat().json()["meta"]["usage"]["usd_spent"]
    after = plain.http.get("/v2/billing").json()["current_balance"]
    assert after == pytest.approx(100 - spent)
    assert plain.http.get("/v2/billing", headers={"Authorization": ""}).status_code == 401


def test_an_empty_account_is_refused():
    with Emulator(balance=0.00001) as server:
        body = {"model": GPT, "messages": [{"role": "user", "content": "Say hello"}]}
        url, headers = f"{server.base_url}/v1/chat/completions", {"Authorization": "Bearer k"}
        assert httpx.post(url, json=body, headers=headers).status_code == 200
        assert server.balance < 0
        assert httpx.post(url, json=body, headers=headers).status_code == 403


def test_a_schema_that_cannot_be_met_is_a_400(plain):
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"$ref": "#/nowhere"}}}
    response = plain.chat(response_format=form)
    assert response.status_code == 400
    assert "Invalid schema" in response.json()["message"]


def test_requests_are_recorded_without_the_key(plain):
    plain.chat(headers={"Authorization": "Bearer very-secret-123", "X-Title": "demo"})
    record = plain.server.requests[-1]
    assert (record.method, record.path, record.model) == ("POST", "/v1/chat/completions", GPT)
    assert record.body["messages"] == [{"role": "user", "content": "Say hello"}]
    assert record.headers["x-title"] == "demo"
    assert record.authorized
    assert "very-secret" not in repr(record)
    plain.server.reset()
    assert plain.server.requests == []


def test_connections_are_counted(plain):
    for _ in range(3):
        plain.chat()
    assert plain.server.connections == 1
    httpx.get(f"{plain.server.base_url}/v1/models")
    assert plain.server.connections == 2


@pytest.mark.parametrize("path", ["/v1/models", "/models", "/api/v1/models"])
def test_the_model_list_needs_no_key_and_can_be_cached(plain, path):
    first = httpx.get(plain.server.base_url + path)
    rows = first.json()["data"]
    assert len(rows) > 500
    assert {"id", "aliases", "type", "info", "tags"} == set(rows[0])
    again = httpx.get(plain.server.base_url + path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_the_model_list_is_filtered(plain):
    def ids(query):
        return [row["id"] for row in plain.http.get(f"/v1/models?{query}").json()["data"]]

    vision, tools = set(ids("capabilities=vision")), set(ids("capabilities=TOOLS"))
    both = ids("capabilities=vision&type=openai/chat-completions")
    assert set(both) <= vision
    assert set(ids("capabilities=vision,tools")) == vision | tools
    assert set(ids("capabilities=vision&capabilities=tools")) == vision | tools
    assert ids("id=GPT-4o") == ["openai/gpt-4o"] or "openai/gpt-4o" in ids("id=GPT-4o")
    assert ids("id=no-such-model") == []
    assert len(ids("tags=no-such-tag")) > 500


def test_details_are_included_on_request(plain):
    rows = plain.http.get("/v1/models?include=pricing,capabilities").json()["data"]
    row = next(row for row in rows if row["id"] == GPT)
    assert row["pricing"]["units"][0] == {
        "name": "provided",
        "origin": "provided",
        "measure": "token",
        "price": 3.25,
        "per": 1_000_000,
    }
    assert "modalities" not in row
    assert "modalities" in plain.http.get("/v1/models?details=true").json()["data"][0]


def test_one_model_by_id_alias_and_any_case(plain):
    for name in ("openai/gpt-4o", "OPENAI/GPT-4O", "anthropic/claude-opus-4-8"):
        assert plain.http.get(f"/model/{name}").json()["data"]["id"] == name.lower()
    response = plain.http.get("/model/no/such")
    assert response.status_code == 404
    assert response.json()["statusCode"] == 404


def test_only_listed_keys_are_accepted_if_keys_are_listed():
    with Emulator(keys={"mine"}) as server:
        url = f"{server.base_url}/v2/billing"
        assert httpx.get(url, headers={"Authorization": "Bearer mine"}).status_code == 200
        assert httpx.get(url, headers={"Authorization": "Bearer other"}).status_code == 401


def test_it_starts_and_stops_within_a_second_or_two():
    started = time.monotonic()
    with Emulator() as server:
        url = server.base_url
        assert httpx.get(f"{url}/model/openai/gpt-4o").status_code == 200
    assert time.monotonic() - started < 3
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_it_stops_though_a_client_still_waits_for_a_stream():
    started = time.monotonic()
    with (
        Emulator() as server,
        httpx.Client(headers={"Authorization": "Bearer k", "X-Emulator-Fault": "hold-open=60"}) as http,
    ):
        body = {"model": GPT, "messages": [{"role": "user", "content": "Say hello"}], "stream": True}
        request = http.build_request("POST", f"{server.base_url}/v1/chat/completions", json=body)
        response = http.send(request, stream=True)
        server.__exit__(None, None, None)
        response.close()
    assert time.monotonic() - started < 5


def test_the_token_delay_slows_a_stream_down():
    body = {"model": GPT, "messages": [{"role": "user", "content": "Count to 5"}], "stream": True}
    with Emulator(token_delay=0.02) as server:
        started = time.monotonic()
        httpx.post(f"{server.base_url}/v1/chat/completions", json=body, headers={"Authorization": "Bearer k"})
    assert time.monotonic() - started > 0.2


def test_the_command_prints_its_address_first():
    command = [sys.executable, "-m", "langchain_aimlapi.emulator", "--port", "0", "--key", "mine"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()
            url = line.removeprefix("AI/ML API emulator on ").strip()
            assert httpx.get(f"{url}/v2/billing", headers={"Authorization": "Bearer mine"}).status_code == 200
            assert httpx.get(f"{url}/v2/billing", headers={"Authorization": "Bearer no"}).status_code == 401
        finally:
            process.terminate()


def test_a_port_that_is_taken_is_a_message_and_no_traceback(plain):
    port = plain.server.base_url.rpartition(":")[2]
    command = [sys.executable, "-m", "langchain_aimlapi.emulator", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert "cannot listen on" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_extra_is_named():
    code = "import sys; sys.modules['uvicorn'] = None; import langchain_aimlapi.emulator"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert "pip install 'langchain-aimlapi[emulator]'" in done.stderr

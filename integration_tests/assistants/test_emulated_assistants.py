"""What the emulated Assistants API refuses, seen with a plain HTTP client."""

import pytest

from langchain_aimlapi.http_library import httpx

PICTURE = "data:image/png;base64,AA"


@pytest.fixture
def http(emulator):
    headers = {"Authorization": "Bearer test-key"}
    with httpx.Client(base_url=emulator.base_url, headers=headers, verify=False) as client:  # plain HTTP
        yield client


@pytest.fixture
def assistant_id(http):
    return http.post("/assistants", json={"model": "openai/gpt-4o"}).json()["id"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "model: Required"),
        ({"model": "openai/gpt-4o", "instruction": "Hi"}, "Unknown parameter: 'instruction'"),
        ({"model": "openai/gpt-4o", "temperature": 3}, "temperature: Number must be less than or equal to 2"),
        ({"model": "openai/gpt-4o", "tools": [{"type": "web_search"}]}, "tools.0"),
        ({"model": "openai/gpt-4o", "tools": [{"type": "function"}]}, "tools.0.function: Required"),
        ({"model": "openai/gpt-4o", "metadata": {"n": 1}}, "metadata.n"),
        ({"model": "openai/gpt-4o", "name": "x" * 257}, "name: String must contain at most 256"),
        ([], "Expected object"),
    ],
)
def test_an_assistant_that_does_not_fit_is_refused(http, body, words):
    refused = http.post("/assistants", json=body)
    assert refused.status_code == 400
    assert words in refused.json()["message"]


@pytest.mark.parametrize(
    "body",
    [
        {"model": "openai/no-such-model"},
        {
            "model": "openai/gpt-4o",
            "tools": [{"type": "file_search"}],
            "tool_resources": {"file_search": {"vector_store_ids": ["vs_1"]}},
        },
    ],
)
def test_what_is_not_there_is_a_404(http, body):
    assert http.post("/assistants", json=body).status_code == 404


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"role": "system", "content": "Hi"}, "role: Invalid enum value"),
        ({"role": "user"}, "content: Required"),
        ({"role": "user", "content": ""}, "content"),
        ({"role": "user", "content": [{"type": "input_audio"}]}, "content.0"),
        (
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}]},
            "image",
        ),
    ],
)
def test_a_message_that_does_not_fit_is_refused_alone_and_in_a_new_thread(http, message, words):
    thread = http.post("/threads").json()
    for refused in (
        http.post(f"/threads/{thread['id']}/messages", json=message),
        http.post("/threads", json={"messages": [message]}),
    ):
        assert refused.status_code == 400
        assert words in refused.json()["message"]


def test_a_refused_message_leaves_no_run_behind(http, assistant_id):
    thread = http.post("/threads").json()["id"]
    body = {"assistant_id": assistant_id, "additional_messages": [{"role": "tool", "content": "Hi"}]}
    assert http.post(f"/threads/{thread}/runs", json=body).status_code == 400
    assert http.get(f"/threads/{thread}/runs").json()["data"] == []


def test_a_run_takes_over_what_the_assistant_has_and_goes_through_its_states(http, assistant_id):
    http.post(f"/assistants/{assistant_id}", json={"instructions": "Be brief.", "temperature": 0.5})
    thread = http.post("/threads", json={"messages": [{"role": "user", "content": "Say hello"}]}).json()["id"]
    body = {"assistant_id": assistant_id, "additional_instructions": "Be kind.", "max_completion_tokens": 256}
    run = http.post(f"/threads/{thread}/runs", json=body).json()
    assert (run["instructions"], run["temperature"]) == ("Be brief.\nBe kind.", 0.5)
    states = [http.get(f"/threads/{thread}/runs/{run['id']}").json()["status"] for _ in range(4)]
    assert states == ["queued", "in_progress", "completed", "completed"]
    assert http.post(f"/threads/{thread}/runs", json={**body, "max_prompt_tokens": 1}).status_code == 400


def test_an_image_is_seen(http, assistant_id):
    part = {"type": "image_url", "image_url": {"url": "https://files.example/boat.png"}}
    body = {"assistant_id": assistant_id, "stream": True}
    body["thread"] = {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is it?"}, part]}]}
    lines = http.post("/threads/runs", json=body).text.splitlines()
    assert lines[-3:-1] == ["event: done", "data: [DONE]"] or lines[-2:] == ["event: done", "data: [DONE]"]
    thread = [line for line in lines if '"object":"thread"' in line]
    assert thread
    assert any("boat.png" in line for line in lines)


def test_another_key_sees_nothing(http, assistant_id, emulator):
    other = {"Authorization": "Bearer other-key"}
    assert http.get(f"/assistants/{assistant_id}", headers=other).status_code == 404
    assert http.get("/assistants", headers=other).json()["data"] == []
    assert http.get("/assistants", headers={"Authorization": ""}).status_code == 401
    emulator.reset()
    assert http.get(f"/assistants/{assistant_id}").status_code == 404

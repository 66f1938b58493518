"""``/v1/responses`` over HTTP: every name with that endpoint, streams that join to the whole, memory, faults."""

import json

import pytest

from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.http_library import httpx

GPT = "openai/gpt-5-5"
PATH = "/v1/responses"
NAMES = sorted(card.id for card in find_models(status=None) if card.endpoint(PATH) and not card.not_callable)
NUMBER = {"type": "integer"}
SCHEMA = {
    "type": "object",
    "properties": {"a": NUMBER, "b": NUMBER},
    "required": ["a", "b"],
    "additionalProperties": False,
}
MULTIPLY = {"type": "function", "name": "multiply", "description": "Multiply.", "parameters": SCHEMA, "strict": True}
MCP = {"type": "mcp", "server_label": "docs", "server_url": "https://example.com/mcp", "require_approval": "never"}


def post(plain, body, *, fault=None, path=PATH):
    return plain.http.post(path, json=body, headers={"X-Emulator-Fault": fault} if fault else {})


def ask(plain, text="What is 3*4?", *, fault=None, **extra):
    return post(plain, {"model": GPT, "input": text, **extra}, fault=fault)


def refusal(plain, status=400, **extra):
    response = ask(plain, **extra)
    assert response.status_code == status, response.text
    return response.json()["message"]


def events(response):
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    found = []
    for block in response.text.strip().split("\n\n"):
        name, data = block.split("\n")
        event = json.loads(data.removeprefix("data: "))
        assert name == f"event: {event['type']}"
        found.append(event)
    assert [event["sequence_number"] for event in found] == list(range(len(found)))
    return found


WHERE = {
    "response.output_text.delta": lambda item, event: item["content"][event["content_index"]]["text"],
    "response.refusal.delta": lambda item, event: item["content"][event["content_index"]]["refusal"],
    "response.reasoning_summary_text.delta": lambda item, event: item["summary"][event["summary_index"]]["text"],
    "response.function_call_arguments.delta": lambda item, event: item["arguments"],
    "response.custom_tool_call_input.delta": lambda item, event: item["input"],
    "response.mcp_call_arguments.delta": lambda item, event: item["arguments"],
    "response.code_interpreter_call_code.delta": lambda item, event: item["code"],
}


def check_joined(found):
    """The deltas of every text, joined, are the text of the finished item; the items are the response's output."""
    output = found[-1]["response"]["output"]
    assert [event["item"] for event in found if event["type"] == "response.output_item.done"] == output
    texts, targets = {}, {}
    for event in found:
        if event["type"] in WHERE:
            place = (event["type"], event["output_index"], event.get("content_index"), event.get("summary_index"))
            texts[place] = texts.get(place, "") + event["delta"]
            item = output[event["output_index"]]
            assert event["item_id"] == item["id"]
            targets[place] = WHERE[event["type"]](item, event)
    assert texts == targets
    return found[-1]["response"]


def full_request(model):
    known = get_model(model, warn=False).endpoint(PATH).parameters
    mcp_only = "any_of" not in known["tools"]["items"]
    body = {
        "model": model,
        "instructions": "Be brief.",
        "input": [
            {"role": "developer", "content": [{"type": "input_text", "text": "Be kind."}]},
            {"role": "user", "content": [{"type": "input_text", "text": "What is 3*4?"}]},
            {"type": "function_call", "call_id": "c1", "name": "multiply", "arguments": '{"a": 3, "b": 4}'},
            {"type": "function_call_output", "call_id": "c1", "output": "12"},
            {"role": "assistant", "content": [{"type": "output_text", "text": "12", "annotations": []}]},
            {"role": "user", "content": "What is 5*6?"},
        ],
        "max_output_tokens": 400,
        "tools": [MCP] if mcp_only else [MULTIPLY, MCP],
        "tool_choice": "auto",
        "parallel_tool_calls": True,
        "reasoning": {"effort": "low", "summary": "auto"},
        "include": ["reasoning.encrypted_content"],
        "temperature": 0.5,
        "store": True,
        "truncation": "auto",
    }
    return {key: value for key, value in body.items() if key in known}


@pytest.mark.parametrize("model", NAMES)
def test_every_name_answers_and_streams_the_same(plain, model):
    for body in ({"model": model, "input": "Say hi"}, full_request(model)):
        whole = post(plain, body).json()
        assert whole["object"] == "response", whole
        assert whole["status"] == "completed"
        streamed = check_joined(events(post(plain, {**body, "stream": True})))
        assert {key for key in whole if whole[key] != streamed[key]} <= {"created_at"}
    kinds = [item["type"] for item in whole["output"]]
    if MULTIPLY in body["tools"]:
        assert kinds[-1] == "function_call"
        assert json.loads(whole["output"][-1]["arguments"]) == {"a": 5, "b": 6}
    else:
        assert kinds[-3:] == ["mcp_list_tools", "mcp_call", "message"]
    assert ("reasoning" in kinds) == ("reasoning" in get_model(model, warn=False).capabilities)


def test_names_without_the_endpoint_are_the_services_404(plain):
    response = post(plain, {"model": "claude-sonnet-4-5", "input": "Hi"})
    assert response.status_code == 404
    assert response.json()["message"].startswith("No endpoints found")
    assert post(plain, {"model": GPT, "input": "Hi"}, path="/responses").status_code == 200


def test_what_is_refused(plain):
    assert "max_output_tokens: Number must be greater than or equal to 16" in refusal(plain, max_output_tokens=15)
    assert "strict" in refusal(plain, tools=[{key: MULTIPLY[key] for key in MULTIPLY if key != "strict"}])
    assert "input: Required" in post(plain, {"model": GPT}).json()["message"]
    assert ask(plain, verbosity="unknown keys are ignored").status_code == 200
    assistant = {"role": "assistant", "content": [{"type": "input_text", "text": "x"}]}
    assert "'output_text' and 'refusal'" in refusal(plain, text=[assistant])
    assert "input.0.type" in refusal(plain, text=[{"type": "nothing"}])
    assert "input.0.role" in refusal(plain, text=[{"role": "tool", "content": "x"}])


def test_calls_need_outputs_and_outputs_need_calls(plain):
    call = {"type": "function_call", "call_id": "c", "name": "multiply", "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "c", "output": "1"}
    user = {"role": "user", "content": "Hi"}
    assert ask(plain, [user, call, output]).status_code == 200
    assert "No tool output found for function call c" in refusal(plain, text=[user, call])
    assert "No tool call found for function call output with call_id c" in refusal(plain, text=[user, output])
    assert "No tool call found" in refusal(plain, text=[user, output, call])
    custom = {"type": "custom_tool_call_output", "call_id": "c", "output": "1"}
    assert "No tool call found" in refusal(plain, text=[user, call, custom])


def test_a_stored_response_is_remembered_and_no_other(plain):
    first = ask(plain, tools=[MULTIPLY], store=True).json()
    call = first["output"][-1]
    answer = [{"type": "function_call_output", "call_id": call["call_id"], "output": "12"}]
    second = ask(plain, answer, previous_response_id=first["id"], store=True).json()
    assert "multiply: 12" in second["output_text"]
    assert second["previous_response_id"] == first["id"]
    assert "No tool output found" in refusal(plain, text="Go on", previous_response_id=first["id"])
    unstored = ask(plain).json()
    assert "not found" in refusal(plain, text="Go on", previous_response_id=unstored["id"])
    body = {"model": GPT, "input": "Go on", "previous_response_id": second["id"]}
    other = plain.http.post(PATH, json=body, headers={"Authorization": "Bearer other"})
    assert other.status_code == 400
    reference = {"type": "item_reference", "id": call["id"]}
    assert ask(plain, [{"role": "user", "content": "What is 3*4?"}, reference, *answer]).status_code == 200


def test_reasoning_comes_back_stored_or_encrypted_and_unchanged(plain):
    text = {"role": "user", "content": "Hi"}
    plainly = ask(plain, reasoning={"summary": "auto"}).json()["output"][0]
    assert plainly["summary"][0]["type"] == "summary_text"
    assert "Items are not persisted" in refusal(plain, 404, text=[text, plainly])
    sealed = ask(plain, include=["reasoning.encrypted_content"]).json()["output"][0]
    assert sealed["summary"] == []
    assert ask(plain, [text, sealed]).status_code == 200
    assert "could not be verified" in refusal(plain, text=[text, {**sealed, "encrypted_content": "x"}])
    stored = ask(plain, store=True).json()["output"][0]
    assert ask(plain, [text, stored]).status_code == 200


def test_an_answer_that_is_cut_is_incomplete(plain):
    cut = ask(plain, "Count to 900").json()
    assert (cut["status"], cut["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})
    assert cut["max_output_tokens"] == 512
    assert cut["usage"]["output_tokens"] == 512
    found = events(ask(plain, "Count to 900", stream=True))
    assert found[-1]["type"] == "response.incomplete"
    assert check_joined(found)["output"][-1]["status"] == "incomplete"


def test_background_work_is_queued(plain):
    queued = ask(plain, background=True).json()
    assert (queued["status"], queued["output"], queued["usage"]) == ("queued", [], None)
    names = [event["type"] for event in events(ask(plain, background=True, stream=True))]
    assert names[:3] == ["response.created", "response.queued", "response.in_progress"]


def test_formats_refusals_and_hosted_tools(plain):
    form = {"format": {"type": "json_schema", "name": "sum", "schema": SCHEMA, "strict": True}}
    assert json.loads(post(plain, {"model": GPT, "input": "3 and 4", "text": form}).json()["output_text"]) == {
        "a": 3,
        "b": 4,
    }
    found = events(ask(plain, "[emulator: refuse]", stream=True))
    assert check_joined(found)["output"][-1]["content"][0]["type"] == "refusal"
    tools = [{"type": "web_search_preview"}, {"type": "code_interpreter", "container": {"type": "auto"}}, MCP]
    response = check_joined(events(ask(plain, tools=tools, stream=True, include=["code_interpreter_call.outputs"])))
    kinds = [item["type"] for item in response["output"]]
    expected = ["web_search_call", "code_interpreter_call", "mcp_list_tools", "mcp_call", "message"]
    assert kinds == ["reasoning", *expected]
    part = response["output"][-1]["content"][0]
    place = part["annotations"][0]
    assert place["url"] in part["text"][place["start_index"] : place["end_index"]]
    assert response["output"][2]["outputs"] == [{"type": "logs", "logs": "12\n"}]
    again = [{"role": "user", "content": "Hi"}, *response["output"][1:]]
    assert ask(plain, again).status_code == 200


def test_mcp_waits_for_approval(plain):
    def kinds(text):
        return [
            item["type"] for item in ask(plain, text, tools=[{**MCP, "require_approval": "always"}]).json()["output"]
        ]

    assert kinds("What is 3*4?") == ["reasoning", "mcp_list_tools", "mcp_approval_request"]
    user = {"role": "user", "content": "What is 3*4?"}
    for approve, called in ((True, ["mcp_call"]), (False, [])):
        given = {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": approve}
        assert kinds([user, given]) == ["reasoning", "mcp_list_tools", *called, "message"]


def test_custom_tools_where_the_schema_has_them(plain):
    form = {"type": "grammar", "syntax": "regex", "definition": "[0-9]{3}"}
    tool = {"type": "custom", "name": "dial", "description": "Dial", "format": form}
    body = {"model": "x-ai/grok-4-3", "input": "Please dial someone", "tools": [tool], "stream": True}
    call = check_joined(events(post(plain, body)))["output"][-1]
    assert (call["type"], call["input"]) == ("custom_tool_call", "000")
    output = {"type": "custom_tool_call_output", "call_id": call["call_id"], "output": "busy"}
    body |= {"input": [{"role": "user", "content": "Please dial someone"}, call, output], "stream": False}
    assert "busy" in post(plain, body).json()["output_text"]


@pytest.mark.parametrize(("kind", "name"), [("error", "error"), ("failed", "response.failed"), ("message", None)])
def test_an_error_in_the_stream(plain, kind, name):
    last = ask(plain, stream=True, fault=f"error-chunk=3;kind={kind}").text.strip().split("\n\n")[2]
    body = json.loads(last.partition("data: ")[2])
    assert body.get("type") == name
    assert body.get("sequence_number", 2) == 2


def test_other_faults(plain):
    assert ask(plain, fault="status=503").status_code == 503
    assert ask(plain, fault="body=no-choices").json()["output"] == []
    failed = ask(plain, fault="body=failed").json()
    assert (failed["status"], failed["error"]["code"]) == ("failed", "server_error")
    assert "error" in ask(plain, fault="body=error-200").json()
    assert len(ask(plain, stream=True, fault="end-after=3").text.strip().split("\n\n")) == 3
    assert events(ask(plain, stream=True, fault="no-done"))[-1]["type"] == "response.output_item.done"
    assert ask(plain, stream=True, fault="duplicate-usage").text.count("event: response.completed") == 2
    assert "[DONE]" not in ask(plain, stream=True).text
    with pytest.raises(httpx.RemoteProtocolError):
        ask(plain, stream=True, fault="cut-after=3")
    with pytest.raises(httpx.RemoteProtocolError):
        ask(plain, fault="cut-after=0")

"""Messages a model does not take are refused: a client that sends them would be refused by the service."""

import base64

import pytest

CLAUDE = "claude-sonnet-4-5"  # Anthropic's shape only
NEW_CLAUDE = "anthropic/claude-opus-4-8"  # either shape
USER = {"role": "user", "content": "hi"}
CALL = {"id": "c1", "type": "function", "function": {"name": "add", "arguments": "{}"}}
USE = {"type": "tool_use", "id": "t1", "name": "add", "input": {"a": 1}}
RESULT = {"type": "tool_result", "tool_use_id": "t1", "content": "2"}


def tool(call_id="c1"):
    return {"role": "tool", "tool_call_id": call_id, "content": "2"}


def assistant(*calls, **extra):
    return {"role": "assistant", "tool_calls": list(calls or [CALL]), **extra}


def test_roles_outside_the_models_shape_are_refused_by_name(requests):
    text = requests.refusal([{"role": "system", "content": "x"}, USER], model=CLAUDE)
    assert "messages.0.role" in text
    assert "'system'" in text
    assert "'assistant' | 'user'" in text
    assert "role" in requests.refusal([{"role": "robot", "content": "x"}])
    assert "role" in requests.refusal([{"content": "x"}])


def test_an_openai_shaped_conversation_with_tools_is_accepted(requests):
    assert requests.answer([USER, assistant(), tool(), USER])
    assert requests.answer([USER, assistant(CALL, {**CALL, "id": "c2"}), tool("c2"), tool("c1")])


@pytest.mark.parametrize(
    ("messages", "word"),
    [
        ([USER, tool()], "must be a response to a preceeding message with 'tool_calls'"),
        ([USER, assistant(), tool("other")], "did not have response messages: c1"),
        ([USER, assistant()], "must be followed"),
        ([USER, assistant(), USER], "did not have response messages: c1"),
        ([USER, assistant(CALL, {**CALL, "id": "c2"}), tool(), USER], "did not have response messages: c2"),
        ([USER, assistant(), {"role": "tool", "content": "2"}], "tool_call_id: Required"),
        ([USER, assistant({**CALL, "id": ""}), tool("")], "id: Required"),
        (
            [USER, assistant({**CALL, "function": {"name": "add", "arguments": {}}}), tool()],
            "arguments: Expected string",
        ),
        ([USER, {"role": "assistant", "content": "x", "tool_calls": []}], "tool_calls"),
        ([], "at least 1"),
        ([USER, "hello"], "Expected object, received string"),
    ],
)
def test_tool_calls_and_results_that_do_not_fit_are_refused(requests, messages, word):
    assert word in requests.refusal(messages)


def test_content_may_be_null_or_missing_beside_tool_calls_only(requests):
    assert "received null" in requests.refusal([USER, {"role": "assistant", "content": None}, USER])
    assert requests.answer([USER, assistant(content=None), tool()])
    assert requests.answer([USER, assistant(content=""), tool()])
    assert "content: Required" in requests.refusal([USER, {"role": "assistant"}])
    assert "content: Required" in requests.refusal([{"role": "user"}])


def test_unknown_message_keys_are_refused_but_a_reply_may_come_back_whole(requests):
    assert "Unrecognized key(s) in object: 'colour'" in requests.refusal([{**USER, "colour": "red"}])
    reply = {"role": "assistant", "content": "x", "refusal": None, "annotations": [], "reasoning_details": []}
    assert requests.answer([USER, reply, USER])
    assert "tool_calls" in requests.refusal(
        [USER, {"role": "assistant", "content": "x", "tool_calls": [CALL]}], model=CLAUDE
    )


def test_claude_takes_its_tool_results_in_a_user_turn(requests):
    turns = [USER, {"role": "assistant", "content": [USE]}, {"role": "user", "content": [RESULT]}]
    assert "2" in requests.answer(turns, model=CLAUDE).text
    orphan = {**RESULT, "tool_use_id": "t9"}
    text = requests.refusal([*turns[:2], {"role": "user", "content": [orphan]}], model=CLAUDE)
    assert "t9" in text
    assert "t1" in requests.refusal([*turns[:2], USER], model=CLAUDE)


def test_the_newest_claude_takes_either_shape_but_no_mixture(requests):
    anthropic = [USER, {"role": "assistant", "content": [USE]}, {"role": "user", "content": [RESULT]}]
    assert requests.answer(anthropic, model=NEW_CLAUDE)
    assert requests.answer([{"role": "system", "content": "x"}, USER, assistant(), tool()], model=NEW_CLAUDE)
    assert "mixed" in requests.refusal([{"role": "system", "content": "x"}, *anthropic], model=NEW_CLAUDE)


def image(url):
    return [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]


def test_pictures_have_to_be_pictures(requests, png_data):
    assert "PNG image, 2x3 pixels" in requests.answer(image(f"data:image/png;base64,{png_data}")).text
    assert "not fetched" in requests.answer(image("https://example.com/cat.jpg")).text
    assert "not valid base64" in requests.refusal(image("data:image/png;base64,***"))
    assert "not a JPEG, PNG, GIF or WEBP" in requests.refusal(
        image(f"data:image/png;base64,{base64.b64encode(b'hi').decode()}")
    )
    assert "declared as image/jpeg but is PNG" in requests.refusal(image(f"data:image/jpeg;base64,{png_data}"))


def test_parts_outside_the_models_shape_are_refused(requests, png_data):
    source = {"type": "base64", "media_type": "image/png", "data": png_data}
    anthropic = [{"role": "user", "content": [{"type": "image", "source": source}]}]
    assert "PNG" in requests.answer(anthropic, model=CLAUDE).text
    assert "content part not supported" in requests.refusal(anthropic)
    assert "content part not supported" in requests.refusal(image(f"data:image/png;base64,{png_data}"), model=CLAUDE)
    url = [
        {"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]}
    ]
    assert "base64" in requests.refusal(url, model=CLAUDE)
    assert requests.answer(url, model=NEW_CLAUDE)
    assert "at least 1" in requests.refusal([{"role": "user", "content": []}])


def test_files_are_described(requests):
    data = base64.b64encode(b"%PDF-1.4 test").decode()
    part = {"type": "file", "file": {"filename": "a.pdf", "file_data": f"data:application/pdf;base64,{data}"}}
    assert "PDF file, named a.pdf, 13 bytes" in requests.answer([{"role": "user", "content": [part]}]).text
    assert "file_data" in requests.refusal([{"role": "user", "content": [{"type": "file", "file": {}}]}])

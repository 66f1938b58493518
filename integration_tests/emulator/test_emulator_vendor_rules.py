"""What vendors refuse, in their words and over HTTP, each beside a lawful neighbour that is answered."""

import base64
import json

import pytest

GPT = "openai/gpt-4o"
CLAUDE = "claude-sonnet-4-5"
NEW_CLAUDE = "anthropic/claude-opus-5"
GEMINI = "google/gemini-3-5-flash"
MISTRAL = "mistralai/mistral-nemo"
DEEPSEEK = "deepseek/deepseek-v4-pro"
KIMI = "moonshot/kimi-k2-6"
QWEN = "alibaba/qwen3-32b"
OPEN = "mistralai/mistral-small-2603"
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
STRICT = {**CITY, "additionalProperties": False}
USER = {"role": "user", "content": "Hi"}
THINKING = {"type": "enabled", "budget_tokens": 1024}
CHAT, MESSAGES, RESPONSES = "/v1/chat/completions", "/v1/messages", "/v1/responses"


def tool(name="get_weather", parameters=CITY, **extra):
    return {"type": "function", "function": {"name": name, "parameters": parameters, **extra}}


def claude_tool(name="get_weather"):
    return {"name": name, "input_schema": CITY}


def call(call_id="call_1", name="get_weather", **extra):
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": '{"city": "Rome"}'}, **extra}


def calls(*made):
    return {"role": "assistant", "content": None, "tool_calls": [*made]}


def result(call_id="call_1"):
    return {"role": "tool", "tool_call_id": call_id, "content": "Rain"}


def use(call_id="toolu_1", name="get_weather"):
    return {"type": "tool_use", "id": call_id, "name": name, "input": {"city": "Rome"}}


def used(call_id="toolu_1", content="Rain"):
    return {"type": "tool_result", "tool_use_id": call_id, "content": content}


def turns(*contents):
    """Messages of the user and the assistant in turn."""
    return [{"role": ("user", "assistant")[at % 2], "content": content} for at, content in enumerate(contents)]


def send(plain, body, path=CHAT):
    return plain.http.post(path, json={"messages": [USER], **body} if path != RESPONSES else body)


def refused(plain, body, path=CHAT):
    """The vendor's words in a refusal: the service puts the vendor's status before them."""
    response = send(plain, body, path)
    assert response.status_code == 400, response.text
    status, _, text = response.json()["message"].partition(" ")
    assert status == "400", response.text
    return text


def taken(plain, body, path=CHAT):
    response = send(plain, body, path)
    assert response.status_code in (200, 201), response.text
    return response.json()


CLAUDE_FORCED = "Thinking may not be enabled when tool_choice forces tool use."
QWEN_FORCED = (
    "<400> InternalError.Algo.InvalidParameter: The tool_choice parameter does not support being set to required or "
    "object in thinking mode"
)


@pytest.mark.parametrize(
    ("path", "body", "forced", "text"),
    [
        (CHAT, {"model": CLAUDE, "thinking": THINKING, "tools": [claude_tool()]}, {"type": "any"}, CLAUDE_FORCED),
        (MESSAGES, {"model": CLAUDE, "thinking": THINKING, "tools": [claude_tool()]}, {"type": "any"}, CLAUDE_FORCED),
        (
            MESSAGES,
            {"model": NEW_CLAUDE, "thinking": {"type": "adaptive"}, "tools": [claude_tool()]},
            {"type": "tool", "name": "get_weather"},
            CLAUDE_FORCED,
        ),
        (CHAT, {"model": DEEPSEEK, "tools": [tool()]}, "required", "Thinking mode does not support this tool_choice"),
        (
            CHAT,
            {"model": DEEPSEEK, "tools": [tool()], "reasoning_effort": "high"},
            {"type": "function", "function": {"name": "get_weather"}},
            "Thinking mode does not support this tool_choice",
        ),
        (CHAT, {"model": QWEN, "tools": [tool()], "enable_thinking": True, "stream": True}, "required", QWEN_FORCED),
    ],
)
def test_reasoning_beside_a_forced_tool(plain, path, body, forced, text):
    body = {"max_tokens": 2000, **body}
    assert refused(plain, {**body, "tool_choice": forced}, path) == text
    free = {"type": "auto"} if isinstance(forced, dict) and "input_schema" in body["tools"][0] else "auto"
    assert send(plain, {**body, "tool_choice": free}, path).status_code in (200, 201)
    off = {"thinking": {"type": "disabled"}, "reasoning_effort": "none", "enable_thinking": False}
    without = {key: off[key] for key in off if key in body} or {"reasoning_effort": "none"}
    if body["model"] == CLAUDE:
        without = {"thinking": None}
    kept = {key: value for key, value in {**body, **without}.items() if value is not None}
    assert send(plain, {**kept, "tool_choice": forced}, path).status_code in (200, 201)


LONG_ID = "call_chatcmpl-0b1e2d3c-4f5a-6978-8a9b-acbdcedfe0f1_0"


@pytest.mark.parametrize(
    ("model", "bad", "good", "text"),
    [
        (
            GPT,
            LONG_ID,
            LONG_ID[:40],
            (
                "Invalid 'messages[1].tool_calls[0].id': string too long. Expected a string with maximum length "
                "40, but got a "
                f"string with length {len(LONG_ID)} instead."
            ),
        ),
        (
            NEW_CLAUDE,
            "functions.get_weather:0",
            "functions_get_weather_0",
            "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'",
        ),
        (MISTRAL, "call_1", "abcdefgh1", "Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9."),
    ],
)
def test_ids_of_calls(plain, model, bad, good, text):
    def body(call_id):
        return {"model": model, "messages": [USER, calls(call(call_id)), result(call_id)]}

    assert refused(plain, body(bad)) == text
    taken(plain, body(good))


def test_ids_of_claudes_own_blocks(plain):
    def body(call_id):
        return {"model": CLAUDE, "messages": turns("Hi", [use(call_id)], [used(call_id)])}

    for path in (CHAT, MESSAGES):
        assert refused(plain, body("a:0"), path).startswith("messages.1.content.0.tool_use.id: String should match")
        taken(plain, body("a_0"), path)


def test_mistrals_ids_do_not_matter_behind_a_gateway(plain):
    taken(plain, {"model": OPEN, "messages": [USER, calls(call()), result()]})


def test_ids_of_responses(plain):
    def body(call_id, **extra):
        item = {"type": "function_call", "call_id": call_id, "name": "f", "arguments": "{}", **extra}
        output = {"type": "function_call_output", "call_id": call_id, "output": "1"}
        return {"model": "openai/gpt-5-5", "input": [USER, item, output]}

    assert refused(plain, body("c" * 116), RESPONSES) == (
        "Invalid 'input[1].call_id': string too long. Expected a string with maximum length 64, but got a string with "
        "length 116 instead."
    )
    wanted = "Invalid 'input[1].id': 'call_1'. Expected an ID that begins with 'fc'."
    assert refused(plain, body("call_1", id="call_1"), RESPONSES) == wanted
    taken(plain, body("c" * 64, id="fc_1"), RESPONSES)


GEMINI_COUNT = (
    "Please ensure that the number of function response parts is equal to the number of function call parts of the "
    "function call turn."
)
SIGNED = {"extra_content": {"google": {"thought_signature": "skip_thought_signature_validator"}}}


@pytest.mark.parametrize(
    ("model", "messages", "text"),
    [
        (
            GPT,
            [USER, calls(call())],
            (
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
                "'tool_call_id'. "
                "The following tool_call_ids did not have response messages: call_1"
            ),
        ),
        (
            GPT,
            [USER, result()],
            (
                "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
                "'tool_calls'."
            ),
        ),
        (
            GPT,
            [USER, calls(call()), result(), result()],
            "Invalid parameter: Duplicate value for 'tool_call_id' of 'call_1', in messages[2] and messages[3].",
        ),
        (GEMINI, [USER, calls(call(**SIGNED), call("call_2")), result()], GEMINI_COUNT),
        (
            MISTRAL,
            [USER, calls(call("abcdefgh1")), USER],
            "Not the same number of function calls and responses",
        ),
        (
            DEEPSEEK,
            [USER, result()],
            "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
        ),
        (KIMI, [USER, calls(call()), result("other")], "Invalid request: an assistant message with 'tool_calls' must "),
        (
            CLAUDE,
            turns("Hi", [use()], "And?"),
            (
                "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1. Each "
                "`tool_use` block must have a corresponding `tool_result` block in the next message."
            ),
        ),
        (
            CLAUDE,
            turns("Hi", "Hello", [used()]),
            (
                "messages.2.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_1. Each "
                "`tool_result` "
                "block must have a corresponding `tool_use` block in the previous message."
            ),
        ),
        (
            CLAUDE,
            turns("Hi", [use()], [used(), used()]),
            (
                "messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` "
                "blocks with id: "
                "toolu_1"
            ),
        ),
        (
            CLAUDE,
            turns("Hi", [use(), use()], [used()]),
            "messages.1.content.1: `tool_use` ids must be unique",
        ),
    ],
)
def test_calls_and_results_that_do_not_fit(plain, model, messages, text):
    assert refused(plain, {"model": model, "messages": messages}).startswith(text)


def test_calls_and_results_that_fit(plain):
    taken(plain, {"model": GPT, "messages": [USER, calls(call(), call("call_2")), result("call_2"), result()]})
    taken(plain, {"model": CLAUDE, "messages": turns("Hi", [use(), use("b")], [used("b"), used()])})


def test_content_may_be_null_beside_calls_as_it_comes(plain):
    first = taken(plain, {"model": GPT, "messages": turns("weather in Rome?"), "tools": [tool()]})
    message = first["choices"][0]["message"]
    assert message["content"] is None
    answer = result(message["tool_calls"][0]["id"])
    taken(plain, {"model": GPT, "messages": [*turns("weather in Rome?"), message, answer], "tools": [tool()]})


PLAIN = "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."


@pytest.mark.parametrize("name", ["Add numbers", "coding.start", "mcp/server/x", "Box[int]", "加法", "x" * 70])
def test_names_of_tools(plain, name):
    long = len(name) == 70
    gpt = refused(plain, {"model": GPT, "tools": [tool(name)]})
    assert gpt.startswith("Invalid 'tools[0].function.name': string ")
    assert (f"maximum length 64, but got a string with length {len(name)}" if long else PLAIN) in gpt
    assert refused(plain, {"model": CLAUDE, "tools": [claude_tool(name)]}, MESSAGES) == (
        "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'"
    )
    assert refused(plain, {"model": MISTRAL, "tools": [tool(name)]}).startswith(f"Function name was {name} but must be")
    flat = {"type": "function", "name": name, "parameters": STRICT, "strict": True}
    body = {"model": "openai/gpt-5-5", "input": "Hi", "tools": [flat]}
    assert refused(plain, body, RESPONSES).startswith("Invalid 'tools[0].name': string")
    if name != "coding.start":
        assert "Invalid function name. Must start with a letter" in refused(
            plain, {"model": GEMINI, "tools": [tool(name)]}
        )
    for model, made in ((GPT, tool("x" * 64)), (GEMINI, tool("coding.start")), (CLAUDE, claude_tool("a-b_C1"))):
        taken(plain, {"model": model, "tools": [made]})


def test_names_of_speakers_and_schemas(plain):
    named = {**USER, "name": "User Onboarding Agent"}
    assert refused(plain, {"model": GPT, "messages": [named]}) == (
        "Invalid 'messages[0].name': string does not match pattern. Expected a string that matches the pattern "
        r"'^[^\s<|\\/>]+$'."
    )
    assert "maximum length 64" in refused(plain, {"model": GPT, "messages": [{**USER, "name": "x" * 65}]})
    taken(plain, {"model": GPT, "messages": [{**USER, "name": "Onboarding_Agent-é"}]})
    form = {"type": "json_schema", "json_schema": {"name": "Box[int]", "schema": STRICT}}
    assert refused(plain, {"model": GPT, "response_format": form}) == (
        f"Invalid 'response_format.json_schema.name': string does not match pattern. {PLAIN}"
    )
    form["json_schema"]["name"] = "Box_int"
    taken(plain, {"model": GPT, "response_format": form})


NEEDED = "is required to be supplied and to be"


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (CITY, f"In context=(), 'additionalProperties' {NEEDED} false."),
        (
            {**STRICT, "required": []},
            f"In context=(), 'required' {NEEDED} an array including every key in properties. Missing 'city'.",
        ),
        (
            {**STRICT, "properties": {"city": {"type": "array", "items": {}}}},
            "In context=('properties', 'city', 'items'), schema must have a 'type' key.",
        ),
        (
            {**STRICT, "properties": {"city": {"$ref": "#/$defs/City"}}},
            (
                "In context=('properties', 'city'), reference to component '#/$defs/City' which was not found "
                "in the schema."
            ),
        ),
        (
            {**STRICT, "properties": {"city": {"$ref": "#/$defs/City"}}, "$defs": {"City": {"type": "object"}}},
            f"In context=('$defs', 'City'), 'additionalProperties' {NEEDED} false.",
        ),
        ({"type": "array", "items": {"type": "string"}}, "schema must be a JSON Schema of 'type: \"object\"', got "),
    ],
)
def test_strict_schemas(plain, schema, text):
    form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}
    assert refused(plain, {"model": GPT, "response_format": form}).startswith(
        f"Invalid schema for response_format 'answer': {text}"
    )
    strict = refused(plain, {"model": GPT, "tools": [tool(parameters=schema, strict=True)]})
    assert strict.startswith(f"Invalid schema for function 'get_weather': {text}")
    flat = {"format": {"type": "json_schema", "name": "answer", "schema": schema, "strict": True}}
    body = {"model": "openai/gpt-5-5", "input": "Hi", "text": flat}
    assert refused(plain, body, RESPONSES).startswith(f"Invalid schema for response_format 'answer': {text}")
    if "not found" not in text:
        form["json_schema"]["strict"] = False
        taken(plain, {"model": GPT, "response_format": form})


def test_a_recursive_strict_schema_is_taken(plain):
    node = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}}},
        "required": ["city", "children"],
        "additionalProperties": False,
    }
    schema = {**node, "$defs": {"Node": node}}
    form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}
    taken(plain, {"model": GPT, "response_format": form})


EMPTY = "text content blocks must be non-empty"
BLANK = "text content blocks must contain non-whitespace text"


def said(text):
    return {"type": "text", "text": text}


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
PNG_SOURCE = {"type": "base64", "media_type": "image/png", "data": PNG}


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize(
    ("messages", "text"),
    [
        (turns([said("")]), f"messages: {EMPTY}"),
        (turns([said("Hi"), said(" \n")]), f"messages: {BLANK}"),
        (turns("\t"), f"messages: {BLANK}"),
        (
            turns("Hi", "", "Hi"),
            "messages.1: all messages must have non-empty content except for the optional final assistant message",
        ),
        (
            turns("Draw", [said("Here"), {"type": "image", "source": PNG_SOURCE}], "Hi"),
            "messages.1.content: 'image' blocks are not permitted within assistant turns",
        ),
        (turns("Hi", "So "), "messages: final assistant content cannot end with trailing whitespace"),
        (turns("Hi", [said("So\n")]), "messages: final assistant content cannot end with trailing whitespace"),
        (turns("Hi", [use()], [used(content=[said("")])]), f"messages: {EMPTY}"),
        (
            turns("Hi", [use()], [used(content=[{"type": "file", "url": "https://example.com/a"}])]),
            (
                "messages.2.content.0.tool_result.content.0: Input tag 'file' found using 'type' does not match "
                "any of the "
                "expected tags: 'document', 'image', 'search_result', 'text', 'tool_reference'"
            ),
        ),
    ],
)
def test_claudes_rules_of_texts(plain, path, messages, text):
    assert refused(plain, {"model": CLAUDE, "messages": messages}, path) == text


def test_claudes_rules_of_system_texts(plain):
    for text, words in (("", EMPTY), (" ", BLANK)):
        assert refused(plain, {"model": CLAUDE, "system": [said(text)]}, MESSAGES) == f"system: {words}"
    assert refused(plain, {"model": CLAUDE, "system": " "}) == f"system: {BLANK}"
    listed = send(plain, {"model": CLAUDE, "system": [said("Be brief.")]})
    assert listed.json()["message"] == "Body validation error: system: Expected string, received array"
    only_system = {"model": NEW_CLAUDE, "messages": [{"role": "system", "content": "Be brief."}]}
    assert refused(plain, only_system) == "messages: at least one message is required"


def test_texts_that_claude_takes(plain):
    for messages in (turns("Hi", ""), turns("Hi", "So"), turns("Hi ", "So ", "Go on"), turns([said(" Hi ")])):
        taken(plain, {"model": CLAUDE, "messages": messages})
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}
    taken(plain, {"model": CLAUDE, "messages": turns("Hi", [use()], [used(content=[said("x"), picture])])})
    taken(plain, {"model": GPT, "messages": turns("Hi", " ", "")})


PAGE = "docs/build-with-claude/extended-thinking#important-considerations-when-using-extended-thinking"


@pytest.mark.parametrize(
    ("extra", "text"),
    [
        (
            {"thinking": {"type": "adaptive", "budget_tokens": 1024}},
            "thinking.adaptive.budget_tokens: Extra inputs ",
        ),
        ({"thinking": THINKING, "temperature": 0.5}, "`temperature` may only be set to 1 when thinking is enabled."),
        ({"thinking": THINKING, "top_k": 5}, "`top_k` must be unset when thinking is enabled."),
        ({"thinking": THINKING, "top_p": 0.5}, "`top_p` must be greater than or equal to 0.95 or unset when thinking"),
        ({"thinking": THINKING, "max_tokens": 1024}, "`max_tokens` must be greater than `thinking.budget_tokens`"),
    ],
)
def test_what_does_not_go_with_claudes_thinking(plain, extra, text):
    assert refused(plain, {"model": CLAUDE, "max_tokens": 2000, **extra}, MESSAGES).startswith(text)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (CHAT, {"model": GPT, "messages": [USER, result()]}),
        (MESSAGES, {"model": CLAUDE, "messages": turns(" ")}),
        (RESPONSES, {"model": "openai/gpt-5-5", "input": "Hi", "tools": [{"type": "function", "name": "a b"}]}),
    ],
)
def test_a_refusal_can_be_wrapped_as_the_service_does_it(plain, path, body):
    if path == RESPONSES:
        body["tools"] = [{**body["tools"][0], "parameters": STRICT, "strict": True}]
    text = refused(plain, body, path)
    wrapped = plain.http.post(path, json=body, headers={"X-Emulator-Fault": "wrap-refusals"})
    assert wrapped.status_code == 500
    assert wrapped.json()["message"] == f"400 {text}"


WITHOUT_BUDGETS = (
    '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" '
    "to control thinking behavior."
)


@pytest.mark.parametrize(
    ("path", "model"),
    [
        (MESSAGES, "claude-opus-4-7"),
        (MESSAGES, NEW_CLAUDE),
        (CHAT, NEW_CLAUDE),
        (CHAT, "anthropic/claude-sonnet-5"),
    ],
)
def test_budgets_of_thinking_are_gone(plain, path, model):
    body = {"model": model, "max_tokens": 2000}
    assert refused(plain, {**body, "thinking": THINKING}, path) == WITHOUT_BUDGETS
    taken(plain, {**body, "thinking": {"type": "adaptive"}}, path)


def test_budgets_are_taken_where_nothing_else_is_documented(plain):
    taken(plain, {"model": "claude-opus-4-7", "max_tokens": 2000, "thinking": THINKING})
    taken(plain, {"model": "anthropic/claude-opus-4-6", "max_tokens": 2000, "thinking": THINKING}, MESSAGES)


def test_what_goes_with_claudes_thinking(plain):
    body = {"model": CLAUDE, "max_tokens": 2000, "temperature": 1, "top_p": 0.95, "thinking": THINKING}
    taken(plain, body)
    taken(plain, body, MESSAGES)
    taken(plain, {"model": CLAUDE, "max_tokens": 2000, "temperature": 0.5})
    small = send(plain, {"model": CLAUDE, "thinking": {"type": "enabled", "budget_tokens": 1023}}, MESSAGES)
    assert "greater than or equal to 1024" in small.json()["message"]


def thoughts(plain, path):
    """A thinking block of Claude's own."""
    body = {"model": CLAUDE, "max_tokens": 2000, "thinking": THINKING}
    return taken(plain, body, MESSAGES)["content"][0]


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
def test_signatures_of_claude(plain, path):
    block = thoughts(plain, path)
    body = {"model": CLAUDE, "max_tokens": 2000, "thinking": THINKING}

    def again(**changes):
        changed = {key: value for key, value in {**block, **changes}.items() if value is not None}
        return {**body, "messages": turns("Hi", [changed, said("Hello")], "And?")}

    taken(plain, again(), path)
    for changes in ({"signature": "x"}, {"thinking": "other"}, {"signature": gemini_seal(plain)}):
        assert refused(plain, again(**changes), path) == "messages.1.content.0: Invalid `signature` in `thinking` block"
    unsigned = refused(plain, again(signature=None), path)
    assert unsigned == "messages.1.content.0.thinking.signature: Field required"
    real = base64.b64encode(b"\x12" + bytes(100)).decode()
    taken(plain, again(signature=real), path)
    redacted = {**body, "messages": turns("Hi", [{"type": "redacted_thinking", "data": block["signature"]}], "And?")}
    assert refused(plain, redacted, path).endswith("Invalid `data` in `redacted_thinking` block")


def signed_turn(plain):
    body = {"model": GEMINI, "messages": turns("weather in Rome?"), "tools": [tool()]}
    return body, taken(plain, body)["choices"][0]["message"]


def gemini_seal(plain):
    return signed_turn(plain)[1]["tool_calls"][0]["extra_content"]["google"]["thought_signature"]


def test_signatures_of_gemini(plain):
    body, message = signed_turn(plain)
    answer = result(message["tool_calls"][0]["id"])

    def again(signature, **changes):
        extra = {"extra_content": {"google": {"thought_signature": signature}}}
        called = {**message["tool_calls"][0], **extra}
        asked = {"role": "assistant", "tool_calls": [called]}
        return {**body, "messages": [*body["messages"], asked, answer], **changes}

    taken(plain, again(gemini_seal(plain)))
    taken(plain, again(gemini_seal(plain), model="google/gemini-3-flash-preview"))
    taken(plain, again("skip_thought_signature_validator"))
    for foreign in ("x", thoughts(plain, MESSAGES)["signature"]):
        assert refused(plain, again(foreign)) == "Corrupted thought signature."


def test_calls_of_gemini_3_are_signed_while_their_turn_goes_on(plain):
    body = {"model": GEMINI, "messages": [USER, calls(call(), call("call_2")), result(), result("call_2")]}
    text = refused(plain, body)
    assert text.startswith("Function call is missing a thought_signature in functionCall parts.")
    assert "function call `default_api:get_weather` , position 2." in text
    taken(plain, {**body, "messages": [USER, calls(call(**SIGNED), call("call_2")), result(), result("call_2")]})
    taken(plain, {**body, "messages": [*body["messages"], USER]})
    taken(plain, {**body, "model": "google/gemini-2.5-flash"})


def test_streams_sign_the_first_call_as_whole_answers_do(plain):
    body, message = signed_turn(plain)
    text = send(plain, {**body, "stream": True}).text
    chunks = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
    deltas = [made for chunk in chunks for made in chunk["choices"][0]["delta"].get("tool_calls", ())]
    assert deltas[0]["extra_content"] == message["tool_calls"][0]["extra_content"]


def test_encrypted_items_of_responses(plain):
    body = {"model": "openai/gpt-5-5", "input": "Hi", "include": ["reasoning.encrypted_content"]}
    item = taken(plain, body, RESPONSES)["output"][0]
    taken(plain, {"model": "openai/gpt-5-4", "input": [item, USER]}, RESPONSES)
    grok = taken(plain, {"model": "x-ai/grok-4-3", **{key: body[key] for key in ("input", "include")}}, RESPONSES)
    for foreign in (grok["output"][0]["encrypted_content"], "x", base64.b64encode(bytes(100)).decode()):
        sealed = {**item, "encrypted_content": foreign}
        assert refused(plain, {"model": "openai/gpt-5-5", "input": [sealed, USER]}, RESPONSES) == (
            f"The encrypted content for item {item['id']} could not be verified. Reason: Encrypted content could not "
            "be decrypted or parsed."
        )
    real = base64.urlsafe_b64encode(b"\x80" + bytes(119)).decode()
    taken(plain, {"model": "openai/gpt-5-5", "input": [{**item, "encrypted_content": real}, USER]}, RESPONSES)


SEALED = "google/gemini-3.1-pro-preview-customtools"


def test_sealed_details_of_a_gateway(plain):
    message = taken(plain, {"model": SEALED})["choices"][0]["message"]
    readable, sealed = message["reasoning_details"]
    assert (readable["type"], sealed["type"]) == ("reasoning.text", "reasoning.encrypted")
    streamed = send(plain, {"model": SEALED, "stream": True}).text
    assert json.dumps(sealed["data"]) in streamed

    def again(model, **changes):
        answer = {"role": "assistant", "content": "Hello", "reasoning_details": [readable, {**sealed, **changes}]}
        return {"model": model, "messages": [USER, answer, USER]}

    taken(plain, again(SEALED))
    assert refused(plain, again(SEALED, data="x")) == "Corrupted thought signature."
    real = base64.b64encode(bytes(100)).decode()
    taken(plain, again(SEALED, data=real))
    assert refused(plain, again(SEALED, data=real, format="anthropic-claude-v1")) == "Corrupted thought signature."
    assert refused(plain, again(GPT)).startswith("The encrypted content ")
    taken(
        plain, {"model": GPT, "messages": [USER, again(GPT)["messages"][1] | {"reasoning_details": [readable]}, USER]}
    )


@pytest.mark.parametrize("model", [MISTRAL, OPEN])
def test_mistral_wants_results_answered_before_the_user_speaks(plain, model):
    told = [USER, calls(call("abcDEF123")), result("abcDEF123")]
    answered = {"role": "assistant", "content": "Rain."}

    words = refused(plain, {"model": model, "messages": [*told, USER]})

    assert words == "Unexpected role 'user' after role 'tool'"
    taken(plain, {"model": model, "messages": [*told, answered, USER]})


def test_qwens_that_always_reason_are_not_forced(plain):
    body = {"model": "alibaba/qwen3-235b-a22b-thinking-2507", "tools": [tool()]}

    assert "does not support being set to required" in refused(plain, {**body, "tool_choice": "required"})
    taken(plain, {**body, "tool_choice": "auto"})


def test_claude_wants_the_thinking_that_led_to_calls(plain):
    body = {"model": CLAUDE, "max_tokens": 2000, "thinking": THINKING}
    asked = turns("Hi", [use()], [used()])

    words = refused(plain, {**body, "messages": asked}, MESSAGES)

    assert words.startswith(
        "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`"
    )
    taken(plain, {**body, "messages": [*asked, *turns("Hi", "Rain.", "And now?")[1:]]}, MESSAGES)
    taken(plain, {"model": CLAUDE, "max_tokens": 2000, "messages": asked}, MESSAGES)

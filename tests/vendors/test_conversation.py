"""A conversation that comes from elsewhere goes on: no vendor refuses it, and nothing that can be read is lost."""

import json

import pytest
from langchain_core.messages import AIMessage, FunctionMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.vendors.pairs import NO_RESULT
from langchain_aimlapi.chat_request import build_chat_call
from langchain_aimlapi.messages.from_wire import completion_to_result

CLAUDE, MESSAGES, CLAUDE_CHAT = "anthropic/claude-sonnet-4.5", "anthropic/claude-opus-4.7", "anthropic/claude-opus-5"
CLAUDES = (CLAUDE, MESSAGES, CLAUDE_CHAT)
GPT, RESPONSES, GEMINI, TOOLLESS = "openai/gpt-5", "openai/gpt-5-pro", "google/gemini-2.5-pro", "deepseek/deepseek-chat"
TARGETS = (*CLAUDES, GPT, RESPONSES, GEMINI, TOOLLESS)
PNG = "data:image/png;base64,QUJD"
Q, AND = HumanMessage("Question"), HumanMessage("And now?")


def call(call_id="c1", name="look", **args):
    return {"name": name, "args": args, "id": call_id, "type": "tool_call"}


def broken(call_id="c1", args='{"path": "/et'):
    return {"type": "invalid_tool_call", "name": "look", "args": args, "id": call_id, "error": "cut"}


def pairs(sent):
    """Ids of calls and results, in the order of the wire."""
    made, answered = [], []
    for turn in sent.turns:
        made += [one["id"] for one in turn.get("tool_calls", ())]
        made += [turn["call_id"]] if turn.get("type") in ("function_call", "custom_tool_call") else []
        answered += [turn["tool_call_id"]] if turn.get("role") == "tool" else []
        answered += [turn["call_id"]] if str(turn.get("type")).endswith("_output") else []
        for block in turn["content"] if isinstance(turn.get("content"), list) else ():
            made += [block["id"]] if block["type"] == "tool_use" else []
            answered += [block["tool_use_id"]] if block["type"] == "tool_result" else []
    return made, answered


# Calls and results


@pytest.mark.parametrize("target", TARGETS)
def test_a_result_whose_call_was_cut_off_goes_on_as_words(send, target):
    sent = send(target, ToolMessage("sunny", tool_call_id="gone", name="look"), AND)

    assert pairs(sent) == ([], [])
    assert "sunny" in sent.text
    assert "look" in sent.text


@pytest.mark.parametrize("target", TARGETS)
def test_a_call_without_a_result_does_not_end_the_conversation(send, target):
    asked = AIMessage("Let me see.", tool_calls=[call("c1"), call("c2", "listen")])

    sent = send(target, Q, asked, ToolMessage("sunny", tool_call_id="c2"), AND)

    made, answered = pairs(sent)
    assert made == answered
    assert "sunny" in sent.text
    assert not sent.notes  # nothing is lost
    if target != TOOLLESS:
        assert NO_RESULT in sent.text


def test_a_late_result_stands_behind_its_call_and_a_second_one_is_words(send):
    sent = send(
        GPT,
        AIMessage("", tool_calls=[call()]),
        HumanMessage("Wait"),
        ToolMessage("sunny", tool_call_id="c1"),
        ToolMessage("again", tool_call_id="c1"),
        AND,
    )

    assert [turn["role"] for turn in sent.turns] == ["assistant", "tool", "user", "user", "user"]
    assert sent.turns[1]["content"] == "sunny"
    assert "again" in sent.turns[3]["content"]


def test_calls_that_end_a_conversation_are_left_to_the_vendor(send):
    assert pairs(send(GPT, Q, AIMessage("", tool_calls=[call()]))) == (["c1"], [])


def test_results_alone_may_answer_calls_that_the_service_keeps(send):
    sent = send(RESPONSES, ToolMessage("sunny", tool_call_id="c1"), previous_response_id="resp_1")

    assert sent.turns == [{"type": "function_call_output", "call_id": "c1", "output": "sunny"}]
    assert not sent.notes


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("args", ['{"path": "/et', "no JSON", "[1]"])
def test_a_broken_call_that_nobody_answered_is_words(send, target, args):
    sent = send(target, Q, AIMessage("I look.", invalid_tool_calls=[broken(args=args)]), AND)

    assert pairs(sent) == ([], [])
    said = next(turn for turn in sent.turns if turn["role"] == "assistant")
    assert args in json.dumps(said, ensure_ascii=False).replace("\\", "") or args.replace('"', '\\"') in sent.text
    assert "I look." in sent.text


@pytest.mark.parametrize("target", [*CLAUDES, GPT, RESPONSES, GEMINI])
def test_a_broken_call_that_was_answered_has_valid_json(send, target):
    asked = AIMessage("", invalid_tool_calls=[broken()])

    sent = send(target, Q, asked, ToolMessage("Invalid arguments", tool_call_id="c1", status="error"), AND)

    made, answered = pairs(sent)
    assert made == answered == ["c1"]
    for turn in sent.turns:
        for one in turn.get("tool_calls", ()):
            assert json.loads(one["function"]["arguments"]) == {"raw_arguments": '{"path": "/et'}
    assert "/et" in sent.text


def test_a_broken_call_whose_vendor_parts_travel_along_is_mended_there_too(send):
    item = {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "look", "arguments": '{"path": "/et'}
    asked = AIMessage("", invalid_tool_calls=[broken()], additional_kwargs={"output_items": [item]})

    answered = send(RESPONSES, Q, asked, ToolMessage("Invalid", tool_call_id="c1"), AND)
    unanswered = send(RESPONSES, Q, asked, AND)

    assert json.loads(answered.turns[1]["arguments"]) == {"raw_arguments": '{"path": "/et'}
    assert pairs(unanswered) == ([], [])


CUSTOM = AIMessage(
    "",
    tool_calls=[call("c1", "run", __arg1="print(1)")],
    additional_kwargs={"tool_call_extras": {"c1": {"type": "custom"}}},
)


@pytest.mark.parametrize("target", TARGETS)
def test_the_free_text_of_a_custom_tool_goes_to_every_vendor(send, target):
    sent = send(target, Q, CUSTOM, ToolMessage("1", tool_call_id="c1"), AND)

    made, answered = pairs(sent)
    assert made == answered
    assert "print(1)" in sent.text


@pytest.mark.parametrize(
    ("target", "kind"),
    [("moonshot/kimi-k2-6", "builtin_function"), (GPT, "function"), (GEMINI, "function"), (CLAUDE_CHAT, "function")],
)
def test_a_call_of_kimis_own_tools_is_a_functions_elsewhere(target, kind):
    call = {"id": "c1", "type": "builtin_function", "function": {"name": "$web_search", "arguments": "{}"}}
    messages = [{"role": "assistant", "tool_calls": [call]}, {"role": "tool", "tool_call_id": "c1", "content": "{}"}]

    body = build_chat_call(messages, {"model": target}, stream=False).body

    assert body["messages"][0]["tool_calls"][0]["type"] == kind


@pytest.mark.parametrize("target", [GEMINI, "mistralai/mistral-small-2603", "anthropic/claude-opus-5"])
def test_a_custom_call_is_a_functions_where_the_vendor_has_no_other(send, target):
    sent = send(target, Q, CUSTOM, ToolMessage("1", tool_call_id="c1"), AND)

    (made,) = sent.turns[1]["tool_calls"]
    assert made["type"] == "function"
    assert json.loads(made["function"]["arguments"]) == {"input": "print(1)"}


@pytest.mark.parametrize("target", TARGETS)
def test_an_answer_that_held_nothing_else_than_foreign_blocks_leaves_no_empty_list(send, target):
    sent = send(target, Q, AIMessage([{"type": "executable_code", "executable_code": "1"}]), HumanMessage([]), AND)

    assert not any(turn.get("content") == [] for turn in sent.turns)
    assert "And now?" in sent.text


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("args", [None, "", "{}", '{"path": "/etc"}'])
def test_a_call_without_a_name_that_nobody_answered_is_words(send, target, args):
    nameless = {"type": "invalid_tool_call", "name": None, "args": args, "id": None, "error": "no name"}

    sent = send(target, Q, AIMessage("", invalid_tool_calls=[nameless]), AND)

    assert pairs(sent) == ([], [])
    assert "/etc" in sent.text or "/etc" not in (args or "")


def test_an_answered_call_without_a_name_keeps_its_arguments(send):
    nameless = {"type": "invalid_tool_call", "name": "", "args": '{"path": "/etc"}', "id": "c1", "error": "no name"}

    sent = send(GPT, Q, AIMessage("", invalid_tool_calls=[nameless]), ToolMessage("?", tool_call_id="c1"), AND)

    assert sent.turns[1]["tool_calls"][0]["function"] == {"name": "unnamed", "arguments": '{"path": "/etc"}'}


@pytest.mark.parametrize("target", [*CLAUDES, GPT, RESPONSES, GEMINI])
def test_a_function_call_of_before_there_were_tools_goes_on(send, target):
    asked = AIMessage("", additional_kwargs={"function_call": {"name": "look", "arguments": '{"path": "/var"}'}})

    sent = send(target, Q, asked, FunctionMessage("sunny", name="look"), AND)

    made, answered = pairs(sent)
    assert made == answered
    assert len(made) == 1
    assert "/var" in sent.text
    assert "sunny" in sent.text


def test_an_answered_call_without_a_name_gets_one(send):
    nameless = {"type": "invalid_tool_call", "name": None, "args": "{", "id": "c1", "error": "cut"}

    sent = send(GPT, Q, AIMessage("", invalid_tool_calls=[nameless]), ToolMessage("?", tool_call_id="c1"), AND)

    assert sent.turns[1]["tool_calls"][0]["function"]["name"] == "unnamed"


@pytest.mark.parametrize("result", ["sunny", [{"type": "image", "url": PNG}]])
def test_mistral_has_answered_results_before_the_user_speaks(send, result):
    asked = AIMessage("", tool_calls=[call("abcDEF123")])

    sent = send("mistralai/mistral-small-2603", Q, asked, ToolMessage(result, tool_call_id="abcDEF123"), AND)

    roles = [turn["role"] for turn in sent.turns]
    assert roles[:4] == ["user", "assistant", "tool", "assistant"]
    assert set(roles[4:]) == {"user"}


BUDGET = {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 3000}
THOUGHT = {"type": "thinking", "thinking": "Hm.", "signature": "SEAL"}


@pytest.mark.parametrize("target", [CLAUDE, "claude-opus-4-1"])
def test_claude_answers_calls_of_others_without_reasoning(send, target):
    theirs = AIMessage("", tool_calls=[call()], response_metadata={"model_name": "gpt-5", "model_provider": "openai"})
    own = AIMessage(
        "",
        tool_calls=[call()],
        additional_kwargs={"reasoning_details": [THOUGHT]},
        response_metadata={"model_name": target},
    )
    told = ToolMessage("sunny", tool_call_id="c1")

    assert "thinking" not in send(target, Q, theirs, told, **BUDGET).body
    assert "thinking" in send(target, Q, own, told, **BUDGET).body
    assert "thinking" in send(target, Q, theirs, told, AIMessage("Sunny."), AND, **BUDGET).body


# Texts of Claude


@pytest.mark.parametrize("target", CLAUDES)
def test_claude_gets_no_blank_text(send, target):
    image = {"type": "image", "base64": "QUJD", "mime_type": "image/png"}
    sent = send(
        target,
        SystemMessage("  \n"),
        HumanMessage([{"type": "text", "text": " "}, image]),
        AIMessage([{"type": "text", "text": "\n"}], tool_calls=[call()]),
        ToolMessage([{"type": "text", "text": " "}], tool_call_id="c1"),
        AIMessage(" \t"),
        HumanMessage([]),
        HumanMessage("Well?"),
        AIMessage("The answer is "),
    )

    texts = [block for turn in sent.turns if isinstance(turn.get("content"), list) for block in turn["content"]]
    assert all(block["text"].strip() for block in texts if block["type"] == "text")
    assert not any(isinstance(turn.get("content"), str) and turn["content"].isspace() for turn in sent.turns)
    assert "system" not in sent.body
    assert sent.turns[-1]["content"] == "The answer is"
    assert pairs(sent)[0] == pairs(sent)[1] == ["c1"]


@pytest.mark.parametrize("target", CLAUDES)
@pytest.mark.parametrize(
    "messages",
    [[], [SystemMessage("Be brief.")], [HumanMessage(" ")], [Q, AIMessage("Answer."), HumanMessage("\n")]],
)
def test_a_conversation_that_asks_claude_nothing_is_an_error_before_it_is_sent(send, target, messages):
    with pytest.raises(InvalidRequestError, match="add what the user asks"):
        send(target, *messages)


@pytest.mark.parametrize("target", [GPT, GEMINI])
def test_other_vendors_get_texts_as_they_are(send, target):
    assert send(target, HumanMessage(" hi "), AIMessage("So "), HumanMessage(" ")).turns[1]["content"] == "So "


# System prompts of Claude

MARKED = {"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}


def test_a_marked_system_prompt_is_text_where_the_model_has_no_blocks(send):
    sent = send(
        CLAUDE, SystemMessage([MARKED, {"type": "text", "text": "Be kind."}]), Q, SystemMessage("Be late."), AND
    )

    assert sent.body["system"] == "Be brief.\n\nBe kind.\n\nBe late."
    assert [turn["role"] for turn in sent.turns] == ["user"]
    assert sum("cache_control" in note for note in sent.notes) == 1


def test_a_marked_system_prompt_is_blocks_where_the_model_has_them(send):
    sent = send(MESSAGES, SystemMessage([MARKED]), Q)

    assert sent.body["system"] == [MARKED]
    assert not sent.notes


def test_a_system_parameter_of_blocks_is_text_too(send):
    assert send(CLAUDE, SystemMessage("Be kind."), Q, system=[MARKED]).body["system"] == "Be brief.\n\nBe kind."
    assert send(CLAUDE, Q, system=[MARKED]).body["system"] == "Be brief."


@pytest.mark.parametrize("target", [CLAUDE, MESSAGES])
def test_an_image_in_a_system_message_is_not_dropped(send, target):
    image = {"type": "image", "base64": "QUJD", "mime_type": "image/png"}

    sent = send(target, SystemMessage([{"type": "text", "text": "See:"}, image]), Q)

    assert "QUJD" in repr(sent.turns)
    assert "See:" in repr(sent.body["system"])
    assert not sent.notes


# Documents of Claude

FACTS = {"title": "Tea", "context": "A page.", "citations": {"enabled": True}}
PDF = {"type": "base64", "media_type": "application/pdf", "data": "QUJD"}
TEXT = {"type": "text", "media_type": "text/plain", "data": "Hot."}
CONTENT = {"type": "content", "content": [{"type": "text", "text": "Hot."}]}


@pytest.mark.parametrize(
    ("block", "source"),
    [
        ({"type": "document", "source": PDF, **FACTS}, PDF),
        ({"type": "document", "source": TEXT, **FACTS}, TEXT),
        ({"type": "document", "source": CONTENT, **FACTS}, CONTENT),
        ({"type": "file", "base64": "QUJD", "mime_type": "application/pdf", "extras": FACTS}, PDF),
        ({"type": "text-plain", "text": "Hot.", "mime_type": "text/plain", "extras": FACTS}, TEXT),
        ({"type": "text-plain", "text": "Hot.", **FACTS}, TEXT),
    ],
)
@pytest.mark.parametrize("target", CLAUDES)
def test_a_document_for_claude_keeps_what_is_said_of_it(send, target, block, source):
    sent = send(target, HumanMessage([block, {"type": "text", "text": "Cite it."}]))

    assert sent.turns[0]["content"][0] == {"type": "document", "source": source, **FACTS}


def test_a_document_by_url_keeps_it_on_the_messages_endpoint(send):
    source = {"type": "url", "url": "https://example.com/a.pdf"}
    sent = send(MESSAGES, HumanMessage([{"type": "document", "source": source, **FACTS}]))

    assert sent.turns[0]["content"] == [{"type": "document", "source": source, **FACTS}]


@pytest.mark.parametrize("source", [TEXT, CONTENT])
@pytest.mark.parametrize("target", [GPT, RESPONSES, GEMINI])
def test_the_words_of_a_document_go_to_every_vendor(send, target, source):
    sent = send(target, HumanMessage([{"type": "document", "source": source, **FACTS}]))

    assert "Hot." in sent.text
    assert "citations" not in sent.text


# Files and images

LINK = {"type": "file", "url": "https://example.com/report.csv", "mime_type": "text/csv"}


@pytest.mark.parametrize("target", [CLAUDE, CLAUDE_CHAT, GPT, GEMINI, TOOLLESS])
def test_a_link_out_of_a_tool_is_named_where_it_cannot_be_taken(send, target):
    sent = send(target, Q, AIMessage("", tool_calls=[call()]), ToolMessage([LINK], tool_call_id="c1"))

    assert "[file: https://example.com/report.csv]" in sent.text
    assert "file_url" not in sent.text
    assert [note.rpartition(": ")[2] for note in sent.notes] == ["file"]


def test_a_link_out_of_a_tool_goes_where_it_can_be_taken(send):
    sent = send(MESSAGES, Q, AIMessage("", tool_calls=[call()]), ToolMessage([LINK], tool_call_id="c1"))

    assert {"type": "url", "url": "https://example.com/report.csv"} in [
        block.get("source") for block in sent.turns[2]["content"][0]["content"]
    ]
    assert not sent.notes


IMAGES = [{"type": "image", "base64": "QUJD" * 100, "mime_type": "image/png"}]


def test_images_for_a_model_that_reads_only_text_are_named_but_for_the_present_question(send):
    model = "alibaba/qwen3-coder-480b-a35b-instruct"
    sent = send(model, HumanMessage(IMAGES), AIMessage("A cat."), HumanMessage("What colour?"))

    assert "[image: image/png, 300 bytes]" in sent.text
    assert [note.rpartition(": ")[2] for note in sent.notes] == ["image"]
    with pytest.raises(InvalidRequestError, match="image_url"):
        send(model, HumanMessage(IMAGES))


def test_what_claude_cannot_fetch_is_told_by_its_url(send):
    with pytest.raises(InvalidRequestError, match=r"not by URL: download 'https://example.com/report.csv'"):
        send(CLAUDE, HumanMessage([LINK]))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    ("block", "told"),
    [
        ({"type": "json", "json": {"rows": [1, 2]}}, '{"rows": [1, 2]}'),
        ({"type": "custom_tool_call_output", "output": "42 lines"}, "42 lines"),
        ({"type": "resource", "resource": {"uri": "file:///a", "text": "inside"}}, "inside"),
        ({"rows": "without a type"}, "without a type"),
        ({"type": "non_standard", "value": {"toolbox": "unknown"}}, "unknown"),
    ],
)
def test_what_a_tool_returns_in_an_unknown_form_is_told(send, target, block, told):
    sent = send(target, Q, AIMessage("", tool_calls=[call()]), ToolMessage([block], tool_call_id="c1"), AND)

    assert told in sent.text.replace("\\", "")


def test_what_the_present_question_holds_in_an_unknown_form_is_refused(send):
    with pytest.raises(InvalidRequestError, match="takes no content part"):
        send("gpt-4o-mini", HumanMessage([{"type": "hologram"}]))


@pytest.mark.parametrize("target", TARGETS)
def test_files_in_geminis_form_are_files(send, target):
    png = {"type": "media", "mime_type": "image/png", "data": "QUJD"}
    film = {"type": "media", "mime_type": "video/mp4", "file_uri": "https://example.com/film.mp4"}

    sent = send(target, HumanMessage([png, film]), AIMessage("I see."), AND)

    assert "https://example.com/film.mp4" in sent.text
    assert "QUJD" in sent.text or "image/png, 3 bytes" in sent.text


@pytest.mark.parametrize("target", TARGETS)
def test_sound_in_an_earlier_turn_is_named_where_it_cannot_be_taken(send, target):
    sound = {"type": "audio", "base64": "QUJD", "mime_type": "audio/wav"}

    sent = send(target, HumanMessage([sound]), AIMessage("I hear."), AND)

    assert "[audio: wav, 3 bytes]" in sent.text or "QUJD" in sent.text


@pytest.mark.parametrize("target", [*TARGETS, "mistralai/mistral-small-2603"])
def test_a_refusal_is_text_where_the_model_knows_no_refusals(send, target):
    said = AIMessage([{"type": "non_standard", "value": {"type": "refusal", "refusal": "I must not."}}])

    assert "I must not." in send(target, Q, said, AND).text


def test_bedrocks_marks_for_caching_are_claudes(send):
    prompt = SystemMessage([{"type": "text", "text": "Be brief."}, {"cachePoint": {"type": "default"}}])

    claudes, gpts = send(MESSAGES, prompt, Q), send(GPT, prompt, Q)

    assert claudes.body["system"] == [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]
    assert "cachePoint" not in gpts.text


# Answers with images, sound and vendors' own blocks


@pytest.mark.parametrize("target", TARGETS)
def test_an_answer_with_an_image_or_sound_in_v1_can_be_followed(send, target):
    message = {
        "role": "assistant",
        "content": "Here.",
        "images": [{"type": "image_url", "image_url": {"url": PNG}}],
        "audio": {"id": "a1", "data": "UklGRg==", "transcript": "Meow."},
    }
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    answer = completion_to_result({"id": "1", "model": "m", "choices": [choice]}).generations[0].message
    v1 = answer.model_copy(
        update={
            "content": answer.content_blocks,
            "response_metadata": {**answer.response_metadata, "output_version": "v1"},
        }
    )

    sent = send(target, Q, v1, AND)

    assert "Here." in sent.text


BLOCKS = [
    {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "tea"}},
    {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []},
    {"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search"}},
    {"type": "mcp_call", "id": "mcp_1", "name": "ask", "arguments": "{}", "server_label": "s", "output": "o"},
    {"type": "executable_code", "executable_code": "1+1", "language": "python"},
    {"type": "non_standard", "value": {"type": "compaction", "content": "short"}},
]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block["type"])
def test_another_vendors_blocks_are_replayed_where_they_are_known_and_left_out_elsewhere(send, target, block):
    sent = send(target, Q, AIMessage([block, {"type": "text", "text": "Found."}]), AND)

    inner = block.get("value", block)
    anthropics = inner["type"] in ("server_tool_use", "web_search_tool_result", "compaction")
    known = (target == MESSAGES and anthropics) or (target == RESPONSES and inner["type"].endswith("_call"))
    known = known or (target == RESPONSES and inner["type"] == "compaction")
    kinds = [turn.get("type") for turn in sent.turns]
    kinds += [part["type"] for turn in sent.turns if isinstance(turn.get("content"), list) for part in turn["content"]]
    assert "Found." in sent.text
    if target not in (CLAUDE, CLAUDE_CHAT):  # their schemas say what they know
        assert (inner["type"] in kinds) is known
        assert bool(sent.notes) is not known


def test_a_note_is_given_once_for_a_model(send):
    conversation = [Q, *[AIMessage([BLOCKS[0], {"type": "text", "text": "Found."}])] * 3, AND]

    assert len(send(GPT, *conversation).notes) == 1
    assert not send(GPT, *conversation).notes


def test_the_conversation_that_was_given_is_not_changed():
    messages = [
        {"role": "system", "content": [dict(MARKED)]},
        {"role": "assistant", "tool_calls": [{"id": "f:0", "type": "function", "function": {"name": "look"}}]},
        {"role": "tool", "tool_call_id": "f:0", "content": [{"type": "text", "text": " "}]},
        {"role": "user", "content": "Q"},
    ]
    before = json.dumps(messages)

    for target in TARGETS:
        build_chat_call(messages, {"model": target}, stream=False, unsupported_params="send")

    assert json.dumps(messages) == before


@pytest.mark.parametrize("target", TARGETS)
def test_what_another_vendor_ran_in_langchains_own_blocks_is_told_of_when_it_is_left_out(send, target):
    ran = [
        {"type": "server_tool_call", "id": "s1", "name": "web_search", "args": {"query": "x"}},
        {"type": "server_tool_result", "tool_call_id": "s1", "status": "success", "output": "found"},
    ]
    sent = send(target, Q, AIMessage([*ran, {"type": "text", "text": "It is so."}]), AND)
    assert "It is so." in sent.text
    assert "server_tool" not in sent.text
    assert "left_out" not in sent.text
    assert [note for note in sent.notes if "server_tool_call, server_tool_result" in note]


@pytest.mark.parametrize("target", TARGETS)
def test_half_a_character_in_a_call_does_not_end_the_conversation(send, target):
    half = "\ud83d"
    calls = AIMessage("", tool_calls=[call("c1", at=half)], invalid_tool_calls=[broken("c2", f'{{"at": "{half}')])
    results = [ToolMessage("here", tool_call_id="c1"), ToolMessage("there", tool_call_id="c2")]

    sent = send(target, Q, calls, *results, AND)

    made, answered = pairs(sent)
    assert made == answered
    assert "here" in sent.text
    assert "there" in sent.text


@pytest.mark.parametrize("target", [*TARGETS, "openai/gpt-4o", "mistralai/mistral-small-2603"])
@pytest.mark.parametrize("alone", [False, True])
def test_an_image_and_a_document_in_a_system_message_reach_whoever_goes_on(send, target, alone):
    image = {"type": "image_url", "image_url": {"url": PNG}}
    told = {"type": "content", "content": [{"type": "text", "text": "Rules of tea"}]}
    parts = [image, {"type": "document", "source": told}, *([] if alone else [{"type": "text", "text": "Be kind."}])]

    sent = send(target, SystemMessage(parts), Q)

    assert "Rules of tea" in sent.text
    assert alone or "Be kind." in sent.text
    assert "QUJD" in sent.text or "[image: image/png" in sent.text
    assert "'content': []" not in sent.text

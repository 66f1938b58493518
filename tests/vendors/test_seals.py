"""Sealed reasoning that reaches another model than its own ends the conversation; lost at home it costs quality."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from langchain_aimlapi.chat_request import build_chat_call, get_model, is_made_by
from langchain_aimlapi.messages.from_wire import completion_to_result
from langchain_aimlapi.messages.to_wire import messages_to_wire

SONNET, OPUS, OPUS_CHAT = "anthropic/claude-sonnet-4.5", "anthropic/claude-opus-4.7", "anthropic/claude-opus-5"
GEMINI, GPT, RESPONSES, GROK, MINIMAX = (
    "google/gemini-2.5-pro",
    "openai/gpt-5",
    "openai/gpt-5-pro",
    "x-ai/grok-4-fast-reasoning",
    "minimax/m2-1",
)
THINKING = {"type": "thinking", "thinking": "Readable.", "signature": "SEAL"}
REDACTED = {"type": "redacted_thinking", "data": "SEAL"}


def made(model, provider="aimlapi", content="Answer.", **more):
    names = {"model_name": model, "model_provider": provider}
    return AIMessage(content, response_metadata={key: value for key, value in names.items() if value}, **more)


HISTORIES = {
    "Claude's, ours": made(
        SONNET, additional_kwargs={"reasoning_content": "Readable.", "reasoning_details": [THINKING, REDACTED]}
    ),
    "Claude's, ours, whole": made(
        "claude-opus-4-7",
        additional_kwargs={
            "reasoning_details": [THINKING],
            "content_blocks": [THINKING, REDACTED, {"type": "text", "text": "Answer.", "citations": []}],
        },
    ),
    "ChatAnthropic's": made(
        "claude-sonnet-4-5-20250929", "anthropic", [THINKING, REDACTED, {"type": "text", "text": "Answer."}]
    ),
    "ChatAnthropic's, v1": made(
        "claude-sonnet-4-5",
        "anthropic",
        [
            {"type": "reasoning", "reasoning": "Readable.", "extras": {"signature": "SEAL"}},
            {"type": "non_standard", "value": REDACTED},
            {"type": "text", "text": "Answer."},
        ],
    ),
    "ChatBedrockConverse's": made(
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "bedrock_converse",
        [
            {"type": "reasoning_content", "reasoning_content": {"text": "Readable."}},
            {"type": "reasoning_content", "reasoning_content": {"signature": "SEAL"}},
            {"type": "text", "text": "Answer."},
        ],
    ),
    "ChatGoogleGenerativeAI's": made(
        "gemini-2.5-pro",
        "google_genai",
        [
            {"type": "thinking", "thinking": "Readable.", "signature": "SEAL"},
            {"type": "text", "text": "Answer.", "extras": {"signature": "SEAL"}},
        ],
    ),
    "Gemini's, ours": made(GEMINI, additional_kwargs={"extra_content": {"google": {"thought_signature": "SEAL"}}}),
    "ChatOpenAI's": made(
        "gpt-5-2025-08-07",
        "openai",
        [
            {
                "type": "reasoning",
                "id": "rs_1",
                "summary": [{"type": "summary_text", "text": "Readable."}],
                "encrypted_content": "SEAL",
            },
            {"type": "text", "text": "Answer.", "id": "msg_1"},
        ],
    ),
    "OpenAI's, ours": made(
        RESPONSES,
        additional_kwargs={
            "output_items": [
                {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "SEAL"},
                {
                    "type": "message",
                    "id": "msg_1",
                    "role": "assistant",
                    "content": [{"type": "output_text", "text": "Answer.", "annotations": []}],
                },
            ]
        },
    ),
    "ChatOpenRouter's": made(
        "minimax/minimax-m2",
        "openrouter",
        additional_kwargs={
            "reasoning_details": [
                {"type": "reasoning.text", "text": "Readable.", "signature": "SEAL", "format": "anthropic-claude-v1"},
                {"type": "reasoning.encrypted", "data": "SEAL", "format": "openai-responses-v1"},
            ]
        },
    ),
    "Grok's, ours": made("x-ai/grok-3", additional_kwargs={"encrypted_content": "SEAL"}),
}
TARGETS = (SONNET, OPUS, OPUS_CHAT, GEMINI, GPT, RESPONSES, GROK, MINIMAX, "deepseek/deepseek-v3.2", "acme/unknown")
OWN = {
    ("Claude's, ours", SONNET),
    ("Claude's, ours, whole", OPUS),
    ("ChatAnthropic's", SONNET),
    ("ChatAnthropic's, v1", SONNET),
    ("ChatBedrockConverse's", SONNET),
    ("ChatGoogleGenerativeAI's", GEMINI),
    ("Gemini's, ours", GEMINI),
    ("OpenAI's, ours", RESPONSES),
}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("whose", HISTORIES)
def test_a_seal_goes_to_its_own_model_and_to_no_other(send, whose, target):
    sent = send(target, HumanMessage("Question"), HISTORIES[whose], HumanMessage("And now?"))

    assert ("SEAL" in sent.text) == ((whose, target) in OWN)
    assert "Answer." in sent.text
    assert "made_by" not in sent.text
    if (whose, target) not in OWN:
        assert "rs_1" not in sent.text
        assert "msg_1" not in sent.text


@pytest.mark.parametrize(
    ("block", "target", "goes"),
    [
        (THINKING, SONNET, True),
        (THINKING, OPUS, True),
        (REDACTED, OPUS, True),
        (THINKING, GPT, False),
        (THINKING, RESPONSES, False),
        ({"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "SEAL"}, RESPONSES, True),
        ({"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "SEAL"}, SONNET, False),
    ],
)
def test_a_message_written_by_hand_is_sealed_in_its_vendors_form(send, block, target, goes):
    sent = send(target, HumanMessage("Q"), AIMessage([block, {"type": "text", "text": "A"}]), HumanMessage("And?"))

    assert ("SEAL" in sent.text) is goes


CALL = {"name": "look", "args": {}, "id": "c1"}
SIGNED = {"extra_content": {"google": {"thought_signature": "SEAL"}}}


@pytest.mark.parametrize(
    "answer",
    [
        made(GEMINI, content="", tool_calls=[CALL], additional_kwargs={"tool_call_extras": {"c1": SIGNED}}),
        made(
            "models/gemini-2.5-pro",
            "google_genai",
            "",
            tool_calls=[CALL],
            additional_kwargs={"__gemini_function_call_thought_signatures__": {"c1": "SEAL"}},
        ),
        made(
            "gemini-2.5-pro",
            "google_genai",
            [{"type": "tool_call", **CALL, "extras": {"signature": "SEAL"}}],
            tool_calls=[CALL],
        ),
        made(
            "gemini-2.5-pro",
            "google_vertexai",
            [{"type": "function_call_signature", "signature": "SEAL", "index": 0}],
            tool_calls=[CALL],
        ),
    ],
)
def test_what_gemini_signed_a_call_with_goes_back_with_the_call_and_to_gemini_only(send, answer):
    conversation = [HumanMessage("Q"), answer, ToolMessage("sunny", tool_call_id="c1")]

    home = send(GEMINI, *conversation)

    assert home.turns[1]["tool_calls"][0]["extra_content"] == SIGNED["extra_content"]
    for target in (SONNET, GPT, "google/gemini-3-flash-preview"):
        assert "SEAL" not in send(target, *conversation).text


def test_gemini_3_takes_over_in_the_middle_of_another_models_turn(send):
    """It refuses a call of the present turn without a signature ("Function call is missing a thought_signature")."""
    calls = [{"name": "look", "args": {}, "id": f"c{number}"} for number in range(4)]
    foreign = [AIMessage("", tool_calls=calls[:2]), *(ToolMessage("x", tool_call_id=f"c{at}") for at in range(2))]
    own = made("google/gemini-3-5-flash", content="", tool_calls=calls[2:3], additional_kwargs={})
    own.additional_kwargs["tool_call_extras"] = {"c2": SIGNED}
    conversation = [HumanMessage("Q"), *foreign, own, ToolMessage("x", tool_call_id="c2")]
    stand_in = {"google": {"thought_signature": "skip_thought_signature_validator"}}

    sent = send("google/gemini-3-5-flash", *conversation)

    signed = [call.get("extra_content") for turn in sent.turns for call in turn.get("tool_calls", ())]
    assert signed == [stand_in, None, SIGNED["extra_content"]]
    assert "skip_" not in send("google/gemini-3-5-flash", *conversation, HumanMessage("And?")).text
    assert "skip_" not in send(GEMINI, *conversation).text


def test_readable_reasoning_survives_its_seal(send):
    details = [{"type": "reasoning.text", "text": "Readable.", "signature": "SEAL"}]
    call = {"name": "look", "args": {}, "id": "c1"}
    answer = made("other/model", additional_kwargs={"reasoning_details": details}, tool_calls=[call])

    sent = send(MINIMAX, HumanMessage("Q"), answer, ToolMessage("sunny", tool_call_id="c1"))

    assert sent.turns[1].get("reasoning_content", "Readable.") == "Readable."
    assert "SEAL" not in sent.text


@pytest.mark.parametrize(
    ("names", "target", "same"),
    [
        (["claude-sonnet-4-5-20250929"], SONNET, True),
        (["anthropic/claude-sonnet-4-5"], "claude-sonnet-4-5-20250929", True),
        (["claude-sonnet-4@20250514"], "anthropic/claude-sonnet-4", True),
        (["global.anthropic.claude-opus-4-7"], OPUS, True),
        (["gpt-5-2025-08-07"], "openai/gpt-5", True),
        (["gpt-5-mini-2025-08-07"], "openai/gpt-5", False),
        (["claude-opus-4-5"], SONNET, False),
        (["gemini-2.5-flash"], GEMINI, False),
        (["mistral-large-2407"], "mistralai/mistral-large-2512", False),
        (["deepseek-flash", "deepseek/deepseek-chat"], "deepseek/deepseek-chat", True),
        (["x/model:free"], "x/model", True),
        ([], SONNET, False),
    ],
)
def test_spellings_of_one_model_are_one_model(names, target, same):
    assert is_made_by({"provider": "aimlapi", "models": names}, target, get_model(target)) is same


def test_seals_of_one_organisation_stay_in_it_and_those_of_a_model_travel():
    made_elsewhere = {"provider": "openai", "models": ["gpt-5-pro"]}

    assert not is_made_by(made_elsewhere, RESPONSES, get_model(RESPONSES))
    assert is_made_by({**made_elsewhere, "provider": "aimlapi"}, RESPONSES, get_model(RESPONSES))
    assert is_made_by({"provider": "anthropic", "models": ["claude-opus-4-7"]}, OPUS, get_model(OPUS))


@pytest.mark.parametrize(
    ("asked", "answered", "told"),
    [
        ("deepseek/deepseek-chat", "deepseek-flash", "deepseek/deepseek-chat"),
        ("openai/gpt-5", "gpt-5-2025-08-07", None),
        ("openai/gpt-5", "openai/gpt-5", None),
    ],
)
def test_an_answer_of_another_name_says_what_was_asked(asked, answered, told):
    call = build_chat_call([{"role": "user", "content": "Q"}], {"model": asked}, stream=False)
    choice = {"index": 0, "message": {"role": "assistant", "content": "A"}, "finish_reason": "stop"}

    read = call.read({"id": "1", "model": answered, "choices": [choice], "usage": None})

    metadata = completion_to_result(read).generations[0].message.response_metadata
    assert metadata["model_name"] == answered
    assert metadata.get("requested_model") == told
    chunk = call.chunk_reader()({"model": answered, "choices": [{"delta": {}}], "usage": None})
    assert chunk.get("requested_model") == told


def test_what_is_left_of_gemini_3s_calls_is_signed_where_the_signed_one_was_filtered_out():
    """`filter_messages(exclude_tool_calls=…)` leaves the message's own signature, which signs no call."""
    sealed = {"google": {"thought_signature": "SEAL"}}
    left = {"name": "look", "args": {}, "id": "c2", "type": "tool_call"}
    asked = made("google/gemini-3-5-flash", content="", tool_calls=[left], additional_kwargs={"extra_content": sealed})
    told = [HumanMessage("Q"), asked, ToolMessage("sunny", tool_call_id="c2")]

    body = build_chat_call(messages_to_wire(told), {"model": "google/gemini-3-5-flash"}, stream=False).body

    turn = body["messages"][1]
    assert turn["tool_calls"][0]["extra_content"]["google"]["thought_signature"] == "skip_thought_signature_validator"
    assert turn["extra_content"] == sealed

"""What the LiteLLM provider makes of LiteLLM's arguments: pure functions, tested without LiteLLM."""

import json

import pytest

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.litellm.chat_call import body_parameters, make_chat_call
from langchain_aimlapi.litellm.conversation import neutral_message, neutral_messages
from langchain_aimlapi.litellm.supported import chat_parameters, embedding_parameters, image_parameters

CLAUDE = "anthropic/claude-opus-4-6"
HELLO = [{"role": "user", "content": "Hi"}]
SCHEMA = {"type": "json_schema", "json_schema": {"name": "Report", "schema": {"type": "object", "properties": {}}}}


class Dumpable:
    def __init__(self, **fields):
        self.fields = fields

    def model_dump(self):
        return self.fields


def test_an_answer_of_litellm_s_is_cleaned_before_it_goes_back():
    call = {"function": {"arguments": "{}", "name": "f"}, "id": "c1", "type": "function", "index": 0}
    message = Dumpable(
        content="",
        role="assistant",
        tool_calls=[call],
        function_call=None,
        images=[],
        annotations=[],
        thinking_blocks=None,
        provider_specific_fields={"reasoning_details": [{"type": "reasoning.text", "text": "hm"}], "flag": 1},
    )
    assert neutral_messages([message]) == [
        {
            "role": "assistant",
            "reasoning_details": [{"type": "reasoning.text", "text": "hm"}],
            "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
        }
    ]


def test_keys_come_in_one_order_however_they_were_written():
    shuffled = {"tool_calls": [], "content": "x", "name": "n", "role": "user"}
    assert list(neutral_message(shuffled)) == ["role", "content", "name"]
    call = {"function": {"arguments": "{}", "name": "f"}, "type": "function", "id": "c"}
    sent = neutral_message({"tool_calls": [call], "role": "assistant"})
    assert json.dumps(sent["tool_calls"][0]) == json.dumps(
        {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    )


def test_claude_s_thoughts_go_back_with_their_signatures():
    thought = {"type": "thinking", "thinking": "hm", "signature": "s", "cache_control": None}
    message = neutral_message({"role": "assistant", "content": "x", "thinking_blocks": [thought]})
    assert message["reasoning_details"] == [{"type": "thinking", "thinking": "hm", "signature": "s"}]


def test_the_caller_s_messages_are_not_changed():
    message = {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "function": {"name": "f"}, "index": 0}]}
    before = json.dumps(message)
    neutral_message(message)
    assert json.dumps(message) == before


def test_a_vendor_s_extra_content_stays_with_its_call():
    call = {
        "id": "c",
        "function": {"name": "f", "arguments": ""},
        "provider_specific_fields": {"extra_content": {"a": 1}},
    }
    assert neutral_message({"role": "assistant", "tool_calls": [call]})["tool_calls"][0]["extra_content"] == {"a": 1}


def test_a_signature_in_an_id_leaves_it_and_goes_to_gemini_only():
    call = {"id": "call_1__thought__SEAL", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    asked, told = neutral_messages(
        [
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call_1__thought__SEAL", "content": "x"},
        ]
    )
    assert asked["tool_calls"][0]["id"] == told["tool_call_id"] == "call_1"
    assert asked["tool_calls"][0]["extra_content"] == {"google": {"thought_signature": "SEAL"}}


@pytest.mark.parametrize(("maker", "goes"), [(CLAUDE, True), ("anthropic/claude-opus-4.7", False), (None, True)])
def test_what_an_answer_of_ours_has_sealed_goes_back_to_its_model_only(maker, goes):
    thought = {"type": "thinking", "thinking": "hm", "signature": "SEAL"}
    fields = {"reasoning_details": [thought], **({"made_by": {"models": [maker]}} if maker else {})}
    answer = {"role": "assistant", "content": "x", "thinking_blocks": [thought], "provider_specific_fields": fields}
    body = make_chat_call(CLAUDE, [*HELLO, answer, *HELLO], {}, stream=False).body
    assert ("SEAL" in json.dumps(body)) is goes
    assert "made_by" not in json.dumps(body)


def test_what_concerns_the_call_is_not_in_the_body():
    given = {"temperature": 0.5, "max_retries": 0, "extra_headers": {"X": "y"}, "stream": True, "api_key": "k"}
    call = make_chat_call("openai/gpt-4o", HELLO, given, stream=False, headers={"X-Title": "t"}, timeout=5)
    assert call.body == {"model": "openai/gpt-4o", "messages": HELLO, "temperature": 0.5}
    assert (call.options.max_retries, call.options.timeout, call.options.headers) == (0, 5, {"X-Title": "t"})


def test_a_stream_always_asks_for_its_usage():
    call = make_chat_call("openai/gpt-4o", HELLO, {"stream_options": {"include_usage": False}}, stream=True)
    assert call.body["stream_options"] == {"include_usage": True}


def test_the_order_of_parameters_is_that_of_the_chat_model():
    given = {"response_format": {"type": "text"}, "tools": [{"type": "function"}], "seed": 1, "temperature": 1}
    assert list(body_parameters("openai/gpt-4o", given)) == ["temperature", "seed", "tools", "response_format"]


def test_an_empty_list_of_tools_is_not_sent():
    assert body_parameters("openai/gpt-4o", {"tools": [], "tool_choice": "auto", "parallel_tool_calls": True}) == {}


def test_what_no_page_documents_is_sent_without_a_warning():
    params = body_parameters("openai/gpt-4o", {"user": "u", "verbosity": "low", "extra_body": {"x": 1}})
    assert params == {"extra_body": {"user": "u", "verbosity": "low", "x": 1}}


@pytest.mark.parametrize(
    ("model", "taken", "not_taken"),
    [
        ("openai/gpt-4o", {"temperature", "n", "tools", "response_format"}, {"thinking", "reasoning_effort"}),
        ("openai/gpt-5-5", {"max_completion_tokens"}, {"temperature"}),
        (
            CLAUDE,
            {"stop", "max_completion_tokens", "reasoning_effort", "thinking", "parallel_tool_calls"},
            {"seed", "n"},
        ),
        ("acme/unknown", {"temperature", "thinking", "seed", "response_format"}, set()),
    ],
)
def test_supported_parameters_follow_the_model_s_page(model, taken, not_taken):
    supported = set(chat_parameters(model))
    assert taken <= supported
    assert not not_taken & supported
    assert {"user", "verbosity", "stream", "max_retries"} <= supported


def test_parameters_of_embeddings_and_pictures():
    assert embedding_parameters("text-embedding-3-small") == ["dimensions", "encoding_format", "user"]
    assert embedding_parameters("voyage-2") == ["encoding_format", "user"]
    assert {"n", "size", "user"} <= set(image_parameters("flux/schnell"))
    assert "quality" in image_parameters("openai/gpt-image-1")
    assert "quality" not in image_parameters("flux/schnell")


def test_structured_output_is_a_forced_tool_where_there_is_no_response_format():
    call = make_chat_call(CLAUDE, HELLO, {"response_format": SCHEMA}, stream=False)
    assert call.body["tool_choice"] == {"type": "tool", "name": "json_tool_call"}
    assert call.body["tools"][0]["input_schema"] == {"type": "object", "properties": {}}
    assert call.answer_tool == "json_tool_call"
    assert make_chat_call("openai/gpt-4o", HELLO, {"response_format": SCHEMA}, stream=False).answer_tool is None


def test_several_answers_cannot_be_streamed():
    with pytest.raises(InvalidRequestError, match="n must be 1"):
        make_chat_call("openai/gpt-4o", HELLO, {"n": 2}, stream=True)


MARK = {"type": "ephemeral"}


@pytest.mark.parametrize("content", ["Hi", [{"type": "text", "text": "Hi"}]])
def test_a_cache_mark_beside_the_content_goes_into_it(content):
    message = {"role": "tool", "tool_call_id": "c1", "content": content, "cache_control": MARK}
    part = {"type": "text", "text": "Hi", "cache_control": MARK}
    assert neutral_message(message) == {"role": "tool", "tool_call_id": "c1", "content": [part]}
    assert neutral_message({"role": "assistant", "content": None, "cache_control": MARK}) == {"role": "assistant"}


def test_adaptive_thinking_and_an_effort_as_claude_code_s_bridge_sends_them():
    asked = {"thinking": {"type": "adaptive", "display": "omitted"}, "reasoning_effort": "high", "max_tokens": 32000}
    adaptive = make_chat_call("anthropic/claude-sonnet-4-6", HELLO, asked, stream=True).body
    assert (adaptive["thinking"], adaptive["output_config"]) == (asked["thinking"], {"effort": "high"})
    budget = make_chat_call(CLAUDE, HELLO, asked, stream=True).body
    assert (budget["thinking"]["type"], budget["thinking"]["budget_tokens"]) == ("enabled", 16384)
    assert "output_config" not in budget


def test_a_search_is_switched_on_where_a_model_has_a_switch_for_it():
    options = {"web_search_options": {"search_context_size": "low"}}
    body = make_chat_call("alibaba/qwen3.8-max", HELLO, options, stream=False).body
    assert body["enable_search"] is True
    assert "web_search_options" not in body
    assert "web_search_options" in make_chat_call("openai/gpt-4o-search-preview", HELLO, options, stream=False).body

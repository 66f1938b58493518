"""What an answer's message holds, and that nothing the service said is lost on the way."""

import pickle

import pytest
from langchain_core.messages import AIMessage

from langchain_aimlapi.api.dialects import CHAT
from langchain_aimlapi.api.token_counts import openai_usage
from langchain_aimlapi.messages.from_wire import completion_to_result
from langchain_aimlapi.messages.usage import usage_metadata

USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}


def result_of(*choices, headers=None, **more):
    return completion_to_result(
        CHAT.decode({"id": "c1", "model": "m", "choices": list(choices), **more}, headers or {})
    )


def message_of(message, finish="stop", **more):
    return result_of({"index": 0, "message": message, "finish_reason": finish}, **more).generations[0].message


@pytest.mark.parametrize(
    ("usage", "metadata"),
    [
        (None, None),
        ({}, None),
        ([], None),
        ({"prompt_tokens": None, "completion_tokens": None, "total_tokens": None}, None),
        (USAGE, {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}),
        ({"prompt_tokens": 3, "completion_tokens": 2}, {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}),
        ({"total_tokens": 5}, {"input_tokens": 0, "output_tokens": 0, "total_tokens": 5}),
        (
            {**USAGE, "prompt_tokens_details": None, "completion_tokens_details": {}},
            {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5},
        ),
        (
            {
                **USAGE,
                "prompt_tokens_details": {"cached_tokens": 1, "audio_tokens": None, "cache_write_tokens": 2},
                "completion_tokens_details": {"reasoning_tokens": 1, "image_tokens": 0},
            },
            {
                "input_tokens": 3,
                "output_tokens": 2,
                "total_tokens": 5,
                "input_token_details": {"cache_read": 1, "cache_creation": 2},
                "output_token_details": {"reasoning": 1},
            },
        ),
        (
            {**USAGE, "prompt_cache_hit_tokens": 2},
            {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5, "input_token_details": {"cache_read": 2}},
        ),
        (
            {**USAGE, "prompt_cache_hit_tokens": "many", "completion_tokens": float("nan")},
            {"input_tokens": 3, "output_tokens": 0, "total_tokens": 5},
        ),
        ({**USAGE, "prompt_tokens": 3.0}, {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}),
    ],
)
def test_token_counts_are_read_whatever_is_missing(usage, metadata):
    assert usage_metadata(usage) == metadata


@pytest.mark.parametrize(
    ("usage", "counts", "details"),
    [
        ({"promptTokens": 3, "completionTokens": 4, "totalTokens": 7}, (3, 4, 7), {}),
        (
            {
                "inputTokens": 3,
                "outputTokens": 4,
                "totalTokens": 10,
                "cacheReadInputTokens": 2,
                "cacheWriteInputTokens": 1,
            },
            (6, 4, 10),
            {"cache_read": 2, "cache_creation": 1},
        ),
        (
            {
                "promptTokenCount": 3,
                "candidatesTokenCount": 4,
                "thoughtsTokenCount": 2,
                "totalTokenCount": 9,
                "cachedContentTokenCount": 1,
            },
            (3, 6, 9),
            {"cache_read": 1},
        ),
        (
            {
                "prompt_tokens": 14,
                "completion_tokens": 4,
                "cache_read_input_tokens": 5,
                "cache_creation_input_tokens": 6,
            },
            (14, 4, 18),
            {"cache_read": 5, "cache_creation": 6},
        ),
        (
            {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0, "input_tokens": 3, "output_tokens": 4},
            (3, 4, 7),
            {},
        ),
    ],
)
def test_token_counts_are_read_under_every_vendors_names(usage, counts, details):
    found = usage_metadata(usage)
    assert (found["input_tokens"], found["output_tokens"], found["total_tokens"]) == counts
    assert found.get("input_token_details", {}) == details
    assert usage_metadata(openai_usage(usage)) == found  # counted once, however often it is read


def test_tokens_of_several_answers_are_counted_once():
    choices = [{"index": at, "message": {"content": text}, "finish_reason": "stop"} for at, text in enumerate("ab")]
    result = result_of(*choices, usage=USAGE)
    assert [generation.message.content for generation in result.generations] == ["a", "b"]
    counts = [generation.message.usage_metadata for generation in result.generations]
    assert counts == [{"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}, None]
    assert result.llm_output == {"model_name": "m", "id": "c1", "token_usage": USAGE}


def test_what_nobody_here_knows_is_kept():
    choice = {
        "index": 0,
        "message": {"content": "a", "vendor": 1, "images": [{"u": 1}]},
        "finish_reason": "stop",
        "flag": 0,
    }
    message = (
        result_of(choice, citations=["u"], search_results=[{"title": "t"}], base_resp={"status_code": 0})
        .generations[0]
        .message
    )
    assert message.additional_kwargs == {"vendor": 1, "images": [{"u": 1}]}
    metadata = message.response_metadata
    assert (metadata["citations"], metadata["search_results"], metadata["flag"]) == (["u"], [{"title": "t"}], 0)


def test_empty_fields_do_not_pretend_to_say_something():
    empty = {
        "refusal": None,
        "annotations": [],
        "audio": None,
        "tool_calls": None,
        "reasoning_content": "",
        "function_call": None,
    }
    message = message_of({"role": "assistant", "content": "a", **empty})
    assert message.additional_kwargs == {}


@pytest.mark.parametrize(
    ("native", "word"), [("stop", "stop"), ("end_turn", "stop"), ("max_tokens", "length"), ("new_one", "new_one")]
)
def test_the_reason_of_the_end_is_openais_word_and_the_vendors(native, word):
    result = result_of({"message": {"content": "a"}, "finish_reason": native})
    metadata = result.generations[0].message.response_metadata
    assert (metadata["finish_reason"], metadata["native_finish_reason"]) == (word, native)
    assert result.generations[0].generation_info == {"finish_reason": word}


def test_log_probabilities_are_where_langchain_looks_for_them():
    logprobs = {"content": [{"token": "a"}]}
    (generation,) = result_of({"message": {"content": "a"}, "finish_reason": "stop", "logprobs": logprobs}).generations
    assert generation.message.response_metadata["logprobs"] == generation.generation_info["logprobs"] == logprobs


@pytest.mark.parametrize(
    ("content", "text"),
    [("a", "a"), (None, ""), ("", ""), ([], ""), ([{"type": "text", "text": "a"}, {"text": "b"}], "ab")],
)
def test_text_is_text(content, text):
    assert message_of({"content": content}).content == text


def test_content_that_is_more_than_text_stays_a_list():
    parts = [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "u"}}]
    assert message_of({"content": parts}).content == parts


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"reasoning_content": "I think"}, "I think"),
        ({"reasoning": "I think"}, "I think"),
        ({"reasoning_content": "", "reasoning": "I think"}, "I think"),
        ({"reasoning": "I think", "reasoning_details": [{"type": "reasoning.text", "text": "I think"}]}, "I think"),
        ({"reasoning_details": [{"type": "reasoning.summary", "summary": "I think"}]}, "I think"),
        ({"reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}]}, None),
        ({"reasoning_content": ""}, None),
    ],
)
def test_reasoning_is_in_one_place_wherever_the_model_puts_it(message, text):
    kwargs = message_of({"content": "a", **message}).additional_kwargs
    assert kwargs.get("reasoning_content") == text
    assert kwargs.get("reasoning_details") == message.get("reasoning_details")
    assert "reasoning" not in kwargs


def test_tool_calls_without_an_id_get_one_each_for_their_results():
    calls = [{"id": call_id, "function": {"name": "a", "arguments": "{}"}} for call_id in ("", None, "t3", 4)]
    ids = [call["id"] for call in message_of({"tool_calls": calls}).tool_calls]
    assert ids == ["call_c1_0", "call_c1_1", "t3", "4"]


@pytest.mark.parametrize("arguments", ["{", "[1]", '"a"', "null", '{"a": 1}}', '{"a":' * 5000])
def test_arguments_that_are_no_object_make_an_invalid_call_and_no_exception(arguments):
    message = message_of({"tool_calls": [{"id": "t1", "function": {"name": "a", "arguments": arguments}}]})
    assert message.tool_calls == []
    (invalid,) = message.invalid_tool_calls
    assert (invalid["id"], invalid["name"], invalid["args"]) == ("t1", "a", arguments)
    assert invalid["error"]


def test_no_arguments_are_an_empty_object_unless_the_answer_was_cut():
    wire = {"tool_calls": [{"id": "t1", "function": {"name": "now", "arguments": ""}}]}
    assert message_of(wire, "tool_calls").tool_calls[0]["args"] == {}
    assert message_of(wire, "length").tool_calls == []


def test_cost_and_ids_are_metadata_and_no_tokens():
    headers = {"x-inference-id": "i1", "x-client-request-id": "q1", "x-aimlapi-credits-used": "10"}
    message = message_of({"content": "a"}, headers=headers, usage=USAGE, meta={"usage": {"usd_spent": None}})
    metadata = message.response_metadata
    assert (metadata["inference_id"], metadata["client_request_id"]) == ("i1", "q1")
    assert metadata["cost"] == {"usd": 5e-06, "credits": 10}
    assert metadata["model_provider"] == "aimlapi"
    assert set(message.usage_metadata) == {"input_tokens", "output_tokens", "total_tokens"}


@pytest.mark.parametrize("meta", [None, [], {"usage": None}, {"usage": {"usd_spent": "nan", "credits_used": "x"}}])
def test_a_cost_that_nobody_told_is_none(meta):
    assert "cost" not in message_of({"content": "a"}, meta=meta).response_metadata


PICTURE = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
CALL = {"id": "t1", "type": "function", "function": {"name": "a", "arguments": '{"b": [1]}'}}
CUT_CALL = {"id": "t2", "type": "function", "function": {"name": "a", "arguments": '{"b": '}}


@pytest.mark.parametrize(
    "wire",
    [
        {"content": "a"},
        {"content": None, "refusal": "no"},
        {"content": [{"type": "text", "text": "a"}, PICTURE]},
        {"content": "a", "reasoning_content": "hm", "tool_calls": [CALL, CUT_CALL]},
    ],
    ids=["text", "refusal", "parts", "calls"],
)
def test_nothing_tells_a_message_from_one_that_core_has_validated(wire):
    message = message_of(wire, usage={**USAGE, "prompt_tokens_details": {"cached_tokens": 1}})
    validated = AIMessage(**{name: getattr(message, name) for name in message.model_fields_set})
    assert message == pickle.loads(pickle.dumps(message)) == validated
    assert message.model_fields_set == validated.model_fields_set
    assert message.model_extra == validated.model_extra == {}
    assert message.__pydantic_private__ == validated.__pydantic_private__
    assert [*message.model_dump().items()] == [*validated.model_dump().items()]


def test_messages_share_nothing_that_can_be_changed():
    first, second = (generation.message for generation in result_of(*[{"message": {"content": "a"}}] * 2).generations)
    shared = [value for name, value in first if value is getattr(second, name)]
    assert not [value for value in shared if isinstance(value, (dict, list))]
    first.anything = 1
    assert not second.model_extra
    assert "anything" not in second.model_fields_set


@pytest.mark.parametrize("arguments", ["{}", "{"])
def test_a_name_that_is_no_text_is_none(arguments):
    message = message_of({"tool_calls": [{"id": "t1", "function": {"name": ["a"], "arguments": arguments}}]})
    assert [call["name"] for call in (*message.tool_calls, *message.invalid_tool_calls)] == [""]

"""A token count without a network is close enough to decide what still fits into a window."""

import json
import time
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_aimlapi.tokens import (
    LOW_DETAIL_TOKENS,
    MEDIA_TOKENS,
    MESSAGE_TOKENS,
    estimate_message_tokens,
    estimate_tokens,
)

# Texts with their true count, made once with the vocabulary and pattern of o200k_base, which a test cannot fetch.
SAMPLES = json.loads(Path(__file__).with_name("token_samples.json").read_text(encoding="utf-8"))


def get_weather(city: str, unit: str = "celsius") -> str:
    """Get the weather in a city."""
    return f"{city}: 20 {unit}"


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_estimate_is_within_a_fifth_of_the_true_count(kind):
    assert estimate_tokens(SAMPLES[kind]["text"]) == pytest.approx(SAMPLES[kind]["o200k_base"], rel=0.2)


def test_the_estimate_is_better_than_four_characters_a_token_on_the_whole():
    def error(count):
        return sum(abs(count(sample["text"]) / sample["o200k_base"] - 1) for sample in SAMPLES.values())

    assert error(estimate_tokens) < error(lambda text: len(text) / 4) / 2


def test_no_text_is_no_token_and_any_text_is_some():
    assert estimate_tokens("") == 0
    for text in ("a", " x", "1", "é", "中", "😀", "!", "\n\n", "ℵ", "\U00020000"):
        assert 1 <= estimate_tokens(text) <= 3, text


@pytest.mark.parametrize("text", ["a" * 100_000, " " * 100_000, "中" * 100_000, "\n \n" * 30_000, "_-" * 50_000])
def test_a_long_run_of_anything_is_counted_in_no_time(text):
    began = time.perf_counter()
    assert estimate_tokens(text) >= 1
    assert time.perf_counter() - began < 2


def test_a_conversation_is_its_texts_and_something_for_each_message():
    one = estimate_message_tokens([HumanMessage("Hello, how are you?")])
    assert one == estimate_tokens("Hello, how are you?") + 2 * MESSAGE_TOKENS
    two = estimate_message_tokens([SystemMessage("Be brief."), HumanMessage("Hello, how are you?")])
    assert two == one + estimate_tokens("Be brief.") + MESSAGE_TOKENS
    assert estimate_message_tokens([HumanMessage("Hello, how are you?", name="Ada")]) > one
    assert estimate_message_tokens([]) == 0


def test_tool_calls_their_results_and_reasoning_count():
    call = {"name": "get_weather", "args": {"city": "Lisbon"}, "id": "1"}
    plain = estimate_message_tokens([AIMessage("")])
    called = estimate_message_tokens([AIMessage("", tool_calls=[call])])
    assert called - plain == estimate_tokens('get_weather {"city": "Lisbon"}')
    thought = AIMessage("", additional_kwargs={"reasoning_content": "Let me think"})
    assert estimate_message_tokens([thought]) - plain == estimate_tokens("Let me think")
    assert estimate_message_tokens([ToolMessage("20 degrees", tool_call_id="1")]) > plain


@pytest.mark.parametrize("tool", [get_weather, {"type": "web_search_20250305", "name": "web_search"}])
def test_schemas_of_tools_count(tool):
    question = [HumanMessage("Hi")]
    bare = estimate_message_tokens(question)
    assert estimate_message_tokens(question, [tool]) > bare + 10
    assert estimate_message_tokens(question, [tool, tool]) - bare == pytest.approx(
        2 * (estimate_message_tokens(question, [tool]) - bare)
    )


def test_pictures_and_files_are_a_flat_number_however_long_their_data():
    text = {"type": "text", "text": "What is this?"}
    bare = estimate_message_tokens([HumanMessage([text])])
    data = "A" * 1_000_000
    picture = {"type": "image", "base64": data, "mime_type": "image/png"}
    paper = {"type": "file", "base64": data, "mime_type": "application/pdf"}
    thumbnail = {"type": "image_url", "image_url": {"url": "https://x.example/a.png", "detail": "low"}}
    for block, tokens in ((picture, MEDIA_TOKENS), (paper, MEDIA_TOKENS), (thumbnail, LOW_DETAIL_TOKENS)):
        assert estimate_message_tokens([HumanMessage([text, block])]) == bare + tokens


def test_the_text_of_a_custom_tool_is_counted():
    def asked(text):
        call = {"name": "run", "args": {"__arg1": text}, "id": "c1"}
        return AIMessage("", tool_calls=[call], additional_kwargs={"tool_call_extras": {"c1": {"type": "custom"}}})

    assert estimate_message_tokens([asked("print(1) " * 40)]) > estimate_message_tokens([asked("print(1)")]) + 50

"""What a user meets when something goes wrong: the right error, after the right number of attempts."""

import pytest
from langchain_core import exceptions as core

from langchain_aimlapi import (
    AIMLAPIError,
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    ChatAIMLAPI,
    ContextOverflowError,
    IncompleteStreamError,
    InvalidRequestError,
    MalformedResponseError,
    NotFoundError,
    OutOfCreditsError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    UpstreamRefusalError,
)

MODEL = "openai/gpt-4o"


def faulty(fault, **settings):
    return ChatAIMLAPI(model=MODEL, default_headers={"X-Emulator-Fault": fault}, **settings)


@pytest.fixture(autouse=True)
def _no_long_waits(monkeypatch):
    real = RetryPolicy.delay

    def short(policy, error, attempts):
        seconds = real(policy, error, attempts)
        return seconds if seconds is None else min(seconds, 0.02)

    monkeypatch.setattr(RetryPolicy, "delay", short)


def test_without_a_key_a_call_fails_with_one_clear_sentence(emulator_environment, monkeypatch):
    monkeypatch.delenv("AIMLAPI_API_KEY")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    model = ChatAIMLAPI(model=MODEL)
    with pytest.raises(AuthenticationError, match=r"^No API key: get one at https.*AIMLAPI_API_KEY"):
        model.invoke("Hi")
    assert emulator_environment.requests == [], "no other vendor's key is ever sent"


@pytest.mark.parametrize(
    ("key", "error", "kind", "words"),
    [
        ("bad-key", AuthenticationError, core.ModelAuthenticationError, "AIMLAPI_API_KEY"),
        ("out-of-credits", OutOfCreditsError, core.ModelPermissionDeniedError, "out of credits"),
        ("no-scope", PermissionDeniedError, core.ModelPermissionDeniedError, "scope"),
        ("unverified", PermissionDeniedError, core.ModelPermissionDeniedError, "verif"),
    ],
)
def test_a_refused_key_says_why_and_is_tried_once(emulator_environment, key, error, kind, words):
    with pytest.raises(error, match=words) as caught:
        ChatAIMLAPI(model=MODEL, api_key=key).invoke("Hi")
    assert isinstance(caught.value, kind)
    assert caught.value.request_id
    assert len(emulator_environment.requests) == 1
    assert key not in repr(caught.value.response.request.headers)


@pytest.mark.parametrize(
    ("fault", "error", "attempts"),
    [
        ("status=500", ServerError, 3),
        ("status=503;shape=html", ServerError, 3),
        ("status=408", ServerError, 3),
        ("status=409", ServerError, 1),
        ("status=429", RateLimitError, 3),
        ("status=429;retry-after=0.01", RateLimitError, 3),
        ("status=429;retry-after-ms=10", RateLimitError, 3),
        ("status=429;retry-after=3000", RateLimitError, 1),
        ("quota-429", QuotaExceededError, 1),
        ("wrapped=400", UpstreamRefusalError, 1),
        ("status=400", InvalidRequestError, 1),
        ("status=404", NotFoundError, 1),
        ("body=empty", MalformedResponseError, 1),
        ("body=garbage", MalformedResponseError, 1),
        ("body=html", MalformedResponseError, 1),
        ("body=truncated", AIMLAPIError, 1),
        ("body=no-choices", MalformedResponseError, 1),
        ("body=error-200", AIMLAPIError, 1),
    ],
)
@pytest.mark.parametrize("colour", ["invoke", "ainvoke"])
async def test_each_failure_is_a_typed_error_after_the_promised_attempts(
    emulator_environment, fault, error, attempts, colour
):
    model = faulty(fault)
    with pytest.raises(error) as caught:
        await model.ainvoke("Hi") if colour == "ainvoke" else model.invoke("Hi")
    assert isinstance(caught.value, core.ModelError)
    assert len(emulator_environment.requests) == attempts
    assert len(str(caught.value)) < 3000


def test_max_retries_0_means_one_attempt(emulator_environment):
    with pytest.raises(ServerError):
        faulty("status=500", max_retries=0).invoke("Hi")
    assert len(emulator_environment.requests) == 1


@pytest.mark.parametrize("fault", ["status=500;times=2", "status=429;retry-after-ms=1;times=2"])
def test_a_passing_failure_is_not_seen(emulator_environment, fault):
    assert faulty(f"{fault};key=passing").invoke("Say hello").text == "hello"
    assert len(emulator_environment.requests) == 3
    emulator_environment.reset()
    assert "".join(chunk.text for chunk in faulty(f"{fault};key=streamed").stream("Say hello")) == "hello"
    assert len(emulator_environment.requests) == 3


def test_an_unknown_model_comes_with_names_that_are_close(emulator_environment):
    with pytest.raises(NotFoundError, match=r"'openai/gpt-4o'"):
        ChatAIMLAPI(model="openai/gpt4o-x").invoke("Hi")


def test_a_validation_error_names_the_field_and_the_allowed_values(emulator_environment):
    model = ChatAIMLAPI(model="openai/gpt-5-1", extra_body={"reasoning_effort": "extreme"})
    with pytest.raises(InvalidRequestError, match=r"reasoning_effort.*low.*medium.*high"):
        model.invoke("Hi")


def test_too_long_an_input_is_what_summarisation_middleware_waits_for(emulator_environment):
    with pytest.raises(ContextOverflowError) as caught:
        ChatAIMLAPI(model="gpt-3.5-turbo").invoke("word " * 40_000)
    assert isinstance(caught.value, core.ContextOverflowError)


def test_no_answer_in_time_is_a_timeout(emulator_environment):
    with pytest.raises(APITimeoutError, match="timeout"):
        faulty("delay=3", timeout=0.2, max_retries=0).invoke("Hi")


def test_nobody_listening_is_a_connection_error(emulator_environment):
    with pytest.raises(APIConnectionError, match=r"127\.0\.0\.1"):
        ChatAIMLAPI(model=MODEL, base_url="http://127.0.0.1:9", max_retries=0).invoke("Hi")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("cut-after=3", APIConnectionError),
        ("end-after=3", IncompleteStreamError),
        ("malformed-chunk=3", MalformedResponseError),
        ("error-chunk=3;kind=error", AIMLAPIError),
        ("error-chunk=3;kind=message", AIMLAPIError),
        ("error-chunk=3;kind=event", AIMLAPIError),
    ],
)
@pytest.mark.parametrize("colour", ["stream", "astream"])
async def test_a_broken_stream_raises_with_the_text_so_far_and_is_not_sent_again(
    emulator_environment, fault, error, colour
):
    model, texts, question = faulty(fault), [], "Say one two three four five six"

    async def read():
        if colour == "astream":
            async for chunk in model.astream(question):
                texts.append(chunk.text)  # noqa: PERF401 - what came before the error counts
        for chunk in model.stream(question) if colour == "stream" else ():
            texts.append(chunk.text)  # noqa: PERF401

    with pytest.raises(error) as caught:
        await read()
    assert caught.value.partial_text == "".join(texts) != ""
    assert len(emulator_environment.requests) == 1


@pytest.mark.parametrize(
    "fault", ["no-done", "crlf", "cr", "comments", "split=1", "split=7", "duplicate-usage", "comments;crlf;split=3"]
)
def test_harmless_oddities_of_a_stream_change_nothing(emulator_environment, fault):
    chunks = list(faulty(fault).stream("Say schöne Grüße 👋🏽"))
    usage = [chunk.usage_metadata for chunk in chunks if chunk.usage_metadata]
    assert "".join(chunk.text for chunk in chunks) == "schöne Grüße 👋🏽"
    assert len(usage) == 1


@pytest.mark.parametrize(
    "fault", ["tool-index=null", "tool-index=shared", "tool-repeat-name", "tool-args-object", "split=5"]
)
def test_odd_tool_call_deltas_are_repaired(emulator_environment, fault):
    def add(a: int, b: int) -> int:
        """Add two numbers."""

    def get_weather(city: str) -> str:
        """Look up the weather of a city."""

    question = "What is 3 plus 4 and what is the weather in Paris?"
    expected = ChatAIMLAPI(model=MODEL).bind_tools([add, get_weather]).invoke(question).tool_calls
    assert len(expected) == 2
    whole = None
    for chunk in faulty(fault).bind_tools([add, get_weather]).stream(question):
        whole = chunk if whole is None else whole + chunk
    assert [(call["name"], call["args"]) for call in whole.tool_calls] == [(c["name"], c["args"]) for c in expected]
    assert len({call["id"] for call in whole.tool_calls}) == 2


def test_a_tool_call_cut_at_the_limit_is_invalid_and_never_made_up(emulator_environment):
    def remove(path: str) -> str:
        """Remove a file by its path."""

    question = "Remove the file '/etc/some/long/path/to/a/file/that/goes/on.txt'"
    cut = ChatAIMLAPI(model=MODEL, max_tokens=6).bind_tools([remove], tool_choice="any")
    answer = cut.invoke(question)
    whole = None
    for chunk in cut.stream(question):
        whole = chunk if whole is None else whole + chunk
    for message in (answer, whole):
        assert message.response_metadata["finish_reason"] == "length"
        assert message.tool_calls == []
        assert message.invalid_tool_calls[0]["name"] == "remove"

"""A text model over real connections: what a program that is built on LangChain's LLMs gets from it."""

import asyncio

import pytest
from langchain_core.callbacks import AsyncCallbackHandler, BaseCallbackHandler
from langchain_core.exceptions import ModelAuthenticationError
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import PromptTemplate

from langchain_aimlapi import (
    AIMLAPILLM,
    AuthenticationError,
    ContextOverflowError,
    IncompleteStreamError,
    InvalidRequestError,
    RateLimitError,
)

MODEL = "openai/gpt-4o"


class Recorder(BaseCallbackHandler):
    def __init__(self):
        self.tokens, self.ends, self.errors = [], [], []

    def on_llm_new_token(self, token, **kwargs):
        self.tokens.append(token)

    def on_llm_end(self, response, **kwargs):
        self.ends.append(response.generations[0][0])

    def on_llm_error(self, error, **kwargs):
        self.errors.append(error)


class AsyncRecorder(Recorder, AsyncCallbackHandler):
    async def on_llm_new_token(self, token, **kwargs):
        self.tokens.append(token)

    async def on_llm_end(self, response, **kwargs):
        self.ends.append(response.generations[0][0])

    async def on_llm_error(self, error, **kwargs):
        self.errors.append(error)


@pytest.fixture
def llm(emulator_environment):
    return AIMLAPILLM(model=MODEL)


@pytest.mark.parametrize("model", [MODEL, "anthropic/claude-sonnet-4.5", "deepseek/deepseek-v4-pro"])
async def test_text_in_text_out_whichever_dialect_the_model_speaks(emulator_environment, model):
    llm = AIMLAPILLM(model=model, max_tokens=500)
    assert "12" in llm.invoke("What is 3*4?")
    assert "12" in await llm.ainvoke("What is 3*4?")


async def test_a_stream_is_the_same_text_in_pieces(llm):
    whole = llm.invoke("Repeat: one two three")
    pieces = list(llm.stream("Repeat: one two three"))
    assert len(pieces) > 2
    assert "".join(pieces) == whole
    assert "".join([piece async for piece in llm.astream("Repeat: one two three")]) == whole


def test_it_is_a_link_of_a_chain(llm):
    chain = PromptTemplate.from_template("What is {a}*{b}?") | llm | StrOutputParser()
    assert chain.batch([{"a": 3, "b": 4}, {"a": 5, "b": 6}]) == ["3*4 = 12.", "5*6 = 30."]


async def test_a_batch_runs_side_by_side(emulator_environment):
    llm = AIMLAPILLM(model=MODEL, default_headers={"X-Emulator-Fault": "delay=0.4"})
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await llm.abatch([f"What is 2*{number}?" for number in range(8)])
    assert loop.time() - began < 2


async def test_callbacks_get_each_token_once_and_at_the_end_usage_and_cost(llm):
    sync_recorder, async_recorder = Recorder(), AsyncRecorder()
    pieces = list(llm.stream("Count to three", config={"callbacks": [sync_recorder]}))
    assert sync_recorder.tokens == pieces
    async_pieces = [piece async for piece in llm.astream("Count to three", config={"callbacks": [async_recorder]})]
    assert async_recorder.tokens == async_pieces
    for recorder in (sync_recorder, async_recorder):
        (end,) = recorder.ends
        assert end.generation_info["usage_metadata"]["total_tokens"] > 0
        assert end.generation_info["cost"]["credits"] > 0
        assert end.generation_info["finish_reason"] == "stop"
        assert end.generation_info["inference_id"]
        assert end.generation_info["model_name"] == "gpt-4o", "once, not once for every chunk"


async def test_with_streaming_on_invoke_gives_callbacks_the_tokens_too(emulator_environment):
    llm, recorder = AIMLAPILLM(model=MODEL, streaming=True), Recorder()
    assert llm.invoke("What is 3*4?", config={"callbacks": [recorder]}) == "".join(recorder.tokens) == "3*4 = 12."
    again = AsyncRecorder()
    assert await llm.ainvoke("What is 3*4?", config={"callbacks": [again]}) == "".join(again.tokens)
    assert [request.body["stream"] for request in emulator_environment.requests] == [True, True]
    assert llm.generate(["What is 3*4?"]).llm_output["cost"]["credits"] > 0


async def test_events_tell_of_start_stream_and_end(llm):
    events = [event async for event in llm.astream_events("What is 3*4?", version="v2")]
    streamed = [event["data"]["chunk"] for event in events if event["event"] == "on_llm_stream"]
    assert "".join(streamed) == "3*4 = 12."
    assert events[-1]["event"] == "on_llm_end"
    assert events[-1]["metadata"]["ls_model_name"] == MODEL


def test_thoughts_are_no_part_of_the_text_but_are_not_lost(emulator_environment):
    llm = AIMLAPILLM(model="deepseek/deepseek-v4-pro", max_tokens=500)
    recorder = Recorder()
    assert "".join(llm.stream("What is 6 times 7?", config={"callbacks": [recorder]})) == "6*7 = 42."
    generation = llm.generate(["What is 6 times 7?"]).generations[0][0]
    assert generation.text == "6*7 = 42."
    assert generation.generation_info["reasoning_content"]
    assert recorder.ends[0].generation_info["reasoning_content"] == generation.generation_info["reasoning_content"]


def test_stop_words_of_the_model_and_of_a_call_end_the_text(emulator_environment):
    assert AIMLAPILLM(model=MODEL, stop=["three"]).invoke("Repeat: one two three four").strip().endswith("two")
    assert AIMLAPILLM(model=MODEL).bind(stop=["two"]).invoke("Repeat: one two three").strip().endswith("one")


def test_several_choices_are_not_streamed(llm):
    with pytest.raises(InvalidRequestError, match="n must be 1 when the answer is streamed"):
        list(llm.stream("Hi", n=2))


def faulty(fault, **settings):
    return AIMLAPILLM(model=MODEL, max_retries=0, default_headers={"X-Emulator-Fault": fault}, **settings)


async def test_errors_are_those_of_the_chat_model(emulator_environment):
    with pytest.raises(RateLimitError):
        faulty("status=429").invoke("Hi")
    with pytest.raises(AuthenticationError) as caught:
        await AIMLAPILLM(model=MODEL, api_key="bad-key").ainvoke("Hi")
    assert isinstance(caught.value, ModelAuthenticationError)
    with pytest.raises(ContextOverflowError):
        AIMLAPILLM(model=MODEL).invoke("word " * 150_000)


def test_without_a_key_nothing_is_made_up(emulator_environment, monkeypatch):
    monkeypatch.delenv("AIMLAPI_API_KEY")
    with pytest.raises(AuthenticationError, match="No API key"):
        AIMLAPILLM(model=MODEL).invoke("Hi")


async def test_half_an_answer_is_an_error_and_callbacks_are_told(emulator_environment):
    llm, recorder = faulty("end-after=4"), Recorder()
    pieces = []
    with pytest.raises(IncompleteStreamError) as caught:
        pieces.extend(llm.stream("Count to three", config={"callbacks": [recorder]}))
    assert caught.value.partial_text
    assert recorder.errors == [caught.value]
    assert recorder.ends == []
    with pytest.raises(IncompleteStreamError):
        await faulty("end-after=4", streaming=True).ainvoke("Count to three")


async def test_leaving_a_stream_early_closes_it(llm, emulator_environment):
    stream = llm.stream("Count to three")
    next(stream)
    stream.close()
    astream = llm.astream("Count to three")
    await anext(astream)
    await astream.aclose()
    assert llm.invoke("What is 3*4?") == "3*4 = 12."

"""Moderation over HTTP: retired and revived guard models, judges of every way to a typed answer, agents."""

import base64
import json

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.prompts import ChatPromptTemplate

from integration_tests.samples import png
from langchain_aimlapi import (
    AIMLAPIModeration,
    AIMLAPIModerationMiddleware,
    ChatAIMLAPI,
    UnsafeContentError,
    find_models,
    get_cost_callback,
)
from langchain_aimlapi.emulator import Emulator
from langchain_aimlapi.errors import MalformedResponseError, NotFoundError, ServerError

GUARDS = [card.id for card in find_models(family="moderation", status=None)]
GUARD = "meta-llama/Meta-Llama-Guard-3-8B"
JUDGES = ["gpt-4o-mini", "openai/gpt-5-pro", "claude-sonnet-4-5", "anthropic/claude-sonnet-5", "perplexity/sonar"]
COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])
pytestmark = pytest.mark.filterwarnings("ignore:.*no longer supported")


@pytest.fixture(scope="module")
def _with_guards():
    with Emulator(revived=GUARDS) as server:
        yield server


@pytest.fixture
def guards(_with_guards, monkeypatch):
    """A service that still has its guard models."""
    _with_guards.reset()
    monkeypatch.setenv("AIMLAPI_API_BASE", _with_guards.base_url)
    monkeypatch.setenv("AIMLAPI_API_KEY", "emulator-key")
    return _with_guards


async def judge(moderation, colour, given, **params):
    return moderation.invoke(given, **params) if colour == "sync" else await moderation.ainvoke(given, **params)


@COLOURS
@pytest.mark.parametrize("model", GUARDS)
@pytest.mark.usefixtures("guards")
async def test_every_guard_model_judges(model, colour):
    moderation = AIMLAPIModeration(model=model, unsupported_params="error")
    fine = await judge(moderation, colour, "How do I bake bread?")
    assert (fine.safe, fine.categories, fine.text) == (True, [], "safe")
    assert fine.cost["usd"] > 0
    assert fine.usage["output_tokens"] == 1
    assert fine.inference_id.startswith("inf-")
    unsafe = await judge(moderation, colour, "How do I steal a bomb?")
    assert not unsafe.safe
    assert [int(code.removeprefix("S")) for code in unsafe.categories] == [2, 9]


@COLOURS
@pytest.mark.usefixtures("guards")
async def test_an_answer_that_is_no_verdict_is_an_error(colour):
    moderation = AIMLAPIModeration(model=GUARD)
    with pytest.raises(MalformedResponseError, match="nothing counts as safe"):
        await judge(moderation, colour, "[emulator: no verdict]")


@COLOURS
async def test_the_last_turn_is_judged_and_system_messages_are_left_out(guards, colour):
    moderation = AIMLAPIModeration(model=GUARD)
    talk = [SystemMessage("You kill jokes."), HumanMessage("How do I build a bomb?"), AIMessage("I will not say.")]
    assert (await judge(moderation, colour, talk)).safe
    sent = guards.requests[-1].body["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant"]
    talk[-1] = AIMessage("Take a bomb.", tool_calls=[{"name": "kill", "args": {}, "id": "1"}])
    assert (await judge(moderation, colour, talk)).categories == ["S1", "S9"]
    prompt = ChatPromptTemplate.from_messages([("user", "{it}")])
    assert (await judge(prompt | moderation, colour, {"it": "a weapon"})).categories == ["S9"]


@COLOURS
@pytest.mark.usefixtures("guards")
async def test_pictures_go_to_the_guard_that_sees(colour, tmp_path):
    picture = {"type": "image", "base64": base64.b64encode(png()).decode(), "mime_type": "image/png"}
    moderation = AIMLAPIModeration(model="meta-llama/Llama-Guard-3-11B-Vision-Turbo")
    assert (await judge(moderation, colour, [HumanMessage([{"type": "text", "text": "Nice?"}, picture])])).safe


@COLOURS
@pytest.mark.parametrize("model", GUARDS)
@pytest.mark.usefixtures("emulator_environment")
async def test_today_no_guard_model_is_there_and_the_error_names_the_cure(model, colour):
    told = "no longer supported.*retired its guard models.*judge with a chat model"
    with pytest.raises(NotFoundError, match=told) as caught:
        await judge(AIMLAPIModeration(model=model), colour, "Hello")
    assert "Names close" not in str(caught.value)


@COLOURS
@pytest.mark.parametrize("model", JUDGES)
async def test_chat_models_judge_in_every_way_to_a_typed_answer(emulator_environment, model, colour):
    moderation = AIMLAPIModeration(model=model, unsupported_params="error")
    assert (await judge(moderation, colour, "How do I bake bread?")).safe
    verdict = await judge(moderation, colour, "How do I get weapons?", client_request_id="mine-1")
    assert (verdict.safe, verdict.categories) == (False, ["weapons"])
    assert verdict.cost["usd"] > 0
    assert "weapons, explosives" in json.dumps(emulator_environment.requests[-1].body)
    assert emulator_environment.requests[-1].headers["x-client-request-id"] == "mine-1"


@COLOURS
@pytest.mark.usefixtures("emulator_environment")
async def test_a_judge_that_refuses_or_is_cut_gives_no_verdict(colour):
    with pytest.raises(MalformedResponseError, match="can't help"):
        await judge(AIMLAPIModeration(model="gpt-4o-mini"), colour, "[emulator: refuse]")
    cut = AIMLAPIModeration(model="gpt-4o-mini", model_kwargs={"max_tokens": 6})
    with pytest.raises(MalformedResponseError, match="'length'"):
        await judge(cut, colour, "How do I bake bread?")


@COLOURS
@pytest.mark.usefixtures("emulator_environment")
async def test_categories_of_ones_own(emulator, colour):
    moderation = AIMLAPIModeration(model="gpt-4o-mini", categories={"murder": "endings of crime stories"})
    assert (await judge(moderation, colour, "It was murder.")).categories == ["murder"]
    schema = emulator.requests[-1].body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["categories"]["items"]["enum"] == ["murder"]


@COLOURS
@pytest.mark.usefixtures("emulator_environment")
async def test_errors_of_the_service_pass_through(colour):
    moderation = AIMLAPIModeration(
        model="gpt-4o-mini", default_headers={"X-Emulator-Fault": "status=503"}, max_retries=0
    )
    with pytest.raises(ServerError):
        await judge(moderation, colour, "Hello")


@COLOURS
@pytest.mark.usefixtures("guards")
async def test_a_gate_before_a_model(colour):
    guarded = AIMLAPIModeration(model=GUARD).gate() | ChatAIMLAPI(model="openai/gpt-4o")
    with get_cost_callback() as spent:
        assert (await judge(guarded, colour, "What is 3*4?")).text == "3*4 = 12."
    assert spent.total.calls == 2
    with pytest.raises(UnsafeContentError, match="S9") as caught:
        await judge(guarded, colour, "What is a bomb?")
    assert caught.value.verdict.categories == ["S9"]


@COLOURS
@pytest.mark.parametrize("model", [GUARD, "gpt-4o-mini"])
async def test_an_agent_is_stopped(guards, model, colour):
    guard = AIMLAPIModerationMiddleware(AIMLAPIModeration(model=model))
    agent = create_agent(ChatAIMLAPI(model="openai/gpt-4o"), middleware=[guard])
    state = await judge(agent, colour, {"messages": [("user", "Say hello")]})
    assert state["messages"][-1].text == "hello"
    before = len(guards.requests)
    state = await judge(agent, colour, {"messages": [("user", "Say bomb weapons")]})
    assert "the input was judged unsafe" in state["messages"][-1].text
    assert [request.model for request in guards.requests[before:]] == [model]


@COLOURS
@pytest.mark.usefixtures("guards")
async def test_an_agents_own_words_are_stopped(colour):
    guard = AIMLAPIModerationMiddleware(AIMLAPIModeration(model=GUARD), check_input=False, exit_behavior="error")
    agent = create_agent(ChatAIMLAPI(model="openai/gpt-4o"), middleware=[guard])
    with pytest.raises(UnsafeContentError, match="The output was judged unsafe"):
        await judge(agent, colour, {"messages": [("user", "Say bomb")]})

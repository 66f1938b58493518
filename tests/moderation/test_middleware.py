"""The middleware in an agent whose model and moderation are made up: what is judged, and what comes of it."""

import asyncio
import builtins
import importlib
import sys

import pytest
from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import tool

from langchain_aimlapi import AIMLAPIModerationMiddleware, ModerationVerdict, UnsafeContentError

COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])


class Model(GenericFakeChatModel):
    def bind_tools(self, tools, **kwargs):
        return self


class Judge:
    """Finds the word `bad`, also in what tools are called with."""

    def __init__(self):
        self.seen = []

    def __call__(self, turns):
        self.seen.append([(turn.type, str(turn.text)) for turn in turns])
        last = turns[-1]
        bad = "bad" in f"{last.text} {getattr(last, 'tool_calls', '')}"
        return ModerationVerdict(safe=not bad, categories=["S1"] if bad else [], model="judge")


def run(colour, answers, question="Hello", tools=(), **settings):
    judge = Judge()
    guard = AIMLAPIModerationMiddleware(RunnableLambda(judge), **settings)
    agent = create_agent(Model(messages=iter(answers)), list(tools), middleware=[guard])
    given = {"messages": [HumanMessage(question)]}
    state = agent.invoke(given) if colour == "sync" else asyncio.run(agent.ainvoke(given))
    return [(message.type, message.content) for message in state["messages"]], judge.seen


CALLED = []


@tool
def look_up(word: str) -> str:
    """Look a word up."""
    CALLED.append(word)
    return f"It is {'bad' if word == 'x' else 'fine'}"


def calling(word):
    return AIMessage("", tool_calls=[{"name": "look_up", "args": {"word": word}, "id": "1"}])


@COLOURS
def test_what_is_safe_passes_and_is_judged_once(colour):
    messages, seen = run(colour, [calling("y"), AIMessage("Fine.")], tools=[look_up])
    assert [kind for kind, _ in messages] == ["human", "ai", "tool", "ai"]
    assert seen == [[("human", "Hello")], [("human", "Hello"), ("ai", "")], [("human", "Hello"), ("ai", "Fine.")]]


@COLOURS
def test_an_unsafe_input_ends_the_run_before_the_model_reads_it(colour):
    messages, seen = run(colour, [], "bad question")
    assert messages == [
        ("human", "bad question"),
        ("ai", "This cannot be continued: the input was judged unsafe (S1)."),
    ]
    assert len(seen) == 1


@COLOURS
def test_an_unsafe_output_is_taken_back(colour):
    messages, _ = run(colour, [AIMessage("bad words")], violation_message="No: {place}{categories}")
    assert messages == [("human", "Hello"), ("ai", "No: output (S1)")]


@COLOURS
def test_an_unsafe_call_of_a_tool_is_never_made(colour):
    CALLED.clear()
    for behavior in ("end", "replace"):
        messages, _ = run(colour, [calling("bad")], tools=[look_up], exit_behavior=behavior)
        assert [kind for kind, _ in messages] == ["human", "ai"]
    assert CALLED == []


@COLOURS
def test_results_of_tools_are_judged_when_that_is_wanted(colour):
    answers = [calling("x"), AIMessage("Fine.")]
    messages, _ = run(colour, answers, tools=[look_up])
    assert messages[-1] == ("ai", "Fine.")
    messages, _ = run(colour, answers, tools=[look_up], check_tool_results=True)
    assert "tool result" in messages[-1][1]
    messages, _ = run(colour, answers, tools=[look_up], check_tool_results=True, exit_behavior="replace")
    assert [kind for kind, _ in messages] == ["human", "ai", "tool", "ai"]
    assert "judged unsafe" in messages[2][1]
    assert messages[-1] == ("ai", "Fine.")


@COLOURS
def test_an_unsafe_input_is_replaced_and_the_model_goes_on(colour):
    messages, _ = run(colour, [AIMessage("What?")], "bad question", exit_behavior="replace", violation_message="-")
    assert messages == [("human", "-"), ("ai", "What?")]


@COLOURS
def test_an_error_stops_the_run_with_the_verdict(colour):
    with pytest.raises(UnsafeContentError, match="The input was judged unsafe by judge") as caught:
        run(colour, [], "bad question", exit_behavior="error")
    assert caught.value.verdict.categories == ["S1"]
    assert "bad question" not in str(caught.value)


@COLOURS
def test_what_is_switched_off_is_not_judged(colour):
    _, seen = run(colour, [AIMessage("bad")], "bad", check_input=False, check_output=False)
    assert seen == []


def test_an_error_of_the_moderation_stops_the_run():
    def fails(turns):
        raise ValueError("no verdict")

    guard = AIMLAPIModerationMiddleware(RunnableLambda(fails))
    agent = create_agent(Model(messages=iter([AIMessage("Hi")])), middleware=[guard])
    with pytest.raises(ValueError, match="no verdict"):
        agent.invoke({"messages": [HumanMessage("Hello")]})


def test_a_misspelt_behaviour_is_refused():
    with pytest.raises(ValueError, match="'stop'"):
        AIMLAPIModerationMiddleware(RunnableLambda(Judge()), exit_behavior="stop")


def test_without_langchain_the_cure_is_named(monkeypatch):
    genuine = builtins.__import__

    def missing(name, *args, **kwargs):
        if name.startswith("langchain.agents"):
            raise ImportError(name)
        return genuine(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "langchain_aimlapi.middleware", raising=False)
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ImportError, match=r"langchain-aimlapi\[agents\]"):
        importlib.import_module("langchain_aimlapi.middleware")

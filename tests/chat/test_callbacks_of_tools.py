"""Artifacts of tools: those of the package count once, others not at all."""

from uuid import uuid4

import pytest
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.tools import tool

from langchain_aimlapi import CostCallbackHandler, Spending
from langchain_aimlapi.image_results import ImageResult

PRICE = {"usd": 0.25, "credits": 500_000}


def made(cost=PRICE):
    return ImageResult(model="painter", images=[], cost=cost)


def end(handler, artifact, run_id=None):
    handler.on_tool_end(ToolMessage("done", tool_call_id="1", artifact=artifact), run_id=run_id or uuid4())


def answer():
    message = AIMessage("Hi", response_metadata={"model_name": "gpt-4o", "cost": PRICE})
    return LLMResult(generations=[[ChatGeneration(message=message)]])


def test_a_result_of_the_package_counts_under_its_model():
    handler = CostCallbackHandler()
    end(handler, made())
    assert handler.by_model == {"painter": Spending(calls=1, usd=0.25, credits=500_000)}


def test_a_result_without_a_price_is_told_as_unpriced():
    handler = CostCallbackHandler()
    end(handler, made(cost=None))
    assert handler.total == Spending(calls=1, unpriced_calls=1)


def test_an_answer_of_the_service_as_artifact_counts_too():
    handler = CostCallbackHandler()
    end(handler, {"inference_id": "inf-1", "cost": PRICE})
    assert handler.by_model == {"unknown": Spending(calls=1, usd=0.25, credits=500_000)}


@pytest.mark.parametrize("artifact", [None, "text", {"cost": PRICE}, [made()], object()])
def test_what_others_make_does_not_count(artifact):
    handler = CostCallbackHandler()
    end(handler, artifact)
    handler.on_tool_end("just a text", run_id=uuid4())
    assert handler.by_model == {}


def test_a_model_that_was_called_in_the_tool_is_not_counted_twice():
    handler, run_id = CostCallbackHandler(), uuid4()
    handler.on_tool_start({}, "", run_id=run_id)
    handler.on_llm_end(answer(), run_id=uuid4(), parent_run_id=run_id)
    end(handler, made(), run_id)
    assert handler.total.calls == 1
    end(handler, made(), uuid4())
    assert handler.total.calls == 2


def test_nothing_is_remembered_of_tools_that_have_ended():
    handler = CostCallbackHandler()

    @tool
    def fail() -> str:
        """Fail."""
        raise ValueError

    for _ in range(3):
        with pytest.raises(ValueError):
            fail.invoke({}, config={"callbacks": [handler]})
    assert handler._tools == handler._asking_tools == set()

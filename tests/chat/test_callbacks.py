"""What a run cost is added up rightly: nothing twice, nothing that was not paid for, nothing silently left out."""

import asyncio
import threading
from uuid import uuid4

import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.callbacks import get_usage_metadata_callback
from langchain_core.language_models import FakeListLLM
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, Generation, LLMResult
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers import context

from langchain_aimlapi import CostCallbackHandler, Spending, callbacks, get_cost_callback
from langchain_aimlapi.api.errors import IncompleteStreamError, RateLimitError

USAGE = {"input_tokens": 10, "output_tokens": 4, "total_tokens": 14, "output_token_details": {"reasoning": 3}}
PRICED = {"model_name": "gpt-4o", "cost": {"usd": 0.25, "credits": 500_000}}
ONE = Spending(calls=1, usd=0.25, credits=500_000, usage=USAGE)


def message(metadata=None, usage=USAGE):
    return AIMessage("Hi", usage_metadata=usage, response_metadata=PRICED if metadata is None else metadata)


def result(*messages):
    return LLMResult(generations=[[ChatGeneration(message=each) for each in messages]])


def chat(*messages, **settings):
    return GenericFakeChatModel(messages=iter(messages), **settings)


def test_an_answer_counts_with_its_tokens_their_details_and_its_price():
    cost = CostCallbackHandler()
    chat(message()).invoke("Hi", config={"callbacks": [cost]})
    assert cost.by_model == {"gpt-4o": ONE}
    assert cost.total == ONE
    assert cost.total.usage["output_token_details"] == {"reasoning": 3}


def test_models_are_told_apart_and_added_up():
    cost = CostCallbackHandler()
    cheap = {"model_name": "qwen", "cost": {"usd": 0.05, "credits": 100_000}}
    for each in (message(), message(cheap), message()):
        cost.on_llm_end(result(each), run_id=uuid4())
    assert (cost.by_model["gpt-4o"].calls, cost.by_model["qwen"].calls) == (2, 1)
    assert cost.total.usd == pytest.approx(0.55)
    assert (cost.total.credits, cost.total.total_tokens) == (1_100_000, 42)
    assert (cost.total.input_tokens, cost.total.output_tokens) == (30, 12)


def test_several_choices_of_one_answer_are_paid_for_once():
    cost = CostCallbackHandler()
    cost.on_llm_end(result(message(), message()), run_id=uuid4())
    assert cost.total == ONE


def test_a_text_models_answer_counts_too():
    cost = CostCallbackHandler()
    generation = Generation(text="Hi", generation_info={**PRICED, "usage_metadata": USAGE})
    cost.on_llm_end(LLMResult(generations=[[generation]]), run_id=uuid4())
    assert cost.total == ONE


@pytest.mark.parametrize("metadata", [{}, {"model_name": "gpt-4o"}, {"cost": 0.3}, {"cost": None}])
def test_an_answer_without_a_price_is_not_passed_off_as_free(metadata):
    cost = CostCallbackHandler()
    cost.on_llm_end(result(message(metadata)), run_id=uuid4())
    assert cost.total == Spending(calls=1, unpriced_calls=1, usage=USAGE)
    assert "1 of them without a price" in repr(cost)
    assert list(cost.by_model) == [metadata.get("model_name", "unknown")]


def test_models_of_other_packages_and_empty_results_do_no_harm():
    cost = CostCallbackHandler()
    FakeListLLM(responses=["Hi"]).invoke("Hi", config={"callbacks": [cost]})
    cost.on_llm_end(LLMResult(generations=[]), run_id=uuid4())
    cost.on_llm_end(LLMResult(generations=[[]]), run_id=uuid4())
    assert cost.total == Spending(calls=1, unpriced_calls=1)
    assert cost.total.total_tokens == 0


def test_a_cached_answer_costs_nothing():
    cost, model = CostCallbackHandler(), chat(message(), cache=InMemoryCache())
    for _ in range(3):
        model.invoke("Hi", config={"callbacks": [cost]})
    assert cost.total == ONE


def test_a_failed_call_costs_nothing():
    def fail():
        yield
        raise ConnectionError

    cost, answers = CostCallbackHandler(), fail()
    next(answers)
    with pytest.raises(ConnectionError):
        GenericFakeChatModel(messages=answers).invoke("Hi", config={"callbacks": [cost]})
    assert cost.total == Spending()


def test_answers_that_arrive_at_once_in_many_threads_are_all_counted():
    cost = CostCallbackHandler()

    def count():
        for _ in range(200):
            cost.on_llm_end(result(message()), run_id=uuid4())

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (cost.total.calls, cost.total.credits) == (1600, 1600 * 500_000)


def test_a_block_counts_the_calls_inside_it_and_keeps_its_sums():
    with get_cost_callback() as cost:
        chat(message()).invoke("Hi")
    chat(message()).invoke("Hi")
    assert cost.total == ONE


def test_a_block_is_over_when_an_error_leaves_it():
    with pytest.raises(ValueError), get_cost_callback() as cost:
        raise ValueError
    chat(message()).invoke("Hi")
    assert cost.total.calls == 0


def test_the_outer_block_counts_what_the_inner_one_counts_once():
    def agent(_):
        with get_cost_callback() as inner:
            chat(message()).invoke("Hi")
        return inner

    with get_cost_callback() as outer:
        inner = RunnableLambda(agent).invoke("")
        chat(message()).invoke("Hi")
    assert (outer.total.calls, inner.total.calls) == (2, 1)


def test_blocks_leave_nothing_behind_in_langchain():
    with get_cost_callback():
        pass
    hooks = len(context._configure_hooks)
    for _ in range(100):
        with get_cost_callback():
            pass
    assert len(context._configure_hooks) == hooks
    assert all(slot.get() is None for slot in callbacks._SLOTS)


async def test_tasks_that_run_side_by_side_have_sums_of_their_own():
    async def task(calls):
        with get_cost_callback() as cost:
            for _ in range(calls):
                await asyncio.sleep(0)
                await chat(message()).ainvoke("Hi")
        return cost.total.calls

    with get_cost_callback() as both:
        assert await asyncio.gather(task(2), task(3)) == [2, 3]
    assert both.total.calls == 5


def test_it_counts_beside_langchains_own_counter():
    with get_cost_callback() as cost, get_usage_metadata_callback() as usage:
        chat(message()).invoke("Hi")
    assert usage.usage_metadata == {"gpt-4o": cost.by_model["gpt-4o"].usage}


def test_it_can_be_read_at_a_glance():
    cost = CostCallbackHandler()
    cost.on_llm_end(result(message()), run_id=uuid4())
    assert repr(cost) == (
        "total: $0.250000 (500,000 credits) for 14 tokens (10 in, 4 out) in 1 call\n"
        "gpt-4o: $0.250000 (500,000 credits) for 14 tokens (10 in, 4 out) in 1 call"
    )


PAID = {"usage": {"prompt_tokens": 10, "completion_tokens": 4}, "cost": {"usd": 0.25, "credits": 500_000}}


class Failing(GenericFakeChatModel):
    """A model whose answers fail midway."""

    model: str = "openai/gpt-4o"
    error: Exception

    def _generate(self, *_args, **_kwargs):
        raise self.error

    def _get_ls_params(self, **_kwargs):
        return {"ls_model_name": self.model}


def failing(error):
    return Failing(messages=iter(()), error=error)


def test_an_answer_that_failed_midway_and_was_paid_for_counts():
    cost = CostCallbackHandler()
    with pytest.raises(IncompleteStreamError):
        failing(IncompleteStreamError("cut", **PAID)).invoke("Hi", config={"callbacks": [cost]})
    spent = cost.by_model["openai/gpt-4o"]
    assert (spent.calls, spent.usd, spent.credits, spent.total_tokens) == (1, 0.25, 500_000, 14)
    assert spent.unpriced_calls == 0


@pytest.mark.parametrize("error", [IncompleteStreamError("cut"), RateLimitError("slow"), ValueError("no")])
def test_a_failed_call_that_says_no_price_is_none(error):
    cost = CostCallbackHandler()
    with pytest.raises(type(error)):
        failing(error).invoke("Hi", config={"callbacks": [cost]})
    assert cost.total == Spending()
    assert not cost._asked


def test_tokens_without_a_price_of_a_failed_answer_are_said_to_have_none():
    cost = CostCallbackHandler()
    with pytest.raises(IncompleteStreamError):
        failing(IncompleteStreamError("cut", usage=PAID["usage"])).invoke("Hi", config={"callbacks": [cost]})
    assert (cost.total.unpriced_calls, cost.total.total_tokens) == (1, 14)

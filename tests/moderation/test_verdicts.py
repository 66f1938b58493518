"""Verdicts: what is read, and that nothing unreadable is ever safe."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.exceptions import ModelError
from langchain_core.messages import AIMessage

from langchain_aimlapi.api.errors import MalformedResponseError
from langchain_aimlapi.moderation_results import (
    ModerationVerdict,
    guard_verdict,
    judged_verdict,
    read_guard_text,
    unsafe_content,
)


def answer(text="safe", finish="stop", **beside):
    metadata = {"finish_reason": finish, "inference_id": "inf-1", "cost": {"usd": 0.1, "credits": 2}}
    return AIMessage(text, response_metadata=metadata, **beside)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("safe", (True, [])),
        ("  Safe.\n", (True, [])),
        ("unsafe", (False, [])),
        ("\n\nunsafe\nS9", (False, ["S9"])),
        ("unsafe\n04", (False, ["04"])),
        ("UNSAFE\nS1,S10, S1", (False, ["S1", "S10"])),
        ("unsafe: S2; S3", (False, ["S2", "S3"])),
        ("unsafe S2\nviolence and hate.", (False, ["S2", "violence and hate"])),
    ],
)
def test_verdicts_of_guard_models(text, verdict):
    assert read_guard_text(text) == verdict


JUNK = ["", "   ", "safely", "It is safe to say that this is unsafe.", "I think so", "safe\nS1", "safe or unsafe", "1"]


@pytest.mark.parametrize("text", JUNK)
def test_anything_else_is_no_verdict(text):
    with pytest.raises(MalformedResponseError, match=r"nothing counts as safe.*inf-1"):
        guard_verdict(answer(text), "guard")


@given(st.text())
def test_only_the_word_itself_is_safe(text):
    try:
        safe, _ = read_guard_text(text)
    except ValueError:
        return
    assert not safe or text.strip().rstrip(" \t.,;:\n").lower().rstrip(" \t.,;:\n") == "safe"


@pytest.mark.parametrize("finish", ["length", "content_filter", "tool_calls"])
def test_safe_from_an_answer_that_was_cut_does_not_count_but_unsafe_does(finish):
    with pytest.raises(MalformedResponseError, match=finish):
        guard_verdict(answer("safe", finish), "guard")
    assert not guard_verdict(answer("unsafe", finish), "guard").safe


def test_a_verdict_tells_what_it_cost():
    verdict = guard_verdict(answer("unsafe\nS1"), "guard")
    assert (verdict.model, verdict.text, verdict.inference_id) == ("guard", "unsafe\nS1", "inf-1")
    assert verdict.cost == {"usd": 0.1, "credits": 2}


def read_yes(text):
    words = {"Yes": False, "No": True}
    return words[text], []


def test_other_forms_of_verdict_have_a_reader_of_their_own():
    assert guard_verdict(answer("No"), "guard", read_yes).safe
    assert not guard_verdict(answer("Yes"), "guard", read_yes).safe
    with pytest.raises(MalformedResponseError, match="read_verdict"):
        guard_verdict(answer("Maybe"), "guard", read_yes)


GOOD = {"safe": True, "categories": []}
BAD = {"safe": False, "categories": ["weapons"]}


@pytest.mark.parametrize("text", ['{"safe": true, "categories": []}', '```json\n{"safe": true, "categories": []}\n```'])
def test_a_judge_answers_with_an_object(text):
    assert judged_verdict(answer(text), GOOD, "judge").safe
    verdict = judged_verdict(answer("{}"), BAD, "judge")
    assert (verdict.safe, verdict.categories) == (False, ["weapons"])


def test_a_judge_may_answer_with_a_call():
    call = {"name": "verdict", "args": GOOD, "id": "1", "type": "tool_call"}
    assert judged_verdict(answer("", "tool_calls", tool_calls=[call]), GOOD, "judge").safe


@pytest.mark.parametrize(
    "parsed",
    [
        None,
        [],
        {},
        {"safe": "yes", "categories": []},
        {"safe": 1, "categories": []},
        {"safe": True},
        {"safe": True, "categories": None},
        {"safe": True, "categories": [1]},
        {"safe": True, "categories": ["weapons"]},
        {"categories": []},
    ],
)
def test_an_object_that_is_no_verdict_or_contradicts_itself(parsed):
    with pytest.raises(MalformedResponseError, match="nothing counts as safe"):
        judged_verdict(answer('{"safe": true, "categories": []}'), parsed, "judge")


@pytest.mark.parametrize("text", ['{"safe": true, "categories": [', "I refuse", ""])
def test_an_object_that_was_completed_is_none(text):
    with pytest.raises(MalformedResponseError):
        judged_verdict(answer(text), GOOD, "judge")


def test_a_long_answer_is_not_repeated_at_length():
    with pytest.raises(MalformedResponseError) as caught:
        guard_verdict(answer("x" * 10_000), "guard")
    assert len(str(caught.value)) < 1000


def test_the_error_for_something_unsafe_carries_the_verdict_through_a_pickle():
    error = unsafe_content(ModerationVerdict(safe=False, categories=["S1"], model="guard"), "output")
    assert str(error) == "The output was judged unsafe by guard (S1)"
    twin = pickle.loads(pickle.dumps(error))
    assert twin.verdict == error.verdict
    assert isinstance(twin, ModelError)
    assert not twin.is_retryable

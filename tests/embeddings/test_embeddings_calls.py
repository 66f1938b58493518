"""What is sent for texts, and what comes back."""

import asyncio
import copy
import pickle
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import langchain_aimlapi
from langchain_aimlapi import AIMLAPIEmbeddings, AIMLAPIError, InvalidRequestError, RateLimitError
from langchain_aimlapi._renamed import RenamedWarning
from langchain_aimlapi.call_params import UnsupportedParameterWarning
from langchain_aimlapi.embedding_request import BatchLimits, estimate_tokens, plan_batches
from langchain_aimlapi.embeddings import embedding_progress


async def documents(embeddings, texts, colour):
    return embeddings.embed_documents(texts) if colour == "sync" else await embeddings.aembed_documents(texts)


both = pytest.mark.parametrize("colour", ["sync", "async"])


@both
async def test_vectors_come_in_the_order_of_the_texts_whatever_the_order_of_the_answer(make, service, colour):
    texts = ["x" * size for size in range(1, 31)]
    vectors = await documents(make(chunk_size=4, max_concurrency=3), texts, colour)
    assert [vector[0] for vector in vectors] == list(range(1, 31))
    assert sorted(len(inputs) for inputs in service.texts()) == [2, *([4] * 7)]


@both
async def test_no_texts_are_no_request(make, service, colour):
    assert await documents(make(), [], colour) == []
    assert service.bodies == []


@both
@pytest.mark.parametrize(("texts", "place"), [(["a", ""], 1), ([""], 0), (["a", "b", 3], 2), ([None], 0)])
async def test_a_text_that_nobody_can_embed_is_refused_before_anything_is_sent(make, service, colour, texts, place):
    with pytest.raises(InvalidRequestError, match=rf"texts\[{place}\] (is empty|must be a text)"):
        await documents(make(chunk_size=1), texts, colour)
    assert service.bodies == []


def test_one_text_instead_of_a_list_is_refused_and_not_taken_for_its_letters(make):
    with pytest.raises(InvalidRequestError, match="use embed_query"):
        make().embed_documents("abc")


def test_an_empty_question_is_refused(make):
    with pytest.raises(InvalidRequestError, match="is empty"):
        make().embed_query("")


@both
async def test_no_more_requests_run_at_once_than_allowed(make, service, colour):
    service.gate = threading.Event()
    texts = [f"text {number}" for number in range(8)]
    await documents(make(chunk_size=1, max_concurrency=2), texts, colour)
    assert service.most_running <= 2
    assert len(service.bodies) == 8


# What models differ in


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        ("text-embedding-3-large", {"encoding_format": "base64"}),
        ("voyage-2", {}),
        ("alibaba/qwen-text-embedding-v4", {}),
        ("text-multilingual-embedding-002", {"task_type": "RETRIEVAL_DOCUMENT"}),
        ("acme/brand-new", {}),
    ],
)
def test_only_what_the_model_takes_is_sent(make, service, model, sent):
    assert make(model).embed_documents(["abc"]) == [[3.0, 0.5]]
    assert service.bodies == [{"model": model, "input": ["abc"], **sent}]


def test_google_is_told_questions_from_documents_and_the_title_goes_with_documents_only(make, service):
    embeddings = make("text-multilingual-embedding-002", title="Animals")
    embeddings.embed_documents(["cats"])
    embeddings.embed_query("cats?")
    assert [(body["task_type"], body.get("title")) for body in service.bodies] == [
        ("RETRIEVAL_DOCUMENT", "Animals"),
        ("RETRIEVAL_QUERY", None),
    ]


def test_a_task_type_of_the_user_is_for_documents_and_questions(make, service):
    embeddings = make("text-multilingual-embedding-002", task_type="CLUSTERING")
    embeddings.embed_documents(["cats"])
    embeddings.embed_query("cats?")
    assert [body["task_type"] for body in service.bodies] == ["CLUSTERING", "CLUSTERING"]


@pytest.mark.parametrize(
    ("model", "settings", "text"),
    [
        ("voyage-2", {"input_type": "query"}, "input_type must be one of 'document' for voyage-2, not 'query'"),
        ("alibaba/qwen-text-embedding-v3", {"dimensions": 32}, "dimensions must be a number from 64 to 2048"),
        ("text-multilingual-embedding-002", {"task_type": "X"}, "task_type must be one of 'RETRIEVAL_QUERY'"),
    ],
)
def test_a_value_outside_its_range_is_refused_with_field_value_and_range(make, service, model, settings, text):
    with pytest.raises(InvalidRequestError, match=text):
        make(model, **settings).embed_query("a")
    assert service.bodies == []


def test_what_a_model_does_not_know_is_warned_about_refused_or_sent(make, service):
    given = {"auto_truncate": True}
    with pytest.warns(UnsupportedParameterWarning, match="voyage-law-2 does not know auto_truncate"):
        make("voyage-law-2", model_kwargs=given).embed_query("a")
    with pytest.raises(InvalidRequestError, match="does not know auto_truncate"):
        make("voyage-law-2", model_kwargs=given, unsupported_params="error").embed_query("a")
    make("voyage-law-2", model_kwargs=given, unsupported_params="send").embed_query("a")
    assert [body["auto_truncate"] for body in service.bodies] == [True, True]


def test_further_parameters_are_sent_and_a_misspelt_setting_is_an_error(make, service):
    make("text-multilingual-embedding-002", model_kwargs={"auto_truncate": False}).embed_query("a")
    make(extra_body={"anything": 1}).embed_query("a")
    assert service.bodies[0]["auto_truncate"] is False
    assert service.bodies[1]["anything"] == 1
    with pytest.raises(ValidationError, match="dimension"):
        AIMLAPIEmbeddings(model="voyage-2", dimension=3)


def test_a_model_of_another_family_is_refused_as_such(make, service):
    with pytest.raises(
        InvalidRequestError, match="openai/gpt-4o makes no embeddings: it is a model of the family 'chat'"
    ):
        make("openai/gpt-4o").embed_query("a")
    assert service.bodies == []


def test_a_warning_points_at_the_program_and_not_at_the_package(make):
    with pytest.warns(UnsupportedParameterWarning) as caught:
        make("voyage-code-2", model_kwargs={"auto_truncate": True}).embed_documents(["a"])
    assert caught[0].filename == __file__


@given(
    lengths=st.lists(st.integers(1, 9000), max_size=40),
    items=st.integers(1, 10),
    tokens=st.integers(1, 5000),
    listed=st.none() | st.integers(1, 9000),
)
def test_batches_hold_every_text_once_in_order_and_within_the_limits(lengths, items, tokens, listed):
    texts = ["x" * length for length in lengths]
    limits = BatchLimits(items, tokens, item_characters=listed, text_characters=9000)
    batches = plan_batches(texts, {"model": "m"}, limits)
    assert [place for batch in batches for place in batch.places] == list(range(len(texts)))
    for batch in batches:
        sent = batch.body["input"]
        assert batch.body["model"] == "m"
        assert ([sent] if isinstance(sent, str) else sent) == [texts[place] for place in batch.places]
        assert len(batch.places) <= items
        if isinstance(sent, list):
            assert len(sent) == 1 or sum(map(estimate_tokens, sent)) <= tokens
            assert listed is None or max(map(len, sent)) <= listed


def test_voyages_long_texts_go_alone_since_a_list_takes_short_ones_only(make, service):
    texts = ["a" * 10, "b" * 801, "c" * 20, "d" * 8000]
    vectors = make("voyage-2").embed_documents(texts)
    assert [vector[0] for vector in vectors] == [10, 801, 20, 8000]
    assert sorted(service.texts(), key=len) == sorted([["a" * 10], "b" * 801, ["c" * 20], "d" * 8000], key=len)
    with pytest.raises(InvalidRequestError, match=r"texts\[1\] has 8,001 characters, .* at most 8,000: split it"):
        make("voyage-2").embed_documents(["a", "e" * 8001])


def test_batches_end_where_the_vendor_takes_no_more(make, service):
    make("alibaba/qwen-text-embedding-v4").embed_documents(["a"] * 25)
    assert sorted(map(len, service.texts())) == [5, 10, 10]


def test_batches_of_long_texts_are_smaller(make, service):
    make().embed_documents(["word " * 39_000] * 4)  # about 65,000 tokens each, as estimated
    assert sorted(map(len, service.texts())) == [1, 3]


# What it costs, and what goes wrong


@both
async def test_usage_and_cost_of_all_requests_are_added_up(make, colour):
    embeddings = make(chunk_size=2)
    texts = ["a", "b", "c"]
    result = embeddings.embed_with_usage(texts) if colour == "sync" else await embeddings.aembed_with_usage(texts)
    assert result.total_tokens == 3
    assert result.cost == {"usd": pytest.approx(0.000002), "credits": 4}
    assert result.inference_ids == ("inf-2", "inf-1")
    assert result.requests == 2


@both
async def test_a_failure_says_which_texts_and_keeps_the_vectors_that_are_done(make, service, colour):
    texts = ["a", "bb", "ccc", "bad", "e", "f"]
    service.failing = {"bad": 429}
    embeddings = make(chunk_size=2, max_concurrency=1)
    with pytest.raises(RateLimitError, match=r"\[texts 2 to 3 of 6 failed, 2 are done\]") as caught:
        await documents(embeddings, texts, colour)
    progress = embedding_progress(caught.value)
    assert progress.failed == (2, 3)
    assert progress.finished == {0: [1.0, 0.5], 1: [2.0, 0.5]}
    assert len(service.bodies) == 2  # nothing more is begun after a failure
    assert embedding_progress(pickle.loads(pickle.dumps(caught.value))) == progress


@both
async def test_work_that_runs_beside_a_failure_is_kept(make, service, colour):
    service.failing = {"bad": 500}
    service.gate = threading.Event()
    with pytest.raises(AIMLAPIError) as caught:
        await documents(make(chunk_size=1, max_concurrency=2), ["bad", "good"], colour)
    assert embedding_progress(caught.value).failed == (0,)


def test_another_error_has_no_progress():
    assert embedding_progress(ValueError()) is None


@both
async def test_a_missing_key_is_one_clear_error(service, colour):
    with pytest.raises(AIMLAPIError, match="AIMLAPI_API_KEY"):
        await documents(AIMLAPIEmbeddings(model="voyage-2"), ["a"], colour)


async def test_an_interrupted_call_begins_no_further_request(make, service):
    service.handle_async = None
    task = asyncio.create_task(make(chunk_size=1, max_concurrency=1).aembed_documents(["a"] * 50))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(service.bodies) < 50


@both
async def test_an_error_of_the_program_itself_is_not_swallowed(make, service, colour):
    def broken(_body):
        raise ZeroDivisionError

    service.answer = broken
    with pytest.raises(ZeroDivisionError):
        await documents(make(chunk_size=1, max_concurrency=2), ["a", "b", "c"], colour)


# As an object


def test_it_can_be_copied_and_pickled_without_showing_its_key(make):
    embeddings = AIMLAPIEmbeddings(model="voyage-2", api_key="secret-key", dimensions=5)
    for twin in (copy.deepcopy(embeddings), pickle.loads(pickle.dumps(embeddings)), embeddings.model_copy()):
        assert twin == embeddings
        assert twin.api_key.get_secret_value() == "secret-key"
    assert "secret-key" not in repr(embeddings)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(make())


def test_the_old_names_work_with_a_warning(monkeypatch):
    monkeypatch.delitem(vars(langchain_aimlapi), "AimlapiEmbeddings", raising=False)
    with pytest.warns(RenamedWarning, match="AimlapiEmbeddings is AIMLAPIEmbeddings now"):
        assert langchain_aimlapi.AimlapiEmbeddings is AIMLAPIEmbeddings
    with pytest.warns(RenamedWarning, match="aimlapi_api_key is api_key now"):
        assert AIMLAPIEmbeddings(model="voyage-2", aimlapi_api_key="k").api_key.get_secret_value() == "k"


def test_the_progress_is_shown_where_wanted(make, capsys):
    make(show_progress_bar=True, chunk_size=1).embed_documents(["a", "b"])
    assert "2/2" in capsys.readouterr().err
    make().embed_documents(["a"])
    assert capsys.readouterr().err == ""


@both
@pytest.mark.parametrize(
    ("texts", "done"), [(["a", "bb", "!", "cc"], {0, 1, 3}), (["a", "b", "c", "!!"], {0, 1, 2}), (["!"], set())]
)
async def test_vectors_that_are_right_outlive_one_that_is_not(make, service, colour, texts, done):
    service.vector = lambda text, body: [float("nan")] if text == "!" else [1.0, 2.0] if text == "!!" else [1.0]
    with pytest.raises(AIMLAPIError) as caught:
        await documents(make(chunk_size=2, max_concurrency=1), texts, colour)
    progress = embedding_progress(caught.value)
    assert set(progress.finished) == done
    assert set(progress.failed) == set(range(len(texts))) - done


@both
async def test_another_length_than_asked_is_an_error(make, service, colour):
    service.vector = lambda text, body: [1.0, 2.0]
    with pytest.raises(AIMLAPIError, match="not of the 3 that were asked for"):
        await documents(make(dimensions=3), ["a", "b"], colour)

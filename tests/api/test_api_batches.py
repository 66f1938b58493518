"""What answers about batches mean, in all the forms that the documentation has."""

import json

import pytest

from langchain_aimlapi.api import AIMLAPIClient
from langchain_aimlapi.api.batches import BatchRequestError, lost_request, read_state, request_error
from langchain_aimlapi.api.errors import (
    AuthenticationError,
    InvalidRequestError,
    MalformedResponseError,
    RateLimitError,
    ServerError,
)
from langchain_aimlapi.api.retry import RetryPolicy
from langchain_aimlapi.http_library import httpx

COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])
ID = "msgbatch_01"
COUNTS = {"processing": 1, "succeeded": 2, "errored": 0, "canceled": 0, "expired": 0}


def line(number, kind="succeeded", **result):
    return {"custom_id": f"request-{number:06d}", "result": {"type": kind, **result}}


def make_client(answer, seen):
    def handle(request):
        seen.append((request, request.read()))
        return answer

    mock = httpx.MockTransport(handle)
    return AIMLAPIClient(
        api_key="secret-1",
        retry_policy=RetryPolicy(initial_delay=0.0),
        http_client=httpx.Client(transport=mock),
        http_async_client=httpx.AsyncClient(transport=mock),
    )


async def ask(client, name, colour, *args):
    return getattr(client, name)(*args) if colour == "sync" else await getattr(client, f"a{name}")(*args)


@COLOURS
@pytest.mark.parametrize(
    ("name", "argument", "target", "body"),
    [
        (
            "create_batch",
            [{"custom_id": "a", "params": {}}],
            "/v1/batches",
            b'{"requests":[{"custom_id":"a","params":{}}]}',
        ),
        ("fetch_batch", "a/b?c", "/v1/batches?batch_id=a%2Fb%3Fc", b""),
        ("cancel_batch", "a/b?c", "/v1/batches/cancel/a%2Fb%3Fc", b""),
    ],
)
async def test_calls(colour, name, argument, target, body):
    seen = []
    state = await ask(make_client(httpx.Response(200, json={"id": ID, "status": "x"}), seen), name, colour, argument)
    request, content = seen[0]
    assert (request.url.raw_path.decode(), content) == (target, body)
    assert request.headers["authorization"] == "Bearer secret-1"
    assert state.id == (ID if name == "create_batch" else argument)


@COLOURS
@pytest.mark.parametrize("batch_id", ["", " ", "..", "."])
async def test_an_id_that_is_none_is_not_sent(colour, batch_id):
    seen = []
    for name in ("fetch_batch", "cancel_batch"):
        with pytest.raises(InvalidRequestError, match="batch_id"):
            await ask(make_client(httpx.Response(200, json={}), seen), name, colour, batch_id)
    assert seen == []


@pytest.mark.parametrize(
    ("reply", "phase", "status"),
    [
        ({"processing_status": "in_progress", "request_counts": COUNTS}, "pending", "in_progress"),
        ({"status": "generating"}, "pending", "generating"),
        ({"processing_status": "canceling"}, "pending", "canceling"),
        ({"processing_status": "ended", "request_counts": COUNTS}, "pending", "ended"),
        ({"processing_status": "ended"}, "pending", "ended"),
        ({"processing_status": "ended", "request_counts": {"canceled": 3, "processing": 0}}, "failed", "ended"),
        ({"status": "cancelled", "output": None, "usage": []}, "failed", "cancelled"),
        ({"status": "expired"}, "failed", "expired"),
        ({"status": "something new"}, "pending", "something new"),
        ({}, "pending", "pending"),
        ({"request_counts": "many"}, "pending", "pending"),
    ],
)
def test_status_words(reply, phase, status):
    state = read_state({"id": ID, **reply})
    assert (state.id, state.phase, state.status, state.done) == (ID, phase, status, phase != "pending")


def test_counts_are_numbers():
    assert read_state({"id": ID, "request_counts": {**COUNTS, "odd": "7", "bad": True}}).counts == COUNTS


@pytest.mark.parametrize("reply", [{}, {"id": None}, {"id": 7}, {"status": "generating"}])
def test_a_submission_without_an_id_is_an_error(reply):
    with pytest.raises(MalformedResponseError, match="no id"):
        read_state(reply)


@COLOURS
@pytest.mark.parametrize("lines", [1, 2, 50])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
async def test_results_are_json_lines(colour, lines, end, mark):
    wanted = [line(number, message={"text": "a\u2028b\x85"}) for number in range(lines)]
    text = mark + end.join(json.dumps(each, ensure_ascii=False) for each in wanted) + end
    state = await ask(make_client(httpx.Response(200, text=text), []), "fetch_batch", colour, ID)
    assert (state.phase, state.status, state.counts) == ("completed", "ended", {"succeeded": lines})
    assert list(state.results) == wanted


@COLOURS
async def test_an_object_over_several_lines_is_no_result(colour):
    text = json.dumps({"id": ID, "processing_status": "in_progress"}, indent=2)
    assert (await ask(make_client(httpx.Response(200, text=text), []), "fetch_batch", colour, ID)).phase == "pending"


@COLOURS
@pytest.mark.parametrize(
    "text",
    [
        json.dumps(line(0)) + "\n" + json.dumps(line(1))[:-5],
        json.dumps(line(0)) + "\n{}",
        json.dumps(line(0)) + "\n[]",
        json.dumps(line(0)) + '\n{"custom_id": "a", "result": "succeeded"}',
        "",
        "nonsense",
        "[]",
    ],
)
async def test_results_that_cannot_be_read_are_no_results(colour, text):
    with pytest.raises(MalformedResponseError) as caught:
        await ask(make_client(httpx.Response(200, text=text), []), "fetch_batch", colour, ID)
    assert caught.value.status_code == 200


@COLOURS
async def test_an_error_with_status_200_is_an_error(colour):
    body = {"statusCode": 401, "message": "Unauthorized"}
    with pytest.raises(AuthenticationError):
        await ask(make_client(httpx.Response(200, json=body), []), "fetch_batch", colour, ID)


@COLOURS
async def test_a_batch_is_begun_once(colour):
    seen = []
    with pytest.raises(ServerError):
        await ask(make_client(httpx.Response(503), seen), "create_batch", colour, [])
    assert len(seen) == 1
    with pytest.raises(ServerError):
        await ask(make_client(httpx.Response(503), seen), "fetch_batch", colour, ID)
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        ({"type": "error", "error": {"type": "invalid_request_error", "message": "no"}}, InvalidRequestError, "no"),
        ({"type": "error", "error": {"type": "overloaded_error", "message": "busy"}}, ServerError, "busy"),
        ({"type": "rate_limit_error", "message": "slow"}, RateLimitError, "slow"),
        (None, ServerError, "500"),
        ("text", ServerError, "text"),
    ],
)
def test_errors_of_requests_are_typed(error, kind, words):
    found = request_error(line(0, "errored", error=error), ID)
    assert isinstance(found, kind)
    assert words in str(found)


@pytest.mark.parametrize("outcome", ["canceled", "expired", "missing", "something new"])
def test_a_request_that_was_lost_says_what_became_of_it(outcome):
    found = request_error(line(3, outcome), ID)
    assert isinstance(found, BatchRequestError)
    assert (found.outcome, found.custom_id, found.batch_id) == (outcome, "request-000003", ID)
    assert ID in str(found)
    assert str(lost_request(outcome, "request-000003", ID)) == str(found)

"""The client's calls of balance, transactions, usage and logs, against a transport in memory."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from langchain_aimlapi.api import AIMLAPIClient
from langchain_aimlapi.api.account_calls import LogWalk
from langchain_aimlapi.api.errors import (
    InvalidRequestError,
    MalformedResponseError,
    OutOfCreditsError,
    PermissionDeniedError,
)
from langchain_aimlapi.api.retry import RetryPolicy
from langchain_aimlapi.http_library import httpx

HEADERS = {"x-inference-id": "inf-1"}


def make_client(answers, seen):
    """A client whose n-th call gets the n-th answer, and that notes the requests."""

    def handle(request):
        seen.append(request)
        answer = answers[len(seen) - 1]
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer, headers=HEADERS)

    mock = httpx.MockTransport(handle)
    return AIMLAPIClient(
        api_key="secret-1",
        retry_policy=RetryPolicy(max_retries=0),
        http_client=httpx.Client(transport=mock),
        http_async_client=httpx.AsyncClient(transport=mock),
    )


async def ask(client, name, colour, **query):
    if colour == "sync":
        return getattr(client, name)(**query)
    return await getattr(client, f"a{name}")(**query)


async def gather(client, name, colour, **query):
    if colour == "sync":
        return list(getattr(client, name)(**query))
    return [row async for row in getattr(client, f"a{name}")(**query)]


COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])


@COLOURS
@pytest.mark.parametrize(
    ("name", "query", "path", "sent"),
    [
        ("get_balance", {}, "/v2/billing", ""),
        ("get_billing_detail", {}, "/v2/billing/detail", ""),
        ("list_transactions", {}, "/v2/billing/transactions", "limit=50"),
        (
            "list_transactions",
            {"direction": "CHARGE", "kind": "MODEL_USAGE", "limit": 2, "cursor": "a+b/c="},
            "/v2/billing/transactions",
            "direction=CHARGE&type=MODEL_USAGE&limit=2&cursor=a%2Bb%2Fc%3D",
        ),
        ("get_usage", {"period": "24h", "key_prefix": "abcd1234"}, "/v2/usage", "period=24h&key_prefix=abcd1234"),
        (
            "get_usage_detail",
            {"period": "7d", "group_by": ["day", "model"], "tz": "Europe/Berlin"},
            "/v2/usage/detail",
            "period=7d&group_by=day%2Cmodel&tz=Europe%2FBerlin",
        ),
        (
            "list_logs",
            {"period": "7d", "model": ["openai/gpt-5", "gpt-4o"], "status": "failed", "offset": 100},
            "/v2/logs",
            "period=7d&model=openai%2Fgpt-5&model=gpt-4o&status=failed&limit=50&offset=100",
        ),
    ],
)
async def test_what_is_asked_for_is_sent(colour, name, query, path, sent):
    seen = []
    reply = await ask(make_client([{"data": []}], seen), name, colour, **query)
    assert (seen[0].method, seen[0].url.path, seen[0].url.query.decode()) == ("GET", path, sent)
    assert seen[0].headers["authorization"] == "Bearer secret-1"
    assert reply == {"data": [], "inference_id": "inf-1"}


def test_moments_keep_their_time_zone():
    seen = []
    moment = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=3)))
    make_client([{}], seen).list_transactions(start=moment, end="2026-08-01T00:00:00Z")
    assert dict(seen[0].url.params) == {
        "from": "2026-07-01T12:00:00+03:00",
        "to": "2026-08-01T00:00:00Z",
        "limit": "50",
    }


@COLOURS
@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("get_usage", {}, "window of time is needed"),
        ("get_usage", {"start": "2026-07-01"}, "both start and end"),
        ("get_usage", {"period": "7d", "end": "2026-07-01"}, "period is '7d'"),
        ("list_logs", {}, "window of time is needed"),
        ("list_logs", {"period": "7d", "limit": 101}, "limit must be 1 to 100 rows a page, not 101"),
        ("list_transactions", {"limit": 0}, "not 0"),
        ("list_transactions", {"start": datetime(2026, 7, 1)}, "start has no time zone"),  # noqa: DTZ001
        ("list_transactions", {"end": date(2026, 7, 1)}, "end must be a datetime"),
    ],
)
async def test_what_the_service_would_refuse_is_told_before_anything_is_sent(colour, name, query, words):
    seen = []
    with pytest.raises(InvalidRequestError, match=words):
        await ask(make_client([], seen), name, colour, **query)
    assert seen == []


@COLOURS
async def test_transactions_are_fetched_page_by_page_as_they_are_asked_for(colour):
    pages = [
        {"data": [{"n": 1}, {"n": 2}], "pagination": {"next_cursor": "c1", "has_more": True}},
        {"data": [{"n": 3}], "pagination": {"next_cursor": None, "has_more": False}},
    ]
    seen = []
    rows = await gather(make_client(pages, seen), "iter_transactions", colour, direction="CHARGE", limit=2)
    assert [row["n"] for row in rows] == [1, 2, 3]
    assert [request.url.params.get("cursor") for request in seen] == [None, "c1"]
    assert {request.url.params["direction"] for request in seen} == {"CHARGE"}


def test_only_pages_that_are_asked_for_are_fetched():
    seen = []
    page = {"data": [{"n": 1}], "pagination": {"next_cursor": "c1", "has_more": True}}
    rows = make_client([page, page], seen).iter_transactions()
    assert seen == []
    assert next(rows) == {"n": 1}
    assert len(seen) == 1


@COLOURS
@pytest.mark.parametrize("cursor", ["c1", None, "", 7])
async def test_a_cursor_that_leads_nowhere_is_an_error_and_no_endless_loop(colour, cursor):
    pages = [
        {"data": [], "pagination": {"next_cursor": "c1", "has_more": True}},
        {"data": [], "pagination": {"next_cursor": cursor, "has_more": True}},
    ]
    with pytest.raises(MalformedResponseError, match="cursor does not lead"):
        await gather(make_client(pages, []), "iter_transactions", colour)


@COLOURS
@pytest.mark.parametrize("page", [{}, {"data": None}, {"data": ["row"]}, {"data": {}}])
@pytest.mark.parametrize(("name", "query"), [("iter_transactions", {}), ("iter_logs", {"period": "1d"})])
async def test_a_page_without_rows_is_an_error(colour, page, name, query):
    with pytest.raises(MalformedResponseError, match="no rows"):
        await gather(make_client([page], []), name, colour, **query)


@COLOURS
async def test_logs_that_move_on_meanwhile_are_not_given_twice(colour):
    def page(ids, *, more):
        return {"data": [{"inference_id": number} for number in ids], "pagination": {"has_more": more}}

    seen = []
    client = make_client([page([9, 8, 7], more=True), page([7, 6, 5], more=False)], seen)
    rows = await gather(client, "iter_logs", colour, period="1d", limit=3, offset=1)
    assert [row["inference_id"] for row in rows] == [9, 8, 7, 6, 5]
    assert [request.url.params["offset"] for request in seen] == ["1", "4"]


def test_an_empty_page_of_logs_is_the_last_one():
    walk = LogWalk()
    assert walk.new_rows({"data": [], "pagination": {"has_more": True}}) == []
    assert not walk.more


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Management keys cannot read billing transactions", PermissionDeniedError),
        ("A management key is required", PermissionDeniedError),
        ("You've run out of funds. Top up on the billing page", OutOfCreditsError),
    ],
)
def test_a_key_of_the_wrong_kind_is_no_empty_account(message, kind):
    answer = httpx.Response(403, json={"statusCode": 403, "message": message})
    with pytest.raises(PermissionDeniedError) as caught:
        make_client([answer], []).list_transactions()
    assert type(caught.value) is kind


def test_an_iterator_of_now_is_in_utc_too():
    seen = []
    make_client([{}], seen).get_usage(start=datetime(2026, 7, 1, tzinfo=UTC), end=datetime(2026, 7, 2, tzinfo=UTC))
    assert seen[0].url.params["end"] == "2026-07-02T00:00:00+00:00"

"""Balance, transactions, usage, logs and keys over HTTP: the books of the emulator are those of the calls it served."""

from datetime import UTC, datetime, timedelta

import pytest

from langchain_aimlapi import (
    AIMLAPIClient,
    AIMLAPIEmbeddings,
    AuthenticationError,
    ChatAIMLAPI,
    InvalidRequestError,
    NotFoundError,
    OutOfCreditsError,
    PermissionDeniedError,
    RateLimitError,
    RequestOptions,
)
from langchain_aimlapi.emulator import Emulator

CHAT = "openai/gpt-4o"
CLAUDE = "anthropic/claude-sonnet-4.5"
COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])


@pytest.fixture
def client(emulator_environment):
    with AIMLAPIClient(max_retries=0) as client:
        yield client


@pytest.fixture
def manager(emulator_environment):
    with AIMLAPIClient(api_key="management-key", max_retries=0) as client:
        yield client


async def ask(client, name, colour, *args, **query):
    if colour == "sync":
        return getattr(client, name)(*args, **query)
    try:
        return await getattr(client, f"a{name}")(*args, **query)
    finally:
        await client.aclose()


async def gather(client, name, colour, **query):
    if colour == "sync":
        return list(getattr(client, name)(**query))
    try:
        return [row async for row in getattr(client, f"a{name}")(**query)]
    finally:
        await client.aclose()


def talk(*models, key="emulator-key", words="Hello"):
    """Ask each of the models something; returns what the answers say of themselves."""
    answers = [ChatAIMLAPI(model=model, api_key=key, max_retries=0).invoke(words) for model in models]
    return [answer.response_metadata for answer in answers]


@COLOURS
async def test_the_balance_is_what_is_left_after_the_calls(client, emulator, colour):
    before = (await ask(client, "get_balance", colour))["current_balance"]
    facts = talk(CHAT, CLAUDE)
    spent = sum(fact["cost"]["usd"] for fact in facts)
    after = await ask(client, "get_balance", colour)
    assert after["currency"] == "USD"
    assert after["current_balance"] == pytest.approx(before - spent)
    detail = await ask(client, "get_billing_detail", colour)
    assert detail["current_balance"] == after["current_balance"]
    assert detail["autotopup_settings"]["is_enabled"] is False


@COLOURS
async def test_every_charge_is_a_transaction_with_the_inference_id(client, colour):
    facts = talk(CHAT, CLAUDE, CHAT)
    rows = await gather(client, "iter_transactions", colour)
    assert [row["reference_id"] for row in rows] == [fact["inference_id"] for fact in reversed(facts)] + [None]
    assert [row["amount"] for row in rows[:3]] == [fact["cost"] for fact in reversed(facts)]
    assert [row["model"] for row in rows] == [CHAT, CLAUDE, CHAT, None]
    assert (rows[-1]["direction"], rows[-1]["type"], rows[-1]["amount"]["usd"]) == ("TOPUP", "INIT", 100.0)
    charged = await gather(client, "iter_transactions", colour, direction="CHARGE", kind="MODEL_USAGE")
    assert charged == rows[:3]
    total = rows[-1]["amount"]["usd"] - sum(row["amount"]["usd"] for row in charged)
    assert total == pytest.approx((await ask(client, "get_balance", colour))["current_balance"])


@COLOURS
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_pages_of_transactions_hold_every_row_once(client, colour, limit):
    talk(*[CHAT] * 5)
    whole = client.list_transactions(limit=100)["data"]
    assert await gather(client, "iter_transactions", colour, limit=limit) == whole
    assert len(whole) == 6


@COLOURS
async def test_a_window_of_transactions(client, colour):
    talk(CHAT)
    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert len(await gather(client, "iter_transactions", colour, end=soon)) == 2
    assert await gather(client, "iter_transactions", colour, start=soon) == []


@COLOURS
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "eyJ2IjoxLCJjIjozfQ"}, "cursor"),
        ({"direction": "SIDEWAYS"}, "'TOPUP'"),
        ({"kind": "GIFT"}, "'PAYMENT'"),
        ({"start": "yesterday"}, "from: Invalid datetime"),
        ({"start": "2026-01-01T00:00:00"}, "offset is required"),
        ({"start": "2026-02-01T00:00:00Z", "end": "2026-01-01T00:00:00Z"}, "later than"),
    ],
)
async def test_a_wrong_page_or_filter_is_refused_with_the_reason(client, colour, query, words):
    with pytest.raises(InvalidRequestError, match=words) as caught:
        await ask(client, "list_transactions", colour, **query)
    assert caught.value.status_code == 400


@COLOURS
async def test_usage_counts_what_was_charged_and_logs_what_failed_too(client, emulator, colour):
    facts = talk(CHAT, CHAT, CLAUDE)
    AIMLAPIEmbeddings(model="text-embedding-3-small").embed_query("A text")
    with pytest.raises(InvalidRequestError):
        client._post("/v1/chat/completions", {"model": CHAT, "messages": "none"}, RequestOptions())
    usage = await ask(client, "get_usage", colour, period="24h")
    assert (usage["requests"], usage["currency"], usage["api_key_prefix"]) == (4, "USD", None)
    assert usage["spend"] == pytest.approx(100 - emulator.balance)
    detail = await ask(client, "get_usage_detail", colour, period="24h", group_by=["day", "model"], tz="Europe/Berlin")
    assert {row["model"]: row["requests"] for row in detail["models"]} == {
        CHAT: 2,
        CLAUDE: 1,
        "text-embedding-3-small": 1,
    }
    assert [row["spend"] for row in detail["models"]] == sorted(
        (row["spend"] for row in detail["models"]), reverse=True
    )
    assert sum(group["requests"]["charged"] for group in detail["groups"]) == 4
    failed = next(group for group in detail["groups"] if group["model"] == CHAT)
    assert failed["requests"] == {"total": 3, "charged": 2, "succeeded": 2, "failed": 1}
    rows = await gather(client, "iter_logs", colour, period="24h", limit=2)
    assert [row["status"] for row in rows] == ["failed", *["succeeded"] * 4]
    assert rows[0]["cost"] == {"usd": 0.0, "credits": 0}
    assert rows[-1]["inference_id"] == facts[0]["inference_id"]
    assert rows[-1]["tokens"]["input"] == facts[0]["token_usage"]["prompt_tokens"]
    only = await gather(client, "iter_logs", colour, period="1d", model=["gpt-4o", CLAUDE], status="succeeded")
    assert {row["model"] for row in only} == {CHAT, CLAUDE}
    assert await gather(client, "iter_logs", colour, period="1d", model=f"{CHAT},{CLAUDE}") == []


def test_a_row_of_the_logs_carries_the_callers_own_id(client):
    ChatAIMLAPI(model=CHAT).invoke("Hello", client_request_id="order-7")
    assert client.list_logs(period="1h")["data"][0]["client_request_id"] == "order-7"


def test_a_streamed_answer_is_booked_like_another(client):
    chunks = list(ChatAIMLAPI(model=CHAT).stream("Hello"))
    cost = next(chunk.response_metadata["cost"] for chunk in chunks if "cost" in chunk.response_metadata)
    row = client.list_logs(period="1h")["data"][0]
    assert row["cost"] == cost
    assert row["tokens"]["total"] > 0


@COLOURS
@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("get_usage", {"period": "0d"}, "period"),
        ("get_usage", {"period": "2w"}, "period"),
        ("get_usage", {"period": "93d"}, "92 days"),
        ("get_usage", {"start": "2026-03-01", "end": "2026-02-01"}, "earlier"),
        ("get_usage_detail", {"period": "1d", "group_by": "week"}, "group_by"),
        ("get_usage_detail", {"period": "1d", "group_by": "day", "tz": "+05:00"}, "time zone"),
        ("get_usage_detail", {"period": "1d", "group_by": "day", "tz": "utc"}, "time zone"),
        ("list_logs", {"period": "1d", "status": "succeeded,failed"}, "status"),
        ("list_logs", {"period": "1d", "offset": -1}, "offset"),
    ],
)
async def test_windows_and_filters_that_there_are_not(client, colour, name, query, words):
    with pytest.raises(InvalidRequestError, match=words):
        await ask(client, name, colour, **query)


def test_logs_are_for_200_calls_a_minute(emulator):
    with AIMLAPIClient(api_key="curious", base_url=emulator.base_url, max_retries=0) as client:
        for _ in range(200):
            client.list_logs(period="1h", limit=1)
        with pytest.raises(RateLimitError):
            client.list_logs(period="1h")


@COLOURS
@pytest.mark.parametrize("name", ["get_balance", "list_transactions", "list_keys"])
async def test_a_bad_key_is_told_so(emulator, colour, name):
    client = AIMLAPIClient(api_key="bad-key", base_url=emulator.base_url)
    with pytest.raises(AuthenticationError) as caught:
        await ask(client, name, colour)
    client.close()
    assert "bad-key" not in str(caught.value)


def test_an_empty_account_can_still_be_looked_at(emulator):
    with AIMLAPIClient(api_key="out-of-credits", base_url=emulator.base_url) as client:
        assert client.get_balance()["currency"] == "USD"


def test_keys_see_their_own_usage_and_managers_see_all(client, manager):
    talk(CHAT, key="first-key-1")
    talk(CHAT, CHAT, key="second-key")
    assert client.get_usage(period="1d")["requests"] == 0
    assert manager.get_usage(period="1d", key_prefix="second-k")["requests"] == 2
    with pytest.raises(PermissionDeniedError, match="management key"):
        client.get_usage(period="1d", key_prefix="second-k")
    with pytest.raises(NotFoundError):
        manager.get_usage(period="1d", key_prefix="nobodys1")
    with pytest.raises(PermissionDeniedError) as caught:
        manager.list_transactions()
    assert not isinstance(caught.value, OutOfCreditsError)


@COLOURS
async def test_the_life_of_a_key(manager, colour):
    settings = {"name": "tests", "scopes": ["model:chat"], "limit": {"retention": "day", "threshold": 25}}
    made = (await ask(manager, "create_key", colour, settings))["data"]
    prefix, key = made["prefix"], made["key"]
    assert key.get_secret_value()[:8] == prefix
    assert key.get_secret_value() not in repr(made)
    talk(CHAT, key=key)
    with pytest.raises(PermissionDeniedError, match="model:embeddings"):
        AIMLAPIEmbeddings(model="text-embedding-3-small", api_key=key).embed_query("A text")
    row = (await ask(manager, "get_latest_key", colour))["data"]
    assert "key" not in row
    assert row["monthly_usage"] > 0
    assert (await ask(manager, "list_keys", colour))["data"] == [row]
    await ask(manager, "update_key", colour, prefix, {"disabled": True})
    with pytest.raises(AuthenticationError, match="disabled"):
        talk(CHAT, key=key)
    replaced = (await ask(manager, "replace_key", colour, prefix, {"name": "again"}))["data"]
    assert (replaced["name"], replaced["disabled"], replaced["scopes"], replaced["limit"]) == (
        "again",
        False,
        None,
        None,
    )
    talk(CHAT, key=key)
    assert (await ask(manager, "delete_key", colour, prefix))["data"] == {"prefix": prefix, "deleted": True}
    with pytest.raises(AuthenticationError, match="deleted"):
        talk(CHAT, key=key)
    with pytest.raises(NotFoundError):
        await ask(manager, "delete_key", colour, prefix)


def test_a_spending_limit_holds(manager):
    made = manager.create_key({"limit": {"retention": "month", "threshold": 0.000001}})["data"]
    talk(CHAT, key=made["key"])
    with pytest.raises(PermissionDeniedError, match="spending limit"):
        talk(CHAT, key=made["key"])


@COLOURS
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"scopes": ["model:everything"]}, "scopes"),
        ({"limit": {"retention": "year"}}, "limit.retention"),
        ({"colour": "red"}, "colour"),
        ({"name": 7}, "name"),
    ],
)
async def test_settings_that_there_are_not(manager, colour, settings, words):
    with pytest.raises(InvalidRequestError, match=words):
        await ask(manager, "create_key", colour, settings)


def test_keys_are_managed_by_management_keys_and_models_called_by_others(client, manager):
    with pytest.raises(PermissionDeniedError, match="management key"):
        client.list_keys()
    with pytest.raises(PermissionDeniedError, match="cannot call models"):
        talk(CHAT, key="management-key")


def test_a_key_that_was_made_works_beside_those_that_were_given():
    with Emulator(keys=("management-key",)) as server:
        with AIMLAPIClient(api_key="management-key", base_url=server.base_url) as manager:
            made = manager.create_key()["data"]
        model = ChatAIMLAPI(model=CHAT, base_url=server.base_url, api_key=made["key"])
        assert model.invoke("Hello").text
        with pytest.raises(AuthenticationError):
            model.model_copy(update={"api_key": "another"}).invoke("Hello")

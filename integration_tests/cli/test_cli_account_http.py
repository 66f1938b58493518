"""`aimlapi search`, `balance`, `usage` over HTTP."""

import json


def test_an_answer_from_the_web_names_its_sources(aimlapi, emulator):
    done = aimlapi("search", "How", "loud", "is", "rain?", "--recency", "week", "--domain", "example.com")
    assert "Sources:\n[1]" in done.stdout
    assert "credits" in done.stderr
    assert emulator.requests[0].body["search_recency_filter"] == "week"
    assert emulator.requests[0].body["search_domain_filter"] == ["example.com"]
    found = json.loads(aimlapi("search", "-", "--json", input="How loud is rain?").stdout)
    assert found["sources"][0]["url"].startswith("https://")
    assert found["text"]
    assert found["cost"]["usd"] > 0


def test_a_model_that_does_not_search_is_refused(aimlapi, emulator):
    assert "search" in aimlapi("search", "rain", "--model", "openai/gpt-3.5-turbo", code=2).stderr
    assert emulator.requests == []


def test_the_balance_is_shown(aimlapi, emulator):
    assert aimlapi("balance").stdout == f"{emulator.balance} USD\n"
    assert json.loads(aimlapi("balance", "--json").stdout)["currency"] == "USD"


def test_usage_is_shown_by_model_or_day(aimlapi):
    aimlapi("chat", "Hi", "--model", "openai/gpt-4o")
    shown = aimlapi("usage").stdout
    assert "spend" in shown
    assert "gpt-4o" in shown
    found = json.loads(aimlapi("usage", "--period", "24h", "--by", "day", "--json").stdout)
    assert found["spend"] > 0
    assert found["groups"][0]["requests"]["total"] >= 1
    assert "day" in aimlapi("usage", "--by", "day").stdout
    assert "period" in aimlapi("usage", "--period", "7d", "--start", "2026-01-01T00:00:00Z", code=2).stderr

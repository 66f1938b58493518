"""Prompt caching: what is written, what is read, and what it costs."""

from langchain_aimlapi.emulator.admission import admit
from langchain_aimlapi.emulator.cache_marks import cache_marks
from langchain_aimlapi.emulator.caching import CacheUse, Mark, use_cache
from langchain_aimlapi.emulator.messages.body import usage_json
from langchain_aimlapi.emulator.tokens import Usage, price

LONG = "word " * 1500
CHAT = "/v1/chat/completions"


def marks(*messages, model="openai/gpt-4o", path=CHAT, **extra):
    return cache_marks(admit({"model": model, "messages": list(messages), **extra}, path))


def user(text):
    return {"role": "user", "content": text}


def test_a_prefix_is_written_once_and_read_afterwards():
    store = {}
    assert use_cache(store, "k", [Mark("a", 1100), Mark("b", 1300)]) == CacheUse(0, 1300)
    assert use_cache(store, "k", [Mark("a", 1100), Mark("b", 1300)]) == CacheUse(1300)
    assert use_cache(store, "k", [Mark("a", 1100), Mark("c", 1500, hours=True)]) == CacheUse(1100, 400, 400)
    assert use_cache(store, "other", [Mark("a", 1100)]) == CacheUse(0, 1100)
    assert use_cache(store, "k", [Mark("d", 1000)]) == CacheUse()


def test_automatic_marks_stand_every_128_tokens_from_1024_on():
    found = marks(user(LONG))
    assert [mark.tokens for mark in found] == [1024, 1152, 1280, 1408]
    assert marks(user("short")) == []


def test_only_the_same_beginning_of_the_same_model_is_known():
    store = {}
    use_cache(store, "k", marks(user(LONG)))
    assert use_cache(store, "k", marks(user(LONG), {"role": "assistant", "content": "a"}, user("b"))).read == 1408
    assert use_cache(store, "k", marks(user(f"other {LONG}"))).read == 0
    assert use_cache(store, "k", marks(user(LONG), model="gpt-4o-mini")).read == 0


def test_claude_caches_what_is_marked_and_nothing_else():
    model = {"model": "claude-sonnet-4-5", "path": "/v1/messages"}
    assert marks(user(LONG), **model) == []
    system = [{"type": "text", "text": LONG, "cache_control": {"type": "ephemeral", "ttl": "1h"}}]
    first = marks(user("Hi"), system=system, **model)
    assert [(mark.tokens, mark.kept, mark.hours) for mark in first] == [(1501, True, True)]
    store = {}
    assert use_cache(store, "k", first) == CacheUse(0, 1501, 1501)
    turn = {"role": "user", "content": [{"type": "text", "text": LONG, "cache_control": {"type": "ephemeral"}}]}
    grown = marks(turn, system=system, **model)
    assert use_cache(store, "k", grown) == CacheUse(1501, 1505)
    moved = marks(turn, system=LONG, **model)
    assert use_cache(store, "k", moved) == CacheUse(3006), "the mark may move: the text before it counts"


def test_reading_is_cheap_where_the_price_is_known():
    usage = Usage(prompt=1_000_000, completion=0, cache_read=500_000)
    assert price(usage, (2.0, 8.0), 0.2).usd == 1.1
    assert price(usage, (2.0, 8.0)).usd == 2.0


def test_anthropic_counts_cached_input_apart():
    usage = usage_json(Usage(prompt=3000, completion=5, cache_read=1000, cache_write=1500, cache_hours=1500))
    assert (usage["input_tokens"], usage["cache_read_input_tokens"]) == (500, 1000)
    assert usage["cache_creation"] == {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 1500}

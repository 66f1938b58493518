"""What a user sees who looks models up in the data that is shipped."""

import json
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.catalogue import (
    DeprecatedModelWarning,
    UnknownModelWarning,
    get_model,
    lookup,
    store,
    suggest_models,
    wire_id,
)
from langchain_aimlapi.catalogue.names import is_near_miss, normal_form

NAMES = sorted(store.rows())
SEPARATORS = {".", "-", "_"}


@pytest.fixture(autouse=True)
def _forget_warnings(monkeypatch):
    monkeypatch.setattr(lookup, "_warned", set())


@st.composite
def respelt(draw):
    """A known name and the same with some letters in the other case and some separators exchanged."""
    name = draw(st.sampled_from(NAMES))
    letters = [
        draw(st.sampled_from(sorted(SEPARATORS))) if letter in SEPARATORS else draw(st.sampled_from(both_cases(letter)))
        for letter in name
    ]
    return name, "".join(letters)


def both_cases(letter):
    return [letter.lower(), letter.upper()] if letter.isascii() else [letter]


@given(respelt())
def test_any_case_and_separators_find_a_card_of_the_same_normal_form(pair):
    name, spelling = pair
    card = get_model(spelling, warn=False)
    assert card.known
    assert normal_form(card.id) == normal_form(name)
    assert wire_id(spelling) == card.id


def test_the_exact_spelling_always_wins():
    assert [get_model(name, warn=False).id for name in NAMES] == NAMES
    assert [wire_id(name) for name in NAMES] == NAMES


def test_two_spellings_of_one_model_keep_their_own_prices():
    dashed, dotted = get_model("anthropic/claude-opus-4-8"), get_model("anthropic/claude-opus-4.8")
    assert (dashed.prices.input, dotted.prices.input) == (6.5, 6.877)


def test_among_equal_normal_forms_the_usable_one_is_found():
    assert get_model("GRYPHE/MYTHOMAX_L2_13B").id == "gryphe/mythomax-l2-13b"


def test_an_unknown_name_is_no_error_and_no_restriction():
    card = get_model("acme/brand-new-model")
    assert (card.known, card.status, card.family, card.dialect) == (False, "unknown", "chat", "chat")
    assert card.parameters is None
    assert card.message_shapes is None
    assert card.accepts("tools") is None
    assert wire_id("acme/brand-new-model") == "acme/brand-new-model"


@pytest.mark.parametrize("name", ["", "  ", None, 7, ["gpt-4o"]])
def test_a_name_that_is_none_is_refused_in_one_sentence(name):
    with pytest.raises(ValueError, match=r"^A model name must be a non-empty string, not .*\.$"):
        get_model(name)


def test_a_page_title_is_known_but_never_sent_in_place_of_what_the_user_wrote():
    assert get_model("Recraft v3").id == "recraft-v3"
    assert get_model("llama-4-scout", warn=False).id == "meta-llama/llama-4-scout"
    assert wire_id("llama-4-scout") == "llama-4-scout"


def test_the_title_of_a_page_about_several_models_stands_for_none_of_them():
    card = get_model("gemma-3", warn=False)
    assert (card.status, card.successor, card.origin) == ("retired", None, "docs-2025")


@pytest.fixture
def data_with_alias(monkeypatch, tmp_path):
    """Data in which the service names an alias that has no row."""
    index = {**store.index(), "aliases": {"gpt-4-omni": "openai/gpt-4o"}}
    (tmp_path / store.INDEX_FILE).write_text(json.dumps(index), "utf-8")
    caches = (store.index, store.rows, lookup._card, lookup._known_card, lookup._by_lower_case, lookup._by_normal_form)
    monkeypatch.setattr(store, "DATA_DIRECTORY", tmp_path)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.mark.usefixtures("data_with_alias")
def test_an_alias_is_sent_as_the_user_wrote_it_if_that_is_exact():
    assert get_model("gpt-4-omni").id == get_model("GPT_4.omni").id == "openai/gpt-4o"
    assert wire_id("gpt-4-omni") == "gpt-4-omni"
    assert wire_id("GPT_4.omni") == "openai/gpt-4o"


class TestWarnings:
    def test_a_deprecated_model_is_warned_about_once_with_its_successor(self):
        with pytest.warns(DeprecatedModelWarning, match=r"Use 'anthropic/claude-3-haiku' instead\.") as caught:
            get_model("claude-3-haiku-latest")
        assert caught[0].filename == __file__
        get_model("claude-3-haiku-latest")  # a second warning would be an error here
        get_model("Claude-3-Haiku-Latest")

    def test_a_retired_name_is_warned_about(self):
        with pytest.warns(DeprecatedModelWarning, match="no longer names"):
            get_model("gemini-2.0-flash-thinking-exp-01-21")

    def test_a_misprint_is_warned_about(self):
        with pytest.warns(UnknownModelWarning, match=r"Use 'moonshotai/kimi-k2-thinking' instead"):
            get_model("moonshotai/kimi-k2-thinking-thinking")

    @pytest.mark.parametrize(
        ("typo", "meant"),
        [("openai/gpt4o", "openai/gpt-4o"), ("gpt-4o-mnii", "gpt-4o-mini"), ("perplexity/sonr", "perplexity/sonar")],
    )
    def test_a_likely_typo_is_warned_about_once(self, typo, meant):
        with pytest.warns(UnknownModelWarning, match=f"Did you mean '{meant}'"):
            get_model(typo)
        assert not get_model(typo).known  # a second warning would be an error here

    @pytest.mark.parametrize(
        "name", ["openai/gpt-9", "gpt-4o-2031-01-01", "anthropic/claude-opus-9", "qwen-max-2", "acme/gpt-4o", "llama"]
    )
    def test_another_version_is_no_typo(self, name):
        assert not get_model(name).known

    def test_silence_on_request_leaves_the_warning_for_later(self):
        get_model("claude-3-haiku-latest", warn=False)
        with pytest.warns(DeprecatedModelWarning):
            get_model("claude-3-haiku-latest")

    def test_no_live_name_warns(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for name, row in store.rows().items():
                if row["status"] in {"live", "documented"}:
                    get_model(name)


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("openai/gpt-4o", "openai/gpt-4o", False),
        ("gpt-4o", "gpt-5o", False),
        ("model-v2", "model-v3", False),
        ("model-pro", "model-prx", False),
        ("model-turbo", "model-trubo", True),
        ("model-turbo", "model-turboo", True),
        ("model-turbo", "modell-turboo", False),
        ("modelturbo", "model-turbo", True),
    ],
)
def test_near_misses(name, known, near):
    assert is_near_miss(name, known) is near


class TestSuggestions:
    def test_the_best_comes_first(self):
        assert suggest_models("opnai/gpt-4o")[0] == "openai/gpt-4o"
        assert suggest_models("claude-opus-4.8")[0] == "claude-opus-4-8"

    def test_a_missing_vendor_prefix_is_bridged(self):
        assert "perplexity/sonar-pro" in suggest_models("sonar-pro")

    def test_misprints_and_lost_names_are_never_suggested(self):
        assert "moonshotai/kimi-k2-thinking-thinking" not in suggest_models("kimi-k2-thinking-thinkin", limit=10)
        assert "gemma-3" not in suggest_models("gemma3", limit=10)

    @pytest.mark.parametrize(
        "name", ["gpt-4", "claude-3-opus", "dall-e", "gemini-1.5-pro", "anthropic/claude-3.5-sonet"]
    )
    def test_every_name_is_usable_and_is_there_once(self, name):
        names = suggest_models(name, limit=10)
        assert len(set(names)) == len(names)
        assert {get_model(found, warn=False).status for found in names} <= {"live", "documented", "orphan"}

    def test_other_spellings_of_one_name_do_not_crowd_out_the_next_names(self):
        assert len(suggest_models("claude-3-opus", limit=3)) == 3

    def test_the_limit_is_kept_and_nonsense_has_no_suggestion(self):
        assert len(suggest_models("gpt-4", limit=5)) == 5
        assert suggest_models("zzzzzzzz") == []

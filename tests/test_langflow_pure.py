"""What the Langflow components share and needs no lfx: lists of models, and fields as parameters."""

import pytest

from langchain_aimlapi.catalogue import find_models
from langchain_aimlapi.langflow import model_lists
from langchain_aimlapi.langflow.model_lists import ServiceLists, cards_of, model_names, picker_rows
from langchain_aimlapi.langflow.reading import address_in, given, lines, number, parameters

NEW_CHAT = {"id": "newest/chatter-9", "type": "openai/chat-completions", "capabilities": ["tools", "streaming"]}
NEW_PICTURE = {"id": "newest/painter-9", "type": "openai/image-generations"}


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def lists(monkeypatch):
    """Lists with a clock, and what is asked of the service."""
    asked = []
    answers = [[], None]

    def fetch(**connection):
        asked.append(connection)
        return answers[0]

    monkeypatch.setattr(model_lists, "fetch_cards", fetch)
    clock = Clock()
    return ServiceLists(clock), clock, asked, answers


def test_list_is_kept_for_a_minute(lists):
    kept, clock, asked, _ = lists
    kept.cards()
    clock.now = model_lists.KEEP_SECONDS - 1
    kept.cards()
    assert len(asked) == 1
    clock.now = model_lists.KEEP_SECONDS + 1
    kept.cards()
    assert len(asked) == 2


def test_service_that_was_out_of_reach_is_asked_again_sooner(lists):
    kept, clock, asked, answers = lists
    answers[0] = None
    assert kept.cards() is None
    clock.now = model_lists.KEEP_FAILURE_SECONDS + 1
    answers[0] = cards_of([NEW_CHAT])
    assert [card.id for card in kept.cards()] == ["newest/chatter-9"]
    assert len(asked) == 2


def test_every_address_has_a_list_of_its_own(lists):
    kept, _, asked, _ = lists
    kept.cards("https://one.example")
    kept.cards("https://two.example")
    assert [each["base_url"] for each in asked] == ["https://one.example", "https://two.example"]


def test_list_that_cannot_be_had_is_none():
    assert model_lists.fetch_cards(base_url="no address") is None


def test_models_that_the_catalogue_does_not_know_are_offered_as_the_service_describes_them():
    cards = cards_of([NEW_CHAT, NEW_PICTURE])
    assert model_names("chat", cards) == ["newest/chatter-9"]
    assert model_names("image", cards) == ["newest/painter-9"]
    [row] = picker_rows("llm", cards)
    assert (row["name"], row["tool_calling"], row["default"]) == ("newest/chatter-9", True, False)


def test_catalogue_knows_better_what_a_known_model_can_do():
    [row] = picker_rows("llm", cards_of([{"id": "gpt-4o-mini", "type": "openai/chat-completions"}]))
    assert row["tool_calling"]


def test_family_that_the_list_lacks_is_the_catalogues():
    assert model_names("ocr", cards_of([NEW_CHAT])) == model_names("ocr")


def test_models_that_answered_404_are_not_offered():
    absent = {card.id for card in find_models() if card.not_callable}
    assert not absent & {name for family in model_lists.PREFERRED for name in model_names(family)}


def test_models_that_search_are_chat_models():
    assert model_names("search")[0] == "perplexity/sonar"
    assert set(model_names("search")) < set(model_names("chat"))


def test_unknown_kind_of_picker_gets_nothing():
    assert picker_rows("music") == []


@pytest.mark.parametrize("empty", [None, "", 0, 0.0, [], {}])
def test_empty_fields_are_not_sent(empty):
    assert given(seed=empty, size="2K") == {"size": "2K"}


@pytest.mark.parametrize(("typed", "expected"), [("", None), (None, None), (" 0 ", 0.0), ("0.7", 0.7), (1, 1.0)])
def test_number(typed, expected):
    assert number(typed, "Temperature") == expected


def test_text_that_is_no_number_is_named():
    with pytest.raises(ValueError, match="Temperature must be a number or empty, not 'hot'"):
        number("hot", "Temperature")


@pytest.mark.parametrize(
    "typed", [{"seed": "7", "style": "vivid", "hd": "true"}, [{"seed": "7"}, {"style": "vivid", "hd": "true"}]]
)
def test_parameters_are_read_as_json_where_they_are(typed):
    assert parameters(typed) == {"seed": 7, "style": "vivid", "hd": True}


@pytest.mark.parametrize("nothing", [None, "", {}, [], {"": ""}])
def test_no_parameters(nothing):
    assert parameters(nothing) == {}


def test_lines():
    assert (lines(["a", ""]), lines("a"), lines(None)) == (["a"], ["a"], [])


@pytest.mark.parametrize("address", ["https://a.example/x.png", "data:image/png;base64,AAAA"])
def test_address(address):
    assert address_in(f" {address} ", "Image URL") == address
    assert address_in("", "Image URL") is None


@pytest.mark.parametrize("path", ["/etc/passwd", "file:///etc/passwd", "notes.txt", "C:\\notes.txt"])
def test_path_is_no_address(path):
    with pytest.raises(ValueError, match="Image URL must be an https:// or data: address"):
        address_in(path, "Image URL")

"""What the cards say about models that users call."""

import pytest

from langchain_aimlapi.catalogue import Endpoint, ModelCard, find_models, get_model, store


def test_a_card_tells_how_to_call_a_model():
    card = get_model("openai/gpt-4o")
    assert (card.family, card.dialect, card.context_window, card.max_output_tokens) == ("chat", "chat", 128_000, 16_384)
    assert card.chat_endpoint == card.primary_endpoint == card.endpoint("/v1/chat/completions")
    assert card.chat_endpoint.statuses == (200,)
    assert card.parameters["temperature"]["max"] == 2
    assert "image_url" in card.message_shapes["user"]["content"]
    assert card.accepts("response_format") is True
    assert card.accepts("enable_thinking") is False


def test_both_published_chat_paths_are_kept_since_they_differ():
    card = get_model("openai/gpt-4o")
    older, newer = card.endpoint("/chat/completions"), card.endpoint("/v1/chat/completions")
    assert "provider" in newer.parameters
    assert "provider" not in older.parameters


@pytest.mark.parametrize(
    ("name", "dialect", "path"),
    [
        ("openai/gpt-4o", "chat", "/v1/chat/completions"),
        ("anthropic/claude-sonnet-4.5", "claude", "/v1/chat/completions"),
        ("anthropic/claude-opus-4-7", "claude", "/v1/chat/completions"),
        ("anthropic/claude-3.5-sonnet", "claude", "/v1/chat/completions"),
        ("anthropic/claude-opus-4-8", "chat", "/v1/chat/completions"),
        ("anthropic/claude-sonnet-5", "chat", "/v1/chat/completions"),
        ("google/gemma-3-4b-it", "chat", "/v1/chat/completions"),
        ("claude-sonnet-4-latest", "messages", "/v1/messages"),
        ("openai/gpt-5-2-codex", "responses", "/v1/responses"),
        ("openai/gpt-5", "chat", "/v1/chat/completions"),
        ("openai/gpt-4.1-mini", "chat", None),
        ("text-embedding-3-small", "none", "/v1/embeddings"),
        ("#g1_nova-2-general", "none", "/v1/stt/create"),
        ("klingai/v2.1-master-text-to-video", "none", "/v2/video/generations"),
    ],
)
def test_dialect_and_endpoint(name, dialect, path):
    card = get_model(name, warn=False)
    endpoint = card.primary_endpoint
    assert (card.dialect, endpoint and endpoint.path) == (dialect, path)


def test_only_the_responses_endpoint_serves_nine_names():
    assert sorted(card.id for card in find_models(status=None) if card.dialect == "responses") == [
        "openai/gpt-5-1-codex",
        "openai/gpt-5-1-codex-mini",
        "openai/gpt-5-2-codex",
        "openai/gpt-5-2-pro",
        "openai/gpt-5-3-codex",
        "openai/gpt-5-4",
        "openai/gpt-5-4-pro",
        "openai/gpt-5-5-pro",
        "openai/gpt-5-pro",
    ]


def test_no_claude_dialect_speaks_to_a_model_with_a_system_role():
    for card in find_models(family="chat", status=None):
        if card.dialect == "claude":
            assert "system" not in card.message_shapes, card.id
            assert card.accepts("system"), card.id


def test_structured_output_is_never_said_of_a_model_whose_requests_cannot_ask_for_it():
    for card in find_models(capability="structured_output", status=None):
        assert card.accepts("response_format") in {True, None} or card.accepts("text"), card.id


def test_a_claim_that_the_schema_does_not_bear_out_is_kept_apart():
    card = get_model("deepseek/deepseek-chat")
    assert "tools" not in card.capabilities
    assert "tools" in card.claimed_capabilities


def test_claims_and_capabilities_never_overlap():
    assert not [card.id for card in find_models(status=None) if card.capabilities & card.claimed_capabilities]


def test_the_text_side_of_an_image_model_is_no_chat_model():
    card = get_model("google/gemini-2.5-flash-image")
    assert (card.family, card.dialect, card.output_modalities) == ("image", "none", ("image",))


def test_where_the_reasoning_is_and_what_controls_it():
    assert get_model("deepseek/deepseek-v4-pro").reasoning_field == "reasoning_content"
    assert get_model("openai/gpt-oss-120b").reasoning_field == "reasoning_details"
    assert get_model("anthropic/claude-haiku-4.5").reasoning_field == "reasoning"
    efforts = {card.id: card.reasoning_efforts for card in find_models(family="chat")}
    assert () in efforts.values()  # found to have no effect
    assert None in efforts.values()  # nobody says


def test_a_name_that_answers_404_says_so():
    assert get_model("sakana/sakana-namazu").not_callable
    assert not get_model("openai/gpt-4o").not_callable


def test_misprinted_names_lead_to_the_name_that_is_meant_and_have_no_price():
    misprints = [card for card in find_models(status=None) if card.origin == "misprint"]
    assert len(misprints) == 9
    for card in misprints:
        assert get_model(card.successor, warn=False).known
        assert (card.status, card.prices, card.endpoints) == ("orphan", None, ())


def test_successors_are_usable():
    for card in find_models(status=("deprecated", "retired")):
        if card.successor:
            assert get_model(card.successor).status in {"live", "documented"}, card.id


def test_every_schema_and_shape_that_a_card_names_is_there():
    for card in find_models(status=None):
        for endpoint in card.endpoints:
            assert "model" in endpoint.parameters or endpoint.path.startswith("/openai/deployments/"), card.id
            assert endpoint.messages is None or "user" in endpoint.messages


def test_an_embedding_card_gives_the_length_of_a_vector():
    card = get_model("text-embedding-3-large")
    assert (card.dimensions, card.accepts("dimensions")) == (3072, True)


def test_cards_compare_and_print():
    assert ModelCard(id="a") == ModelCard(id="a")
    assert "POST" in repr(Endpoint("POST", "/v1/x", (), "key"))


class TestFinding:
    def test_default_is_what_the_documentation_offers(self):
        assert {card.status for card in find_models()} == {"live", "documented"}

    def test_no_status_filter_finds_every_name(self):
        assert [card.id for card in find_models(status=None)] == sorted(store.rows())

    def test_words_are_compared_without_case(self):
        assert find_models(family="OCR") == find_models(family=["ocr"])
        assert find_models(vendor="openai") == find_models(vendor={"OpenAI"}) != []

    def test_several_values_widen_and_several_capabilities_narrow(self):
        images, films = find_models(family="image"), find_models(family="video")
        assert len(find_models(family=("image", "video"))) == len(images) + len(films)
        for card in find_models(capability=("tools", "Vision")):
            assert card.capabilities >= {"tools", "vision"}

    @pytest.mark.parametrize(
        ("filters", "told"),
        [
            ({"family": "chats"}, r"No model has family 'chats'\. Known: 3d, chat, "),
            ({"vendor": "Nobody"}, r"vendor 'Nobody'\. Known: .*OpenAI"),
            ({"capability": ["tools", "telepathy"]}, r"capability 'telepathy'\. Known: .*tools"),
            ({"status": "alive"}, r"status 'alive'\. Known: deprecated, documented, live, orphan, retired\."),
        ],
    )
    def test_a_value_that_nothing_has_is_refused_with_the_known_ones(self, filters, told):
        with pytest.raises(ValueError, match=told):
            find_models(**filters)

"""A minimal and a full search with every model that the catalogue knows to search, checked by its own schema."""

import pytest

from langchain_aimlapi import AIMLAPISearch, find_models
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.search_request import find_switch

MODELS = [card.id for card in find_models() if find_switch(card) and not card.not_callable]
MODELS = [name for name in MODELS if get_model(name, warn=False).status == "live"]
FULL = {
    "search_context_size": "high",
    "search_domain_filter": ["noise.example"],
    "search_recency_filter": "month",
    "search_after_date_filter": "2026-01-31",
    "user_location": {"country": "FR", "city": "Lyon"},
    "return_images": True,
    "return_related_questions": True,
}
pytestmark = [
    pytest.mark.usefixtures("emulator_environment"),
    pytest.mark.filterwarnings("ignore:.*does not know:UserWarning", "ignore:.*is deprecated:UserWarning"),
]


def test_all_five_ways_are_among_them():
    ways = {(switch.name, switch.dialect) for name in MODELS if (switch := find_switch(get_model(name, warn=False)))}
    assert ways == {
        ("web_search_options", None),
        ("enable_search", None),
        ("tools", None),
        ("tools", "responses"),
        ("tools", "messages"),
        ("tools", "claude"),
    }


@pytest.mark.parametrize("model", MODELS)
def test_a_minimal_search_names_its_sources(model):
    answer = AIMLAPISearch(model=model, unsupported_params="error").search("rain on tin")
    assert len(answer.sources) == 3
    assert answer.sources[0].metadata["title"] == "A made-up source of the emulator"
    assert answer.cost["usd"] > 0


@pytest.mark.parametrize("model", MODELS)
async def test_a_full_search_fits_the_schema(model):
    answer = await AIMLAPISearch(model=model, **FULL).asearch("rain on tin")
    assert answer.sources

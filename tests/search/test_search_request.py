"""What switches a model's search on: by the catalogue, never by its name."""

from datetime import date, datetime

import pytest

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.search_request import find_switch, search_params, searches, service_date

SONAR = "perplexity/sonar"
GPT = "openai/gpt-5-5"
CLAUDE = "claude-opus-4-5"
HOSTS = ["arxiv.org"]
PLACE = {"city": "Lyon", "country": "FR"}


def tool_of(model, **options):
    params = search_params(model, options)
    (tool,) = params.pop("tools")
    return tool, params


@pytest.mark.parametrize(
    ("model", "name", "dialect"),
    [
        (SONAR, "web_search_options", None),
        ("deepseek/deepseek-v4-pro", "web_search_options", None),
        ("alibaba/qwen3.6-plus", "enable_search", None),
        (GPT, "tools", "responses"),
        ("x-ai/grok-4-3", "tools", "responses"),
        (CLAUDE, "tools", "messages"),
        ("anthropic/claude-fable-5", "tools", "claude"),
        ("zhipu/glm-4.5", "tools", None),
    ],
)
def test_every_documented_way_is_found(model, name, dialect):
    switch = find_switch(get_model(model))
    assert (switch.name, switch.dialect) == (name, dialect)


def test_perplexity_gets_the_options_of_openai_and_the_web_instead_of_papers():
    params = search_params(SONAR, {"search_context_size": "high", "user_location": PLACE, "return_images": None})
    inside = {"search_context_size": "high", "user_location": {"type": "approximate", "approximate": PLACE}}
    assert params == {"web_search_options": inside, "search_mode": "web"}
    assert search_params(SONAR, {"search_mode": "academic"})["search_mode"] == "academic"


def test_alibaba_is_asked_to_search_and_to_name_its_sources():
    params = search_params("alibaba/qwen3.6-plus", {"max_tokens": 100})
    options = {"forced_search": True, "enable_source": True}
    assert params == {"enable_search": True, "search_options": options, "max_tokens": 100}


def test_openai_gets_its_tool_with_what_belongs_into_it():
    tool, params = tool_of(GPT, search_context_size="low", user_location=PLACE, temperature=0)
    assert tool == {
        "type": "web_search_preview",
        "search_context_size": "low",
        "user_location": {"type": "approximate", **PLACE},
    }
    assert params == {"dialect": "responses", "tool_choice": "required", "temperature": 0}


def test_claude_and_grok_get_hosts_where_they_want_them():
    tool, params = tool_of(CLAUDE, search_domain_filter=HOSTS)
    assert tool == {"type": "web_search_20250305", "name": "web_search", "allowed_domains": HOSTS}
    assert params == {"dialect": "messages", "tool_choice": "required"}
    tool, _ = tool_of("x-ai/grok-4-3", search_domain_filter=HOSTS)
    assert tool == {"type": "web_search", "filters": {"allowed_domains": HOSTS}}


def test_zhipus_tool_has_what_its_schema_requires():
    tool, params = tool_of("zhipu/glm-4.5")
    inside = {"enable": True, "search_result": True, "search_engine": "search_pro_jina"}
    assert (tool, params) == ({"type": "web_search", "web_search": inside}, {})


def test_what_the_model_has_no_place_for_stays_so_that_the_call_can_tell():
    _, params = tool_of(GPT, search_recency_filter="day")
    assert params["search_recency_filter"] == "day"
    params = search_params("alibaba/qwen3.6-plus", {"search_context_size": "low"})
    assert params["search_context_size"] == "low"


def test_the_given_options_are_left_as_they_are():
    place = dict(PLACE)
    options = {"user_location": place, "search_domain_filter": HOSTS}
    search_params(GPT, options)
    assert options == {"user_location": PLACE, "search_domain_filter": HOSTS}


def test_a_model_without_search_is_refused_with_names_of_others():
    with pytest.raises(InvalidRequestError, match=r"openai/gpt-4 is not documented.*perplexity/sonar"):
        search_params("openai/gpt-4", {})


def test_a_model_nobody_knows_needs_to_be_told_how():
    with pytest.raises(InvalidRequestError, match="acme/seer is not in the catalogue"):
        search_params("acme/seer", {})
    assert search_params("acme/seer", {"web_search_options": {}}) == {"web_search_options": {}}


@pytest.mark.filterwarnings("ignore:.*no longer supported")
def test_the_retired_engine_is_named_as_such():
    with pytest.raises(InvalidRequestError, match="retired search engine"):
        search_params("bagoodex/bagoodex-search-v1", {})


def test_models_of_which_only_a_shared_page_speaks_do_not_count():
    card = get_model("ai21/jamba-large-1.7")
    assert card.accepts("web_search_options")
    assert not searches(card)


@pytest.mark.parametrize("given", [date(2026, 3, 9), datetime(2026, 3, 9, 12, 0), "2026-03-09"])  # noqa: DTZ001
def test_dates_become_the_services(given):
    params = search_params(SONAR, {"search_after_date_filter": given})
    assert params["search_after_date_filter"] == "3/9/2026"


def test_a_date_of_the_services_form_stays_and_another_is_refused():
    assert service_date("search_after_date_filter", "03/09/2026") == "03/09/2026"
    with pytest.raises(InvalidRequestError, match="search_before_date_filter is 'yesterday'"):
        search_params(SONAR, {"search_before_date_filter": "yesterday"})

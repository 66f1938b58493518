"""Names that speak of a key or an address, in all spellings, and names of parameters, which do not."""

import pytest

from langchain_aimlapi.api.setting_names import looks_like_key, misplaced, nearest, place_of, shown
from langchain_aimlapi.catalogue import find_models, parameter_names


def words(text):
    return text.split()


KEYS = words(
    """
openai_api_key openrouter_api_key aiml_api_key apikey anthropic_api_key openaiApiKey apiKey OPENAI_API_KEY api-key
token auth_token bearer access_token key secret pwd passwd credentials APIKEY ApiKey xapikey x-api-key authorization
auth bearer_token accessToken hf_token huggingfacehub_api_token azure_ad_token azure_ad_token_provider mistralApiKey
client_secret private_key aws_access_key_id session_token api_keys password openaiKey openaikey openai.api_key jwt
aimlapi_token subscription_key login_password accesskey oauth_token apitoken secrets passphrase service_credentials
cookie key_path api_key_file
    """
)
URLS = words(
    """
azure_endpoint anthropic_api_url server_url openai_api_base inference_server_url base baseURL baseUrl api_base apiBase
api_url api_host host hostname endpoint endpoint_url url service_url gateway api_endpoint ollama_base_url baseurl
APIBASE OPENAI_BASE_URL address server port api-base base.url
    """
)
PROXIES = ["proxy", "proxies", "openai_proxy", "http_proxy", "HTTPS_PROXY", "httpProxy"]
PARAMETERS = words(
    """
max_tokens max_completion_tokens tokens_to_generate prompt_cache_key logit_bias image_url video_url
reference_audio_url callback_url webhook_url user top_k stop_token_ids skip_special_tokens eos_token tokenizer
keywords keyterm key_frames author maxTokens database organization project safety_identifier service_tier base_model
webhookUrl imageUrl image_urls knowledge_base thinking_token_budget truncate_prompt_tokens ignore_eos keyword_boost
baseline serverless monkey
    """
)


@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_known_by_its_name_in_any_spelling(name):
    assert place_of(name, "value") == "api_key"


@pytest.mark.parametrize("name", URLS)
def test_an_address_is_known_by_its_name_in_any_spelling(name):
    assert place_of(name, "value") == "base_url"


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_is_known_by_its_name_in_any_spelling(name):
    assert place_of(name, "value") == "http_client"


@pytest.mark.parametrize("name", PARAMETERS)
def test_what_models_take_speaks_of_neither(name):
    assert place_of(name, "value") is None


def test_every_parameter_of_every_model_stays_allowed():
    documented = {name for card in find_models() for endpoint in card.endpoints for name in endpoint.parameters or ()}
    assert len(documented) > 250
    assert documented <= parameter_names()
    assert misplaced(dict.fromkeys(documented, "text"), parameter_names()) is None


def test_few_of_them_have_to_be_looked_up():
    assert {name for name in parameter_names() if place_of(name, "text")} == {"convert_base64_to_url", "url"}


@pytest.mark.parametrize("value", [100, 0.5, True, [1, 2]])
def test_a_number_is_no_token(value):
    assert place_of("max_token", value) is None
    assert place_of("api_key", value) == "api_key"


@pytest.mark.parametrize(
    "value",
    [
        {"headers": {"Authorization": "Bearer x"}},
        {"client": {"options": [{"apiKey": "x"}]}},
        {"configurable": {"base_url": "https://x"}},
        [{"password": "x"}],
    ],
)
def test_what_nobody_knows_is_looked_into(value):
    assert misplaced({"odd": value}, ()) is not None
    assert misplaced({"odd": value}, {"odd"}) is None


def test_a_source_in_what_nobody_knows_may_have_a_url():
    assert misplaced({"odd": {"sources": [{"type": "rss", "url": "https://x"}]}}, ()) is None


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("temprature", "temperature"),
        ("tempreature", "temperature"),
        ("temperatures", "temperature"),
        ("tenperature", "temperature"),
        ("Temperature", "temperature"),
        ("maxTokens", "max_tokens"),
        ("max_token", "max_tokens"),
        ("max-tokens", "max_tokens"),
        ("maxtokens", "max_tokens"),
        ("topP", "top_p"),
        ("TOP_P", "top_p"),
        ("N", "n"),
    ],
)
def test_a_slip_of_the_pen_finds_what_was_meant(slip, meant):
    assert nearest(slip, ["temperature", "top_p", "max_tokens", "n"]) == meant


@pytest.mark.parametrize("name", ["flavour", "temp", "k", "tpo", "tokens", "maximum_tokens", ""])
def test_two_slips_are_another_word(name):
    assert nearest(name, ["temperature", "top_p", "max_tokens", "n"]) is None


def test_traces_see_neither_what_nobody_knows_nor_keys():
    tools = [{"type": "mcp", "server_url": "https://x", "authorization": "letmein"}]
    function = [{"type": "function", "function": {"parameters": {"properties": {"token": {"type": "string"}}}}}]
    params = {"odd": 1, "user": "sk-proj-123456", "seed": 3, "tools": tools, "functions": function}
    assert shown(params, {"user", "seed", "tools", "functions"}) == {
        "odd": "***",
        "user": "***",
        "seed": 3,
        "tools": [{"type": "mcp", "server_url": "https://x", "authorization": "***"}],
        "functions": function,
    }
    assert params["tools"] is tools
    assert tools[0]["authorization"] == "letmein"


@pytest.mark.parametrize("text", ["sk-123456", "key sk-ant-api03-abc", "Bearer abc", "AIza" + "x" * 35, "gsk_abcdefgh"])
def test_a_key_is_known_by_its_form(text):
    assert looks_like_key(text)


@pytest.mark.parametrize("text", ["ask-me", "a risk-free task-list", "skill", "low", "pk"])
def test_words_are_no_keys(text):
    assert not looks_like_key(text)

"""The service in Langflow's Settings: what a user who saves a key there sees, over Langflow's own REST API."""

import pytest

PROVIDER = "AI/ML API"


def _rows(langflow):
    groups = langflow.get("/api/v1/models")
    return next(group for group in groups if group["provider"] == PROVIDER)["models"]


def test_the_provider_is_listed_with_its_variables(langflow):
    assert PROVIDER in langflow.get("/api/v1/models/providers")
    variables = langflow.get("/api/v1/models/provider-variable-mapping")[PROVIDER]
    key = next(variable for variable in variables if variable["variable_key"] == "AIMLAPI_API_KEY")
    assert key["is_secret"]
    assert key["required"]


def test_a_good_key_is_saved_and_never_shown_again(langflow):
    langflow.save_key("emulator-key")
    assert "emulator-key" not in str(langflow.variable("AIMLAPI_API_KEY"))
    enabled = langflow.get("/api/v1/models/enabled_providers")
    assert PROVIDER in enabled["enabled_providers"]


def test_a_bad_key_is_refused_in_the_words_of_the_service(langflow):
    with pytest.raises(RuntimeError, match=r"400.*key") as refusal:
        langflow.save_key("bad-key")
    assert "bad-key" not in str(refusal.value)
    assert langflow.variable("AIMLAPI_API_KEY") is None


def test_the_picker_offers_the_live_models_and_the_embeddings(langflow):
    langflow.save_key("emulator-key")
    rows = {row["model_name"]: row["metadata"] for row in _rows(langflow)}
    assert "openai/gpt-4o" in rows
    assert {metadata.get("model_type") for metadata in rows.values()} >= {"llm", "embeddings"}

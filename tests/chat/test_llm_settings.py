"""A text model is set up, copied, stored and cached like the chat model that it is made of."""

import copy
import pickle

import pytest
from langchain_core.load import dumpd, load
from langchain_core.runnables import ConfigurableField
from pydantic import ValidationError

from langchain_aimlapi import AIMLAPILLM, ChatAIMLAPI
from langchain_aimlapi.http_library import httpx

MODEL = "openai/gpt-4o"


def test_every_parameter_of_the_chat_model_is_one_of_the_text_model_with_the_same_name_default_and_secrecy():
    fields = AIMLAPILLM.model_fields
    only_messages_have = {"profile", "output_version"}
    assert fields.keys() == ChatAIMLAPI.model_fields.keys() - only_messages_have
    for name, field in ((name, ChatAIMLAPI.model_fields[name]) for name in fields):
        ours = fields[name]
        assert (ours.alias, ours.default, ours.exclude, ours.repr) == (
            field.alias,
            field.default,
            field.exclude,
            field.repr,
        )


def test_parameters_go_to_the_chat_model_under_any_of_their_names():
    llm = AIMLAPILLM(model_name=MODEL, max_tokens=9, stop_sequences=["x"], temperature=0.5, app_title="Desk")
    chat = llm.chat_model
    assert (chat.model, chat.max_tokens, chat.stop, chat.temperature, chat.app_title) == (MODEL, 9, ["x"], 0.5, "Desk")
    assert (llm.model, llm.max_tokens, llm.stop) == (MODEL, 9, ["x"])


def test_a_parameter_without_a_field_is_not_dropped():
    with pytest.warns(UserWarning, match="has no field min_p"):
        llm = AIMLAPILLM(model=MODEL, min_p=0.1)
    assert llm.chat_model.model_kwargs == llm.model_kwargs == {"min_p": 0.1}


@pytest.mark.parametrize("wrong", [{"n": 0}, {"base_url": "ftp://x"}, {"api_key": "two words"}, {"max_retries": -1}])
def test_a_wrong_setting_is_an_error_where_it_is_written(wrong):
    with pytest.raises(ValidationError):
        AIMLAPILLM(model=MODEL, **wrong)


def test_a_model_is_needed():
    with pytest.raises(ValidationError, match="model"):
        AIMLAPILLM()


def test_a_setting_that_is_changed_later_is_used():
    llm = AIMLAPILLM(model=MODEL, temperature=0.1)
    before = llm._serialized
    llm.temperature = 0.9
    assert llm.chat_model.temperature == 0.9
    assert llm._serialized != before


def test_a_copy_has_its_changes_and_the_original_does_not():
    llm = AIMLAPILLM(model=MODEL, temperature=0.1)
    assert llm.chat_model
    assert llm._serialized
    twin = llm.model_copy(update={"temperature": 0.9})
    assert (twin.chat_model.temperature, llm.chat_model.temperature) == (0.9, 0.1)
    assert twin._serialized["kwargs"]["temperature"] == 0.9


def test_parameters_can_be_configured_at_run_time():
    llm = AIMLAPILLM(model=MODEL).configurable_fields(temperature=ConfigurableField(id="heat"))
    prepared, _ = llm.prepare({"configurable": {"heat": 0.7}})
    assert prepared.chat_model.temperature == 0.7


def test_it_is_stored_without_secrets_and_comes_back_equal(monkeypatch):
    llm = AIMLAPILLM(
        model=MODEL,
        api_key="secret-key",
        temperature=0.3,
        stop=["x"],
        default_headers={"X-Internal": "secret-header"},
        extra_body={"hidden": "secret-body"},
    )
    stored = dumpd(llm)
    assert "secret" not in str({**stored, "kwargs": {**stored["kwargs"], "api_key": None}})
    assert stored["kwargs"]["api_key"] == {"lc": 1, "type": "secret", "id": ["AIMLAPI_API_KEY"]}
    assert "secret" not in f"{llm!r}{llm}"
    monkeypatch.setenv("AIMLAPI_API_KEY", "secret-key")
    loaded = load(stored, allowed_objects=[AIMLAPILLM], valid_namespaces=["langchain_aimlapi"], secrets_from_env=True)
    assert loaded == AIMLAPILLM(model=MODEL, temperature=0.3, stop=["x"])


@pytest.mark.parametrize("twin_of", [copy.copy, copy.deepcopy, lambda llm: pickle.loads(pickle.dumps(llm))])
def test_copies_and_pickles_are_equal_and_can_call(twin_of):
    llm = AIMLAPILLM(model=MODEL, api_key="key", temperature=0.3, tags=["a"], default_headers={"X-A": "1"})
    assert llm.chat_model.client
    twin = twin_of(llm)
    assert twin == llm
    assert (twin.tags, twin.default_headers, twin.chat_model.temperature) == (["a"], {"X-A": "1"}, 0.3)


def test_a_client_of_your_own_is_shared_by_copies_and_not_pickled():
    client = httpx.Client()
    llm = AIMLAPILLM(model=MODEL, http_client=client)
    assert copy.deepcopy(llm).chat_model.http_client is client
    with pytest.raises(TypeError, match="cannot be pickled: connections stay here"):
        pickle.dumps(llm)
    client.close()


def test_traces_name_the_provider_the_model_and_its_parameters():
    params = AIMLAPILLM(model=MODEL, temperature=0.3, max_tokens=7, stop=["x"])._get_ls_params()
    assert params == {
        "ls_provider": "aimlapi",
        "ls_model_type": "llm",
        "ls_model_name": MODEL,
        "ls_temperature": 0.3,
        "ls_max_tokens": 7,
        "ls_stop": ["x"],
    }


def test_a_cache_tells_models_apart_by_all_that_changes_the_answer_without_storing_the_extra_body():
    keys = {
        str(llm.asdict())
        for llm in (
            AIMLAPILLM(model=MODEL),
            AIMLAPILLM(model=MODEL, temperature=0.1),
            AIMLAPILLM(model=MODEL, extra_body={"seed_phrase": "a"}),
            AIMLAPILLM(model=MODEL, extra_body={"seed_phrase": "b"}),
            AIMLAPILLM(model=MODEL, model_kwargs={"min_p": 0.1}),
        )
    }
    assert len(keys) == 5
    assert "seed_phrase" not in str(keys)
    assert AIMLAPILLM(model=MODEL, api_key="a").asdict() == AIMLAPILLM(model=MODEL, api_key="b").asdict()


def test_tokens_are_counted_here_or_by_the_users_own_tokenizer():
    assert 1 <= AIMLAPILLM(model=MODEL).get_num_tokens("Hello, world!") <= 6
    own = AIMLAPILLM(model=MODEL, custom_get_token_ids=lambda text: [*range(len(text))])
    assert own.get_num_tokens("abc") == 3

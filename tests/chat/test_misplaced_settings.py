"""Keys and addresses under other names are refused, unseen; what nobody knows is sent, unseen by traces."""

import asyncio
import json
import pickle
import warnings

import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.load import dumpd, dumps, load
from langchain_core.tracers.base import BaseTracer
from pydantic import ValidationError

import langchain_aimlapi
from langchain_aimlapi import AIMLAPILLM, AIMLAPIEmbeddings, AIMLAPIError, AIMLAPIVideoGenerator, ChatAIMLAPI
from langchain_aimlapi.connection import Connection
from langchain_aimlapi.http_library import httpx

MODEL = "openai/gpt-4o"
VALUE = "sk-proj-do-not-show-me"
CLASSES = {
    "ChatAIMLAPI": {"model": MODEL},
    "AIMLAPILLM": {"model": MODEL},
    "ChatAimlapi": {"model": MODEL},
    "AimlapiLLM": {"model": MODEL},
    "AIMLAPIEmbeddings": {"model": "text-embedding-3-small"},
    "AimlapiEmbeddings": {"model": "text-embedding-3-small"},
    "AIMLAPIImageGenerator": {"model": "flux/schnell"},
    "AIMLAPIVideoGenerator": {"model": "google/veo-3.1-t2v"},
    "AIMLAPIMusicGenerator": {"model": "minimax/music-2.0"},
    "AIMLAPI3DGenerator": {"model": "triposr"},
    "AIMLAPISpeech": {"model": "deepgram/aura"},
    "AIMLAPISearch": {"model": "perplexity/sonar"},
    "AIMLAPISearchRetriever": {"model": "perplexity/sonar"},
    "AIMLAPIModeration": {"model": "meta-llama/Llama-Guard-3-8B"},
    "AIMLAPIOCRParser": {"model": "mistral/mistral-ocr-latest"},
    "AIMLAPITranscriber": {"model": "#g1_nova-2-general"},
    "AimlapiImageModel": {},
    "AimlapiVideoModel": {},
}
PLACES = {"openai_api_key": "api_key=", "apiKey": "api_key=", "openai_api_base": "base_url=", "proxies": "http_client="}


def refused(make, *args, **kwargs):
    with pytest.raises((ValueError, AIMLAPIError)) as caught:
        make(*args, **kwargs)
    told = f"{caught.value} {caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert VALUE not in told
    return told


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_no_constructor_takes_a_key_or_an_address_under_another_name(cls, name):
    assert PLACES[name] in refused(getattr(langchain_aimlapi, cls), **CLASSES[cls], **{name: VALUE})


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("cls", [name for name, cls in CLASSES.items() if cls and name[0] == "A"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_nor_do_model_kwargs(cls, name):
    make = getattr(langchain_aimlapi, cls)
    if "model_kwargs" in make.model_fields:
        assert PLACES[name] in refused(make, **CLASSES[cls], model_kwargs={name: VALUE})


def test_nor_what_is_validated_or_connects_alone():
    assert "api_key=" in refused(ChatAIMLAPI.model_validate, {"model": MODEL, "openai_api_key": VALUE})
    assert "api_key=" in refused(Connection, openai_api_key=VALUE)
    assert "api_key=" in refused(langchain_aimlapi.job_from_id, "google/veo-3.1-t2v", "id", token=VALUE)
    assert "api_key=" in refused(ChatAIMLAPI, model=MODEL, headers={"Authorization": VALUE})


CALLS = {
    "invoke": lambda model, given: model.invoke("Hi", **given),
    "stream": lambda model, given: list(model.stream("Hi", **given)),
    "batch": lambda model, given: model.batch(["Hi"], **given),
    "generate": lambda model, given: model.generate([[]] if isinstance(model, ChatAIMLAPI) else [""], **given),
    "bind": lambda model, given: model.bind(**given),
}


class Traces(BaseTracer):
    """Keeps what tracers are told."""

    def __init__(self):
        super().__init__()
        self.told = []

    def _persist_run(self, run):
        self.told.append(repr(run.__dict__))

    def on_chat_model_start(self, *args, **kwargs):
        self.told.append(repr((args, kwargs)))
        return super().on_chat_model_start(*args, **kwargs)

    def on_llm_start(self, *args, **kwargs):
        self.told.append(repr((args, kwargs)))
        return super().on_llm_start(*args, **kwargs)


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("cls", [ChatAIMLAPI, AIMLAPILLM])
def test_no_call_takes_one_and_no_trace_sees_it(cls, call, name):
    traces = Traces()
    model = cls(model=MODEL, api_key="key", callbacks=[traces])
    assert PLACES[name] in refused(CALLS[call], model, {name: VALUE})
    assert VALUE not in str(traces.told)


def test_nor_do_tools_and_structured_output():
    model = ChatAIMLAPI(model=MODEL, api_key="key")
    assert "api_key=" in refused(model.bind_tools, [], openai_api_key=VALUE)
    schema = {"title": "T", "type": "object", "properties": {"token": {"type": "string"}}}
    assert "base_url=" in refused(model.with_structured_output, schema, api_base=VALUE)
    assert model.with_structured_output(schema), "a schema may speak of tokens"


@pytest.mark.parametrize("name", ["openai_api_key", "apiKey"])
def test_nor_do_methods_of_tools(name):
    film = AIMLAPIVideoGenerator(model="google/veo-3.1-t2v", api_key="key")
    assert "api_key=" in refused(film.submit, "A cat", **{name: VALUE})


def test_what_is_changed_later_is_refused_by_the_call_and_not_shown():
    model = ChatAIMLAPI(model=MODEL, api_key="key")
    model.model_kwargs["openai_api_key"] = VALUE
    assert VALUE not in repr(model) + dumps(model)
    assert "api_key=" in refused(model.invoke, "Hi")
    assert "api_key=" in refused(model.model_copy, update={"openai_api_key": VALUE})


@pytest.mark.parametrize("cls", [ChatAIMLAPI, AIMLAPILLM])
def test_what_nobody_knows_is_kept_and_shown_by_name_only(cls):
    with pytest.warns(UserWarning, match="has no field flavour"):
        model = cls(model=MODEL, api_key="key", flavour=VALUE)
    assert model.model_kwargs == {"flavour": VALUE}
    assert pickle.loads(pickle.dumps(model)).model_kwargs == {"flavour": VALUE}
    chat = model if cls is ChatAIMLAPI else model.chat_model
    told = [
        repr(model),
        str(model),
        dumps(model),
        str(dumpd(model)),
        str(model._identifying_params),
        str(model._get_ls_params()),
        str(model._serialized),
        str(chat._get_invocation_params(odd=VALUE, extra_body={"a": VALUE}, extra_headers={"b": VALUE})),
        chat._get_llm_string(odd=VALUE, extra_body={"a": VALUE}),
    ]
    assert not [text for text in told if VALUE in text]
    assert [text for text in told if "flavour" in text]


def test_keys_under_names_that_a_model_knows_are_not_shown():
    model = ChatAIMLAPI(model=MODEL, api_key="key", model_kwargs={"metadata": {"a": VALUE, "password": "letmein"}})
    for text in (repr(model), dumps(model), str(model._identifying_params)):
        assert VALUE not in text
        assert "letmein" not in text


def test_what_is_hidden_still_tells_cached_answers_apart():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one, other = (ChatAIMLAPI(model=MODEL, api_key="key", flavour=taste) for taste in ("sweet", "sour"))
        texts = [AIMLAPILLM(model=MODEL, api_key="key", flavour=taste) for taste in ("sweet", "sour")]
    assert one._get_llm_string() != other._get_llm_string()
    assert one._get_llm_string(odd=1) != one._get_llm_string(odd=2)
    assert one._get_llm_string(odd=1) == one._get_llm_string(odd=1)
    assert texts[0]._identifying_params != texts[1]._identifying_params
    assert InMemoryCache().lookup("Hi", one._get_llm_string()) is None


def test_a_serialized_model_says_which_values_it_has_lost():
    with pytest.warns(UserWarning, match="no field"):
        model = ChatAIMLAPI(model=MODEL, api_key="key", flavour="sweet", model_kwargs={"user": "me", "seed2": 2})
    with pytest.warns(UserWarning, match="flavour, user, seed2 were hidden|hidden when the model was serialized"):
        again = load(json.loads(dumps(model)), allowed_objects=[ChatAIMLAPI], valid_namespaces=["langchain_aimlapi"])
    assert VALUE not in str(again.model_kwargs)
    assert "flavour" not in again.model_kwargs


def test_a_binding_shows_its_values_and_so_takes_none_that_is_like_a_key():
    model = ChatAIMLAPI(model=MODEL, api_key="key")
    assert "looks like a key" in refused(model.bind, flavour=VALUE)
    assert model.bind(flavour="sweet").kwargs == {"flavour": "sweet"}


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        ({"temprature": 0.1}, "did you mean temperature?"),
        ({"maxTokens": 5}, "did you mean max_tokens?"),
        ({"max_token": 5}, "did you mean max_tokens?"),
        ({"stop_sequence": ["a"]}, r"did you mean stop_sequences \(the field stop\)?"),
        ({"Temperature": 0.1}, "did you mean temperature?"),
        ({"max_retrie": 1}, "did you mean max_retries?"),
    ],
)
def test_a_slip_of_the_pen_is_an_error_that_names_the_field(slip, told):
    with pytest.raises(ValueError, match=told):
        ChatAIMLAPI(model=MODEL, **slip)


@pytest.mark.parametrize("slip", ["modle", "modelName", "Model", "model_nam"])
def test_a_missing_model_is_found_under_its_misspelt_name(slip):
    with pytest.raises(ValueError, match=f"no field {slip}: did you mean model"):
        ChatAIMLAPI(**{slip: MODEL})


def test_keys_of_others_go_where_vendors_want_them_and_not_into_traces():
    servers = [{"type": "url", "url": "https://x", "authorization_token": "letmein"}]
    model = ChatAIMLAPI(model=MODEL, api_key="key", model_kwargs={"mcp_servers": servers})
    assert model._body_params()["mcp_servers"] == servers
    assert "letmein" not in repr(model) + dumps(model) + str(model._get_invocation_params(mcp_servers=servers))


@pytest.mark.parametrize("place", ["base_url", "aimlapi_api_base"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_key_in_the_place_of_the_url_is_not_shown(place):
    assert "base_url must be" in refused(ChatAIMLAPI, model=MODEL, **{place: VALUE})


def test_the_same_for_other_classes():
    with pytest.raises(ValueError, match="did you mean dimensions"):
        AIMLAPIEmbeddings(model="text-embedding-3-small", dimension=5)


def test_what_is_no_slip_or_a_parameter_elsewhere_or_of_a_model_that_nobody_knows_is_sent_as_before():
    with pytest.warns(UserWarning, match="sent to the model as model_kwargs"):
        assert ChatAIMLAPI(model=MODEL, top_a=1, flavour=2).model_kwargs == {"top_a": 1, "flavour": 2}
    with pytest.warns(UserWarning, match="temprature"):
        assert ChatAIMLAPI(model="nobody/knows-1", temprature=0.1).model_kwargs == {"temprature": 0.1}
    assert ChatAIMLAPI(model=MODEL, model_kwargs={"temprature": 0.1}).model_kwargs == {"temprature": 0.1}


@pytest.mark.parametrize(
    "settings",
    [
        {"model": MODEL, "temperature": {"key": VALUE}},
        {"model": MODEL, "api_key": VALUE + " ü"},
        {"model": MODEL, "api_key": VALUE, "base_url": "ftp://x"},
        {"api_key": VALUE},
        {"model": MODEL, "api_key": [VALUE]},
    ],
)
def test_no_error_of_the_constructor_holds_what_was_given(settings):
    try:
        ChatAIMLAPI(**settings)
    except (ValidationError, TypeError, ValueError) as error:
        told = f"{error} {error!r} {error.__context__!r}"
        if isinstance(error, ValidationError):
            told += f"{error.errors()} {error.json()}"
        assert VALUE not in told
    else:
        pytest.fail("no error")


def test_a_missing_model_is_called_model():
    with pytest.raises(ValidationError) as caught:
        ChatAIMLAPI()
    assert caught.value.errors()[0]["loc"] == ("model",)
    assert "model_name" not in str(caught.value)


def test_nor_does_the_client_or_its_list_of_models():
    with pytest.raises(TypeError, match=r"no argument openai_api_key: .*api_key=") as caught:
        langchain_aimlapi.AIMLAPIClient(openai_api_key=VALUE)
    assert VALUE not in str(caught.value)
    with pytest.raises(TypeError, match=r"no argument retries$"):
        langchain_aimlapi.AIMLAPIClient(retries=3)
    assert "api_key=" in refused(langchain_aimlapi.AIMLAPIClient().list_models, token=VALUE)
    assert "api_key=" in refused(ChatAIMLAPI.list_models, openai_api_key=VALUE)


@pytest.mark.parametrize("cls", [ChatAIMLAPI, AIMLAPILLM])
@pytest.mark.parametrize("call", ["invoke", "stream", "astream"])
def test_no_trace_of_a_call_sees_headers_extras_and_what_nobody_knows(cls, call):
    traces, sent = Traces(), []

    def answer(request):
        sent.append(request)
        return httpx.Response(400, json={"error": {"message": "enough"}})

    clients = {
        "http_client": httpx.Client(transport=httpx.MockTransport(answer)),
        "http_async_client": httpx.AsyncClient(transport=httpx.MockTransport(answer)),
    }
    model = cls(model=MODEL, api_key="key", callbacks=[traces], max_retries=0, unsupported_params="send", **clients)
    given = {"extra_headers": {"X-Mine": VALUE}, "extra_body": {"odd": VALUE}, "flavour": VALUE}

    async def read():
        return [chunk async for chunk in model.astream("Hi", **given)]

    begin = {
        "invoke": lambda: model.invoke("Hi", **given),
        "stream": lambda: list(model.stream("Hi", **given)),
        "astream": lambda: asyncio.run(read()),
    }
    with pytest.raises(AIMLAPIError, match="enough"):
        begin[call]()
    assert traces.told
    assert VALUE not in str(traces.told)
    assert sent[0].headers["x-mine"] == VALUE
    assert json.loads(sent[0].content)["odd"] == json.loads(sent[0].content)["flavour"] == VALUE

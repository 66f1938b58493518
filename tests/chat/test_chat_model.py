"""`ChatAIMLAPI` as an object: its settings, what it sends, what it tells LangChain. No sockets."""

import contextlib
import json
import warnings

import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.globals import set_llm_cache
from langchain_core.load import dumpd
from langchain_core.messages import HumanMessage
from langchain_core.runnables import ConfigurableField
from pydantic import BaseModel, SecretStr, ValidationError

from langchain_aimlapi import ChatAIMLAPI, InvalidRequestError, MalformedResponseError, StructuredOutputError
from langchain_aimlapi.call_params import UnsupportedParameterWarning
from langchain_aimlapi.http_library import httpx

MODEL = "openai/gpt-4o"
REPLY = {"id": "x", "model": "gpt-4o", "choices": [{"index": 0, "message": {"content": "Hi"}, "finish_reason": "stop"}]}


class Service:
    """Answers every request with `reply` and keeps what it was sent."""

    def __init__(self, reply=REPLY):
        self.reply = reply
        self.events = ()
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        if self.events:
            events = "".join(f"data: {json.dumps(event)}\n\n" for event in self.events) + "data: [DONE]\n\n"
            return httpx.Response(200, text=events, headers={"content-type": "text/event-stream"})
        return httpx.Response(200, json=self.reply)

    @property
    def body(self):
        return json.loads(self.requests[-1].content)


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def make(service):
    """Makes a model that talks to `service`."""

    def make(**settings):
        client = httpx.Client(transport=httpx.MockTransport(service))
        return ChatAIMLAPI(**{"model": MODEL, "api_key": "secret-key", "http_client": client, **settings})

    return make


def test_nothing_is_sent_that_the_user_did_not_set(make, service):
    make().invoke("Hi")
    assert service.body == {"model": MODEL, "messages": [{"role": "user", "content": "Hi"}]}


def test_all_settings_reach_the_service_under_the_models_names(make, service):
    make(temperature=0.5, max_completion_tokens=9, stop_sequences=["x"], seed=3, top_p=0.5, logprobs=True, n=2).invoke(
        "Hi"
    )
    sent = service.body
    assert {key: sent[key] for key in sent if key not in ("model", "messages")} == {
        "temperature": 0.5,
        "max_completion_tokens": 9,
        "stop": ["x"],
        "seed": 3,
        "top_p": 0.5,
        "logprobs": True,
        "n": 2,
    }


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (MODEL, "max_completion_tokens"),
        ("anthropic/claude-sonnet-4.5", "max_tokens"),
        ("claude-opus-4-latest", "max_tokens"),
        ("openai/gpt-5-1-codex", "max_output_tokens"),
    ],
)
def test_the_limit_of_the_length_has_one_name_and_the_call_s_counts(make, service, model, name):
    limits = {"max_tokens", "max_completion_tokens", "max_output_tokens"}
    bound = make(model=model, max_completion_tokens=19)
    for given, value in (({}, 19), ({"max_tokens": 17}, 17), ({"max_completion_tokens": 18}, 18)):
        with contextlib.suppress(MalformedResponseError):  # the service here answers in one dialect only
            bound.invoke("Hi", **given)
        sent = {key: service.body[key] for key in limits & service.body.keys()}
        assert list(sent.values()) == [value]
        assert "max_tokens" in given or list(sent) == [name]


def test_a_call_can_differ_from_its_model(make, service):
    make(temperature=0.5, stop=["a"]).invoke("Hi", temperature=0.1, stop=["b"], model="gpt-4o-mini")
    assert (service.body["temperature"], service.body["stop"], service.body["model"]) == (0.1, ["b"], "gpt-4o-mini")


def test_what_concerns_the_call_does_not_get_into_the_body(make, service):
    make().invoke("Hi", client_request_id="order-17", extra_headers={"X-Mine": "1"}, timeout=5, max_retries=0)
    assert service.body.keys() == {"model", "messages"}
    assert service.requests[-1].headers["x-client-request-id"] == "order-17"
    assert service.requests[-1].headers["x-mine"] == "1"


@pytest.mark.parametrize("option", [{"max_retries": 0}, {"timeout": 0.0}, {"client_request_id": ""}])
def test_an_option_that_is_nothing_is_still_an_option_of_the_call(make, option):
    [(name, value)] = option.items()
    assert getattr(make()._call([HumanMessage("Hi")], None, option, stream=False).options, name) == value


def test_an_unknown_setting_is_sent_to_the_model_and_said_aloud(make, service):
    with pytest.warns(UserWarning, match="no field prediction"):
        model = make(prediction={"type": "content", "content": "x"})
    model.invoke("Hi")
    assert service.body["prediction"] == {"type": "content", "content": "x"}


def test_a_setting_cannot_be_given_twice():
    with pytest.raises(ValidationError, match="temperature, which is a field of its own"):
        ChatAIMLAPI(model=MODEL, model_kwargs={"temperature": 1})


def test_the_settings_of_the_caller_are_not_changed():
    settings = {"model": MODEL, "model_kwargs": {"seed2": 1}, "odd": 1}
    with pytest.warns(UserWarning, match="odd"):
        ChatAIMLAPI(**settings)
    assert settings == {"model": MODEL, "model_kwargs": {"seed2": 1}, "odd": 1}


def test_a_parameter_that_the_model_lacks_warns_once_with_the_accepted_ones(make, service):
    model = make(model="openai/gpt-5-1", top_k=7)
    with pytest.warns(UnsupportedParameterWarning, match=r"does not know top_k.*accepts: .*max_tokens"):
        model.invoke("Hi")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.invoke("Hi again")
    assert service.body["top_k"] == 7, "the service decides"


def test_a_parameter_that_the_model_lacks_is_an_error_if_wanted(make, service):
    with pytest.raises(InvalidRequestError, match="top_k") as caught:
        make(model="openai/gpt-5-1", top_k=7, unsupported_params="error").invoke("Hi")
    assert [issue.field for issue in caught.value.issues] == ["top_k"]
    assert service.requests == []


def test_tools_for_a_model_without_any_are_an_error_before_sending(make, service):
    tool = {"name": "f", "description": "d", "parameters": {"type": "object", "properties": {}}}
    with pytest.raises(InvalidRequestError, match="does not know tools"):
        make(model="perplexity/sonar").bind_tools([tool]).invoke("Hi")
    assert service.requests == []


def test_several_answers_cannot_be_streamed(make, service):
    with pytest.raises(InvalidRequestError, match="n must be 1 when the answer is streamed, not 2"):
        list(make(n=2).stream("Hi"))
    assert service.requests == []


def test_extra_body_is_put_in_last_and_unchecked(make, service):
    make(temperature=0.5, extra_body={"temperature": 99, "new_option": True}).invoke("Hi")
    assert (service.body["temperature"], service.body["new_option"]) == (99, True)


def test_no_tools_are_sent_when_none_are_bound(make, service):
    make().bind_tools([], tool_choice="auto", parallel_tool_calls=True).invoke("Hi")
    assert service.body.keys() == {"model", "messages"}


@pytest.mark.parametrize(
    ("choice", "wire"),
    [
        ("auto", "auto"),
        ("none", "none"),
        ("required", "required"),
        ("any", "required"),
        (True, {"type": "function", "function": {"name": "add"}}),
        ("add", {"type": "function", "function": {"name": "add"}}),
        ({"type": "function", "function": {"name": "add"}}, {"type": "function", "function": {"name": "add"}}),
    ],
)
def test_every_form_of_tool_choice(make, service, choice, wire):
    def add(a: int) -> int:
        """Add."""

    make().bind_tools([add], tool_choice=choice).invoke("Hi")
    assert service.body["tool_choice"] == wire


def test_a_tool_choice_that_is_not_bound_names_those_that_are(make):
    def add(a: int) -> int:
        """Add."""

    with pytest.raises(ValueError, match=r"tool_choice must be .*\(add\), not 'subtract'"):
        make().bind_tools([add], tool_choice="subtract")


def test_a_vendors_own_tool_is_sent_as_it_is(make, service):
    search = {"type": "builtin_function", "function": {"name": "$web_search"}}
    make(model="moonshotai/kimi-k3").bind_tools([search]).invoke("Hi")
    assert service.body["tools"] == [search]


class Booking(BaseModel):
    """A table."""

    guests: int


@pytest.mark.parametrize(
    ("model", "method"),
    [
        (MODEL, "json_schema"),
        ("anthropic/claude-sonnet-4.5", "function_calling"),
        ("some/unknown-model", "json_schema"),
    ],
)
def test_the_method_of_typed_answers_is_the_best_that_the_model_has(make, service, model, method):
    runnable = make(model=model).with_structured_output(Booking, include_raw=True)
    runnable.invoke("Hi")
    assert ("response_format" in service.body) == (method == "json_schema")
    assert ("tools" in service.body) == (method == "function_calling")


def test_a_typed_answer_that_was_cut_is_an_error_and_not_a_completed_object(make, service):
    service.reply = {
        "choices": [{"index": 0, "message": {"content": '{"guests": 4'}, "finish_reason": "length"}],
        "model": "m",
    }
    with pytest.raises(Exception, match="raise max_tokens"):
        make().with_structured_output(Booking).invoke("Hi")
    raw = make().with_structured_output(Booking, include_raw=True).invoke("Hi")
    assert raw["parsed"] is None
    assert "max_tokens" in str(raw["parsing_error"])


@pytest.mark.parametrize("method", ["function_calling", "json_schema", "json_mode"])
def test_an_answer_that_cannot_be_parsed_is_no_exception_beside_the_raw_one_in_streams_either(make, service, method):
    chunk = {"id": "x", "model": "gpt-4o", "choices": [{"index": 0, "delta": {"content": "No"}, "finish_reason": None}]}
    last = {**chunk, "choices": [{"index": 0, "delta": {"content": " way"}, "finish_reason": "stop"}]}
    service.events = [chunk, last]
    runnable = make().with_structured_output(Booking, method=method, include_raw=True)

    total = {}
    for part in runnable.stream("Hi"):
        for key, value in part.items():
            total[key] = total[key] + value if key in total else value

    assert total["raw"].text == "No way"
    assert total["parsed"] is None
    assert isinstance(total["parsing_error"], StructuredOutputError)


def test_a_refusal_is_not_a_typed_answer(make, service):
    message = {"content": None, "refusal": "I will not."}
    service.reply = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "model": "m"}
    with pytest.raises(Exception, match="refused to answer: I will not"):
        make().with_structured_output(Booking).invoke("Hi")


def test_a_wrong_method_and_a_missing_schema_are_said_at_once(make):
    with pytest.raises(ValueError, match=r"method must be one of 'json_schema'.*not 'yaml'"):
        make().with_structured_output(Booking, method="yaml")
    with pytest.raises(ValueError, match="schema is needed"):
        make().with_structured_output(None)


def test_no_secret_shows_in_any_form_of_the_model():
    headers = {"X-Secret": "header-secret"}
    model = ChatAIMLAPI(model=MODEL, api_key="key-secret", default_headers=headers, extra_body={"token": "body-secret"})
    shown = [model, model.model_dump(), dumpd(model), model.asdict(), model._get_invocation_params(), model.client]
    shown += [model._get_ls_params(), model._get_llm_string()]
    assert not [text for text in map(repr, shown) if "-secret" in text]


@pytest.mark.parametrize("key", ["smart\u201dquote", "two words", "line\nbreak"])
@pytest.mark.parametrize("wrap", [str, SecretStr])
def test_a_key_that_no_header_can_carry_is_refused_without_showing_it(key, wrap):
    with pytest.raises(ValidationError) as caught:
        ChatAIMLAPI(model=MODEL, api_key=wrap(key))
    assert "cannot stand in a header" in str(caught.value)
    assert key not in str(caught.value)


def test_a_key_is_stripped():
    assert ChatAIMLAPI(model=MODEL, api_key=" key\n").api_key.get_secret_value() == "key"


def test_the_cache_tells_models_apart(make, service):
    set_llm_cache(InMemoryCache())
    try:
        base = make(temperature=0.1)
        base.invoke("Hi")
        base.invoke("Hi")
        assert len(service.requests) == 1
        for other in (
            base.model_copy(update={"temperature": 0.9}),
            make(temperature=0.1, extra_body={"a": 1}),
            make(temperature=0.1, extra_body={"a": 2}),
        ):
            before = len(service.requests)
            other.invoke("Hi")
            assert len(service.requests) == before + 1
    finally:
        set_llm_cache(None)


def test_a_copy_with_another_key_uses_it(service):
    client = httpx.Client(transport=httpx.MockTransport(service))
    model = ChatAIMLAPI(model=MODEL, api_key="one", http_client=client)
    model.invoke("Hi")
    model.model_copy(update={"api_key": SecretStr("two")}).invoke("Hi")
    assert [request.headers["authorization"] for request in service.requests] == ["Bearer one", "Bearer two"]


async def test_a_key_can_be_a_function_also_an_async_one(service):
    async def key():
        return "from-async"

    handler = httpx.MockTransport(service)
    model = ChatAIMLAPI(
        model=MODEL,
        api_key=key,
        http_client=httpx.Client(transport=handler),
        http_async_client=httpx.AsyncClient(transport=handler),
    )
    await model.ainvoke("Hi")
    assert service.requests[-1].headers["authorization"] == "Bearer from-async"
    with pytest.raises(Exception, match="only asynchronous calls"):
        model.invoke("Hi")
    ChatAIMLAPI(model=MODEL, api_key=lambda: "from-function", http_client=httpx.Client(transport=handler)).invoke("Hi")
    assert service.requests[-1].headers["authorization"] == "Bearer from-function"


def test_the_profile_says_what_the_model_can_do():
    profile = ChatAIMLAPI(model=MODEL).profile
    assert profile["max_input_tokens"] == 128_000
    assert {"tool_calling", "structured_output", "image_inputs"} <= {key for key, value in profile.items() if value}
    assert not ChatAIMLAPI(model="anthropic/claude-sonnet-4.5").profile["structured_output"]
    assert ChatAIMLAPI(model="some/unknown-model").profile is None


def test_traces_name_the_provider_and_the_model_that_was_called():
    params = ChatAIMLAPI(model=MODEL, temperature=0.3, max_tokens=5, stop=["x"])._get_ls_params(model="gpt-4o-mini")
    assert params["ls_provider"] == "aimlapi"
    assert params["ls_model_name"] == "gpt-4o-mini"
    assert (params["ls_temperature"], params["ls_max_tokens"], params["ls_stop"]) == (0.3, 5, ["x"])


def test_n_answers_have_one_usage(make, service):
    choice = {"message": {"content": "Hi"}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 4, "total_tokens": 5}
    service.reply = {"model": "m", "choices": [{**choice, "index": 0}, {**choice, "index": 1}], "usage": usage}
    generations = make(n=2).generate([[HumanMessage("Hi")]]).generations[0]
    assert [bool(generation.message.usage_metadata) for generation in generations] == [True, False]


def test_a_model_can_be_spoken_to_in_another_dialect_that_it_has(make, service):
    with pytest.raises(InvalidRequestError, match=r"perplexity/sonar is not served on /v1/responses .*only on"):
        make(model="perplexity/sonar", dialect="responses").invoke("Hi")
    with pytest.raises(InvalidRequestError, match="dialect must be one of 'chat', 'claude'"):
        make(dialect="latin").invoke("Hi")
    assert service.requests == []


def test_a_model_whose_default_would_cut_answers_gets_a_sensible_limit(make, service):
    make(model="openai/o3-pro").invoke("Hi")
    assert service.body["max_tokens"] == 8192
    make(model="openai/o3-pro", max_tokens=20).invoke("Hi")
    assert service.body["max_tokens"] == 20


def test_an_answer_cut_at_a_limit_that_nobody_set_is_logged_with_the_cure(make, service, caplog):
    service.reply = {**REPLY, "choices": [{**REPLY["choices"][0], "finish_reason": "max_tokens"}]}
    make().invoke("Hi")
    assert "set max_tokens" in caplog.text
    caplog.clear()
    make(max_tokens=5).invoke("Hi")
    assert not caplog.text


@pytest.mark.parametrize(
    ("model", "wire"),
    [
        ("openai/gpt-5-1", {"reasoning_effort": "high"}),
        ("anthropic/claude-sonnet-4.5", {"thinking": {"type": "enabled", "budget_tokens": 16384}}),
        ("alibaba/qwen3-32b", {"enable_thinking": True, "thinking_budget": 16384}),
        ("zhipu/glm-4.5", {"thinking": {"type": "enabled"}}),
    ],
)
def test_one_reasoning_option_fits_every_model(make, service, model, wire):
    make(model=model, reasoning_effort="high").invoke("Hi")
    assert {key: service.body[key] for key in service.body if key not in ("model", "messages")} == wire


def test_models_that_reason_take_an_effort_on_responses_though_the_page_lacks_reasoning(make):
    from langchain_aimlapi.catalogue import get_model

    model = make(model="openai/gpt-5-pro", reasoning_effort="high", unsupported_params="error")
    assert get_model(model.model).reasoning_efforts
    assert "reasoning" not in get_model(model.model).parameters
    assert model._call([HumanMessage("Hi")], None, {}, stream=False).body["reasoning"] == {"effort": "high"}
    other = make(model="openai/gpt-5-2-pro", reasoning_effort="high", unsupported_params="error")
    assert other._call([HumanMessage("Hi")], None, {}, stream=False).body["reasoning"] == {"effort": "high"}
    silent = make(model="openai/gpt-4o", dialect="responses", reasoning_effort="high", unsupported_params="error")
    with pytest.raises(InvalidRequestError, match="does not know reasoning"):
        silent._call([HumanMessage("Hi")], None, {}, stream=False)


def test_an_effort_that_was_seen_to_work_is_sent_though_the_page_lacks_it(make, service):
    for effort in ("none", "low", "high"):
        make(model="deepseek/deepseek-chat", reasoning_effort=effort, unsupported_params="error").invoke("Hi")
        assert service.body["reasoning_effort"] == effort
    make(model="deepseek-chat", thinking={"type": "enabled", "budget_tokens": 2000}).invoke("Hi")
    assert (service.body["reasoning_effort"], "thinking" in service.body) == ("low", False)
    with pytest.raises(InvalidRequestError, match="reasoning_effort must be one of 'low', 'medium', 'high'"):
        make(model="openai/gpt-5-1", reasoning_effort="extreme").invoke("Hi")


def test_top_p_and_seed_of_0_become_the_smallest_that_the_service_takes(make, service):
    make(top_p=0, seed=0).invoke("Hi")
    assert (service.body["top_p"], service.body["seed"]) == (0.01, 1)


def test_tools_bound_to_a_configurable_model_leave_it_configurable(make, service):
    def add(a: int) -> int:
        """Add one."""
        return a + 1

    plain = make(temperature=0)
    configurable = plain.configurable_fields(temperature=ConfigurableField(id="warmth"))
    bound = configurable.bind(**plain.bind_tools([add]).kwargs)
    bound.invoke("Hi", {"configurable": {"warmth": 0.7}})
    assert (service.body["temperature"], len(service.body["tools"])) == (0.7, 1)


@pytest.mark.parametrize("schema", [Booking, {"type": "object", "properties": {"guests": {"type": "integer"}}}])
def test_a_schema_is_a_response_format_wherever_it_is_given(make, service, schema):
    model = make()
    by_hand = make(model_kwargs={"response_format": schema}) if isinstance(schema, dict) else model
    for call in (
        lambda: model.invoke("Hi", response_format=schema),
        lambda: model.bind(response_format=schema).invoke("Hi"),
        lambda: model.bind_tools([], response_format=schema).invoke("Hi"),
        lambda: by_hand.invoke("Hi", **({} if by_hand is not model else {"response_format": schema})),
    ):
        call()
        form = service.body["response_format"]
        assert form["type"] == "json_schema"
        assert form["json_schema"]["schema"]["properties"]["guests"]["type"] == "integer"

"""What the programs of the service's own pages send and expect, beyond its schemas: the emulator goes along."""

import json

import pytest
from starlette.testclient import TestClient

from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.emulator.admission import admit
from langchain_aimlapi.emulator.app import create_app
from langchain_aimlapi.emulator.coercion import COERCING_FAMILIES, coerced
from langchain_aimlapi.emulator.schema_check import check_parameters, check_value
from langchain_aimlapi.emulator.tool_calls import plan_calls

KEY = {"Authorization": "Bearer key"}
A, B = "https://files.example/a.png", "https://files.example/b.png"
SOUND = "https://files.example/a.mp3"
VIDEO = "/v2/video/generations"


@pytest.fixture
def http():
    """The application without a socket; jobs take two polls."""
    return TestClient(create_app(job_polls=2), headers=KEY)


def posted(http, path, **body):
    response = http.post(path, json=body)
    assert response.status_code in (200, 201), response.text
    return response.json()


def words(http, path, answer, polls=4):
    """The status words of a job, from its submission on."""
    address = path.format(answer.get("generation_id") or answer["id"])
    later = [http.get(address).json()["status"] for _ in range(polls)]
    return list(dict.fromkeys([answer["status"], *later]))


# Numbers and booleans as strings


def number_rules():
    for family in sorted(COERCING_FAMILIES):
        for card in find_models(family=family, status=("live", "documented")):
            for name, rule in (card.parameters or {}).items():
                if rule.get("type") in ("integer", "number", "boolean"):
                    yield card, name, rule


def value_of(rule):
    if rule["type"] == "boolean":
        return rule.get("enum", [True])[0]
    return rule["enum"][-1] if "enum" in rule else rule.get("min", rule.get("max", 1))


def test_every_number_and_boolean_of_every_media_model_may_be_a_string():
    rules = list(number_rules())
    assert len(rules) > 1000
    for card, name, rule in rules:
        value = value_of(rule)
        for text in (json.dumps(value), f" {str(value).upper()} "):
            taken = coerced({name: text}, card.parameters)
            assert (taken[name], type(taken[name])) == (value, type(value)), (card.id, name)
            assert not check_value(taken[name], rule), (card.id, name)


@pytest.mark.parametrize(
    ("given", "rule", "taken"),
    [
        ({"width": "1024"}, {"type": "object", "properties": {"width": {"type": "integer"}}}, {"width": 1024}),
        (["1", "2.5"], {"type": "array", "items": {"type": "number"}}, [1, 2.5]),
        ("48000", {"any_of": [{"type": "string", "enum": ["48000"]}, {"type": "integer"}]}, "48000"),
        ("44000", {"any_of": [{"type": "string", "enum": ["48000"]}, {"type": "integer"}]}, 44000),
        ("true", {"any_of": [{"type": "string"}, {"type": "boolean"}]}, "true"),
        ("12", {"type": "string"}, "12"),
        ("false", {"type": ["boolean", "number"]}, False),
        ("-1e-3", {"type": "number"}, -0.001),
        ("five", {"type": "integer"}, "five"),
        ("5s", {"type": "integer"}, "5s"),
        ("", {"type": "number"}, ""),
        ("nan", {"type": "number"}, "nan"),
        ("yes", {"type": "boolean"}, "yes"),
        ("1", {"type": "boolean"}, "1"),
    ],
)
def test_a_string_is_a_number_where_one_is_wanted_and_said(given, rule, taken):
    assert coerced({"x": given}, {"x": rule}) == {"x": taken}


def test_what_is_refused_is_refused_as_a_string_too(http):
    body = {"model": "kling-video/v1/pro/text-to-video", "prompt": "p"}
    wrong = http.post(VIDEO, json={**body, "duration": "7"})
    assert (wrong.status_code, "Expected '5' | '10'" in wrong.text) == (400, True)
    assert "Expected integer, received string" in http.post(VIDEO, json={**body, "duration": "5s"}).text
    chat = {"model": "openai/gpt-4o", "messages": [{"role": "user", "content": "Hi"}], "temperature": "0.5"}
    assert http.post("/v1/chat/completions", json=chat).status_code == 400, "chat is strict"


def test_programs_with_numbers_as_strings_get_what_they_asked_for(http):
    image = posted(http, "/v1/images/generations", model="flux/schnell", prompt="p", num_images="2", seed="7")
    assert (len(image["images"]), image["seed"]) == (2, 7)
    song = posted(http, "/v2/generate/audio", model="stable-audio", prompt="p", seconds_total="3")
    assert words(http, "/v2/generate/audio?generation_id={}", song) == ["queued", "generating", "completed"]
    spoken = http.post("/v1/tts", json={"model": "deepgram/aura", "text": "Hi", "stream": "false"})
    assert spoken.headers["content-type"].startswith("application/json"), "stream=false is heeded"
    stt = {"model": "#g1_whisper-tiny", "url": SOUND, "diarize": "true"}
    assert http.post("/v1/stt/create", json=stt).status_code in (200, 201)
    form = {"model": "openai/gpt-image-1", "prompt": "p", "n": "1", "output_compression": "90"}
    png = http.get(posted_image_url(http)).content
    edited = http.post("/v1/images/edits", data=form, files={"image": ("a.png", png, "image/png")})
    assert edited.status_code == 200, edited.text


def posted_image_url(http):
    answer = posted(http, "/v1/images/generations", model="openai/gpt-image-1", prompt="p")
    return answer["data"][0]["url"].replace("http://testserver", "")


# Unfinished jobs


@pytest.mark.parametrize(
    ("model", "extra"),
    [
        ("minimax/hailuo-02", {}),
        ("video-01", {}),
        ("runway/gen4_turbo", {"image_url": A}),
        ("ltxv/ltxv-2", {}),
        ("klingai/video-v2-6-pro-text-to-video", {}),
        ("klingai/video-o1-image-to-video", {"image_url": A}),
        ("google/veo-3.1-t2v", {}),
        ("veed/fabric-1.0-fast", {"image_url": A, "audio_url": SOUND}),
    ],
)
def test_videos_are_queued_then_generating(http, model, extra):
    answer = posted(http, VIDEO, model=model, prompt="p", **extra)
    assert words(http, VIDEO + "?generation_id={}", answer) == ["queued", "generating", "completed"]


@pytest.mark.parametrize(
    ("vendor", "names"),
    [
        ("Deepgram", ["waiting", "active"]),
        ("AssemblyAI", ["waiting", "active"]),
        ("Whisper", ["waiting", "active"]),
        ("OpenAI", ["queued", "generating"]),
        ("Microsoft", ["queued", "generating"]),
    ],
)
def test_unfinished_transcriptions_have_the_words_of_who_runs_the_model(http, vendor, names):
    cards = find_models(family="stt", status="live")
    mine = [card.id for card in cards if ("Whisper" if "whisper" in card.id else card.vendor) == vendor]
    assert mine
    for model in mine:
        answer = posted(http, "/v1/stt/create", model=model, url=SOUND)
        path = f"/v1/stt/{answer['generation_id'].replace('#', '%23')}"
        assert words(http, path, answer) == [*names, "completed"], model


def test_a_finished_video_has_no_error_beside_it(http):
    for model in ("google/veo-3.1-t2v", "pixverse/v5/text-to-video", "minimax/hailuo-2.3"):
        answer = posted(http, VIDEO, model=model, prompt="p")
        path = f"{VIDEO}?generation_id={answer.get('generation_id') or answer['id']}"
        for _ in range(3):
            done = http.get(path).json()
        assert done["status"] in ("completed", "succeeded")
        assert not done.get("error")


@pytest.mark.parametrize(
    ("model", "keys"),
    [
        ("minimax/hailuo-02", {"generation_id", "id"}),
        ("minimax/hailuo-2.3", {"generation_id"}),
        ("google/veo-3.1-t2v", {"id"}),
    ],
)
def test_where_a_submission_has_its_id(http, model, keys):
    answer = posted(http, VIDEO, model=model, prompt="p")
    assert {key for key in answer if key.endswith("id")} == keys
    assert len({answer[key] for key in keys}) == 1


# Addresses and names that pages use


@pytest.mark.parametrize(
    ("vendor", "body"),
    [
        ("minimax", {"model": "video-01-live2d", "prompt": "p", "first_frame_image": A}),
        ("minimax", {"model": "minimax/hailuo-2.3-fast", "prompt": "p", "first_frame_image": A}),
        ("runway", {"model": "gen3a_turbo", "image_url": A, "ratio": "9:16", "last_image_url": B}),
        ("kling", {"model": "kling-video/v1.6/pro/text-to-video", "prompt": "p", "ratio": "1:1", "duration": "5"}),
        ("pixverse", {"model": "sber-ai/kandinsky5-distill-t2v", "prompt": "p"}),
        ("pixverse", {"model": "sber-ai/kandinsky5-distill", "prompt": "p"}),
        ("pixverse", {"model": "pixverse/v5/transition", "prompt": "p", "image_url": A, "last_image_url": B}),
    ],
)
def test_older_addresses_take_the_names_of_their_time(http, vendor, body):
    path = f"/v2/generate/video/{vendor}/generation"
    answer = posted(http, path, **body)
    assert words(http, path + "?generation_id={}", answer)[:2] == ["queued", "generating"]


def test_older_addresses_serve_their_own_models_only(http):
    for vendor, model in (("kling", "google/veo-3.1-t2v"), ("runway", "minimax/hailuo-02"), ("nobody", "veo2")):
        response = http.post(f"/v2/generate/video/{vendor}/generation", json={"model": model, "prompt": "p"})
        assert response.status_code == 404, vendor


def test_names_of_another_time_count_at_todays_address_only_where_the_page_writes_them(http):
    live2d = {"model": "video-01-live2d", "prompt": "p", "first_frame_image": A}
    assert http.post(VIDEO, json=live2d).status_code == 200
    kling = {"model": "kling-video/v2.1/pro/image-to-video", "prompt": "p", "first_frame_image": A}
    assert "image_url: Required" in http.post(VIDEO, json=kling).text


def test_embeddings_and_the_balance_answer_at_their_older_addresses(http):
    body = {"model": "voyage-2", "input": "a"}
    assert posted(http, "/v2/embeddings", **body)["data"] == posted(http, "/v1/embeddings", **body)["data"]
    old, new = http.get("/v1/billing/balance").json(), http.get("/v2/billing").json()
    assert old["balance"] == pytest.approx(new["current_balance"] * 2_000_000, abs=1)
    assert old["lowBalance"] is (old["balance"] < old["lowBalanceThreshold"])
    assert old.keys() >= {"lastUpdated", "autoDebitStatus", "status", "statusExplanation"}
    assert TestClient(create_app()).get("/v1/billing/balance").status_code == 401


def test_a_poor_account_has_a_low_balance():
    http = TestClient(create_app(balance=0.001), headers=KEY)
    assert http.get("/v1/billing/balance").json()["lowBalance"] is True


@pytest.mark.parametrize("model", ["openai/gpt-5", "openai/gpt-5-2025-08-07"])
def test_gpt_5_chats(http, model):
    answer = posted(http, "/v1/chat/completions", model=model, messages=[{"role": "user", "content": "Say hello"}])
    assert answer["choices"][0]["message"]["content"] == "hello"


NULLS = {"refusal": None, "annotations": None, "audio": None}


@pytest.mark.parametrize("extra", [{}, NULLS, {"function_call": None}, {"reasoning_content": None}])
def test_a_call_is_taken_back_with_the_nulls_that_clients_write(http, extra):
    call = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    history = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": None, "tool_calls": [call], **extra},
        {"role": "tool", "tool_call_id": "call_1", "content": "2"},
        {"role": "assistant", "content": "It is 2", "tool_calls": None, **extra},
        {"role": "user", "content": "Thanks"},
    ]
    posted(http, "/v1/chat/completions", model="openai/gpt-4o", messages=history)
    posted(http, "/v1/chat/completions", model="alibaba/qwen3.7-max", messages=history)


CELSIUS = {"type": "object", "properties": {"fahrenheit": {"type": "number"}}, "required": ["fahrenheit"]}
CELSIUS_TOOL = {"type": "function", "function": {"name": "toCelsius", "parameters": CELSIUS}}


def test_every_vendors_own_call_is_taken_back_as_it_came_and_with_null_for_its_words(http):
    cards = [card for card in find_models(family="chat", status="live") if card.chat_endpoint]
    kinds = {(card.vendor, card.dialect, card.reasoning_field, card.id.partition("/")[0]): card.id for card in cards}
    taken = 0
    for model in kinds.values():
        asked = [{"role": "user", "content": "Convert 256°F to °C"}]
        body = {"model": model, "messages": asked, "tools": [CELSIUS_TOOL]}
        first = http.post("/v1/chat/completions", json=body)
        message = first.json()["choices"][0]["message"] if first.status_code in (200, 201) else {}
        if not message.get("tool_calls") or "tool_calls" not in get_model(model).message_shapes["assistant"]["keys"]:
            continue  # a model without tools, or with Claude's
        result = {"role": "tool", "tool_call_id": message["tool_calls"][0]["id"], "content": "124.4"}
        for reply in (message, {**message, "content": None}):
            posted(http, "/v1/chat/completions", **{**body, "messages": [*body["messages"], reply, result]})
        taken += 1
    assert taken > 40


def test_azures_addresses_chat_with_the_key_in_a_header_of_its_own():
    http = TestClient(create_app(keys=("azure",)))
    path = "/openai/deployments/{}/chat/completions?api-version=2024-10-21"
    body = {"messages": [{"role": "user", "content": "Say hello"}]}
    for model in ("openai/gpt-4o", "gpt-4o-mini"):
        answer = http.post(path.format(model), json=body, headers={"api-key": "azure"})
        assert answer.json()["choices"][0]["message"]["content"] == "hello"
    assert http.post(path.format("openai/gpt-4o"), json=body).status_code == 401
    assert http.post(path.format("openai/gpt-4o"), json=body, headers={"api-key": "other"}).status_code == 401
    assert http.post(path.format("nobody/none"), json=body, headers={"api-key": "azure"}).status_code == 404


def test_a_reply_of_no_words_is_taken_back_and_nothing_is_not(http):
    said = [{"role": "user", "content": "Hi"}]
    for reply in ({"refusal": "No."}, {"audio": {"id": "a"}}, {"reasoning_content": "Hm."}):
        history = [*said, {"role": "assistant", "content": None, **reply}, *said]
        posted(http, "/v1/chat/completions", model="alibaba/qwen3.7-max", messages=history)
    history = [*said, {"role": "assistant", "content": None}, *said]
    body = {"model": "alibaba/qwen3.7-max", "messages": history}
    assert "received null" in http.post("/v1/chat/completions", json=body).text


# Tool calls


def calls_for(text, *tools):
    listed = [
        {
            "type": "function",
            "function": {
                "name": name,
                "parameters": {"type": "object", "properties": {key: {"type": "number"}}, "required": [key]},
            },
        }
        for name, key in tools
    ]
    messages = [{"role": "user", "content": text}]
    request = admit({"model": "openai/gpt-4o", "messages": messages, "tools": listed}, "/v1/chat/completions")
    return [(call.name, json.loads(call.arguments)) for call in plan_calls(request.conversation, "x")]


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("Convert 256°F to °C", ("toCelsius", "fahrenheit"), {"fahrenheit": 256}),
        ("Convert 256 °F to °C", ("toCelsius", "fahrenheit"), {"fahrenheit": 256}),
        ("please convert -40F to C", ("toCelsius", "fahrenheit"), {"fahrenheit": -40}),
        ("How warm is 300 K in celsius?", ("kelvin_to_celsius", "kelvin"), {"kelvin": 300}),
        ("How much is $50 in euros?", ("usdToEur", "usd"), {"usd": 50}),
        ("Convert 3.5 kg to lb", ("to_pounds", "kilograms"), {"kilograms": 3.5}),
        ("Convert 12 inches to cm", ("toCentimeters", "inches"), {"inches": 12}),
    ],
)
def test_a_unit_is_understood_as_its_name(text, tool, arguments):
    assert calls_for(text, tool) == [(tool[0], arguments)]


def test_units_choose_among_tools_and_call_none_where_none_is_named():
    tools = [("toCelsius", "fahrenheit"), ("toMiles", "kilometers")]
    found = calls_for("Convert 256°F to °C and 10 km to miles", *tools)
    assert found == [("toCelsius", {"fahrenheit": 256}), ("toMiles", {"kilometers": 10})]
    for text in ("Tell me a joke", "I have 3 s left and a C grade", "Who won in 1998?"):
        assert calls_for(text, *tools) == []


# The model list, images, OCR


def test_rows_of_the_list_have_the_live_types_and_documents_that_can_be_fetched(http):
    rows = {row["id"]: row for row in http.get("/v1/models").json()["data"]}
    for model, kind in (
        ("openai/tts-1", "internal/text-to-speech"),
        ("#g1_whisper-large", "internal/speech-to-text/submit"),
        ("mistral/mistral-ocr-latest", "internal/optical-character-recognition"),
        ("google/veo-3.1-t2v", "internal/video-generations/submit"),
    ):
        assert rows[model]["type"] == kind
    for model in ("#g1_whisper-large", "flux/schnell", "openai/gpt-4o"):
        address = rows[model]["info"]["docsJson"]
        assert address.startswith("http://testserver/docs-json?model=")
        assert not set("#/ ") & set(address.partition("?")[2]), "percent-encoded"
        document = http.get(address).json()
        schema = next(iter(document["paths"].values()))["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert model in schema["properties"]["model"]["enum"]


def test_a_model_that_is_served_at_two_endpoints_has_two_rows(http):
    rows = [row for row in http.get("/v1/models").json()["data"] if row["id"] == "openai/gpt-image-2"]
    assert [row["type"] for row in rows] == ["openai/image-generations", "openai/image-editing"]
    assert [next(iter(http.get(row["info"]["docsJson"]).json()["paths"])) for row in rows] == [
        "/v1/images/generations",
        "/v1/images/edits",
    ]
    edits = http.get("/v1/models", params={"type": "openai/image-editing"}).json()["data"]
    assert {row["type"] for row in edits} == {"openai/image-editing"}
    assert http.get("/docs-json", params={"model": "flux/dev", "endpoint": "openai/image-editing"}).status_code == 404


def test_entries_of_images_tell_size_and_type(http):
    for model in ("blackforestlabs/flux-2", "alibaba/qwen-image", "bytedance/seedream-v4-text-to-image"):
        (entry,) = posted(http, "/v1/images/generations", model=model, prompt="p")["data"]
        assert (entry["width"] > 0, entry["height"] > 0, entry["content_type"].startswith("image/")) == (True,) * 3


@pytest.mark.parametrize("model", ["google/gemini-2.5-flash-image-edit", "google/nano-banana-edit", "bytedance/uso"])
def test_pages_that_have_images_beside_data_get_both(http, model):
    required = {"image_urls": [A]} if "image_urls" in get_model(model).parameters else {}
    body = posted(http, "/v1/images/generations", model=model, prompt="p", **required)
    assert [entry["url"] for entry in body["images"]] == [entry["url"] for entry in body["data"]]


def test_mistrals_pages_have_a_size_wherever_the_document_is(http):
    document = {"type": "document_url", "document_url": "https://files.example/a.pdf"}
    for card in find_models(family="ocr", status=("live", "documented")):
        given = document["document_url"] if card.vendor == "Google" else document
        (page,) = posted(http, "/v1/ocr", model=card.id, document=given)["pages"]
        assert (page["dimensions"] is not None) is (card.vendor == "Mistral AI"), card.id


def test_parameters_of_a_page_s_example_are_no_part_of_the_checked_schema():
    card = get_model("voyage-2")
    assert card.example_parameters == ("encoding_format",)
    assert "encoding_format" not in card.parameters
    assert not check_parameters({"model": "voyage-2", "input": "a", "encoding_format": "base64"}, card.parameters)

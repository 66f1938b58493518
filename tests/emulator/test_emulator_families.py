"""The emulator's embeddings and images: vectors, pictures, forms, addresses. What HTTP adds is in integration_tests."""

import math
import time

import pytest
from starlette.testclient import TestClient

from langchain_aimlapi.catalogue import find_models
from langchain_aimlapi.emulator.app import create_app
from langchain_aimlapi.emulator.artefacts import MOST_FILES, Artefacts
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.forms import parse_form
from langchain_aimlapi.emulator.media import sniff_image
from langchain_aimlapi.emulator.pictures import draw, encode, form_of
from langchain_aimlapi.emulator.vectors import text_vector

KEY = {"Authorization": "Bearer key"}


@pytest.fixture
def http():
    """The application without a socket."""
    return TestClient(create_app(), headers=KEY)


# Vectors


def cosine(one, other):
    return sum(a * b for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("text", ["a", "The cat sat on the mat", "漢字", "…", "\ud800", "a" * 10_000])
@pytest.mark.parametrize("size", [1, 2, 64, 3072])
def test_vectors_have_length_1(text, size):
    vector = text_vector(text, size)
    assert len(vector) == size
    assert math.isclose(cosine(vector, vector), 1, abs_tol=1e-6)


def test_texts_that_share_words_or_parts_of_them_are_nearer():
    base, same, parts, other = (
        text_vector(text, 1024)
        for text in ("boiling rice slowly", "rice, boiling slowly!", "boiled rice", "shares fell")
    )
    assert cosine(base, same) > 0.99
    assert cosine(base, same) > cosine(base, parts) > cosine(base, other)


# Embeddings


def test_every_embedding_model_answers_in_its_vendors_shape(http):
    for card in find_models(family="embedding", status=("live", "deprecated")):
        if not card.endpoints:
            continue
        reply = http.post("/v1/embeddings", json={"model": card.id, "input": "a"})
        assert reply.status_code in (card.endpoints[0].statuses or (200,)), card.id
        body = reply.json()
        assert body["usage"]["total_tokens"] == 1
        assert ("prompt_tokens" in body["usage"]) is (card.vendor in ("OpenAI", "Alibaba Cloud"))
        assert body["meta"]["usage"]["credits_used"] >= 1
        assert len(body["data"][0]["embedding"]) == (card.dimensions or 768)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "input: Required"),
        ({"input": []}, "at least 1 element"),
        ({"input": [[1, 2]]}, "input.0: Expected string, received array"),
        ({"input": [1, 2]}, "input.0: Expected string, received number"),
        ({"input": ["a"], "dimensions": 4000}, "Must be a whole number from 1 to 1536"),
        ({"input": ["a"], "dimensions": 1.5}, "Must be a whole number"),
        ({"input": "word " * 9000}, "maximum context length is 8000"),
        ({"input": ["a"] * 2049}, "should not be larger than 2048"),
    ],
)
def test_input_that_the_model_does_not_take_is_refused(http, body, text):
    reply = http.post("/v1/embeddings", json={"model": "text-embedding-3-small", **body})
    assert reply.status_code == 400
    assert text in reply.json()["message"]


def test_a_model_of_another_family_is_not_served_there(http):
    for path, model in (
        ("/v1/embeddings", "openai/gpt-4o"),
        ("/v1/images/generations", "voyage-2"),
        ("/v1/embeddings", "x"),
    ):
        assert http.post(path, json={"model": model, "input": "a", "prompt": "a"}).status_code == 404


@pytest.mark.parametrize("path", ["/v1/embeddings", "/v1/images/generations", "/v1/images/edits"])
def test_a_key_is_needed(path):
    assert TestClient(create_app()).post(path, json={}).status_code == 401


# Pictures


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
@pytest.mark.parametrize("size", [(1, 1), (8, 8), (100, 37), (1024, 576)])
def test_pictures_have_the_size_asked_for(form, size):
    found = sniff_image(encode(draw("boat", *size), form))
    assert found == (form.upper(), *size)


def test_other_topics_make_other_pictures():
    assert draw("boat", 8, 8) == draw("boat", 8, 8) != draw("ship", 8, 8)


def test_formats_have_several_names():
    assert [form_of(word) for word in ("jpg", "JPEG", "tif", None, "other")] == ["jpeg", "jpeg", "tiff", "png", "png"]


@pytest.mark.parametrize(
    ("model", "keys", "extra"),
    [
        ("flux/dev", {"images"}, {"width", "height", "content_type", "file_name", "file_size"}),
        ("bytedance/uso", {"images", "data"}, {"url", "b64_json"}),
        ("openai/gpt-image-1", {"data", "created", "usage", "quality"}, {"url", "b64_json"}),
        ("imagen-3.0-generate-002", {"data", "created"}, {"mime_type", "prompt"}),
        ("x-ai/grok-imagine-image", {"data", "created"}, {"mime_type", "revised_prompt"}),
        ("reve/create-image", {"data", "created"}, {"request_id", "content_violation"}),
        ("bytedance/seedream-4-5", {"data", "created"}, {"size"}),
    ],
)
def test_models_answer_in_their_own_shapes(http, model, keys, extra):
    body = {"model": model, "prompt": "A boat"}
    if model == "bytedance/uso":
        body["image_urls"] = ["https://x.example/a.png"]
    reply = http.post("/v1/images/generations", json=body).json()
    assert keys <= set(reply)
    assert ("data" in reply) is ("data" in keys)
    assert extra <= set((reply.get("data") or reply["images"])[0])


def test_milliseconds_for_some_and_seconds_for_others(http):
    def created(model):
        return http.post("/images/generations", json={"model": model, "prompt": "A boat"}).json()["created"]

    assert abs(created("alibaba/qwen-image") / 1000 - time.time()) < 60
    assert abs(created("openai/gpt-image-2") - time.time()) < 60


@pytest.mark.parametrize(
    ("image", "text"),
    [
        ("a.png", "Invalid url"),
        ("data:image/png;base64,%%", "not valid base64"),
        ("data:image/png;base64,aGVsbG8=", "not a JPEG, PNG, GIF or WEBP"),
    ],
)
def test_input_pictures_that_are_none_are_refused(http, image, text):
    body = {"model": "reve/edit-image", "prompt": "Blue", "image_url": image}
    reply = http.post("/v1/images/generations", json=body)
    assert reply.status_code == 400
    assert text in reply.json()["message"]


# Forms


PNG = encode(draw("boat", 8, 6), "png")


def edit(http, files, **fields):
    return http.post("/v1/images/edits", data={"model": "openai/gpt-image-1", "prompt": "Blue", **fields}, files=files)


@pytest.mark.parametrize(
    ("files", "fields", "text"),
    [
        ([("image", ("a.txt", b"text", "text/plain"))], {}, "Invalid image file"),
        ([("mask", ("a.png", PNG, "image/png"))], {}, "Expected 1 to 16 files, received 0"),
        ([("image[]", ("a.png", PNG, "image/png"))] * 17, {}, "received 17"),
        ([("image", ("a.png", PNG, "image/png"))], {"n": "11"}, "n: Number must be less than or equal to 10"),
        ([("image", ("a.png", PNG, "image/png"))], {"n": "many"}, "n: Expected number, received string"),
        ([("image", ("a.png", PNG, "image/png"))], {"size": "1x1"}, "size: Invalid enum value"),
        (
            [("image", ("a.png", PNG, "image/png")), ("mask", ("m.png", encode(draw("m", 5, 5), "png"), "image/png"))],
            {},
            "must have the size of the image",
        ),
    ],
)
def test_forms_that_the_model_does_not_take_are_refused(http, files, fields, text):
    reply = edit(http, files, **fields)
    assert reply.status_code == 400
    assert text in reply.json()["message"]


def test_an_edit_is_a_form_and_nothing_else(http):
    reply = http.post("/v1/images/edits", json={"model": "openai/gpt-image-1", "prompt": "Blue"})
    assert reply.status_code == 400
    assert "expected multipart/form-data" in reply.json()["message"]


def test_a_form_is_taken_apart_byte_by_byte():
    content = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n2\r\n--x\r\n'
    content += (
        b'Content-Disposition: form-data; name="f"; filename="n.bin"\r\nContent-Type: a/b\r\n\r\n\0\xff\r\n--x--\r\n'
    )
    field, file = parse_form("multipart/form-data; boundary=x", content)
    assert (field.name, field.filename, field.content) == ("a", None, b"1\r\n2")
    assert (file.name, file.filename, file.mime_type, file.content) == ("f", "n.bin", "a/b", b"\0\xff")


@pytest.mark.parametrize(
    "content", [b"", b"--x", b"--x\r\nno header\r\n--x--", b"junk--x--", b"--x\r\n\r\n\r\n--x--\r\n"]
)
def test_a_broken_form_is_refused(content):
    with pytest.raises(ServiceError) as caught:
        parse_form("multipart/form-data; boundary=x", content)
    assert caught.value.status == 400


# Addresses


def parts(path):
    _, _, token, rest = path.split("/")
    query = dict(pair.split("=") for pair in rest.partition("?")[2].split("&"))
    return token, query["expires"], query["signature"]


def test_an_address_works_until_it_expires_and_only_as_it_was_given():
    files = Artefacts()
    token, expires, signature = parts(files.keep(b"abc", "image/png", "a b.png", 60))
    assert files.find(token, expires, signature).content == b"abc"
    for wrong in ((token, expires, "x"), (token, "9999999999", signature), ("0", expires, signature), (token, "", "")):
        with pytest.raises(ServiceError) as caught:
            files.find(*wrong)
        assert caught.value.status == 403
    with pytest.raises(ServiceError, match="expired"):
        files.find(*parts(files.keep(b"abc", "image/png", "a.png", -1)))


def test_old_files_are_forgotten():
    files = Artefacts()
    first = parts(files.keep(b"first", "a/b", "a", 60))
    for number in range(MOST_FILES):
        files.keep(b"%d" % number, "a/b", "a", 60)
    with pytest.raises(ServiceError) as caught:
        files.find(*first)
    assert caught.value.status == 404


def test_an_address_needs_no_key(http):
    reply = http.post("/v1/images/generations", json={"model": "flux/schnell", "prompt": "A boat"}).json()
    url = reply["images"][0]["url"]
    keyless = TestClient(http.app).get(url)
    assert keyless.status_code == 200
    assert keyless.headers["content-type"] == "image/png"
    assert http.app.state.emulator.requests[-1].authorized is False

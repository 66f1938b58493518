"""The service's answer shapes to results."""

import base64
import pickle

import pytest
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from langchain_aimlapi.api.downloads import Downloader
from langchain_aimlapi.api.errors import MalformedResponseError
from langchain_aimlapi.image_results import ImageResult, read_images

URL = "https://cdn.example/a.png"


def read(reply):
    return read_images(reply, "flux/dev", Downloader())


def encoded(data):
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    "reply",
    [
        {"data": [{"url": URL, "b64_json": None}]},
        {"images": [{"url": URL}]},
        {"data": [{"url": URL}], "images": [{"url": URL}]},
        {"data": [], "images": [{"url": URL}]},
        {"data": None, "images": [{"url": URL}]},
        {"data": [URL]},
        {"images": [URL]},
        {"output": {"choices": [{"url": URL}]}},
        {"data": [{"url": URL}], "images": "none", "output": []},
        {"data": [{}, {"url": URL}, None, 5]},
    ],
)
def test_pictures_are_found_wherever_they_are(reply):
    result = read(reply)
    assert len(result) == 1
    assert result.image.url == URL
    assert [image.url for image in result] == [URL]
    assert result[0] is result.image


@pytest.mark.parametrize("wrap", [lambda text: text, lambda text: f"data:image/png;base64,{text}"])
@pytest.mark.parametrize("place", ["b64_json", "image_base64"])
def test_bytes_in_the_answer_are_the_picture(png, wrap, place):
    result = read({"data": [{place: wrap(encoded(png)), "url": None}]})
    image = result.image
    assert image.read() == png
    assert (image.url, image.mime_type, image.width, image.height) == (None, "image/png", 4, 3)
    assert encoded(png) not in str(result.raw)
    assert encoded(png) not in repr(result)


def test_an_address_that_holds_the_bytes_is_no_address(png):
    image = read({"images": [{"url": f"data:image/png;base64,{encoded(png)}"}]}).image
    assert image.url is None
    assert image.read() == png


@pytest.mark.parametrize(
    "reply",
    [{}, {"data": []}, {"data": [{"url": None}]}, {"data": [{"url": "ftp://x/y"}]}, {"data": [{"b64_json": ""}]}],
)
def test_an_answer_without_a_picture_is_an_error(reply):
    with pytest.raises(MalformedResponseError, match="has no picture in it"):
        read(reply)


def test_broken_base64_is_an_error():
    with pytest.raises(MalformedResponseError, match="base64 is broken"):
        read({"data": [{"b64_json": "abc"}]})


def test_what_only_one_of_two_lists_knows_is_put_together():
    reply = {
        "data": [{"url": URL, "b64_json": None}],
        "images": [{"url": URL, "width": 10, "height": 20, "content_type": "image/jpeg", "file_name": "x.jpg"}],
        "has_nsfw_concepts": [True],
        "seed": 7,
    }
    result = read(reply)
    image = result.image
    assert (image.width, image.height, image.mime_type, image.file_name) == (10, 20, "image/jpeg", "x.jpg")
    assert image.flagged is True
    assert result.seed == 7


@pytest.mark.parametrize(
    ("entry", "extra", "facts"),
    [
        ({"revised_prompt": "p"}, {}, {"revised_prompt": "p", "flagged": None}),
        ({"mime_type": "image/webp", "prompt": "q"}, {}, {"mime_type": "image/webp", "revised_prompt": "q"}),
        ({"content_violation": False}, {}, {"flagged": False}),
        ({"size": "2048x1024"}, {}, {"width": 2048, "height": 1024, "mime_type": "image/png"}),
        ({"url": "https://x.example/a"}, {"output_format": "webp"}, {"mime_type": "image/webp"}),
        ({"url": "https://x.example/a"}, {}, {"mime_type": None}),
        ({"width": "10", "size": "big"}, {"has_nsfw_concepts": ["?"]}, {"width": None, "flagged": None}),
    ],
)
def test_vendors_own_facts_are_read(entry, extra, facts):
    image = read({"data": [{"url": URL, **entry}], **extra}).image
    assert {name: getattr(image, name) for name in facts} == facts


def test_cost_and_ids_are_on_the_result_and_a_share_on_each_picture():
    reply = {
        "data": [{"url": URL}, {"url": URL + "2"}],
        "cost": {"usd": 0.08, "credits": 160_000},
        "inference_id": "inf-1",
        "client_request_id": "mine",
        "usage": {"total_tokens": 5},
    }
    result = read(reply)
    assert result.cost == {"usd": 0.08, "credits": 160_000}
    assert [image.cost for image in result] == [{"usd": 0.04, "credits": 80_000}] * 2
    assert (result.inference_id, result.client_request_id) == ("inf-1", "mine")
    assert result.image.inference_id == "inf-1"
    assert result.usage == {"total_tokens": 5}
    assert read({"data": [{"url": URL}]}).image.cost is None


@pytest.mark.parametrize("inline", [True, False])
def test_a_result_can_be_pickled_and_kept_as_json_and_by_langgraph(png, inline):
    entry = {"b64_json": encoded(png)} if inline else {"url": URL}
    result = read({"data": [entry], "inference_id": "i"})
    serde = JsonPlusSerializer(allowed_msgpack_modules=[("langchain_aimlapi.image_results", "ImageResult")])
    kept = (
        pickle.loads(pickle.dumps(result)),
        ImageResult.model_validate_json(result.model_dump_json()),
        serde.loads_typed(serde.dumps_typed(result)),
    )
    for twin in kept:
        assert twin == result
        assert twin.image.inline == (png if inline else None)


def test_a_notebook_shows_pictures_and_runs_no_scripts_in_them(png):
    shown = read({"data": [{"b64_json": encoded(png)}]})
    assert shown.image._repr_png_() == png
    assert shown.image._repr_jpeg_() is None
    assert shown.image._repr_html_() is None
    assert shown._repr_html_().startswith('<img alt="generated picture" src="data:image/png;base64,')
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    drawing = read({"data": [{"b64_json": encoded(svg)}]}).image
    assert drawing._repr_png_() is None
    assert drawing._repr_html_().startswith("<img ")
    assert b"<script" not in drawing._repr_html_().encode()


def test_a_notebook_says_why_a_picture_cannot_be_shown():
    result = read({"data": [{"url": "http://127.0.0.1:1/a.png"}]})
    assert result.image._repr_png_() is None
    assert "private network" in result.image._repr_html_()
    assert "private network" in result._repr_html_()


def test_a_picture_can_be_shown_to_a_chat_model(png):
    assert read({"data": [{"url": URL}]}).image.content_block() == {"type": "image", "url": URL}
    block = read({"data": [{"b64_json": encoded(png)}]}).image.content_block()
    assert block == {"type": "image", "base64": encoded(png), "mime_type": "image/png"}

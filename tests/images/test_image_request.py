"""What is sent for pictures."""

import io
import pathlib

import pytest

from langchain_aimlapi import InvalidRequestError
from langchain_aimlapi.call_params import UnsupportedParameterWarning
from langchain_aimlapi.image_request import upscalers

URL = "https://files.example/a.png"


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        ("flux/dev", {"num_images": 2}),
        ("x-ai/grok-imagine-image", {"n": 2}),
        ("acme/brand-new", {"n": 2}),
    ],
)
def test_the_number_of_pictures_has_the_models_name(make, service, model, sent):
    make(model, n=2).generate("A boat")
    assert service.requests == [("/v1/images/generations", {"model": model, "prompt": "A boat", **sent})]


@pytest.mark.parametrize(
    ("model", "params", "text"),
    [
        ("openai/gpt-image-1", {"n": 2}, "n must be one of 1 for openai/gpt-image-1, not 2"),
        ("flux/dev", {"n": 5}, "num_images must be a number from 1 to 4 for flux/dev, not 5"),
        ("reve/create-image", {"n": 2}, "makes one picture a request: n must be 1, not 2"),
        ("flux/dev", {"size": "100x5000"}, "image_size.width must be a number from 512 to 1536 for flux/dev, not 100"),
        ("alibaba/qwen-image", {"output_format": "webp"}, "output_format must be one of 'jpeg', 'png'"),
        ("flux-pro", {"safety_tolerance": "9"}, "safety_tolerance must be one of '1'"),
        ("flux/dev", {"guidance_scale": "three"}, "guidance_scale must be a number"),
        ("imagen-3.0-generate-002", {"prompt": "x" * 401}, "prompt must have at most 400 characters .*, not 401"),
        ("recraft-v3", {"colors": [{"r": 300, "g": 0, "b": 0}]}, r"colors\[0\].r must be a number from 0 to 255"),
        ("recraft-v3", {"colors": [{"r": 1}]}, r"colors\[0\].b must be given"),
        ("flux/dev", {"image": URL}, "flux/dev takes no pictures"),
        ("flux/dev/image-to-image", {"image": [URL, URL]}, "takes one picture, not 2"),
        ("alibaba/qwen-image-3-edit", {"image": [URL] * 4}, "image_urls must have at most 3 items"),
        ("flux/dev/image-to-image", {}, "flux/dev/image-to-image needs image_url"),
        ("flux/dev", {"prompt": None}, "flux/dev needs prompt"),
        ("openai/gpt-4o", {}, "makes no pictures: it is a model of the family 'chat'"),
        ("triposr", {"image": URL}, "makes no pictures: it is a model of the family '3d'"),
    ],
)
def test_what_the_model_cannot_do_is_refused_with_field_value_and_range(make, service, model, params, text):
    with pytest.raises(InvalidRequestError, match=text):
        make(model).generate(**{"prompt": "A boat", **params})
    assert service.requests == []


def test_what_the_model_does_not_know_is_warned_about_refused_or_sent(make, service):
    with pytest.warns(UnsupportedParameterWarning, match="flux/schnell does not know moderation"):
        make("flux/schnell", model_kwargs={"moderation": "auto"}).generate("A boat")
    with pytest.raises(InvalidRequestError, match="does not know moderation"):
        make("flux/schnell", unsupported_params="error").generate("A boat", moderation="auto")
    make("flux/schnell", unsupported_params="send").generate("A boat", moderation="low")
    assert [body.get("moderation") for _, body in service.requests] == ["auto", "low"]


def test_a_call_may_differ_from_the_settings(make, service):
    painter = make(size="1024x768", seed=5, model_kwargs={"guidance_scale": 3}, extra_body={"odd": 1})
    painter.generate("A boat", aspect_ratio="1:1", seed=0)
    assert service.body == {
        "model": "flux/dev",
        "prompt": "A boat",
        "image_size": "square_hd",
        "seed": 1,  # the least that the service takes; 0 is usual elsewhere
        "guidance_scale": 3,
        "odd": 1,
    }


def test_jpg_is_jpeg(make, service):
    make("alibaba/qwen-image", output_format="jpg").generate("A boat")
    assert service.body["output_format"] == "jpeg"


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_what_concerns_the_call_is_not_in_the_body(make, service, colour):
    options = {"client_request_id": "mine", "timeout": 5, "max_retries": 0, "extra_headers": {"X-A": "b"}}
    if colour == "sync":
        make().generate("A boat", **options)
    else:
        await make().agenerate("A boat", **options)
    assert service.body == {"model": "flux/dev", "prompt": "A boat"}


# Pictures that go in


def data_url(data):
    import base64

    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


@pytest.mark.parametrize(
    ("model", "count", "field", "is_list"),
    [
        ("flux/dev/image-to-image", 1, "image_url", False),
        ("flux/kontext-pro/image-to-image", 1, "image_url", False),
        ("flux/kontext-pro/image-to-image", 2, "image_url", True),
        ("alibaba/qwen-image-edit", 1, "image", False),
        ("bytedance/seedream-4-5", 1, "image_urls", True),
        ("luma/uni-1", 1, "image_urls", True),
        ("luma/uni-1", 3, "image_urls", True),
        ("acme/brand-new", 1, "image_url", False),
        ("acme/brand-new", 2, "image_urls", True),
    ],
)
def test_pictures_go_where_the_model_wants_them(make, service, model, count, field, is_list):
    images = [URL] * count
    make(model).generate("A boat", image=images if count > 1 else URL)
    assert service.body[field] == (images if is_list else URL)
    assert set(service.body) == {"model", "prompt", field}


def test_an_edit_tells_luma_that_it_is_one(make, service):
    make("luma/uni-1").edit("Make it blue", URL)
    assert service.body["type"] == "image_edit"
    assert service.body["image_url"] == URL


def test_a_picture_may_be_a_path_bytes_or_an_open_file(make, service, png, tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(png)
    painter = make("flux/dev/image-to-image")
    for source in (path, str(path), png, io.BytesIO(png), data_url(png), pathlib.PurePath(path), bytearray(png)):
        painter.image_to_image("A boat", source)
        assert service.body["image_url"] == data_url(png)


def test_an_earlier_result_may_go_in_again(make, service, png):
    first = make().generate("A boat").image
    make("flux/dev/image-to-image").image_to_image("A ship", first)
    assert service.body["image_url"] == "https://cdn.example/a.png?signature=s"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (b"", "image is empty"),
        (b"no picture at all", "image is no image that is known"),
        ("data:image/png;base64,%%", "base64 is broken"),
        ("data:text/plain,hello", "it is plain text"),
        (io.StringIO("text"), "opened with mode 'rb'"),
        (7, "not int"),
        ("iVBORw0KGgo" * 1000, "too long for a path"),
    ],
)
def test_what_is_no_picture_is_refused(make, service, source, text):
    with pytest.raises(InvalidRequestError, match=text):
        make("flux/dev/image-to-image").image_to_image("A boat", source)
    assert service.requests == []


def test_a_picture_that_is_too_large_is_refused_before_it_is_read(make, tmp_path):
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    for source in (path, path.open("rb")):
        with pytest.raises(InvalidRequestError, match=r"at most 52,428,800 can be sent"):
            make("flux/dev/image-to-image").image_to_image("A boat", source)
        if hasattr(source, "close"):
            source.close()


def test_a_file_that_is_not_there_is_an_error_of_the_system(make):
    with pytest.raises(FileNotFoundError):
        make("flux/dev/image-to-image").image_to_image("A boat", "nowhere.png")


@pytest.mark.parametrize("image", [None, []])
def test_methods_that_need_a_picture_say_so(make, image):
    for method in (make("flux/dev/image-to-image").image_to_image, make("openai/gpt-image-1").edit):
        with pytest.raises(InvalidRequestError, match="image is needed"):
            method("A boat", image)


# OpenAI's edits


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_openais_edits_are_forms(make, service, png, colour):
    painter = make("openai/gpt-image-1", quality="low")
    if colour == "sync":
        painter.edit("Blue", [png, png], mask=png, n=2)
    else:
        await painter.aedit("Blue", [png, png], mask=png, n=2)
    path, content = service.requests[0]
    assert path == "/v1/images/edits"
    assert content.count(b'name="image[]"; filename="image.png"\r\nContent-Type: image/png') == 2
    assert content.count(b'name="mask"; filename="image.png"') == 1
    assert b'name="quality"\r\n\r\nlow\r\n' in content
    assert b'name="n"\r\n\r\n2\r\n' in content


def test_a_form_has_one_picture_as_image(make, service, png, tmp_path):
    path = tmp_path / "cat.png"
    path.write_bytes(png)
    make("openai/gpt-image-2").generate("Blue", image=path)
    assert b'name="image"; filename="cat.png"' in service.body


def test_a_mask_is_for_openais_models_and_of_limited_size(make, png):
    with pytest.raises(InvalidRequestError, match="takes no mask; openai/gpt-image-1"):
        make("flux/kontext-pro/image-to-image").edit("Blue", png, mask=png)
    with pytest.raises(InvalidRequestError, match="mask must have fewer than 4,194,304 bytes"):
        make("openai/gpt-image-1").edit("Blue", png, mask=png + b"\0" * 4 * 1024 * 1024)
    with pytest.raises(InvalidRequestError, match="at most 16 pictures, not 17"):
        make("openai/gpt-image-1").edit("Blue", [png] * 17)


# Upscaling


def test_upscaling_needs_no_prompt(make, service):
    make("bytedance/dreamina-creative-upscale").upscale(URL, size="4K")
    assert service.body == {"model": "bytedance/dreamina-creative-upscale", "image_url": URL, "resolution": "4k"}
    make("topaz-labs/sharpen").upscale(URL, mode="Standard")
    assert service.body["mode"] == "Standard"


def test_a_model_that_does_not_upscale_names_those_that_do(make):
    assert "bytedance/dreamina-creative-upscale" in upscalers()
    with pytest.raises(InvalidRequestError, match="does not upscale; models that do: bytedance/dreamina"):
        make("flux/dev/image-to-image").upscale(URL)

"""The generators as tools of an agent, and as objects."""

import base64
import io
import json
import pickle

import pytest
from langchain_tests.unit_tests import ToolsUnitTests
from pydantic import ValidationError

from langchain_aimlapi import (
    AIMLAPI3DGenerator,
    AIMLAPIMusicGenerator,
    AIMLAPIVideoGenerator,
    InvalidRequestError,
    MalformedResponseError,
)
from langchain_aimlapi.tools.videos import VideoResult

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


class TestStandardVideo(ToolsUnitTests):
    model, example, kind = "google/veo-3.1-t2v", {"prompt": "A boat", "duration": 8}, AIMLAPIVideoGenerator

    @property
    def tool_constructor(self):
        return self.kind

    @property
    def tool_constructor_params(self):
        return {"model": self.model, "api_key": "key"}

    @property
    def init_from_env_params(self):
        return (
            {"AIMLAPI_API_KEY": "key-from-env", "AIMLAPI_API_BASE": "https://service.example"},
            {"model": self.model},
            {"api_key": "key-from-env", "base_url": "https://service.example"},
        )

    @property
    def tool_invoke_params_example(self):
        return self.example


class TestStandardMusic(TestStandardVideo):
    model, example, kind = "stable-audio", {"prompt": "Rain", "duration": 20}, AIMLAPIMusicGenerator


class TestStandard3D(TestStandardVideo):
    model, example, kind = "triposr", {"image": "https://files.example/a.png"}, AIMLAPI3DGenerator


def called(tool, **arguments):
    return {"name": tool.name, "args": arguments, "id": "1", "type": "tool_call"}


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_the_agent_gets_a_text_and_the_program_the_film(make, colour):
    tool = make(AIMLAPIVideoGenerator, "google/veo-3.1-t2v")
    call = called(tool, prompt="A boat")
    message = tool.invoke(call) if colour == "sync" else await tool.ainvoke(call)
    assert message.content == (
        "1 file(s) by google/veo-3.1-t2v:\n1. video/mp4: https://cdn.example/boat.mp4?signature=s"
    )
    assert isinstance(message.artifact, VideoResult)


def test_the_agent_is_offered_what_the_model_takes():
    offered = {
        "google/veo-3.1-t2v": {"prompt", "aspect_ratio", "duration"},
        "klingai/avatar-pro": {"prompt", "image", "audio"},
        "klingai/kling-video-v1.6-pro-effects": {"image", "effect", "duration"},
    }
    assert {model: set(AIMLAPIVideoGenerator(model=model).args) for model in offered} == offered
    unknown = AIMLAPIVideoGenerator(model="acme/brand-new")
    assert unknown.args_schema.model_json_schema()["required"] == ["prompt"]
    effects = AIMLAPIVideoGenerator(model="klingai/kling-video-v1.6-pro-effects")
    assert effects.args_schema.model_json_schema()["required"] == ["image", "effect"]
    assert set(AIMLAPI3DGenerator(model="tencent/hunyuan-part").args) == {"mesh"}


async def test_the_agent_may_name_no_files_of_this_machine_unless_allowed(make, service, tmp_path):
    (tmp_path / "a.png").write_bytes(PNG)
    arguments = {"prompt": "x", "image": str(tmp_path / "a.png")}
    tool = make(AIMLAPIVideoGenerator, "google/veo-3.1-i2v")
    with pytest.raises(InvalidRequestError, match="not a file of this machine"):
        tool.invoke(arguments)
    with pytest.raises(InvalidRequestError, match="not a file of this machine"):
        await tool.ainvoke(arguments)
    assert service.requests == []
    make(AIMLAPIVideoGenerator, "google/veo-3.1-i2v", allow_file_inputs=True).invoke(arguments)
    assert service.body["image_url"].startswith("data:image/png;base64,")


def test_files_of_every_kind_go_in(make, service):
    sound, film = b"RIFF1234WAVE", io.BytesIO(b"\0\0\0\x08ftypisom")
    make(AIMLAPIVideoGenerator, "klingai/avatar-pro").image_to_video(PNG, audio=sound)
    assert service.body["audio_url"] == "data:audio/wav;base64," + base64.b64encode(sound).decode()
    service.requests.clear()
    make(AIMLAPIVideoGenerator, "magic/video-to-video").video_to_video(film)
    assert service.body["video_url"].startswith("data:video/mp4;base64,")
    with pytest.raises(InvalidRequestError, match="video is empty"):
        make(AIMLAPIVideoGenerator, "magic/video-to-video").video_to_video(b"")


def test_an_earlier_result_goes_in(make, service):
    result = make(AIMLAPIVideoGenerator, "google/veo-3.1-t2v").generate("A boat")
    service.requests.clear()
    make(AIMLAPIVideoGenerator, "google/veo3-1-extend-video").video_to_video(result.video, "It goes on")
    assert service.body["video_url"] == result.video.url


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_the_plain_methods(make, service, colour):
    tool = make(AIMLAPIVideoGenerator, "klingai/kling-video-v1.6-pro-effects")
    if colour == "sync":
        tool.effects("pet_lion", "https://files.example/a.png")
    else:
        await tool.aeffects("pet_lion", "https://files.example/a.png")
    assert (service.body["effect_scene"], service.body["image_url"]) == ("pet_lion", "https://files.example/a.png")
    words = make(AIMLAPIVideoGenerator, "google/veo-3.1-t2v", duration=8, model_kwargs={"auto_fix": False})
    service.requests.clear()
    _ = words.text_to_video("A boat") if colour == "sync" else await words.atext_to_video("A boat")
    assert service.body == {"model": "google/veo-3.1-t2v", "prompt": "A boat", "duration": 8, "auto_fix": False}


async def test_what_a_model_cannot_do_names_those_that_can(make, service):
    tool = make(AIMLAPIVideoGenerator, "google/veo-3.1-t2v")
    for doing in (tool.effects, tool.image_to_video, tool.video_to_video):
        with pytest.raises(InvalidRequestError, match="models that do"):
            doing("https://files.example/a.png")
    for doing in (tool.aeffects, tool.aimage_to_video, tool.avideo_to_video):
        with pytest.raises(InvalidRequestError, match="models that do"):
            await doing("https://files.example/a.png")
    assert service.requests == []


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_meshes_are_found_wherever_they_are(make, service, colour):
    service.submitted = {
        "segmented_mesh": {"url": "https://cdn.example/s.glb", "content_type": "application/octet-stream"},
        "mask_1_mesh": {"url": "https://cdn.example/m.obj", "file_name": "part.obj"},
        "iou_scores": [0.5],
        "meta": {"usage": {"credits_used": 100}},
    }
    tool = make(AIMLAPI3DGenerator, "tencent/hunyuan-part")
    mesh = "https://files.example/a.glb"
    result = tool.generate(mesh=mesh) if colour == "sync" else await tool.agenerate(mesh=mesh)
    assert list(result.meshes) == ["segmented_mesh", "mask_1_mesh"]
    assert (result.mesh.mime_type, result[1].mime_type) == ("model/gltf-binary", "model/obj")
    assert result[1].suggested_name() == "part.obj"
    message = tool.invoke(called(tool, mesh=mesh)) if colour == "sync" else await tool.ainvoke(called(tool, mesh=mesh))
    assert "2. mask_1_mesh (model/obj): https://cdn.example/m.obj" in message.content


def test_an_answer_without_a_mesh_is_an_error(make, service):
    service.submitted = {"data": [{"url": "https://cdn.example/a.png"}]}
    with pytest.raises(MalformedResponseError, match="no model file"):
        make(AIMLAPI3DGenerator, "triposr").generate("https://files.example/a.png")


@pytest.mark.parametrize("kind", [AIMLAPIVideoGenerator, AIMLAPIMusicGenerator])
def test_it_can_be_copied_and_pickled_without_showing_its_key(kind):
    tool = kind(model="acme/new", api_key="secret-key", poll_interval=2)
    for twin in (pickle.loads(pickle.dumps(tool)), tool.model_copy()):
        assert twin.api_key.get_secret_value() == "secret-key"
        assert (twin.poll_interval, twin.args) == (2, tool.args)
    assert "secret-key" not in repr(tool)
    assert kind(model="google/veo-3.1-t2v").model_copy(update={"model": "acme/new"}).args == tool.args


def test_a_misspelt_setting_is_an_error():
    with pytest.raises(ValidationError, match="duratoin"):
        AIMLAPIVideoGenerator(model="google/veo-3.1-t2v", duratoin=5)


def test_results_survive_json(make):
    result = make(AIMLAPIVideoGenerator, "google/veo-3.1-t2v").generate("A boat")
    twin = VideoResult.model_validate_json(result.model_dump_json())
    assert twin.video.url == result.video.url
    assert json.loads(result.model_dump_json())["job_id"] == "a/b:c"
    assert "<video" in result.video._repr_html_()
    assert result._repr_html_() == result.video._repr_html_()
    assert result.video.content_block() == {"type": "video", "url": result.video.url, "mime_type": "video/mp4"}


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.obj", b"v 0 0 0\nv 1 0 0\n", "model/obj"),
        ("a.glb", b"glTF\2\0\0\0", "model/gltf-binary"),
        ("a", b"\x01\x02no name tells", "model/gltf-binary"),
        ("b", b"# a body\nv 0 0 0\n", "model/obj"),
    ],
)
def test_a_mesh_of_this_machine_is_sent_as_what_it_is(make, service, tmp_path, name, data, kind):
    path = tmp_path / name
    path.write_bytes(data)
    service.submitted = {"segmented_mesh": {"url": "https://cdn.example/s.glb"}}
    make(AIMLAPI3DGenerator, "tencent/hunyuan-part").generate(mesh=path)
    assert service.body["mesh_url"] == f"data:{kind};base64,{base64.b64encode(data).decode()}"

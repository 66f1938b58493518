"""LangChain's standard suite for tools, over HTTP."""

import pytest
from langchain_tests.integration_tests import ToolsIntegrationTests

from langchain_aimlapi import (
    AIMLAPI3DGenerator,
    AIMLAPIImageGenerator,
    AIMLAPIMusicGenerator,
    AIMLAPISpeech,
    AIMLAPIVideoGenerator,
    media_files,
)


@pytest.mark.usefixtures("emulator_environment")
class TestVideo(ToolsIntegrationTests):
    @property
    def tool_constructor(self):
        return AIMLAPIVideoGenerator

    @property
    def tool_constructor_params(self):
        return {"model": "klingai/video-v2-6-pro-image-to-video", "poll_interval": 0.001}

    @property
    def tool_invoke_params_example(self):
        return {"prompt": "The boat drifts off", "image": "https://files.example/a.png"}


@pytest.mark.usefixtures("emulator_environment")
class TestMusic(ToolsIntegrationTests):
    @property
    def tool_constructor(self):
        return AIMLAPIMusicGenerator

    @property
    def tool_constructor_params(self):
        return {"model": "elevenlabs/eleven_music", "poll_interval": 0.001}

    @property
    def tool_invoke_params_example(self):
        return {"prompt": "Slow rain on tin", "duration": 10.0}


@pytest.mark.usefixtures("emulator_environment")
class Test3D(ToolsIntegrationTests):
    @property
    def tool_constructor(self):
        return AIMLAPI3DGenerator

    @property
    def tool_constructor_params(self):
        return {"model": "triposr"}

    @property
    def tool_invoke_params_example(self):
        return {"image": "https://files.example/a.png"}


TOOLS = {
    "image": (AIMLAPIImageGenerator, {"model": "flux/schnell"}, {"prompt": "A boat"}),
    "video": (AIMLAPIVideoGenerator, {"model": "google/veo-3.1-t2v", "poll_interval": 0.001}, {"prompt": "A boat"}),
    "music": (AIMLAPIMusicGenerator, {"model": "stable-audio", "poll_interval": 0.001}, {"prompt": "Rain"}),
    "3d": (AIMLAPI3DGenerator, {"model": "triposr"}, {"image": "https://files.example/a.png"}),
    "speech": (AIMLAPISpeech, {"model": "deepgram/aura-2"}, {"text": "Good morning"}),
}


@pytest.mark.parametrize("colour", ["sync", "async"])
@pytest.mark.parametrize(("kind", "settings", "arguments"), TOOLS.values(), ids=TOOLS)
async def test_a_directory_to_save_in_is_made_and_holds_what_every_call_made(
    emulator_environment, tmp_path, kind, settings, arguments, colour
):
    folder = tmp_path / "new" / "results"
    tool = kind(**settings, save_directory=folder)
    for _ in range(2):
        _ = tool.invoke(arguments) if colour == "sync" else await tool.ainvoke(arguments)
    assert len([path for path in folder.iterdir() if path.stat().st_size]) == 2


@pytest.mark.parametrize("colour", ["sync", "async"])
@pytest.mark.parametrize(("kind", "settings", "arguments"), TOOLS.values(), ids=TOOLS)
async def test_a_directory_that_cannot_be_made_is_an_error_before_anything_is_paid_for(
    emulator_environment, tmp_path, kind, settings, arguments, colour
):
    (tmp_path / "file").write_bytes(b"")
    tool = kind(**settings, save_directory=tmp_path / "file" / "results")
    with pytest.raises(OSError, match="file"):
        _ = tool.invoke(arguments) if colour == "sync" else await tool.ainvoke(arguments)
    assert emulator_environment.requests == []


@pytest.mark.parametrize("colour", ["sync", "async"])
@pytest.mark.parametrize(("kind", "settings", "arguments"), TOOLS.values(), ids=TOOLS)
async def test_what_was_paid_for_and_cannot_be_saved_is_there_all_the_same(
    emulator_environment, monkeypatch, tmp_path, kind, settings, arguments, colour
):
    def no_room(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(media_files, "file_target", no_room)
    tool = kind(**settings, save_directory=tmp_path)
    call = {"name": tool.name, "args": arguments, "id": "1", "type": "tool_call"}
    message = tool.invoke(call) if colour == "sync" else await tool.ainvoke(call)
    assert "not saved ([Errno 28] No space left on device): " in message.content
    files = [message.artifact] if kind is AIMLAPISpeech else list(message.artifact)
    assert all(file.read() for file in files)

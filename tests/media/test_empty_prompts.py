"""Nothing is paid for that nobody has said anything about: blank texts are refused before they are sent."""

import asyncio
import importlib

import pytest

from langchain_aimlapi import (
    AIMLAPI3DGenerator,
    AIMLAPIEmbeddings,
    AIMLAPIImageGenerator,
    AIMLAPIModeration,
    AIMLAPIMusicGenerator,
    AIMLAPISearch,
    AIMLAPISearchRetriever,
    AIMLAPISpeech,
    AIMLAPIVideoGenerator,
)
from langchain_aimlapi.api import AIMLAPIClient
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.prompts import is_blank
from langchain_aimlapi.http_library import httpx

PIXEL = "https://cdn.example/a.png"
CALLS = {
    "image": (AIMLAPIImageGenerator, "flux/schnell", lambda tool, text: tool.generate(text)),
    "image of a model that nobody knows": (
        AIMLAPIImageGenerator,
        "new/painter",
        lambda tool, text: tool.generate(text),
    ),
    "image that leaves its prompt open": (
        AIMLAPIImageGenerator,
        "new/painter",
        lambda tool, text: tool.generate(text, negative_prompt="rain", aspect_ratio="1:1"),
    ),
    "edit": (AIMLAPIImageGenerator, "openai/gpt-image-1", lambda tool, text: tool.edit(text, b"\x89PNG\r\n\x1a\n" * 9)),
    "edit by address": (
        AIMLAPIImageGenerator,
        "flux/kontext-pro/image-to-image",
        lambda tool, text: tool.edit(text, PIXEL),
    ),
    "image tool": (AIMLAPIImageGenerator, "flux/schnell", lambda tool, text: tool.invoke({"prompt": text})),
    "image, async": (AIMLAPIImageGenerator, "flux/schnell", lambda tool, text: asyncio.run(tool.agenerate(text))),
    "video": (AIMLAPIVideoGenerator, "google/veo-3.1-t2v", lambda tool, text: tool.submit(text)),
    "video, prompt optional": (
        AIMLAPIVideoGenerator,
        "klingai/video-v3-pro-text-to-video",
        lambda tool, text: tool.submit(text),
    ),
    "video, async": (AIMLAPIVideoGenerator, "google/veo-3.1-t2v", lambda tool, text: asyncio.run(tool.asubmit(text))),
    "music": (AIMLAPIMusicGenerator, "stable-audio", lambda tool, text: tool.submit(text)),
    "music, prompt optional": (AIMLAPIMusicGenerator, "minimax/music-2.6", lambda tool, text: tool.submit(text)),
    "lyrics": (AIMLAPIMusicGenerator, "minimax/music-2.0", lambda tool, text: tool.submit("Folk", lyrics=text)),
    "mesh": (AIMLAPI3DGenerator, "triposr", lambda tool, text: tool.generate(image_url=text)),
    "speech": (AIMLAPISpeech, "openai/tts-1", lambda tool, text: tool.speak(text)),
    "script": (AIMLAPISpeech, "microsoft/vibevoice-7b", lambda tool, text: tool.speak(text)),
    "query": (AIMLAPIEmbeddings, "text-embedding-3-small", lambda tool, text: tool.embed_query(text)),
    "documents": (AIMLAPIEmbeddings, "text-embedding-3-small", lambda tool, text: tool.embed_documents(["a", text])),
    "search": (AIMLAPISearch, "perplexity/sonar", lambda tool, text: tool.search(text)),
    "search tool": (AIMLAPISearch, "perplexity/sonar", lambda tool, text: tool.invoke({"query": text})),
    "retriever": (AIMLAPISearchRetriever, "perplexity/sonar", lambda tool, text: tool.invoke(text)),
    "moderation": (AIMLAPIModeration, "openai/gpt-4o", lambda tool, text: tool.invoke(text)),
}
BLANK = ["", " ", "\n\t ", "\u00a0\u2003", "\u200b\ufeff"]


@pytest.mark.parametrize("text", BLANK, ids=repr)
@pytest.mark.parametrize("call", CALLS)
def test_a_blank_text_is_refused_before_anything_is_sent(make, service, call, text):
    kind, model, ask = CALLS[call]
    with pytest.raises(InvalidRequestError, match=r"empty|nothing to judge|nothing to say"):
        ask(make(kind, model=model), text)
    assert service.requests == []


CLIENT_CALLS = {
    "generate_images": lambda client, text: client.generate_images({"model": "m", "prompt": text}),
    "edit_images": lambda client, text: client.edit_images({"model": "m", "prompt": text}),
    "submit_job": lambda client, text: client.submit_job("/v2/video/generations", {"model": "m", "prompt": text}),
    "speak": lambda client, text: client.speak({"model": "m", "text": text}),
    "speak a script": lambda client, text: client.speak({"model": "m", "script": text}),
    "embed": lambda client, text: client.embed({"model": "m", "input": text}),
    "embed several": lambda client, text: client.embed({"model": "m", "input": ["a", text]}),
    "aembed": lambda client, text: asyncio.run(client.aembed({"model": "m", "input": [text]})),
    "aspeak": lambda client, text: asyncio.run(client.aspeak({"model": "m", "text": text})),
    "agenerate_images": lambda client, text: asyncio.run(client.agenerate_images({"model": "m", "prompt": text})),
    "asubmit_job": lambda client, text: asyncio.run(client.asubmit_job("/v2/generate/audio", {"prompt": text})),
}


@pytest.mark.parametrize("text", BLANK, ids=repr)
@pytest.mark.parametrize("call", CLIENT_CALLS)
def test_the_client_refuses_it_as_well(make, service, call, text):
    with pytest.raises(InvalidRequestError, match="empty"):
        CLIENT_CALLS[call](make(AIMLAPIClient), text)
    assert service.requests == []


@pytest.mark.parametrize(
    ("model", "params"),
    [
        ("kling-video/v1/standard/image-to-video", {"image": PIXEL}),
        ("klingai/video-v3-pro-image-to-video", {"image": PIXEL}),
        ("gen3a_turbo", {"image": PIXEL}),
    ],
)
@pytest.mark.parametrize("text", [None, ""])
def test_an_image_says_enough_where_the_prompt_is_optional(make, service, model, params, text):
    service.answer = lambda request: httpx.Response(200, json={"id": "a", "status": "queued"})
    assert make(AIMLAPIVideoGenerator, model=model).submit(text, **params).id == "a"
    assert len(service.requests) == 1


def test_words_of_any_script_and_emoji_are_no_blanks():
    assert not any(is_blank(text) for text in ("a", "漢", "🙂", "…", "\u200ba", "1", "я"))


def test_the_command_refuses_an_empty_question():
    pytest.importorskip("typer")
    from typer.testing import CliRunner

    app = importlib.import_module("langchain_aimlapi.cli").app
    for words in (["chat", ""], ["image", " "], ["speak", ""], ["search", ""], ["video", "", "--no-wait"]):
        done = CliRunner().invoke(app, words, env={"AIMLAPI_API_KEY": "key", "AIMLAPI_API_BASE": "http://127.0.0.1:9"})
        assert (done.exit_code, "empty" in done.stderr) == (2, True), (words, done.stderr)

"""Langflow's pages in a headless Chromium: what a user sees who saves a key, looks for a component and asks a question.

`LANGFLOW_SCREENSHOTS=docs/images make langflow_test` makes the pictures of docs/langflow.md anew.
"""

import json
import shutil
import subprocess

import httpx
import pytest

CHAT = "aimlapi_chat_with_memory"
AGENT = "aimlapi_agent_with_images"
QUESTION = "Why is the sky blue? Think about it first."


@pytest.fixture
def browse(langflow_address, chromium, pictures, here):
    """Takes steps in the browser; what was seen at each."""

    def go(*steps, **facts):
        task = {
            "steps": steps,
            "address": langflow_address,
            "browser": chromium,
            "pictures": str(pictures),
            "badKey": "bad-key",
            "key": "emulator-key",
            **facts,
        }
        command = [shutil.which("node"), str(here / "browser.mjs"), json.dumps(task)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=here, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    return go


def test_a_key_is_saved_in_settings(browse, langflow):
    seen = browse("settings")["settings"]
    assert "API key is invalid" in seen["refused"]
    assert "openai/gpt-4o" in seen["models"]
    assert "emulator-key" not in seen["page"]


def test_the_sidebar_has_every_component(browse, flow):
    names = set(browse("sidebar", flow=flow(CHAT))["sidebar"]["names"])
    wanted = {"Chat", "Embeddings", "Image", "Moderation", "OCR", "Search", "Speech", "Transcription", "Video"}
    assert {name.removeprefix("AI/ML API ") for name in names} >= wanted


def test_the_playground_streams_the_answer_and_shows_the_reasoning(browse, langflow, flow):
    langflow.save_key("emulator-key")
    seen = browse("playground", flow=flow(CHAT), question=QUESTION)["playground"]
    assert len(seen["lengths"]) > 3, "the answer came at once"
    assert "Why is the sky blue" in seen["answer"]
    assert "Then I compute the reply" in seen["page"], "what the emulated model thinks is not to be seen"


def test_an_agent_makes_a_picture_and_says_where_it_is(browse, langflow, flow):
    langflow.save_key("emulator-key")
    seen = browse("picture", flow=flow(AGENT), question="Make a picture of a paper boat in the rain")["picture"]
    assert "GENERATE IMAGE" in seen["page"]
    [link] = seen["links"]
    assert httpx.get(link).content.startswith(b"\x89PNG")

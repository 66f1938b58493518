"""What the emulated speech, transcription and OCR endpoints refuse, as raw HTTP."""

import pytest
import samples

from langchain_aimlapi.http_library import httpx

KEY = {"authorization": "Bearer key"}


@pytest.mark.parametrize(
    ("path", "body", "status", "text"),
    [
        ("/v1/tts", {"model": "openai/tts-1"}, 400, "text: Required"),
        ("/v1/tts", {"model": "openai/tts-1", "text": "a", "voice": "Nobody"}, 400, "voice"),
        ("/v1/tts", {"model": "openai/gpt-4o", "text": "a"}, 404, "No endpoints"),
        ("/v1/stt/create", {"model": "nova-3"}, 400, "exactly one"),
        ("/stt/create", {"model": "nova-3", "url": 5}, 400, "url: Expected string"),
        ("/v1/ocr", {"model": "zhipu/glm-ocr", "document": "text"}, 400, "document"),
        ("/v1/ocr", {"document": {"type": "document_url", "document_url": "u"}}, 400, "document"),
        ("/ocr", {"model": "zhipu/glm-ocr"}, 400, "document: Required"),
    ],
)
def test_requests_that_the_schema_forbids_are_refused(emulator, path, body, status, text):
    answer = httpx.post(emulator.base_url + path, json=body, headers=KEY)
    assert answer.status_code == status
    assert text in answer.json()["message"]


@pytest.mark.parametrize("path", ["/v1/tts", "/v1/stt/create", "/v1/ocr"])
def test_a_key_is_needed(emulator, path):
    assert httpx.post(emulator.base_url + path, json={}).status_code == 401


def test_a_transcript_belongs_to_the_key_that_asked(emulator):
    form = {"model": "nova-3", "diarize": "true"}
    files = {"audio": ("a.wav", samples.wav(), "audio/wav")}
    submitted = httpx.post(f"{emulator.base_url}/stt/create", data=form, files=files, headers=KEY).json()
    address = f"{emulator.base_url}/stt/{submitted['generation_id']}"
    assert [httpx.get(address, headers=KEY).json()["status"] for _ in range(3)] == ["waiting", "active", "completed"]
    assert httpx.get(address, headers={"authorization": "Bearer other"}).status_code == 404


def test_google_is_who_is_meant_when_no_model_is(emulator):
    answer = httpx.post(f"{emulator.base_url}/ocr", json={"document": "https://files.example/a.pdf"}, headers=KEY)
    assert answer.json()["model"] == "gc-document-ai"

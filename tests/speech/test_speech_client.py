"""The client's calls of speech, transcription and OCR, against a transport in memory."""

import io

import pytest

from langchain_aimlapi.api import AIMLAPIClient
from langchain_aimlapi.api.errors import (
    APIConnectionError,
    InvalidRequestError,
    MalformedResponseError,
    NotFoundError,
    ServerError,
)
from langchain_aimlapi.api.retry import RetryPolicy
from langchain_aimlapi.api.uploads import FilePart
from langchain_aimlapi.http_library import httpx

HEADERS = {"x-inference-id": "inf-1"}
COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in pieces that may break, and that knows whether it was closed."""

    def __init__(self, *pieces, breaks=False):
        self.pieces, self.breaks, self.closed, self.read = pieces, breaks, False, 0

    def __iter__(self):
        for piece in self.pieces:
            self.read += 1
            yield piece
        if self.breaks:
            raise httpx.ReadError("gone")

    async def __aiter__(self):
        for piece in self:
            yield piece

    def close(self):
        self.closed = True

    async def aclose(self):
        self.closed = True


def make_client(answer, seen=None):
    def handle(request):
        if seen is not None:
            seen.append((request, request.read()))
        return answer() if callable(answer) else answer

    mock = httpx.MockTransport(handle)
    return AIMLAPIClient(
        api_key="key",
        retry_policy=RetryPolicy(max_retries=0),
        http_client=httpx.Client(transport=mock),
        http_async_client=httpx.AsyncClient(transport=mock),
    )


async def call(client, name, *args, colour):
    return getattr(client, name)(*args) if colour == "sync" else await getattr(client, f"a{name}")(*args)


async def pieces_of(answer, colour):
    return list(answer.pieces) if colour == "sync" else [piece async for piece in answer.pieces]


@COLOURS
async def test_an_answer_in_json_comes_with_cost_and_ids(colour):
    seen = []
    reply = {"audio": {"url": "https://cdn.example/a.mp3"}, "meta": {"usage": {"usd_spent": 0.01}}}
    answer = await call(
        make_client(httpx.Response(201, json=reply, headers=HEADERS), seen), "speak", {"text": "t"}, colour=colour
    )
    assert answer.pieces is None
    assert answer.reply["audio"] == {"url": "https://cdn.example/a.mp3"}
    assert answer.reply["cost"]["usd"] == 0.01
    assert answer.reply["inference_id"] == "inf-1"
    assert seen[0][0].url.path == "/v1/tts"
    assert seen[0][0].headers["accept"] == "*/*"


@COLOURS
async def test_a_sound_arrives_in_pieces_that_are_not_held(colour):
    body = Pieces(b"RIFF", b"more", b"end")
    headers = {**HEADERS, "content-type": "Audio/WAV; rate=24000"}
    answer = await call(make_client(httpx.Response(200, stream=body, headers=headers)), "speak", {}, colour=colour)
    assert body.read == 0
    assert answer.mime_type == "audio/wav"
    assert answer.reply == {"inference_id": "inf-1"}
    assert await pieces_of(answer, colour) == [b"RIFF", b"more", b"end"]
    assert body.closed


@COLOURS
async def test_a_sound_that_nobody_reads_is_closed(colour):
    body = Pieces(b"RIFF")
    headers = {"content-type": "audio/mpeg"}
    answer = await call(make_client(httpx.Response(200, stream=body, headers=headers)), "speak", {}, colour=colour)
    if colour == "sync":
        answer.pieces.close()
    else:
        await answer.pieces.aclose()
    assert body.closed
    assert body.read == 0


@COLOURS
async def test_a_sound_that_breaks_off_is_an_error_and_no_short_sound(colour):
    headers = {"content-type": "audio/mpeg"}
    response = httpx.Response(200, stream=Pieces(b"RIFF", breaks=True), headers=headers)
    answer = await call(make_client(response), "speak", {}, colour=colour)
    with pytest.raises(APIConnectionError, match="broke while the answer was arriving"):
        await pieces_of(answer, colour)


@COLOURS
async def test_an_error_instead_of_a_sound_is_typed(colour):
    refused = httpx.Response(400, json={"message": "voice: Invalid enum value", "statusCode": "400"})
    with pytest.raises(InvalidRequestError, match="voice"):
        await call(make_client(refused), "speak", {}, colour=colour)
    failed = httpx.Response(200, json={"error": {"message": "upstream failed", "code": 500}})
    with pytest.raises(ServerError, match="upstream failed"):
        await call(make_client(failed), "speak", {}, colour=colour)
    page = httpx.Response(200, text="<html>busy</html>", headers={"content-type": "text/html"})
    with pytest.raises(MalformedResponseError):
        await call(make_client(page), "speak", {}, colour=colour)


@COLOURS
async def test_a_recording_is_sent_as_json_or_as_a_form(colour):
    seen = []
    client = make_client(lambda: httpx.Response(201, json={"generation_id": "g"}, headers=HEADERS), seen)
    reply = await call(client, "submit_transcription", {"model": "#g1_whisper-large", "url": "u"}, colour=colour)
    assert reply == {"generation_id": "g", "inference_id": "inf-1"}
    part = FilePart("audio", "a.wav", io.BytesIO(b"RIFFdata"), "audio/wav")
    await call(client, "submit_transcription", {"model": "nova-3", "diarize": True}, [part], colour=colour)
    assert seen[0][1] == b'{"model":"#g1_whisper-large","url":"u"}'
    assert b'name="audio"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\nRIFFdata' in seen[1][1]
    assert b'name="diarize"\r\n\r\ntrue' in seen[1][1]
    assert {request.url.path for request, _ in seen} == {"/v1/stt/create"}


@COLOURS
@pytest.mark.parametrize("generation_id", ["g-1", "a/b#c:d?e", "-x", "../models"])
async def test_a_transcript_is_asked_for_by_an_id_that_may_hold_anything(colour, generation_id):
    seen = []
    client = make_client(httpx.Response(200, json={"status": "queued"}), seen)
    assert (await call(client, "fetch_transcription", generation_id, colour=colour))["status"] == "queued"
    request = seen[0][0]
    assert request.method == "GET"
    assert request.url.raw_path.count(b"/") == 3
    assert request.url.path == f"/v1/stt/{generation_id}"


async def test_a_transcript_without_an_id_or_after_its_hour_is_an_error():
    with pytest.raises(InvalidRequestError, match="generation_id is needed"):
        make_client(httpx.Response(200)).fetch_transcription(" ")
    gone = httpx.Response(404, json={"message": "Generation not found", "statusCode": 404})
    with pytest.raises(NotFoundError):
        make_client(gone).fetch_transcription("g")


@COLOURS
async def test_pages_are_answered_with_cost_and_ids(colour):
    seen = []
    reply = {"pages": [], "meta": {"usage": {"credits_used": 2000}}}
    client = make_client(httpx.Response(200, json=reply, headers=HEADERS), seen)
    answer = await call(client, "ocr", {"document": "u"}, colour=colour)
    assert answer["inference_id"] == "inf-1"
    assert answer["cost"]["credits"] == 2000
    assert seen[0][0].url.path == "/v1/ocr"

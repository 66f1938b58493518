"""The endpoints of speech, sound and text: text to speech, speech to text, pages to text."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import quote

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.families import Posting
from langchain_aimlapi.api.prompts import check_prompt
from langchain_aimlapi.api.reading import read_generation
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.types import JSON
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.api import uploads as api_uploads
else:
    api_uploads = LazyModule("langchain_aimlapi.api.uploads")


SPEECH_PATH = "/v1/tts"
TRANSCRIPTION_PATH = "/v1/stt/create"
TRANSCRIPT_PATH = "/v1/stt/"
OCR_PATH = "/v1/ocr"

PiecesT = TypeVar("PiecesT")


@dataclass(frozen=True)
class SpokenAnswer(Generic[PiecesT]):
    """What a speech model answers: JSON that names a file, or the sound itself.

    Attributes:
        reply: The JSON answer with `cost` and ids; for a sound only the ids, since the service tells no cost with one.
        mime_type: What the sound is, as the answer's header says.
        pieces: The sound in pieces as they arrive, to be read or closed; None when the answer is JSON.
    """

    reply: JSON
    mime_type: str | None = None
    pieces: PiecesT | None = None


class SpeechCalls(Posting):
    """Text to speech."""

    def speak(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> SpokenAnswer[Generator[bytes]]:
        """Have a text spoken.

        Deepgram's and ElevenLabs' models answer with the sound, the others with JSON that has the address of a file.

        Args:
            body: `model`, `text` (for VibeVoice `script`) and the model's own parameters.
                https://docs.aimlapi.com/api-references/speech-models/text-to-speech
            options: What differs for this call.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong; a connection
                that breaks later raises while the pieces are read.
        """
        check_prompt(body)
        return self._post_for_sound(SPEECH_PATH, body, _any_type(options))

    async def aspeak(
        self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> SpokenAnswer[AsyncGenerator[bytes]]:
        """`speak`, asynchronously."""
        check_prompt(body)
        return await self._apost_for_sound(SPEECH_PATH, body, _any_type(options))


class TranscriptionCalls(Posting):
    """Speech to text: submit a recording, ask for the transcript until it is there; it is kept for one hour."""

    def submit_transcription(
        self, body: JSON, files: Iterable[api_uploads.FilePart] = (), options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """Submit a recording and return the service's answer, with `generation_id`, `cost` and ids.

        Args:
            body: `model`, the model's own parameters, and `url` unless a file is sent.
                https://docs.aimlapi.com/api-references/speech-models/speech-to-text
            files: The recording, field `audio`, for OpenAI's models `file`. With a file the call is a form.
            options: What differs for this call.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        return self._post(TRANSCRIPTION_PATH, body, options, files)

    async def asubmit_transcription(
        self, body: JSON, files: Iterable[api_uploads.FilePart] = (), options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """`submit_transcription`, asynchronously."""
        return await self._apost(TRANSCRIPTION_PATH, body, options, files)

    def fetch_transcription(self, generation_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Ask once how a transcription stands and return the service's answer, with ids.

        A transcription that failed is no error here: its `status` is `"error"`.

        Args:
            generation_id: What submitting it answered.
            options: What differs for this call.

        Raises:
            InvalidRequestError: If there is no id.
            NotFoundError: If the service does not know it, or deleted the transcript after an hour.
            AIMLAPIError: The leaf of the tree that fits, as for every call.
        """
        return read_generation(*self._exchange("GET", _transcript_path(generation_id), options))

    async def afetch_transcription(self, generation_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`fetch_transcription`, asynchronously."""
        return read_generation(*await self._aexchange("GET", _transcript_path(generation_id), options))


class OCRCalls(Posting):
    """Scanned pages and pictures to text."""

    def ocr(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Have a document read and return the service's answer, with `cost` and ids.

        Args:
            body: `document` and the model's own parameters; without `model` it is Google's.
                https://docs.aimlapi.com/api-references/vision-models/ocr-optical-character-recognition
            options: What differs for this call.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        return self._post(OCR_PATH, body, options)

    async def aocr(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`ocr`, asynchronously."""
        return await self._apost(OCR_PATH, body, options)


def media_type(headers: Mapping[str, str]) -> str:
    """The MIME type of an answer without its parameters, in lower case."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def is_sound(headers: Mapping[str, str]) -> bool:
    """Whether an answer is a file: JSON is read as such, and a page of text is no file but somebody's error."""
    kind = media_type(headers)
    return not kind.startswith("text/") and not kind.endswith("json")


def _any_type(options: RequestOptions) -> RequestOptions:
    return replace(options, headers={"Accept": "*/*", **options.headers})


def _transcript_path(generation_id: str) -> str:
    """The address of a transcript; ids may hold characters that an address cannot."""
    if not generation_id.strip():
        raise InvalidRequestError("generation_id is needed: submitting a transcription answers with it")
    return TRANSCRIPT_PATH + quote(generation_id.strip(), safe="")

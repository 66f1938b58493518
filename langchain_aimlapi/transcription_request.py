"""What is wanted of a transcription model, to the call that is sent: names, address or file, checks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.speech import TRANSCRIPTION_PATH
from langchain_aimlapi.api.uploads import FilePart
from langchain_aimlapi.call_params import split_options
from langchain_aimlapi.catalogue import ModelCard, get_model, wire_id
from langchain_aimlapi.lazy import LazyModule
from langchain_aimlapi.media_request import Policy, StandardNames, check_body, check_names, place_of
from langchain_aimlapi.media_types import SUFFIXES

if TYPE_CHECKING:
    from langchain_aimlapi import file_inputs as file_inputs_module
else:
    file_inputs_module = LazyModule("langchain_aimlapi.file_inputs")

JSON = dict[str, Any]
Schema = Mapping[str, Mapping[str, Any]]

NAMES = StandardNames(
    "stt",
    TRANSCRIPTION_PATH,
    {
        "language": ("language", "language_code"),
        "diarize": ("diarize", "speaker_labels"),
        "multichannel": ("multichannel", "multi_channel"),
    },
)
"""Standard names, and what models call them."""
_FILES = ("file", "audio")
OPENAI_BYTES = 25 * 1024 * 1024
"""Most bytes of a recording for OpenAI's models. https://platform.openai.com/docs/guides/speech-to-text"""
_ENDINGS = {
    "audio/wav": ("wav",),
    "audio/mpeg": ("mp3", "mpga", "mpeg"),
    "audio/mp4": ("m4a", "mp4"),
    "audio/ogg": ("ogg", "oga"),
    "audio/flac": ("flac",),
    "audio/webm": ("webm",),
    "video/mp4": ("mp4",),
    "video/webm": ("webm",),
    "video/mpeg": ("mpeg",),
}
"""Types that OpenAI's models take, and the endings by which they know them."""


@dataclass(frozen=True, slots=True)
class TranscriptionCall:
    """A request for a transcript, ready to send.

    Attributes:
        body: The body, or the fields of the form.
        part: Name of the form's file field; None for an address.
        options: What concerns the call rather than the body.
    """

    body: JSON
    part: str | None
    options: RequestOptions


def build_transcription_call(
    model: str,
    recording: file_inputs_module.GivenFile,
    params: Mapping[str, Any],
    *,
    unsupported_params: Policy = "warn",
) -> TranscriptionCall:
    """The call that has a recording transcribed.

    Args:
        model: The model's name as the user gave it.
        recording: The recording.
        params: The standard names `language`, `diarize` and `multichannel`, any of the model's own, `file_field`, which
            is the name of the form's field, `extra_body`, and what concerns the call rather than the body.
        unsupported_params: What to do with what the model does not know.

    Raises:
        InvalidRequestError: If the model cannot do what is asked for.
    """
    given, options = split_options(params)
    extra, field = given.pop("extra_body", {}), given.pop("file_field", None)
    card = get_model(model)
    schema = transcription_schema(card)
    check_names(given, card, schema, NAMES)
    _check_type(recording, card.id)
    body = {"model": wire_id(model), **{_name(name, schema): value for name, value in given.items()}}
    # Where the sound goes is told by the pages, not by every schema: Whisper's lacks it.
    body = check_body(body, schema, card, unsupported_params, not_sent=(*_FILES, "url"))
    if recording.url is not None:
        return TranscriptionCall({**body, "url": recording.url, **extra}, None, options)
    if card.id.startswith("openai/"):
        _check_for_openai(recording, card.id)
    return TranscriptionCall({**body, **extra}, field or _field(schema), options)


def _check_type(recording: file_inputs_module.GivenFile, model: str) -> None:
    """Refuse what is known to be no recording.

    Raises:
        InvalidRequestError: The text names what it is.
    """
    kind = recording.mime_type
    is_text = recording.url is None and kind is None and file_inputs_module.described_type(recording) == "plain text"
    if is_text or (kind is not None and not kind.startswith(("audio/", "video/"))):
        found = file_inputs_module.described_type(recording)
        raise InvalidRequestError(f"audio is {found}, which {model} cannot transcribe: give a recording")


def transcription_schema(card: ModelCard) -> Schema | None:
    """What a model takes; None when nobody knows.

    Raises:
        InvalidRequestError: If the model is known to transcribe nothing.
    """
    endpoint = card.endpoint(TRANSCRIPTION_PATH)
    if endpoint is None and card.endpoints and card.family != "stt":
        raise InvalidRequestError(f"{card.id} transcribes nothing: it is a model of the family {card.family!r}")
    return endpoint.parameters if endpoint else None


def file_part(field: str, recording: file_inputs_module.GivenFile, opened: BinaryIO | None) -> FilePart:
    """The file of the form: the bytes, or the file that is open."""
    content = recording.content if opened is None else opened
    if content is None or isinstance(content, Path):
        raise InvalidRequestError("audio has no bytes to send")
    return FilePart(field, sound_name(recording), content, recording.mime_type or "application/octet-stream")


def sound_name(recording: file_inputs_module.GivenFile) -> str:
    """A file name whose ending fits the bytes: OpenAI's models decide by it.

    Example:
        ```python
        from langchain_aimlapi.file_inputs import GivenFile
        from langchain_aimlapi.transcription_request import sound_name

        assert sound_name(GivenFile(content=b"", mime_type="audio/wav")) == "audio.wav"
        assert sound_name(GivenFile(content=b"", mime_type="audio/ogg", name="a.opus")) == "a.ogg"
        ```
    """
    stem, dot, ending = recording.name.rpartition(".")
    name = recording.name if recording.named or dot else "audio"
    if recording.mime_type is None or (dot and ending.lower() in _ENDINGS.get(recording.mime_type, ())):
        return name
    suffix = "." + _ENDINGS.get(recording.mime_type, (SUFFIXES.get(recording.mime_type, "")[1:],))[0]
    return (stem if dot else name) + suffix.rstrip(".")


def _check_for_openai(recording: file_inputs_module.GivenFile, model: str) -> None:
    """Refuse what OpenAI's models do not take: large files, and other containers.

    Raises:
        InvalidRequestError: The text has the limit and the cure.
    """
    size = recording.size()
    if size > OPENAI_BYTES:
        raise InvalidRequestError(
            f"audio has {size:,} bytes; {model} takes at most {OPENAI_BYTES:,} (25 MB): compress it, for example with "
            "ffmpeg -i FILE -ac 1 -b:a 32k out.mp3, send it in parts, or use a model without this limit, such as nova-3"
        )
    if recording.mime_type is not None and recording.mime_type not in _ENDINGS:
        endings = ", ".join(ending for group in _ENDINGS.values() for ending in group)
        raise InvalidRequestError(f"audio is {recording.mime_type}, which {model} does not take; it takes {endings}")


def _name(name: str, schema: Schema | None) -> str:
    return (schema and place_of(name, schema, NAMES.places)) or name


def _field(schema: Schema | None) -> str:
    """OpenAI's models call the file `file`, all others `audio`."""
    return "file" if schema is not None and "file" in schema else "audio"

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
    return FilePart(field, recording.name, content, recording.mime_type or "application/octet-stream")


def _name(name: str, schema: Schema | None) -> str:
    return (schema and place_of(name, schema, NAMES.places)) or name


def _field(schema: Schema | None) -> str:
    """OpenAI's models call the file `file`, all others `audio`."""
    return "file" if schema is not None and "file" in schema else "audio"

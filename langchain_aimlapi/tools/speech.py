"""`AIMLAPISpeech`: every text-to-speech model of AI/ML API as a tool of an agent, and as plain methods."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack, overload

from langchain_core.callbacks import AsyncCallbackManagerForToolRun, CallbackManagerForToolRun
from langchain_core.tools import ArgsSchema, BaseTool
from pydantic import ConfigDict, Field, model_validator

from langchain_aimlapi.api.downloads import DEFAULT_MAX_BYTES, DownloadRules
from langchain_aimlapi.api.limits import make_timeouts
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.speech import SpokenAnswer
from langchain_aimlapi.connection import MODEL_NAMES, Connection
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.fetching import ModelDownloader
from langchain_aimlapi.file_saving import awrite_file, check_target, file_target, made_folder, write_file
from langchain_aimlapi.media_checks import achecked, checked
from langchain_aimlapi.media_files import asaved, saved
from langchain_aimlapi.media_request import Policy
from langchain_aimlapi.media_types import sniff_sound
from langchain_aimlapi.speech_request import SpeechCall, build_speech_call, format_of_name, voices_of
from langchain_aimlapi.speech_results import Speech, read_speech, sound_check, sound_type, trace
from langchain_aimlapi.tools.arguments import ToolArguments

if TYPE_CHECKING:
    from langchain_aimlapi._options import SpeechToolOptions

JSON = dict[str, Any]

__all__ = ["AIMLAPISpeech", "Speech"]

DESCRIPTION = (
    "Reads a text aloud and answers with the sound's address or file. "
    "Use it when the user wants to hear something: a voice message, narration or announcement."
)


class SpeechArguments(ToolArguments):
    """What an agent may say."""

    text: str = Field(description="What is to be said, word for word.")
    voice: str | None = Field(default=None, description="Name of the voice; leave out for the usual one.")


class AIMLAPISpeech(Connection, BaseTool):
    """Text-to-speech models of AI/ML API: sounds from texts.

    Voices, formats and speeds have a dozen spellings among the models. Here they have one, and are sent in the model's
    own. https://docs.aimlapi.com/api-references/speech-models/text-to-speech

    Setup:
        ```bash
        pip install langchain-aimlapi
        export AIMLAPI_API_KEY="..."
        ```

    Example:
        ```python
        from langchain_aimlapi import AIMLAPISpeech

        speaker = AIMLAPISpeech(model="openai/gpt-4o-mini-tts", voice="coral")
        speech = speaker.speak("The train to Lyon leaves from platform four.")
        print(speech.mime_type, speech.cost, len(speech.read()))
        ```

    As a tool its answer is a short text with the sound's address or file, and its artifact a `Speech`.

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits; `InvalidRequestError` when the
            model cannot do what is asked for, before anything is sent.
    """

    name: str = "speak"
    """The tool's name, for the agent."""
    description: str = DESCRIPTION
    """What the tool is for, for the agent. By default the model's voices are named in it."""
    args_schema: ArgsSchema | None = SpeechArguments
    """What the agent may say."""
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    """That the tool answers with a text and an artifact."""

    model: str = Field(validation_alias=MODEL_NAMES)
    """Name of the model, such as `"openai/gpt-4o-mini-tts"`."""
    voice: str | list[str] | None = None
    """Default voice; for models with several speakers, such as VibeVoice, a list. `voices` has the names."""
    format: str | None = None
    """Default file format: `"mp3"`, `"wav"`, `"pcm"`, `"opus"`, `"flac"`, or a word of the model."""
    speed: float | None = None
    """Default speed; 1 is the voice's own."""
    sample_rate: int | None = None
    """Default sample rate in hertz."""
    model_kwargs: dict[str, Any] = Field(default_factory=dict)
    """Further default parameters, under the model's own names; checked against its schema."""
    extra_body: dict[str, Any] | None = Field(default=None, exclude=True, repr=False)
    """Parameters put into the body last and unchecked."""
    unsupported_params: Policy = "warn"
    """What to do with what the model does not know: `"warn"` once, raise an `"error"`, or `"send"` it."""
    save_directory: Path | None = None
    """Where the tool saves its sounds, since their addresses expire; it then tells the agent the path. The directory is
    made if it is not there."""
    allow_private_hosts: bool = False
    """Whether sounds may be fetched from private networks; the service's own host always may."""
    max_bytes: int = Field(default=DEFAULT_MAX_BYTES, ge=1)
    """Most bytes of one sound that are fetched."""

    model_config = ConfigDict(extra="forbid")

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[SpeechToolOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[SpeechToolOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    @model_validator(mode="after")
    def _name_the_voices(self) -> Self:
        voices = voices_of(self.model)
        if self.description == DESCRIPTION and voices:
            self.description = f"{DESCRIPTION} Voices: {', '.join(voices)}."
        return self

    @property
    def voices(self) -> list[str]:
        """The model's voices, as its page lists them; empty when it lists none."""
        return voices_of(self.model)

    # Plain methods

    def speak(self, text: str, **params: Any) -> Speech:
        """Have a text spoken. Short sounds are in memory then; `speak_to_file` is for long ones.

        Args:
            text: What is said.
            **params: `voice`, `format`, `speed`, `sample_rate`, any parameter of the model under its own name, and
                `client_request_id`, `timeout`, `max_retries`, `extra_headers`, `extra_body`.

        Raises:
            AIMLAPIError: See the class.
        """
        with model_errors(self.model):
            call = self._call(text, params)
            answer = self.client.speak(call.body, self._held_options(call))
            if answer.pieces is None:
                return self._read(answer, call)
            with closing(answer.pieces) as pieces:
                return self._held(answer, b"".join(pieces), call)

    async def aspeak(self, text: str, **params: Any) -> Speech:
        """`speak`, asynchronously."""
        with model_errors(self.model):
            call = self._call(text, params)
            answer = await self.client.aspeak(call.body, self._held_options(call))
            if answer.pieces is None:
                return self._read(answer, call)
            async with aclosing(answer.pieces) as pieces:
                return self._held(answer, b"".join([piece async for piece in pieces]), call)

    def speak_to_file(
        self, text: str, path: str | os.PathLike[str], *, overwrite: bool = False, **params: Any
    ) -> Speech:
        """Have a text spoken into a file, piece by piece, and return the result, whose `path` is the file.

        Args:
            text: What is said.
            path: A file name, or a directory, where it gets a free name. Directories are not made. An ending such as
                `.wav` sets the format, if the model can make it and nobody has set another one.
            overwrite: Whether a file that is there may be replaced. A file is never left half written.
            **params: As for `speak`.

        Raises:
            FileExistsError: If there is such a file and `overwrite` is not set; nothing is sent then.
            FileNotFoundError: If its directory is not there; nothing is sent then.
            OSError: If it cannot be written.
            AIMLAPIError: See the class.
        """
        check_target(path, overwrite=overwrite)
        with model_errors(self.model):
            call = self._call(text, params, path)
            answer = self.client.speak(call.body, call.options)
            speech = self._read(answer, call)
            pieces = speech.iter_bytes() if answer.pieces is None else answer.pieces
            with closing(pieces):
                target = file_target(path, speech.suggested_name(), overwrite=overwrite)
                write_file(target, checked(pieces, sound_check(self.model)), overwrite=overwrite)
        return _written(speech, target)

    async def aspeak_to_file(
        self, text: str, path: str | os.PathLike[str], *, overwrite: bool = False, **params: Any
    ) -> Speech:
        """`speak_to_file`, asynchronously."""
        check_target(path, overwrite=overwrite)
        with model_errors(self.model):
            call = self._call(text, params, path)
            answer = await self.client.aspeak(call.body, call.options)
            speech = self._read(answer, call)
            pieces = speech.aiter_bytes() if answer.pieces is None else answer.pieces
            async with aclosing(pieces):
                target = file_target(path, speech.suggested_name(), overwrite=overwrite)
                await awrite_file(target, achecked(pieces, sound_check(self.model)), overwrite=overwrite)
        return _written(speech, target)

    def iter_speech(self, text: str, **params: Any) -> Generator[bytes]:
        """The sound in pieces as they arrive, to be played or passed on. Closing the generator ends the request.

        Args:
            text: What is said.
            **params: As for `speak`.

        Raises:
            AIMLAPIError: See the class.
        """
        with model_errors(self.model):
            call = self._call(text, params)
            answer = self.client.speak(call.body, call.options)
            speech = self._read(answer, call)
            with closing(speech.iter_bytes() if answer.pieces is None else answer.pieces) as pieces:
                yield from checked(pieces, sound_check(self.model))

    async def aiter_speech(self, text: str, **params: Any) -> AsyncGenerator[bytes]:
        """`iter_speech`, asynchronously."""
        with model_errors(self.model):
            call = self._call(text, params)
            answer = await self.client.aspeak(call.body, call.options)
            speech = self._read(answer, call)
            async with aclosing(speech.aiter_bytes() if answer.pieces is None else answer.pieces) as pieces:
                async for piece in achecked(pieces, sound_check(self.model)):
                    yield piece

    # As a tool

    def _run(
        self,
        text: str,
        voice: str | None = None,
        run_manager: CallbackManagerForToolRun | None = None,  # noqa: ARG002
    ) -> tuple[str, Speech]:
        folder = made_folder(self.save_directory)
        speech = self.speak(text, voice=voice)
        return _described(speech, saved(speech, folder)), speech

    async def _arun(
        self,
        text: str,
        voice: str | None = None,
        run_manager: AsyncCallbackManagerForToolRun | None = None,  # noqa: ARG002
    ) -> tuple[str, Speech]:
        folder = made_folder(self.save_directory)
        speech = await self.aspeak(text, voice=voice)
        return _described(speech, await asaved(speech, folder)), speech

    # How it is done

    def _call(self, text: str, params: JSON, path: str | os.PathLike[str] = "") -> SpeechCall:
        defaults = {name: getattr(self, name) for name in ("voice", "format", "speed", "sample_rate", "extra_body")}
        given = {name: value for name, value in params.items() if value is not None}
        wanted = {**defaults, **self.model_kwargs, **given}
        by_name = format_of_name(self.model, Path(path).name, {**wanted, **(wanted["extra_body"] or {})})
        wanted |= {"format": by_name} if by_name else {}
        return build_speech_call(self.model, text, wanted, unsupported_params=self.unsupported_params)

    def _read(self, answer: SpokenAnswer[Any], call: SpeechCall) -> Speech:
        """The result; of a sound that is arriving, all but the sound."""
        facts = {"model": self.model, "voice": _voice_in(call.body), "mime_type": call.mime_type}
        if answer.pieces is None:
            rules = DownloadRules(
                self.max_bytes, allow_private=self.allow_private_hosts, trusted_origin=self.client.base_url
            )
            return read_speech(answer.reply, facts, ModelDownloader(rules))
        return Speech(**{**facts, "mime_type": sound_type(answer.mime_type) or call.mime_type}, **trace(answer.reply))

    def _held_options(self, call: SpeechCall) -> RequestOptions:
        """The options of a call whose sound is not handed on piece by piece: a number limits all of it."""
        given = call.options.timeout
        return replace(call.options, timeout=self.client.timeout if given is None else make_timeouts(given))

    def _held(self, answer: SpokenAnswer[Any], data: bytes, call: SpeechCall) -> Speech:
        speech = self._read(answer, call)
        speech.inline = data
        speech.read()
        speech.mime_type = sniff_sound(data) or speech.mime_type
        return speech


def _voice_in(body: JSON) -> str | None:
    voice = body.get("voice") or (body.get("voice_setting") or {}).get("voice_id")
    return voice if isinstance(voice, str) else None


def _written(speech: Speech, target: Path) -> Speech:
    """The result whose sound is in a file; its first bytes say what it is."""
    speech.path = target
    with target.open("rb") as file:
        speech.mime_type = sniff_sound(file.read(16)) or speech.mime_type
    return speech


def _described(speech: Speech, place: str) -> str:
    """What the agent is told of a result."""
    return f"Spoken by {speech.model}{place}: {speech.mime_type or 'sound'}, {speech.url or 'bytes in the artifact'}"

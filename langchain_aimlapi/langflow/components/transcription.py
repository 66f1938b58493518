"""Langflow's component for the speech-to-text models of AI/ML API."""

from typing import Any

from lfx.custom.custom_component.component import Component
from lfx.inputs.inputs import BoolInput, FileInput, FloatInput, IntInput, MessageTextInput, StrInput
from lfx.schema.data import Data
from lfx.schema.message import Message
from lfx.template.field.base import Output

from langchain_aimlapi import AIMLAPITranscriber
from langchain_aimlapi.langflow.connecting import connection_settings
from langchain_aimlapi.langflow.fields import connection_fields, model_field, parameters_field, refresh_models
from langchain_aimlapi.langflow.reading import address_in, given, parameters
from langchain_aimlapi.langflow.results import document_data
from langchain_aimlapi.transcripts import Transcript


class AIMLAPITranscriptionComponent(Component):
    """A recording as text, with times and speakers; an agent can have it as a tool."""

    display_name = "AI/ML API Transcription"
    description = "Writes down what is said in a recording, given by its https address."
    documentation = "https://docs.aimlapi.com/api-references/speech-models/speech-to-text"
    icon = "AIML"
    name = "AIMLAPITranscription"

    inputs = [
        model_field("stt"),
        MessageTextInput(
            name="audio_url",
            display_name="Audio URL",
            info="Address (https://…) of the recording.",
            tool_mode=True,
        ),
        FileInput(
            name="audio_file",
            display_name="Audio File",
            info="The recording as a file, instead of an address.",
            file_types=["mp3", "wav", "m4a", "mp4", "ogg", "opus", "flac", "webm", "aac"],
        ),
        *connection_fields(),
        StrInput(
            name="language",
            display_name="Language",
            info="Language of the recording, such as en. Empty: the model finds out.",
            value="",
            advanced=True,
        ),
        BoolInput(
            name="diarize",
            display_name="Tell Speakers Apart",
            info="For Deepgram's and AssemblyAI's models.",
            value=False,
            advanced=True,
        ),
        FloatInput(
            name="poll_interval",
            display_name="Poll Interval",
            info="Seconds before the first question whether the transcript is there.",
            value=5.0,
            advanced=True,
        ),
        IntInput(
            name="wait_timeout",
            display_name="Wait Timeout",
            info="Seconds after which waiting ends with an error. 0: ten minutes.",
            value=0,
            advanced=True,
        ),
        parameters_field(),
    ]

    outputs = [
        Output(display_name="Transcript", name="transcript", method="transcribe"),
        Output(display_name="Segments", name="segments", method="segment_data", tool_mode=False),
    ]

    def update_build_config(
        self, build_config: dict[str, Any], field_value: Any, field_name: str | None = None
    ) -> dict[str, Any]:
        """List the service's speech-to-text models when the refresh button is pressed."""
        del field_value
        return refresh_models(build_config, field_name, "stt")

    def build_transcriber(self) -> AIMLAPITranscriber:
        """What writes recordings down."""
        return AIMLAPITranscriber(
            model=self.model_name,
            **connection_settings(self),
            **given(
                language=self.language,
                diarize=self.diarize or None,
                poll_interval=self.poll_interval,
                wait_timeout=self.wait_timeout,
            ),
            model_kwargs=parameters(self.model_kwargs),
        )

    async def transcribe(self) -> Message:
        """The whole text."""
        message = Message(text=(await self._result()).text)
        self.status = message
        return message

    async def segment_data(self) -> list[Data]:
        """The parts of the text, with times and speakers."""
        return document_data(self.build_transcriber().documents_of(await self._result()))

    async def _result(self) -> Transcript:
        """The transcript, made once for both outputs."""
        source = address_in(self.audio_url, "Audio URL") or self.audio_file
        if not source:
            raise ValueError("There is no recording: give an Audio URL or upload an Audio File")
        if self._made is None or self._made[0] != source:
            self._made = (source, await self.build_transcriber().atranscribe(source))
        return self._made[1]

    _made: tuple[str, Transcript] | None = None

    def _pre_run_setup(self) -> None:
        self._made = None

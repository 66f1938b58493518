"""Langflow's component for the text-to-speech models of AI/ML API."""

from typing import Any

from langchain_core.tools import BaseTool
from lfx.custom.custom_component.component import Component
from lfx.inputs.inputs import FloatInput, MessageTextInput, StrInput
from lfx.schema.data import Data
from lfx.schema.message import Message
from lfx.template.field.base import Output

from langchain_aimlapi import AIMLAPISpeech
from langchain_aimlapi.langflow.connecting import connection_settings
from langchain_aimlapi.langflow.fields import connection_fields, model_field, parameters_field, refresh_models
from langchain_aimlapi.langflow.reading import given, parameters
from langchain_aimlapi.langflow.results import file_data, file_message
from langchain_aimlapi.speech_results import Speech


class AIMLAPISpeechComponent(Component):
    """A text read aloud; an agent can have it as a tool."""

    display_name = "AI/ML API Speech"
    description = "Reads a text aloud."
    documentation = "https://docs.aimlapi.com/api-references/speech-models/text-to-speech"
    icon = "AIML"
    name = "AIMLAPISpeech"

    inputs = [
        model_field("tts"),
        MessageTextInput(
            name="text",
            display_name="Text",
            info="What is to be said, word for word.",
            tool_mode=True,
        ),
        StrInput(
            name="voice",
            display_name="Voice",
            info="Name of the voice, as the model's page lists them. Empty: the usual one.",
            value="",
        ),
        *connection_fields(),
        StrInput(
            name="audio_format",
            display_name="Format",
            info="mp3, wav, pcm, opus, flac, or a word of the model. Empty: the model's own.",
            value="",
            advanced=True,
        ),
        FloatInput(
            name="speed",
            display_name="Speed",
            info="1 is the voice's own speed. 0: not said.",
            value=0.0,
            advanced=True,
        ),
        parameters_field(),
    ]

    outputs = [
        Output(display_name="Audio", name="audio", method="audio_message"),
        Output(display_name="Data", name="data", method="audio_data", tool_mode=False),
    ]

    def update_build_config(
        self, build_config: dict[str, Any], field_value: Any, field_name: str | None = None
    ) -> dict[str, Any]:
        """List the service's text-to-speech models when the refresh button is pressed."""
        del field_value
        return refresh_models(build_config, field_name, "tts")

    def build_tool(self) -> AIMLAPISpeech:
        """The tool that an agent gets."""
        return AIMLAPISpeech(
            model=self.model_name,
            **connection_settings(self),
            **given(voice=self.voice, format=self.audio_format, speed=self.speed),
            model_kwargs=parameters(self.model_kwargs),
            tags=["speak"],
        )

    async def audio_message(self) -> Message:
        """The sound, to be heard in the Playground."""
        message = file_message([await self._result()], "audio")
        self.status = message
        return message

    async def audio_data(self) -> list[Data]:
        """What is known of the sound: address or bytes, type, cost."""
        return file_data([await self._result()], self.model_name)

    async def _result(self) -> Speech:
        """The sound, made once for both outputs."""
        if self._made is None:
            self._made = await self.build_tool().aspeak(self.text)
        return self._made

    _made: Speech | None = None

    def _pre_run_setup(self) -> None:
        self._made = None

    async def _get_tools(self) -> list[BaseTool]:
        return [self.build_tool()]

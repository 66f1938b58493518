"""Langflow's component for the chat models of AI/ML API."""

from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from lfx.base.models.model import LCModelComponent
from lfx.field_typing import LanguageModel
from lfx.inputs.inputs import BoolInput, DropdownInput, FloatInput, IntInput, StrInput
from lfx.schema.message import Message

from langchain_aimlapi import ChatAIMLAPI
from langchain_aimlapi.langflow.connecting import connection_settings
from langchain_aimlapi.langflow.fields import connection_fields, model_field, parameters_field, refresh_models
from langchain_aimlapi.langflow.reading import given, lines, number, parameters
from langchain_aimlapi.langflow.thoughts import ThoughtRecorder, show_reasoning, showing_reasoning, shows_reasoning

FIELDS_WITHOUT_INPUT = ("logit_bias", "logprobs", "top_logprobs", "thinking")


class AIMLAPIChatModelComponent(LCModelComponent):
    """Any chat model: its answer, or the model itself for agents and chains."""

    display_name = "AI/ML API Chat"
    description = "400+ chat models of some 45 vendors behind one key."
    documentation = "https://docs.aimlapi.com/api-references/text-models-llm"
    icon = "AIML"
    name = "AIMLAPIChatModel"
    model_provider_id = "aimlapi"

    inputs = [
        *LCModelComponent.get_base_inputs(),
        model_field("chat"),
        *connection_fields(),
        StrInput(
            name="temperature",
            display_name="Temperature",
            info="Randomness: 0 to 2, for Claude 0 to 1. Empty: the model's own.",
            value="",
        ),
        IntInput(
            name="max_tokens",
            display_name="Max Tokens",
            info="Most tokens of the answer, thoughts included. 0: the model's own.",
            value=0,
            advanced=True,
        ),
        DropdownInput(
            name="reasoning_effort",
            display_name="Reasoning Effort",
            info="How much a reasoning model thinks; sent as the option that the model has. Empty: the model's own.",
            options=["", "none", "minimal", "low", "medium", "high", "xhigh", "max"],
            value="",
            combobox=True,
            advanced=True,
        ),
        IntInput(
            name="reasoning_tokens",
            display_name="Reasoning Tokens",
            info="Most tokens to think with, for models that count them. 0: not limited.",
            value=0,
            advanced=True,
        ),
        BoolInput(
            name="show_reasoning",
            display_name="Show Reasoning",
            info="Whether the Playground shows what the model thinks, where the model says it.",
            value=True,
            advanced=True,
        ),
        BoolInput(
            name="json_mode",
            display_name="JSON Mode",
            info="Whether the answer is to be a JSON object; the prompt must ask for JSON as well.",
            value=False,
            advanced=True,
        ),
        FloatInput(
            name="top_p",
            display_name="Top P",
            info="Share of the probability mass to sample from, 0.01 to 1. 0: the model's own.",
            value=0.0,
            advanced=True,
        ),
        IntInput(
            name="top_k",
            display_name="Top K",
            info="Number of likeliest tokens to sample from. 0: the model's own.",
            value=0,
            advanced=True,
        ),
        StrInput(
            name="stop_sequences",
            display_name="Stop Sequences",
            info="Words at which the answer ends.",
            is_list=True,
            advanced=True,
        ),
        IntInput(
            name="seed",
            display_name="Seed",
            info="Seed of the sampling, 1 or more. 0: none.",
            value=0,
            advanced=True,
        ),
        FloatInput(
            name="frequency_penalty",
            display_name="Frequency Penalty",
            info="-2 to 2: how much to avoid tokens by how often they have occurred.",
            value=0.0,
            advanced=True,
        ),
        FloatInput(
            name="presence_penalty",
            display_name="Presence Penalty",
            info="-2 to 2: how much to avoid tokens that have occurred.",
            value=0.0,
            advanced=True,
        ),
        parameters_field(),
        DropdownInput(
            name="unsupported_params",
            display_name="Unknown Parameters",
            info="What to do with a parameter that the model's documentation does not know.",
            options=["warn", "error", "send"],
            value="warn",
            advanced=True,
        ),
    ]

    def update_build_config(
        self, build_config: dict[str, Any], field_value: Any, field_name: str | None = None
    ) -> dict[str, Any]:
        """List the service's chat models when the refresh button is pressed."""
        del field_value
        return refresh_models(build_config, field_name, "chat")

    def build_model(self) -> LanguageModel:
        """The model itself."""
        further = parameters(self.model_kwargs)
        if self.json_mode:
            further.setdefault("response_format", {"type": "json_object"})
        temperature = number(self.temperature, "Temperature")
        fields: dict[str, Any] = {name: further.pop(name) for name in FIELDS_WITHOUT_INPUT if name in further}
        if temperature is not None:
            fields["temperature"] = temperature
        return ChatAIMLAPI(
            model=self.model_name,
            **connection_settings(self),
            **fields,
            **given(
                max_tokens=self.max_tokens,
                top_p=self.top_p,
                top_k=self.top_k,
                stop=lines(self.stop_sequences),
                seed=self.seed,
                frequency_penalty=self.frequency_penalty,
                presence_penalty=self.presence_penalty,
                reasoning_effort=self.reasoning_effort,
                reasoning={"max_tokens": self.reasoning_tokens} if self.reasoning_tokens else None,
            ),
            model_kwargs=further,
            unsupported_params=self.unsupported_params,
        )

    async def text_response(self) -> Message:
        """The model's answer, with its reasoning where it says any."""
        self._thoughts = ThoughtRecorder()
        message = await super().text_response()
        if self.show_reasoning and not shows_reasoning(message):
            show_reasoning(message, self._thoughts.text)
        return message

    def get_langchain_callbacks(self) -> list[BaseCallbackHandler]:
        """Langflow's own callbacks, and the one that keeps the reasoning."""
        return [*super().get_langchain_callbacks(), *filter(None, [getattr(self, "_thoughts", None)])]

    async def _stream_message(self, iterator: Any, message: Message) -> Any:
        """Langflow's way to show an answer while it comes in, with the reasoning before it."""
        if not self.show_reasoning:
            return await super()._stream_message(iterator, message)

        async def show() -> None:
            await self._send_message_event(message, id_=str(message.get_id()))

        return await super()._stream_message(showing_reasoning(iterator, message, show), message)

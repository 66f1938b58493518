"""Langflow's component that has a text judged by a model of AI/ML API."""

from typing import Any

from lfx.custom.custom_component.component import Component
from lfx.inputs.inputs import DictInput, DropdownInput, MessageTextInput
from lfx.schema.data import Data
from lfx.schema.message import Message
from lfx.template.field.base import Output

from langchain_aimlapi import AIMLAPIModeration
from langchain_aimlapi.langflow.connecting import connection_settings
from langchain_aimlapi.langflow.fields import connection_fields, model_field, parameters_field, refresh_models
from langchain_aimlapi.langflow.reading import given, parameters
from langchain_aimlapi.moderation_results import ModerationVerdict


class AIMLAPIModerationComponent(Component):
    """A fork in a flow: safe texts take one way, unsafe ones the other; an agent can have the verdict as a tool."""

    display_name = "AI/ML API Moderation"
    description = "Says whether a text is safe, and if not, why."
    documentation = "https://docs.aimlapi.com/api-references/moderation-safety-models"
    icon = "AIML"
    name = "AIMLAPIModeration"

    inputs = [
        model_field("chat"),
        MessageTextInput(
            name="text",
            display_name="Text",
            info="What is to be judged.",
            tool_mode=True,
        ),
        *connection_fields(),
        DictInput(
            name="categories",
            display_name="Categories",
            info="What is unsafe, name and meaning, for chat models that judge. Empty: the usual hazards.",
            is_list=True,
            advanced=True,
        ),
        DropdownInput(
            name="method",
            display_name="Method",
            info="guard for a model that answers safe or unsafe by itself, judge for any other. Empty: what the "
            "catalogue says.",
            options=["", "guard", "judge"],
            value="",
            advanced=True,
        ),
        parameters_field(),
    ]

    outputs = [
        Output(display_name="Safe", name="safe", method="safe_message", group_outputs=True, tool_mode=False),
        Output(display_name="Unsafe", name="unsafe", method="unsafe_message", group_outputs=True, tool_mode=False),
        Output(display_name="Verdict", name="verdict", method="moderate", group_outputs=True),
    ]

    def update_build_config(
        self, build_config: dict[str, Any], field_value: Any, field_name: str | None = None
    ) -> dict[str, Any]:
        """List the service's chat models when the refresh button is pressed."""
        del field_value
        return refresh_models(build_config, field_name, "chat")

    def build_judge(self) -> AIMLAPIModeration:
        """What judges."""
        return AIMLAPIModeration(
            model=self.model_name,
            **connection_settings(self),
            **given(method=self.method, categories=_meanings(self.categories)),
            model_kwargs=parameters(self.model_kwargs),
        )

    async def safe_message(self) -> Message:
        """The text, if it is safe; else nothing goes this way."""
        if not (await self._result()).safe:
            self._close("safe")
            return Message(text="")
        return Message(text=self.text)

    async def unsafe_message(self) -> Message:
        """Why the text is unsafe; if it is safe, nothing goes this way."""
        verdict = await self._result()
        if verdict.safe:
            self._close("unsafe")
            return Message(text="")
        return Message(text=f"This was found unsafe: {', '.join(verdict.categories) or 'no category given'}")

    async def moderate(self) -> Data:
        """The verdict: whether it is safe, the categories, the cost."""
        verdict = await self._result()
        self.status = "safe" if verdict.safe else f"unsafe: {', '.join(verdict.categories)}"
        return Data(data=verdict.model_dump(exclude={"message"}, exclude_none=True, mode="json"))

    async def _result(self) -> ModerationVerdict:
        """The verdict on the text, asked for once for all outputs."""
        if self._made is None or self._made[0] != self.text:
            self._made = (self.text, await self.build_judge().ainvoke(self.text))
        return self._made[1]

    def _close(self, output: str) -> None:
        """Let nothing run that hangs on an output."""
        if self._vertex is not None:
            self.stop(output)
            self.graph.exclude_branch_conditionally(self._id, output_name=output)

    _made: tuple[str, ModerationVerdict] | None = None

    def _pre_run_setup(self) -> None:
        self._made = None


def _meanings(typed: Any) -> dict[str, str]:
    return {name: str(meaning) for name, meaning in parameters(typed).items()}

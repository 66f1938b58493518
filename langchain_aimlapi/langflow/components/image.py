"""Langflow's component for the image models of AI/ML API."""

from typing import Any

from langchain_core.tools import BaseTool
from lfx.custom.custom_component.component import Component
from lfx.inputs.inputs import FileInput, IntInput, MessageTextInput, StrInput
from lfx.schema.data import Data
from lfx.schema.message import Message
from lfx.template.field.base import Output

from langchain_aimlapi import AIMLAPIImageGenerator
from langchain_aimlapi.image_results import ImageResult
from langchain_aimlapi.langflow.connecting import connection_settings
from langchain_aimlapi.langflow.fields import connection_fields, model_field, parameters_field, refresh_models
from langchain_aimlapi.langflow.reading import address_in, given, parameters
from langchain_aimlapi.langflow.results import file_data, file_message


class AIMLAPIImageComponent(Component):
    """Pictures from words or from pictures; an agent can have it as a tool."""

    display_name = "AI/ML API Image"
    description = "Makes pictures from a description, or changes a given one."
    documentation = "https://docs.aimlapi.com/api-references/image-models"
    icon = "AIML"
    name = "AIMLAPIImage"

    inputs = [
        model_field("image"),
        MessageTextInput(
            name="prompt",
            display_name="Prompt",
            info="What the picture shows, in full sentences: subject, style, light, colours.",
            tool_mode=True,
        ),
        MessageTextInput(
            name="image_url",
            display_name="Image URL",
            info="Address of a picture to change or to start from, for models that take one.",
            advanced=True,
        ),
        FileInput(
            name="image_file",
            display_name="Image File",
            info="The same as a file.",
            file_types=["png", "jpg", "jpeg", "webp"],
            advanced=True,
        ),
        *connection_fields(),
        StrInput(
            name="aspect_ratio",
            display_name="Aspect Ratio",
            info="Shape as width:height, such as 16:9. Empty: the model's own.",
            value="",
        ),
        StrInput(
            name="size",
            display_name="Size",
            info="Pixels such as 1024x768, or a word of the model. Empty: the model's own.",
            value="",
            advanced=True,
        ),
        IntInput(
            name="n",
            display_name="Number",
            info="How many pictures, each of which is paid for. 0: the model's own.",
            value=0,
            advanced=True,
        ),
        StrInput(name="quality", display_name="Quality", info="low, medium or high.", value="", advanced=True),
        IntInput(name="seed", display_name="Seed", info="0: none.", value=0, advanced=True),
        StrInput(
            name="negative_prompt",
            display_name="Negative Prompt",
            info="What the picture must not show.",
            value="",
            advanced=True,
        ),
        StrInput(name="output_format", display_name="Format", info="png, jpeg or webp.", value="", advanced=True),
        parameters_field(),
    ]

    outputs = [
        Output(display_name="Image", name="image", method="image_message"),
        Output(display_name="Data", name="data", method="image_data", tool_mode=False),
    ]

    def update_build_config(
        self, build_config: dict[str, Any], field_value: Any, field_name: str | None = None
    ) -> dict[str, Any]:
        """List the service's image models when the refresh button is pressed."""
        del field_value
        return refresh_models(build_config, field_name, "image")

    def build_tool(self) -> AIMLAPIImageGenerator:
        """The tool that an agent gets."""
        return AIMLAPIImageGenerator(
            model=self.model_name,
            **connection_settings(self),
            **given(
                aspect_ratio=self.aspect_ratio,
                size=self.size,
                n=self.n,
                quality=self.quality,
                seed=self.seed,
                negative_prompt=self.negative_prompt,
                output_format=self.output_format,
            ),
            model_kwargs=parameters(self.model_kwargs),
            tags=["generate_image"],
        )

    async def image_message(self) -> Message:
        """The pictures, to be seen in the Playground."""
        message = file_message((await self._result()).images, "image")
        self.status = message
        return message

    async def image_data(self) -> list[Data]:
        """What is known of each picture: address, pixels, cost."""
        return file_data((await self._result()).images, self.model_name)

    async def _result(self) -> ImageResult:
        """The pictures, made once for both outputs."""
        if self._made is None:
            image = address_in(self.image_url, "Image URL") or self.image_file or None
            self._made = await self.build_tool().agenerate(self.prompt or None, image=image)
        return self._made

    _made: ImageResult | None = None

    def _pre_run_setup(self) -> None:
        self._made = None

    async def _get_tools(self) -> list[BaseTool]:
        return [self.build_tool()]

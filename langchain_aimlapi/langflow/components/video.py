"""Langflow's component for the video models of AI/ML API."""

from typing import Any

from langchain_core.tools import BaseTool
from lfx.custom.custom_component.component import Component
from lfx.inputs.inputs import FileInput, FloatInput, IntInput, MessageTextInput, StrInput
from lfx.schema.data import Data
from lfx.schema.message import Message
from lfx.template.field.base import Output

from langchain_aimlapi import AIMLAPIVideoGenerator, MediaJob
from langchain_aimlapi.job_results import VideoResult
from langchain_aimlapi.langflow.connecting import connection_settings
from langchain_aimlapi.langflow.fields import connection_fields, model_field, parameters_field, refresh_models
from langchain_aimlapi.langflow.reading import address_in, given, parameters
from langchain_aimlapi.langflow.results import file_data, file_message


class AIMLAPIVideoComponent(Component):
    """Films from words or pictures: a job that is waited for; an agent can have it as a tool."""

    display_name = "AI/ML API Video"
    description = "Makes a short film from a description or a picture. Takes minutes; its job can be taken up again."
    documentation = "https://docs.aimlapi.com/api-references/video-models"
    icon = "AIML"
    name = "AIMLAPIVideo"

    inputs = [
        model_field("video"),
        MessageTextInput(
            name="prompt",
            display_name="Prompt",
            info="What happens in the film, in full sentences: subject, movement, camera, light.",
            tool_mode=True,
        ),
        MessageTextInput(
            name="image_url",
            display_name="Image URL",
            info="Address of a picture that the film starts from, for models that take one.",
            advanced=True,
        ),
        FileInput(
            name="image_file",
            display_name="Image File",
            info="The same as a file.",
            file_types=["png", "jpg", "jpeg", "webp"],
            advanced=True,
        ),
        MessageTextInput(
            name="job_id",
            display_name="Job ID",
            info="Takes up a film of this model that was ordered before, after a timeout for example.",
            advanced=True,
        ),
        *connection_fields(),
        StrInput(name="aspect_ratio", display_name="Aspect Ratio", info="Such as 16:9.", value=""),
        IntInput(
            name="duration",
            display_name="Duration",
            info="Seconds; models take few values, such as 5 or 8. 0: the model's own.",
            value=0,
        ),
        StrInput(name="resolution", display_name="Resolution", info="Such as 720p.", value="", advanced=True),
        IntInput(name="seed", display_name="Seed", info="0: none.", value=0, advanced=True),
        StrInput(
            name="negative_prompt",
            display_name="Negative Prompt",
            info="What the film must not show.",
            value="",
            advanced=True,
        ),
        FloatInput(
            name="poll_interval",
            display_name="Poll Interval",
            info="Seconds before the first question whether the film is finished.",
            value=5.0,
            advanced=True,
        ),
        IntInput(
            name="wait_timeout",
            display_name="Wait Timeout",
            info="Seconds after which waiting ends with an error that names the job. 0: twenty minutes.",
            value=0,
            advanced=True,
        ),
        parameters_field(),
    ]

    outputs = [
        Output(display_name="Video", name="video", method="video_message"),
        Output(display_name="Data", name="data", method="video_data", tool_mode=False),
    ]

    def update_build_config(
        self, build_config: dict[str, Any], field_value: Any, field_name: str | None = None
    ) -> dict[str, Any]:
        """List the service's video models when the refresh button is pressed."""
        del field_value
        return refresh_models(build_config, field_name, "video")

    def build_tool(self) -> AIMLAPIVideoGenerator:
        """The tool that an agent gets."""
        return AIMLAPIVideoGenerator(
            model=self.model_name,
            **connection_settings(self),
            **given(
                aspect_ratio=self.aspect_ratio,
                duration=self.duration,
                resolution=self.resolution,
                seed=self.seed,
                negative_prompt=self.negative_prompt,
                poll_interval=self.poll_interval,
                wait_timeout=self.wait_timeout,
            ),
            model_kwargs=parameters(self.model_kwargs),
            tags=["generate_video"],
        )

    async def video_message(self) -> Message:
        """The film, with its address."""
        message = file_message(list(await self._result()), "video")
        self.status = message
        return message

    async def video_data(self) -> list[Data]:
        """What is known of the film: address, cost, id."""
        return file_data(list(await self._result()), self.model_name)

    async def _result(self) -> VideoResult:
        """The film, made once for both outputs."""
        if self._made is None:
            job = await self._job()
            self._tell(job)
            self._made = await job.wait_async(on_progress=self._tell)
        return self._made

    async def _job(self) -> MediaJob[VideoResult]:
        director = self.build_tool()
        if self.job_id:
            return director.job_from_id(self.job_id.strip())
        image = address_in(self.image_url, "Image URL") or self.image_file or None
        return await director.asubmit(self.prompt or None, **given(image=image))

    def _tell(self, job: MediaJob[Any]) -> None:
        """Say how far the film is, where Langflow shows what a component does."""
        self.status = f"{job.status}: job {job.id}"
        self.log(f"Job {job.id} of {job.model}: {job.status}", name="Progress")

    _made: VideoResult | None = None

    def _pre_run_setup(self) -> None:
        self._made = None

    async def _get_tools(self) -> list[BaseTool]:
        return [self.build_tool()]

"""`AIMLAPIVideoGenerator`: every video model of AI/ML API as a tool of an agent, and as plain methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Unpack, overload

from pydantic import BaseModel, Field

from langchain_aimlapi.job_request import Family
from langchain_aimlapi.job_results import GeneratedVideo, VideoResult
from langchain_aimlapi.media_inputs import ImageInput
from langchain_aimlapi.media_jobs import MediaJob
from langchain_aimlapi.tools.generation import JobTool

if TYPE_CHECKING:
    from langchain_aimlapi._options import VideoToolOptions

__all__ = ["AIMLAPIVideoGenerator", "GeneratedVideo", "MediaJob", "VideoResult"]


class VideoArguments(BaseModel):
    """What an agent may say; what the model does not take is left out of its own schema."""

    prompt: str | None = Field(
        default=None, description="What happens in the film, in full sentences: subject, movement, camera, light."
    )
    image: str | None = Field(default=None, description="Address (https://…) of a picture that the film starts from.")
    last_image: str | None = Field(
        default=None, description="Address (https://…) of a picture that the film ends with."
    )
    video: str | None = Field(default=None, description="Address (https://…) of a film to change or to go on from.")
    audio: str | None = Field(default=None, description="Address (https://…) of a sound to speak or move to.")
    effect: str | None = Field(default=None, description="Name of the effect or template.")
    aspect_ratio: str | None = Field(default=None, description="Shape as width:height, such as 16:9, 9:16 or 1:1.")
    duration: int | None = Field(
        default=None, description="Length in seconds; models take few values, such as 5 or 10."
    )


class AIMLAPIVideoGenerator(JobTool[VideoResult]):
    """Video models of AI/ML API: films from words, from pictures, from films.

    First frames, shapes and lengths have many spellings among the models. Here they have one, and are sent in the
    model's own. A film takes seconds to 20 minutes: `generate` waits, `submit` returns a job that can be waited for in
    another process too. https://docs.aimlapi.com/api-references/video-models

    Standard names: `image`, `last_image`, `reference_images`, `video`, `audio` (addresses, paths, bytes, open files,
    earlier results), `aspect_ratio`, `resolution`, `duration` (seconds), `seed`, `negative_prompt`, `generate_audio`,
    `enhance_prompt`, `guidance_scale`, `camera_fixed`, `effect`. Every other parameter of the model keeps its own name.

    Setup:
        ```bash
        pip install langchain-aimlapi
        export AIMLAPI_API_KEY="..."
        ```

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIVideoGenerator

        director = AIMLAPIVideoGenerator(model="google/veo-3.1-t2v", poll_interval=0.01)
        result = director.generate("A paper boat drifts off in the rain", aspect_ratio="16:9", duration=8)
        print(result.video.url, result.cost)
        ```

    As a tool its answer is a short text with the address of the film, and its artifact a `VideoResult`.

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits. `InvalidRequestError` when the
            model cannot do what is asked for, before anything is sent; `GenerationFailedError` when the film failed;
            `GenerationTimeoutError` when it was not finished in time: its `job_id` takes it up again.
    """

    name: str = "generate_video"
    """The tool's name, for the agent."""
    description: str = (
        "Makes a short film from a description or from a picture and answers with its address. Takes minutes and costs "
        "money: use it only when the user wants a video, clip or animation."
    )
    """What the tool is for, for the agent."""

    aspect_ratio: str | None = None
    """Default shape, such as `"16:9"`."""
    resolution: str | None = None
    """Default resolution, such as `"720p"` or `"1080p"`."""
    duration: int | None = None
    """Default length in seconds."""
    seed: int | None = None
    """Default seed: the same request with the same seed makes much the same film."""
    negative_prompt: str | None = None
    """Default for what films must not show."""

    _family: ClassVar[Family] = "video"
    _arguments: ClassVar[type[BaseModel]] = VideoArguments
    _defaults: ClassVar[tuple[str, ...]] = ("aspect_ratio", "resolution", "duration", "seed", "negative_prompt")

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[VideoToolOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[VideoToolOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    def text_to_video(self, prompt: str, **params: Any) -> VideoResult:
        """Make a film from words.

        Args:
            prompt: What happens in it.
            **params: As for `generate`.

        Raises:
            AIMLAPIError: See the class.
        """
        return self.generate(prompt, **params)

    async def atext_to_video(self, prompt: str, **params: Any) -> VideoResult:
        """`text_to_video`, asynchronously."""
        return await self.agenerate(prompt, **params)

    def image_to_video(self, image: ImageInput, prompt: str | None = None, **params: Any) -> VideoResult:
        """Make a film that starts from a picture.

        Args:
            image: The first frame; `last_image` is the last one, for models that take it.
            prompt: What happens; some models need none.
            **params: As for `generate`.

        Raises:
            AIMLAPIError: See the class.
        """
        return self.generate(prompt, image=image, **params)

    async def aimage_to_video(self, image: ImageInput, prompt: str | None = None, **params: Any) -> VideoResult:
        """`image_to_video`, asynchronously."""
        return await self.agenerate(prompt, image=image, **params)

    def video_to_video(self, video: ImageInput, prompt: str | None = None, **params: Any) -> VideoResult:
        """Change a film, or go on from it.

        Args:
            video: The film.
            prompt: What to change; some models need none.
            **params: As for `generate`.

        Raises:
            AIMLAPIError: See the class.
        """
        return self.generate(prompt, video=video, **params)

    async def avideo_to_video(self, video: ImageInput, prompt: str | None = None, **params: Any) -> VideoResult:
        """`video_to_video`, asynchronously."""
        return await self.agenerate(prompt, video=video, **params)

    def effects(self, effect: str, image: ImageInput | list[ImageInput] | None = None, **params: Any) -> VideoResult:
        """Put a picture into a ready-made scene, with a model that has such scenes.

        Args:
            effect: Name of the scene; the catalogue lists them: `get_model(name).parameters`.
            image: The picture, or, for scenes of two, both.
            **params: As for `generate`.

        Raises:
            AIMLAPIError: See the class; for a model without scenes, the text names those that have them.
        """
        return self.generate(effect=effect, image=image, **params)

    async def aeffects(
        self, effect: str, image: ImageInput | list[ImageInput] | None = None, **params: Any
    ) -> VideoResult:
        """`effects`, asynchronously."""
        return await self.agenerate(effect=effect, image=image, **params)

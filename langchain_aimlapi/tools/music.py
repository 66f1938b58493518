"""`AIMLAPIMusicGenerator`: every music model of AI/ML API as a tool of an agent, and as plain methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Unpack, overload

from pydantic import BaseModel, Field

from langchain_aimlapi.job_request import Family
from langchain_aimlapi.job_results import GeneratedSound, MusicResult
from langchain_aimlapi.media_jobs import MediaJob
from langchain_aimlapi.tools.generation import JobTool

if TYPE_CHECKING:
    from langchain_aimlapi._options import MusicToolOptions

__all__ = ["AIMLAPIMusicGenerator", "GeneratedSound", "MediaJob", "MusicResult"]


class MusicArguments(BaseModel):
    """What an agent may say; what the model does not take is left out of its own schema."""

    prompt: str | None = Field(default=None, description="The music in words: style, mood, instruments, tempo.")
    lyrics: str | None = Field(default=None, description="The words that are sung, with line breaks.")
    reference_audio: str | None = Field(
        default=None, description="Address (https://…) of a recording whose style or voice is taken over."
    )
    duration: float | None = Field(default=None, description="Length in seconds.")


class AIMLAPIMusicGenerator(JobTool[MusicResult]):
    """Music models of AI/ML API: songs and instrumental pieces from words.

    Music takes 20 to 90 seconds: `generate` waits, `submit` returns a job that can be waited for in another process
    too. https://docs.aimlapi.com/api-references/music-models

    Standard names: `lyrics`, `reference_audio` (an address, a path, bytes), `duration` (seconds), `instrumental`,
    `output_format`, `sample_rate`, `bitrate`, `negative_prompt`, `seed`. Every other parameter of the model keeps its
    own name.

    Setup:
        ```bash
        pip install langchain-aimlapi
        export AIMLAPI_API_KEY="..."
        ```

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIMusicGenerator

        band = AIMLAPIMusicGenerator(model="stable-audio", poll_interval=0.01)
        result = band.generate("Slow rain on tin, lo-fi", duration=20)
        print(result.audio.url, result.cost)
        ```

    As a tool its answer is a short text with the address of the music, and its artifact a `MusicResult`.

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits. `InvalidRequestError` when the
            model cannot do what is asked for, before anything is sent; `GenerationFailedError` when the music failed;
            `GenerationTimeoutError` when it was not finished in time: its `job_id` takes it up again.
    """

    name: str = "generate_music"
    """The tool's name, for the agent."""
    description: str = (
        "Makes music from a description, with lyrics if wanted, and answers with its address. Takes a minute and costs "
        "money: use it when the user wants a song, a melody or background music."
    )
    """What the tool is for, for the agent."""

    duration: float | None = None
    """Default length in seconds."""
    seed: int | None = None
    """Default seed."""

    _family: ClassVar[Family] = "music"
    _arguments: ClassVar[type[BaseModel]] = MusicArguments
    _defaults: ClassVar[tuple[str, ...]] = ("duration", "seed")

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[MusicToolOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[MusicToolOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    def sing(self, lyrics: str, prompt: str | None = None, **params: Any) -> MusicResult:
        """Make a song with words.

        Args:
            lyrics: The words, with line breaks.
            prompt: Style, mood, instruments.
            **params: As for `generate`.

        Raises:
            AIMLAPIError: See the class.
        """
        return self.generate(prompt, lyrics=lyrics, **params)

    async def asing(self, lyrics: str, prompt: str | None = None, **params: Any) -> MusicResult:
        """`sing`, asynchronously."""
        return await self.agenerate(prompt, lyrics=lyrics, **params)

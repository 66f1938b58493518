"""Classes that version 0.1 of the package had and that have no successor of the same kind, on the new code."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.llms import LLM
from pydantic import Field

from langchain_aimlapi.api.setting_names import shown
from langchain_aimlapi.catalogue import parameter_names
from langchain_aimlapi.lazy import LazyModule
from langchain_aimlapi.tools.images import AIMLAPIImageGenerator
from langchain_aimlapi.tools.videos import AIMLAPIVideoGenerator

if TYPE_CHECKING:
    from langchain_aimlapi import image_results as image_results_module
else:
    image_results_module = LazyModule("langchain_aimlapi.image_results")


def _shown(generator: AIMLAPIImageGenerator | AIMLAPIVideoGenerator) -> dict[str, Any]:
    """Further parameters as traces may show them."""
    return shown(generator.model_kwargs, parameter_names())


class AimlapiImageModel(LLM):
    """A prompt in, the address of a picture out: deprecated, `AIMLAPIImageGenerator` gives all that there is to know.

    Args:
        **settings: Those of `AIMLAPIImageGenerator` and of a LangChain LLM. `model` is OpenAI's image model by default.

    Raises:
        AIMLAPIError: A call raises what the generator raises.
    """

    generator: AIMLAPIImageGenerator = Field(exclude=True, repr=False)
    """What does the work."""

    def __init__(self, **settings: Any) -> None:
        own = {name: value for name, value in settings.items() if name in LLM.model_fields}
        others = {name: value for name, value in settings.items() if name not in own}
        super().__init__(generator=AIMLAPIImageGenerator(**{"model": "openai/gpt-image-1", **others}), **own)

    @property
    def model(self) -> str:
        """Name of the model."""
        return self.generator.model

    def generate_images(self, prompt: str, n: int = 1, response_format: str = "url", **params: Any) -> list[str]:
        """The addresses of pictures, or their bytes in base64.

        Args:
            prompt: What they show.
            n: How many.
            response_format: `"url"` or `"b64_json"`.
            **params: `size` and the model's own parameters.
        """
        wanted = _wanted(n, response_format)
        return [_text(image, response_format) for image in self.generator.generate(prompt, **wanted, **params)]

    def _call(
        self,
        prompt: str,
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> str:
        return self.generate_images(prompt, **kwargs)[0]

    async def _acall(
        self,
        prompt: str,
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> str:
        form = kwargs.pop("response_format", "url")
        result: image_results_module.ImageResult = await self.generator.agenerate(
            prompt, **_wanted(kwargs.pop("n", 1), form), **kwargs
        )
        return _text(result.image, form)

    @property
    def _llm_type(self) -> str:
        return "aimlapi-image"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "size": self.generator.size,
            **_shown(self.generator),
        }


class AimlapiVideoModel(LLM):
    """A prompt in, the address of a film out: deprecated, `AIMLAPIVideoGenerator` gives all that there is to know.

    Args:
        **settings: Those of `AIMLAPIVideoGenerator` and of a LangChain LLM. `model` is `"google/veo3"` by default.

    Raises:
        AIMLAPIError: A call raises what the generator raises.
    """

    generator: AIMLAPIVideoGenerator = Field(exclude=True, repr=False)
    """What does the work."""

    def __init__(self, **settings: Any) -> None:
        own = {name: value for name, value in settings.items() if name in LLM.model_fields}
        others = {name: value for name, value in settings.items() if name not in own}
        super().__init__(generator=AIMLAPIVideoGenerator(**{"model": "google/veo3", **others}), **own)

    @property
    def model(self) -> str:
        """Name of the model."""
        return self.generator.model

    def _call(
        self,
        prompt: str,
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> str:
        return self.generator.generate(prompt, **_of_films(kwargs)).video.url or ""

    async def _acall(
        self,
        prompt: str,
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> str:
        result = await self.generator.agenerate(prompt, **_of_films(kwargs))
        return result.video.url or ""

    @property
    def _llm_type(self) -> str:
        return "aimlapi-video"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.model, **_shown(self.generator)}


def _of_films(params: dict[str, Any]) -> dict[str, Any]:
    """The parameters without the two that version 0.1 had for films and that no model of films knows."""
    return {name: value for name, value in params.items() if name not in ("n", "response_format")}


def _wanted(n: int, response_format: str) -> dict[str, Any]:
    """What has to be said: most models know neither one picture nor an address as something to ask for."""
    count = {"n": n} if n != 1 else {}
    return count if response_format == "url" else {**count, "response_format": response_format}


def _text(image: image_results_module.GeneratedImage, response_format: str) -> str:
    """The address; the bytes where those were asked for or there is no address."""
    if image.url is not None and response_format == "url":
        return image.url
    return base64.b64encode(image.read()).decode()

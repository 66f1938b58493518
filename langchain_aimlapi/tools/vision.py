"""`AIMLAPIFeatureRecognition`: optical feature recognition (OFR) as a tool of an agent. Experimental."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, Unpack

from langchain_core._api import beta
from langchain_core.callbacks import AsyncCallbackManagerForToolRun, CallbackManagerForToolRun
from langchain_core.tools import ArgsSchema, BaseTool
from pydantic import ConfigDict, Field

from langchain_aimlapi.api.vision import Feature
from langchain_aimlapi.connection import Connection
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.tools.arguments import ToolArguments

if TYPE_CHECKING:
    from langchain_aimlapi._options import VisionToolOptions

JSON = dict[str, Any]

__all__ = ["AIMLAPIFeatureRecognition"]

_FACTS = frozenset({"meta", "cost", "inference_id", "client_request_id"})


class FeatureArguments(ToolArguments):
    """What an agent may say."""

    image_url: str = Field(description="Address (https://…) of the picture.")
    features: list[Feature] | None = Field(default=None, description="What to look for; leave out for labels.")


@beta(message="The service publishes no description of this endpoint: it may change or be gone.", addendum="")
class AIMLAPIFeatureRecognition(Connection, BaseTool):
    """Experimental: labels, faces, logos, landmarks and more in a picture.

    The service hides the page of this endpoint (optical feature recognition, OFR) and publishes no schema of it; the
    shape is Google Vision's, as older clients send it. To have a picture described ask a chat model that sees pictures:
    that is documented. https://docs.aimlapi.com/api-references/vision-models

    Example:
        ```python
        from langchain_aimlapi.tools.vision import AIMLAPIFeatureRecognition

        seen = AIMLAPIFeatureRecognition().recognize("https://example.org/red-barn.jpg", ["LABEL_DETECTION"])
        print(seen["labelAnnotations"], seen["cost"])
        ```

    As a tool its answer is the annotations as JSON, and its artifact the whole answer.

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits; `NotFoundError`, with what to use
            instead, when the service has no such endpoint.
    """

    name: str = "recognize_features"
    """The tool's name, for the agent."""
    description: str = "Finds labels, faces, logos, landmarks and other features in a picture and answers with JSON."
    """What the tool is for, for the agent."""
    args_schema: ArgsSchema | None = FeatureArguments
    """What the agent may say."""
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    """That the tool answers with a text and an artifact."""
    features: list[Feature] = Field(default=["LABEL_DETECTION"], min_length=1)
    """What to look for when a call does not say."""

    model_config = ConfigDict(extra="forbid")

    if TYPE_CHECKING:

        def __init__(self, **options: Unpack[VisionToolOptions]) -> None: ...

    def recognize(self, image_url: str, features: list[Feature] | None = None) -> JSON:
        """Look for features in a picture and return the service's answer, with `cost` and ids.

        Args:
            image_url: Address of the picture.
            features: What to look for.

        Raises:
            AIMLAPIError: See the class.
        """
        with model_errors():
            return self.client.recognize_features(image_url, features or self.features)

    async def arecognize(self, image_url: str, features: list[Feature] | None = None) -> JSON:
        """`recognize`, asynchronously."""
        with model_errors():
            return await self.client.arecognize_features(image_url, features or self.features)

    def _run(
        self,
        image_url: str,
        features: list[Feature] | None = None,
        run_manager: CallbackManagerForToolRun | None = None,  # noqa: ARG002
    ) -> tuple[str, JSON]:
        seen = self.recognize(image_url, features)
        return _told(seen), seen

    async def _arun(
        self,
        image_url: str,
        features: list[Feature] | None = None,
        run_manager: AsyncCallbackManagerForToolRun | None = None,  # noqa: ARG002
    ) -> tuple[str, JSON]:
        seen = await self.arecognize(image_url, features)
        return _told(seen), seen


def _told(seen: JSON) -> str:
    """What the agent is told: what was seen, without what it cost."""
    return json.dumps({key: value for key, value in seen.items() if key not in _FACTS}, ensure_ascii=False)

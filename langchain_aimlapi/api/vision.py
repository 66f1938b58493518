"""Experimental: optical feature recognition (OFR); `AIMLAPIClient` has the call.

The service hides the page of this endpoint and publishes no schema of it. The shape is Google Vision's, as older
clients were seen to send it: it may work, change or be gone. https://docs.aimlapi.com/api-references/vision-models
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal, get_args

from langchain_aimlapi.api.errors import InvalidRequestError, NotFoundError
from langchain_aimlapi.api.families import Posting
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.types import JSON

OFR_PATH = "/vision"
Feature = Literal[
    "CROP_HINTS",
    "FACE_DETECTION",
    "IMAGE_PROPERTIES",
    "LABEL_DETECTION",
    "LANDMARK_DETECTION",
    "LOGO_DETECTION",
    "OBJECT_LOCALIZATION",
    "SAFE_SEARCH_DETECTION",
    "WEB_DETECTION",
]
FEATURES = get_args(Feature)
"""What can be looked for in a picture."""


class VisionCalls(Posting):
    """Features of pictures."""

    def recognize_features(
        self, image_url: str, features: Iterable[str], options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """Experimental: look for features in a picture and return the service's answer, with `cost` and ids.

        Args:
            image_url: Address of the picture.
            features: What to look for: names of `FEATURES`, in any case.
            options: What differs for this call.

        Returns:
            What Google Vision calls an `AnnotateImageResponse`: `labelAnnotations`, `faceAnnotations` and so on.

        Raises:
            InvalidRequestError: If there is no address or a feature is not known.
            NotFoundError: If the service has no such endpoint any more; the text names what to use instead.
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits, as for every call.

        Example:
            ```python
            from langchain_aimlapi import AIMLAPIClient

            with AIMLAPIClient() as client:
                seen = client.recognize_features("https://example.org/red-barn.jpg", ["LABEL_DETECTION"])
            print(seen["labelAnnotations"])
            ```
        """
        with _named_replacement():
            return self._post(OFR_PATH, ofr_body(image_url, features), options)

    async def arecognize_features(
        self, image_url: str, features: Iterable[str], options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """`recognize_features`, asynchronously."""
        with _named_replacement():
            return await self._apost(OFR_PATH, ofr_body(image_url, features), options)


def ofr_body(image_url: str, features: Iterable[str]) -> JSON:
    """The request for features of a picture.

    Raises:
        InvalidRequestError: If there is no address, or nothing or something unknown is looked for.
    """
    if not image_url.startswith(("https://", "http://")):
        raise InvalidRequestError(f"image_url is {image_url[:100]!r}: it must be an address that begins with https://")
    wanted = [features] if isinstance(features, str) else list(features)
    unknown = [name for name in wanted if name.upper() not in FEATURES]
    if unknown or not wanted:
        raise InvalidRequestError(f"features is {wanted!r}: it must name some of {', '.join(FEATURES)}")
    types = [{"type": name} for name in dict.fromkeys(name.upper() for name in wanted)]
    return {"image": {"source": {"imageUri": image_url}}, "features": types}


@contextmanager
def _named_replacement() -> Iterator[None]:
    try:
        yield
    except NotFoundError as error:
        error.message += (
            ". Optical feature recognition is an endpoint that the service no longer documents: ask a chat model that "
            "sees pictures instead, as with ChatAIMLAPI(...).with_structured_output(schema)"
        )
        raise

"""Features of pictures in the shape of Google Vision: read off the words of the address, which is not fetched. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.family import FamilyAnswer
from langchain_aimlapi.emulator.tokens import CREDITS_PER_USD, Cost

Json = dict[str, Any]
CREDITS_A_FEATURE = 3000  # the price is not documented


def read_features(body: Any) -> FamilyAnswer:
    """Answer a request for features.

    Raises:
        ServiceError: 400 if it is none.
    """
    url, features = _address(body), _features(body)
    words = _words(url)
    answer: Json = {}
    for name in features:
        answer |= _MAKERS[name](words)
    spent = CREDITS_A_FEATURE * len(features)
    cost = Cost(spent / CREDITS_PER_USD, spent)
    return FamilyAnswer({**answer, "meta": cost.as_meta()}, cost)


def _address(body: Any) -> str:
    url = ((body.get("image") or {}).get("source") or {}).get("imageUri") if isinstance(body, dict) else None
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise ServiceError(400, "Body validation error: image.source.imageUri: Invalid url")
    return url


def _features(body: Json) -> list[str]:
    listed = body.get("features")
    if not isinstance(listed, list) or not listed or not all(isinstance(feature, dict) for feature in listed):
        raise ServiceError(400, "Body validation error: features: Expected a list of objects with a type")
    types = [feature.get("type") for feature in listed]
    unknown = next((kind for kind in types if kind not in _MAKERS), None)
    if unknown is not None or None in types:
        raise ServiceError(400, f"Body validation error: features: Expected one of {', '.join(_MAKERS)}: {unknown!r}")
    return [str(kind) for kind in types]


def _words(url: str) -> list[str]:
    name = unquote(urlsplit(url).path).rpartition("/")[2].rpartition(".")[0]
    return re.findall(r"[a-z]+", name.lower())


def _only(wanted: str, words: list[str]) -> list[str]:
    return [word for word in words if word == wanted]


def _described(words: list[str], kind: str = "description") -> list[Json]:
    return [{kind: word, "score": round(0.9 - 0.1 * place, 1)} for place, word in enumerate(words[:5])]


_MAKERS: Mapping[str, Callable[[list[str]], Json]] = {
    "CROP_HINTS": lambda _: {"cropHintsAnnotation": {"cropHints": [{"boundingPoly": {"vertices": []}}]}},
    "FACE_DETECTION": lambda words: {"faceAnnotations": [{"detectionConfidence": 0.9}] * words.count("face")},
    "IMAGE_PROPERTIES": lambda _: {"imagePropertiesAnnotation": {"dominantColors": {"colors": []}}},
    "LABEL_DETECTION": lambda words: {"labelAnnotations": _described(words)},
    "LANDMARK_DETECTION": lambda words: {"landmarkAnnotations": _described(_only("tower", words))},
    "LOGO_DETECTION": lambda words: {"logoAnnotations": _described(_only("logo", words))},
    "OBJECT_LOCALIZATION": lambda words: {"localizedObjectAnnotations": _described(words, "name")},
    "SAFE_SEARCH_DETECTION": lambda _: {"safeSearchAnnotation": {"adult": "VERY_UNLIKELY", "violence": "UNLIKELY"}},
    "WEB_DETECTION": lambda words: {"webDetection": {"webEntities": _described(words)}},
}

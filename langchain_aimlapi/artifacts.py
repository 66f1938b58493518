"""Results of the package's tools, made again of what a checkpointer has kept of them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.image_results import ImageResult
from langchain_aimlapi.job_results import Model3DResult, MusicResult, VideoResult
from langchain_aimlapi.moderation_results import ModerationVerdict
from langchain_aimlapi.ocr_results import OCRResult
from langchain_aimlapi.search_results import SearchAnswer
from langchain_aimlapi.speech_results import Speech
from langchain_aimlapi.transcripts import Transcript

_KINDS: tuple[type[BaseModel], ...] = (
    ImageResult,
    VideoResult,
    MusicResult,
    Model3DResult,
    Speech,
    SearchAnswer,
    Transcript,
    OCRResult,
    ModerationVerdict,
)


def restore_artifact(artifact: Any) -> Any:
    """The artifact of a tool of this package as it was made: an `ImageResult`, a `Speech` and so on.

    A checkpointer writes a `ToolMessage` as a whole, and its artifact comes back as a dict. Files are fetched again
    from their address while that works; what had been fetched is not kept, nor are the tool's rules of downloads.

    Args:
        artifact: The artifact, restored or not, or the `ToolMessage` that has it. What is no result of the package's
            tools is returned as it is.

    Example:
        ```python
        from langchain_aimlapi import ImageResult, restore_artifact

        kept = ImageResult(images=[], model="flux/schnell").model_dump()
        assert isinstance(restore_artifact(kept), ImageResult)
        ```
    """
    if hasattr(artifact, "tool_call_id"):
        artifact = artifact.artifact
    if not isinstance(artifact, dict):
        return artifact
    for kind in _KINDS:
        if artifact.keys() == kind.model_fields.keys() and (restored := _made(kind, artifact)) is not None:
            return restored
    return artifact


def _made(kind: type[BaseModel], kept: dict[str, Any]) -> BaseModel | None:
    """The result, None if it is one of another kind: of files, those of another family."""
    try:
        made = kind.model_validate(kept)
    except ValidationError:
        return None
    if isinstance(made, (VideoResult, MusicResult)) and isinstance(made, MusicResult) is not _is_sound(kept):
        return None
    files = zip(kept.get("files") or (), getattr(made, "files", ()), strict=False)
    return made if all(file.keys() == type(whole).model_fields.keys() for file, whole in files) else None


def _is_sound(kept: dict[str, Any]) -> bool:
    """Whether files are music and no video, which have the same fields: by what they are, else by who made them."""
    kinds = {str(file.get("mime_type")).partition("/")[0] for file in kept["files"]}
    return "audio" in kinds or ("video" not in kinds and get_model(str(kept["model"]), warn=False).family == "music")

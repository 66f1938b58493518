"""Finished films, music and models in space as results. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, Field

from langchain_aimlapi.api.downloads import Downloader
from langchain_aimlapi.api.error_bodies import lacking
from langchain_aimlapi.lazy import LazyModule
from langchain_aimlapi.media_files import MediaFile, data_bytes
from langchain_aimlapi.media_types import type_of_name

if TYPE_CHECKING:
    from langchain_aimlapi.api import jobs as api_jobs
else:
    api_jobs = LazyModule("langchain_aimlapi.api.jobs")

JSON = dict[str, Any]

_SAYS_NOTHING = ("application/octet-stream", "binary/octet-stream", "")


class GeneratedVideo(MediaFile):
    """One film. In a notebook it shows itself, from its address, while that works.

    Attributes:
        duration: Seconds, where the answer says.
    """

    _made: ClassVar[str] = "video"

    duration: float | None = None

    def content_block(self) -> JSON:
        """The film as a content block, to show it to a chat model that sees films."""
        return self._block("video")

    def _repr_html_(self) -> str:
        return f'<video controls src="{_source(self)}"></video>'


class GeneratedSound(MediaFile):
    """One piece of music. In a notebook it shows a player, for its address, while that works.

    Attributes:
        duration: Seconds, where the answer says.
    """

    _made: ClassVar[str] = "audio"

    duration: float | None = None

    def content_block(self) -> JSON:
        """The sound as a content block, for a chat model that hears."""
        return self._block("audio")

    def _repr_html_(self) -> str:
        return f'<audio controls src="{_source(self)}"></audio>'


class GeneratedMesh(MediaFile):
    """One file with a body in space: binary glTF (GLB), or Wavefront OBJ. In a notebook it shows a link to itself.

    Attributes:
        part: What it is called in the answer, such as `"model_mesh"`.
    """

    _made: ClassVar[str] = "model"

    part: str = "model_mesh"

    def _repr_html_(self) -> str:
        return f'<p><a href="{_source(self)}">{html.escape(self.file_name or self.part)}</a></p>'


def _source(file: MediaFile) -> str:
    return html.escape(file.url or file.data_url())


AnyFile = TypeVar("AnyFile", GeneratedVideo, GeneratedSound, GeneratedMesh)


class GenerationResult(BaseModel, Generic[AnyFile]):
    """The files of one generation, and what it says of all of them.

    It can be iterated, indexed and counted like a list of its files. In a notebook it shows them.

    Attributes:
        files: What was made.
        model: The model that was asked.
        job_id: The id of the generation; None for those that are answered at once.
        cost: What it cost, `{"usd": float, "credits": int}`; None when the service did not say, as for a generation
            that was taken up again by its id.
        inference_id: The service's id, for its support.
        raw: The service's answer.
    """

    files: list[AnyFile]
    model: str
    job_id: str | None = None
    cost: dict[str, int | float] | None = None
    inference_id: str | None = None
    raw: dict[str, Any] = Field(default_factory=dict, repr=False)

    @property
    def file(self) -> AnyFile:
        """The first file, which is usually the only one."""
        return self.files[0]

    def __iter__(self) -> Iterator[AnyFile]:  # type: ignore[override]
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> AnyFile:
        return self.files[index]

    def _repr_html_(self) -> str:
        return "".join(file._repr_html_() for file in self.files)


class VideoResult(GenerationResult[GeneratedVideo]):
    """The result of a film."""

    @property
    def video(self) -> GeneratedVideo:
        """The film."""
        return self.file


class MusicResult(GenerationResult[GeneratedSound]):
    """The result of a piece of music."""

    @property
    def audio(self) -> GeneratedSound:
        """The music."""
        return self.file


class Model3DResult(GenerationResult[GeneratedMesh]):
    """The result of a model in space: one mesh, or its parts."""

    @property
    def mesh(self) -> GeneratedMesh:
        """The body, or the first of its parts."""
        return self.file

    @property
    def meshes(self) -> dict[str, GeneratedMesh]:
        """All files by their name in the answer."""
        return {mesh.part: mesh for mesh in self.files}


def read_result(
    state: api_jobs.JobState,
    model: str,
    family: str,
    downloader: Downloader,
    cost: dict[str, int | float] | None = None,
) -> VideoResult | MusicResult:
    """The result of a finished generation.

    Args:
        state: Its state.
        model: The model that was asked.
        family: `"video"` or `"music"`.
        downloader: Fetches the files.
        cost: What the answer to the submission said, since later ones may not repeat it.

    Raises:
        GenerationFailedError: If it failed.
        MalformedResponseError: If it has no file.
    """
    state.raise_if_failed(model)
    paid = cost or state.cost
    facts: JSON = {
        "model": model,
        "job_id": state.id,
        "cost": paid,
        "inference_id": state.inference_id or state.id,
        "raw": without_data(state.reply),
    }
    share = _share(paid, len(state.files))
    fields = [{**_fields(entry), "cost": share, "inference_id": facts["inference_id"]} for entry in state.files]
    if family == "music":
        length = _milliseconds(state.reply.get("extra_info"))
        sounds = [GeneratedSound(**each, duration=_number(entry) or length) for each, entry in _with(fields, state)]
        return MusicResult(files=_fetched(sounds, downloader), **facts)
    films = [GeneratedVideo(**each, duration=_number(entry)) for each, entry in _with(fields, state)]
    return VideoResult(files=_fetched(films, downloader), **facts)


def read_meshes(reply: JSON, model: str, downloader: Downloader) -> Model3DResult:
    """The result of an answer with models in space: every file in it, the whole body first.

    Raises:
        MalformedResponseError: If there is none.
    """
    found = {key: value for key, value in reply.items() if isinstance(value, dict) and _is_url(value.get("url"))}
    if not found:
        expected = "objects with a url are expected, such as model_mesh"
        raise lacking(f"The answer of {model} has no model file in it", expected, reply)
    cost = reply.get("cost")
    meshes = [
        GeneratedMesh(
            **_fields(entry), part=part, cost=_share(cost, len(found)), inference_id=reply.get("inference_id")
        )
        for part, entry in found.items()
    ]
    return Model3DResult(
        files=_fetched(meshes, downloader), model=model, cost=cost, inference_id=reply.get("inference_id"), raw=reply
    )


def without_data(value: Any) -> Any:
    """The answer without what is in `data:` addresses: what is left can be logged and kept."""
    if isinstance(value, dict):
        return {key: without_data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_data(item) for item in value]
    return "data:…" if isinstance(value, str) and value.startswith("data:") else value


def _with(fields: list[JSON], state: api_jobs.JobState) -> Iterator[tuple[JSON, JSON]]:
    return zip(fields, state.files, strict=True)


def _fetched(files: list[AnyFile], downloader: Downloader) -> list[AnyFile]:
    for file in files:
        file.fetched_by(downloader)
    return files


def _fields(entry: JSON) -> JSON:
    """Address, kind and name of a file; what the answer leaves out is read from the address."""
    inline = data_bytes(entry["url"])
    name = "" if inline is not None else unquote(urlsplit(entry["url"]).path.rpartition("/")[2])
    stated = str(entry.get("content_type") or "")
    written = entry["url"][5:].partition(",")[0].partition(";")[0] if inline is not None else None
    kind = written or type_of_name(name) if stated in _SAYS_NOTHING else stated
    said = entry.get("file_name")
    return {
        "url": entry["url"] if inline is None else None,
        "inline": inline,
        "mime_type": kind,
        "file_name": said if isinstance(said, str) and said else name or None,
    }


def _share(cost: Any, count: int) -> dict[str, int | float] | None:
    if not isinstance(cost, dict) or not count:
        return None
    return {"usd": cost["usd"] / count, "credits": round(cost["credits"] / count)}


def _number(entry: JSON) -> float | None:
    value = entry.get("duration")
    return float(value) if isinstance(value, int | float) else None


def _milliseconds(info: Any) -> float | None:
    """MiniMax tells the length of music beside the file."""
    value = info.get("music_duration") if isinstance(info, dict) else None
    return value / 1000 if isinstance(value, int | float) else None


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))

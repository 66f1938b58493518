"""What the tools for films, music and models in space share: settings, arguments of agents, files in and out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, Self

from langchain_core.callbacks import AsyncCallbackManagerForToolRun, CallbackManagerForToolRun
from langchain_core.tools import ArgsSchema, BaseTool
from pydantic import BaseModel, ConfigDict, Field, model_validator

from langchain_aimlapi.api.downloads import DEFAULT_MAX_BYTES, Downloader, DownloadRules
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.jobs import JobState, Patience
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.connection import MODEL_NAMES, Connection
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.fetching import ModelDownloader
from langchain_aimlapi.file_saving import made_folder
from langchain_aimlapi.job_request import (
    FILE_FIELDS,
    FILE_NAMES,
    NAMES,
    Family,
    JobCall,
    build_job_call,
    job_path,
    requires,
    schema_of,
    takes,
)
from langchain_aimlapi.job_results import GenerationResult
from langchain_aimlapi.media_files import MediaFile, asaved, saved
from langchain_aimlapi.media_inputs import is_address, read_address
from langchain_aimlapi.media_jobs import AnyResult, MediaJob
from langchain_aimlapi.media_request import Policy
from langchain_aimlapi.tools.arguments import ToolArguments, make_arguments

JSON = dict[str, Any]

_WAITING = ("wait_timeout", "on_progress")


class GenerationTool(Connection, BaseTool):
    """Settings and files of a tool that makes media with one model."""

    args_schema: ArgsSchema | None = None
    """What the agent may say. Default: what the model takes."""
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    """That the tool answers with a text and an artifact."""

    model: str = Field(validation_alias=MODEL_NAMES)
    """Name of the model."""
    model_kwargs: dict[str, Any] = Field(default_factory=dict)
    """Default parameters, under standard names or the model's own; checked against its schema."""
    extra_body: dict[str, Any] | None = Field(default=None, exclude=True, repr=False)
    """Parameters put into the body last and unchecked."""
    unsupported_params: Policy = "warn"
    """What to do with what the model does not know: `"warn"` once, raise an `"error"`, or `"send"` it."""
    save_directory: Path | None = None
    """Where the tool saves its files, since their addresses expire; it then tells the agent the paths as well. The
    directory is made if it is not there."""
    allow_file_inputs: bool = False
    """Whether the agent may name files of this machine as inputs. Methods may always be given files."""
    allow_private_hosts: bool = False
    """Whether files may be fetched from private networks; the service's own host always may."""
    max_bytes: int = Field(default=DEFAULT_MAX_BYTES, ge=1)
    """Most bytes of one file that are fetched."""

    model_config = ConfigDict(extra="forbid")
    _family: ClassVar[Family]
    _arguments: ClassVar[type[BaseModel]]
    _defaults: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _offer_what_the_model_takes(self) -> Self:
        if self.args_schema is None:
            self.args_schema = self._taken(self.model)
        return self

    def _taken(self, model: str) -> type[BaseModel]:
        return arguments_for(model, self._family, self._arguments)

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        if self.args_schema is self._taken(self.model):  # made here, so no pickle can find it by name
            state = {**state, "__dict__": {**state["__dict__"], "args_schema": None}}
        return state

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__(state)
        if self.args_schema is None:
            self.args_schema = self._taken(self.model)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed fields; it offers agents what its own model takes."""
        changes = dict(update or {})
        if self.args_schema is self._taken(self.model) and "model" in changes:
            changes.setdefault("args_schema", self._taken(changes["model"]))
        return super().model_copy(update=changes, deep=deep)

    def _call(self, params: JSON, path: str | None = None) -> JobCall:
        """The request; files among the parameters are read."""
        defaults = {name: getattr(self, name) for name in (*self._defaults, "extra_body")}
        given = {name: value for name, value in params.items() if value is not None}
        wanted = read_inputs({**defaults, **self.model_kwargs, **given}, self._family)
        return build_job_call(self.model, wanted, self._family, path=path, unsupported_params=self.unsupported_params)

    def _downloader(self) -> Downloader:
        origin = self.client.base_url
        return ModelDownloader(
            DownloadRules(self.max_bytes, allow_private=self.allow_private_hosts, trusted_origin=origin)
        )

    def _from_agent(self, arguments: JSON) -> JSON:
        """The arguments, none of which may be a file of this machine unless that is allowed."""
        for name in FILE_NAMES[self._family]:
            value = arguments.get(name)
            for each in value if isinstance(value, list) else [value]:
                if each and not self.allow_file_inputs and not is_address(each):
                    raise InvalidRequestError(
                        f"{name} must be an https:// or data: address, not a file of this machine"
                    )
        return arguments

    def _told(self, result: GenerationResult[Any]) -> str:
        return described(result, [saved(file, self.save_directory) for file in result])

    async def _atold(self, result: GenerationResult[Any]) -> str:
        return described(result, [await asaved(file, self.save_directory) for file in result])


class JobTool(GenerationTool, Generic[AnyResult]):
    """A tool whose model takes minutes: it submits a job and waits for it."""

    poll_interval: float = Field(default=5.0, gt=0)
    """Seconds before the first question whether it is finished; later ones come less often, at most every 15 s."""
    wait_timeout: float | None = Field(default=1200.0, ge=0)
    """Seconds after which waiting ends with an error that has the job's id; None waits as long as it takes."""
    path: str | None = None
    """An older address to submit to and to poll, such as `/v2/generate/video/kling/generation`. Default: today's."""

    # Jobs

    def submit(self, prompt: str | None = None, **params: Any) -> MediaJob[AnyResult]:
        """Begin a generation, which is paid for now, and do not wait for it.

        Args:
            prompt: What is to be made.
            **params: As for `generate`.

        Raises:
            AIMLAPIError: See the class.
        """
        with model_errors(self.model):
            call = self._call({**params, "prompt": prompt}, self.path)
            return self._job(self.client.submit_job(call.path, call.body, call.options), call.path)

    async def asubmit(self, prompt: str | None = None, **params: Any) -> MediaJob[AnyResult]:
        """`submit`, asynchronously."""
        with model_errors(self.model):
            call = await asyncio.to_thread(self._call, {**params, "prompt": prompt}, self.path)
            return self._job(await self.client.asubmit_job(call.path, call.body, call.options), call.path)

    def job_from_id(self, job_id: str) -> MediaJob[AnyResult]:
        """Take up a generation that was submitted before, by this process or another one."""
        path = self.path or job_path(get_model(self.model, warn=False), self._family)
        return self._job(JobState(job_id, "pending", "unknown"), path)

    def generate(self, prompt: str | None = None, **params: Any) -> AnyResult:
        """Begin a generation and wait for its result.

        Args:
            prompt: What is to be made.
            **params: Standard names, any parameter of the model under its own name, `wait_timeout` (seconds),
                `on_progress` (called with the job after every poll), and `client_request_id`, `timeout` (of a single
                call), `max_retries`, `extra_headers`, `extra_body`.

        Raises:
            AIMLAPIError: See the class.
        """
        waiting = {name: params.pop(name, None) for name in _WAITING}
        return self.submit(prompt, **params).wait(waiting["wait_timeout"], on_progress=waiting["on_progress"])

    async def agenerate(self, prompt: str | None = None, **params: Any) -> AnyResult:
        """`generate`, asynchronously."""
        waiting = {name: params.pop(name, None) for name in _WAITING}
        job = await self.asubmit(prompt, **params)
        return await job.wait_async(waiting["wait_timeout"], on_progress=waiting["on_progress"])

    def _job(self, state: JobState, path: str) -> MediaJob[AnyResult]:
        patience = Patience(interval=self.poll_interval, timeout=self.wait_timeout)
        return MediaJob(state, self.model, self._family, path, self.client, self._downloader(), patience)

    # As a tool

    def _run(
        self,
        run_manager: CallbackManagerForToolRun | None = None,  # noqa: ARG002
        **arguments: Any,
    ) -> tuple[str, AnyResult]:
        made_folder(self.save_directory)
        result = self.generate(**self._from_agent(arguments))
        return self._told(result), result

    async def _arun(
        self,
        run_manager: AsyncCallbackManagerForToolRun | None = None,  # noqa: ARG002
        **arguments: Any,
    ) -> tuple[str, AnyResult]:
        made_folder(self.save_directory)
        result = await self.agenerate(**self._from_agent(arguments))
        return await self._atold(result), result


def read_inputs(params: JSON, family: Family) -> JSON:
    """The parameters with addresses in the place of files.

    Raises:
        InvalidRequestError: If a file is too large, empty, or a picture was expected and it is none.
        OSError: If a file cannot be read.
    """
    kinds, fields = FILE_NAMES[family], FILE_FIELDS[family]
    read = dict(params)
    for name, value in params.items():
        if name in kinds and value is not None:
            read[name] = _addresses(value, name, kinds[name])
        elif name in fields:
            read[name] = _own(value, name, fields[name])
    return read


def _own(value: Any, name: str, kind: str) -> Any:
    """What a field of the model's own is given: files are read, strings and objects are what they are."""
    if isinstance(value, (list, tuple)):
        return [_own(each, f"{name}[{at}]", kind) for at, each in enumerate(value)]
    is_file = isinstance(value, (Path, bytes, MediaFile)) or hasattr(value, "read")
    return read_address(value, name=name, kind=kind) if is_file else value


def _addresses(value: Any, name: str, kind: str) -> Any:
    if isinstance(value, (list, tuple)):
        return [read_address(each, name=f"{name}[{at}]", kind=kind) for at, each in enumerate(value)]
    return read_address(value, name=name, kind=kind)


@cache
def arguments_for(model: str, family: Family, offered: type[BaseModel]) -> type[ToolArguments]:
    """The arguments of a tool that a model takes, those required that it cannot do without."""
    schema = schema_of(get_model(model, warn=False), family) or {}
    definitions: JSON = {}
    for name, field in offered.model_fields.items():
        if schema and not takes(schema, name, family):
            continue
        required = requires(schema, name, family) if schema else name == "prompt"
        kind: Any = field.annotation
        definitions[name] = (
            _without_none(kind) if required else kind,
            Field(default=... if required else None, description=field.description),
        )
    return make_arguments(offered.__name__, definitions, model, NAMES[family])


def _without_none(kind: Any) -> Any:
    return next((each for each in getattr(kind, "__args__", ()) if each is not type(None)), kind)


def described(result: GenerationResult[Any], places: Sequence[str]) -> str:
    """What the agent is told of a result: of each file also where it was saved."""
    lines = [
        f"{number}. {_kind(file)}{where}: {file.url or f'{len(file.read()):,} bytes'}"
        for number, (file, where) in enumerate(zip(result, places, strict=True), 1)
    ]
    return f"{len(result)} file(s) by {result.model}:\n" + "\n".join(lines)


def _kind(file: MediaFile) -> str:
    part = getattr(file, "part", None)
    return f"{part} ({file.mime_type})" if part else file.mime_type or "file"

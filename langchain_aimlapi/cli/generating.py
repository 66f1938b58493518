"""What `aimlapi video` and `aimlapi music` share: submit a job or take one up, wait for it, save its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from langchain_aimlapi.cli.caller import Caller
from langchain_aimlapi.cli.exits import EndedError
from langchain_aimlapi.cli.output import receipt, write_json, write_text
from langchain_aimlapi.cli.saving import Target, file_facts, target
from langchain_aimlapi.cli.waiting import options, resumable, working
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import job_results as job_results_module
    from langchain_aimlapi import media_jobs as media_jobs_module
    from langchain_aimlapi.tools import generation as tools_generation
else:
    job_results_module = LazyModule("langchain_aimlapi.job_results")
    media_jobs_module = LazyModule("langchain_aimlapi.media_jobs")
    tools_generation = LazyModule("langchain_aimlapi.tools.generation")


Resume = Annotated[
    str | None, typer.Option(metavar="ID", help="Wait for a job that was submitted before; name its model as well.")
]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Submit the job, print its id and end.")]
PollInterval = Annotated[float | None, typer.Option(min=0.01, help="Seconds between questions. Default: 5 to 15.")]


def generate(
    command: str,
    tool: Callable[..., tools_generation.JobTool[Any]],
    caller: Caller,
    model: str,
    asked: dict[str, Any],
    *,
    output: Path | None,
    force: bool,
    resume: str | None,
    no_wait: bool,
    poll_interval: float | None,
) -> None:
    """Make something that takes minutes, or go on with it.

    Args:
        command: The name of the command.
        tool: What submits and polls.
        caller: How the service is reached.
        model: The model.
        asked: What is to be made.
        output: Where its file goes.
        force: Whether a file that is there may be replaced.
        resume: The id of a job that was submitted before.
        no_wait: Whether to submit only.
        poll_interval: Seconds between questions.

    Raises:
        typer.BadParameter: If options do not go together.
        AIMLAPIError: With a note on how to take the job up again, if it may go on.
    """
    if bool(resume) == bool(asked):
        raise typer.BadParameter("say either what is to be made, or --resume ID with --model alone")
    made = caller.make(tool, model=model, poll_interval=poll_interval, wait_timeout=caller.timeout)
    place = target(caller, output, force=force)
    Generation(command, caller, made, place, output).run(resume, asked, no_wait=no_wait)


@dataclass(frozen=True)
class Generation:
    """One run of a command that makes something in minutes.

    Attributes:
        command: The name of the command.
        caller: How the service is reached.
        tool: What submits and polls.
        target: Where files go.
        output: Where files go, as it was said.
    """

    command: str
    caller: Caller
    tool: tools_generation.JobTool[Any]
    target: Target
    output: Path | None

    def run(self, resume: str | None, params: dict[str, Any], *, no_wait: bool) -> None:
        """Submit, or take up, and wait unless that is not wanted.

        Raises:
            AIMLAPIError: With a note on how to take the job up again, if it may go on.
        """
        job = self.tool.job_from_id(resume) if resume else self._submit(params)
        if no_wait:
            self._report_submission(job)
            return
        with resumable(self._again(job.id)):
            self.caller.note(f"Job {job.id}")
            result, paths = self._finish(job)
        self._report(result, paths)

    def _submit(self, params: dict[str, Any]) -> media_jobs_module.MediaJob[Any]:
        try:
            return self.tool.submit(**params)
        except (KeyboardInterrupt, EndedError) as interrupt:
            interrupt.add_note("The service had not answered yet: the job may have begun all the same.")
            raise

    def _finish(
        self, job: media_jobs_module.MediaJob[Any]
    ) -> tuple[job_results_module.GenerationResult[Any], list[Path]]:
        with working(job.model, self.caller) as show:
            result = job.wait(on_progress=lambda each: show(each.status))
            show("saving")
            return result, self.target.save(result.files)

    def _again(self, job_id: str) -> list[str]:
        """The command that goes on with the job, in another process too."""
        flags = {"json": self.caller.as_json, "force": self.target.force, "timeout": self.caller.timeout}
        given = options(resume=job_id, model=self.tool.model, output=self.output, **flags)
        return ["aimlapi", self.command, *given, *self.caller.repeated]

    def _report_submission(self, job: media_jobs_module.MediaJob[Any]) -> None:
        if self.caller.as_json:
            write_json({"id": job.id, "status": job.status, "model": job.model, "cost": job.cost})
        else:
            write_text(job.id)

    def _report(self, result: job_results_module.GenerationResult[Any], paths: list[Path]) -> None:
        self.caller.note(receipt(result))
        if self.caller.as_json:
            facts = result.model_dump(mode="json", exclude={"files", "raw"}, exclude_none=True)
            write_json({**facts, "files": [file_facts(*each) for each in zip(result.files, paths, strict=True)]})
            return
        for path in paths:
            write_text(str(path))

"""`aimlapi transcribe`: recordings as text, as Markdown with times and speakers, or as JSON."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller, service_command
from langchain_aimlapi.cli.generating import NoWait, PollInterval, Resume
from langchain_aimlapi.cli.output import json_text, receipt, tell, write_json, write_text
from langchain_aimlapi.cli.params import TRANSCRIPTION, Params, read_params, said
from langchain_aimlapi.cli.saving import Force, TextOutput, text_target, write_document
from langchain_aimlapi.cli.waiting import options, resumable, working
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import subtitles as subtitles_module
    from langchain_aimlapi import transcripts as transcripts_module
    from langchain_aimlapi.api import jobs as api_jobs
    from langchain_aimlapi.document_loaders import transcription as document_loaders_transcription
else:
    api_jobs = LazyModule("langchain_aimlapi.api.jobs")
    document_loaders_transcription = LazyModule("langchain_aimlapi.document_loaders.transcription")
    subtitles_module = LazyModule("langchain_aimlapi.subtitles")
    transcripts_module = LazyModule("langchain_aimlapi.transcripts")


HOUR, MINUTE = 3600, 60


class Form(StrEnum):
    """What a transcript is printed as."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    SRT = "srt"
    VTT = "vtt"


Source = Annotated[str | None, typer.Argument(help="Recording: a file or an address.")]
Language = Annotated[str | None, typer.Option(help="Language of the recording, such as en.")]
Diarize = Annotated[bool, typer.Option("--diarize", help="Tell speakers apart, for models that can.")]
Format = Annotated[
    Form, typer.Option("--format", help="What to print; markdown has times and speakers, srt and vtt are subtitles.")
]


@service_command
def transcribe(
    caller: Caller,
    source: Source = None,
    model: Annotated[str, TRANSCRIPTION.option()] = TRANSCRIPTION.default,
    language: Language = None,
    diarize: Diarize = False,
    form: Format = Form.TEXT,
    params: Params = None,
    output: TextOutput = None,
    force: Force = False,
    resume: Resume = None,
    no_wait: NoWait = False,
    poll_interval: PollInterval = None,
) -> None:
    """Transcribe a recording; the service keeps a transcript for one hour, in which --resume gets it."""
    if (source is None) == (resume is None):
        raise typer.BadParameter("give either a recording or --resume ID")
    place = text_target(output, force=force)
    transcriber = caller.make(
        package.AIMLAPITranscriber, model=model, poll_interval=poll_interval, wait_timeout=caller.timeout
    )
    submitted: api_jobs.JobState | str = resume or ""
    if source is not None:
        asked = said(language=language, diarize=diarize or None, **read_params(params))
        with working(f"{model} takes the recording", caller):
            submitted = transcriber.submit(source, **asked)
    if no_wait:
        _report_submission(caller, submitted, model)
        return
    shown = Form.JSON if caller.as_json else form
    again = {"model": model, "format": shown, "output": output, "force": force, "timeout": caller.timeout}
    transcript = _wait(caller, transcriber, submitted, again)
    _report(caller, transcript, shown, place, force=force)


def _wait(
    caller: Caller,
    transcriber: document_loaders_transcription.AIMLAPITranscriber,
    submitted: api_jobs.JobState | str,
    again: dict[str, Any],
) -> transcripts_module.Transcript:
    job_id = submitted if isinstance(submitted, str) else submitted.id
    command = ["aimlapi", "transcribe", *options(resume=job_id, **again), *caller.repeated]
    with resumable(command):
        caller.note(f"Job {job_id}")
        with working(f"{transcriber.model} is transcribing", caller):
            return transcriber.result_of(submitted)


def _report_submission(caller: Caller, submitted: api_jobs.JobState | str, model: str) -> None:
    if isinstance(submitted, str):
        raise typer.BadParameter("--no-wait and --resume do not go together")
    if caller.as_json:
        write_json({"id": submitted.id, "status": submitted.status, "model": model, "cost": submitted.cost})
    else:
        write_text(submitted.id)


def _report(
    caller: Caller, transcript: transcripts_module.Transcript, form: Form, place: Path | None, *, force: bool
) -> None:
    caller.note(receipt(transcript))
    if form is Form.JSON:
        text = json_text(transcript.model_dump(mode="json", exclude={"raw"}, exclude_none=True))
    else:
        text = _written(transcript, form)
    write_document(text.rstrip() + "\n", place, force=force)


def _written(transcript: transcripts_module.Transcript, form: Form) -> str:
    """The transcript in a form; where subtitles lack times, its text, which is paid for, with a word on why."""
    try:
        if form is Form.SRT:
            return transcript.to_srt()
        if form is Form.VTT:
            return transcript.to_vtt()
    except ValueError as error:
        tell(f"Warning: {error}. This is its text.")
    return as_markdown(transcript) if form is Form.MARKDOWN else transcript.text


def as_markdown(transcript: transcripts_module.Transcript) -> str:
    """A paragraph for each segment, with its time and its speaker where they are known."""
    several = len({segment.channel for segment in transcript.segments}) > 1
    return "\n\n".join(_paragraph(segment, several=several) for segment in transcript.segments) or transcript.text


def _paragraph(segment: transcripts_module.TranscriptPart, *, several: bool) -> str:
    time = None if segment.start is None else f"[{clock(segment.start)}]"
    voice = subtitles_module.voice_of(segment, several=several)
    head = " ".join(filter(None, (time, f"{voice}:" if voice else "")))
    return f"**{head}** {segment.text}" if head else segment.text


def clock(seconds: float) -> str:
    """Seconds as hours, minutes and seconds."""
    whole = int(seconds)
    return f"{whole // HOUR:02}:{whole % HOUR // MINUTE:02}:{whole % MINUTE:02}"

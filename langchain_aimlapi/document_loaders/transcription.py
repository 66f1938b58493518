"""`AIMLAPITranscriber` and `AIMLAPITranscriptionLoader`: recordings as documents, with times and speakers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from langchain_core.document_loaders import BaseBlobParser, BaseLoader
from langchain_core.documents import Document
from langchain_core.documents.base import Blob
from pydantic import ConfigDict, Field

from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.api.jobs import FAILED, PENDING, JobState, Patience, Watch, as_word, read_job
from langchain_aimlapi.api.uploads import FilePart
from langchain_aimlapi.connection import MODEL_NAMES, Connection
from langchain_aimlapi.document_loaders._blobs import input_of, listed, name_of, said, share, source_of
from langchain_aimlapi.document_loaders._progress import Loading, OnError, checked_policy
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.file_inputs import FileInput, GivenFile, read_input
from langchain_aimlapi.media_request import Policy
from langchain_aimlapi.transcription_request import TranscriptionCall, build_transcription_call, file_part
from langchain_aimlapi.transcripts import Transcript, TranscriptPart, payload_of, read_transcript

if TYPE_CHECKING:
    from langchain_aimlapi._options import TranscriberOptions

JSON = dict[str, Any]

__all__ = ["AIMLAPITranscriber", "AIMLAPITranscriptionLoader", "Transcript", "TranscriptPart"]

MAX_UPLOAD_BYTES = 1024**3


class AIMLAPITranscriber(Connection, BaseBlobParser):
    """Speech-to-text models of AI/ML API, as a parser of blobs and as plain methods.

    A recording is submitted, by address or as a file, and the transcript asked for until it is there. The service keeps
    it for one hour. https://docs.aimlapi.com/api-references/speech-models/speech-to-text

    Example:
        ```python
        from langchain_aimlapi import AIMLAPITranscriber

        transcriber = AIMLAPITranscriber(model="nova-3", diarize=True, poll_interval=0.1)
        transcript = transcriber.transcribe("https://files.example/meeting.mp3")
        for segment in transcript.segments:
            print(segment.start, segment.end, segment.speaker, segment.text)
        ```

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits; `GenerationFailedError` when the
            service says that the transcription failed, `GenerationTimeoutError`, with the `job_id` to go on with, when
            it takes longer than `wait_timeout`.
    """

    model: str = Field(validation_alias=MODEL_NAMES)
    """Name of the model, such as `"nova-3"` or `"openai/gpt-4o-transcribe"`."""
    language: str | None = None
    """Language of the recording, such as `"en"`; most models find out by themselves."""
    diarize: bool | None = None
    """Whether speakers are to be told apart, by Deepgram's and AssemblyAI's models."""
    model_kwargs: dict[str, Any] = Field(default_factory=dict)
    """Further parameters, under the model's own names; checked against its schema."""
    extra_body: dict[str, Any] | None = Field(default=None, exclude=True, repr=False)
    """Parameters put into the body last and unchecked."""
    unsupported_params: Policy = "warn"
    """What to do with what the model does not know: `"warn"` once, raise an `"error"`, or `"send"` it."""
    split: Literal["segments", "whole"] = "segments"
    """A document for each turn of a speaker (a sentence where nobody is told apart), or one for the whole recording."""
    poll_interval: float = Field(default=5.0, gt=0)
    """Seconds before the transcript is asked for; later polls come less often, up to 15 seconds apart."""
    wait_timeout: float | None = Field(default=600.0, ge=0)
    """Seconds after which waiting for a transcript ends with an error; None waits as long as it takes."""
    max_upload_bytes: int = Field(default=MAX_UPLOAD_BYTES, ge=1)
    """Most bytes of a file that are sent; the service may refuse less, by model."""

    model_config = ConfigDict(extra="forbid")

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[TranscriberOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[TranscriberOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    # Plain methods

    def transcribe(self, source: FileInput, **params: Any) -> Transcript:
        """Submit a recording and wait for its transcript.

        Args:
            source: An http(s) address, a path, bytes, a file opened with mode `"rb"`, or a `Speech`.
            **params: `language`, `diarize`, `multichannel`, any parameter of the model under its own name, `file_field`
                (the form's name for the file, if the model's page is wrong), and `client_request_id`, `timeout`,
                `max_retries`, `extra_headers`, `extra_body`.

        Raises:
            AIMLAPIError: See the class.
            OSError: If a file cannot be read.
        """
        return self._wait(self.submit(source, **params))

    async def atranscribe(self, source: FileInput, **params: Any) -> Transcript:
        """`transcribe`, asynchronously."""
        return await self._await(await self.asubmit(source, **params))

    def submit(self, source: FileInput, **params: Any) -> JobState:
        """Submit a recording, which is paid for now; its `id` is for `result_of`, in this process or another one.

        Args:
            source: As for `transcribe`.
            **params: As for `transcribe`.

        Raises:
            AIMLAPIError: See the class.
            OSError: If a file cannot be read.
        """
        with model_errors(self.model), ExitStack() as stack:
            recording = read_input(source, name="audio", max_bytes=self.max_upload_bytes)
            call = self._call(recording, params)
            files = _files(call, recording, stack)
            return read_job(self.client.submit_transcription(call.body, files, call.options))

    async def asubmit(self, source: FileInput, **params: Any) -> JobState:
        """`submit`, asynchronously."""
        with model_errors(self.model), ExitStack() as stack:
            recording = await asyncio.to_thread(read_input, source, name="audio", max_bytes=self.max_upload_bytes)
            call = self._call(recording, params)
            files = _files(call, recording, stack)
            return read_job(await self.client.asubmit_transcription(call.body, files, call.options))

    def result_of(self, generation: str | JobState) -> Transcript:
        """Wait for the transcript of a recording that was submitted, perhaps by another process, within the hour.

        Args:
            generation: What `submit` returned, or its `id` alone: then nobody knows what the transcript cost.

        Raises:
            AIMLAPIError: See the class; `NotFoundError` when the hour is over.
        """
        return self._wait(_submitted(generation))

    async def aresult_of(self, generation: str | JobState) -> Transcript:
        """`result_of`, asynchronously."""
        return await self._await(_submitted(generation))

    # As a parser

    def lazy_parse(self, blob: Blob) -> Iterator[Document]:
        """The documents of a recording.

        Args:
            blob: The recording.

        Raises:
            AIMLAPIError: See the class.
        """
        yield from self.documents_of(self.transcribe(input_of(blob)), source_of(blob), blob.metadata)

    async def alazy_parse(self, blob: Blob) -> AsyncIterator[Document]:
        """`lazy_parse`, asynchronously."""
        for document in self.documents_of(await self.atranscribe(input_of(blob)), source_of(blob), blob.metadata):
            yield document

    # How it is done

    def _call(self, recording: GivenFile, params: JSON) -> TranscriptionCall:
        defaults = {name: getattr(self, name) for name in ("language", "diarize", "extra_body")}
        wanted = {**defaults, **self.model_kwargs, **params}
        return build_transcription_call(self.model, recording, wanted, unsupported_params=self.unsupported_params)

    def _wait(self, submitted: JobState) -> Transcript:
        watch = self._watch(submitted)
        with model_errors(self.model):
            while not watch.state.done:
                time.sleep(watch.pause(time.monotonic()))
                try:
                    watch.polled(_state(self.client.fetch_transcription(submitted.id), submitted.id))
                except AIMLAPIError as error:
                    watch.failed(error)
            return self._read(watch.state, submitted)

    async def _await(self, submitted: JobState) -> Transcript:
        watch = self._watch(submitted)
        with model_errors(self.model):
            while not watch.state.done:
                await asyncio.sleep(watch.pause(time.monotonic()))
                try:
                    watch.polled(_state(await self.client.afetch_transcription(submitted.id), submitted.id))
                except AIMLAPIError as error:
                    watch.failed(error)
            return self._read(watch.state, submitted)

    def _watch(self, submitted: JobState) -> Watch:
        state = replace(submitted, phase="pending")  # the answer to a submission never has the transcript
        patience = Patience(self.poll_interval, max(15.0, self.poll_interval), self.wait_timeout)
        return Watch(state, patience, time.monotonic(), self.model, noun="transcript", cure="result_of goes on with it")

    def _read(self, state: JobState, submitted: JobState) -> Transcript:
        if state.phase == "failed":
            state.raise_if_failed(self.model)
        return read_transcript(
            state.reply,
            {
                "model": self.model,
                "generation_id": submitted.id,
                "cost": submitted.cost or state.cost,
                "inference_id": submitted.inference_id or state.inference_id,
                "client_request_id": submitted.reply.get("client_request_id"),
            },
        )

    def documents_of(
        self, transcript: Transcript, source: str | None = None, metadata: Mapping[str, Any] | None = None
    ) -> list[Document]:
        """A transcript as documents.

        Args:
            transcript: The transcript.
            source: Where the recording comes from.
            metadata: Further metadata for each document.
        """
        parts = transcript.segments
        if self.split == "whole" or not parts:
            end = transcript.duration if not parts or parts[-1].end is None else parts[-1].end
            parts = [TranscriptPart(text=transcript.text, start=None if end is None else 0.0, end=end)]
        return [_document(part, transcript, source, dict(metadata or {}), len(parts)) for part in parts]


class AIMLAPITranscriptionLoader(BaseLoader):
    """Loads recordings as documents.

    Args:
        sources: A recording, or several: http(s) addresses, paths, bytes, open files.
        transcriber: Transcribes them; instead of settings.
        on_error: What to do with a recording that cannot be loaded: `"raise"` its error, from which `loading_progress`
            reads the documents that are done and paid for, `"warn"` and go on, or `"skip"` it.
        **settings: The settings of an `AIMLAPITranscriber`, such as `model` and `diarize`.

    Example:
        ```python
        from langchain_aimlapi import AIMLAPITranscriptionLoader

        loader = AIMLAPITranscriptionLoader("https://files.example/a.mp3", model="aai/universal", poll_interval=0.1)
        for document in loader.lazy_load():
            print(document.metadata["start"], document.page_content)
        ```
    """

    def __init__(
        self,
        sources: FileInput | Sequence[FileInput],
        *,
        transcriber: AIMLAPITranscriber | None = None,
        on_error: OnError = "raise",
        **settings: Any,
    ) -> None:
        if transcriber is not None and settings:
            raise ValueError(f"Give either transcriber or settings of a new one, not both: {', '.join(settings)}")
        self.sources = listed(sources)
        self.on_error = checked_policy(on_error)
        self.transcriber = transcriber or AIMLAPITranscriber(**settings)

    def lazy_load(self) -> Iterator[Document]:
        """The documents, recording by recording.

        Raises:
            AIMLAPIError: See `AIMLAPITranscriber`.
            OSError: If a file cannot be read.
        """
        loading = Loading(len(self.sources), self.on_error)
        for place, source in enumerate(self.sources):
            with loading.source(place, name_of(source)) as found:
                found.extend(self.transcriber.documents_of(self.transcriber.transcribe(source), name_of(source)))
            yield from found

    async def alazy_load(self) -> AsyncIterator[Document]:
        """`lazy_load`, asynchronously."""
        loading = Loading(len(self.sources), self.on_error)
        for place, source in enumerate(self.sources):
            with loading.source(place, name_of(source)) as found:
                transcript = await self.transcriber.atranscribe(source)
                found.extend(self.transcriber.documents_of(transcript, name_of(source)))
            for document in found:
                yield document


def _files(call: TranscriptionCall, recording: GivenFile, stack: ExitStack) -> list[FilePart]:
    """The files of the form; one that is on disk is opened, and sent from there."""
    if call.part is None:
        return []
    opened = stack.enter_context(recording.content.open("rb")) if isinstance(recording.content, Path) else None
    return [file_part(call.part, recording, opened)]


def _submitted(generation: str | JobState) -> JobState:
    return generation if isinstance(generation, JobState) else JobState(generation, "pending", "submitted")


def _state(reply: JSON, generation_id: str) -> JobState:
    """How far a transcript is; a status that nobody knows means that it is there if it is there."""
    state = read_job(reply, generation_id)
    there = as_word(state.status) not in PENDING | FAILED and payload_of(reply) is not None
    return replace(state, phase="completed") if there else state


def _document(part: TranscriptPart, transcript: Transcript, source: str | None, metadata: JSON, count: int) -> Document:
    facts = {
        "source": source,
        "start": part.start,
        "end": part.end,
        "speaker": part.speaker,
        "channel": part.channel,
        "language": transcript.language,
        "duration": transcript.duration,
        "model": transcript.model,
        "generation_id": transcript.generation_id,
        "inference_id": transcript.inference_id,
        "cost": share(transcript.cost, count),
    }
    return Document(page_content=part.text, metadata={**metadata, **said(facts)})

"""Runs of OpenAI's Assistants API: started, streamed, waited for, their tools answered (legacy).

`langchain_aimlapi.api.assistants` says why, and what replaces it: LangGraph.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Generator
from typing import Any

from langchain_aimlapi.api.assistants import THREADS_PATH, LegacyCalls, legacy_options, path_of
from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.api.jobs import JobState, Patience, Watch
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.run_events import RunEvent, finished_run, run_state
from langchain_aimlapi.api.types import JSON

THREAD_AND_RUN_PATH = "/threads/runs"
RUN_PATIENCE = Patience(interval=1.0, max_interval=5.0, timeout=660.0)
"""A run expires ten minutes after it was made."""


class RunCalls(LegacyCalls):
    """Runs and their steps. Legacy: use LangGraph for new programs."""

    def create_run(self, thread_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Have an assistant answer a thread (legacy); `poll_run` waits for it.

        Args:
            thread_id: The thread.
            body: `assistant_id`, and what differs from the assistant: `model`, `instructions`,
                `additional_instructions`, `additional_messages`, `tools`, `tool_choice`, `parallel_tool_calls`,
                `max_completion_tokens`, `max_prompt_tokens`, `truncation_strategy`, `response_format`, `temperature`,
                `top_p`, `reasoning_effort`, `metadata`.
            options: What differs for this call.

        Raises:
            InvalidRequestError: If the body is wrong, or a run of the thread is under way.
            NotFoundError: If the service does not know the thread or the assistant.
        """
        return self._legacy("POST", _runs(thread_id), options, body=body)

    async def acreate_run(self, thread_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`create_run`, asynchronously."""
        return await self._alegacy("POST", _runs(thread_id), options, body=body)

    def create_thread_and_run(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Begin a thread and have an assistant answer it at once (legacy).

        Args:
            body: As for `create_run`, and `thread` as for `create_thread`.
            options: What differs for this call.
        """
        return self._legacy("POST", THREAD_AND_RUN_PATH, options, body=body)

    async def acreate_thread_and_run(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`create_thread_and_run`, asynchronously."""
        return await self._alegacy("POST", THREAD_AND_RUN_PATH, options, body=body)

    def list_runs(self, thread_id: str, options: RequestOptions = DEFAULT_OPTIONS, **page: Any) -> JSON:
        """One page of a thread's runs, the newest first (legacy); `page` as for `list_assistants`."""
        return self._legacy("GET", _runs(thread_id), options, params=page)

    async def alist_runs(self, thread_id: str, options: RequestOptions = DEFAULT_OPTIONS, **page: Any) -> JSON:
        """`list_runs`, asynchronously."""
        return await self._alegacy("GET", _runs(thread_id), options, params=page)

    def retrieve_run(self, thread_id: str, run_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Ask once how a run stands (legacy). One that failed is no error here: its `status` says so."""
        return self._legacy("GET", _run(thread_id, run_id), options)

    async def aretrieve_run(self, thread_id: str, run_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`retrieve_run`, asynchronously."""
        return await self._alegacy("GET", _run(thread_id, run_id), options)

    def update_run(self, thread_id: str, run_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Change a run's `metadata` (legacy)."""
        return self._legacy("POST", _run(thread_id, run_id), options, body=body)

    async def aupdate_run(
        self, thread_id: str, run_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """`update_run`, asynchronously."""
        return await self._alegacy("POST", _run(thread_id, run_id), options, body=body)

    def cancel_run(self, thread_id: str, run_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Have a run stopped (legacy); `poll_run` waits until it is.

        Raises:
            InvalidRequestError: If the run is over.
        """
        return self._legacy("POST", _run(thread_id, run_id, "cancel"), options)

    async def acancel_run(self, thread_id: str, run_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`cancel_run`, asynchronously."""
        return await self._alegacy("POST", _run(thread_id, run_id, "cancel"), options)

    def submit_tool_outputs(
        self, thread_id: str, run_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """Give a run that waits (`requires_action`) what its tools returned (legacy).

        Args:
            thread_id: The thread.
            run_id: The run.
            body: `tool_outputs`: for each call of `required_action.submit_tool_outputs.tool_calls` an object with
                `tool_call_id` and `output` (a text).
            options: What differs for this call.

        Raises:
            InvalidRequestError: If outputs are missing, or the run does not wait for any.
        """
        return self._legacy("POST", _run(thread_id, run_id, "submit_tool_outputs"), options, body=body)

    async def asubmit_tool_outputs(
        self, thread_id: str, run_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """`submit_tool_outputs`, asynchronously."""
        return await self._alegacy("POST", _run(thread_id, run_id, "submit_tool_outputs"), options, body=body)

    # Steps

    def list_run_steps(
        self, thread_id: str, run_id: str, options: RequestOptions = DEFAULT_OPTIONS, **page: Any
    ) -> JSON:
        """One page of what a run did, the newest first (legacy); `page` as for `list_assistants`."""
        return self._legacy("GET", _run(thread_id, run_id, "steps"), options, params=page)

    async def alist_run_steps(
        self, thread_id: str, run_id: str, options: RequestOptions = DEFAULT_OPTIONS, **page: Any
    ) -> JSON:
        """`list_run_steps`, asynchronously."""
        return await self._alegacy("GET", _run(thread_id, run_id, "steps"), options, params=page)

    def retrieve_run_step(
        self, thread_id: str, run_id: str, step_id: str, options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """One step of a run (legacy)."""
        return self._legacy("GET", _step(thread_id, run_id, step_id), options)

    async def aretrieve_run_step(
        self, thread_id: str, run_id: str, step_id: str, options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """`retrieve_run_step`, asynchronously."""
        return await self._alegacy("GET", _step(thread_id, run_id, step_id), options)

    # Streams

    def stream_run(self, thread_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> Generator[RunEvent]:
        """`create_run` whose events arrive as they happen (legacy).

        The request is sent, and retried, before the first event is asked for. Closing the generator closes the
        connection; the run goes on at the service. A run that failed is the event `thread.run.failed`.

        Raises:
            IncompleteStreamError: If the stream ends before the run does; `partial_text` has the words until then.
            AIMLAPIError: As `create_run`, and the typed error of an `error` event.

        Example:
            ```python
            from langchain_aimlapi.api import AIMLAPIClient

            with AIMLAPIClient() as client:
                assistant = client.create_assistant({"model": "openai/gpt-4o"})
                thread = client.create_thread({"messages": [{"role": "user", "content": "What is 3*4?"}]})
                for event in client.stream_run(thread["id"], {"assistant_id": assistant["id"]}):
                    print(event.text, end="")
            ```
        """
        return self._post_for_events(_runs(thread_id), _streamed(body), legacy_options(options))

    async def astream_run(
        self, thread_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> AsyncGenerator[RunEvent]:
        """`stream_run`, asynchronously: await it for the iterator, whose request has been sent by then."""
        return await self._apost_for_events(_runs(thread_id), _streamed(body), legacy_options(options))

    def stream_thread_and_run(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> Generator[RunEvent]:
        """`create_thread_and_run` whose events arrive as they happen (legacy); the first one has the thread."""
        return self._post_for_events(THREAD_AND_RUN_PATH, _streamed(body), legacy_options(options))

    async def astream_thread_and_run(
        self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> AsyncGenerator[RunEvent]:
        """`stream_thread_and_run`, asynchronously."""
        return await self._apost_for_events(THREAD_AND_RUN_PATH, _streamed(body), legacy_options(options))

    def stream_tool_outputs(
        self, thread_id: str, run_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> Generator[RunEvent]:
        """`submit_tool_outputs`, after which the run's events arrive as they happen (legacy)."""
        path = _run(thread_id, run_id, "submit_tool_outputs")
        return self._post_for_events(path, _streamed(body), legacy_options(options))

    async def astream_tool_outputs(
        self, thread_id: str, run_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> AsyncGenerator[RunEvent]:
        """`stream_tool_outputs`, asynchronously."""
        path = _run(thread_id, run_id, "submit_tool_outputs")
        return await self._apost_for_events(path, _streamed(body), legacy_options(options))

    # Waiting

    def poll_run(
        self,
        thread_id: str,
        run_id: str,
        patience: Patience = RUN_PATIENCE,
        options: RequestOptions = DEFAULT_OPTIONS,
    ) -> JSON:
        """Ask again and again until a run rests, and return it (legacy).

        It rests when it is `completed`, `incomplete` (cut short), `cancelled`, or waits for its tools
        (`requires_action`): then use `submit_tool_outputs` and poll on.

        Args:
            thread_id: The thread.
            run_id: The run.
            patience: How often to ask and how long, in seconds.
            options: What differs for these calls.

        Raises:
            GenerationFailedError: If the run failed or expired.
            GenerationTimeoutError: If it did not rest in time.
            AIMLAPIError: If the service cannot be asked; a few polls in a row may fail.
        """
        watch = _watch(run_id, patience)
        while True:
            try:
                watch.polled(run_state(self.retrieve_run(thread_id, run_id, options)))
            except AIMLAPIError as error:
                watch.failed(error)
            if watch.state.done:
                return finished_run(watch.state)
            time.sleep(watch.pause(time.monotonic()))

    async def apoll_run(
        self,
        thread_id: str,
        run_id: str,
        patience: Patience = RUN_PATIENCE,
        options: RequestOptions = DEFAULT_OPTIONS,
    ) -> JSON:
        """`poll_run`, asynchronously."""
        watch = _watch(run_id, patience)
        while True:
            try:
                watch.polled(run_state(await self.aretrieve_run(thread_id, run_id, options)))
            except AIMLAPIError as error:
                watch.failed(error)
            if watch.state.done:
                return finished_run(watch.state)
            await asyncio.sleep(watch.pause(time.monotonic()))


def _runs(thread_id: str) -> str:
    return path_of(THREADS_PATH, "runs", thread_id=thread_id)


def _run(thread_id: str, run_id: str, *more: str) -> str:
    return path_of(THREADS_PATH, "runs", *more, thread_id=thread_id, run_id=run_id)


def _step(thread_id: str, run_id: str, step_id: str) -> str:
    return path_of(THREADS_PATH, "runs", "steps", thread_id=thread_id, run_id=run_id, step_id=step_id)


def _streamed(body: JSON) -> JSON:
    return {**body, "stream": True}


def _watch(run_id: str, patience: Patience) -> Watch:
    state = JobState(run_id, "pending", "queued")
    return Watch(state, patience, time.monotonic(), noun="run", cure="poll_run goes on with it")

"""What happens to assistants, threads, messages and runs on each request. The caller holds the store's lock."""

from __future__ import annotations

import copy
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langchain_aimlapi.catalogue import ModelCard
from langchain_aimlapi.emulator.admission import CHAT_PATH, find_endpoint
from langchain_aimlapi.emulator.assistants import schemas
from langchain_aimlapi.emulator.assistants.objects import assistant_json, given, message_json, run_json, thread_json
from langchain_aimlapi.emulator.assistants.running import Play
from langchain_aimlapi.emulator.assistants.store import Run, Thread, deleted, find, page
from langchain_aimlapi.emulator.auth import check_funds
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.state import State
from langchain_aimlapi.emulator.tokens import UNPRICED, Usage, price

Json = dict[str, Any]
Answer = Json | list[Json]
"""An object, or the events of a stream."""


@dataclass(frozen=True)
class Desk:
    """One request's view of what its key owns.

    Attributes:
        state: The emulator's memory.
        key: The API key.
        ids: The ids in the address.
        query: Its query.
        body: The request's body.
    """

    state: State
    key: str
    ids: Mapping[str, str]
    query: Mapping[str, str]
    body: Any

    # Assistants

    def create_assistant(self) -> Json:
        """``POST /assistants``."""
        body = schemas.checked(self.body, schemas.ASSISTANT)
        find_endpoint(body["model"], CHAT_PATH)
        made = assistant_json(self._new_id("asst"), body)
        self._mine.assistants[made["id"]] = made
        return made

    def list_assistants(self) -> Json:
        """``GET /assistants``."""
        return page(self._mine.assistants.values(), schemas.page_query(self.query))

    def retrieve_assistant(self) -> Json:
        """``GET /assistants/{assistant}``."""
        found: Json = find(self._mine.assistants, "assistant", self.ids["assistant"])
        return found

    def update_assistant(self) -> Json:
        """``POST /assistants/{assistant}``."""
        body = schemas.checked(self.body, schemas.UPDATE_ASSISTANT)
        if "model" in body:
            find_endpoint(body["model"], CHAT_PATH)
        found = self.retrieve_assistant()
        found.update(given(body))
        return found

    def delete_assistant(self) -> Json:
        """``DELETE /assistants/{assistant}``."""
        del self._mine.assistants[self.retrieve_assistant()["id"]]
        return deleted("assistant", self.ids["assistant"])

    # Threads

    def create_thread(self) -> Json:
        """``POST /threads``."""
        return self._new_thread(self.body).body

    def retrieve_thread(self) -> Json:
        """``GET /threads/{thread}``."""
        return self._thread.body

    def update_thread(self) -> Json:
        """``POST /threads/{thread}``."""
        self._thread.body.update(given(schemas.checked(self.body, schemas.UPDATE_THREAD)))
        return self._thread.body

    def delete_thread(self) -> Json:
        """``DELETE /threads/{thread}``."""
        del self._mine.threads[self._thread.body["id"]]
        return deleted("thread", self.ids["thread"])

    # Messages

    def create_message(self) -> Json:
        """``POST /threads/{thread}/messages``."""
        thread, body = self._thread, schemas.checked(self.body, schemas.MESSAGE)
        busy = thread.active_run
        if busy is not None:
            name = thread.body["id"]
            raise ServiceError(400, f"Can't add messages to {name} while a run {busy.body['id']} is active.")
        made = self._new_message(thread, body)
        thread.messages[made["id"]] = made
        return made

    def list_messages(self) -> Json:
        """``GET /threads/{thread}/messages``."""
        query = schemas.page_query(self.query, filters=("run_id",))
        run = query.get("run_id")
        return page(self._thread.messages.values(), query, lambda row: run is None or row["run_id"] == run)

    def retrieve_message(self) -> Json:
        """``GET /threads/{thread}/messages/{message}``."""
        found: Json = find(self._thread.messages, "message", self.ids["message"])
        return found

    def update_message(self) -> Json:
        """``POST /threads/{thread}/messages/{message}``."""
        found = self.retrieve_message()
        found.update(given(schemas.checked(self.body, schemas.METADATA_ONLY)))
        return found

    def delete_message(self) -> Json:
        """``DELETE /threads/{thread}/messages/{message}``."""
        del self._thread.messages[self.retrieve_message()["id"]]
        return deleted("thread.message", self.ids["message"])

    # Runs

    def create_run(self) -> Answer:
        """``POST /threads/{thread}/runs``."""
        thread, body = self._thread, schemas.checked(self.body, schemas.RUN)
        added = [self._new_message(thread, message) for message in body.get("additional_messages") or ()]
        run = self._new_run(thread, body)
        thread.messages.update({message["id"]: message for message in added})
        return self._begin(Play(thread, run, self._new_id), stream=body.get("stream") is True)

    def create_thread_and_run(self) -> Answer:
        """``POST /threads/runs``."""
        body = schemas.checked(self.body, schemas.THREAD_AND_RUN)
        find(self._mine.assistants, "assistant", body["assistant_id"])
        thread = self._new_thread(body.get("thread") or {})
        play = Play(thread, self._new_run(thread, body), self._new_id)
        play.tell("thread.created", thread.body)
        return self._begin(play, stream=body.get("stream") is True)

    def list_runs(self) -> Json:
        """``GET /threads/{thread}/runs``."""
        return page((run.body for run in self._thread.runs.values()), schemas.page_query(self.query))

    def retrieve_run(self) -> Json:
        """``GET /threads/{thread}/runs/{run}``: asking lets time pass, as for films."""
        run, options = self._run, self.state.options
        run.polls += 1
        play = Play(self._thread, run, self._new_id)
        if run.active and time.time() >= run.body["expires_at"]:
            play.end("expired", required_action=None)
        elif run.status == "cancelling":
            play.end("cancelled", required_action=None, cancelled_at=int(time.time()))
        elif run.status in ("queued", "in_progress") and run.polls > 1:
            if run.polls > options.job_polls and time.monotonic() - run.began >= options.job_seconds:
                self._finish(play)
            else:
                play.enter("in_progress")
        return run.body

    def update_run(self) -> Json:
        """``POST /threads/{thread}/runs/{run}``."""
        run = self._run
        run.body.update(given(schemas.checked(self.body, schemas.METADATA_ONLY)))
        return run.body

    def cancel_run(self) -> Json:
        """``POST /threads/{thread}/runs/{run}/cancel``."""
        run = self._run
        if run.status not in ("queued", "in_progress", "requires_action"):
            raise ServiceError(400, f"Cannot cancel run with status '{run.status}'.")
        run.body["status"] = "cancelling"
        return run.body

    def submit_tool_outputs(self) -> Answer:
        """``POST /threads/{thread}/runs/{run}/submit_tool_outputs``."""
        run, body = self._run, schemas.checked(self.body, schemas.TOOL_OUTPUTS)
        if run.status != "requires_action":
            raise ServiceError(400, f"Runs in status '{run.status}' do not accept tool outputs.")
        asked = [call["id"] for call in run.body["required_action"]["submit_tool_outputs"]["tool_calls"]]
        outputs = {entry["tool_call_id"]: entry.get("output", "") for entry in body["tool_outputs"]}
        if sorted(outputs) != sorted(asked):
            raise ServiceError(400, f"Expected tool outputs for call_ids {asked}, got {[*outputs]}")
        run.polls, run.began = 0, time.monotonic()
        play = Play(self._thread, run, self._new_id)
        play.answer_calls(outputs)
        return self._going(play, stream=body.get("stream") is True)

    # Steps

    def list_steps(self) -> Json:
        """``GET /threads/{thread}/runs/{run}/steps``."""
        return page(self._run.steps.values(), schemas.page_query(self.query))

    def retrieve_step(self) -> Json:
        """``GET /threads/{thread}/runs/{run}/steps/{step}``."""
        found: Json = find(self._run.steps, "run step", self.ids["step"])
        return found

    # What they share

    @property
    def _mine(self) -> Any:
        return self.state.assistants.account(self.key)

    @property
    def _thread(self) -> Thread:
        found: Thread = find(self._mine.threads, "thread", self.ids["thread"])
        return found

    @property
    def _run(self) -> Run:
        found: Run = find(self._thread.runs, "run", self.ids["run"])
        return found

    def _new_id(self, prefix: str) -> str:
        return self.state.assistants.new_id(prefix)

    def _new_thread(self, body: Any) -> Thread:
        body = schemas.checked(body, schemas.THREAD)
        thread = Thread(thread_json(self._new_id("thread"), body))
        made = [self._new_message(thread, message) for message in body.get("messages") or ()]
        thread.messages.update({message["id"]: message for message in made})
        self._mine.threads[thread.body["id"]] = thread
        return thread

    def _new_message(self, thread: Thread, body: Any) -> Json:
        return message_json(self._new_id("msg"), thread.body["id"], schemas.checked(body, schemas.MESSAGE))

    def _new_run(self, thread: Thread, body: Json) -> Run:
        check_funds(self.state.balance)
        assistant = find(self._mine.assistants, "assistant", body["assistant_id"])
        name, busy = thread.body["id"], thread.active_run
        if busy is not None:
            raise ServiceError(400, f"Thread {name} already has an active run {busy.body['id']}.")
        made = run_json(self._new_id("run"), name, assistant, body, self.state.options.run_lifetime)
        find_endpoint(made["model"], CHAT_PATH)
        run = Run(made)
        thread.runs[made["id"]] = run
        return run

    def _begin(self, play: Play, *, stream: bool) -> Answer:
        play.tell("thread.run.created", play.run.body)
        play.enter("queued")
        return self._going(play, stream=stream)

    def _going(self, play: Play, *, stream: bool) -> Answer:
        """A run that begins to work: at once when streamed, else when it is asked for."""
        if not stream:
            return play.run.body
        self._finish(play)
        return play.events

    def _finish(self, play: Play) -> None:
        """Let a run go on until it rests; what that took is paid for."""
        play.go_on()
        if any(play.spent):
            card, _ = find_endpoint(play.run.body["model"], CHAT_PATH)
            self.state.charge(price(Usage(*play.spent), _per_million(card)).usd)


def _per_million(card: ModelCard) -> tuple[float, float]:
    """USD per million tokens, input and output."""
    prices = card.prices
    if prices is None or prices.input is None or prices.output is None:
        return UNPRICED
    return prices.input, prices.output


def detached(made: Answer) -> Answer:
    """The answer as it is now: what is kept goes on changing."""
    return copy.deepcopy(made)

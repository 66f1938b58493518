"""How a run goes: what the model answers, which events that makes, and what remains of it."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from typing import Any

from langchain_aimlapi.emulator.answers import Answer, Limits, compose
from langchain_aimlapi.emulator.assistants.objects import call_json, message_json, step_json, text_part
from langchain_aimlapi.emulator.assistants.store import Run, Thread
from langchain_aimlapi.emulator.conversation import Call, Conversation, Result, Turn, prompt_tokens
from langchain_aimlapi.emulator.media import read_part
from langchain_aimlapi.emulator.offers import read_choice, read_hosted, read_tools
from langchain_aimlapi.emulator.tokens import split_tokens
from langchain_aimlapi.emulator.triggers import FAIL

Json = dict[str, Any]
FAILURE = {"code": "server_error", "message": "The emulator fails because it was asked to"}


class Play:
    """Lets a run go on until it rests, and collects the events of that.

    Args:
        thread: The thread.
        run: Its run.
        new_id: Makes ids, given their prefix.

    Attributes:
        events: What happened, each as ``{"event", "data"}``.
        spent: Tokens that went in and out.
    """

    def __init__(self, thread: Thread, run: Run, new_id: Callable[[str], str]) -> None:
        self.thread = thread
        self.run = run
        self.events: list[Json] = []
        self.spent = (0, 0)
        self._new_id = new_id

    def go_on(self) -> None:
        """From queued to rest."""
        body = self.run.body
        body["started_at"] = body["started_at"] or int(time.time())
        self.enter("in_progress")
        conversation = conversation_of(self.thread, self.run)
        if FAIL in conversation.question.text:
            self.end("failed", last_error=dict(FAILURE), failed_at=int(time.time()))
            return
        prompt = prompt_tokens(conversation)
        if prompt > (body["max_prompt_tokens"] or prompt):
            self.end("incomplete", incomplete_details={"reason": "max_prompt_tokens"})
            return
        limits = Limits(body["max_completion_tokens"])
        seed = f"{body['id']}-{len(self.run.steps)}"
        answer = compose(conversation, limits, reasons=False, seed=seed)[0]
        self.spent = (prompt, answer.tokens)
        self._count()
        if answer.calls:
            self._ask(answer)
        else:
            self._write(answer)

    def answer_calls(self, outputs: dict[str, str]) -> None:
        """The outputs of the tools have come: the step that asked for them is over."""
        step = list(self.run.steps.values())[-1]
        for call in step["step_details"]["tool_calls"]:
            call["function"]["output"] = outputs[call["id"]]
        self.run.body["required_action"] = None
        self._end_step(step)
        self.enter("queued")

    def enter(self, status: str) -> None:
        """The run has a new status, which is an event."""
        self.run.body["status"] = status
        self.tell(f"thread.run.{status}", self.run.body)

    def end(self, status: str, **changes: Any) -> None:
        """The run is over."""
        self.run.body.update(changes)
        self.enter(status)

    def tell(self, event: str, data: Json) -> None:
        """One event, with the object as it is now."""
        self.events.append({"event": event, "data": copy.deepcopy(data)})

    def _ask(self, answer: Answer) -> None:
        calls = [call_json(call) for call in answer.calls]
        bare = [{**call, "function": {**call["function"], "output": None}} for call in calls]
        step = self._begin_step({"type": "tool_calls", "tool_calls": bare}, {"type": "tool_calls", "tool_calls": []})
        for at, call in enumerate(answer.calls):
            for delta in _call_deltas(at, call):
                details = {"type": "tool_calls", "tool_calls": [delta]}
                self._add("thread.run.step.delta", step, {"step_details": details})
        action = {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": calls}}
        self.run.body["required_action"] = action
        self.enter("requires_action")

    def _write(self, answer: Answer) -> None:
        name, cut = self._new_id("msg"), answer.finish == "length"
        details = {"type": "message_creation", "message_creation": {"message_id": name}}
        step = self._begin_step(details, details)
        message = self._begin_message(name)
        if answer.finish == "refusal":
            message["content"] = [{"type": "refusal", "refusal": answer.text}]
            self._add("thread.message.delta", message, {"content": [{"index": 0, **message["content"][0]}]})
        else:
            for piece in split_tokens(answer.text):
                self._add("thread.message.delta", message, {"content": [{"index": 0, **text_part(piece)}]})
            message["content"] = [text_part(answer.text)]
        self._end_message(message, cut=cut)
        self._end_step(step)
        if cut:
            self.end("incomplete", incomplete_details={"reason": "max_completion_tokens"})
        else:
            self.end("completed", completed_at=int(time.time()))

    def _begin_message(self, name: str) -> Json:
        run = self.run.body
        more = {"run_id": run["id"], "assistant_id": run["assistant_id"], "status": "in_progress", "completed_at": None}
        message = message_json(name, run["thread_id"], {"role": "assistant", "content": []}, **more)
        self.thread.messages[name] = message
        self.tell("thread.message.created", message)
        self.tell("thread.message.in_progress", message)
        return message

    def _end_message(self, message: Json, *, cut: bool) -> None:
        if cut:
            message.update(status="incomplete", incomplete_at=int(time.time()))
            message["incomplete_details"] = {"reason": "max_tokens"}
        else:
            message.update(status="completed", completed_at=int(time.time()))
        self.tell(f"thread.message.{message['status']}", message)

    def _begin_step(self, details: Json, shown: Json) -> Json:
        """A step, told with what is known of it when it begins."""
        step = step_json(self._new_id("step"), self.run.body, details)
        self.run.steps[step["id"]] = step
        for event in ("created", "in_progress"):
            self.tell(f"thread.run.step.{event}", {**step, "step_details": shown})
        return step

    def _end_step(self, step: Json) -> None:
        step.update(status="completed", completed_at=int(time.time()), usage=self._usage())
        self.tell("thread.run.step.completed", step)

    def _add(self, event: str, whole: Json, delta: Json) -> None:
        self.tell(event, {"id": whole["id"], "object": event, "delta": delta})

    def _count(self) -> None:
        """Add what was spent to the run's usage."""
        before = self.run.body["usage"] or {}
        now = self._usage() or {}
        self.run.body["usage"] = {name: before.get(name, 0) + count for name, count in now.items()}

    def _usage(self) -> Json | None:
        read, written = self.spent
        usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
        return usage if read else None


def conversation_of(thread: Thread, run: Run) -> Conversation:
    """What the model of a run gets to see: the thread, then what the run has done so far."""
    body = run.body
    turns = [_turn(message) for message in thread.messages.values()]
    most = body["truncation_strategy"].get("last_messages")
    for step in run.steps.values():
        turns += _step_turns(step)
    form = body["response_format"]
    return Conversation(
        model=body["model"],
        system=body["instructions"] or "",
        turns=tuple(turns[-most:] if most else turns),
        tools=read_tools(_functions(body["tools"])),
        choice=read_choice({key: body[key] for key in ("tool_choice", "parallel_tool_calls")}),
        response_format=form if isinstance(form, dict) else None,
        hosted=read_hosted(body["tools"]),
    )


def _functions(tools: list[Json]) -> list[Json]:
    """Tools of the client; those of the service are never run."""
    return [tool for tool in tools if tool["type"] == "function"]


def _turn(message: Json) -> Turn:
    texts = [part["text"]["value"] for part in message["content"] if part["type"] == "text"]
    media = tuple(medium for part in message["content"] if (medium := read_part(part)) is not None)
    return Turn(message["role"], "\n".join(texts), media)


def _step_turns(step: Json) -> list[Turn]:
    """The calls of a step and what their tools returned."""
    calls = step["step_details"].get("tool_calls", [])
    if not calls:
        return []
    made = tuple(Call(call["id"], call["function"]["name"], call["function"]["arguments"]) for call in calls)
    results = tuple(Result(call["id"], call["function"]["output"] or "") for call in calls)
    return [Turn("assistant", calls=made), *(Turn("tool", results=(result,)) for result in results)]


def _call_deltas(at: int, call: Call) -> list[Json]:
    function = {"name": call.name, "arguments": "", "output": None}
    first = {"index": at, "id": call.id, "type": "function", "function": function}
    later = [
        {"index": at, "type": "function", "function": {"arguments": piece}} for piece in split_tokens(call.arguments)
    ]
    return [first, *later]

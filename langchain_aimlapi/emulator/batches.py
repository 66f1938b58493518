"""Batches of Messages requests: what is taken, how long it takes, and what comes of each request."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.emulator.admission import CHAT_PATH, MESSAGES_PATH, admit, validation_error
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.messages.body import message_body
from langchain_aimlapi.emulator.replying import make_reply
from langchain_aimlapi.emulator.schema_check import Issue, check_parameters, check_value
from langchain_aimlapi.emulator.schema_values import SchemaError
from langchain_aimlapi.emulator.state import Options
from langchain_aimlapi.emulator.tokens import CREDITS_PER_USD, Cost
from langchain_aimlapi.emulator.triggers import FAIL

Json = dict[str, Any]
MOST_BATCHES = 1_000
DEFAULT_MAX_TOKENS = 1024
PRICE_SHARE = 0.5
OUTCOMES = ("succeeded", "errored", "canceled", "expired")
_BODY: Json = {
    "requests": {
        "type": "array",
        "required": True,
        "min_items": 1,
        "max_items": 100_000,
        "items": {
            "type": "object",
            "properties": {"custom_id": {"type": "string", "min_len": 1}, "params": {"type": "object"}},
            "required_keys": ["custom_id", "params"],
        },
    }
}
_PARAMS: Json = {
    "type": "object",
    "required_keys": ["model", "messages"],
    "properties": {
        "model": {"type": "string"},
        "messages": {"type": "array"},
        "system": {"type": "string"},
        "metadata": {"type": "object"},
        "max_tokens": {"type": "number", "min": 1},
        "stop_sequences": {"type": "array", "items": {"type": "string"}},
        "temperature": {"type": "number", "min": 0, "max": 1},
        "top_k": {"type": "number"},
        "top_p": {"type": "number"},
        "tools": {"type": "array"},
        "thinking": {"type": "object", "properties": {"budget_tokens": {"type": "integer", "min": 1024}}},
    },
}


@dataclass(frozen=True)
class Outcome:
    """What came of one request, and what it costs."""

    custom_id: str
    result: Json
    model: str = ""
    cost: Cost = field(default_factory=lambda: Cost(0.0, 0))
    tokens: tuple[int, int] = (0, 0)

    def line(self) -> str:
        """Its line of the results."""
        return json.dumps({"custom_id": self.custom_id, "result": self.result}, ensure_ascii=False)


@dataclass
class Batch:
    """One submitted batch.

    Attributes:
        id: Its id.
        key: The API key that submitted it: others do not see it.
        requests: What is asked for.
        lifetime: Seconds after which it expires.
        created: When it was submitted.
        began: The same, in seconds of the monotonic clock.
        polls: How often somebody has asked.
        cancelled: When it was cancelled.
        outcomes: What came of the requests, once it has ended.
    """

    id: str
    key: str
    requests: list[Json]
    lifetime: float
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    began: float = field(default_factory=time.monotonic)
    polls: int = 0
    cancelled: datetime | None = None
    outcomes: list[Outcome] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return time.monotonic() - self.began > self.lifetime

    def is_due(self, options: Options) -> bool:
        """Whether it ends now."""
        waited = time.monotonic() - self.began
        asked_enough = self.polls > (1 if self.cancelled else options.job_polls)
        return self.expired or (asked_enough and (bool(self.cancelled) or waited >= options.job_seconds))

    def end(self, options: Options) -> list[Outcome]:
        """Answer the requests; what was not answered when the batch was cut short is canceled or expired.

        Returns:
            What came of them if this call has ended the batch, else nothing.
        """
        with self.lock:
            if self.outcomes is not None:
                return []
            done = self._answered(options)
            cut = "canceled" if self.cancelled else "expired"
            answered = [answer_one(request) for request in self.requests[:done]]
            lost = [Outcome(request["custom_id"], {"type": cut}) for request in self.requests[done:]]
            self.outcomes = [*answered, *lost]
            return self.outcomes

    def _answered(self, options: Options) -> int:
        """How many requests are answered before the end: all, or, cut short, as many as the polls made time for."""
        if not self.cancelled and not self.expired:
            return len(self.requests)
        share = max(self.polls - 1, 0) / (options.job_polls + 1)
        return min(len(self.requests), round(len(self.requests) * share))


class Batches:
    """All batches of one emulator."""

    def __init__(self) -> None:
        self._known: dict[str, Batch] = {}
        self._lock = threading.Lock()

    def submit(self, body: Any, key: str, lifetime: float) -> Batch:
        """Take a batch.

        Raises:
            ServiceError: 400 if it is none.
        """
        check_batch(body)
        made = Batch(f"msgbatch_{secrets.token_hex(12)}", key, body["requests"], lifetime)
        with self._lock:
            self._known[made.id] = made
            while len(self._known) > MOST_BATCHES:
                del self._known[next(iter(self._known))]
        return made

    def find(self, batch_id: str | None, key: str) -> Batch:
        """The batch of an id.

        Raises:
            ServiceError: 400 without an id, 404 for one that is unknown to the key.
        """
        if not batch_id:
            raise ServiceError(400, "Query validation error: batch_id: Required")
        found = self._known.get(batch_id)
        if found is None or found.key != key:
            raise ServiceError(404, f"Batch '{batch_id}' not found")
        return found


def check_batch(body: Any) -> None:
    """Check what a batch is made of; what the models themselves refuse becomes a result.

    Raises:
        ServiceError: 400.
    """
    if not isinstance(body, dict):
        raise ServiceError(400, "Body validation error: Expected object")
    issues = check_parameters(body, _BODY) or list(_param_issues(body["requests"]))
    if not issues:
        used = Counter(request["custom_id"] for request in body["requests"])
        doubled = [name for name, times in used.items() if times > 1]
        issues = [Issue(("requests",), f"custom_id '{name}' is used {used[name]} times") for name in doubled]
    if issues:
        raise validation_error(issues)


def _param_issues(requests: list[Json]) -> Iterator[Issue]:
    for index, request in enumerate(requests):
        path = ("requests", index, "params")
        yield from check_value(request["params"], _PARAMS, path)
        model = request["params"].get("model")
        if isinstance(model, str) and get_model(model, warn=False).vendor != "Anthropic":
            yield Issue((*path, "model"), f"Invalid enum value. Expected one of Anthropic's models, received '{model}'")


def answer_one(request: Json) -> Outcome:
    """What comes of one request, at half the price."""
    params, custom_id = request["params"], request["custom_id"]
    if FAIL in json.dumps(params, ensure_ascii=False):
        return _errored(custom_id, "api_error", "The emulator fails because it was asked to")
    body = {"max_tokens": DEFAULT_MAX_TOKENS, **params, "stream": False}
    path = MESSAGES_PATH if get_model(params["model"], warn=False).endpoint(MESSAGES_PATH) else CHAT_PATH
    try:
        admitted = admit(body, path)
        reply = make_reply(admitted, int(time.time()))
    except (ServiceError, SchemaError) as refusal:
        return _errored(custom_id, "invalid_request_error", str(refusal))
    message = message_body(reply, admitted)
    message = {name: value for name, value in message.items() if name != "meta"}
    message["usage"] = {**message["usage"], "service_tier": "batch"}
    spent = max(1, round(reply.cost.credits * PRICE_SHARE))
    cost, tokens = Cost(spent / CREDITS_PER_USD, spent), (reply.usage.prompt, reply.usage.completion)
    return Outcome(custom_id, {"type": "succeeded", "message": message}, params["model"], cost, tokens)


def batch_body(batch: Batch) -> Json:
    """A batch as an object."""
    outcomes = Counter(outcome.result["type"] for outcome in batch.outcomes or ())
    working = len(batch.requests) if batch.outcomes is None else 0
    status = "ended" if batch.outcomes is not None else "canceling" if batch.cancelled else "in_progress"
    return {
        "id": batch.id,
        "type": "message_batch",
        "processing_status": status,
        "request_counts": {"processing": working, **{name: outcomes[name] for name in OUTCOMES}},
        "ended_at": None,
        "created_at": batch.created.isoformat(),
        "expires_at": (batch.created + timedelta(seconds=batch.lifetime)).isoformat(),
        "archived_at": None,
        "cancel_initiated_at": batch.cancelled.isoformat() if batch.cancelled else None,
        "results_url": None,
    }


def result_lines(batch: Batch) -> str:
    """The results as JSON Lines, in another order than the requests: nobody may rely on it."""
    return "".join(f"{outcome.line()}\n" for outcome in reversed(batch.outcomes or ()))


def _errored(custom_id: str, kind: str, text: str) -> Outcome:
    error = {"type": "error", "error": {"type": kind, "message": text}}
    return Outcome(custom_id, {"type": "errored", "error": error})

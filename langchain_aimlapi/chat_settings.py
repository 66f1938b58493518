"""The settings of a chat model, whatever LangChain class it is used through."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import AliasChoices, Field, field_validator, model_validator

from langchain_aimlapi.api.setting_names import CURES, HIDDEN, looks_like_key, shown
from langchain_aimlapi.call_params import CALL_OPTIONS, UnsupportedParams, find_misplaced
from langchain_aimlapi.catalogue import ModelCard, get_model, parameter_names
from langchain_aimlapi.connection import MODEL_NAMES, Connection, given_names
from langchain_aimlapi.errors import InvalidRequestError, model_errors
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import chat_target
else:
    chat_target = LazyModule("langchain_aimlapi.chat_target")

_CALL_FIELDS = (
    *CALL_OPTIONS,
    "model",
    "dialect",
    "messages",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "response_format",
    "functions",
    "ls_structured_output_format",
    "stream",
    "stream_options",
    "stream_usage",
    "_type",
)
"""What a call may take beside the model's own parameters, and what LangChain tells traces."""
_BODY_FIELDS = (
    "temperature",
    "top_p",
    "top_k",
    "max_tokens",
    "max_completion_tokens",
    "stop",
    "n",
    "seed",
    "frequency_penalty",
    "presence_penalty",
    "logit_bias",
    "logprobs",
    "top_logprobs",
    "reasoning_effort",
    "reasoning",
    "thinking",
)


def _without_placeholders(values: dict[str, Any]) -> dict[str, Any]:
    """Settings that were serialized, without the parameters whose values were left out then; says which."""
    params = values.get("model_kwargs")
    if not isinstance(params, dict):
        return values
    lost = [name for name, value in params.items() if value == {"lc": 1, "type": "secret", "id": [name]}]
    if not lost:
        return values
    warnings.warn(
        f"The values of {', '.join(lost)} were hidden when the model was serialized: set them anew", stacklevel=5
    )
    return {**values, "model_kwargs": {name: value for name, value in params.items() if name not in lost}}


@lru_cache(1024)
def _visible_names(card: ModelCard) -> frozenset[str]:
    """Parameters of a call that traces may show with their values."""
    documented = chat_target.accepted_parameters(card)
    names = parameter_names() if documented is None else documented.keys()
    return frozenset({*names, *_BODY_FIELDS, *_CALL_FIELDS})


@lru_cache(1024)
def _own_names(card: ModelCard) -> frozenset[str]:
    """Parameters of a call that are the model's own or the package's."""
    return frozenset({*(card.parameters or ()), *_BODY_FIELDS, *_CALL_FIELDS})


class ChatSettings(Connection):
    """Which model, with which parameters, over which connection.

    A base class for `ChatAIMLAPI` and `AIMLAPILLM`, so that a parameter is named, checked and documented in one place.
    """

    model: str = Field(validation_alias=MODEL_NAMES)
    """Name of the model, such as `"openai/gpt-4o"`: https://docs.aimlapi.com/api-references/model-database."""
    temperature: float | None = None
    """Randomness of the answer, 0 to 2, for Claude 0 to 1."""
    top_p: float | None = None
    """Share of the probability mass to sample from, 0.01 to 1."""
    top_k: int | None = None
    """Number of likeliest tokens to sample from."""
    max_tokens: int | None = None
    """Most tokens of the answer, reasoning included; sent under the name that the model has for it."""
    max_completion_tokens: int | None = None
    """The same, sent under this name where the model has it."""
    stop: list[str] | str | None = Field(default=None, validation_alias=AliasChoices("stop", "stop_sequences"))
    """Words at which the answer ends; sent under the name that the model has for it."""
    n: int | None = Field(default=None, ge=1)
    """Number of answers, each of which is paid for; more than 1 only without streaming."""
    seed: int | None = None
    """Seed of the sampling, 1 or more."""
    frequency_penalty: float | None = None
    """-2 to 2: how much to avoid tokens by how often they have occurred."""
    presence_penalty: float | None = None
    """-2 to 2: how much to avoid tokens that have occurred."""
    logit_bias: dict[str, float] | None = None
    """Bias of token ids, -100 to 100."""
    logprobs: bool | None = None
    """Whether to return log probabilities, in `response_metadata["logprobs"]`."""
    top_logprobs: int | None = None
    """Number of alternatives with log probabilities, 0 to 20."""
    reasoning_effort: str | None = None
    """How much a reasoning model thinks: for most `"low"`, `"medium"` or `"high"`; `"none"` for not at all. Sent as the
    option that the model has: for Claude a budget of thinking tokens."""
    reasoning: dict[str, Any] | None = None
    """The same as `{"effort": …}` or `{"max_tokens": …}`; where the model has them also `exclude` and `summary`."""
    thinking: dict[str, Any] | None = None
    """The same as `{"type": "enabled", "budget_tokens": …}`."""
    model_kwargs: dict[str, Any] = Field(default_factory=dict)
    """Further parameters of the body, checked against the model's schema like the fields above."""
    extra_body: dict[str, Any] | None = Field(default=None, exclude=True, repr=False)
    """Parameters put into the body last and unchecked."""
    unsupported_params: UnsupportedParams = "warn"
    """What to do with a parameter that the model does not know: `"warn"` once, raise an `"error"`, or `"send"` it.
    The service itself drops it without a word. Tools for a model without any are an error but with `"send"`."""
    dialect: str | None = None
    """How to speak to the model, `"chat"` or `"claude"`; by default what the catalogue says."""

    streaming: bool = False
    """Whether `invoke` streams behind the scenes, for callbacks that want tokens."""
    stream_usage: bool = True
    """Whether streams are asked for their token usage."""

    @model_validator(mode="before")
    @classmethod
    def _keep_unknown_parameters(cls, values: Any) -> Any:
        """Put parameters without a field of their own into `model_kwargs`, and say so: nothing is dropped silently."""
        if not isinstance(values, dict):
            return values
        names = given_names(cls)
        unknown = {key: value for key, value in values.items() if key not in names}
        values = _without_placeholders(values)
        if not unknown:
            return values
        listed = ", ".join(sorted(unknown))
        warnings.warn(f"{cls.__name__} has no field {listed}: sent to the model as model_kwargs", stacklevel=4)
        known = {key: value for key, value in values.items() if key in names}
        return {**known, "model_kwargs": {**unknown, **(values.get("model_kwargs") or {})}}

    @field_validator("model_kwargs")
    @classmethod
    def _refuse_doubled_fields(cls, model_kwargs: dict[str, Any]) -> dict[str, Any]:
        doubled = sorted(model_kwargs.keys() & {*_BODY_FIELDS, "model", "messages", "stream"})
        if doubled:
            raise ValueError(f"model_kwargs holds {', '.join(doubled)}, which is a field of its own: set that instead")
        return model_kwargs

    def _shown_parameters(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Parameters as traces and caches may show them: headers, extras and what the model does not know by name."""
        visible = shown(params, _visible_names(get_model(params.get("model") or self.model, warn=False)))
        for name in ("extra_headers", "extra_body"):
            if isinstance(params.get(name), dict):
                visible[name] = dict.fromkeys(params[name], HIDDEN)
        return visible

    def _hidden_digest(self, params: Mapping[str, Any]) -> str | None:
        """What tells parameters with hidden values from others, for the keys of caches; None where none is hidden."""
        given = {
            **self.model_kwargs,
            **params,
            "extra_body": {**(self.extra_body or {}), **(params.get("extra_body") or {})},
        }
        visible = self._shown_parameters(given)
        hidden = {name: value for name, value in given.items() if value and visible[name] != value}
        if not hidden:
            return None
        return hashlib.sha256(json.dumps(hidden, sort_keys=True, default=repr).encode()).hexdigest()

    def _check_call(self, params: Mapping[str, Any]) -> None:
        """Refuse, before anything is traced, keys and addresses among the parameters of a call.

        Raises:
            InvalidRequestError: If there is one. Its value is not shown.
        """
        if found := find_misplaced(params, _own_names(get_model(self.model, warn=False)), only=True):
            with model_errors(self.model):
                raise InvalidRequestError(found[1])

    def _check_binding(self, params: Mapping[str, Any]) -> None:
        """Refuse what a binding, which is printed with its values, would show.

        Raises:
            InvalidRequestError: If a name speaks of a key or an address, or a value that nobody knows is like a key.
        """
        self._check_call(params)
        visible = self._shown_parameters(params)
        for name, value in params.items():
            if visible[name] == HIDDEN and looks_like_key(repr(value)):
                with model_errors(self.model):
                    raise InvalidRequestError(
                        f"{name} is no parameter of {self.model} and looks like a key: {CURES['api_key']}"
                    )

    @property
    def lc_secrets(self) -> dict[str, str]:
        """Fields and parameters that are not serialized, and the names of the secrets that stand in for them."""
        visible = self._shown_parameters(self.model_kwargs)
        hidden = [name for name, value in self.model_kwargs.items() if visible[name] != value]
        return {**super().lc_secrets, **{f"model_kwargs.{name}": name for name in hidden}}

    def _body_params(self) -> dict[str, Any]:
        names = (*_BODY_FIELDS, "model", "dialect", "extra_body")
        return {**{name: value for name in names if (value := getattr(self, name)) is not None}, **self.model_kwargs}

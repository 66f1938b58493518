"""What all families do with the parameters of a call: which concern the call, and what to say of unknown ones."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Literal

from pydantic import Secret

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.setting_names import CURES, misplaced
from langchain_aimlapi.catalogue import parameter_names

JSON = dict[str, Any]
Schema = Mapping[str, Mapping[str, Any]]

UnsupportedParams = Literal["warn", "error", "send"]
"""What to do with what a model does not know: warn once and send it, raise an error, or send it."""
CALL_OPTIONS = frozenset({"extra_body", "extra_headers", "timeout", "max_retries", "client_request_id"})
"""What every call takes beside the parameters of the model."""
NEVER_MISPLACED = CALL_OPTIONS | {"model", "tools", "tool_choice", "response_format"}
"""The options of calls, and what most calls have and the catalogue documents: nobody has to look into these."""
_WITH_KEYS = ("mcp_servers",)
"""What vendors document and the service does not, and what has a place for keys of others in it."""
_OPTIONS = ("client_request_id", "extra_headers", "timeout", "max_retries")


class UnsupportedParameterWarning(UserWarning):
    """A parameter was given that the model does not know; the service will ignore it."""


def split_options(params: Mapping[str, Any]) -> tuple[JSON, RequestOptions]:
    """The parameters of the body, and what concerns the call rather than the body.

    Args:
        params: By name; those that are None are left out. `client_request_id`, `extra_headers`, `timeout` and
            `max_retries` concern the call.

    Raises:
        InvalidRequestError: If a name speaks of a key or of the service's URL, which are no parameters of a model.
    """
    if found := find_misplaced(params, NEVER_MISPLACED):
        raise InvalidRequestError(found[1])
    given = {
        name: value.get_secret_value() if isinstance(value, Secret) else value
        for name, value in params.items()
        if value is not None
    }
    options = {name: given.pop(name) for name in _OPTIONS if name in given}
    if not options:
        return given, DEFAULT_OPTIONS
    return given, RequestOptions(
        headers=options.get("extra_headers") or {},
        timeout=options.get("timeout"),
        max_retries=options.get("max_retries"),
        client_request_id=options.get("client_request_id"),
    )


def find_misplaced(params: Mapping[str, Any], known: Collection[str], *, only: bool = False) -> tuple[str, str] | None:
    """The first parameter whose name speaks of a key or of the service's URL, and what to say of it.

    Its value is not shown.

    Args:
        params: By name.
        known: Names that are parameters whatever they speak of, beside all that a model of the catalogue documents.
        only: Whether `url`, which is a parameter of some models, is none of this one.
    """
    if misplaced(params, known) is None:
        return None
    documented = parameter_names() - {"url"} if only else parameter_names()
    found = misplaced(params, {*known, *documented, *_WITH_KEYS})
    if found is None:
        return None
    name, place = found
    return name, (
        f"{name} is no parameter of a model: {CURES[place]}. "
        "What a model should be sent under that name all the same goes into extra_body"
    )


def report_unknown(names: Collection[str], schema: Schema, model: str, policy: UnsupportedParams) -> None:
    """Say, as the policy wants it, that a model does not know parameters.

    Raises:
        InvalidRequestError: With policy `"error"`.
    """
    if not names or policy == "send":
        return
    accepted = ", ".join(sorted(name for name in schema if name != "model"))
    text = (
        f"The documented schema of {model} does not know {', '.join(names)}, which the service may therefore ignore. "
        f'It accepts: {accepted}. Leave out what it does not know, or set unsupported_params="send" to send it anyway'
    )
    complain(text, policy, tuple(FieldIssue(field=name, message=f"is not known to {model}") for name in names))


def complain(text: str, policy: UnsupportedParams, issues: tuple[FieldIssue, ...] = ()) -> None:
    """Warn once, raise, or be silent, as the policy wants it.

    Raises:
        InvalidRequestError: With policy `"error"`.
    """
    if policy == "error":
        raise InvalidRequestError(text, issues=issues)
    if policy == "warn":
        _warn_once(text)


@cache
def _warn_once(text: str) -> None:
    warnings.warn(text, UnsupportedParameterWarning, stacklevel=_level_of_caller())


def _level_of_caller() -> int:
    """How many calls away, seen from the caller of this function, the code outside of the package is."""
    frame, level = inspect.currentframe(), 0
    while frame is not None and frame.f_globals.get("__name__", "").startswith("langchain_aimlapi."):
        frame, level = frame.f_back, level + 1
    return level

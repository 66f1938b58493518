"""Bodies for the families beside chat: parameters spelt and checked by the schema of one model. Pure."""

from __future__ import annotations

import inspect
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.schema_rules import check_value
from langchain_aimlapi.chat_request import UnsupportedParameterWarning, UnsupportedParams

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    JSON = dict[str, Any]
    Schema = Mapping[str, Mapping[str, Any]]

Policy = UnsupportedParams
"""What to do with what a model does not know: warn once and send it, raise an error, or send it."""
_OPTIONS = ("client_request_id", "extra_headers", "timeout", "max_retries")


def split_options(params: Mapping[str, Any]) -> tuple[JSON, RequestOptions]:
    """The parameters of the body, and what concerns the call rather than the body.

    Args:
        params: By name; those that are None are left out. `client_request_id`, `extra_headers`, `timeout` and
            `max_retries` concern the call.
    """
    options = {name: params.get(name) for name in _OPTIONS}
    body = {name: value for name, value in params.items() if value is not None and name not in _OPTIONS}
    return body, RequestOptions(
        headers=options["extra_headers"] or {},
        timeout=options["timeout"],
        max_retries=options["max_retries"],
        client_request_id=options["client_request_id"],
    )


def check_body(body: JSON, schema: Schema | None, model: str, policy: Policy, not_sent: Collection[str] = ()) -> JSON:
    """The body, if the model's schema allows it.

    Args:
        body: What is to be sent.
        schema: What the model's page documents; None when nobody says: then anything may be sent.
        model: The model, for texts.
        policy: What to do with parameters that the schema lacks.
        not_sent: Required parameters that travel in another way, such as files of a form.

    Raises:
        InvalidRequestError: If a value is outside its range, something required is missing, or, with policy `"error"`,
            a parameter is unknown.
    """
    if schema is None:
        return body
    missing = [name for name, rule in schema.items() if rule.get("required") and name not in body]
    missing = [name for name in missing if name not in not_sent]
    if missing:
        issues = tuple(FieldIssue(field=name, message="is required") for name in missing)
        raise InvalidRequestError(f"{model} needs {', '.join(missing)}", issues=issues)
    fitted = {name: _least_seed(name, value, schema.get(name, {})) for name, value in body.items()}
    for name, value in fitted.items():
        if name in schema:
            check_value(name, value, schema[name], model)
    report_unknown(tuple(name for name in fitted if name not in schema), schema, model, policy)
    return fitted


def report_unknown(names: Collection[str], schema: Schema, model: str, policy: Policy) -> None:
    """Say, as the policy wants it, that a model does not know parameters.

    Raises:
        InvalidRequestError: With policy `"error"`.
    """
    if not names or policy == "send":
        return
    accepted = ", ".join(sorted(name for name in schema if name != "model"))
    text = (
        f"{model} does not know {', '.join(names)}: the service drops such parameters without a word. "
        f'It accepts: {accepted}. Leave them out, or set unsupported_params="send" to send them anyway'
    )
    complain(text, policy, tuple(FieldIssue(field=name, message=f"is not known to {model}") for name in names))


def complain(text: str, policy: Policy, issues: tuple[FieldIssue, ...] = ()) -> None:
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


def _least_seed(name: str, value: Any, rule: Mapping[str, Any]) -> Any:
    """A seed of 0, which is usual elsewhere, as the smallest that the service takes."""
    return rule["min"] if name == "seed" and value == 0 and rule.get("min") and value is not False else value

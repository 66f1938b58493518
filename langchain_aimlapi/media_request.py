"""Bodies for the families beside chat: parameters spelt and checked by the schema of one model. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.prompts import check_text
from langchain_aimlapi.api.schema_rules import check_value
from langchain_aimlapi.call_params import UnsupportedParams, report_unknown

JSON = dict[str, Any]
Schema = Mapping[str, Mapping[str, Any]]

Policy = UnsupportedParams
"""What to do with what a model does not know: warn once and send it, raise an error, or send it."""


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
    for name, rule in schema.items():
        if rule.get("required"):
            check_text(name, body.get(name), f"{model} needs it")
    fitted = {name: _least_seed(name, value, schema.get(name, {})) for name, value in body.items()}
    for name, value in fitted.items():
        if name in schema:
            check_value(name, value, schema[name], model)
    report_unknown(tuple(name for name in fitted if name not in schema), schema, model, policy)
    return fitted


def _least_seed(name: str, value: Any, rule: Mapping[str, Any]) -> Any:
    """A seed of 0, which is usual elsewhere, as the smallest that the service takes."""
    return rule["min"] if name == "seed" and value == 0 and rule.get("min") and value is not False else value

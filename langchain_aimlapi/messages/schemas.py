"""Whatever LangChain takes for a schema, as a JSON schema that keeps its whole meaning.

LangChain's own converter writes every reference out, which empties a recursive schema and leaves discriminators
pointing at nothing, and reads TypedDicts by way of pydantic 1, which loses what may be null. Here references stay.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any, ForwardRef

from langchain_core.utils.function_calling import convert_to_openai_function
from langchain_core.utils.pydantic import is_basemodel_subclass
from pydantic import BaseModel, TypeAdapter
from typing_extensions import is_typeddict

from langchain_aimlapi.lazy import LazyModule
from langchain_aimlapi.messages.typed_dicts import model_of_typed_dict

if TYPE_CHECKING:
    from langchain_core import tools as core_tools
else:
    core_tools = LazyModule("langchain_core.tools")

JSON = dict[str, Any]
if TYPE_CHECKING:
    SchemaLike = JSON | type | Callable[..., Any] | core_tools.BaseTool
else:  # the same, without loading `langchain_core.tools` for it
    SchemaLike = JSON | type | Callable[..., Any] | ForwardRef("core_tools.BaseTool", module=__name__)

_NAMED = ("properties", "$defs", "definitions", "patternProperties")
"""Keys of a JSON schema under which names of the user's stand."""
_LITERAL = ("enum", "const", "default", "examples")
_FALLBACK_NAME = "response"
_SCHEMA_KEYS = frozenset({"type", "properties", "$ref", "anyOf", "oneOf", "allOf"})


def to_function(given: SchemaLike) -> JSON:
    """Name, description and parameters of a tool or a schema, in OpenAI's form.

    Args:
        given: A LangChain tool, function, pydantic class of version 1 or 2, TypedDict, dataclass, JSON schema, or a
            dict in a vendor's form.

    Raises:
        ValueError: If it is none of these, or a JSON schema without a `title`.
    """
    if isinstance(given, dict):
        return _function_of_dict(given)
    if isinstance(given, core_tools.BaseTool):
        return _function_of_tool(given)
    if isinstance(given, type):  # a TypedDict is one, too
        schema = schema_of_class(given)
        name, description = schema.pop("title", given.__name__), schema.pop("description", "")
        return {"name": name, "description": description, "parameters": schema}
    if not hasattr(given, "__name__"):
        return convert_to_openai_function(given)
    model = core_tools.create_schema_from_function(
        given.__name__,
        given,
        filter_args=(),
        parse_docstring=True,
        error_on_invalid_docstring=False,
        include_injected=False,
    )
    return {"name": given.__name__, "description": model.__doc__, "parameters": _parameters(schema_of_class(model))}


def is_custom_tool(tool: Any) -> bool:
    """Whether a LangChain tool stands for a custom tool of OpenAI's, which takes free text."""
    return isinstance(tool, core_tools.Tool) and (tool.metadata or {}).get("type") == "custom_tool"


def named_schema(given: SchemaLike) -> JSON:
    """The same for the schema of an answer, which may be a JSON schema without a name."""
    if isinstance(given, dict) and given.get("type") == "function" and isinstance(given.get("function"), dict):
        given = given["function"]
    if isinstance(given, dict) and "name" not in given and "title" not in given and is_json_schema(given):
        return to_function({"title": _FALLBACK_NAME, **given})
    return to_function(given)


def is_schema(given: Any) -> bool:
    """Whether it is a class, a bare JSON schema or a function, and not yet a `response_format` or anything else."""
    return isinstance(given, type) or is_json_schema(given) or _is_function(given)


def _is_function(given: Any) -> bool:
    """Whether a dict describes a function or a tool, whose parameters are the schema."""
    if not isinstance(given, dict):
        return False
    told = given.get("function") if given.get("type") == "function" else given
    return isinstance(told, dict) and bool(told.get("name")) and isinstance(told.get("parameters"), dict)


def is_json_schema(given: Any) -> bool:
    """Whether a dict is a bare JSON schema, and not a form of a vendor's such as `{"type": "json_object"}`."""
    return (
        isinstance(given, dict)
        and given.get("type") in (None, "object", "array")
        and not _SCHEMA_KEYS.isdisjoint(given)
    )


def _function_of_dict(given: JSON) -> JSON:
    if "title" not in given or not {"name", "toolSpec"}.isdisjoint(given):
        return convert_to_openai_function(given)
    schema = rooted(given)
    function: JSON = {"name": schema.pop("title", given["title"])}
    if "description" in schema:
        function["description"] = schema.pop("description")
    return {**function, "parameters": schema} if schema else function


def _function_of_tool(tool: core_tools.BaseTool) -> JSON:
    schema = tool.tool_call_schema
    if isinstance(tool, core_tools.Tool) and not tool.args_schema:
        return convert_to_openai_function(tool)
    found = _parameters(rooted(schema) if isinstance(schema, dict) else schema_of_class(schema))
    return {"name": tool.name, "description": tool.description, "parameters": found}


def _parameters(schema: JSON) -> JSON:
    """A schema without what its tool says already."""
    return {key: value for key, value in without_titles(schema).items() if key not in ("title", "description")}


def schema_of_class(given: Any) -> JSON:
    """The JSON schema of a class; its `title` is the name, titles of its fields are left out.

    Raises:
        ValueError: If the class describes no data.
    """
    if is_typeddict(given):
        schema = model_of_typed_dict(given).model_json_schema()
    elif issubclass(given, BaseModel):
        schema = given.model_json_schema()
    elif is_basemodel_subclass(given):
        schema = _schema_of_old_model(given)
    elif is_dataclass(given):
        schema = TypeAdapter(given).json_schema()
        schema.setdefault("description", _docstring(given))
    else:
        found: JSON = convert_to_openai_function(given)["parameters"]
        return found
    schema = rooted(schema)
    title = schema.get("title") or given.__name__
    return {**without_titles(schema), "title": title}


def _docstring(given: Any) -> str:
    """What a dataclass says of itself; the signature that Python writes there says nothing."""
    said = inspect.cleandoc(vars(given).get("__doc__") or "")
    return "" if said.startswith(f"{given.__name__}(") else said


def rooted(schema: JSON) -> JSON:
    """A copy whose root is the object itself: the schema of a recursive class is a mere reference."""
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return dict(schema)
    target: Any = schema
    for step in reference[2:].split("/"):
        target = target.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(target, dict) else None
    if not isinstance(target, dict):
        return dict(schema)
    return {**target, **{key: value for key, value in schema.items() if key != "$ref"}}


def without_titles(schema: Any) -> Any:
    """The schema without titles, which pydantic makes of names; a property called `title` stays."""
    if isinstance(schema, list):
        return [without_titles(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _without_titles_below(key, value) for key, value in schema.items() if key != "title"}


def _without_titles_below(key: str, value: Any) -> Any:
    if key in _LITERAL:
        return value
    if key in _NAMED and isinstance(value, dict):
        return {name: without_titles(each) for name, each in value.items()}
    return without_titles(value)


def _schema_of_old_model(model: Any) -> JSON:
    """The schema of a pydantic 1 class, which itself does not say which fields may be null."""
    from pydantic.v1.schema import get_flat_models_from_model, get_model_name_map  # noqa: PLC0415 - rarely needed

    schema: JSON = copy.deepcopy(model.schema())  # pydantic keeps it
    for one, name in get_model_name_map(get_flat_models_from_model(model)).items():
        target = schema.get("definitions", {}).get(name, schema if one is model else {})
        for field in getattr(one, "__fields__", {}).values():
            known = target.get("properties", {}).get(field.alias)
            if field.allow_none and known is not None:
                target["properties"][field.alias] = _or_null(known)
    return schema


def _or_null(schema: JSON) -> JSON:
    said: JSON = {key: schema[key] for key in ("title", "description", "default") if key in schema}
    rest = {key: value for key, value in schema.items() if key not in said}
    return {"anyOf": [rest, {"type": "null"}], **said} if rest else schema

"""TypedDicts as pydantic classes, with descriptions where LangChain looks for them.

`Annotated[str, ..., "The setup"]` gives a default and a description, and the docstring may have an `Args:` section.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from types import UnionType
from typing import (
    Annotated,
    Any,
    ForwardRef,
    Literal,
    NotRequired,
    Required,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

from pydantic import BaseModel, Field, create_model
from typing_extensions import ReadOnly, get_type_hints, is_typeddict

_ARGUMENT = re.compile(r"^\s+\**(\w+)\s*(?:\([^)]*\))?:\s*(.+)$")


def model_of_typed_dict(typed_dict: Any) -> type[BaseModel]:
    """A pydantic class with the keys of a TypedDict, and of all those that it holds, recursive ones too.

    Raises:
        ValueError: If the third argument of an `Annotated` is no description.
    """
    maker = _Maker()
    name = maker.name_of(typed_dict)
    for model in maker.models.values():
        model.model_rebuild(_types_namespace=maker.models)
    made: type[BaseModel] = maker.models[name]
    return made


class _Maker:
    """Makes a class for each TypedDict that it meets; they name each other, so that they may be recursive."""

    def __init__(self) -> None:
        self.models: dict[str, Any] = {}
        self._names: dict[Any, str] = {}

    def name_of(self, typed_dict: Any) -> str:
        """The name of the class for a TypedDict, which is made if there is none."""
        if typed_dict not in self._names:
            origin = get_origin(typed_dict) or typed_dict
            name = origin.__name__
            while name in self.models:
                name += "_"
            self._names[typed_dict], self.models[name] = name, None
            variables = dict(zip(getattr(origin, "__parameters__", ()), get_args(typed_dict), strict=False))
            self.models[name] = self._make(name, origin, variables)
        return self._names[typed_dict]

    def _make(self, name: str, typed_dict: Any, variables: Mapping[Any, Any]) -> type[BaseModel]:
        description, of_arguments = _read_docstring(inspect.cleandoc(vars(typed_dict).get("__doc__") or ""))
        fields = {}
        for key, hint in get_type_hints(typed_dict, include_extras=True).items():
            optional = key not in typed_dict.__required_keys__
            fields[key] = self._field(key, hint, variables, of_arguments.get(key), optional=optional)
        made: type[BaseModel] = create_model(name, __doc__=description or None, **fields)  # type: ignore[call-overload]
        return made

    def _field(
        self, key: str, hint: Any, variables: Mapping[Any, Any], described: str | None, *, optional: bool
    ) -> tuple[Any, Any]:
        while get_origin(hint) in (Required, NotRequired, ReadOnly):
            hint = get_args(hint)[0]
        extras: list[Any] = []
        if get_origin(hint) is Annotated:
            hint, *extras = get_args(hint)
        default, said, kept = _read_extras(key, extras)
        hint = self._swapped(hint, variables)
        for extra in kept:
            hint = Annotated[hint, extra]
        told: dict[str, Any] = {"description": described or said} if described or said else {}
        if default is not ...:
            told["default"] = default
        elif optional:
            told["default_factory"] = dict  # may be left out, and nothing is said of what it is then
        return hint, Field(**told)

    def _swapped(self, hint: Any, variables: Mapping[Any, Any]) -> Any:
        """The type with the class's name in place of every TypedDict."""
        if isinstance(hint, TypeVar):
            return variables.get(hint, Any)
        origin, args = get_origin(hint), get_args(hint)
        if is_typeddict(hint) or is_typeddict(origin):
            told = origin[tuple(variables.get(arg, arg) for arg in args)] if variables and args else hint
            return ForwardRef(self.name_of(told))
        if not args or origin is Literal:
            return hint
        kept = 1 if origin is Annotated else len(args)
        swapped = tuple(arg if isinstance(arg, list) else self._swapped(arg, variables) for arg in args[:kept])
        return _like(hint, (*swapped, *args[kept:])) if swapped != args[:kept] else hint


def _like(hint: Any, args: tuple[Any, ...]) -> Any:
    """The type that a generic one is with other arguments."""
    origin = get_origin(hint)
    return Union[args] if origin in (Union, UnionType) else origin[args]  # noqa: UP007 - how else to join a tuple


def _read_extras(key: str, extras: list[Any]) -> tuple[Any, str | None, list[Any]]:
    """Default, description and pydantic's own among what an `Annotated` says beyond the type."""
    if not extras or type(extras[0]).__module__.startswith(("annotated_types", "pydantic")):
        return ..., None, extras
    if len(extras) == 1:
        return (..., extras[0], []) if isinstance(extras[0], str) else (extras[0], None, [])
    default, described, *rest = extras
    if isinstance(described, str):
        return default, described, rest
    raise ValueError(
        f"Invalid annotation for field {key}. Third argument to Annotated must be a string description, received value "
        f"of type {type(described)}."
    )


def _read_docstring(text: str) -> tuple[str, dict[str, str]]:
    """What a docstring says, and what its `Args:` section says of each key."""
    description, _, section = text.partition("\n\nArgs:\n")
    found: dict[str, str] = {}
    key = None
    for line in section.split("\n\n")[0].splitlines():
        matched = _ARGUMENT.match(line)
        if matched:
            key, found[matched[1]] = matched[1], matched[2]
        elif key and line.strip():
            found[key] += f" {line.strip()}"
    return " ".join(description.split("\n\nReturns:")[0].split("\n\n")).strip(), found

"""LangChain's objects without pydantic's validation, for values that were just made here and are known to be right."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

ModelT = TypeVar("ModelT", bound=BaseModel)

_set = object.__setattr__  # pydantic's own way to write to a model as a whole


def fill(pattern: ModelT, fields: dict[str, Any]) -> ModelT:
    """A model like the pattern with other fields: what `model_copy(update=fields)` gives, without its checks.

    Args:
        pattern: A validated model in which every one of these fields was given, so that they count as set.
        fields: Fields by name, with all of those whose value in the pattern can be changed.
    """
    kind = type(pattern)
    model = kind.__new__(kind)
    extra = pattern.__pydantic_extra__
    _set(model, "__dict__", {**pattern.__dict__, **fields})
    _set(model, "__pydantic_fields_set__", pattern.__pydantic_fields_set__.copy())
    _set(model, "__pydantic_extra__", None if extra is None else extra.copy())
    _set(model, "__pydantic_private__", None)
    return model

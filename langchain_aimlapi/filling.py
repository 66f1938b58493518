"""Other packages' pydantic objects without validation, for values that are known to be right: they were just made."""

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
    extra, private = pattern.__pydantic_extra__, pattern.__pydantic_private__
    held = {**pattern.__dict__, **fields}
    if extra is not None:  # fields that the class does not declare; they stay there
        extra = {name: held.pop(name, value) for name, value in extra.items()}
    _set(model, "__dict__", held)
    _set(model, "__pydantic_fields_set__", pattern.__pydantic_fields_set__.copy())
    _set(model, "__pydantic_extra__", extra)
    _set(model, "__pydantic_private__", None if private is None else private.copy())
    return model

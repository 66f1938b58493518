"""What agents may say to tools: nothing else passes, for LangChain would drop it before the tool sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, create_model, model_validator

from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.media_request import StandardNames, no_field, place_of


class ToolArguments(BaseModel):
    """The arguments of a tool; any other that has a value is refused, before anything is paid for.

    Attributes:
        made_for: The model that the arguments are made for; empty if they are the same for all.
        names: The standard names of its family.
    """

    made_for: ClassVar[str] = ""
    names: ClassVar[StandardNames | None] = None

    @model_validator(mode="before")
    @classmethod
    def _refuse_others(cls, given: Any) -> Any:
        for name, value in given.items() if isinstance(given, Mapping) else ():
            if name not in cls.model_fields and value is not None:
                raise ValueError(cls._refused(str(name)))
        return given

    @classmethod
    def _refused(cls, name: str) -> str:
        """What to say of a name: which models take it, if this one does not."""
        if cls.names is not None and name in cls.names.places:
            card = get_model(cls.made_for, warn=False)
            endpoint = card.endpoint(cls.names.path) or card.primary_endpoint
            schema = endpoint.parameters if endpoint else None
            if schema is not None and place_of(name, schema, cls.names.places, card.example_parameters) is None:
                return str(no_field(name, card, schema, cls.names))
        return (
            f"{name} is no argument of this tool, which takes {', '.join(cls.model_fields)}. "
            "What holds for every call is set where the tool is made, such as in model_kwargs"
        )


def make_arguments(name: str, definitions: Mapping[str, Any], model: str, names: StandardNames) -> type[ToolArguments]:
    """The arguments of a tool for one model.

    Args:
        name: The name of the class.
        definitions: By name, the type and the `Field`.
        model: The model.
        names: The standard names of its family.
    """
    made: type[ToolArguments] = create_model(name, __base__=ToolArguments, __doc__=None, **definitions)
    made.made_for, made.names = model, names
    return made

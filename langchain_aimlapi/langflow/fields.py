"""Fields that several components have, and what they do with what is typed into them."""

from __future__ import annotations

from typing import Any

from lfx.inputs.inputs import DictInput, DropdownInput, IntInput, MessageTextInput, SecretStrInput

from langchain_aimlapi.langflow.connecting import KEY_VARIABLE, address
from langchain_aimlapi.langflow.model_lists import SERVICE_LISTS, model_names

MODEL_FIELD = "model_name"


def model_field(family: str, names: list[str] | None = None) -> DropdownInput:
    """The model of a family: a list to choose from, to refresh, and to type into.

    Args:
        family: The family, such as `"image"`.
        names: The names, if they are not all of the family.
    """
    options = model_names(family) if names is None else names
    return DropdownInput(
        name=MODEL_FIELD,
        display_name="Model",
        info="Any model of AI/ML API; a name that is not in the list can be typed. The button asks the service anew.",
        options=options,
        value=options[0] if options else "",
        combobox=True,
        refresh_button=True,
        required=True,
    )


def connection_fields() -> list[Any]:
    """Key, address and patience."""
    return [
        SecretStrInput(
            name="api_key",
            display_name="AI/ML API Key",
            info="Made at https://aimlapi.com/app/keys. Best kept as a global variable.",
            value=KEY_VARIABLE,
            required=True,
        ),
        MessageTextInput(
            name="base_url",
            display_name="AI/ML API Base",
            info="Only for another address than https://api.aimlapi.com, such as a gateway of your own.",
            value="",
            advanced=True,
            input_types=[],
        ),
        IntInput(
            name="timeout",
            display_name="Timeout",
            info="Seconds to wait for an answer, or for the next piece of a streamed one. 0: ten minutes.",
            value=0,
            advanced=True,
        ),
        IntInput(
            name="max_retries",
            display_name="Max Retries",
            info="Further attempts after connection errors, rate limits and errors of the server.",
            value=2,
            advanced=True,
        ),
    ]


def parameters_field() -> DictInput:
    """Further parameters under the model's own names."""
    return DictInput(
        name="model_kwargs",
        display_name="Model Parameters",
        info="Further parameters of the model, under the names of its documentation. Numbers, true, false, lists and "
        "objects are read as JSON.",
        advanced=True,
        is_list=True,
    )


def refresh_models(build_config: dict[str, Any], field_name: str | None, family: str) -> dict[str, Any]:
    """What the refresh button of the model field does; the catalogue's names when the service cannot be asked.

    Args:
        build_config: The fields as Langflow has them; changed in place.
        field_name: The field that was changed.
        family: The component's family.
    """
    if field_name == MODEL_FIELD:
        typed = (build_config.get("base_url") or {}).get("value")
        build_config[MODEL_FIELD]["options"] = listed_names(family, typed)
    return build_config


def listed_names(family: str, base_url: Any) -> list[str]:
    """The names of a family as the service lists them now, else as the catalogue has them. Never raises."""
    try:
        cards = SERVICE_LISTS.cards(fresh=True, **address(base_url, ""))
    except ValueError:
        cards = None  # an address that the component itself will refuse, with the reason
    return model_names(family, cards)

"""Names that version 0.1 of the package had for what is called otherwise now."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from typing import Any

RENAMED = {"AimlapiEmbeddings": "AIMLAPIEmbeddings", "AimlapiLLM": "AIMLAPILLM", "ChatAimlapi": "ChatAIMLAPI"}
"""Old name of a class to its new name."""
REPLACED = {
    "AimlapiImageModel": ("langchain_aimlapi._old_models", "AIMLAPIImageGenerator"),
    "AimlapiVideoModel": ("langchain_aimlapi._old_models", "AIMLAPIVideoGenerator"),
}
"""Old name of a class that is still there to where it is, and to what is used instead of it."""
_RENAMED_PARAMETERS = {"aimlapi_api_base": "base_url", "aimlapi_api_key": "api_key"}


class RenamedWarning(DeprecationWarning):
    """An old name was used; it will go with version 2.

    Shown wherever the name is used. Python hides other deprecation warnings outside of the program's first file.
    """


def warn_of_old_name(old: str, new: str) -> None:
    """Tell whoever asks the package for an old name, at the place where it is written.

    Args:
        old: The name that was asked for.
        new: What it is called now.
    """
    _warn(f"langchain_aimlapi.{old} is {new} now and goes in version 2: see docs/migration.md", stacklevel=4)


def with_new_names(settings: Mapping[str, Any], *, stacklevel: int) -> dict[str, Any]:
    """Settings of a model with old parameters under their new names; warns of each.

    A key under its old name would otherwise pass for a parameter of the model, and be sent and traced in the open.

    Args:
        settings: Parameters of a constructor.
        stacklevel: How many calls away the constructor's caller is, seen from the caller of this function: 2 inside of
            `__init__`.
    """
    renamed = {}
    for name, value in settings.items():
        new = _RENAMED_PARAMETERS.get(name, name)
        if new != name:
            _warn(f"{name} is {new} now and goes in version 2: see docs/migration.md", stacklevel=stacklevel + 2)
        renamed[new] = value
    return renamed


def _warn(text: str, *, stacklevel: int) -> None:
    if not sys.warnoptions:
        warnings.filterwarnings("default", category=RenamedWarning)
    warnings.warn(text, RenamedWarning, stacklevel=stacklevel)

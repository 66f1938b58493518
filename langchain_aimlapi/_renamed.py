"""Names that the package's version 0.1 had for what is called otherwise now."""

from __future__ import annotations

import sys
import warnings

RENAMED = {"AimlapiLLM": "AIMLAPILLM", "ChatAimlapi": "ChatAIMLAPI"}
"""Old name to new name."""


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
    if not sys.warnoptions:
        warnings.filterwarnings("default", category=RenamedWarning)
    warnings.warn(
        f"langchain_aimlapi.{old} is {new} now and goes in version 2: see docs/migration.md",
        RenamedWarning,
        stacklevel=3,
    )

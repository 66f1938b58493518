"""Modules that are loaded when something of theirs is asked for.

What is named in annotations only is imported like anything else where that is cheap, so that `typing.get_type_hints`
can read them: LangChain does so with the methods of models and with functions that become tools. What is costly to
load, or is above the module that names it, is named through a `LazyModule`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class LazyModule(ModuleType):
    """Stands for a module that is imported at the first look at one of its names.

    Args:
        name: The module's full name.

    Raises:
        ImportError: On the first look, if the module cannot be imported.

    Example:
        ```python
        from langchain_aimlapi.lazy import LazyModule

        fractions = LazyModule("fractions")
        assert fractions.Fraction(1, 2) == 0.5
        ```
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return getattr(sys.modules[self.__name__], name)
        except (KeyError, AttributeError):  # not imported yet, or by another thread at this moment
            return getattr(import_module(self.__name__), name)

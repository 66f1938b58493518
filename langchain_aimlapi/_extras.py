"""What needs an extra that is not installed, or that cannot be imported: it is there by name, and using it says so."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, NoReturn


def why_missing(what: str, package: str, extra: str, error: ImportError) -> str:
    """The sentence for something that cannot be had: what to install, or why what is installed does not work.

    Args:
        what: The name that was used.
        package: What it needs, as it is imported.
        extra: The extra of this package that brings it.
        error: What importing it raised.
    """
    if find_spec(package) is None:
        return f"{what} needs {package}: pip install 'langchain-aimlapi[{extra}]'"
    return f"{what} needs {package}, which is installed but cannot be imported: {error}"


def stand_in(name: str, module: str, error: ImportError) -> type:
    """A class in the place of one that cannot be imported: to make one, or a subclass, or to look into it is an error.

    Args:
        name: The class.
        module: Where it would be.
        error: What importing it raised: what is said, too.
    """

    def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
        raise ImportError(str(error), name=name) from error

    members = {"__new__": refuse, "__init_subclass__": refuse, "__module__": module, "__doc__": str(error)}
    return type(name, (), members)

"""What needs an extra that is not installed, or that cannot be imported: using it says so."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, NoReturn


@contextmanager
def needing(what: str, extra: str, *packages: str) -> Iterator[None]:
    """Import what an extra brings: a failure says what to install, or why what is installed does not work.

    A command that is run as ``python -m`` ends with that sentence instead of a traceback.

    Args:
        what: What the imports are for, as the user knows it.
        extra: The extra of this package that brings them.
        packages: What it brings, as it is imported.

    Raises:
        ImportError: With that sentence; a `ModuleNotFoundError` if a package is missing.

    Example:
        ```python
        from langchain_aimlapi._extras import needing

        with needing("My spans", "otel", "opentelemetry"):
            from opentelemetry import trace
        ```
    """
    try:
        yield
    except Exception as error:
        if _is_ours(error):
            raise
        failure = _failure(what, extra, packages, error)
        if sys.argv[:1] == ["-m"]:  # so it is while Python looks for the module that it shall run
            sys.exit(str(failure))
        raise failure from error


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


def _failure(what: str, extra: str, packages: tuple[str, ...], error: Exception) -> ImportError:
    install = f"pip install 'langchain-aimlapi[{extra}]'"
    named = " and ".join(packages)
    where = {"name": getattr(error, "name", None), "path": getattr(error, "path", None)}
    if not all(map(_is_installed, packages)):
        return ModuleNotFoundError(f"{what} needs {named}: {install}", **where)
    state = "which is" if len(packages) == 1 else "which are"
    reason = str(error) if isinstance(error, ImportError) else f"{type(error).__name__}: {error}"
    message = f"{what} needs {named}, {state} installed but cannot be imported: {reason}; try {install} --upgrade"
    return ImportError(message, **where)


def _is_installed(package: str) -> bool:
    """Whether there is more than a mere folder of that name."""
    try:
        found = find_spec(package)
    except ValueError:  # in sys.modules without a spec
        return True
    return found is not None and found.origin is not None


def _is_ours(error: Exception) -> bool:
    return isinstance(error, ImportError) and (error.name or "").partition(".")[0] == __package__

"""Which HTTP library sends the calls: httpx2 (with httpcore2) where it is installed, else httpx (with httpcore).

httpx2 continues httpx under the same names. LangChain loads it anyway, so a process that has it is not made to load the
other one beside it. Everything in this package takes the library from here:

```python
from langchain_aimlapi.http_library import httpx       # loaded now
from langchain_aimlapi.http_library import lazy_httpx  # loaded at the first look at one of its names
```

Clients, time-outs and errors of the user's own may be of either library; `is_a` and `library_of` tell them by kind.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:  # both have the same types: what is checked against one is right for the other
    import httpcore
    import httpx
    import httpx as lazy_httpx
    import httpx2

    Client = httpx.Client | httpx2.Client
    AsyncClient = httpx.AsyncClient | httpx2.AsyncClient
    Timeout = httpx.Timeout | httpx2.Timeout
else:
    Client = AsyncClient = Timeout = Any  # neither is loaded for the sake of an annotation

VARIABLE = "AIMLAPI_HTTP_LIBRARY"
SUPPORTED = {"httpx2": range(2, 3), "httpx": range(1)}
"""The libraries, the preferred one first, and the major releases of each that this package is tested with."""
_BELOW = {"httpx2": "httpcore2", "httpx": "httpcore"}
_REQUIREMENTS = {"httpx2": "httpx2>=2,<3", "httpx": "httpx>=0.27,<1"}


def library_name() -> str:
    """The name of the library that sends the calls: what `AIMLAPI_HTTP_LIBRARY` says, else the first that is there.

    Raises:
        ValueError: If the variable names none of the two.
        ImportError: If the library that it names, or each of the two, is not installed in a supported release.
    """
    wanted = os.environ.get(VARIABLE, "").strip().lower()
    if wanted and wanted not in SUPPORTED:
        raise ValueError(f"{VARIABLE} must be {' or '.join(SUPPORTED)}, not {wanted!r}")
    for name in map(_real_name, [wanted] if wanted else SUPPORTED):
        if _is_supported(name):
            return name
    if wanted:
        found = release_of(wanted)
        what = f"{found} is installed, which is not supported" if found else "it is not installed"
        raise ImportError(f"{VARIABLE}={wanted}: {what}; pip install '{_REQUIREMENTS[wanted]}', or unset the variable")
    raise ImportError(f"No HTTP library is installed: pip install '{_REQUIREMENTS['httpx']}'")


def release_of(name: str) -> str | None:
    """The installed release of a library, for example `"2.16.2"`; None if there is none."""
    loaded = getattr(sys.modules.get(name), "__version__", None)
    if isinstance(loaded, str):
        return loaded
    from importlib import metadata  # noqa: PLC0415 - costs more than all of this module, and is not always needed

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def description(name: str | None = None) -> str:
    """A library and its release, for example `"httpx2 2.16.2"`; by default the one that sends the calls."""
    name = name or library_name()
    return f"{name} {release_of(name) or ''}".rstrip()


def is_a(thing: object, kind: str) -> bool:
    """Whether something is an instance of a class of either library.

    Args:
        thing: Anything.
        kind: The class's name, for example `"Timeout"`.
    """
    return isinstance(thing, classes(kind))


def classes(*kinds: str) -> tuple[type[Any], ...]:
    """The classes of these names, of every library that is loaded: there are instances of no other."""
    loaded = {id(module): module for module in map(sys.modules.get, SUPPORTED) if module is not None}
    found = (getattr(module, kind, None) for module in loaded.values() for kind in kinds)
    return tuple(each for each in found if isinstance(each, type))


def library_of(thing: object) -> Any:
    """The library that something's class, or one that it is derived from, comes from; else the one that is in use.

    Args:
        thing: A client, a request, an answer, a header; of the user's own, perhaps.
    """
    for kind in type(thing).__mro__:
        name = kind.__module__.partition(".")[0]
        if name in SUPPORTED and name in sys.modules:
            return sys.modules[name]
    return _loaded()[0]


def _real_name(name: str) -> str:
    """The library that a name stands for: under `httpx2.alias_httpx()`, `httpx` is httpx2."""
    real = getattr(sys.modules.get(name), "__name__", name)
    return real if real in SUPPORTED else name


def _is_supported(name: str) -> bool:
    major = (release_of(name) or "").partition(".")[0]
    return major.isdigit() and int(major) in SUPPORTED[name]


@cache
def _loaded() -> tuple[Any, Any]:
    """The library that sends the calls and what is below it, decided once for the process."""
    name = library_name()
    return import_module(name), import_module(_BELOW[name])


def __getattr__(name: str) -> Any:
    if name in ("httpx", "httpcore"):
        return _loaded()[name == "httpcore"]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Lazy(LazyModule):
    def __getattr__(self, name: str) -> Any:
        return getattr(_loaded()[0], name)


if not TYPE_CHECKING:
    lazy_httpx = _Lazy("httpx")

__all__ = [
    "SUPPORTED",
    "VARIABLE",
    "AsyncClient",
    "Client",
    "Timeout",
    "classes",
    "description",
    "httpcore",
    "httpx",
    "is_a",
    "lazy_httpx",
    "library_name",
    "library_of",
    "release_of",
]

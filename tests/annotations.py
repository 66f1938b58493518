"""Whose annotations cannot be read at run time: a walk over everything that a module defines."""

import functools
import importlib
import inspect
import pkgutil
import sys
import typing

PROGRAMS = ("langchain_aimlapi.langflow.components", "langchain_aimlapi.__main__")
"""Modules that Langflow loads file by file, or that are run and not imported."""


def import_everything():
    """Import all modules of the package; returns those whose extra is not installed here."""
    missing = {}
    names = ["langchain_aimlapi"]
    for name in names:  # grows on the way
        if name.startswith(PROGRAMS) or name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(name)
        except (ImportError, SystemExit) as error:  # the command ends with a sentence where its extra is missing
            missing[name] = error
            continue
        names += [found.name for found in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{name}.")]
    return missing


def functions_of(cls):
    """The functions that a class defines itself, whatever they are wrapped in."""
    for name, value in list(vars(cls).items()):  # pydantic completes a class when it is first asked
        if isinstance(value, property):
            yield from ((name, one) for one in (value.fget, value.fset) if one)
        elif isinstance(value, functools.cached_property):
            yield name, value.func
        else:
            function = getattr(value, "__func__", value)
            if inspect.isfunction(function):
                yield name, function


def described_by(module):
    """Every class and function that a module defines, with the methods and properties of the classes."""
    for name, value in list(vars(module).items()):
        if getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(value):
            yield name, value
            for method, function in functions_of(value):
                if function.__module__.startswith("langchain_aimlapi"):  # pydantic puts in some of its own
                    yield f"{name}.{method}", function
        elif inspect.isfunction(value):
            yield name, value


def is_readable(thing):
    try:
        typing.get_type_hints(thing)
    except Exception as error:  # noqa: BLE001 - whatever it is, LangChain meets it too
        return error
    return None


def unreadable(prefix="langchain_aimlapi"):
    """What cannot be asked for its type hints, with the reason; a base class of another package answers for itself."""
    found = {}
    for module in [module for name, module in sorted(sys.modules.items()) if name.startswith(prefix)]:
        for name, thing in described_by(module):
            foreign = [
                base for base in getattr(thing, "__mro__", ()) if not base.__module__.startswith("langchain_aimlapi")
            ]
            error = is_readable(thing)
            if error and not any(is_readable(base) for base in foreign):
                found[f"{module.__name__}.{name}"] = repr(error)
    return found

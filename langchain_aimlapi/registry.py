"""`init_chat_model("aimlapi:openai/gpt-4o")`: opt-in, since LangChain has no official way to add a provider.

LangChain's `init_chat_model`, and `create_agent` when it is given a name, find providers in a table of theirs. It is
private, so nothing here happens on import, and `ChatAIMLAPI(model=...)` never needs it.
"""

from __future__ import annotations

import importlib
from importlib.metadata import version
from types import ModuleType
from typing import Any

PROVIDER = "aimlapi"
_MODULE, _CLASS = "langchain_aimlapi", "ChatAIMLAPI"
_TABLE_MODULE, _TABLE = "langchain.chat_models.base", "_BUILTIN_PROVIDERS"
_INSTEAD = 'make the model itself instead: ChatAIMLAPI(model="openai/gpt-4o")'


def register() -> None:
    """Let LangChain's `init_chat_model` and `create_agent` make `ChatAIMLAPI` for names that begin with `aimlapi:`.

    Call it once when your program starts; calling it again changes nothing. Always write the prefix, or give
    `model_provider="aimlapi"`: LangChain takes `deepseek/…` or `gpt-…` without it for another vendor's own service.

    Raises:
        ImportError: If `langchain` is not installed.
        RuntimeError: If the installed `langchain` has no such table any more, or knows another `aimlapi`.

    Example:
        ```python
        from langchain.chat_models import init_chat_model
        from langchain_aimlapi.registry import register

        register()
        model = init_chat_model("aimlapi:openai/gpt-4o", temperature=0)
        ```
    """
    providers = _providers(_import_table())
    known = providers.get(PROVIDER)
    if known is None:
        providers[PROVIDER] = (_MODULE, _CLASS, _create)
    elif known[:2] != (_MODULE, _CLASS):
        raise RuntimeError(f"langchain {version('langchain')} has a provider {PROVIDER!r} of {known[0]}; {_INSTEAD}")


def _import_table() -> ModuleType:
    try:
        return importlib.import_module(_TABLE_MODULE)
    except ImportError as error:
        raise ImportError(f"init_chat_model is part of langchain: pip install langchain, or {_INSTEAD}") from error


def _providers(module: ModuleType) -> dict[str, tuple[str, str, Any]]:
    """LangChain's table, if it still has the form that is known: name to module, class and maker."""
    table = getattr(module, _TABLE, None)
    if isinstance(table, dict) and table and all(map(_is_entry, table.values())):
        return table
    raise RuntimeError(
        f"langchain {version('langchain')} keeps its providers somewhere else than in {_TABLE_MODULE}.{_TABLE}, which "
        f"langchain-aimlapi cannot add to; {_INSTEAD}"
    )


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, tuple) or len(entry) != 3:  # noqa: PLR2004 - a module, a class, a function
        return False
    return isinstance(entry[0], str) and isinstance(entry[1], str) and callable(entry[2])


def _create(cls: Any, **settings: Any) -> Any:
    return cls(**settings)

"""AI/ML API as a provider of LiteLLM: the same models from the SDK, the Router and the proxy.

```python
from langchain_aimlapi.litellm import register

register()  # from here on, litellm.completion(model="aimlapi/openai/gpt-4o", ...) works
```

`register` and `handler` need the extra `litellm`, `model_list` does not. In a proxy's `config.yaml` the name
`langchain_aimlapi.litellm.handler` is all that is needed. Names are imported when they are first asked for: LiteLLM
takes seconds to import.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from langchain_aimlapi._extras import needing

if TYPE_CHECKING:
    from langchain_aimlapi.litellm.config import model_list
    from langchain_aimlapi.litellm.provider import handler, register

_HOMES = {"handler": "provider", "register": "provider", "model_list": "config"}

__all__ = ["handler", "model_list", "register"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with needing(f"{__name__}.{name}", "litellm", "litellm"):
        home = importlib.import_module(f"{__name__}.{_HOMES[name]}")
    value = getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

"""Every model of AI/ML API by name: standing, endpoints, accepted parameters, limits, prices, capabilities.

```python
from langchain_aimlapi.catalogue import get_model

card = get_model("openai/gpt-4o")
card.context_window, "tools" in card.capabilities, card.accepts("temperature")
```

The data are generated files inside the package: no look-up touches the network. The index is read at the
first look-up, the request schemas when parameters or message shapes are first asked for.

**Notation of parameter schemas.** Each parameter is a mapping with some of these keys; a key that is absent
means that the documentation does not say:

- `type`: `"string"`, `"number"`, `"integer"`, `"boolean"`, `"array"`, `"object"` or a list of them;
  `nullable`: `null` too;
- `required`: the body must have it; `default`: what the service uses otherwise; `deprecated`: still taken;
- `enum`: the allowed values; `min`, `max`: inclusive bounds, `gt`: an exclusive lower one;
- `min_len`, `max_len`, `pattern`, `format`: of strings; `items`, `min_items`, `max_items`: of arrays;
- `properties`, `required_keys`: of objects; `any_of`: a list of alternatives.

Mappings that come from the catalogue are shared: do not change them.
"""

from langchain_aimlapi.catalogue.cards import Endpoint, ModelCard, Prices
from langchain_aimlapi.catalogue.find import find_models
from langchain_aimlapi.catalogue.lookup import (
    DeprecatedModelWarning,
    UnknownModelWarning,
    get_model,
    model_keys,
    suggest_models,
    wire_id,
)
from langchain_aimlapi.catalogue.store import parameter_names

__all__ = [
    "DeprecatedModelWarning",
    "Endpoint",
    "ModelCard",
    "Prices",
    "UnknownModelWarning",
    "find_models",
    "get_model",
    "model_keys",
    "parameter_names",
    "suggest_models",
    "wire_id",
]

"""What the service itself says of its models: list, one model, its request schema, its speed; no key is needed.

https://docs.aimlapi.com/api-references/service-endpoints/complete-model-list and
https://docs.aimlapi.com/api-references/service-endpoints/model-metrics
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from langchain_aimlapi.api.asking import Asking, query_of
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.setting_names import CURES, misplaced
from langchain_aimlapi.api.types import JSON

MODELS_PATH = "/v1/models"
SCHEMA_PATH = "/docs-json"
METRICS_PATH = "/models/metrics"
CHAT_ENDPOINT = "openai/chat-completions"
MOST_ALIASES = 100


def _checked(filters: JSON) -> JSON:
    """Filters of the list, none of which may be a key: the query of a URL is written down in many places.

    Raises:
        InvalidRequestError: If one speaks of a key or of the service's URL.
    """
    if found := misplaced(filters, ()):
        name, place = found
        raise InvalidRequestError(f"{name} is no filter of models: {CURES[place]}")
    return filters


class CatalogueCalls(Asking):
    """The list of models, and what belongs to one of them."""

    def list_models(self, options: RequestOptions = DEFAULT_OPTIONS, **filters: Any) -> JSON:
        """The service's list of models: `{"object": "list", "data": [...]}`; needs no key.

        A row is `id`, `aliases`, `type`, `info` (`name`, `developer`, `contextLength`, …) and `tags`.

        Args:
            options: What differs for this call.
            **filters: Query parameters. `include="pricing,modalities,capabilities"` or `"all"` adds those to the rows;
                `id`, `type`, `tags`, `modalities`, `input_modalities`, `output_modalities` and `capabilities` choose
                rows, where the values of one are alternatives, as a list or with commas between them.
                https://docs.aimlapi.com/api-references/service-endpoints/complete-model-list

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        return self._ask("GET", MODELS_PATH, options, needs_key=False, params=query_of(**_checked(filters)))

    async def alist_models(self, options: RequestOptions = DEFAULT_OPTIONS, **filters: Any) -> JSON:
        """`list_models`, asynchronously."""
        return await self._aask("GET", MODELS_PATH, options, needs_key=False, params=query_of(**_checked(filters)))

    def get_model(self, model: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """One model by id or alias, in any case, with prices: `{"object": "model", "data": {...}}`; needs no key.

        Args:
            model: Its name, such as `"openai/gpt-4o"`.
            options: What differs for this call.

        Raises:
            NotFoundError: If there is none of that name.
            AIMLAPIError: As `list_models`.
        """
        return self._ask("GET", model_path(model), options, needs_key=False)

    async def aget_model(self, model: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`get_model`, asynchronously."""
        return await self._aask("GET", model_path(model), options, needs_key=False)

    def get_model_schema(
        self, model: str, endpoint: str = CHAT_ENDPOINT, options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """The OpenAPI document of one model: which parameters its requests may have; needs no key.

        Args:
            model: Its name.
            endpoint: The `type` of its row in `list_models`.
            options: What differs for this call.

        Raises:
            NotFoundError: If the model is not served there.
            AIMLAPIError: As `list_models`.
        """
        return self._ask("GET", SCHEMA_PATH, options, needs_key=False, params={"model": model, "endpoint": endpoint})

    async def aget_model_schema(
        self, model: str, endpoint: str = CHAT_ENDPOINT, options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """`get_model_schema`, asynchronously."""
        query = {"model": model, "endpoint": endpoint}
        return await self._aask("GET", SCHEMA_PATH, options, needs_key=False, params=query)

    def get_model_metrics(self, models: Iterable[str] | str = (), options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """How fast models have answered in the last minutes; needs no key.

        The answer is `window_seconds`, `generated_at` and `models`: for each `alias`, `endpoint` and `metrics`, which
        has the percentiles `p50`, `p75`, `p90` and `p99` of `ttft_ms`, `tps` and `duration_ms`, as far as they apply. A
        higher percentile of `tps` is a faster answer. A model without a success in these minutes is absent.

        Args:
            models: Names, spelt as in the list of models, 100 at the most. Default: all that have been measured.
            options: What differs for this call.

        Raises:
            InvalidRequestError: For more than 100 names.
            AIMLAPIError: As `list_models`.
        """
        return self._ask("GET", METRICS_PATH, options, needs_key=False, params=_aliases(models))

    async def aget_model_metrics(
        self, models: Iterable[str] | str = (), options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """`get_model_metrics`, asynchronously."""
        return await self._aask("GET", METRICS_PATH, options, needs_key=False, params=_aliases(models))


def model_path(model: str) -> str:
    """The address of one model, whose slashes stay as they are.

    Raises:
        InvalidRequestError: If there is no name, or one that leads elsewhere.
    """
    parts = model.strip().split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise InvalidRequestError(f"model must be the name of a model such as 'openai/gpt-4o', not {model!r}")
    return "/model/" + quote(model.strip())


def _aliases(models: Iterable[str] | str) -> JSON:
    names = [models] if isinstance(models, str) else list(models)
    if len(names) > MOST_ALIASES:
        raise InvalidRequestError(f"models holds {len(names)} names: ask for {MOST_ALIASES} at a time")
    return {"aliases": names} if names else {}

"""AI/ML API among Langflow's model providers: what `extension.json` names.

Langflow imports this when it needs a list of models, or when a key is saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lfx.base.models.unified_models import get_all_variables_for_provider
from lfx.log.logger import logger

from langchain_aimlapi.api.config import BASE_URL_VARIABLE, check_api_key
from langchain_aimlapi.chat_models import ChatAIMLAPI
from langchain_aimlapi.errors import AIMLAPIError, RateLimitError, ServerError
from langchain_aimlapi.langflow.connecting import KEY_VARIABLE, address
from langchain_aimlapi.langflow.model_lists import MODEL_TYPES, PREFERRED, SERVICE_LISTS, picker_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    JSON = dict[str, Any]

PROVIDER = "AI/ML API"
VALIDATION_TIMEOUT = 20.0
_SHORT_ANSWER = 16  # tokens; the least that every kind of model takes


def live_models(user_id: UUID | str | None, model_type: str = "llm") -> list[JSON]:
    """The service's models for a picker; the catalogue's when the service cannot be asked. Never raises.

    Args:
        user_id: Whose settings to use.
        model_type: `"llm"` or `"embeddings"`.
    """
    try:
        variables = get_all_variables_for_provider(user_id, PROVIDER)
        cards = SERVICE_LISTS.cards(**address(variables.get(BASE_URL_VARIABLE), ""))
    except Exception as error:  # noqa: BLE001 - a picker that stays empty helps nobody
        logger.warning(f"{PROVIDER}: the list of models is the catalogue's: {error}")
        cards = None
    return [{"provider": PROVIDER, **row} for row in picker_rows(model_type, cards)]


def catalogue_models() -> list[JSON]:
    """The models that Langflow shows before there is a key, and offline: the catalogue's."""
    return [row for model_type in MODEL_TYPES for row in picker_rows(model_type)]


def check_credentials(provider: str, variables: Mapping[str, str], model_name: str | None = None) -> None:
    """Try a key with the shortest of answers, which costs a fraction of a cent.

    A service that is busy or broken says nothing against the key, so that lets it pass.

    Args:
        provider: The provider's name.
        variables: The settings as the user typed them.
        model_name: The model to try it with; default: a cheap one.

    Raises:
        ValueError: With the service's own words, if it refuses the key, the account is empty, or the address is wrong.
    """
    key = check_api_key(variables.get(KEY_VARIABLE))
    if key is None:
        raise ValueError(f"{KEY_VARIABLE} is empty: {provider} needs a key, made at https://aimlapi.com/app/keys")
    model = ChatAIMLAPI(
        model=model_name or PREFERRED["chat"][0],
        api_key=key,
        max_tokens=_SHORT_ANSWER,
        max_retries=0,
        timeout=VALIDATION_TIMEOUT,
        unsupported_params="send",
        **address(variables.get(BASE_URL_VARIABLE), key.get_secret_value()),
    )
    try:
        model.invoke("Say hello.")
    except (RateLimitError, ServerError) as error:
        logger.warning(f"{provider}: the key could not be tried, and is kept: {error}")
    except AIMLAPIError as error:
        raise ValueError(f"{provider}: {error.message}") from error

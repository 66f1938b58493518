"""AI/ML API among Langflow's model providers: what `extension.json` names.

Langflow imports this when it needs a list of models, or when a key is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from langchain_aimlapi._extras import needing
from langchain_aimlapi.api.config import BASE_URL_VARIABLE, check_api_key
from langchain_aimlapi.chat_models import ChatAIMLAPI
from langchain_aimlapi.errors import (
    AIMLAPIError,
    InvalidRequestError,
    NotFoundError,
    RateLimitError,
    ServerError,
)
from langchain_aimlapi.langflow.model_lists import MODEL_TYPES, PREFERRED, SERVICE_LISTS, picker_rows

with needing("langchain_aimlapi.langflow.provider", "langflow", "lfx"):
    from lfx.base.models.unified_models import get_all_variables_for_provider
    from lfx.log.logger import logger

    from langchain_aimlapi.langflow.connecting import KEY_VARIABLE, address

JSON = dict[str, Any]

PROVIDER = "AI/ML API"
VALIDATION_TIMEOUT = 20.0
_NOT_ABOUT_THE_KEY = (InvalidRequestError, RateLimitError, ServerError)
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

    A service that is busy or broken, or that dislikes the request, says nothing against the key and lets it pass.

    Args:
        provider: The provider's name.
        variables: The settings as the user typed them.
        model_name: The model to try it with first; default: a cheap one. If it is gone, others are tried.

    Raises:
        ValueError: With the service's own words, if it refuses the key, the account is empty, or the address is wrong.
    """
    key = check_api_key(variables.get(KEY_VARIABLE))
    if key is None:
        raise ValueError(f"{KEY_VARIABLE} is empty: {provider} needs a key, made at https://aimlapi.com/app/keys")
    connection = {"api_key": key, **address(variables.get(BASE_URL_VARIABLE), key.get_secret_value())}
    try:
        _ask_one_of(dict.fromkeys(filter(None, [model_name, *PREFERRED["chat"]])), connection)
    except _NOT_ABOUT_THE_KEY as error:
        logger.warning(f"{provider}: the key could not be tried, and is kept: {error}")
    except AIMLAPIError as error:
        raise ValueError(f"{provider}: {error.message}") from error


def _ask_one_of(models: Iterable[str], connection: JSON) -> None:
    """Have the first of the models that there is say a word.

    Raises:
        AIMLAPIError: If it does not; `NotFoundError` if there is none of them.
    """
    gone: NotFoundError | None = None
    for name in models:
        model = ChatAIMLAPI(
            model=name,
            max_tokens=_SHORT_ANSWER,
            max_retries=0,
            timeout=VALIDATION_TIMEOUT,
            unsupported_params="send",
            **connection,
        )
        try:
            model.invoke("Say hello.")
        except NotFoundError as error:
            gone = error
        else:
            return
    if gone is not None:
        raise gone

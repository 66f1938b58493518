"""What LiteLLM asks of a built-in provider: which parameters a model takes, and how they are called.

Nothing is translated here: parameters pass as they are to the handler, whose dialects know every model's spelling.

LiteLLM adds arguments to these methods in minor releases. Every method names what it uses, takes whatever else it is
given, and hands that on where it asks its parent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import litellm
from litellm.exceptions import BadRequestError
from litellm.llms.base_llm.base_utils import BaseLLMModelInfo
from litellm.llms.base_llm.chat.transformation import BaseConfig, BaseLLMException
from litellm.llms.base_llm.embedding.transformation import BaseEmbeddingConfig
from litellm.llms.base_llm.image_generation.transformation import BaseImageGenerationConfig
from pydantic import SecretStr

from langchain_aimlapi.api import AIMLAPIClient
from langchain_aimlapi.api.config import resolve_api_key, resolve_base_url
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.litellm.chat_call import make_chat_call
from langchain_aimlapi.litellm.prices import PREFIX, PROVIDER
from langchain_aimlapi.litellm.supported import embedding_parameters, image_parameters, model_parameters
from langchain_aimlapi.litellm.wire_chunks import release

JSON = dict[str, Any]

_CAPTURED_WORDS = ("replicate", "clarifai", "ft:gpt-3.5-turbo", "ft:babbage-002", "ft:davinci-002")
"""LiteLLM sends a model whose name holds one of these to another vendor, whatever its provider, and with this key."""
_FIRST_FREE_OF_OPENAI = (1, 99)
"""Releases before this one send OpenAI's own names to OpenAI, whatever the provider."""


class _Config:
    """What the three kinds of endpoints share."""

    parameters: Callable[[str], list[str]]

    def get_supported_openai_params(self, model: str, *_: Any, **__: Any) -> list[Any]:
        """OpenAI's parameters that the model takes."""
        return type(self).parameters(model.removeprefix(PREFIX))

    def map_openai_params(self, non_default_params: JSON, optional_params: JSON, *_: Any, **__: Any) -> JSON:
        """The parameters as they are; `user` and such pass without being asked for."""
        return {**optional_params, **non_default_params}

    def validate_environment(self, headers: JSON, *_: Any, **__: Any) -> JSON:
        """The headers as they are: the client adds the key."""
        return headers

    def get_error_class(
        self, error_message: str, status_code: int, headers: Any = None, *_: Any, **__: Any
    ) -> BaseLLMException:
        """LiteLLM's general error."""
        return BaseLLMException(status_code, error_message, headers)


class ChatConfig(_Config, BaseConfig):
    """Chat."""

    parameters = staticmethod(model_parameters)

    def map_openai_params(
        self, non_default_params: JSON, optional_params: JSON, model: str, *others: Any, **named: Any
    ) -> JSON:
        """The parameters as they are, unless LiteLLM would give the call to another vendor."""
        captor = captured_by(model)
        if captor:
            raise BadRequestError(
                f"This release of LiteLLM sends {model!r} to {captor} instead of AI/ML API; use another name of the "
                f"model, such as 'openai/{model}', or a newer LiteLLM",
                model=model,
                llm_provider=PROVIDER,
            )
        return super().map_openai_params(non_default_params, optional_params, model, *others, **named)

    def translate_developer_role_to_system_role(self, messages: list[Any], *_: Any, **__: Any) -> list[Any]:
        """The messages as they are: the model's dialect knows its roles."""
        return messages

    def transform_request(
        self,
        model: str,
        messages: list[Any],
        optional_params: JSON,
        litellm_params: Any = None,
        headers: JSON | None = None,
        *_: Any,
        **__: Any,
    ) -> JSON:
        """The body that would be sent, for LiteLLM's tools that show it."""
        del litellm_params
        return make_chat_call(model, messages, optional_params, stream=False, headers=headers).body

    def transform_response(self, *_: Any, **__: Any) -> Any:
        """Not asked: the handler reads the answers."""
        raise NotImplementedError("answers of AI/ML API are read by its handler")


def captured_by(model: str) -> str | None:
    """The vendor that LiteLLM gives this model to although another provider was asked for; None for nobody."""
    word = next((word for word in _CAPTURED_WORDS if word in model), None)
    if word:
        return "OpenAI" if word.startswith("ft:") else word.capitalize()
    theirs = release() < _FIRST_FREE_OF_OPENAI and model in litellm.open_ai_chat_completion_models
    return "OpenAI" if theirs else None


class EmbeddingConfig(_Config, BaseEmbeddingConfig):
    """Embeddings."""

    parameters = staticmethod(embedding_parameters)

    def transform_embedding_request(self, *_: Any, **__: Any) -> JSON:
        """Not asked: the handler sends the requests."""
        raise NotImplementedError("requests to AI/ML API are sent by its handler")

    def transform_embedding_response(self, *_: Any, **__: Any) -> Any:
        """Not asked: the handler reads the answers."""
        raise NotImplementedError("answers of AI/ML API are read by its handler")


class ImageConfig(_Config, BaseImageGenerationConfig):
    """Images."""

    parameters = staticmethod(image_parameters)


class ModelInfo(BaseLLMModelInfo):
    """The service's own list of models."""

    def get_models(self, api_key: str | None = None, api_base: str | None = None, *_: Any, **__: Any) -> list[str]:
        """LiteLLM's names of all models in the service's list; needs no key."""
        listed = AIMLAPIClient(api_key, api_base, share_connections=True).list_models()
        return sorted({PREFIX + row["id"] for row in listed.get("data", ()) if row.get("id")})

    def get_model_cost_key(self, model: str, *_: Any, **__: Any) -> str | None:
        """Where the prices of a model are whose name is spelt in another way than the catalogue's."""
        card = get_model(model.removeprefix(PREFIX), warn=False)
        return PREFIX + card.id if card.known else None

    @staticmethod
    def get_api_key(api_key: str | None = None, *_: Any, **__: Any) -> str | None:
        """The key, as the client finds it."""
        key = resolve_api_key(api_key)
        return key.get_secret_value() if isinstance(key, SecretStr) else None

    @staticmethod
    def get_api_base(api_base: str | None = None, *_: Any, **__: Any) -> str | None:
        """The service's address, as the client finds it."""
        return resolve_base_url(api_base)

    def validate_environment(self, headers: JSON, *_: Any, **__: Any) -> JSON:
        """The headers as they are."""
        return headers

    @staticmethod
    def get_base_model(model: str, *_: Any, **__: Any) -> str | None:
        """The model's name without LiteLLM's prefix."""
        return model.removeprefix(PREFIX)

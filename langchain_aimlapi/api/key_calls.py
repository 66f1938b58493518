"""API keys of the account, by a management key; `AIMLAPIClient` has the calls.

https://docs.aimlapi.com/api-references/service-endpoints/api-key-management
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from pydantic import SecretStr

from langchain_aimlapi.api.asking import Asking, sent_once
from langchain_aimlapi.api.errors import InvalidRequestError, MalformedResponseError
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.types import JSON

KEYS_PATH = "/v1/keys"
LATEST_KEY_PATH = "/v1/key"
PREFIX_LENGTH = 8


class KeyCalls(Asking):
    """Make, list, change and delete keys.

    A key's row is `name`, `disabled`, `prefix` (its first 8 characters), `scopes` (`"model:chat"`, …; None for all),
    `limit` (`{"retention": "no_reset" | "day" | "week" | "month", "threshold": USD}` or None), `created_at`,
    `updated_at` and `monthly_usage`.
    """

    def list_keys(self, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """All keys, oldest first: `{"data": [...]}`.

        Args:
            options: What differs for this call.

        Raises:
            PermissionDeniedError: If the client's key is no management key.
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        return with_hidden_key(self._ask("GET", KEYS_PATH, options))

    async def alist_keys(self, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`list_keys`, asynchronously."""
        return with_hidden_key(await self._aask("GET", KEYS_PATH, options))

    def get_latest_key(self, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """The key that was made last: `{"data": {...}}`.

        Args:
            options: What differs for this call.

        Raises:
            AIMLAPIError: As `list_keys`.
        """
        return with_hidden_key(self._ask("GET", LATEST_KEY_PATH, options))

    async def aget_latest_key(self, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`get_latest_key`, asynchronously."""
        return with_hidden_key(await self._aask("GET", LATEST_KEY_PATH, options))

    def create_key(self, settings: JSON | None = None, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Make a key. Its row has it whole, this once, as a `SecretStr` under `key`: nothing shows it by accident.

        Args:
            settings: `name`, `limit` and `scopes`, all optional.
            options: What differs for this call. The call is not sent again after a failure unless `max_retries` says
                so: the first one may have made a key.

        Raises:
            AIMLAPIError: As `list_keys`.

        Example:
            ```python
            from langchain_aimlapi import AIMLAPIClient, ChatAIMLAPI

            with AIMLAPIClient(api_key="the management key") as client:
                made = client.create_key({"name": "for chat", "scopes": ["model:chat"]})["data"]
            model = ChatAIMLAPI(model="openai/gpt-4o", api_key=made["key"])
            ```
        """
        with _secret_body():
            return with_hidden_key(self._ask("POST", KEYS_PATH, sent_once(options), body=settings or {}))

    async def acreate_key(self, settings: JSON | None = None, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`create_key`, asynchronously."""
        with _secret_body():
            return with_hidden_key(await self._aask("POST", KEYS_PATH, sent_once(options), body=settings or {}))

    def update_key(self, prefix: str, changes: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Change some settings of a key and return its row: `{"data": {...}}`.

        Args:
            prefix: The first 8 characters of the key, never the key itself.
            changes: Any of `name`, `disabled`, `limit` and `scopes`; the others stay.
            options: What differs for this call.

        Raises:
            InvalidRequestError: If `prefix` is no prefix.
            NotFoundError: If no key begins like that.
            AIMLAPIError: As `list_keys`.
        """
        return with_hidden_key(self._ask("PATCH", key_path(prefix), options, body=changes))

    async def aupdate_key(self, prefix: str, changes: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`update_key`, asynchronously."""
        return with_hidden_key(await self._aask("PATCH", key_path(prefix), options, body=changes))

    def replace_key(self, prefix: str, settings: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Set all settings of a key anew and return its row: `{"data": {...}}`; what is left out is unset.

        Args:
            prefix: The first 8 characters of the key, never the key itself.
            settings: `name`, `disabled`, `limit` and `scopes`.
            options: What differs for this call.

        Raises:
            AIMLAPIError: As `update_key`.
        """
        return with_hidden_key(self._ask("PUT", key_path(prefix), options, body=settings))

    async def areplace_key(self, prefix: str, settings: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`replace_key`, asynchronously."""
        return with_hidden_key(await self._aask("PUT", key_path(prefix), options, body=settings))

    def delete_key(self, prefix: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Delete a key, for good: `{"data": {"prefix": str, "deleted": bool}}`.

        Args:
            prefix: The first 8 characters of the key, never the key itself.
            options: What differs for this call.

        Raises:
            AIMLAPIError: As `update_key`.
        """
        return self._ask("DELETE", key_path(prefix), options)

    async def adelete_key(self, prefix: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`delete_key`, asynchronously."""
        return await self._aask("DELETE", key_path(prefix), options)


def key_path(prefix: str) -> str:
    """The address of a key.

    Raises:
        InvalidRequestError: If `prefix` has not 8 characters; it is not shown, since it may be a whole key.
    """
    if len(prefix) != PREFIX_LENGTH:
        raise InvalidRequestError(
            f"prefix must be the first {PREFIX_LENGTH} characters of a key, as list_keys has them, and nothing else"
        )
    return f"{KEYS_PATH}/{quote(prefix, safe='')}"


def with_hidden_key(reply: JSON) -> JSON:
    """The answer with every key in its rows as a `SecretStr`."""
    data = reply.get("data")
    hidden = [_hide(row) for row in data] if isinstance(data, list) else _hide(data)
    return {**reply, "data": hidden} if "data" in reply else reply


def _hide(row: Any) -> Any:
    if not isinstance(row, dict) or not isinstance(row.get("key"), str):
        return row
    return {**row, "key": SecretStr(row["key"])}


@contextmanager
def _secret_body() -> Iterator[None]:
    """Keep an answer that may hold a new key out of the error that says it cannot be read."""
    try:
        yield
    except MalformedResponseError as error:
        error.message = "The answer to the creation of a key cannot be read; list_keys tells whether there is a new one"
        error.args = (error.message,)
        error.response = error.body = None
        raise

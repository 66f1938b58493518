"""The endpoints of OpenAI's Assistants API, runs apart: assistants, threads, messages (legacy).

OpenAI has announced the end of the Assistants API for August 2026, and the service documents it for `openai/gpt-4o`
only. These calls are for programs that exist; write new ones with LangGraph, which keeps threads in a checkpointer of
your own: https://docs.langchain.com/oss/python/langgraph/persistence

Bodies and answers are OpenAI's, as plain objects: https://platform.openai.com/docs/api-reference/assistants
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from langchain_aimlapi.api.asking import Asking
from langchain_aimlapi.api.error_bodies import malformed
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.types import JSON

ASSISTANTS_PATH = "/assistants"
THREADS_PATH = "/threads"
_VERSION = {"OpenAI-Beta": "assistants=v2"}


def path_of(start: str, *pieces: str, **ids: str) -> str:
    """An address below `start`, its ids quoted and its fixed pieces between them.

    Args:
        start: The first part, such as `/threads`.
        *pieces: What follows each id, such as `"messages"`.
        **ids: The ids in their order, by the name that an error gives them.

    Raises:
        InvalidRequestError: If an id is empty, or would lead to another address.
    """
    path, fixed = start, list(pieces)
    for name, value in ids.items():
        text = value.strip()
        if text in ("", ".", ".."):
            raise InvalidRequestError(f"{name} must be the id that the service gave, not {value!r}")
        path += "/" + quote(text, safe="")
        path += "/" + fixed.pop(0) if fixed else ""
    return path


def legacy_options(options: RequestOptions) -> RequestOptions:
    """The options with the header by which OpenAI tells the version of the Assistants API."""
    return replace(options, headers={**_VERSION, **options.headers})


class LegacyCalls(Asking):
    """How the calls of the Assistants API are sent."""

    def _legacy(self, method: str, path: str, options: RequestOptions, **content: Any) -> JSON:
        return _whole(self._ask(method, path, legacy_options(options), **content))

    async def _alegacy(self, method: str, path: str, options: RequestOptions, **content: Any) -> JSON:
        return _whole(await self._aask(method, path, legacy_options(options), **content))


class AssistantCalls(LegacyCalls):
    """Assistants, threads and messages. Legacy: use LangGraph for new programs."""

    # Assistants

    def create_assistant(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Make an assistant (legacy: LangGraph's `create_agent` replaces it).

        Args:
            body: `model`, and `name`, `description`, `instructions`, `tools`, `tool_resources`, `metadata`,
                `temperature`, `top_p`, `response_format`, `reasoning_effort`.
            options: What differs for this call.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        return self._legacy("POST", ASSISTANTS_PATH, options, body=body)

    async def acreate_assistant(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`create_assistant`, asynchronously."""
        return await self._alegacy("POST", ASSISTANTS_PATH, options, body=body)

    def list_assistants(self, options: RequestOptions = DEFAULT_OPTIONS, **page: Any) -> JSON:
        """One page of the assistants (legacy).

        Args:
            options: What differs for this call.
            **page: `limit` (1 to 100), `order` (`"asc"`, `"desc"`), `after` and `before` (ids). The answer's `has_more`
                and `last_id` lead to the next page.
        """
        return self._legacy("GET", ASSISTANTS_PATH, options, params=page)

    async def alist_assistants(self, options: RequestOptions = DEFAULT_OPTIONS, **page: Any) -> JSON:
        """`list_assistants`, asynchronously."""
        return await self._alegacy("GET", ASSISTANTS_PATH, options, params=page)

    def retrieve_assistant(self, assistant_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """An assistant (legacy).

        Raises:
            NotFoundError: If the service does not know the id.
        """
        return self._legacy("GET", path_of(ASSISTANTS_PATH, assistant_id=assistant_id), options)

    async def aretrieve_assistant(self, assistant_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`retrieve_assistant`, asynchronously."""
        return await self._alegacy("GET", path_of(ASSISTANTS_PATH, assistant_id=assistant_id), options)

    def update_assistant(self, assistant_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Change an assistant (legacy); fields that `body` lacks stay as they are."""
        return self._legacy("POST", path_of(ASSISTANTS_PATH, assistant_id=assistant_id), options, body=body)

    async def aupdate_assistant(self, assistant_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`update_assistant`, asynchronously."""
        return await self._alegacy("POST", path_of(ASSISTANTS_PATH, assistant_id=assistant_id), options, body=body)

    def delete_assistant(self, assistant_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Delete an assistant (legacy)."""
        return self._legacy("DELETE", path_of(ASSISTANTS_PATH, assistant_id=assistant_id), options)

    async def adelete_assistant(self, assistant_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`delete_assistant`, asynchronously."""
        return await self._alegacy("DELETE", path_of(ASSISTANTS_PATH, assistant_id=assistant_id), options)

    # Threads

    def create_thread(self, body: JSON | None = None, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Begin a conversation (legacy: LangGraph's threads and checkpointers replace it).

        Args:
            body: `messages` to begin with, `metadata`, `tool_resources`; None for an empty thread.
            options: What differs for this call.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        return self._legacy("POST", THREADS_PATH, options, body=body or {})

    async def acreate_thread(self, body: JSON | None = None, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`create_thread`, asynchronously."""
        return await self._alegacy("POST", THREADS_PATH, options, body=body or {})

    def retrieve_thread(self, thread_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """A thread without its messages (legacy)."""
        return self._legacy("GET", path_of(THREADS_PATH, thread_id=thread_id), options)

    async def aretrieve_thread(self, thread_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`retrieve_thread`, asynchronously."""
        return await self._alegacy("GET", path_of(THREADS_PATH, thread_id=thread_id), options)

    def update_thread(self, thread_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Change a thread's `metadata` or `tool_resources` (legacy)."""
        return self._legacy("POST", path_of(THREADS_PATH, thread_id=thread_id), options, body=body)

    async def aupdate_thread(self, thread_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`update_thread`, asynchronously."""
        return await self._alegacy("POST", path_of(THREADS_PATH, thread_id=thread_id), options, body=body)

    def delete_thread(self, thread_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Delete a thread with its messages and runs (legacy)."""
        return self._legacy("DELETE", path_of(THREADS_PATH, thread_id=thread_id), options)

    async def adelete_thread(self, thread_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`delete_thread`, asynchronously."""
        return await self._alegacy("DELETE", path_of(THREADS_PATH, thread_id=thread_id), options)

    # Messages

    def create_message(self, thread_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Put a message into a thread (legacy).

        Args:
            thread_id: The thread.
            body: `role` (`"user"` or `"assistant"`), `content` (a text or a list of parts), `attachments`, `metadata`.
            options: What differs for this call.

        Raises:
            InvalidRequestError: If the body is wrong, or a run of the thread is under way.
            NotFoundError: If the service does not know the thread.
        """
        return self._legacy("POST", _messages(thread_id), options, body=body)

    async def acreate_message(self, thread_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`create_message`, asynchronously."""
        return await self._alegacy("POST", _messages(thread_id), options, body=body)

    def list_messages(self, thread_id: str, options: RequestOptions = DEFAULT_OPTIONS, **page: Any) -> JSON:
        """One page of a thread's messages, the newest first (legacy).

        Args:
            thread_id: The thread.
            options: What differs for this call.
            **page: As for `list_assistants`, and `run_id` for the messages that one run wrote.
        """
        return self._legacy("GET", _messages(thread_id), options, params=page)

    async def alist_messages(self, thread_id: str, options: RequestOptions = DEFAULT_OPTIONS, **page: Any) -> JSON:
        """`list_messages`, asynchronously."""
        return await self._alegacy("GET", _messages(thread_id), options, params=page)

    def retrieve_message(self, thread_id: str, message_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """A message (legacy)."""
        return self._legacy("GET", _message(thread_id, message_id), options)

    async def aretrieve_message(
        self, thread_id: str, message_id: str, options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """`retrieve_message`, asynchronously."""
        return await self._alegacy("GET", _message(thread_id, message_id), options)

    def update_message(
        self, thread_id: str, message_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """Change a message's `metadata` (legacy)."""
        return self._legacy("POST", _message(thread_id, message_id), options, body=body)

    async def aupdate_message(
        self, thread_id: str, message_id: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """`update_message`, asynchronously."""
        return await self._alegacy("POST", _message(thread_id, message_id), options, body=body)

    def delete_message(self, thread_id: str, message_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Take a message out of its thread (legacy)."""
        return self._legacy("DELETE", _message(thread_id, message_id), options)

    async def adelete_message(self, thread_id: str, message_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`delete_message`, asynchronously."""
        return await self._alegacy("DELETE", _message(thread_id, message_id), options)


def _whole(reply: JSON) -> JSON:
    if not isinstance(reply.get("id"), str) and not isinstance(reply.get("data"), list):
        raise malformed("it is no object of the Assistants API", str(reply), request_id=reply.get("inference_id"))
    return reply


def _messages(thread_id: str) -> str:
    return path_of(THREADS_PATH, "messages", thread_id=thread_id)


def _message(thread_id: str, message_id: str) -> str:
    return path_of(THREADS_PATH, "messages", thread_id=thread_id, message_id=message_id)

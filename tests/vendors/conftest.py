"""What a conversation of LangChain messages becomes on the wire of one model."""

import warnings

import pytest

from langchain_aimlapi import call_params
from langchain_aimlapi.chat_request import build_chat_call
from langchain_aimlapi.messages.to_wire import messages_to_wire


class Sent:
    """A body, and what was said of it."""

    def __init__(self, body, notes):
        self.body = body
        self.notes = notes
        self.turns = body.get("messages", body.get("input"))
        self.text = repr(body)


@pytest.fixture
def send():
    """Builds the call for a conversation; every note counts as new."""
    call_params._warn_once.cache_clear()

    def build(model, *messages, **params):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            body = build_chat_call(messages_to_wire(messages), {"model": model, **params}, stream=False).body
        return Sent(body, [str(warning.message) for warning in caught if "Conversation for" in str(warning.message)])

    yield build
    call_params._warn_once.cache_clear()

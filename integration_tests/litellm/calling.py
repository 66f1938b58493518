"""What the tests of several files call with: questions, a tool, both colours."""

import asyncio
import time
import uuid

import litellm
import pytest
from litellm.integrations.custom_logger import CustomLogger

from langchain_aimlapi.litellm.wire_chunks import release

QUESTION = [{"role": "user", "content": "What is 3*4?"}]
LONG_QUESTION = [{"role": "user", "content": "Say one two three four five six"}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the weather in a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
WEATHER_QUESTION = [{"role": "user", "content": "What is the weather in Paris and London?"}]


def asked_once():
    """A question that no other test asks, and what is in no other."""
    mark = uuid.uuid4().hex
    return [{"role": "user", "content": f"What is 3*4? It is {mark} who asks."}], mark


def since(first, what):
    """Skips a test where the installed LiteLLM is older than the release that can do this."""
    reason = f"LiteLLM {'.'.join(map(str, first))} is the first that {what}"
    return pytest.mark.skipif(release() < first, reason=reason)


def fault(text):
    """The header that makes the emulator fail."""
    return {"X-Emulator-Fault": text}


async def ask(colour, **call):
    """One answer that is not streamed."""
    return await litellm.acompletion(**call) if colour == "async" else litellm.completion(**call)


async def open_stream(colour, **call):
    """A stream, not yet read."""
    return await ask(colour, stream=True, **call)


async def stream_of(colour, into=None, **call):
    """All chunks of a streamed answer."""
    chunks = [] if into is None else into
    stream = await open_stream(colour, **call)
    if colour == "async":
        async for chunk in stream:
            chunks.append(chunk)
        return chunks
    for chunk in stream:
        chunks.append(chunk)
    return chunks


def text_of(chunks):
    """The text of a streamed answer."""
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


class Books(CustomLogger):
    """What LiteLLM books for each successful call."""

    def __init__(self):
        super().__init__()
        self.entries = []

    def log_success_event(self, kwargs, response_obj, start_time, end_time):
        self.entries.append(("sync", kwargs.get("response_cost"), kwargs["standard_logging_object"]))

    async def async_log_success_event(self, kwargs, response_obj, start_time, end_time):
        self.entries.append(("async", kwargs.get("response_cost"), kwargs["standard_logging_object"]))

    async def wait(self, words, seconds=60.0):
        """The entry of the answer to these words, once it is there: LiteLLM books late, in the next test even."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [entry for entry in self.entries if words in str(entry[2]["messages"])]
            if found:
                return found[0]
            await asyncio.sleep(0.02)
        raise AssertionError(f"nothing was booked for {words!r}: {self.entries}")

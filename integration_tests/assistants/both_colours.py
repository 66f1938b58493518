"""One way to use both colours of the client, so that every test runs in each."""

import inspect

from langchain_aimlapi.api.jobs import Patience

GPT = "openai/gpt-4o"
MULTIPLY = {
    "type": "function",
    "function": {
        "name": "multiply",
        "description": "Multiply two numbers.",
        "parameters": {
            "type": "object",
            "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
            "required": ["a", "b"],
        },
    },
}
QUICK = Patience(interval=0.001, max_interval=0.001, timeout=5)


class Caller:
    """Calls a client's methods by their name, synchronously or not."""

    def __init__(self, client, *, asynchronous):
        self.client = client
        self.prefix = "a" if asynchronous else ""

    def __getattr__(self, name):
        method = getattr(self.client, self.prefix + name)

        async def call(*args, **kwargs):
            made = method(*args, **kwargs)
            return await made if inspect.isawaitable(made) else made

        return call

    async def events(self, name, *args, **kwargs):
        """All events of a stream."""
        stream = await getattr(self, name)(*args, **kwargs)
        return [event async for event in stream] if self.prefix else list(stream)

"""The chat models that are compared, made alike; and what no client can do without, as the floor."""

from __future__ import annotations

import json
from functools import cache

import httpx2 as httpx  # what LangChain itself and OpenAI's client are on
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

KEY = "benchmark-key"
MODEL = "gpt-4o"


def _ours(base):
    from langchain_aimlapi import ChatAIMLAPI

    return ChatAIMLAPI(model=MODEL, base_url=base, api_key=KEY)


def _openai(base):
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(model=MODEL, base_url=f"{base}/v1", api_key=KEY)


def _openrouter(base):
    from langchain_openrouter import ChatOpenRouter

    return ChatOpenRouter(model=MODEL, base_url=f"{base}/v1", api_key=KEY)


def _groq(base):
    from langchain_groq import ChatGroq

    return ChatGroq(model=MODEL, base_url=base, api_key=KEY)


def _mistral(base):
    from langchain_mistralai import ChatMistralAI

    return ChatMistralAI(model=MODEL, base_url=f"{base}/v1", api_key=KEY)


def _litellm(base):
    from langchain_litellm import ChatLiteLLM

    return ChatLiteLLM(model=f"openai/{MODEL}", api_base=f"{base}/v1", api_key=KEY)


OURS = "ChatAIMLAPI"
OPENAI = "ChatOpenAI"
MAKERS = {
    OURS: _ours,
    OPENAI: _openai,
    "ChatOpenRouter": _openrouter,
    "ChatGroq": _groq,
    "ChatMistralAI": _mistral,
    "ChatLiteLLM": _litellm,
}
PEERS = tuple(name for name in MAKERS if name != OURS)


@cache
def chat_model(name, base):
    """One model for each class and address, used again and again."""
    return MAKERS[name](base)


class EmptyChatModel(BaseChatModel):
    """A chat model that does nothing: what LangChain itself costs."""

    chunks: int = 1

    @property
    def _llm_type(self):
        return "empty"

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        return ChatResult(generations=[ChatGeneration(message=AIMessage("benchmark"))])

    async def _agenerate(self, messages, stop=None, run_manager=None, **kwargs):
        return self._generate(messages)

    def _stream(self, messages, stop=None, run_manager=None, **kwargs):
        for _ in range(self.chunks):
            yield ChatGenerationChunk(message=AIMessageChunk(content="benchmark "))

    async def _astream(self, messages, stop=None, run_manager=None, **kwargs):
        for chunk in self._stream(messages):
            yield chunk


class BareClient:
    """httpx2 and JSON, nothing else: what any client must do.

    Args:
        base: The first part of the URL.
    """

    def __init__(self, base):
        self.url = f"{base}/v1/chat/completions"
        self.headers = {"Authorization": f"Bearer {KEY}"}
        self.client = httpx.Client()
        self.async_client = httpx.AsyncClient(limits=httpx.Limits(max_connections=None))

    def invoke(self, messages):
        """One call, its answer as JSON."""
        body = {"model": MODEL, "messages": messages}
        return self.client.post(self.url, json=body, headers=self.headers).json()

    async def ainvoke(self, messages):
        """The same in an event loop."""
        body = {"model": MODEL, "messages": messages}
        return (await self.async_client.post(self.url, json=body, headers=self.headers)).json()

    def stream(self, messages):
        """One streamed call, chunk by chunk."""
        body = {"model": MODEL, "messages": messages, "stream": True}
        with self.client.stream("POST", self.url, json=body, headers=self.headers) as response:
            for line in response.iter_lines():
                if line.startswith("data: {"):
                    yield json.loads(line[6:])

    async def astream(self, messages):
        """The same in an event loop."""
        body = {"model": MODEL, "messages": messages, "stream": True}
        async with self.async_client.stream("POST", self.url, json=body, headers=self.headers) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: {"):
                    yield json.loads(line[6:])

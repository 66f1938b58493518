"""What is measured beside chat: embeddings, LiteLLM, and what happens once in a process."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

from adapters import KEY
from bench_replies import WORD
from chat_cases import PROMPT, consume, repeat, runner
from measuring import OURS, Case

HERE = Path(__file__).parent
OPENAI_EMBEDDINGS = "OpenAIEmbeddings"


# Embeddings


def embedding_models(url):
    """The two classes; OpenAI's without its tokenizer, which needs the network."""
    from langchain_openai import OpenAIEmbeddings

    from langchain_aimlapi import AIMLAPIEmbeddings

    settings = {"model": "text-embedding-3-small", "api_key": KEY}
    return {
        OURS: AIMLAPIEmbeddings(base_url=f"{url}/e", **settings),
        OPENAI_EMBEDDINGS: OpenAIEmbeddings(base_url=f"{url}/e/v1", check_embedding_ctx_length=False, **settings),
    }


def embedding_case(url, texts):
    """Many texts, 1,536 numbers each."""
    words = [f"text number {number}" for number in range(texts)]
    models = embedding_models(url)
    return Case(
        "embeddings",
        {name: repeat(1, lambda model=model: model.embed_documents(words)) for name, model in models.items()},
    )


def embedding_peaks(url, texts):
    """Peak memory of the same, in bytes."""
    words = [f"text number {number}" for number in range(texts)]
    peaks = {}
    for name, model in embedding_models(url).items():
        model.embed_documents(words)
        tracemalloc.start()
        model.embed_documents(words)
        peaks[name] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peaks


# LiteLLM

LITELLM_ROUTES = {
    OURS: ("aimlapi/gpt-4o", ""),
    "openai/ route": ("openai/gpt-4o", "/v1"),
    "empty provider": ("empty/gpt-4o", ""),
    "httpx2 provider": ("httpx/gpt-4o", ""),
}


def register_providers(chunks):
    """Ours, one that asks nobody, which shows what LiteLLM costs, and one that asks with httpx2 and json alone."""
    import httpx2 as httpx
    import litellm

    from langchain_aimlapi.litellm import register

    class EmptyProvider(litellm.CustomLLM):
        def completion(self, *_, **given):
            answer = given["model_response"]
            answer.choices[0].message.content = WORD
            answer.usage = litellm.Usage(prompt_tokens=1, completion_tokens=1, total_tokens=2)
            return answer

        async def acompletion(self, *args, **given):
            return self.completion(*args, **given)

        def streaming(self, *_, **__):
            blank = {"index": 0, "tool_use": None, "usage": None, "finish_reason": ""}
            for number in range(chunks):
                yield {**blank, "text": f"{WORD}{number}", "is_finished": False}  # LiteLLM refuses equal chunks
            yield {**blank, "text": "", "is_finished": True, "finish_reason": "stop"}

    class HttpxProvider(litellm.CustomLLM):
        client, async_client = httpx.Client(), httpx.AsyncClient()

        def completion(self, *_, **given):
            return self.read(self.client.post(**self.request(given)), given)

        async def acompletion(self, *_, **given):
            return self.read(await self.async_client.post(**self.request(given)), given)

        def request(self, given):
            headers = {"authorization": f"Bearer {given['api_key']}"}
            body = {"model": given["model"], "messages": given["messages"]}
            return {"url": f"{given['api_base']}/v1/chat/completions", "json": body, "headers": headers}

        def read(self, response, given):
            told, answer = json.loads(response.content), given["model_response"]
            answer.choices[0].message.content = told["choices"][0]["message"]["content"]
            answer.usage = litellm.Usage(**told["usage"])
            return answer

    own = {"empty": EmptyProvider(), "httpx": HttpxProvider()}
    litellm.custom_provider_map = [{"provider": name, "custom_handler": own[name]} for name in own]
    register()


def litellm_case(url, kind, repeats, chunks=200):
    """LiteLLM's own provider for OpenAI beside ours, on the same server."""
    import litellm

    register_providers(chunks)
    messages = [{"role": "user", "content": PROMPT}]

    def make(model, suffix):
        settings = {"model": model, "api_base": f"{url}/c{chunks}{suffix}", "api_key": KEY, "messages": messages}
        if kind == "stream":
            call = repeat(repeats, lambda: consume(litellm.completion(stream=True, **settings)))
            return lambda: call() * chunks
        if kind == "completion":
            return repeat(repeats, lambda: litellm.completion(**settings))

        async def calls():
            for _ in range(repeats):
                await litellm.acompletion(**settings)

        return lambda: runner().run(calls()) or repeats

    routes = {name: make(*route) for name, route in LITELLM_ROUTES.items()}
    if kind == "stream":
        del routes["httpx2 provider"]
    return Case(f"litellm {kind}", routes)


# What happens once in a process

# CPython keeps frames in pieces of 16 KiB, and a loop that crosses their border costs an import up to 0.2 s: which one
# does, depends on how deep the import stands. So it stands at another depth in every round.
_IMPORT = """
import json, sys, time

def measure(depth):
    if depth:
        return measure(depth - 1)
    begin = time.process_time()
    from {module} import {name}
    return time.process_time() - begin

print(json.dumps([measure(int(sys.argv[1])), len(sys.modules)]))
"""
IMPORT_DEPTHS = 8
CORE = "LangChain's core"
"""What every chat model with tools imports."""
IMPORTS = {
    CORE: ("langchain_core.language_models", "BaseChatModel; from langchain_core.tools import BaseTool"),
    OURS: ("langchain_aimlapi", "ChatAIMLAPI"),
    "ChatOpenAI": ("langchain_openai", "ChatOpenAI"),
    "ChatOpenRouter": ("langchain_openrouter", "ChatOpenRouter"),
    "ChatGroq": ("langchain_groq", "ChatGroq"),
    "ChatMistralAI": ("langchain_mistralai", "ChatMistralAI"),
    "ChatLiteLLM": ("langchain_litellm", "ChatLiteLLM"),
}
_FIRST_ANSWER = """
import sys, time
from {module} import {name}
model = {name}(model="gpt-4o", base_url=sys.argv[1], api_key=sys.argv[2])
assert model.invoke("Say something.").text
print(time.process_time())
"""
_LOOK_UP = """
import json, time
from langchain_aimlapi.catalogue import get_model
begin = time.process_time()
get_model("openai/gpt-4o")
first = time.process_time() - begin
begin = time.process_time()
for _ in range(100_000):
    get_model("openai/gpt-4o")
print(json.dumps([first, (time.process_time() - begin) / 100_000]))
"""
_REGISTER = """
import json, time, litellm
begin = time.process_time()
import langchain_aimlapi.litellm.custom_llm, langchain_aimlapi.litellm.hooks, langchain_aimlapi.litellm.prices
imported = time.process_time()
from langchain_aimlapi.litellm import provider  # its import registers
assert litellm.get_model_info("aimlapi/openai/gpt-4o")
print(json.dumps([time.process_time() - imported, imported - begin]))
"""


def in_process(code, *arguments):
    """What a new Python prints, read as JSON; it keeps compiled modules, as every installed program has them."""
    command = [sys.executable, "-W", "ignore", "-c", code, *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def import_case():
    """Importing the chat model's class, and how many modules that loads."""
    modules = {}

    def make(name):
        code = _IMPORT.format(module=IMPORTS[name][0], name=IMPORTS[name][1])
        turns = itertools.count()

        def subject():
            seconds, modules[name] = in_process(code, next(turns) % IMPORT_DEPTHS * 20)
            return seconds, 1

        return subject

    return Case("import", {name: make(name) for name in IMPORTS}), modules


def first_answer_case(url):
    """A new process: import, constructor and one call, with the interpreter's own start."""
    makers = {OURS: ("langchain_aimlapi", url), "ChatOpenAI": ("langchain_openai", f"{url}/v1")}

    def make(name):
        module, base = makers[name]
        code = _FIRST_ANSWER.format(module=module, name=name)
        return lambda: (in_process(code, base, KEY), 1)

    return Case("first answer", {name: make(name) for name in makers}, unit="process")


def look_ups(rounds):
    """CPU seconds of the catalogue's first look-up and of those afterwards, of each round."""
    return [in_process(_LOOK_UP) for _ in range(rounds)]


def registrations(rounds):
    """CPU seconds of registering all models with LiteLLM up to the first price, and of the import that precedes it.

    The first process, which compiles what was not, does not count.
    """
    return [in_process(_REGISTER) for _ in range(rounds + 1)][1:]


# Memory

MEMORY = HERE / "memory.py"


def peak_memory(what, url):
    """Peak resident memory, in bytes: of ours, and of httpx2 alone in a process with the same imports."""

    def peak(who):
        command = [sys.executable, "-W", "ignore", str(MEMORY), what, who, url]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return json.loads(done.stdout.splitlines()[-1])

    return {OURS: peak("ours"), "httpx": peak("httpx")}

"""What is measured of chat models: calls, streams, tools, many at once."""

from __future__ import annotations

import asyncio
import time
from functools import cache

from adapters import MAKERS, BareClient, EmptyChatModel, chat_model
from bench_replies import WORD, Recipe
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from measuring import SELDOM, Case

PROMPT = "Say something about performance."
WIRE = [{"role": "user", "content": PROMPT}]
BARE, EMPTY = "httpx2 + json", "empty model"
"""What no client in LangChain can do without: the floor is the sum of the two."""


@cache
def runner():
    """One event loop for all that is asynchronous: a program has one, and connections live with it."""
    return asyncio.Runner()


def history(messages, size=2900):
    """A conversation of that many messages, each of `size` characters."""
    text = (WORD * (size // len(WORD) + 1))[:size]
    return [HumanMessage(text) if at % 2 == 0 else AIMessage(text) for at in range(messages)]


def agents_history(calls=33):
    """A conversation in which every question leads to a tool call, its result and an answer."""
    turns = []
    for at in range(calls):
        call = {"name": "tool_0", "args": {"city": f"City {at}", "day": "today"}, "id": f"call_{at:024d}"}
        turns += [AIMessage("", tool_calls=[call]), ToolMessage("It rains.", tool_call_id=call["id"])]
        turns.append(HumanMessage(PROMPT))
    return [HumanMessage(PROMPT), *turns]


def tools(count=20):
    """Tools with schemas of usual size, in OpenAI's form."""
    fields = {
        name: {"type": "string", "description": f"The {name} to look for, as exactly as it is known."}
        for name in ("city", "country", "language", "currency", "day")
    }
    schema = {"type": "object", "properties": fields, "required": ["city"]}
    return [
        {
            "type": "function",
            "function": {"name": f"tool_{at}", "description": "Looks something up.", "parameters": schema},
        }
        for at in range(count)
    ]


def repeat(times, call):
    """A subject that does `call` so many times."""

    def subject():
        for _ in range(times):
            call()
        return times

    return subject


def consume(chunks):
    """Read a stream to its end."""
    for _ in chunks:
        pass


def per_model(make, names=tuple(MAKERS)):
    """A subject for each chat model."""
    return {name: make(name) for name in names}


def invoke_case(url, key, repeats, prompt=PROMPT, bind=None, names=tuple(MAKERS)):
    """`invoke`, with whatever prompt and tools."""
    base = f"{url}/{Recipe(20).path()}"

    def make(name):
        model = chat_model(name, base)
        model = model.bind_tools(bind) if bind else model
        return repeat(repeats, lambda: model.invoke(prompt))

    subjects = per_model(make, names)
    if prompt == PROMPT and not bind:
        bare, empty = BareClient(base), EmptyChatModel()
        subjects[BARE] = repeat(repeats, lambda: bare.invoke(WIRE))
        subjects[EMPTY] = repeat(repeats, lambda: empty.invoke(PROMPT))
    return Case(key, subjects)


def ainvoke_case(url, repeats):
    """`ainvoke`, one after the other."""
    base = f"{url}/{Recipe(20).path()}"

    def make(name):
        model = chat_model(name, base)

        async def calls():
            for _ in range(repeats):
                await model.ainvoke(PROMPT)

        return lambda: runner().run(calls()) or repeats

    return Case("ainvoke", per_model(make))


def constructor_case(url, repeats):
    """Making one more model."""
    few = repeats // 10  # some peers need a thousand times as long
    return Case(
        "constructor", per_model(lambda name: repeat(few if name in SELDOM else repeats, lambda: MAKERS[name](url)))
    )


def stream_case(url, key, chunks, repeats, recipe=None, names=tuple(MAKERS)):
    """`stream`, by chunk; beside it httpx2 and JSON alone, and LangChain alone."""
    base = f"{url}/{(recipe or Recipe(chunks)).path()}"

    def counted(call):
        subject = repeat(repeats, call)
        return lambda: subject() * chunks

    subjects = per_model(lambda name: counted(lambda: consume(chat_model(name, base).stream(PROMPT))), names)
    bare, empty = BareClient(base), EmptyChatModel(chunks=chunks)
    subjects[BARE] = counted(lambda: consume(bare.stream(WIRE)))
    subjects[EMPTY] = counted(lambda: consume(empty.stream(PROMPT)))
    return Case(key, subjects, unit="chunk")


def astream_case(url, chunks, repeats):
    """`astream`, by chunk; beside it the same two."""
    base = f"{url}/{Recipe(chunks).path()}"

    def subject(stream):
        async def streams():
            for _ in range(repeats):
                async for _ in stream():
                    pass

        return lambda: runner().run(streams()) or repeats * chunks

    subjects = per_model(lambda name: subject(lambda: chat_model(name, base).astream(PROMPT)))
    bare, empty = BareClient(base), EmptyChatModel(chunks=chunks)
    subjects |= {BARE: subject(lambda: bare.astream(WIRE)), EMPTY: subject(lambda: empty.astream(PROMPT))}
    return Case("astream, a chunk", subjects, unit="chunk")


def first_chunk_case(url, repeats):
    """CPU until the first chunk of a stream; the rest is read without being counted."""
    base = f"{url}/{Recipe(20).path()}"

    def make(name):
        model = chat_model(name, base)

        def subject():
            spent = 0.0
            for _ in range(repeats):
                begin = time.process_time()
                chunks = iter(model.stream(PROMPT))
                next(chunks)
                spent += time.process_time() - begin
                consume(chunks)
            return spent, repeats

        return subject

    return Case("first chunk", per_model(make), unit="stream")


def first_chunk_time_case(url, repeats):
    """Time, by the clock, until the first chunk of a stream."""
    base = f"{url}/{Recipe(20).path()}"

    def make(name):
        model = chat_model(name, base)

        def subject():
            spent = []
            for _ in range(repeats):
                begin = time.perf_counter()
                chunks = iter(model.stream(PROMPT))
                next(chunks)
                spent.append(time.perf_counter() - begin)
                consume(chunks)
            return sorted(spent)[repeats // 2], 1

        return subject

    return Case("first chunk, clock", per_model(make), unit="stream")


def concurrent_case(url, calls, waves, names=tuple(MAKERS)):
    """`ainvoke`, many at once; the server answers when all have asked. Beside it httpx2 and JSON alone."""
    base = f"{url}/{Recipe(20, gate=calls).path()}"

    def subject(call):
        async def wave():
            for _ in range(waves):
                await asyncio.gather(*(call() for _ in range(calls)))

        return lambda: runner().run(wave()) or calls * waves

    subjects = per_model(lambda name: subject(lambda: chat_model(name, base).ainvoke(PROMPT)), names)
    bare = BareClient(base)
    subjects[BARE] = subject(lambda: bare.ainvoke(WIRE))
    return Case(f"ainvoke x {calls}", subjects)


def batch_case(url, calls, threads, names=tuple(MAKERS)):
    """`batch` over threads."""
    base = f"{url}/{Recipe(20).path()}"
    prompts = [PROMPT] * calls
    settings = {"max_concurrency": threads}

    def make(name):
        model = chat_model(name, base)
        return lambda: len(model.batch(prompts, config=settings))

    return Case("batch", per_model(make, names))

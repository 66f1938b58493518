"""The goals: what is measured for each, and how near it is. A goal is a limit of a ratio within one run."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import chat_cases as chat
import httpx2 as httpx
import other_cases as other
import proxy_case
from adapters import OPENAI, OURS, chat_model
from bench_replies import Recipe
from measuring import Spread

PAIR = (OURS, OPENAI)
FLOOR = (chat.BARE, chat.EMPTY)


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        what: What was measured.
        goal: The goal in words.
        value: What came out.
        met: Whether that meets the goal.
        peers: Every subject's cost in units of ours.
        ours: Our cost in words.
    """

    what: str
    goal: str
    value: str
    met: bool
    ours: str = ""
    peers: dict[str, float] = field(default_factory=dict)


def _time(seconds):
    return f"{seconds * 1000:.2f} ms" if seconds > 0.001 else f"{seconds * 1e6:.1f} us"


def compare(case, rounds, limit, baseline=(OPENAI,), what=None, words=None):
    """A row for a measured case: our cost in units of the baseline's."""
    if not case.rounds:
        case.measure(rounds)
    spread = case.ratio(OURS, *baseline)
    others = [name for name in case.subjects if name != OURS]
    return Row(
        what or case.key,
        words or f"<= {limit:.2f} of {' + '.join(baseline)}",
        spread.text(),
        spread.median <= limit,
        f"{_time(case.seconds(OURS))} a {case.unit}",
        {name: round(case.seconds(name) / case.seconds(OURS), 2) for name in others},
    )


def limited(what, goal, numbers, limit, show=_time):
    """A row for an absolute limit."""
    spread = Spread.of(numbers)
    return Row(what, goal, f"{show(spread.median)} [{show(spread.low)}-{show(spread.high)}]", spread.median <= limit)


def importing(url, rounds):
    """Import of the chat model's class, and a new process until it has an answer."""
    case, modules = other.import_case()
    yield compare(case, max(rounds, other.IMPORT_DEPTHS), 0.50, what="import, CPU")
    yield compare(case, rounds, 1.05, (other.CORE,), what="import, CPU, beside LangChain's core")
    beyond = modules[OURS] - modules[other.CORE]
    value, peers = f"{modules[OURS]}, {beyond} beyond core", {OPENAI: modules[OPENAI]}
    yield Row("import, modules", "<= 40 beyond core", value, beyond <= 40, peers=peers)
    yield compare(other.first_answer_case(url), rounds, 0.62, what="a new process to its first answer")


def invoking(url, rounds):
    """One call after the other, against the peer and against the floor."""
    case = chat.invoke_case(url, "invoke", 100)
    yield compare(case, rounds, 0.50)
    yield compare(case, rounds, 1.15, FLOOR, what="invoke, beside the floor")


def first_chunk(url, rounds):
    """CPU and time to the first chunk."""
    yield compare(chat.first_chunk_case(url, 60), rounds, 0.40, what="CPU to the first chunk")
    yield compare(chat.first_chunk_time_case(url, 60), rounds, 0.40, what="time to the first chunk")
    yield one_connection(url)


def one_connection(url):
    """Streams one after the other use one connection."""
    model = chat_model(OURS, f"{url}/{Recipe(5).path()}")
    chat.consume(model.stream("hi"))
    httpx.get(f"{url}/stats")
    for _ in range(32):
        chat.consume(model.stream("hi"))
    opened = httpx.get(f"{url}/stats").json()["opened"] - 1  # this question's own
    return Row("32 streams one after the other", "one connection", f"{opened} opened after the first", opened == 0)


def streaming(url, rounds):
    """Text chunks, against the peer and against the floor."""
    case = chat.stream_case(url, "stream, a chunk", 200, 8)
    yield compare(case, rounds, 0.25)
    yield compare(case, rounds, 0.95, FLOOR, what="stream, a chunk, beside the floor")
    case = chat.astream_case(url, 200, 8)
    yield compare(case, rounds, 0.20)
    yield compare(case, rounds, 0.95, FLOOR, what="astream, a chunk, beside the floor")


def concurrent(url, rounds, calls, limit, bare_limit):
    """Many calls at once, and how many connections that takes."""
    case = chat.concurrent_case(url, calls, 2 if calls < 100 else 1, PAIR)
    row = compare(case, min(rounds, 7), limit)
    yield compare(case, rounds, bare_limit, (chat.BARE,), what=f"{row.what}, beside httpx2 alone")
    httpx.get(f"{url}/stats")
    case.subjects[OURS]()
    peak = httpx.get(f"{url}/stats").json()["opened"]
    yield row
    yield Row(f"{row.what}, connections", f"no more than {calls} more", f"{peak - 1} more", peak - 1 <= calls)


def embedding(url, rounds):
    """Many embeddings."""
    peer = other.OPENAI_EMBEDDINGS
    yield compare(other.embedding_case(url, 2000), min(rounds, 7), 0.60, (peer,), what="embeddings, 2,000 x 1,536")
    peaks = other.embedding_peaks(url, 2000)
    value = f"{peaks[OURS] / 1e6:.0f} MB beside {peaks[peer] / 1e6:.0f} MB"
    yield Row("embeddings, peak memory", f"<= {peer}", value, peaks[OURS] <= peaks[peer])


def looking_up(url, rounds):
    """The catalogue."""
    first, later = zip(*other.look_ups(min(rounds, 7)), strict=True)
    yield limited("catalogue, first look-up", "<= 15 ms", first, 0.015)
    yield limited("catalogue, a later look-up", "<= 2 us", later, 2e-6)


def litellm(url, rounds):
    """Through LiteLLM."""
    route = ("openai/ route",)
    for kind in ("completion", "acompletion", "stream"):
        repeats = 5 if kind == "stream" else 60
        yield compare(other.litellm_case(url, kind, repeats), rounds, 0.65, route, what=f"LiteLLM {kind}")
    registered, imported = zip(*other.registrations(min(rounds, 5)), strict=True)
    row = limited("LiteLLM, registration and first price", "<= 0.15 s", registered, 0.15)
    yield replace(row, ours=f"before it: import in {_time(statistics.median(imported))}")


def proxy(url, rounds):
    """One worker of LiteLLM's proxy: its calls in a second that it has the processor, which is all that it needs."""
    with proxy_case.running(url) as case:
        case.measure(rounds)
    spread = case.ratio(proxy_case.OPENAI_ROUTE, OURS)  # the time of a call, so the other way round
    cost = case.seconds(proxy_case.OPENAI_ROUTE) / case.seconds(OURS)
    yield Row(
        "LiteLLM proxy, calls a second of one worker",
        f">= 1.10 of {proxy_case.OPENAI_ROUTE}",
        spread.text(),
        spread.median >= 1.1,
        f"{_time(case.seconds(OURS))} a call",
        {proxy_case.OPENAI_ROUTE: round(cost, 2)},
    )


def memory(url, rounds):
    """Peak resident memory."""
    for what, words in (("streams", "512 streams at once, peak memory"), ("download", "50 MB download, peak memory")):
        found = [other.peak_memory(what, url) for _ in range(min(rounds, 3))]
        ratio = statistics.median(row[OURS]["peak"] / row["httpx"]["peak"] for row in found)
        grown = {
            name: statistics.median(row[name]["peak"] - row[name]["before"] for row in found) / 1e6 for name in found[0]
        }
        value = f"{ratio:.2f} (grows by {grown[OURS]:.0f} MB; httpx2 by {grown['httpx']:.0f} MB)"
        yield Row(words, "<= 1.3 of httpx2 alone", value, ratio <= 1.3)


def single(make, limit, baseline=(OPENAI,), **words) -> Callable:
    """A goal with one row."""
    return lambda url, rounds: [compare(make(url), rounds, limit, baseline, **words)]


GOALS: dict[str, Callable] = {
    "import": importing,
    "constructor": single(lambda url: chat.constructor_case(url, 50), 0.25),
    "invoke": invoking,
    "ainvoke": single(lambda url: chat.ainvoke_case(url, 100), 0.55),
    "history": single(lambda url: chat.invoke_case(url, "invoke, 100 messages of 2.9 KB", 12, chat.history(100)), 0.08),
    "tools": single(lambda url: chat.invoke_case(url, "invoke, 20 tools", 50, bind=chat.tools()), 0.25),
    "stream": streaming,
    "deltas": single(
        lambda url: chat.stream_case(url, "tool-call deltas, a chunk", 200, 3, Recipe(200, tools=True)), 0.40
    ),
    "first": first_chunk,
    "concurrent64": lambda url, rounds: concurrent(url, rounds, 64, 0.22, 0.62),
    "concurrent512": lambda url, rounds: concurrent(url, rounds, 512, 0.20, 0.30),
    "batch": single(lambda url: chat.batch_case(url, 500, 50, PAIR), 0.50, what="batch, 500 over 50 threads"),
    "embeddings": embedding,
    "catalogue": looking_up,
    "litellm": litellm,
    "proxy": proxy,
    "memory": memory,
}

"""The tables of `docs/reliability.md`: what became of every fault, made of what `measure.py` wrote.

`report.py FILE...` puts them into the page, between its two marks.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from faulty.catalogue import GROUPS
from faulty.fault import ANSWER, Fault
from outcomes import NO_END, SILENT_LOSS

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- fault tables: made by `make reliability_report` -->", "<!-- end of the fault tables -->"
Outcomes = Mapping[str, Mapping[str, str]]
"""By fault and surface."""
_CHAT = ("chat", "messages", "responses")
OURS: dict[str, tuple[str, ...]] = {
    "`invoke`": tuple(f"{dialect} {way}" for dialect in _CHAT for way in ("invoke", "ainvoke")),
    "`stream`": (
        *(f"{dialect} {way}" for dialect in _CHAT for way in ("stream", "astream")),
        "tool stream",
        "tool astream",
    ),
    "embeddings": ("embed_documents", "aembed_documents"),
    "jobs": ("submit", "asubmit", "wait", "wait_async"),
}
LITELLM: dict[str, tuple[str, ...]] = {
    "LiteLLM": ("completion", "acompletion"),
    "LiteLLM, streamed": ("completion stream", "acompletion stream", "completion tool stream"),
}
PEERS: dict[str, tuple[str, ...]] = {
    f"{peer} `{way}`": surfaces
    for peer in ("ChatOpenAI", "ChatOpenRouter")
    for way, surfaces in (
        ("invoke", (f"{peer} invoke",)),
        ("stream", (f"{peer} stream", f"{peer} tool stream")),
    )
}
FAMILIES = {
    "ChatOpenAI": ("openai.", "langchain_openai."),
    "ChatOpenRouter": ("openrouter.", "langchain_openrouter."),
    "LiteLLM": ("litellm.",),
}
"""How the names of a package's own errors begin; those of this package have no dot."""


def cell(row: Mapping[str, str], surfaces: Iterable[str]) -> str:
    """What became of a fault on some surfaces: one word if it is the same on all that can meet it."""
    found: dict[str, list[str]] = {}
    for surface in surfaces:
        if surface in row:
            found.setdefault(row[surface], []).append(surface)
    if len(found) < 2:
        return next(iter(found), "")
    return "; ".join(f"{said} ({', '.join(where)})" for said, where in found.items())


def table(outcomes: Outcomes, columns: Mapping[str, tuple[str, ...]], faults: Iterable[Fault]) -> list[str]:
    """A table of some faults, those left out that no column can meet."""
    lines = [_line("fault", "what the server does", *columns), _line(*["---"] * (len(columns) + 2))]
    for fault in faults:
        row = outcomes.get(fault.name, {})
        cells = [cell(row, surfaces) for surfaces in columns.values()]
        if any(cells):
            lines.append(_line(f"`{fault.name}`", fault.says, *cells))
    return lines


def _line(*cells: str) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in cells) + " |"


def kind(said: str, own: tuple[str, ...] = ()) -> str:
    """What kind of outcome it is, for the sums."""
    name = said.partition(" + ")[0].partition(",")[0]
    if said in {ANSWER, NO_END}:
        return said
    if said in SILENT_LOSS:
        return "silent loss"
    is_own = name.startswith(own) if own else "." not in name and name in OUR_ERRORS
    return "own error" if is_own else "foreign error"


OUR_ERRORS = frozenset(
    {
        "APIConnectionError",
        "APIStatusError",
        "APITimeoutError",
        "AuthenticationError",
        "GenerationFailedError",
        "GenerationTimeoutError",
        "IncompleteStreamError",
        "InvalidRequestError",
        "MalformedResponseError",
        "NotFoundError",
        "OutOfCreditsError",
        "PermissionDeniedError",
        "QuotaExceededError",
        "RateLimitError",
        "ServerError",
        "UpstreamRefusalError",
    }
)
KINDS = (ANSWER, "own error", "foreign error", "silent loss", NO_END)


def sums(outcomes: Outcomes, columns: Mapping[str, tuple[str, ...]]) -> list[str]:
    """How often each kind of outcome was seen, and how often an error showed the key, or more than 3 KB of text."""
    lines = [
        _line("", "calls", "right answer", *KINDS[1:], "shows the key", "text of more than 3 KB"),
        _line(*["---"] * 8),
    ]
    for title, surfaces in columns.items():
        own = next((names for name, names in FAMILIES.items() if title.startswith(name)), ())
        said = [row[surface] for row in outcomes.values() for surface in surfaces if surface in row]
        kinds = [kind(one, own) for one in said]
        flaws = [sum(word in one for one in said) for word in ("shows the key", "KB long")]
        lines.append(_line(title, *map(str, [len(said), *(kinds.count(name) for name in KINDS), *flaws])))
    return lines


LEGEND = """
A server sends {faults} faults over real sockets; below is what became of the calls, of synchronous and asynchronous
ones, in the three ways in which models are spoken to, of LiteLLM's provider, and of two other packages:
{versions}.
Every call has a timeout and makes one attempt, unless the fault is about a second one.

- `answer` is the right answer, in spite of the fault. Every other text that was returned as an answer is a silent loss:
  the program goes on with what the model never said.
- Names are classes of errors: of this package, or of the package in front of the dot; Python's own have neither.
  `+ text`: the error carries the text that the stream had brought.
- Own errors are of the package's family: `AIMLAPIError` here, `litellm.*`, `openai.*` and `langchain_openai.*`,
  `openrouter.*` and `langchain_openrouter.*`. Whoever catches that family misses the foreign ones.
- `no end`: given up after ten times the time that the call was allowed, 30 s at most.
"""


def sections(outcomes: Outcomes, versions: str) -> str:
    """All tables."""
    parts = [LEGEND.format(faults=sum(map(len, GROUPS.values())), versions=versions)]
    parts += sums(outcomes, {**OURS, **LITELLM, **PEERS})
    for title, columns in (("This package", {**OURS, **LITELLM}), ("The same server, other packages", PEERS)):
        parts += ["", f"### {title}"]
        for group, faults in GROUPS.items():
            parts += ["", f"**{group}**", "", *table(outcomes, columns, faults)]
    return "\n".join([*parts, ""])


def between_marks(page: str) -> str:
    """What stands between the marks of a page."""
    return page.partition(BEGIN)[2].partition(END)[0]


def read_tables(text: str) -> dict[str, dict[str, str]]:
    """The cells of tables by fault and column, as the page says them."""
    found: dict[str, dict[str, str]] = {}
    columns: list[str] = []
    for line in text.splitlines():
        cells = [part.strip() for part in line.strip("|").split(" | ")] if line.startswith("| ") else []
        if cells and cells[0] in ("fault", ""):  # the head of a table; the sums have no faults
            columns = cells[2:] if cells[0] else []
        elif cells and columns and cells[0].startswith("`"):
            found.setdefault(cells[0].strip("`"), {}).update(zip(columns, cells[2:], strict=True))
    return found


def main(files: list[str], write: Callable[[str], object] = print) -> None:
    """Put the tables into the page."""
    outcomes: dict[str, dict[str, str]] = {}
    versions: list[str] = []
    for file in files:
        found = json.loads(Path(file).read_text(encoding="utf-8"))
        versions += [f"{name} {version}" for name, version in found["versions"].items()]
        for fault, row in found["outcomes"].items():
            outcomes.setdefault(fault, {}).update(row)
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{sections(outcomes, ', '.join(versions))}\n{END}{after}", encoding="utf-8")
    write(f"{PAGE}: {sum(map(len, outcomes.values()))} calls")


if __name__ == "__main__":
    main(sys.argv[1:])

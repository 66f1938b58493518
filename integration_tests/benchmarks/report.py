"""The table and the plots of docs/performance.md, out of a run's results."""

from __future__ import annotations

import re
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "performance.md"
BEGIN, END = "<!-- results -->\n", "<!-- end of results -->\n"
AXES = {
    "chunks": ("chunks of one stream", "CPU of a chunk, microseconds"),
    "concurrency": ("calls at once", "CPU of a call, microseconds"),
    "history": ("messages of the conversation", "CPU of a message, microseconds"),
}


def table(rows):
    """The rows as Markdown."""
    lines = ["| what | goal | result: median [range] | met | CPU of ours |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        met = "yes" if row["met"] else "**no**"
        lines.append(f"| {row['what']} | {row['goal'].replace('<=', '≤')} | {row['value']} | {met} | {row['ours']} |")
    return "\n".join(lines) + "\n"


def peers_table(rows):
    """What each peer costs in units of ours."""
    compared = [row for row in rows if len(row["peers"]) > 1]
    names = list(dict.fromkeys(name for row in compared for name in row["peers"]))
    lines = [f"| CPU in units of ours | {' | '.join(names)} |", "| --- |" + " --- |" * len(names)]
    for row in compared:
        cells = (f"{row['peers'][name]:g}" if name in row["peers"] else "" for name in names)
        lines.append(f"| {row['what']} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def plot_curves(curves):
    """A plot for each curve; gives the Markdown that shows them."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    shown = []
    for name, curve in curves.items():
        figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
        for subject in next(iter(curve.values())):
            measured = [(int(size), points[subject] * 1e6) for size, points in curve.items() if subject in points]
            axes.plot(*zip(*measured, strict=True), marker="o", label=subject)
        axes.set(xscale="log", yscale="log", xlabel=AXES[name][0], ylabel=AXES[name][1])
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize="small")
        (DOCS / "images").mkdir(exist_ok=True)
        figure.savefig(DOCS / "images" / f"performance-{name}.png", dpi=110)
        plt.close(figure)
        shown.append(f"![{AXES[name][1]} by {AXES[name][0]}](images/performance-{name}.png)\n")
    return "\n".join(shown)


def write(found):
    """Put the results where the page has them."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    old, _, tail = rest.partition(END)
    if not tail:
        sys.exit(f"{PAGE} has no place for results")
    told = f"Python {found['python']}, {found['rounds']} rounds.\n\n"
    parts = [told, table(found["rows"]), "\n", peers_table(found["rows"]), "\n"]
    kept = "\n\n".join(re.findall(r"^!\[.*$", old, re.MULTILINE)) + "\n"  # curves were measured before, if not now
    parts += [plot_curves(found["curves"]) if found["curves"] else kept, "\n"]
    PAGE.write_text(head + BEGIN + "\n" + "".join(parts) + END + tail, encoding="utf-8")

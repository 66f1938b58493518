"""Measures the package beside its peers, in interleaved rounds against one server, and prints how near each goal is.

Needs the peers' environment (`make bench`). Machines are noisy: see `measuring` for what is compared, and why a ratio
of one run says something and a time does not.
"""

from __future__ import annotations

import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else LiteLLM asks the network when it is imported

import argparse
import gc
import json
import platform
import warnings
from dataclasses import asdict
from pathlib import Path

from bench_server import running_server
from goals import GOALS
from scaling import CURVES

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / ".benchmarks" / "results.json"


def show(row):
    """One line of the table."""
    mark = "met   " if row.met else "MISSED"
    peers = ", ".join(f"{name} {cost:g}" for name, cost in row.peers.items())
    print(f"{mark} {row.what:<36} {row.value:<34} goal {row.goal:<40} {row.ours}", flush=True)
    if peers:
        print(f"{'':<43} in units of ours: {peers}", flush=True)


def measure(url, names, rounds):
    """The rows of the goals."""
    rows = []
    for name in names:
        gc.collect()
        gc.freeze()  # what was loaded for one subject is not to be searched at the cost of another
        for row in GOALS[name](url, rounds):
            show(row)
            rows.append(asdict(row))
    return rows


def arguments():
    """The command line's."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="three rounds, no curves")
    parser.add_argument("--only", nargs="+", choices=GOALS, default=list(GOALS), help="these goals")
    parser.add_argument("--no-curves", action="store_true", help="no scaling curves")
    parser.add_argument("--docs", action="store_true", help="write table and plots into docs/")
    return parser.parse_args()


def main():
    """Measure, print, keep."""
    options = arguments()
    warnings.simplefilter("ignore")
    whole = options.only == list(GOALS) and not options.quick
    with running_server() as url:
        rows = measure(url, options.only, 3 if options.quick else options.rounds)
        curves = {name: curve(url) for name, curve in CURVES.items()} if whole and not options.no_curves else {}
    found = {"python": platform.python_version(), "rounds": options.rounds, "rows": rows, "curves": curves}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"{sum(row['met'] for row in rows)} of {len(rows)} goals met; written to {RESULTS.relative_to(ROOT)}")
    if options.docs:
        from report import write

        write(found)


if __name__ == "__main__":
    main()

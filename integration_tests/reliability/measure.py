"""Run the calls of one environment and write what became of each: `measure.py ours|litellm|peers FILE`.

A call that takes ten times as long as it was allowed is given up: it counts as one without an end.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

from faulty import FAULTS, FaultServer
from outcomes import NO_END, outcome
from running import run as run_plainly

MODULES = {"ours": "surfaces", "litellm": "litellm_surfaces", "peers": "peer_surfaces"}
PACKAGES = {"ours": (), "litellm": ("litellm",), "peers": ("langchain-openai", "langchain-openrouter")}
AT_ONCE = 12
WARM_UP = "status-201"
PATIENCE = 10.0
"""So many times the allowed time, after which a call is given up."""


def run_with_patience(run: Any, server: FaultServer, fault: Any, surface: Any) -> str:
    """The outcome of a call, in a thread that can be left behind."""
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(outcome(run(server, fault, surface))), daemon=True)
    thread.start()
    thread.join(PATIENCE * min(fault.timeout, 3.0) * (1 + fault.max_retries))
    return found[0] if found else NO_END


def measure(kind: str) -> dict[str, dict[str, str]]:
    """Outcomes by fault and surface."""
    module = importlib.import_module(MODULES[kind])
    run = getattr(module, "run", run_plainly)
    cells = [(f, s) for f in FAULTS.values() for s in module.SURFACES if s.promise in f.surfaces]
    cells.sort(key=lambda cell: cell[0].timeout)  # those that wait go first
    with FaultServer() as server, ThreadPoolExecutor(AT_ONCE) as pool:
        for surface in module.SURFACES:
            run(server, FAULTS[WARM_UP], surface)  # so that no call pays for what is made once
        found = pool.map(lambda cell: run_with_patience(run, server, *cell), cells)
        table: dict[str, dict[str, str]] = {}
        for (fault, surface), said in zip(cells, found, strict=True):
            table.setdefault(fault.name, {})[surface.name] = said
    return table


def versions(kind: str) -> dict[str, str]:
    """The releases that are measured."""
    return {name: metadata.version(name) for name in PACKAGES[kind]}


if __name__ == "__main__":
    kind, file = sys.argv[1:]
    found = {"versions": versions(kind), "outcomes": measure(kind)}
    Path(file).write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    os._exit(0)  # calls without an end are left behind

"""Fuzz for a while: `run.py [SECONDS]` for each target, with atheris where it is installed, else with hypothesis.

A case that breaks a promise is written to `corpus/`, where the tests find it from then on; the exit status tells.
"""

from __future__ import annotations

import hashlib
import importlib.util
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import targets
import wire_strategies as wire
from hypothesis import HealthCheck, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

CORPUS = Path(__file__).parent / "corpus"
ATHERIS = Path(__file__).with_name("run_atheris.py")
HAS_ATHERIS = importlib.util.find_spec("atheris") is not None
BYTES = st.binary(min_size=2, max_size=2)
STRATEGIES = {
    "events": st.builds(bytes.__add__, st.binary(min_size=1, max_size=1), wire.STREAMS | st.binary()),
    "stream": st.builds(bytes.__add__, BYTES, wire.STREAMS | wire.TEXTS | st.binary()),
    "error": st.builds(bytes.__add__, st.binary(min_size=1, max_size=1), wire.TEXTS | st.binary()),
    "reply": wire.TEXTS,
}
ROUND = 200
"""Examples between two looks at the clock."""


def breaks(name: str, data: bytes) -> bool:
    """Whether the bytes break the promise of a target."""
    try:
        targets.TARGETS[name](data)
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        return True
    return False


def keep(name: str, data: bytes) -> Path:
    """Put a case into the corpus."""
    path = CORPUS / name / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def search(name: str, seconds: float) -> tuple[int, bytes | None]:
    """How many examples were tried, and the smallest one found that breaks the promise."""
    ends, tried = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        options = settings(max_examples=ROUND, database=None, deadline=None, suppress_health_check=list(HealthCheck))
        try:
            found = find(STRATEGIES[name], lambda data: breaks(name, data), settings=options, random=random.Random())
        except NoSuchExample:
            tried += ROUND
        else:
            return tried, found
    return tried, None


def with_hypothesis(name: str, seconds: float) -> bool:
    """Fuzz one target; whether its promise held."""
    tried, found = search(name, seconds)
    if found is None:
        print(f"{name}: {tried} examples of hypothesis, the promise holds", flush=True)
        return True
    print(f"{name}: broken after about {tried} examples, kept as {keep(name, found)}: {found!r}", flush=True)
    try:
        targets.TARGETS[name](found)
    except Exception:  # noqa: BLE001
        traceback.print_exc()
    return False


def with_atheris(name: str, seconds: float) -> bool:
    """Fuzz one target in a process of its own, since libFuzzer ends it; whether its promise held."""
    known = CORPUS / name
    with tempfile.TemporaryDirectory() as new:
        limits = [f"-max_total_time={seconds:.0f}", "-verbosity=0", "-print_final_stats=1", f"-artifact_prefix={new}/"]
        command = [sys.executable, str(ATHERIS), name, new, str(known), *limits]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        broken = [path for path in Path(new).glob("*-*") if path.name.startswith(("crash-", "timeout-", "oom-"))]
        for path in broken:
            print(f"{name}: broken, kept as {keep(name, path.read_bytes())}", flush=True)
    held = done.returncode == 0 and not broken
    runs = re.search(r"number_of_executed_units: *(\d+)", done.stderr)
    said = (
        f"{runs[1] if runs else '?'} inputs of atheris, the promise holds"
        if held
        else done.stdout + done.stderr[-3000:]
    )
    print(f"{name}: {said}", flush=True)
    return held


def main(arguments: list[str]) -> int:
    """Fuzz all targets."""
    seconds = float(arguments[0]) if arguments else 30.0
    if not HAS_ATHERIS:
        print("atheris is not installed here (no wheel for this Python or machine): hypothesis only", flush=True)
    held = [with_hypothesis(name, seconds) for name in targets.TARGETS]
    if HAS_ATHERIS:
        held += [with_atheris(name, seconds) for name in targets.TARGETS]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Counts the instructions that each hot path takes, with pytest-codspeed under valgrind: hardly any noise, no account.

Counts can be compared from commit to commit on one machine, Python and release of the dependencies. Needs valgrind; run
by `make bench_instructions`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HOT_PATHS = Path(__file__).with_name("hot_paths.py")
MEASURED = re.compile(r"^desc: Trigger: Client Request: .*::(\S.*)$", re.MULTILINE)
TOTAL = re.compile(r"^totals: (\d+)$", re.MULTILINE)


def run(folder, arguments):
    """Run the benchmarks; valgrind writes one file for each."""
    valgrind = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={folder}/%p"]
    tests = [
        sys.executable,
        "-m",
        "pytest",
        str(HOT_PATHS),
        "-o",
        "python_files=hot_paths.py",
        "-p",
        "no:cacheprovider",
    ]
    options = ["-q", "-W", "ignore", "--timeout", "0", "--codspeed", "--codspeed-mode", "simulation", *arguments]
    environment = {**os.environ, "CODSPEED_ENV": "local", "PYTHONHASHSEED": "0"}
    done = subprocess.run([*valgrind, *tests, *options], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{done.stderr}")


def counted(folder):
    """The instructions of each benchmark, by its name."""
    texts = (path.read_text() for path in folder.iterdir())
    found = ((MEASURED.search(text), TOTAL.search(text)) for text in texts)
    return {name[1]: int(total[1]) for name, total in found if name and total and int(total[1])}


def main():
    """Count, and print a table."""
    if shutil.which("valgrind") is None:
        sys.exit("valgrind is not installed: it counts the instructions")
    with tempfile.TemporaryDirectory() as folder:
        run(folder, sys.argv[1:])
        counts = counted(Path(folder))
    if not counts:
        sys.exit("nothing was counted")
    for name, count in sorted(counts.items()):
        print(f"{name:<40} {count:>14,}")


if __name__ == "__main__":
    main()

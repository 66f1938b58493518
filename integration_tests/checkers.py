"""Type checkers, as users have them: pyright and mypy over some files, from the environment that the tests run in."""

import json
import re
import subprocess
import sys
from pathlib import Path

_BIN = Path(sys.executable).parent
_BLOCK = re.compile(r"^( *)```python\n(.*?)^\1```", re.DOTALL | re.MULTILINE)


def python_of(page):
    """The Python blocks of a page as one program, every line where it is on the page."""
    lines = [""] * (page.count("\n") + 1)
    for block in _BLOCK.finditer(page):
        first = page[: block.start(2)].count("\n")
        for number, line in enumerate(block[2].splitlines(), first):
            lines[number] = line.removeprefix(block[1])
    return "\n".join(lines) + "\n"


def pyright_errors(folder, mode="basic", **settings):
    """What pyright has against the files of a folder, as `file:line: message`; an unneeded ignore is an error, too."""
    config = {"typeCheckingMode": mode, "enableTypeIgnoreComments": False, "include": ["."], **settings}
    config.setdefault("reportUnnecessaryTypeIgnoreComment", "error")
    (folder / "pyrightconfig.json").write_text(json.dumps(config))
    command = [str(_BIN / "pyright"), "--outputjson", "--pythonpath", sys.executable, "--project", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=500)
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == len(list(folder.glob("*.py")))
    return [
        f"{Path(one['file']).name}:{one['range']['start']['line'] + 1}: {one['message']} ({one.get('rule')})"
        for one in report["generalDiagnostics"]
    ]


def mypy_errors(folder, *, plugin=False, strict=True, cache=None):
    """What mypy has against the files of a folder, with or without pydantic's plug-in."""
    config = ["[mypy]", f"strict = {strict}", "warn_unused_ignores = True", *(["plugins = pydantic.mypy"] * plugin)]
    config += ["[mypy-litellm.*]", "ignore_missing_imports = True"]
    (folder / "mypy.ini").write_text("\n".join(config))
    command = [str(_BIN / "mypy"), "--config-file", "mypy.ini", "--cache-dir", str(cache or folder / ".cache")]
    files = sorted(path.name for path in folder.glob("*.py"))
    done = subprocess.run([*command, *files], check=False, cwd=folder, capture_output=True, text=True, timeout=500)
    assert done.returncode in (0, 1), done.stderr
    return [line for line in done.stdout.splitlines() if ": error:" in line]

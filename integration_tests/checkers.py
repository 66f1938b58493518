"""Type checkers, as users have them: pyright and mypy over some files, from the environment that the tests run in."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

_BIN = Path(sys.executable).parent
_BLOCK = re.compile(
    r"^( *)```python\n(.*?)^\1```|^( *)<!-- invisible-code-block: python\n(.*?)^\3-->", re.DOTALL | re.MULTILINE
)

_NOT_ASKED_OF_PAGES = ("disallow_untyped_defs", "disallow_incomplete_defs", "disallow_untyped_calls")


def python_of(page):
    """The Python blocks of a page, those that readers do not see included, as one program: every line where it was."""
    lines = [""] * (page.count("\n") + 1)
    for block in _BLOCK.finditer(page):
        indent, code, start = (block[1], block[2], block.start(2)) if block[2] else (block[3], block[4], block.start(4))
        for number, line in enumerate(code.splitlines(), page[:start].count("\n")):
            lines[number] = line.removeprefix(indent)
    return "\n".join(lines) + "\n"


def make_project(folder, pages, constructors):
    """Put the programs of pages and what is shown of constructors into a folder, for both checkers.

    LiteLLM counts as untyped, installed or not: its annotations do not let its own examples pass pyright
    (`litellm.completion` may return a coroutine there, and `Router` is not exported).
    """
    for page in pages:
        program = python_of(page.read_text(encoding="utf-8"))
        if program.strip():
            (folder / f"page_{page.stem}.py").write_text(program, encoding="utf-8")
    for name in ("constructors", "constructors_strict"):
        shutil.copy(constructors, folder / f"{name}.py")
    stub = folder / "typings" / "litellm" / "__init__.pyi"
    stub.parent.mkdir(parents=True)
    stub.write_text("from typing import Any\ndef __getattr__(name: str) -> Any: ...\n", encoding="utf-8")


def pyright_errors(folder):
    """What pyright has against a project, as `file:line: message`: strict about one file, basic about the others."""
    settings = {
        "typeCheckingMode": "basic",
        "include": ["*.py"],
        "strict": ["constructors_strict.py"],
        "stubPath": "typings",
        "reportMissingModuleSource": "none",
        "enableTypeIgnoreComments": False,
        "reportUnnecessaryTypeIgnoreComment": "error",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [str(_BIN / "pyright"), "--outputjson", "--pythonpath", sys.executable, "--project", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=500)
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == len(list(folder.glob("*.py")))
    return [
        f"{Path(one['file']).name}:{one['range']['start']['line'] + 1}: {one['message']} ({one.get('rule')})"
        for one in report["generalDiagnostics"]
    ]


def mypy_errors(folder, *, plugin=False):
    """What mypy has against a project, with or without pydantic's plug-in: strict, but for functions without types."""
    settings = ["[mypy]", "strict = True", "mypy_path = typings", *(["plugins = pydantic.mypy"] * plugin)]
    pages = ",".join(path.stem for path in folder.glob("page_*.py"))
    settings += [f"[mypy-{pages}]", *(f"{name} = False" for name in _NOT_ASKED_OF_PAGES)]
    (folder / "mypy.ini").write_text("\n".join(settings))
    command = [str(_BIN / "mypy"), "--config-file", "mypy.ini", "--cache-dir", ".cache"]
    files = sorted(path.name for path in folder.glob("*.py"))
    done = subprocess.run([*command, *files], check=False, cwd=folder, capture_output=True, text=True, timeout=500)
    assert done.returncode in (0, 1), done.stderr
    return [line for line in done.stdout.splitlines() if ": error:" in line]

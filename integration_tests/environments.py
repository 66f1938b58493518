"""Fresh installations of the wheel with the newest of everything, as new users have them.

python integration_tests/environments.py UV            each page's code in an environment with just what the page says
python integration_tests/environments.py UV NAME...    the same for some pages: README.md chat.md
python integration_tests/environments.py UV --plain NAME   an installation without any extra before
python integration_tests/environments.py UV --all      README, chat.md and litellm.md with every extra together
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

from install_lines import has_code, install_words, with_wheel

ROOT = Path(__file__).parent.parent
OVERRIDES = ROOT / "integration_tests" / "litellm" / "overrides.txt"
RUNNER = ["pytest", "pytest-asyncio", "pytest-timeout", "sybil"]
EVERYTHING = ["langchain-aimlapi[all]", "langchain", "langgraph", "numpy"]
EVERYTHING_PAGES = ["README.md", "chat.md", "litellm.md"]
SURVEY = """
import importlib, inspect, pydoc
import langchain_aimlapi
assert "site-packages" in langchain_aimlapi.__file__, langchain_aimlapi.__file__
exec("from langchain_aimlapi import *")
inspect.getmembers(langchain_aimlapi)
pydoc.render_doc(langchain_aimlapi)
for use in (
    "from langchain_aimlapi.litellm import register",
    "from langchain_aimlapi.litellm import handler",
    "import langchain_aimlapi.otel",
    "import langchain_aimlapi.langflow.provider",
    "import langchain_aimlapi.emulator",
    "import langchain_aimlapi.cli",
    "import langchain_aimlapi.middleware",
):
    try:
        exec(use)
    except ImportError as error:
        print(f"  {use}: {error}")
        assert "pip install 'langchain-aimlapi[" in str(error), error
    else:
        raise AssertionError(f"{use}: needs no extra")
"""


def main():
    options = _options()
    wheel = build_wheel(options.uv)
    named = options.pages or [page.name for page in _all_pages() if has_code(page.read_text(encoding="utf-8"))]
    failed = survey(options.uv, wheel) if options.plain else []
    if options.all:
        failed += failures_of(options.uv, "all", with_wheel(EVERYTHING, wheel), EVERYTHING_PAGES)
    else:
        failed += [name for name in named if not page_runs(options.uv, wheel, name)]
    print(f"failed: {', '.join(failed)}" if failed else "all of it runs")
    sys.exit(bool(failed))


def _options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("uv")
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--plain", action="store_true", help="look at an installation without any extra first")
    parser.add_argument("--all", action="store_true")
    return parser.parse_args()


def _all_pages():
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def build_wheel(uv):
    """The path of the wheel, which is all that the environments have of this package."""
    folder = ROOT / ".venv-pages" / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT)], check=True)
    return next(folder.glob("*.whl"))


def make_environment(uv, name, requirements):
    """The folder of programs of a new environment with these requirements, the newest that there are."""
    folder = ROOT / ".venv-pages" / name
    subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)], check=True)
    install = [uv, "pip", "install", "--quiet", "--upgrade", "--python", str(folder / "bin" / "python")]
    subprocess.run([*install, "--override", str(OVERRIDES), *requirements], check=True)
    return folder / "bin"


def survey(uv, wheel):
    """What an installation without any extra must do, whatever it lacks."""
    programs = make_environment(uv, "plain", [str(wheel)])
    print("plain:", flush=True)
    done = subprocess.run([programs / "python", "-c", SURVEY], cwd=programs, check=False)
    return ["plain"] if done.returncode else []


def page_runs(uv, wheel, name):
    """Whether a page's code runs with what the page says, the emulator and what runs tests."""
    page = next(page for page in _all_pages() if page.name == name)
    words = install_words(page.read_text(encoding="utf-8"))
    if not words:
        print(f"{name}: does not say what to install")
        return False
    return not failures_of(uv, name, [*with_wheel(words, wheel), f"{wheel}[emulator]"], [name])


def failures_of(uv, name, requirements, pages):
    """The pages whose code does not run in an environment with these requirements, and what runs tests."""
    started = time.monotonic()
    programs = make_environment(uv, name, [*requirements, *RUNNER])
    failed = [page for page in pages if not runs(programs, page)]
    print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)
    shutil.rmtree(programs.parent)
    return failed


def runs(programs, page):
    """Whether a page's blocks run; the program `pytest` does not put the sources before what is installed."""
    test = f"integration_tests/test_documents.py::test_the_code_blocks_of_a_page_run[{page}]"
    if page == "litellm.md":
        test = "integration_tests/litellm/test_litellm_page.py"
    command = [
        programs / "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:langflow",
        "--tb=short",
        "-W",
        "default",
        test,
    ]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    main()

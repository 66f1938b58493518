"""Without any extra, the package can be looked at and completed; what needs an extra says which when it is used."""

import subprocess
import sys

import pytest

from langchain_aimlapi._extras import needing

HIDE = """
import importlib.abc, importlib.util, sys
hidden = {hidden}
class Hidden(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in hidden else find(name, *more)
sys.meta_path.insert(0, Hidden())
"""
BREAK = "import sys; sys.path.insert(0, {folder!r})\n"
ATTEMPT = "try:\n    {use}\nexcept ImportError as error:\n    print(error)\nelse:\n    print('fine')\n"
MIDDLEWARE = "from langchain_aimlapi import AIMLAPIModerationMiddleware as name; "
USES = [
    pytest.param(MIDDLEWARE + "name(None)", ["langchain"], "agents", id="middleware"),
    pytest.param(MIDDLEWARE + "type('Mine', (name,), {})", ["langchain"], "agents", id="subclass of middleware"),
    pytest.param("import langchain_aimlapi.middleware", ["langchain"], "agents", id="module of middleware"),
    pytest.param("from langchain_aimlapi.otel import instrument", ["opentelemetry"], "otel", id="otel"),
    pytest.param("from langchain_aimlapi.litellm import register", ["litellm"], "litellm", id="register"),
    pytest.param("import langchain_aimlapi.litellm as l; l.handler", ["litellm"], "litellm", id="handler"),
    pytest.param("import langchain_aimlapi.langflow.provider", ["lfx"], "langflow", id="langflow"),
    pytest.param("import langchain_aimlapi.langflow.components.image", ["lfx"], "langflow", id="components"),
    pytest.param("import langchain_aimlapi.emulator", ["starlette", "uvicorn"], "emulator", id="emulator"),
    pytest.param("import langchain_aimlapi.cli", ["typer", "rich"], "cli", id="cli"),
    pytest.param("import langchain_aimlapi.cli.models", ["typer", "rich"], "cli", id="module of cli"),
]


BAD_IMPORT = "from os import BaseX"  # langsmith, which looks for opentelemetry, too, takes no other failure


def call(*words):
    return subprocess.run([sys.executable, *words], check=False, capture_output=True, text=True, timeout=100)


def run(code, hidden=("langchain",)):
    done = call("-c", HIDE.format(hidden=set(hidden)) + code)
    assert done.returncode == 0, done.stderr
    return done.stdout


def break_packages(folder, packages, line):
    for package in packages:
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text(BAD_IMPORT if package == "opentelemetry" else line)
    return BREAK.format(folder=str(folder))


@pytest.mark.parametrize(
    "code",
    [
        "from langchain_aimlapi import *; print(AIMLAPIModerationMiddleware.__name__, ChatAIMLAPI)",
        "import inspect, langchain_aimlapi as a; print([n for n, _ in inspect.getmembers(a)])",
        "import langchain_aimlapi as a; print([n for n in dir(a) if hasattr(a, n)])",
        "import pydoc, langchain_aimlapi as a; print(pydoc.render_doc(a))",
        "import doctest, langchain_aimlapi as a; doctest.DocTestFinder().find(a); print(a.AIMLAPIModerationMiddleware)",
    ],
)
def test_the_package_can_be_looked_at_without_extras(code):
    assert "AIMLAPIModerationMiddleware" in run(code)


def said_of_all_uses(before):
    done = call("-c", before + "".join(ATTEMPT.format(use=use.values[0]) for use in USES))
    assert done.returncode == 0, done.stderr
    return dict(zip([use.values[0] for use in USES], done.stdout.splitlines(), strict=True))


@pytest.fixture(scope="module")
def said_without_extras():
    return said_of_all_uses(HIDE.format(hidden={package for use in USES for package in use.values[1]}))


@pytest.fixture(scope="module", params=[BAD_IMPORT, "raise TypeError('no BaseX')"], ids=["import", "other"])
def said_with_broken_extras(request, tmp_path_factory):
    packages = {use.values[1][0] for use in USES}
    return said_of_all_uses(break_packages(tmp_path_factory.mktemp("packages"), packages, request.param))


@pytest.mark.parametrize(("use", "packages", "extra"), USES)
def test_using_what_needs_an_extra_says_which(use, packages, extra, said_without_extras):
    assert said_without_extras[use].endswith(
        f" needs {' and '.join(packages)}: pip install 'langchain-aimlapi[{extra}]'"
    )


@pytest.mark.parametrize(("use", "packages", "extra"), USES)
def test_an_extra_that_cannot_be_imported_is_told_from_a_missing_one(use, packages, extra, said_with_broken_extras):
    said = said_with_broken_extras[use]
    assert f"{' and '.join(packages)}, which" in said
    assert "installed but cannot be imported: " in said
    assert "BaseX" in said
    assert said.endswith(f"try pip install 'langchain-aimlapi[{extra}]' --upgrade")


@pytest.mark.parametrize(
    ("module", "packages", "extra"),
    [
        ("langchain_aimlapi", ["typer", "rich"], "cli"),
        ("langchain_aimlapi.cli", ["typer", "rich"], "cli"),
        ("langchain_aimlapi.emulator", ["starlette", "uvicorn"], "emulator"),
    ],
)
def test_a_command_without_its_extra_ends_with_one_sentence(module, packages, extra):
    hide = HIDE.format(hidden=set(packages))
    done = call("-c", f"{hide}import runpy\nsys.argv = ['-m']\nrunpy.run_module({module!r}, run_name='__main__')")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"[{extra}]" in done.stderr


def test_errors_of_the_package_itself_are_not_taken_for_missing_extras():
    message = r"^cannot import name 'nope' from 'langchain_aimlapi._version'"
    with pytest.raises(ImportError, match=message), needing("This", "otel", "opentelemetry"):
        from langchain_aimlapi._version import nope  # noqa: F401

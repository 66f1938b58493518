"""Without any extra, the package can be looked at and completed; what needs an extra says which when it is used."""

import subprocess
import sys

import pytest

HIDE = """
import sys, importlib.abc
class Hidden(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {hidden}:
            raise {error}
        return None
sys.meta_path.insert(0, Hidden())
import importlib.util, importlib
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in {absent} else object()
"""
ABSENT = HIDE.format(hidden={"langchain"}, absent={"langchain"}, error="ModuleNotFoundError(name)")
BROKEN = HIDE.format(hidden={"langchain"}, absent=set(), error="ImportError('no BaseX in langgraph')")


def run(code, before=ABSENT):
    done = subprocess.run(
        [sys.executable, "-c", before + code], check=False, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


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


@pytest.mark.parametrize("use", ["name(None)", "type('Mine', (name,), {})"])
@pytest.mark.parametrize(
    ("before", "told"),
    [(ABSENT, "pip install 'langchain-aimlapi[agents]'"), (BROKEN, "cannot be imported: no BaseX in langgraph")],
    ids=["absent", "broken"],
)
def test_using_what_needs_an_extra_says_which_or_what_is_wrong_with_it(use, before, told):
    code = "from langchain_aimlapi import AIMLAPIModerationMiddleware as name\n"
    code += f"try:\n    {use}\nexcept ImportError as error:\n    print(error)"
    assert told in run(code, before)

"""What users write passes their type checkers: constructors by all documented names, and every block of docs."""

import runpy
import warnings
from pathlib import Path

import pytest
from checkers import make_project, mypy_errors, pyright_errors, python_of

ROOT = Path(__file__).parent.parent
CONSTRUCTORS = Path(__file__).with_name("constructors_checked.py")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    make_project(folder, PAGES, CONSTRUCTORS)
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_a_page_is_checked(page):
    text = page.read_text(encoding="utf-8")
    blocks = text.count("```python\n") + text.count("invisible-code-block: python\n")
    marked = text.replace("```python\n", "```python\nNEXT\n").replace("-block: python\n", "-block: python\nNEXT\n")
    assert python_of(marked).count("NEXT\n") == blocks


def test_pages_and_constructors_pass_pyright(project):
    assert pyright_errors(project) == []


@pytest.mark.parametrize("plugin", [False, True], ids=["alone", "with_pydantic"])
def test_pages_and_constructors_pass_mypy(project, plugin):
    assert mypy_errors(project, plugin=plugin) == []


def test_what_the_checkers_let_pass_runs():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "The service publishes no description")
        runpy.run_path(str(CONSTRUCTORS))

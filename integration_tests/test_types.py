"""What users write passes their type checkers: constructors by all documented names, and every block of docs."""

import runpy
import shutil
import warnings
from pathlib import Path

import pytest
from checkers import mypy_errors, pyright_errors

ROOT = Path(__file__).parent.parent
CONSTRUCTORS = Path(__file__).with_name("constructors_checked.py")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def constructors(tmp_path):
    shutil.copy(CONSTRUCTORS, tmp_path / "constructors.py")
    return tmp_path


@pytest.mark.parametrize("mode", ["basic", "strict"])
def test_constructors_pass_pyright(constructors, mode):
    assert pyright_errors(constructors, mode) == []


@pytest.mark.parametrize("plugin", [False, True], ids=["alone", "with_pydantic"])
def test_constructors_pass_mypy(constructors, plugin):
    assert mypy_errors(constructors, plugin=plugin) == []


def test_what_the_checkers_let_pass_runs():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "The service publishes no description")
        runpy.run_path(str(CONSTRUCTORS))

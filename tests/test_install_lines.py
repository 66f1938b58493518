"""Every page with code says at its top what to install: words that pip reads, and that bring what the page imports."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "integration_tests"))

from checkers import python_of  # noqa: E402
from install_lines import has_code, install_words, with_wheel  # noqa: E402

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES = [page for page in PAGES if has_code(page.read_text(encoding="utf-8"))]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
COMES_ALONG = {"langchain_core", "httpx", "pydantic", "langchain_aimlapi"}
BROUGHT_BY = {"langchain": {"langgraph"}, "litellm": {"litellm"}}


def requirements(page):
    return [Requirement(word) for word in install_words(page.read_text(encoding="utf-8"))]


def brought(requirement):
    """The modules that a requirement brings, as far as pages import them."""
    own = [Requirement(one).name for extra in requirement.extras for one in EXTRAS[extra]]
    names = {requirement.name.replace("-", "_"), *own}
    return names.union(*(BROUGHT_BY.get(name, set()) for name in names))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_says_what_to_install_for_what_it_imports(page):
    named = requirements(page)
    assert [one.name for one in named][:1] == ["langchain-aimlapi"]
    assert all(extra in EXTRAS for one in named for extra in one.extras)
    program = python_of(page.read_text(encoding="utf-8"))
    imported = {word for pair in re.findall(r"^\s*(?:from (\w+)|import (\w+))", program, re.MULTILINE) for word in pair}
    there = COMES_ALONG.union(*(brought(one) for one in named))
    assert imported - {""} - sys.stdlib_module_names <= there


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_says_it_before_its_first_example(page):
    text = page.read_text(encoding="utf-8")
    if page.name != "README.md":  # which shows first what it is about
        assert text.index("\npip install ") < text.index("```python\n")


def test_the_lines_of_a_block_are_read_with_quotes_comments_and_continuations():
    page = "```shell\nmake demo\n```\n"
    page += "```bash\npip install 'langchain-aimlapi[cli]' \\\n  numpy  # for vectors\nexport A=1\n```\n"
    assert install_words(page) == ["langchain-aimlapi[cli]", "numpy"]
    assert with_wheel(install_words(page), "a.whl") == ["a.whl[cli]", "numpy"]
    assert install_words("```python\npip install x\n```\n") == []

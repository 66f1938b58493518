"""What importing the package costs, and that the rooms of the code keep to their doors."""

import subprocess
import sys
from pathlib import Path

import pytest

import langchain_aimlapi
from langchain_aimlapi import errors

ROOT = Path(__file__).parent.parent


def modules_after(statement):
    """The names of all modules that are loaded after a statement, in a fresh interpreter."""
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    loaded = modules_after("import langchain_aimlapi")
    heavy = {"httpx", "httpx2", "pydantic", "langchain_core", "litellm", "lfx", "langflow"}
    assert not loaded & {*heavy, "langchain_aimlapi.catalogue"}


def test_importing_the_chat_model_loads_neither_litellm_nor_langflow_nor_the_catalogue_data():
    loaded = modules_after(
        "from langchain_aimlapi import ChatAIMLAPI; from langchain_aimlapi.catalogue import store; "
        "assert not store.index.cache_info().currsize"
    )
    assert not loaded & {"litellm", "lfx", "langflow", "openai", "starlette", "uvicorn"}


def test_importing_the_chat_model_and_making_one_loads_little_and_no_client():
    """What core loads is nine tenths of it; an HTTP library that it does not load comes with the first call."""
    core = modules_after("import langchain_core.language_models.chat_models")
    assert len(modules_after("from langchain_aimlapi import ChatAIMLAPI") - core) <= 40
    loaded = modules_after("from langchain_aimlapi import ChatAIMLAPI; ChatAIMLAPI(model='gpt-4o', api_key='key')")
    by_calls = {"langchain_aimlapi.api.client", "langchain_aimlapi.chat_request", "langchain_aimlapi.api.dialects"}
    assert not (loaded - core) & {"httpx", "httpx2", *by_calls}


def test_settings_that_nobody_makes_by_themselves_get_no_validator():
    done = modules_after(
        "from langchain_aimlapi import ChatAIMLAPI; made = [c for c in ChatAIMLAPI.__mro__ if "
        "c.__module__.startswith('langchain_aimlapi') and c.__pydantic_complete__]; assert not made, made"
    )
    assert done


@pytest.mark.parametrize("name", [name for name in langchain_aimlapi.__all__ if name != "__version__"])
def test_every_public_name_can_be_imported(name):
    assert getattr(langchain_aimlapi, name).__name__ == name
    assert name in dir(langchain_aimlapi)


@pytest.mark.parametrize("kind", [kind for pair in errors._MODEL_ERRORS.items() for kind in pair])
def test_errors_that_tracebacks_show_can_be_imported_and_are_documented(kind):
    assert getattr(langchain_aimlapi, kind.__name__) is getattr(errors, kind.__name__, kind) is kind
    assert f"`{kind.__name__}`" in (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")


def test_an_unknown_name_is_an_attribute_error_that_names_it():
    with pytest.raises(AttributeError, match="no attribute 'ChatAimlapiX'"):
        _ = langchain_aimlapi.ChatAimlapiX


def test_imports_between_the_rooms_point_one_way():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_no_file_of_the_package_outgrows_its_room():
    sizes = {path: path.read_text().count("\n") for path in (ROOT / "langchain_aimlapi").rglob("*.py")}
    assert {path.name: size for path, size in sizes.items() if size > 500} == {}


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_every_page_is_named_where_readers_look_for_it(page):
    assert f"  - {page.name}\n" in (ROOT / ".mkdocs.yml").read_text()
    if page.name != "index.md":
        assert f"]({page.name})" in (ROOT / "docs" / "index.md").read_text()
        assert f"](docs/{page.name})" in (ROOT / "README.md").read_text()

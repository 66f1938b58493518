"""Programs that were written for version 0.1.3 are told what its names are called now."""

import subprocess
import sys
import warnings

import pytest

import langchain_aimlapi
from langchain_aimlapi import AIMLAPILLM, ChatAIMLAPI

NAMES = [("ChatAimlapi", ChatAIMLAPI), ("AimlapiLLM", AIMLAPILLM)]


@pytest.fixture(autouse=True)
def _not_asked_for_yet(monkeypatch):
    for name, _ in NAMES:
        monkeypatch.delitem(vars(langchain_aimlapi), name, raising=False)
    yield
    for name, _ in NAMES:
        vars(langchain_aimlapi).pop(name, None)


@pytest.mark.parametrize(("old", "new"), NAMES)
def test_an_old_name_is_the_new_class_and_warns_once(old, new):
    with pytest.warns(DeprecationWarning, match=f"{old} is {new.__name__} now") as caught:
        assert getattr(langchain_aimlapi, old) is new
    assert len(caught) == 1
    assert caught[0].filename == __file__
    with warnings.catch_warnings(action="error"):
        assert getattr(langchain_aimlapi, old) is new


def test_an_import_warns_once_at_the_line_of_the_import():
    with pytest.warns(DeprecationWarning, match="ChatAimlapi is ChatAIMLAPI now") as caught:
        from langchain_aimlapi import ChatAimlapi
    assert ChatAimlapi is ChatAIMLAPI
    assert [warning.filename for warning in caught] == [__file__]


def test_the_old_names_of_key_and_address_are_understood_and_are_no_parameters_of_the_model():
    with pytest.warns(DeprecationWarning, match="aimlapi_api_(key|base) is (api_key|base_url) now") as caught:
        llm = AIMLAPILLM(model="openai/gpt-4o", aimlapi_api_key="secret-key", aimlapi_api_base="https://x.example/v1")
    assert {warning.filename for warning in caught} == {__file__}
    assert (llm.api_key.get_secret_value(), llm.base_url) == ("secret-key", "https://x.example")
    assert llm.model_kwargs == {}
    assert "secret-key" not in f"{llm!r}{llm}{llm.asdict()}"


def test_the_warning_is_shown_without_any_option_even_from_a_module_that_is_imported(tmp_path):
    (tmp_path / "bot.py").write_text("from langchain_aimlapi import ChatAimlapi\n")
    done = subprocess.run(
        [sys.executable, "-c", "import bot"], check=True, cwd=tmp_path, capture_output=True, text=True
    )
    assert "bot.py:1: RenamedWarning: langchain_aimlapi.ChatAimlapi is ChatAIMLAPI now" in done.stderr


def test_an_option_that_silences_or_forbids_it_is_obeyed(tmp_path):
    def run(option):
        command = [sys.executable, "-W", option, "-c", "from langchain_aimlapi import ChatAimlapi"]
        return subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True)

    assert run("ignore::DeprecationWarning").stderr == ""
    assert run("error::DeprecationWarning").returncode == 1

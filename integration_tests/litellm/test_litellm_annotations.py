"""The provider's annotations can be read at run time, as the package's own test shows for what needs no LiteLLM."""

import runpy
from pathlib import Path


def test_everything_of_the_provider_can_be_asked_for_its_type_hints():
    walk = runpy.run_path(str(Path(__file__).parents[2] / "tests" / "annotations.py"))
    assert [name for name in walk["import_everything"]() if ".litellm" in name] == []
    assert walk["unreadable"]("langchain_aimlapi.litellm") == {}

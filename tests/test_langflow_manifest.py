"""What Langflow reads of the package before it imports any of it; lfx is not needed here."""

import importlib
import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import langchain_aimlapi
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.langflow.model_lists import PREFERRED, belongs

ROOT = Path(langchain_aimlapi.__file__).parent / "langflow"
MANIFEST = json.loads((ROOT / "extension.json").read_text())
PROVIDER = MANIFEST["providers"][0]


def test_extension_has_the_version_of_the_package():
    assert MANIFEST["version"] == langchain_aimlapi.__version__


def test_classes_that_the_manifest_names_exist():
    for reference in (PROVIDER["model_class"], PROVIDER["embedding"]):
        assert getattr(importlib.import_module(reference["module"]), reference["attr"])
    assert PROVIDER["metadata"]["mapping"]["model_class"] == PROVIDER["model_class"]["attr"]


def test_parameters_of_the_mapping_are_fields_of_the_embeddings():
    fields = langchain_aimlapi.AIMLAPIEmbeddings.model_fields
    assert set(PROVIDER["embedding"]["param_mapping"].values()) <= set(fields)


def test_preferred_models_are_live_models_of_their_family():
    for family, names in PREFERRED.items():
        cards = [get_model(name) for name in names]
        assert all(belongs(card, family) for card in cards)
        assert {card.status for card in cards} <= {"live", "documented"}


def test_models_that_are_offered_first_can_use_tools():
    assert all("tools" in get_model(name).capabilities for name in PREFERRED["chat"])


def test_shared_pure_parts_import_without_lfx():
    code = (
        "import sys; sys.modules['lfx'] = None\n"
        "import langchain_aimlapi, langchain_aimlapi.langflow\n"
        "from langchain_aimlapi.langflow import model_lists, reading\n"
        "assert model_lists.picker_rows('llm')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_components_are_written_as_langflow_loads_them():
    files = sorted(path for path in (ROOT / "components").glob("*.py") if path.name != "__init__.py")
    assert files
    for path in files:
        source = path.read_text()
        assert "from __future__" not in source, path.name
        assert "from ." not in source, path.name
        assert source.count("Component):\n") + source.count("LCEmbeddingsModel):\n") == 1, path.name

"""What the catalogue costs: imports, files, time; and whether its pages and examples tell the truth."""

import doctest
import importlib
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from langchain_aimlapi.catalogue import find_models, get_model, store

PAGE = Path(__file__).parents[2] / "docs" / "catalogue.md"
MODULES = ["cards", "find", "lookup", "names"]


def run_fresh(code):
    """Run code in a new interpreter and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_reads_no_data_and_nothing_heavy():
    code = (
        "import sys\n"
        "from langchain_aimlapi.catalogue import store\n"
        "heavy = {'httpx', 'pydantic', 'langchain_core'} & sys.modules.keys()\n"
        "print(sorted(heavy), store.index.cache_info().currsize)"
    )
    assert run_fresh(code) == "[] 0"


def test_a_look_up_leaves_the_schemas_alone():
    code = (
        "from langchain_aimlapi.catalogue import get_model, store\n"
        "card = get_model('openai/gpt-4o')\n"
        "print(store._schemas.cache_info().currsize, len(card.parameters) > 0, store._schemas.cache_info().currsize)"
    )
    assert run_fresh(code) == "0 True 1"


def test_the_first_look_up_is_quick_and_the_next_ones_are_free():
    code = (
        "import time\n"
        "from langchain_aimlapi.catalogue import get_model\n"
        "start = time.process_time(); get_model('OpenAI/GPT-4o'); print(time.process_time() - start)"
    )
    assert min(float(run_fresh(code)) for _ in range(3)) < 0.03  # 3 to 6 ms, and room for a busy machine
    get_model("openai/gpt-4o")
    start = time.process_time()
    for _ in range(10_000):
        get_model("openai/gpt-4o")
    assert (time.process_time() - start) / 10_000 < 20e-6  # about 0.4 µs


def test_threads_that_start_together_see_the_same_cards():
    store.index.cache_clear()
    store.rows.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        cards = list(threads.map(lambda _: get_model("openai/gpt-4o"), range(64)))
    assert cards == cards[:1] * 64


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_docstrings(name):
    module = importlib.import_module(f"langchain_aimlapi.catalogue.{name}")
    outcome = doctest.testmod(module)
    assert (outcome.failed, outcome.attempted > 0) == (0, True)


@pytest.mark.parametrize("name", [store.INDEX_FILE, store.SCHEMAS_FILE])
def test_the_page_tells_the_size_of_the_files(name):
    told = int(re.search(rf"`{re.escape(name)}` \((\d+) kB\)", PAGE.read_text("utf-8")).group(1))
    assert (store.DATA_DIRECTORY / name).stat().st_size / 1000 == pytest.approx(told, rel=0.2)


def test_the_page_explains_every_status_and_capability_word():
    text = PAGE.read_text("utf-8")
    cards = find_models(status=None)
    words = {word for card in cards for word in {card.status, *card.capabilities, *card.claimed_capabilities}}
    assert {word for word in words if f"`{word}`" not in text} == set()

"""Errors that LiteLLM's users see name nothing that LiteLLM does not have: all texts in the code that it runs."""

import ast
import re
from pathlib import Path

import pytest

import langchain_aimlapi
from langchain_aimlapi.litellm.wording import in_litellm_s_words

ROOT = Path(langchain_aimlapi.__file__).parent
OTHER_ENDPOINTS = {"assistants", "finders", "jobs", "key_calls", "setting_names", "vision", "asking", "client"}
"""Modules of the service's client that speak of what LiteLLM cannot call, or of the client's own arguments."""
FAMILIES = "chat_request chat_target call_params image_request image_results image_sizes media_inputs media_request"
FILES = [
    *(path for path in ROOT.glob("api/**/*.py") if path.stem not in OTHER_ENDPOINTS),
    *(ROOT / f"{name}.py" for name in FAMILIES.split()),
    *ROOT.glob("litellm/*.py"),
]
STRANGE = re.compile(
    r"ChatAIMLAPI|AIMLAPI(Client|Embeddings|Image\w+)|LangChain|\binvoke\b|\bstream\(|bind_tools|with_structured_output|"
    r"\b(AI|Human|Tool|System)Message\b|allow_private_hosts|unsupported_params|SizeLimits|size_limits|Timeouts\b|"
    r"max_bytes\)|allow_http=|retry_budget|\bbase_url\b|\bdialect '"
)


def texts(path):
    """What stands in the raise statements and the error functions of a module, its holes as `{}` or a word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            docs.update(map(id, node.values))
            yield "".join(part.value if isinstance(part, ast.Constant) else "hole" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def sentences():
    patterns = ROOT / "litellm" / "wording.py"
    return [text for path in FILES if path != patterns for text in texts(path) if text.count(" ") > 2]


def test_the_search_finds_what_would_be_strange():
    found = [text for text in sentences() if STRANGE.search(text)]
    assert len(found) > 8, "there are such texts: the walk sees them"


@pytest.mark.parametrize("text", [text for text in sentences() if STRANGE.search(text)])
def test_no_error_speaks_of_what_litellm_does_not_have(text):
    assert not STRANGE.search(in_litellm_s_words(text))


def test_other_texts_stay_as_they_are():
    for text in sentences():
        if not STRANGE.search(text) and "max_bytes" not in text:
            assert in_litellm_s_words(text) == text

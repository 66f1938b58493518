"""The blocks of docs/litellm.md."""

import re
from pathlib import Path

import yaml

PAGE = Path(__file__).parents[2] / "docs" / "litellm.md"


def blocks(language):
    """The texts of all blocks in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)


def page_yaml(first_key):
    """The configuration that begins with this key."""
    parsed = [yaml.safe_load(text) for text in blocks("yaml")]
    return next(config for config in parsed if first_key in config)

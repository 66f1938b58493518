"""What the installed LiteLLM can do, as a row of the table in docs/litellm.md: `make litellm_releases` writes it."""

import importlib.metadata
import os
import re
import sys
from pathlib import Path

from packaging.version import Version

PAGE = Path(__file__).parents[2] / "docs" / "litellm.md"
HEAD = (
    "| LiteLLM | streams opened in the event loop | OpenAI's bare names | an edit's arguments | "
    "handler named in a proxy |"
)
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \|.*\|$", re.MULTILINE)


def row():
    """The row of the installed release, each cell found by asking it."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    import langchain_aimlapi.litellm.provider  # noqa: F401 - registers
    from langchain_aimlapi.litellm import hooks
    from langchain_aimlapi.litellm.media import hands_on_edits
    from langchain_aimlapi.litellm.provider_configs import captured_by
    from langchain_aimlapi.litellm.wire_chunks import takes_objects

    cells = (
        hooks.DISPATCH in hooks._originals,
        captured_by("gpt-4o") is None,
        hands_on_edits(),
        takes_objects(),
    )
    return f"| {importlib.metadata.version('litellm')} | {' | '.join('yes' if cell else 'no' for cell in cells)} |"


def page_rows(text):
    """The rows of the page's table by release."""
    table = text.partition(HEAD)[2].partition("\n\n")[0]
    return {found.group(1): found.group(0) for found in ROW.finditer(table)}


def with_row(text, made):
    """The page with this row in its table, the newest release first."""
    before, head, rest = text.partition(HEAD)
    table, gap, after = rest.partition("\n\n")
    found = {**page_rows(text), ROW.match(made).group(1): made}
    rows = [found[version] for version in sorted(found, key=Version, reverse=True)]
    rule = table.strip().splitlines()[0]
    return before + head + "\n" + "\n".join([rule, *rows]) + gap + after


if __name__ == "__main__":
    PAGE.write_text(with_row(PAGE.read_text(encoding="utf-8"), row()), encoding="utf-8")
    sys.stdout.write(row() + "\n")

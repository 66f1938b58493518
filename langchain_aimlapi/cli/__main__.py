"""``python -m langchain_aimlapi.cli``: the same as ``aimlapi``."""

from langchain_aimlapi.cli import main

main()

"""The components, one file each: Langflow loads every file by itself, so none imports another."""

from langchain_aimlapi._extras import needing

with needing("langchain_aimlapi.langflow.components", "langflow", "lfx"):
    import lfx  # noqa: F401

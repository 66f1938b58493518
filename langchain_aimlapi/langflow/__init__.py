"""Langflow: AI/ML API among the model providers, and components of its own (extra `langflow`).

Langflow finds `extension.json` through the entry point group `langflow.extensions`, and loads each file of
`components/` under a name of its own, or from the source that a flow carries: what components share stands here,
one level up, and is imported by its full name. Nothing in this file needs lfx.
"""

"""LangChain integrations for AI/ML API."""

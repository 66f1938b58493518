"""LangChain messages to the neutral form and back: pure functions."""

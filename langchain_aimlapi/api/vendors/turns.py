"""Whose turn it is: Mistral wants an answer between results of tools and the next question.

"Unexpected role 'user' after role 'tool'", also where the user has interrupted an agent, or a result's image follows it
in a message of the user.
"""

from __future__ import annotations

from collections.abc import Iterable

from langchain_aimlapi.api.types import JSON

ACKNOWLEDGED = "I have the results."
"""What stands in the place of the answer that was never given."""
_BEHIND_RESULTS = ("assistant", "tool")


def answer_results(messages: Iterable[JSON]) -> list[JSON]:
    """The messages, with a short answer between results of tools and whatever else follows them.

    Example:
        >>> [message["role"] for message in answer_results([{"role": "tool"}, {"role": "user"}])]
        ['tool', 'assistant', 'user']
    """
    answered: list[JSON] = []
    for message in messages:
        if answered and answered[-1]["role"] == "tool" and message["role"] not in _BEHIND_RESULTS:
            answered.append({"role": "assistant", "content": ACKNOWLEDGED})
        answered.append(message)
    return answered

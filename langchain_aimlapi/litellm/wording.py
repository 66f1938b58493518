"""Texts of errors in LiteLLM's words: what a caller of LiteLLM can set, where they name what only this package has.

Pure; a test goes through the texts of all errors that LiteLLM's users can meet.
"""

from __future__ import annotations

import re

_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"; timeout=Timeouts\(\w+=\.\.\.\) allows more", "; a larger timeout allows more"),
        (r", httpx\.Timeout or Timeouts\b", " or httpx.Timeout"),
        (r"; SizeLimits\(\w+=\.\.\.\) would take more", ", the most that is taken"),
        (r"; allow_private_hosts=True would fetch it", '; response_format="url" gives its address instead'),
        (r" \(max_bytes\)", ""),
        (r'\bset unsupported_params="send" to send (it|them) anyway', r"send \1 in extra_body"),
        (r"allow_http=True or (\w+=1)", r"set \1"),
        (r"\bbase_url\b", "api_base"),
        (r" \(dialect '\w+'\)", ""),
    )
)


def in_litellm_s_words(text: str) -> str:
    """The text of an error as a caller of LiteLLM can act on it.

    Example:
        >>> in_litellm_s_words("No answer within 5 s; timeout=Timeouts(total=...) allows more")
        'No answer within 5 s; a larger timeout allows more'
    """
    for pattern, words in _WORDS:
        text = pattern.sub(words, text)
    return text

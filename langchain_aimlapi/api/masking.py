"""The API key, wherever the service echoes it, as asterisks. Pure."""

from __future__ import annotations

import re

_SHORT = 8
"""Characters; a shorter key would be found inside of other words by chance."""


def mask(text: str, secret: str | None) -> str:
    """The text with every occurrence of the key replaced by asterisks; of a short one, where it is a word of its own.

    Example:
        >>> mask("k is not known", "k")
        '*** is not known'
    """
    if not secret:
        return text
    if len(secret) >= _SHORT:
        return text.replace(secret, "***")
    return re.sub(rf"(?<![A-Za-z0-9_-]){re.escape(secret)}(?![A-Za-z0-9_-])", "***", text)


def mask_bytes(content: bytes, secret: str | None) -> bytes:
    """`mask`, for bytes of any encoding that has ASCII in it."""
    return mask(content.decode("latin-1"), secret).encode("latin-1") if secret else content

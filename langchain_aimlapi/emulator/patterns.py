"""A short text that matches a regular expression, for ``pattern`` in JSON schemas: the common subset, not all of it."""

from __future__ import annotations

import re

_ESCAPES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "n": "\n", "t": "\t", "b": "", "B": ""}
_QUANTIFIER = re.compile(r"\{(\d+)(?:,(\d*))?\}|[*+?]")


def matching_text(pattern: str, min_length: int = 0) -> str:
    """A text the pattern is found in; repeats are made longer until ``min_length`` is reached, where there are any."""
    for extra in range(max(1, min_length) + 1):
        text = _Sampler(pattern, extra).alternatives()
        if len(text) >= min_length:
            return text
    return text


class _Sampler:
    """Reads a pattern from left to right and writes the shortest text it can."""

    def __init__(self, pattern: str, extra: int) -> None:
        self.pattern = pattern
        self.extra = extra
        self.at = 0

    def alternatives(self) -> str:
        """The first alternative up to the closing bracket; the others are read and dropped."""
        first = self._sequence()
        while self._peek() == "|":
            self.at += 1
            self._sequence()
        return first

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _sequence(self) -> str:
        text = ""
        while self._peek() not in ("", "|", ")"):
            text += self._repeated(self._atom())
        return text

    def _atom(self) -> str:
        char = self._peek()
        self.at += 1
        if char == "(":
            return self._group()
        if char == "[":
            return self._char_class()
        if char == "\\":
            escaped = self._peek()
            self.at += 1
            return _ESCAPES.get(escaped, escaped)
        return {"^": "", "$": "", ".": "a"}.get(char, char)

    def _group(self) -> str:
        marker = re.compile(r"\?(?:P?<\w+>|:|[=!]|<[=!])").match(self.pattern, self.at)
        if marker:
            self.at = marker.end()
        text = self.alternatives()
        self.at += 1
        return "" if marker and marker[0][-1] in "=!" else text

    def _char_class(self) -> str:
        start = self.at
        end = self.pattern.index("]", start + (2 if self._peek() == "^" else 1))
        while self.pattern[end - 1] == "\\":
            end = self.pattern.index("]", end + 1)
        self.at = end + 1
        allowed = re.compile(self.pattern[start - 1 : self.at])
        return next((char for char in "aA0_-. /:" if allowed.match(char)), None) or next(
            char for char in map(chr, range(33, 0x500)) if allowed.match(char)
        )

    def _repeated(self, text: str) -> str:
        match = _QUANTIFIER.match(self.pattern, self.at)
        if not match:
            return text
        self.at = match.end()
        if self._peek() == "?":
            self.at += 1
        least = int(match[1]) if match[1] else (1 if match[0] == "+" else 0)
        fixed = match[1] and match[2] is None
        most = least if fixed else (int(match[2]) if match[2] else (1 if match[0] == "?" else 10_000))
        return text * min(most, least + self.extra)

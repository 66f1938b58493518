r"""Halves of characters: JSON may escape an emoji as two UTF-16 surrogates, and some servers cut between them.

`"\ud83d"` in one chunk and `"\ude00"` in the next are one character. No encoder of UTF-8 takes a half by itself, so
the halves are put together here, and one that stays alone becomes U+FFFD, the replacement character.
"""

from __future__ import annotations

import re
from typing import Any

from langchain_aimlapi.api.types import JSON

_HALF = re.compile("[\ud800-\udfff]")
_HIGH, _LOW, _PLAIN_U = r"[dD][89abAB][0-9a-fA-F]{2}", r"[dD][c-fC-F][0-9a-fA-F]{2}", r"\\u"
_OPEN = rf"{_PLAIN_U}{_HIGH}(?:\\(?:u(?:[dD](?:[c-fC-F][0-9a-fA-F]?)?)?)?)?\Z|\\(?:u[0-9a-fA-F]{{0,3}})?\Z"
_ESCAPE = re.compile(
    rf"(?P<pair>{_PLAIN_U}{_HIGH}{_PLAIN_U}{_LOW})|(?P<open>{_OPEN})|(?P<lone>{_PLAIN_U}[dD][89a-fA-F][0-9a-fA-F]{{2}})|\\.",
    re.DOTALL,
)
_ESCAPE_IN_BYTES = re.compile(
    rb"(?P<pair>\\u%b\\u%b)|(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\." % (_HIGH.encode(), _LOW.encode()), re.DOTALL
)
_HALF_IN_BYTES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
REPLACEMENT = "\ufffd"


def mend(text: str) -> str:
    r"""The text with its halves put together; U+FFFD for each that is alone.

    ```python
    from langchain_aimlapi.api.surrogates import mend

    assert mend("\ud83d" + "\ude00") == "😀"
    ```
    """
    if text.isascii() or not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def mend_values(value: Any) -> Any:
    """JSON values with all their texts mended, keys included."""
    if isinstance(value, str):
        return mend(value)
    if isinstance(value, dict):
        return {mend(key) if isinstance(key, str) else key: mend_values(item) for key, item in value.items()}
    return [mend_values(item) for item in value] if isinstance(value, (list, tuple)) else value


def mend_escapes(text: str) -> str:
    """JSON text in which an escaped half that is alone is the escape of U+FFFD; one that the end cuts stays."""
    if "\\u" not in text:
        return text
    return _ESCAPE.sub(lambda found: r"\ufffd" if found["lone"] else found[0], text)


def mend_bytes(content: bytes) -> bytes:
    """The same for bytes; halves that were written out as bytes become escapes first, and meet there."""
    content = _HALF_IN_BYTES.sub(_as_escape, content)
    return _ESCAPE_IN_BYTES.sub(lambda found: rb"\ufffd" if found["lone"] else found[0], content)


def _as_escape(found: re.Match[bytes]) -> bytes:
    return f"\\u{ord(found[0].decode('utf-8', 'surrogatepass')):04x}".encode()


class EscapeJoiner:
    """Passes JSON text on in pieces and holds back an escape that the end of a piece cuts, or half of a pair."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can be passed on."""
        if not self._held and "\\" not in piece:
            return piece
        held, self._held = self._held, ""
        return _ESCAPE.sub(self._take, held + piece)

    def finish(self) -> str:
        """What was held back, of a text that ends there."""
        held, self._held = self._held, ""
        return held

    def _take(self, found: re.Match[str]) -> str:
        if found["open"]:
            self._held = found[0]
            return ""
        return r"\ufffd" if found["lone"] else found[0]


class ChunkJoiner:
    """Puts halves together that came in several chunks of one stream: of text, reasoning, refusal and tool calls.

    A half at the end of a piece is held back until the next piece of the same thing, at most until the last chunk.
    """

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[tuple[Any, ...], str] = {}

    def feed(self, chunk: JSON) -> JSON:
        """The chunk without halves; the last one, which has `usage`, brings what is still held back."""
        last = "usage" in chunk
        for choice in chunk["choices"]:
            delta, place = choice["delta"], choice["index"]
            for key in _TEXTS & delta.keys():
                delta[key] = self._join((place, key), delta[key])
            for fragment in delta.get("tool_calls") or ():
                told = fragment.get(fragment.get("type", "function")) or {}
                for key in _CALL_TEXTS & told.keys():
                    told[key] = self._join((place, key, fragment["index"]), told[key])
            if last:
                self._give_back(choice)
        return {key: mend_values(value) for key, value in chunk.items()}

    def _join(self, place: tuple[Any, ...], piece: Any) -> Any:
        if not isinstance(piece, str) or not piece:
            return piece
        text = self._held.pop(place, "") + piece
        if "\ud800" <= text[-1] <= "\udbff":
            text, self._held[place] = text[:-1], text[-1]
        return text

    def _give_back(self, choice: JSON) -> None:
        delta = choice["delta"]
        for place in [place for place in self._held if place[0] == choice["index"]]:
            half, key, *call = self._held.pop(place), *place[1:]
            if not call:
                told = delta.get(key) or ""
                delta[key] = [*told, {"type": "text", "text": half}] if isinstance(told, list) else told + half
                continue
            kind = "custom" if key == "input" else "function"
            fragment = {"index": call[0], "type": kind, kind: {key: half}}
            delta["tool_calls"] = [*(delta.get("tool_calls") or ()), fragment]


_TEXTS = frozenset({"content", "reasoning_content", "refusal"})
_CALL_TEXTS = frozenset({"arguments", "input", "name"})

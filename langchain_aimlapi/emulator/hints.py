"""Values a sentence offers: its numbers, names, places, quotes, addresses. Taken one by one, each at most once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_URL = re.compile(r"https?://[^\s\"'<>)”»]+")
_TIME = re.compile(r"\b\d{1,2}:\d{2}\b")
_EXPRESSION = re.compile(r"[-(]*\d[\d.]*(?:[\s)]*[-+*/^%][\s(]*-?\d[\d.]*)+\)*")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|(?<!\w)'([^']+)'(?!\w)|`([^`]+)`|«([^»]+)»")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w]*\w[-\d])")
_CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w'\u2019-]*"
_NAME = re.compile(rf"\b{_CAPITALISED}(?:\s+{_CAPITALISED})*")
_PLACE = re.compile(rf"\b(?:in|at|near|from|to|for)\s+({_CAPITALISED}(?:,?\s+{_CAPITALISED})*)")
_LOWER_PLACE = re.compile(r"\b(?:in|at|near)\s+((?!the\b|a\b|an\b)[a-z]{3,})")
_STOP_WORDS = (
    "a about add after all also am an and answer any are ask at be before book both buy by calculate call "
    "can can't check close compute convert could count create delete describe divide do does don't each "
    "explain extract fetch finally find first for from get give given google has have he hello her hi his "
    "how i i'm if in is it its let list look make me multiply my name next no now of on one open or order "
    "our plan play please remove repeat reply return say schedule search send set she show sort start "
    "stop subtract summarise summarize take tell the then there they this three to today translate turn "
    "two update use using we what what's when where which who whose why will with would write yes you "
    "your"
)
_NOT_NAMES = frozenset(_STOP_WORDS.split())
_DIRECTIONS = (
    (re.compile(r"\b(?:origin|from|source|departure|start)\b"), "from"),
    (re.compile(r"\b(?:destination|to|target|arrival)\b"), "to"),
)
PLACE_WORDS = ("city", "location", "place", "country", "town", "destination", "region", "where")
NAME_WORDS = ("name", "person", "author", "customer", "who", "user", "owner", "contact", "company")


class Hints:
    """What can be read out of one text.

    Args:
        text: The user's words.
    """

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.emails = _EMAIL.findall(text)
        self.urls = [url.rstrip(".,") for url in _URL.findall(text)]
        self.dates = _DATE.findall(text)
        self.quotes = ["".join(groups) for groups in _QUOTED.findall(text)]
        self.times = _TIME.findall(text)
        self.expressions = _EXPRESSION.findall(text)
        plain = text
        for pattern in (_EMAIL, _URL, _DATE, _TIME):
            plain = pattern.sub(" ", plain)
        self.numbers = [_number(word) for word in _NUMBER.findall(_spaced(plain))]
        self.places = _PLACE.findall(plain) or _LOWER_PLACE.findall(plain)
        self.names = list(_names(plain, self.places))

    def take_number(self, label: str, fits: Callable[[float], bool]) -> float | None:
        """The number beside the label if there is one, else the next that fits."""
        words = _label_pattern(label)
        for pattern in (rf"(-?\d+(?:\.\d+)?)[\s-]*{words}\b", rf"\b{words}\b\D{{0,15}}?(-?\d+(?:\.\d+)?)"):
            match = re.search(pattern, self.text, re.IGNORECASE)
            number = _number(match[1]) if match else None
            if number in self.numbers and fits(number):
                self.numbers.remove(number)
                return number
        for number in self.numbers:
            if fits(number):
                self.numbers.remove(number)
                return number
        return None

    def take_string(self, label: str, fits: Callable[[str], bool]) -> str | None:
        """A string for a property of this name: by its kind, by a label in the text, or in quotes."""
        for source in self._sources(label.lower()):
            for value in source:
                if fits(value):
                    if value in self.quotes:
                        self._forget_numbers(value)
                    source.remove(value)
                    self._forget(value)
                    return value
        return None

    def take_name(self, fits: Callable[[str], bool]) -> str | None:
        """The next capitalised name nobody took."""
        for source in (self.names, self.places):
            for value in source:
                if fits(value):
                    self._forget(value)
                    return value
        return None

    def says(self, word: str) -> bool:
        """Whether the text contains this word."""
        return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", self.text, re.IGNORECASE) is not None

    def topic(self) -> str:
        """The text without the words that only ask for something to be done."""
        asked = re.sub(
            r"(?i)^(?:please\s+)?(?:search|look|google|find|ask)\b(?:.{0,20}?\b(?:for|up)\b)?\s*", "", self.text
        )
        return asked.strip(" ?.!") or self.text

    def _sources(self, label: str) -> Iterator[list[str]]:
        words = label.replace("_", " ")
        if any(word in words for word in ("email", "e-mail")) or words in ("to", "recipient", "cc"):
            yield self.emails
        if any(word in words for word in ("url", "link", "website")):
            yield self.urls
        for kinds, source in (
            (("date", "day"), self.dates),
            (("time", "hour"), self.times),
            (("expression", "formula", "equation", "calculation"), self.expressions),
        ):
            if any(kind in words for kind in kinds):
                yield source
        yield self._after_preposition(words)
        yield self._labelled(label)
        if any(word in words for word in PLACE_WORDS):
            yield self.places
        elif any(word in words for word in NAME_WORDS):
            yield self.quotes
            yield self.names
        yield self.quotes

    def _labelled(self, label: str) -> list[str]:
        words = _label_pattern(label)
        said = rf"\b{words}\b\s*(?:is|are|was|:|=|named|called)\s*[\"'“]?([^\n,;.?!\"'”]+)"
        quoted = rf"\b{words}\b\s*[\"'“`]([^\"'”`]+)[\"'”`]"
        found = re.findall(quoted, self.text, re.IGNORECASE) + re.findall(said, self.text, re.IGNORECASE)
        return [match.strip() for match in found if match.strip()]

    def _after_preposition(self, words: str) -> list[str]:
        """*from Paris* for an origin, *to London* for a destination."""
        found = next((before for named, before in _DIRECTIONS if named.search(words)), None)
        return re.findall(rf"\b{found}\s+({_CAPITALISED}(?:\s+{_CAPITALISED})*)", self.text) if found else []

    def _forget_numbers(self, quoted: str) -> None:
        """Numbers inside of what was quoted are part of it."""
        for number in map(_number, _NUMBER.findall(_spaced(quoted))):
            if number in self.numbers:
                self.numbers.remove(number)

    def _forget(self, value: str) -> None:
        for source in (self.quotes, self.names, self.places):
            if value in source:
                source.remove(value)


def _names(text: str, places: list[str]) -> Iterator[str]:
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and words[0].lower() in _NOT_NAMES:
            words.pop(0)
        name = " ".join(words).removesuffix("'s").removesuffix("\u2019s")
        if name and not any(name in place for place in places):
            yield name


def _spaced(text: str) -> str:
    """Spaces around operators, so that the minus of ``7-2`` is no sign."""
    return re.sub(r"(?<=\d)([-+*/x\xd7^=()])(?=-?\d)", r" \1 ", text)


def _number(text: str) -> float:
    return float(text) if "." in text else int(text)


def _label_pattern(label: str) -> str:
    words = re.findall(r"[A-Za-z][a-z]*|\d+", label) or [label]
    return r"[\s_-]*".join(map(re.escape, words))

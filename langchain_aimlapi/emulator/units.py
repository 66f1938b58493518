"""Units as people write them, and the words that names of tools and parameters have for them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

_UNITS = {
    "celsius": "°C ℃ degC C centigrade",
    "fahrenheit": "°F ℉ degF F",
    "kelvin": "°K K",
    "kilometer": "km kilometres",
    "meter": "m metres",
    "centimeter": "cm centimetres",
    "millimeter": "mm millimetres",
    "mile": "mi",
    "yard": "yd",
    "foot": "ft feet",
    "inch": "in″ inches",
    "kilogram": "kg kilos kilo",
    "gram": "g grammes",
    "pound": "lb lbs",
    "ounce": "oz",
    "liter": "l litres",
    "milliliter": "ml millilitres",
    "gallon": "gal",
    "hour": "h hr hrs",
    "minute": "min mins",
    "second": "s sec secs",
    "kmh": "km/h kph",
    "mph": "mi/h",
    "dollar": "$ USD US$",
    "euro": "€ EUR",
    "pound sterling": "£ GBP",
    "yen": "¥ JPY",
    "percent": "%",
    "degree": "°",
}
"""By the word that is usual in names, the ways to write it."""
_NUMBER = r"(?<![\w.])-?\d[\d,.]*"
_TARGET = r"\b(?:to|in|into|as)\s+(?:degrees?\s+)?"


def unit_words(text: str) -> Iterator[str]:
    """The words for the units that a text names behind a number, or behind *to* and *in*: names and abbreviations.

    Example:
        >>> sorted(unit_words("It is 20 km/h"))
        ['km/h', 'kmh', 'kph']
    """
    for name, signs in _UNITS.items():
        words = [*name.split(), *signs.split()]
        if any(_is_said(word, text) for word in words):
            yield from (word for word in words if word.isascii())


def _is_said(sign: str, text: str) -> bool:
    written = rf"{re.escape(sign)}s?(?![\w/])"
    before = rf"{re.escape(sign)}\s?\d" if not sign[-1].isalnum() else r"(?!)"
    return re.search(rf"{_NUMBER}\s?{written}|{_TARGET}{written}|{before}", text, _case(sign)) is not None


def _case(sign: str) -> re.RegexFlag:
    """Single letters mean what they are: 5 m is no 5 M."""
    return re.NOFLAG if len(sign) == 1 else re.IGNORECASE

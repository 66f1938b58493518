"""How two spellings of one model name are compared. Pure functions on strings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

_SAME = str.maketrans({".": "-", "_": "-", " ": "-"})
_SEPARATORS = re.compile(r"[-/]")
_MIN_WORD = 4  # a typo in a shorter word is as likely another variant ("pro", "max", "v3")
_CUTOFF = 0.6
_CLOUD_PREFIX = re.compile(r"^(?:[a-z-]+\.)+(?=[a-z])")  # us.anthropic.claude-…
_CLOUD_SUFFIX = re.compile(r"-v\d+:\d+$|[:@][\w.-]+$")  # …-v1:0, …@20250929, …:free
_DATE_SUFFIX = re.compile(r"-(?:20\d{2}-?[01]\d-?[0-3]\d|latest)$")
_OTHER_VENDOR = 0.05  # what a like name with another vendor prefix, or none, ranks lower


def normal_form(name: str) -> str:
    """Fold case and treat `.`, `_`, `-` and spaces as one character.

    Example:
        >>> normal_form("Anthropic/Claude_Opus-4.8")
        'anthropic/claude-opus-4-8'
    """
    return name.strip().lower().translate(_SAME)


def bare_name(normal: str) -> str:
    """Drop the vendor prefix of a normal form (`openai/gpt-4o` → `gpt-4o`)."""
    return normal.rpartition("/")[2]


def model_key(name: str) -> str:
    """What is the same for every spelling of one model's name: without vendor, cloud, variant and date.

    Example:
        >>> model_key("us.anthropic.claude-sonnet-4-5-20250929-v1:0"), model_key("anthropic/claude-sonnet-4.5")
        ('claude-sonnet-4-5', 'claude-sonnet-4-5')
    """
    bare = _CLOUD_PREFIX.sub("", bare_name(name.strip().lower()))
    return _DATE_SUFFIX.sub("", normal_form(_CLOUD_SUFFIX.sub("", bare)))


def is_near_miss(name: str, known: str) -> bool:
    """Tell whether a normal form is most likely a typo of a known one.

    Careful on purpose: another number, date or short variant word is another model, not a typo. Only a
    missing or extra separator, or one slip within one longer word, counts.

    Example:
        >>> is_near_miss("openai/gpt4o", "openai/gpt-4o"), is_near_miss("gpt-4o", "gpt-5o")
        (True, False)
    """
    if abs(len(name) - len(known)) > 2:  # noqa: PLR2004 - one slip, or two separators, at the most
        return False
    words, known_words = _SEPARATORS.split(name), _SEPARATORS.split(known)
    if len(words) != len(known_words):
        return "".join(words) == "".join(known_words)
    different = [pair for pair in zip(words, known_words, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and _is_slip(*different[0])


def _is_slip(word: str, known: str) -> bool:
    """Tell whether two words of letters differ by one inserted, lost, changed or swapped letter."""
    if min(len(word), len(known)) < _MIN_WORD or not (word.isalpha() and known.isalpha()):
        return False
    start = _common_prefix(word, known)
    end = _common_prefix(word[start:][::-1], known[start:][::-1])
    left, right = word[start : len(word) - end], known[start : len(known) - end]
    swapped = len(left) == 2 and left == right[::-1]  # noqa: PLR2004 - two letters
    return swapped or max(len(left), len(right)) <= 1


def _common_prefix(left: str, right: str) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(left), len(right)))


def closest(name: str, known: Iterable[str], limit: int) -> list[str]:
    """Order known normal forms by likeness to a name, best first, and keep the alike ones.

    Args:
        name: A normal form.
        known: Normal forms in order of preference: among equally close ones the earlier wins.
        limit: How many to keep at the most.
    """
    whole, bare = SequenceMatcher(b=name), SequenceMatcher(b=bare_name(name))
    scored = [(max(_ratio(whole, other), _ratio(bare, bare_name(other)) - _OTHER_VENDOR), other) for other in known]
    scored.sort(key=lambda pair: -pair[0])
    return [other for score, other in scored[:limit] if score >= _CUTOFF]


def _ratio(matcher: SequenceMatcher[str], other: str) -> float:
    matcher.set_seq1(other)
    if matcher.real_quick_ratio() < _CUTOFF or matcher.quick_ratio() < _CUTOFF:
        return 0.0
    return matcher.ratio()

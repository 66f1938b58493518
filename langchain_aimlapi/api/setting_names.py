"""What the name of a setting speaks of: a key, an address, a proxy, or a field that was meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal

Place = Literal["api_key", "base_url", "http_client"]
"""The setting that such a value belongs to."""

HIDDEN = "***"
"""What is shown in the place of a value that may be a secret."""
CURES: Mapping[Place, str] = {
    "api_key": "the key of AI/ML API is api_key= of the constructor, or AIMLAPI_API_KEY",
    "base_url": "the URL of the service is base_url= of the constructor, or AIMLAPI_API_BASE",
    "http_client": "a proxy is set on a client of your own, http_client= and http_async_client=, or by HTTPS_PROXY",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KEY_LIKE = (
    r"\b(?:sk|pk|rk|gsk|xai|hf|ghp|gho|github_pat|glpat|pplx|r8|nvapi|tgp|key)[-_][\w-]{2,}"
    r"|\bAIza[\w-]{20,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*|\bBearer\s+\S+"
)
_SECRETS = _words(
    """
    secret secrets password passwords passwd pwd passphrase passcode credential credentials creds auth
    authorization authorisation authentication bearer jwt oauth oauth2 pat pass apikey apikeys cookie cookies
    """
)
_KEYS = frozenset({"key", "keys"})
_ABOUT_KEYS = frozenset({"path", "file", "id", "name", "env", "value", "provider", "vault"})
_KEYS_OF_DATA = _words(
    """
    cache idempotency sort order partition routing dedup primary foreign answer
    """
)
_TOKENS_OF_TEXT = _words(
    """
    eos bos pad unk stop mask special begin start end thinking tool image
    """
)
_SECRETS_RUN_TOGETHER = r"ap[ip]keys?|(?:access|auth|api|bearer|refresh)tokens?|(?:access|secret|private)keys?|password"
_ENDS_OF_SECRETS = r"(?!monkey|donkey|turkey|hockey|jockey|hotkey|whiskey).+(?:key|token|secret|passwd|pwd)"
_ADDRESS_HEADS = _words(
    """
    url uri host hostname server address base gateway baseurl
    """
)
_OTHER_ADDRESSES = _words(
    """
    email mail ip street postal knowledge
    """
)
_ADDRESSES_RUN_TOGETHER = r"baseur[li]|apibase|apiur[li]|apihost|serverur[li]|endpoint|apiserver"
_MADE_OF = _words(
    """
    image images video videos audio audios file files document documents doc pdf page mask frame picture photo
    mesh reference ref callback webhook redirect return voice sound music song speech clip web website site
    source media attachment thumbnail avatar style face subject product garment control pose depth alpha tail
    first last left right front back input output result notify notification success cancel icon logo texture
    glb lora loras lyrics transcript subtitle citation news feed rss link start end character motion object
    background person template
    """
)
"""What a URL may lead to that is a parameter of a model and not the service."""
_SHORTEST_MEANT = 4


def place_of(name: object, value: object = None) -> Place | None:
    """The setting that a name, such as `openai_api_key` or `apiBase`, speaks of; None if it speaks of none.

    Args:
        name: In any spelling: snake case, camel case, run together, with hyphens or dots.
        value: Numbers are no keys: `max_token=100` is about a length.
    """
    spoken = _spoken(str(name))
    if spoken == "token":
        return None if _is_number(value) else "api_key"
    return spoken


def is_secret(name: object, value: object = None) -> bool:
    """Whether a name speaks of a key, token, password or the like."""
    return place_of(name, value) == "api_key"


@lru_cache(4096)
def _spoken(name: str) -> Place | Literal["token"] | None:
    words = words_of(name)
    if not words:
        return None
    if _speaks_of_a_secret(words):
        return "api_key"
    if "token" in words or re.fullmatch(r".+token", words[-1]):
        return None if _TOKENS_OF_TEXT & set(words) else "token"
    if any(re.search("prox(?:y|ies)", word) for word in words):
        return "http_client"
    return "base_url" if _speaks_of_an_address(words) else None


def _speaks_of_a_secret(words: list[str]) -> bool:
    if _SECRETS & set(words) or re.search(_SECRETS_RUN_TOGETHER, "".join(words)):
        return True
    if "key" in words[:-1] and words[-1] in _ABOUT_KEYS:
        return True
    if words[-1] in _KEYS:
        return not _KEYS_OF_DATA & set(words)
    return not words[-1].endswith("token") and re.fullmatch(_ENDS_OF_SECRETS, words[-1]) is not None


def _speaks_of_an_address(words: list[str]) -> bool:
    others = {re.sub("ur[li]s?$", "", word) for word in words}
    if re.search(_ADDRESSES_RUN_TOGETHER, "".join(words)):
        return True
    if (_MADE_OF | _OTHER_ADDRESSES) & others:
        return False
    return words[-1] in _ADDRESS_HEADS or re.fullmatch(r".+ur[li]", words[-1]) is not None or words == ["port"]


def words_of(name: object) -> list[str]:
    """The words of a name in lower case: `openaiApiKey`, `OPENAI_API_KEY` and `openai-api-key` are the same three."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", str(name))
    return [word for word in re.split(r"[\W_]+", spaced.lower()) if word]


def misplaced(params: Mapping[str, Any], known: Collection[str]) -> tuple[str, Place] | None:
    """The first parameter whose name speaks of a key or an address of the service, and what it speaks of.

    Inside of a parameter that nobody knows, names are looked at as well: `{"headers": {"Authorization": …}}`.

    Args:
        params: By name.
        known: Names that are parameters, whatever they speak of; not looked into.
    """
    for name, value in params.items():
        if name in known:
            continue
        place = place_of(name, value) or _misplaced_inside(value)
        if place:
            return str(name), place
    return None


def _misplaced_inside(value: Any) -> Place | None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            place = place_of(name, inner)
            if place == "base_url" and len(words_of(name)) == 1:
                place = None  # `{"type": "rss", "url": …}`
            if place or (place := _misplaced_inside(inner)):
                return place
    if isinstance(value, (list, tuple)):
        return next(filter(None, map(_misplaced_inside, value)), None)
    return None


def looks_like_key(text: str) -> bool:
    """Whether a string has the form of a vendor's key, such as `sk-…`."""
    return re.search(_KEY_LIKE, text) is not None


def shown(params: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """The parameters as traces may show them: what nobody knows, and what may be a key, only by name.

    Args:
        params: By name.
        known: Names whose values may be shown.
    """
    return {name: _without_keys(value) if name in known else HIDDEN for name, value in params.items()}


def _without_keys(value: Any) -> Any:
    if isinstance(value, str):
        return HIDDEN if looks_like_key(value) else value
    if isinstance(value, Mapping):
        if "function" in value:  # a tool: its schema describes values and holds none
            return value
        return {
            name: HIDDEN if isinstance(inner, str) and is_secret(name, inner) else _without_keys(inner)
            for name, inner in value.items()
        }
    return [_without_keys(inner) for inner in value] if type(value) in (list, tuple) else value


def _is_number(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_number, value))
    return isinstance(value, (int, float))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that another one is a slip of: one letter too many, missing or wrong, two swapped, or another case.

    Example:
        >>> nearest("temprature", ["temperature", "top_p"])
        'temperature'
        >>> nearest("maxTokens", ["max_tokens"])
        'max_tokens'
    """
    meant = "".join(words_of(name))
    joined = {candidate: candidate.replace("_", "") for candidate in names}
    same = [candidate for candidate, word in joined.items() if word == meant]
    close = [
        candidate
        for candidate, word in joined.items()
        if min(len(word), len(meant)) >= _SHORTEST_MEANT and _is_one_slip(meant, word)
    ]
    return next(iter([*same, *close]), None)


def _is_one_slip(one: str, other: str) -> bool:
    """Whether two different words are one insertion, deletion, substitution or swap of neighbours apart."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[2:] == b[2:] and a[:2] == b[:2][::-1])

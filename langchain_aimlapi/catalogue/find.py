"""Search the catalogue by what models are and can do."""

from __future__ import annotations

from collections.abc import Collection

from langchain_aimlapi.catalogue import store
from langchain_aimlapi.catalogue.cards import ModelCard
from langchain_aimlapi.catalogue.lookup import get_model


def find_models(
    *,
    family: str | Collection[str] | None = None,
    vendor: str | Collection[str] | None = None,
    capability: str | Collection[str] | None = None,
    status: str | Collection[str] | None = ("live", "documented"),
) -> list[ModelCard]:
    """Return the models that meet every filter given, ordered by name.

    Filters are compared without regard to case. `None` means no filter.

    Args:
        family: One or several families, such as `"chat"`; a model is of one of them.
        vendor: One or several vendors, such as `"OpenAI"`; a model is of one of them.
        capability: One or several capabilities, such as `"tools"`; a model has all of them.
        status: One or several status words; a model has one of them.

    Raises:
        ValueError: A filter names something that no model in the catalogue has.

    Example:
        >>> [card.id for card in find_models(family="ocr", vendor="Google")]
        ['gc-document-ai', 'google/gc-document-ai']
    """
    families, vendors = _wanted("family", family), _wanted("vendor", vendor)
    statuses, capabilities = _wanted("status", status), _wanted("capabilities", capability)
    return [
        get_model(name, warn=False)
        for name, row in store.rows().items()
        if (families is None or row["family"] in families)
        and (vendors is None or row.get("vendor") in vendors)
        and (statuses is None or row["status"] in statuses)
        and (capabilities is None or capabilities.issubset(row.get("capabilities", "").split()))
    ]


def _wanted(field: str, asked: str | Collection[str] | None) -> set[str] | None:
    """Translate a filter into values of the index."""
    if asked is None:
        return None
    known = {value.lower(): value for value in _values(field)}
    words = [asked] if isinstance(asked, str) else asked
    unknown = next((word for word in words if word.lower() not in known), None)
    if unknown is not None:
        label = "capability" if field == "capabilities" else field
        raise ValueError(f"No model has {label} {unknown!r}. Known: {', '.join(sorted(known.values()))}.")
    return {known[word.lower()] for word in words}


def _values(field: str) -> set[str]:
    found: set[str] = {row[field] for row in store.rows().values() if field in row}
    return {word for words in found for word in words.split()} if field == "capabilities" else found

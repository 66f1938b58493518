"""The emulated web search: one made-up source, cited at the end of an answer. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_aimlapi.emulator.conversation import Conversation

SOURCE_URL = "https://example.com/emulator"
SOURCE_TITLE = "A made-up source of the emulator"
SOURCE_TEXT = "The emulator never searches: this result is made up."


@dataclass(frozen=True)
class Citation:
    """A source and the place in the text, in characters, that names it."""

    start: int
    end: int
    title: str = SOURCE_TITLE
    url: str = SOURCE_URL

    def as_fields(self) -> dict[str, Any]:
        """The four fields every shape has."""
        return {"start_index": self.start, "end_index": self.end, "title": self.title, "url": self.url}


def searches(conversation: Conversation) -> bool:
    """Whether an answer in words comes from a search: there is one, and it is not forbidden."""
    choice = conversation.choice
    allowed = choice.mode != "none" and (not choice.names or "web_search" in choice.names)
    return allowed and any(hosted.kind == "web_search" for hosted in conversation.hosted)


def cite(text: str) -> tuple[str, tuple[Citation, ...]]:
    """The text with its source named at the end, and where that is."""
    link = f"([{SOURCE_TITLE}]({SOURCE_URL}))"
    cited = f"{text} {link}"
    return cited, (Citation(len(cited) - len(link), len(cited)),)

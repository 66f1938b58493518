"""What a model does not get as it was in a conversation, gathered, so that it can be told in few words."""

from __future__ import annotations


class Notes:
    """Gathers what was lost and what was only written in another way.

    Example:
        >>> notes = Notes()
        >>> notes.leave_out("web_search_call")
        >>> notes.losses()
        ["parts of another vendor's own are left out: web_search_call"]
    """

    def __init__(self) -> None:
        self.rewritten: dict[str, None] = {}
        """What was written in another way, in the order in which it was found; nothing of it is lost."""
        self._lost: dict[str, None] = {}
        self._left_out: dict[str, None] = {}
        self._named: dict[str, None] = {}

    def rewrite(self, text: str) -> None:
        """Something says the same in another way."""
        self.rewritten[text] = None

    def lose(self, text: str) -> None:
        """Something is lost."""
        self._lost[text] = None

    def leave_out(self, kind: str) -> None:
        """A part of this type, another vendor's own, is lost."""
        self._left_out[kind] = None

    def name(self, kind: str) -> None:
        """A file of this kind is only named."""
        self._named[kind] = None

    def losses(self) -> list[str]:
        """A sentence for each kind of loss."""
        told = list(self._lost)
        if self._left_out:
            told.append(f"parts of another vendor's own are left out: {', '.join(self._left_out)}")
        if self._named:
            told.append(
                "what the model does not take in results of tools and in earlier turns is only named there: "
                + ", ".join(self._named)
            )
        return told

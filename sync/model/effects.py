"""What a source did to an implementation: the lines of a report that explain scores."""

from __future__ import annotations

from typing import NamedTuple


class Effect(NamedTuple):
    """What a review did to one implementation, or why it did nothing.

    ``key`` is ``spec_id/library_id/variant``, with ``*`` for all. ``note`` is
    empty where the review counts.
    """

    key: str
    before: float | None
    after: float | None
    tested: bool
    author: str
    url: str
    note: str = ""

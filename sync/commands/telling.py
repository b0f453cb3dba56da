"""After a commit: others are told, and it is kept in the database who has heard it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sync.database.errors import DatabaseError
from sync.model.catalog import Notice
from sync.model.problems import Problem, problem

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.progress import Progress
    from sync.settings import Settings


class Heard(NamedTuple):
    """What went wrong, and how many statements it took to keep who has heard what."""

    problems: tuple[Problem, ...] = ()
    statements: int = 0


def tell(
    target: Target, settings: Settings, notices: Sequence[Notice], progress: Progress
) -> Heard:
    """Tell those that the settings name of ``notices``, from the oldest on.

    What goes wrong is a problem and not raised: the changes are made.
    """
    if not notices:
        return Heard()
    from sync.after.notify import tell_others

    left: dict[Notice, tuple[str, ...]] = {}
    try:
        problems = tell_others(settings, notices, left, progress)
    except BaseException:
        # whoever interrupts: what was heard is not told again
        _kept(target, settings, left)
        raise
    kept = _kept(target, settings, left)
    return kept._replace(problems=(*problems, *kept.problems))


def _kept(target: Target, settings: Settings, left: dict[Notice, tuple[str, ...]]) -> Heard:
    """Keep who is left to be told of what."""
    if not left:
        return Heard()
    from sync.database.notices import settle

    try:
        return Heard(statements=settle(target, settings, left))
    except DatabaseError as error:
        said = f"others were told of a change, which could not be noted: {error}"
        return Heard((problem("told-not-noted", None, said, hint=error.hint),))

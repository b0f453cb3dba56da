"""What a pull request touches, and what that says about the plan that was made of it.

The workflow that makes the plan installs the code of the base, and is itself the
branch's own: a branch that changes it can print any report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sync.reports.markdown import code

_WORKFLOWS = (".github",)
_CODE = (".ci", "action.yml", "constraints.txt", "locks", "migrations", "sync")
_SETTINGS = ("pyproject.toml",)
_CATALOGUE = ("plots", "specs")
_SHOWN = 5
"""Names that are shown before the rest is only counted."""
_LONGEST = 120
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class Touched:
    """The files of a pull request, as GitHub lists them.

    Args:
        workflows: those that decide how a plan is made.
        program: other code, and the file of the settings.
        catalogue: whether what a plan is made of is touched: the catalogue, or its settings.
        complete: whether all of them are known.
    """

    workflows: tuple[str, ...] = ()
    program: tuple[str, ...] = ()
    catalogue: bool = False
    complete: bool = True

    @property
    def is_quiet(self) -> bool:
        """Whether an empty plan is no news: all is known, and nothing could have made it so."""
        return self.complete and not (self.catalogue and (self.workflows or self.program))

    def warning(self) -> str:
        """What has to be read before the plan, as Markdown; empty when there is nothing."""
        if self.workflows:
            told = (
                f"**This plan may have been made by changed code:** the branch changes "
                f"{_names(self.workflows)}, and can print any report. Read that before you "
                f"believe this."
            )
        elif not self.complete:
            told = (
                "**This plan may have been made by changed code:** GitHub does not list all "
                "files of this pull request, so nobody knows whether it changes what makes plans."
            )
        elif self.program:
            told = (
                f"**This pull request changes code or settings:** {_names(self.program)}. The plan "
                f"was made by the code of the base, not by the changed code."
            )
        else:
            return ""
        return f"> [!CAUTION]\n> {told}\n\n"


def touched(names: Iterable[str], *, complete: bool, has_program: bool = True) -> Touched:
    """Sort the ``names`` of files, those that a renamed one had before included.

    Args:
        names: relative to the repository.
        complete: whether these are all.
        has_program: whether the program that made the plan lies in this repository, too.
    """
    known = sorted(set(names))
    program = (*_CODE, *_SETTINGS) if has_program else ()
    return Touched(
        tuple(name for name in known if _below(name, _WORKFLOWS)),
        tuple(name for name in known if _below(name, program)),
        any(_below(name, (*_CATALOGUE, *_SETTINGS)) for name in known),
        complete,
    )


def _below(name: str, roots: tuple[str, ...]) -> bool:
    return name.partition("/")[0] in roots


def _names(names: tuple[str, ...]) -> str:
    shown = [
        code(name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…")
        for name in names[:_SHOWN]
    ]
    rest = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(shown) + rest

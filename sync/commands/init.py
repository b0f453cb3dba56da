"""``init``: what a catalogue's repository needs to be kept in sync, where it is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sync.commands import first_settings
from sync.commands.planting import BlockedError, extend, is_there, plant
from sync.ledger import ledger
from sync.model.layouts import LAYOUTS, WALKED
from sync.model.problems import Problem, problem
from sync.reports.planting import Found, Init, Planted
from sync.settings import SettingsError
from sync.sources.files.git import CheckoutError, Git, find_top
from sync.sources.files.placed import Places
from sync.sources.files.places import find_places
from sync.sources.files.reader import Reader, UnreadableError
from sync.sources.files.tree import list_tree

if TYPE_CHECKING:
    from sync.progress import Progress
    from sync.settings import Settings

_FOLDER = ".github/workflows"
_WORKFLOWS = {
    "pyplots-sync.yml": (
        "catalogue-sync.yml",
        "makes the database match after each push, and every hour",
    ),
    "pyplots-sync-plan.yml": (
        "catalogue-plan.yml",
        "shows what a pull request would change, from forks, too",
    ),
    "pyplots-sync-comment.yml": (
        "catalogue-comment.yml",
        "puts that into one comment on the pull request",
    ),
}
"""A workflow, which of ours it calls, and what it is for."""
_SPEC = "plots/specs/scatter-basic.md"
_CODE, *_ = LAYOUTS[0].code_paths(("scatter-basic", "matplotlib", "default"), "scatter")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*", re.ASCII)
"""Names of branches that mean themselves where GitHub expects a pattern."""
_PATHS = ", ".join(f'"{folder}/**"' for folder in sorted(WALKED))
_LARGEST = 1 << 18


def init(settings: Settings, progress: Progress, *, program: str | None, dry: bool) -> Init:
    """Look at the repository, and write what is missing.

    Args:
        settings: where.
        progress: told of what takes long.
        program: ``OWNER/REPOSITORY@REF``, which the workflows call; None where nobody knows it.
        dry: write nothing.

    Raises:
        SettingsError: there is no git repository here, or only further up.
    """
    root = settings.repo
    top = find_top(root)
    if top is None:
        raise SettingsError(f"{root} is no git repository: run `git init` there first")
    if top.resolve() != root:
        raise SettingsError(f"workflows lie in a repository's root: say --repo {top}")
    try:
        with progress.phase("listing the files"):
            places = find_places(list_tree(root).files)
        branch = _branch(Git(top))
    except CheckoutError as error:
        return Init(Found(str(root)), dry=dry, problems=(error.problem,))
    work = _Work(root, places, Reader(root), dry=dry)
    work.workflows(branch, program)
    work.settings()
    work.first_plot()
    found = Found(str(root), branch, work.layouts, len(places.specs), len(places.implementations))
    return Init(found, tuple(work.files), program, dry, tuple(work.problems))


def _branch(git: Git) -> str:
    """The default branch: what the remote says, else one with a usual name, else the current."""
    found = [_symbolic(git, "refs/remotes/origin/HEAD").removeprefix("origin/")]
    local = git.ask("for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n")
    found += [name for name in ("main", "master") if name in local]
    found.append(_symbolic(git, "HEAD"))
    return next(filter(_BRANCH.fullmatch, found), "main")


def _symbolic(git: Git, ref: str) -> str:
    with suppress(CheckoutError):
        return git.ask("symbolic-ref", "--quiet", "--short", ref).strip()
    return ""


@dataclass
class _Work:
    root: Path
    places: Places
    reader: Reader
    dry: bool
    files: list[Planted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def layouts(self) -> tuple[str, ...]:
        """Which layouts there are files of."""
        lying = [*self.places.specs.values(), *self.places.implementations.values()]
        return tuple(layout.name for layout in LAYOUTS if any(map(layout.place, lying)))

    def workflows(self, branch: str, program: str | None) -> None:
        """The small workflows that call ours, each where no file does so already."""
        present, missing = dict(self._present()), []
        for name, (called, what) in _WORKFLOWS.items():
            path = f"{_FOLDER}/{name}"
            others = (other for other, text in present.items() if f"/{called}@" in text)
            other = next(others, None)
            if path not in present and other is not None:
                self.files.append(Planted("keep", path, f"not needed: {other} does it"))
            elif path not in present and program is None:
                missing.append(name)
            else:
                repository, _, ref = (program or "").partition("@")
                text = _starter(name).replace("<BRANCH>", branch).replace("<PATHS>", _PATHS)
                text = text.replace("<REPOSITORY>", repository).replace("<REF>", ref)
                self._new(path, what, text)
        if missing:
            message = (
                f"nothing says where this pyplots-sync comes from, so {', '.join(missing)} cannot"
                " call it, and are not written"
            )
            self.problems.append(problem("init-program-unknown", _FOLDER, message))

    def settings(self) -> None:
        """``[tool.pyplots-sync]``, in a file that is made where there is none."""
        path, what = first_settings.FILE, "how this catalogue is read: [tool.pyplots-sync]"
        try:
            there = is_there(self.root, path)
            before = self.reader.read(path, _LARGEST) if there else b""
        except (BlockedError, UnreadableError) as error:
            self._blocked(path, str(error))
            return
        made = first_settings.extended(before, self.reader, self.places)
        if made is None:
            self.files.append(Planted("keep", path, "is there, and stays as it is"))
        elif not there:
            self._new(path, what, made.added)
        else:
            self._do(
                Planted("extend", path, f"{what} is added at its end", made.added),
                lambda: extend(self.root, path, before, made.content),
            )

    def first_plot(self) -> None:
        """A spec and its implementation, where there is nothing of either."""
        if self.places.specs or self.places.implementations or self.places.rejected:
            # the example of an earlier call is the catalogue now
            return
        self._new(_SPEC, "a first spec, for yours to take its place", _starter("scatter-basic.md"))
        if self.places.libraries is None:
            self._new(_CODE, "its first implementation", _starter("implementation.txt"))

    def _present(self) -> Iterator[tuple[str, str]]:
        """The workflows that there are, and their texts."""
        try:
            names = sorted(entry.name for entry in (self.root / _FOLDER).iterdir())
        except OSError:
            return
        for name in names:
            if not name.endswith((".yml", ".yaml")):
                continue
            path = f"{_FOLDER}/{name}"
            with suppress(UnreadableError):
                yield path, self.reader.read(path, _LARGEST).decode("utf-8", "replace")

    def _new(self, path: str, what: str, text: str) -> None:
        try:
            if is_there(self.root, path):
                self.files.append(Planted("keep", path, "is there, and stays as it is"))
                return
        except BlockedError as error:
            self._blocked(path, str(error))
            return
        self._do(Planted("create", path, what, text), lambda: plant(self.root, path, text))

    def _do(self, file: Planted, write: Callable[[], None]) -> None:
        entry = None if self.dry else ledger.enter(file.path)
        try:
            if entry is not None:
                write()
                ledger.settle(entry, committed=True)
        except BlockedError as error:
            if entry is not None:
                ledger.settle(entry, committed=False)
            self._blocked(file.path, str(error))
        else:
            self.files.append(file)

    def _blocked(self, path: str, message: str) -> None:
        self.problems.append(problem("init-blocked", path, message))


def _starter(name: str) -> str:
    return (files("sync") / "commands" / "starter" / name).read_text("utf-8")

"""Asks git about a checkout, with everything disarmed that a checkout could make it run.

A repository's configuration may come from a stranger (an unpacked archive, an
``include.path`` into the tree), and its attributes always may. So git is only
asked what runs no filter (``ls-files`` without ``--modified``, ``rev-parse``,
``check-ignore``, ``merge-base``), and whatever else could start a program or
write a file is switched off.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sync.model.errors import PyplotsSyncError
from sync.model.problems import Problem, problem
from sync.sources.files.walk import is_checkout

_DISARMED = {
    # a bare repository that lies among the files is never taken for theirs
    "safe.bareRepository": "explicit",
    "core.fsmonitor": "",
    "core.hooksPath": os.devnull,
    "core.attributesFile": os.devnull,
    "core.alternateRefsCommand": "",
    "core.pager": "cat",
    "core.editor": "false",
    "core.askPass": "false",
    "core.sshCommand": "false",
    "credential.helper": "",
    "diff.external": "",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "submodule.recurse": "false",
}
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    # goes before every protocol.….allow of a configuration
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_KEPT = {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}
"""Where the user's own configuration lies; every other ``GIT_…`` is about some other call."""

_unread = re.compile(
    rb"^warning: unable to access '[^/\n][^\n]*(?<!symbolic links)$", re.MULTILINE
).search
"""What git says of a file of the checkout, such as .gitignore, without which it goes on."""
COMMIT = ("rev-parse", "--quiet", "--verify", "HEAD")
"""Asks for the commit that is checked out."""
_UNSTARTABLE = "git is not installed, or cannot be started"


class CheckoutError(PyplotsSyncError):
    """A git checkout that git cannot list: nobody knows which files belong.

    ``problem`` says what to do about it (contract, section 1).
    """

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


def find_top(root: Path) -> Path | None:
    """The nearest folder from ``root`` upwards that is a git checkout, None if there is none."""
    return next((folder for folder in (root, *root.parents) if is_checkout(str(folder))), None)


class Git:
    """git, in the checkout whose top folder is ``top``.

    Raises:
        CheckoutError: git is not installed, or takes this for no checkout of the user's.
    """

    def __init__(self, top: Path, environ: Mapping[str, str] = os.environ) -> None:
        self.top = top
        folders = _trusted_path(environ.get("PATH", os.defpath), top)
        self._program = next(
            (found for name in folders if os.access(found := f"{name}/git", os.X_OK)), None
        )
        kept = {k: v for k, v in environ.items() if not k.startswith("GIT_") or k in _KEPT}
        self._environment = {
            **kept,
            **_ENVIRONMENT,
            "PATH": os.pathsep.join(folders),
            # what is no repository here must not be looked for further up
            "GIT_CEILING_DIRECTORIES": str(top.parent),
        }
        pairs = [*_DISARMED.items(), *(("safe.directory", d) for d in _safe_directories(environ))]
        self._options = [part for name, value in pairs for part in ("-c", f"{name}={value}")]
        answer = self.ask(
            "rev-parse", "--show-toplevel", "--show-object-format", "--git-path", "index"
        )
        shown, self.algorithm, index = answer.rstrip("\n").rsplit("\n", 2)
        self.index = top / index
        if os.path.realpath(shown) != os.path.realpath(top):
            raise self._error(f"its configuration says that the files are those of {shown}")

    def ask(self, *arguments: str) -> str:
        """What git answers.

        Raises:
            CheckoutError: it refuses.
        """
        return self.answer(self.start(*arguments))

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Begin to ask; :meth:`answer` waits."""
        try:
            if self._program is None:
                raise FileNotFoundError
            return subprocess.Popen(
                [self._program, "--no-pager", *self._options, *arguments],
                cwd=self.top,
                env=self._environment,
                stdin=subprocess.DEVNULL if "--stdin" not in arguments else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError:
            found = problem(
                "git-unavailable",
                None,
                f"{_UNSTARTABLE}, and {self.top} is a git checkout",
                hint="install git: without it nobody knows which files are ignored",
            )
            raise CheckoutError(found) from None

    def answer(
        self, asked: subprocess.Popen[bytes], given: str | None = None, fine: int = 0
    ) -> str:
        """The answer to what was begun; ``fine`` is an exit code that counts as one, too."""
        output, errors = asked.communicate(None if given is None else os.fsencode(given))
        if asked.returncode not in (0, fine):
            raise self._error(
                " ".join(os.fsdecode(errors).split()) or f"exit code {asked.returncode}"
            )
        if passed_over := _unread(errors):
            raise self._error(os.fsdecode(passed_over[0]).removeprefix("warning: "))
        # not as text: that would read a carriage return in a name as the end of a line
        return os.fsdecode(output)

    def commit(self, asked: subprocess.Popen[bytes] | None = None) -> str | None:
        """The commit that is checked out; None where there is none yet.

        ``asked`` is :data:`COMMIT` where it was begun to ask before.
        """
        asked = asked or self.start(*COMMIT)
        return asked.communicate()[0].decode("ascii").strip() or None

    def origin(self) -> str | None:
        """The address of the remote ``origin``, as it is configured: it may hold a password."""
        asked = self.start("config", "--get", "remote.origin.url")
        return os.fsdecode(asked.communicate()[0]).strip() or None

    def ignored(self, paths: list[str]) -> set[str]:
        """Those of ``paths``, none of which lies in another of them, that are ignored."""
        if not paths:
            return set()
        asked = self.start("check-ignore", "-z", "--stdin")
        answer = self.answer(asked, "".join(f"{path}\0" for path in paths), fine=1)
        return {path for path in answer.split("\0") if path}

    def _error(self, said: str) -> CheckoutError:
        import shlex

        folder = shlex.quote(str(self.top))
        hint = f"run `git -C {folder} status`, and mend what it says"
        if "dubious ownership" in said or "unsafe repository" in said:
            hint = f"if you trust it: `git config --global --add safe.directory {folder}`"
            said = f"{self.top} belongs to another user"
        elif "index" in said:
            hint += f"; a corrupt index: `rm {shlex.quote(str(self.top / '.git/index'))}`, and"
            hint += f" then `git -C {folder} reset`"
        elif "repo version" in said or "extension" in said or "object format" in said:
            hint = f"upgrade git: this one does not know the format of {folder}"
        return CheckoutError(
            problem("git-unavailable", None, f"git cannot list the files: {said}", hint=hint)
        )


def _trusted_path(path: str, top: Path) -> list[str]:
    """The folders of ``PATH`` that no checkout can put a ``git`` into."""
    inside = (os.path.realpath(top), str(top))
    return [
        folder
        for folder in path.split(os.pathsep)
        if Path(folder).is_absolute()
        and not any(
            f"{place}/".startswith(f"{up}/")
            for place in (os.path.realpath(folder), os.path.normpath(folder))
            for up in inside
            if up != "/"
        )
    ]


def _safe_directories(environ: Mapping[str, str]) -> list[str]:
    """What the environment says of folders whose owner may differ (``safe.directory``)."""
    found: list[str] = []
    with suppress(ValueError):
        found += [
            environ.get(f"GIT_CONFIG_VALUE_{number}", "")
            for number in range(min(int(environ.get("GIT_CONFIG_COUNT") or 0), 1000))
            if environ.get(f"GIT_CONFIG_KEY_{number}", "").lower() == "safe.directory"
        ]
    with suppress(ValueError):
        for setting in _words(environ.get("GIT_CONFIG_PARAMETERS", "")):
            name, equals, value = setting.partition("=")
            if equals and name.lower() == "safe.directory":
                found.append(value)
    return found


def _words(quoted: str) -> list[str]:
    if not quoted:
        return []
    import shlex

    return shlex.split(quoted)

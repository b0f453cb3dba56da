"""Lists the files in a process beside this one, which has other things to do meanwhile.

Two threads of one Python would take turns, and the lister hardly ever waits.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.model.problems import Problem
    from sync.sources.files.tree import Tree

_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
    "from sync.sources.files.apart import tell; tell(sys.argv[1])"
)


def list_apart(root: Path) -> Tree:
    """What :func:`list_tree` finds; it looks itself where no other process has come to an end.

    Raises:
        CheckoutError: ``root`` lies in a git checkout that git cannot list.
    """
    begun = _begin(root)
    # while the other one starts, this one imports what that says
    import pickle

    from sync.sources.files.git import CheckoutError
    from sync.sources.files.tree import Tree, list_tree

    if begun is None:
        return list_tree(root)
    with begun:
        told, _ = begun.communicate()
    if begun.returncode != 0:
        return list_tree(root)
    # it is this program that has packed it
    found: tuple[Tree | Problem, str, str] = pickle.loads(told)  # noqa: S301
    tree, paths, blobs = found
    if not isinstance(tree, Tree):
        raise CheckoutError(_redacted(tree))
    files = zip(paths.split("\0"), blobs.split("\0"), strict=True) if paths else ()
    return tree._replace(files=dict(files), problems=tuple(map(_redacted, tree.problems)))


def tell(root: str) -> None:
    """Be that process: print what there is below ``root``."""
    import gc
    import pickle
    import signal

    from sync.sources.files.git import CheckoutError
    from sync.sources.files.tree import list_tree

    # Ctrl-C is the other's to hear: this one is about to end anyway
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # a hundred thousand entries that live to the end: there is no garbage among them
    gc.disable()
    found: tuple[Tree | Problem, str, str]
    try:
        tree = list_tree(Path(root))
        # two long texts are packed and unpacked sooner than many short ones
        found = tree._replace(files={}), "\0".join(tree.files), "\0".join(tree.files.values())
    except CheckoutError as error:
        found = error.problem, "", ""
    pickle.dump(found, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)


def _begin(root: Path) -> subprocess.Popen[bytes] | None:
    if not sys.executable:
        return None  # Python is part of another program
    package = str(Path(__file__).parents[3])
    # neither the environment nor the folder of the catalogue says what it imports
    options = ["-I", "-S", "-B", "-X", f"utf8={sys.flags.utf8_mode}"]
    try:
        return subprocess.Popen(
            [sys.executable, *options, "-c", _PROGRAM, package, str(root)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None


def _redacted(found: Problem) -> Problem:
    """``found`` without secrets: the other process does not know those of this one's settings."""
    from sync.model.secrets import redact

    return found._replace(message=redact(found.message), hint=redact(found.hint))

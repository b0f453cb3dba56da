"""Lists the files in a process beside this one, which has other things to do meanwhile.

Two threads of one Python would take turns, and the lister hardly ever waits.
"""

from __future__ import annotations

import gc
import pickle
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sync.sources.files.git import CheckoutError
from sync.sources.files.tree import Tree, list_tree

if TYPE_CHECKING:
    from sync.model.problems import Problem

_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
    "from sync.sources.files.apart import tell; tell(sys.argv[1])"
)


def list_apart(root: Path) -> Tree:
    """What :func:`list_tree` finds; it looks itself where no other process has come to an end.

    Raises:
        CheckoutError: ``root`` lies in a git checkout that git cannot list.
    """
    told = _ask(root)
    if told is None:
        return list_tree(root)
    # what the other one has packed, which is this program, too
    found: tuple[Tree | Problem, str, str] = pickle.loads(told)  # noqa: S301
    tree, paths, blobs = found
    if not isinstance(tree, Tree):
        raise CheckoutError(tree)
    files = zip(paths.split("\0"), blobs.split("\0"), strict=True) if paths else ()
    return replace(tree, files=dict(files))


def tell(root: str) -> None:
    """Be that process: print what there is below ``root``."""
    # Ctrl-C is the other's to hear: this one is about to end anyway
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # a hundred thousand entries that live to the end: there is no garbage among them
    gc.disable()
    found: tuple[Tree | Problem, str, str]
    try:
        tree = list_tree(Path(root))
        # two long texts are packed and unpacked sooner than many short ones
        found = replace(tree, files={}), "\0".join(tree.files), "\0".join(tree.files.values())
    except CheckoutError as error:
        found = error.problem, "", ""
    sys.stdout.buffer.write(pickle.dumps(found, pickle.HIGHEST_PROTOCOL))


def _ask(root: Path) -> bytes | None:
    package = str(Path(__file__).parents[3])
    # neither the environment nor the folder of the catalogue says what it imports
    options = ["-I", "-S", "-B", "-X", f"utf8={sys.flags.utf8_mode}"]
    try:
        begun = subprocess.Popen(
            [sys.executable, *options, "-c", _PROGRAM, package, str(root)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None
    with begun:
        told, _ = begun.communicate()
    return told if begun.returncode == 0 else None

"""Which repository and commit of GitHub this program was installed from, if anything says it.

What is written into a workflow is run there: nothing here guesses. pip notes where a package came
from (PEP 610); a release says it in its metadata; a checkout has a remote.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
PROGRAM = re.compile(rf"{_NAME}/{_NAME}@[A-Za-z0-9][A-Za-z0-9._/-]*", re.ASCII)
"""``OWNER/REPOSITORY@REF``, of letters that mean nothing to YAML."""
_ADDRESS = re.compile(
    rf"(?:git\+)?(?:https://|ssh://git@|git@)github\.com[/:]({_NAME}/{_NAME})/?", re.ASCII
)
_COMMIT = re.compile("[0-9a-f]{40}")


def origin() -> str | None:
    """``OWNER/REPOSITORY@REF`` of this program; None where nothing says it for certain."""
    try:
        installed = distribution("pyplots-sync")
    except PackageNotFoundError:
        return None
    noted: dict[str, Any] = {}
    with suppress(ValueError):
        noted = json.loads(installed.read_text("direct_url.json") or "{}")
    if not noted:
        return _of_a_release(installed)
    url = str(noted.get("url", ""))
    commit = str(noted.get("vcs_info", {}).get("commit_id", ""))
    if "dir_info" in noted:
        return _of_a_checkout(Path(unquote(urlsplit(url).path)))
    return _named(url, commit) if _COMMIT.fullmatch(commit) else None


def _of_a_release(installed: Distribution) -> str | None:
    for line in installed.metadata.get_all("Project-URL") or ():
        label, _, url = line.partition(", ")
        if label == "Source":
            return _named(url, f"v{installed.version}")
    return None


def _of_a_checkout(folder: Path) -> str | None:
    """Its remote and its commit, which must have been pushed: elsewhere nobody has it."""
    from sync.sources.files.git import COMMIT, CheckoutError, Git, find_top

    top = find_top(folder)
    if top is None:
        return None
    with suppress(CheckoutError):
        git = Git(top)
        commit = git.commit(git.start(*COMMIT))
        if commit is None:
            return None
        pushed = git.ask(
            "for-each-ref", "--count=1", "--contains", commit, "--format=x", "refs/remotes/origin"
        )
        url = git.origin()
        return _named(url, commit) if pushed and url else None
    return None


def _named(url: str, ref: str) -> str | None:
    match = _ADDRESS.fullmatch(url.strip())
    if match is None:
        return None
    found = f"{match[1].removesuffix('.git')}@{ref}"
    return found if PROGRAM.fullmatch(found) else None

"""What the package says of itself: the README, with links that lead somewhere from everywhere.

A release says where it comes from (``PROJECT_URL``, and ``PROJECT_REF``, its tag): then the links
lead there, and so do the project's URLs. Without that nothing is made up: links to other files of
the repository become plain words, and pictures go.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(!?)\[([^\[\]]*)\]\((?![a-z]+:|#)([^()\s]+)\)")
_CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


class Readme(MetadataHookInterface):
    """Fills in ``readme`` and ``urls``."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add to ``metadata``, which is the table ``project``."""
        home = os.environ.get("PROJECT_URL", "").rstrip("/")
        ref = os.environ.get("PROJECT_REF", "")
        text = Path(self.root, "README.md").read_text("utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, home, ref)}
        if home:
            metadata["urls"] = {
                "Source": home,
                "Documentation": f"{home}/tree/{ref}/docs",
                "Changelog": f"{home}/blob/{ref}/CHANGELOG.md",
                "Issues": f"{home}/issues",
            }


def absolute(text: str, home: str, ref: str) -> str:
    """The Markdown ``text`` with links to files at ``ref`` of the repository ``home``."""

    def link(found: re.Match[str]) -> str:
        mark, words, path = found.groups()
        if home:
            return f"{mark}[{words}]({home}/{'raw' if mark else 'blob'}/{ref}/{path})"
        return "" if mark else words

    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [_LINK.sub(link, text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _LINK.sub(link, text[end:])])

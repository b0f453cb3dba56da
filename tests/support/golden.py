"""Golden files: what a fixed corpus became, by the version of what read it.

The result may change only together with the version, so that nobody forgets to raise it. With
``UPDATE_GOLDEN`` in the environment the file is written anew, by the same rule.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def check(file: Path, name: str, version: str, found: Mapping[str, Any]) -> None:
    """Hold ``found`` against ``file``; ``name`` says which version to raise where it differs."""
    known = json.loads(file.read_text("utf-8")) if file.exists() else {"version": "", "found": {}}
    if known["version"] == version:
        before = known["found"]
        differ = [key for key, what in found.items() if before.get(key, what) != what]
        assert not differ, (
            f"raise {name}, then say `make golden`: {differ[:5]} are read differently"
        )
    if os.environ.get("UPDATE_GOLDEN"):
        document = {"version": version, "found": found}
        file.write_text(json.dumps(document, indent=1, ensure_ascii=True) + "\n")
        return
    assert known["version"] == version, "say `make golden`: it is of another version"
    assert found.keys() == known["found"].keys(), "say `make golden`: the corpus has changed"

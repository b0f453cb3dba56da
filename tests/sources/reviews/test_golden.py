"""How comments are read has a version: what reads a comment differently raises ``PARSER``.

``golden.json`` holds what each comment of ``tests/support/comments`` was read as, by that version.
Comments that are stored are read again only when it is another one. After raising it:

    UPDATE_GOLDEN=1 .venv/bin/pytest -n 0 tests/sources/reviews/test_golden.py
"""

from __future__ import annotations

import json
import os
from hashlib import blake2b
from pathlib import Path

from comments import all_cases
from sync.sources.reviews.parser import parse_comment
from sync.sources.reviews.reader import PARSER

GOLDEN = Path(__file__).with_name("golden.json")


def read_as(body):
    """A short digest of the reviews that a comment holds, and of what is told about it."""
    parsed = parse_comment(body)
    told = [finding.code for finding in parsed.findings]
    text = json.dumps([[[*r.names, r.score, r.verdict] for r in parsed.reviews], told])
    return blake2b(text.encode(), digest_size=6).hexdigest()


def test_what_is_read_differently_has_another_version():
    found = {case["name"]: read_as(case["body"]) for case in all_cases()}
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(json.dumps({"parser": PARSER, "comments": found}, indent=1) + "\n")
    golden = json.loads(GOLDEN.read_text("utf-8"))
    assert golden["parser"] == PARSER, "write golden.json anew: see above"
    known = golden["comments"]
    differ = [name for name, digest in found.items() if known.get(name, digest) != digest]
    assert not differ, "raise PARSER in sync/sources/reviews/reader.py, and write golden.json anew"
    assert found.keys() == known.keys(), "a case was added or removed: write golden.json anew"

"""How comments are read has a version: what reads a comment differently raises ``PARSER``.

``golden.json`` holds what each comment of ``tests/support/comments`` was read as, by that version.
Comments that are stored are read again only when it is another one. After raising it, or adding
a case:

    make golden
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path

import golden
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
    golden.check(GOLDEN, "PARSER in sync/sources/reviews/reader.py", PARSER, found)

"""What a stranger's branch can put into an artifact: reports, or a sentence, in bounded memory."""

from __future__ import annotations

import io
import json
import random
import resource
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.commands.artifact import MOST_BYTES, MOST_DOCUMENTS, MOST_VALUES, ArtifactError, read
from sync.reports.json import DocumentError
from sync.reports.markdown import Site, render
from sync.reports.report import Report

DOCUMENT = {
    "format": 1,
    "command": "diff",
    "commit": "b" * 40,
    "status": "ok",
    "changes": [
        {"action": "update", "kind": "spec", "key": "bar", "fields": {"tags": [["a"], ["b", "c"]]}},
    ],
    "counts": {"spec": {"unchanged": 3}},
    "problems": [
        {"severity": "error", "code": "file-link", "path": "plots/x", "line": 1,
         "message": "a link", "hint": "copy it"},
    ],
    "sources": {
        "files": {"status": "ok", "specs": 4, "implementations": 5},
        "reviews": {"status": "off", "read": 0, "ignored": 0, "requests": 0},
        "previews": {"status": "off", "objects": 0, "requests": 0},
    },
    "database": {"statements": 3},
    "seconds": 0.5,
}  # fmt: skip
GOOD = json.dumps(DOCUMENT).encode()


def archive(*documents: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        for number, document in enumerate(documents):
            file.writestr(f"{number:03}.json", document)
    return made.getvalue()


def patched(data: bytes, local: int, central: int, value: int) -> bytes:
    """With a number of 16 bits in the headers of the one entry."""
    made = bytearray(data)
    struct.pack_into("<H", made, local, value)
    struct.pack_into("<H", made, data.index(b"PK\x01\x02") + central, value)
    return bytes(made)


def twice(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(name, GOOD)
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr(name, b"{}")
    return made.getvalue()


def damaged(data: bytes) -> bytes:
    middle = data.index(b"000.json") + 30
    return data[:middle] + bytes(20) + data[middle + 20 :]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "not a zip archive, or a broken one"),
        (b"no archive", "not a zip archive, or a broken one"),
        (archive(GOOD)[:-30], "not a zip archive, or a broken one"),
        (damaged(archive(GOOD)), "not a zip archive, or a broken one"),
        (patched(archive(GOOD), 6, 8, 1), "encrypted"),
        (patched(archive(GOOD), 8, 10, 97), "compressed in an unknown way"),
        (archive(GOOD, method=zipfile.ZIP_LZMA), "compressed in an unknown way"),
        (archive(GOOD, method=zipfile.ZIP_BZIP2), "compressed in an unknown way"),
        (archive(*[GOOD] * (MOST_DOCUMENTS + 1)), "more than 10 files"),
        (archive(b"{}" * (MOST_BYTES // 2 + 1)), "more than 16 MiB"),
        (archive(bytes(MOST_BYTES // 2), bytes(MOST_BYTES // 2 + 1)), "more than 16 MiB"),
    ],
)
def test_an_artifact_without_reports_is_a_sentence(data, told):
    with pytest.raises(ArtifactError, match=told):
        read(data)


def test_two_files_of_one_name_are_no_report():
    with pytest.raises(ArtifactError, match="two files of one name"):
        read(twice("report.json"))


def test_what_stands_on_the_limits_is_read():
    assert [told.command for told in read(archive(*[GOOD] * MOST_DOCUMENTS))] == ["diff"] * 10
    full = GOOD + b" " * (MOST_BYTES - len(GOOD))
    (told,) = read(archive(full))
    assert told.command == "diff"
    assert read(archive()) == []
    assert isinstance(read(archive(GOOD, method=zipfile.ZIP_STORED))[0], Report)
    # a comma, a bracket, a brace: a value is one of them at least
    others = sum(map(GOOD.count, (b",", b"[", b"{")))
    for more, is_read in ((0, True), (1, False)):
        extra = b'"x": [' + b"[],".join([b""] * ((MOST_VALUES - others - 2) // 2))
        filler = MOST_VALUES + more - others - extra.count(b"[") - extra.count(b",") - 1
        text = GOOD[:-1] + b", " + extra + b"1" + b",1" * filler + b"]}"
        assert sum(map(text.count, (b",", b"[", b"{"))) == MOST_VALUES + more
        (told,) = read(archive(text))
        assert isinstance(told, Report) is is_read
        if not is_read:
            assert "1,000,000 values" in str(told)


DEEP = b"[" * 100_000
HUGE = b"9" * 5_000


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"null",
        b"5",
        b'"text"',
        b"[]",
        b"{}",
        b"[[]]",
        b"\xff\xfe{}",
        b'{"format": 1',
        DEEP,
        DEEP + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        GOOD.replace(b'["a"]', DEEP + b"]" * 100_000),
        GOOD.replace(b'["a"]', b"[" * 200 + b"]" * 200),
        GOOD.replace(b'["a"]', b"[" * 12 + b"]" * 12),
        GOOD.replace(b'"statements": 3', b'"statements": ' + HUGE),
        GOOD.replace(b'["a"]', HUGE),
        GOOD.replace(b'"statements": 3', b'"statements": 1e999'),
        GOOD.replace(b'"seconds": 0.5', b'"seconds": NaN'),
        GOOD.replace(b'"seconds": 0.5', b'"seconds": -Infinity'),
        GOOD.replace(b'"format": 1', b'"format": [1]'),
        GOOD.replace(b'"unchanged": 3', b'"unchanged": -1'),
    ],
)
def test_a_document_that_is_no_report_is_a_sentence(document):
    (told,) = read(archive(document))
    assert isinstance(told, DocumentError)
    assert len(str(told)) < 200


def test_a_value_may_nest_as_deep_as_a_column_does():
    (told,) = read(archive(GOOD.replace(b'["a"]', b"[" * 11 + b"]" * 11)))
    assert isinstance(told, Report)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.sampled_from(["diff", "ok", "spec", "update", "file-link", 1, "b" * 40]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(value, path=()):
    """Every place in a document."""
    yield path
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from places(value[key], (*path, key))


@given(place=st.sampled_from(list(places(DOCUMENT))), put=ANYTHING)
def test_anything_anywhere_is_a_report_or_a_sentence(place, put):
    document = json.loads(GOOD)
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    if place:
        inner[place[-1]] = put
    text = json.dumps(document if place else put).encode()
    (told,) = read(archive(text))
    if isinstance(told, Report):
        render(told, Site("https://github.com/a/b", None), 60_000).encode()


@given(seed=st.integers(0, 2**32), count=st.integers(1, 12))
def test_a_damaged_archive_is_reports_or_a_sentence(seed, count):
    dice = random.Random(seed)
    data = bytearray(archive(GOOD, b"{}"))
    # where the headers are, a byte says the most
    start = data.index(b"PK\x01\x02")
    for _ in range(count):
        place = dice.randrange(start, len(data)) if dice.random() < 0.7 else dice.randrange(start)
        data[place] = dice.choice([0, 1, 8, 0x7F, 0xFF, dice.randrange(256)])
    with suppress(ArtifactError):
        assert all(isinstance(told, Report | DocumentError) for told in read(bytes(data)))


LARGE = {
    "many objects": b'{"x":[' + b"{}," * 900_000 + b"0]}",
    "many keys": GOOD[:-1] + b"," + b",".join(b'"%x":0' % n for n in range(900_000)) + b"}",
    "wide text": GOOD.replace(b"copy it", "\U0001f600".encode() * (MOST_BYTES // 4 - 300)),
    "long key": GOOD.replace(b'"bar"', b'"' + b"k" * (MOST_BYTES - 2_000) + b'"'),
    "many values": GOOD.replace(b'["a"]', b"[" + b"[]," * 490_000 + b"0]"),
    "many changes": json.dumps(DOCUMENT | {"changes": DOCUMENT["changes"] * 80_000}).encode(),
}
READ = """
import sys
from sync.commands.artifact import read
from sync.reports.markdown import Site, render
from sync.reports.report import Report
for told in read(sys.stdin.buffer.read()):
    if isinstance(told, Report):
        assert len(render(told, Site("https://github.com/a/b", None), 60_000)) < 60_000
"""


@pytest.mark.parametrize("kind", LARGE)
def test_the_memory_for_an_artifact_is_bounded(kind):
    assert len(LARGE[kind]) <= MOST_BYTES
    limit = 768 * 1024 * 1024
    done = subprocess.run(
        [sys.executable, "-c", READ],
        input=archive(LARGE[kind]),
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)),
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()

"""What strangers wrote never leaves raw: a property of the functions, and of the program."""

import json
import os
import pty
import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model import escaping
from sync.reports import json as json_report

CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")
RAW = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) in CATEGORIES]
NASTY = "\x1b[31m\x9b2J\x7f\x00\u2028\u202e\u2066\u200f\u061c\u200b\ufeff\ud800\U000e0041\rx"
texts = st.text(st.one_of(st.characters(), st.sampled_from(RAW)))


def is_raw(character):
    return unicodedata.category(character) in CATEGORIES and character not in "\t\n"


@pytest.mark.parametrize("medium", [escaping.one_line, escaping.lines, escaping.json_text])
def test_every_character_that_could_do_harm_is_escaped(medium):
    told = medium("".join(RAW))
    assert not any(map(is_raw, told))


@given(texts)
def test_what_is_harmless_stays_as_it_is(text):
    # what no version of Unicode has given a meaning yet may be escaped, too
    harmless = "".join(c for c in text if not is_raw(c) and unicodedata.category(c) != "Cn")
    assert escaping.lines(harmless) == harmless
    assert not any(map(is_raw, escaping.lines(text)))
    assert len(escaping.one_line(text).splitlines()) <= 1


@given(st.dictionaries(texts, st.lists(texts)))
def test_json_says_the_same(values):
    told = escaping.json_text(json_report.document({"values": values}))
    assert not any(map(is_raw, told))
    assert json.loads(told) == {"values": values}


@given(texts)
def test_our_own_colours_stay_and_nothing_else_of_an_escape(text):
    told = escaping.lines(f"\x1b[1;31m{text}\x1b[0m", styled=True)
    assert told.startswith("\x1b[1;31m")
    assert told.endswith("\x1b[0m")
    assert not any(map(is_raw, re.sub(r"\x1b\[[0-9;]*m", "", told)))


@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
@pytest.mark.parametrize("actions", ["", "true"])
def test_whatever_the_program_prints(
    sync, repository, database, monkeypatch, tmp_path, format_, actions
):
    """Titles, names of files, revisions, entries, arguments, records, pages and outputs."""
    page, output = tmp_path / "page", tmp_path / "output"
    if actions:
        monkeypatch.setenv("GITHUB_ACTIONS", actions)
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
        monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    nasty = NASTY.replace("\x00", "").replace("\ud800", "").replace("\r", "")
    repository.spec("bar-basic", f"Evil {nasty}")
    repository.write(f"plots/matplotlib/{nasty}.txt", "x")
    repository.write("plots/matplotlib/scatter/bar-basic/broken.py", "x = (\n")
    repository.write(f"plots/matplotlib/{nasty}.py", "x")
    told = [sync("run", "-vv", "--keep-going", format_=format_), sync("validate", format_=format_)]
    database.execute(
        "INSERT INTO promotion_queue (spec_id, platform, status, error, priority)"
        " VALUES ('bar-basic', %s, 'failed', %s, %s)",
        nasty, nasty, "high",
    )  # fmt: skip
    told += [
        sync("catalog", "list", format_=format_),
        sync("catalog", "show", "bar-basic", "--untested", format_=format_),
        sync("catalog", "show", nasty, format_=format_),
        sync("queue", "list", format_=format_),
        sync("queue", "next", "--platform", nasty, format_=format_),
        sync("purge", nasty, "--yes", format_=format_),
        sync("health", format_=format_),
        sync("db", "grants", "--read-role", "a role", format_=format_),
        sync(f"fly{nasty}", format_=format_),
        sync("run", f"--no{nasty}", format_=format_),
        sync("validate", f"no{nasty}", format_=format_),
    ]
    database.execute("UPDATE alembic_version SET version_num = %s", nasty[:32])
    told += [sync("db", "current", format_=format_), sync("run", format_=format_)]
    for outcome in told:
        raw = {c for c in outcome.output + outcome.errors if is_raw(c)}
        assert not raw, outcome
    stored = database.execute("SELECT error FROM sync_runs WHERE error IS NOT NULL")
    assert stored
    assert not any(map(is_raw, str(stored)))
    assert all(not any(map(is_raw, error)) for (error,) in stored)
    for file in (page, output):
        assert file.exists() == bool(actions)
        assert not actions or not any(map(is_raw, file.read_text("utf-8")))


def test_a_traceback_is_told_safely(process, repository):
    outcome = process(
        "run", "--repo", str(repository.root), DATABASE_URL="postgresql://h\x1b[31m/d"
    )
    assert not any(map(is_raw, outcome.output + outcome.errors))


class TestColours:
    """Where standard output may be coloured."""

    @pytest.fixture
    def printed_on(self, monkeypatch):
        def choose(stream, force):
            monkeypatch.setattr(sys, "stdout", stream)
            monkeypatch.setenv("FORCE_COLOR", force)
            return escaping.is_styled()

        return choose

    @pytest.mark.parametrize(("force", "styled"), [("", False), ("1", True)])
    def test_where_nobody_looks_somebody_must_insist(self, printed_on, tmp_path, force, styled):
        with (tmp_path / "file").open("w") as file:
            assert printed_on(file, force) is styled
        assert file.closed
        assert printed_on(file, force) is styled
        assert printed_on(None, force) is styled

    def test_on_a_terminal(self, printed_on):
        master, slave = pty.openpty()
        with os.fdopen(master), os.fdopen(slave, "w") as terminal:
            assert printed_on(terminal, "") is True

    def test_nobody_insists_by_default(self, monkeypatch, tmp_path):
        with (tmp_path / "file").open("w") as file:
            monkeypatch.setattr(sys, "stdout", file)
            assert escaping.is_styled() is False

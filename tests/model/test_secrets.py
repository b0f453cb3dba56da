"""What is a secret is left out of every text, in every spelling."""

import json
import logging
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model import secrets
from sync.model.problems import problem
from sync.settings import load_settings

PASSWORD = "p@ss/w%rd #1 'ü\\\""
SPELLINGS = [
    PASSWORD, quote(PASSWORD), quote(PASSWORD, safe=""), quote_plus(PASSWORD), repr(PASSWORD)[1:-1],
    json.dumps(PASSWORD)[1:-1], json.dumps(PASSWORD, ensure_ascii=False)[1:-1],
]  # fmt: skip


@pytest.mark.parametrize(
    "environ",
    [
        {"DATABASE_URL": f"postgresql://ann:{PASSWORD}@h/d"},
        {"DATABASE_URL": f"postgresql://ann:{quote(PASSWORD, safe='')}@h/d"},
        {"DATABASE_URL": f"postgresql://ann@h/d?password={quote(PASSWORD, safe='')}&a=b"},
        {"DATABASE_URL": f"postgresql://ann@h/d?sslpassword={quote(PASSWORD, safe='')}"},
        {"REDIS_URL": f"rediss://:{quote(PASSWORD, safe='')}@h:6379/0"},
        {"ON_CHANGE_URL": f"https://h/hook?token={quote(PASSWORD, safe='')}"},
        {"ON_CHANGE_URL": f"https://h/hook/{quote(PASSWORD, safe='')}"},
        {"PGPASSWORD": PASSWORD},
        {"DB_PASS": PASSWORD},
        {"GITHUB_TOKEN": PASSWORD},
        {"ON_CHANGE_SECRET": PASSWORD},
    ],
)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_secret_of_the_environment_is_left_out(environ, spelling, tmp_path):
    load_settings(tmp_path, environ)
    assert secrets.redact(f"before {spelling} after") == "before *** after"
    assert problem("database-failed", None, spelling, hint=spelling).message == "***"


@pytest.mark.parametrize("text", ["the host 12345", "abacus", "ab1"])
def test_a_short_secret_is_a_word(text):
    secrets.know("ab", "12345")
    assert secrets.redact(text).startswith(text.removesuffix("12345"))
    assert secrets.redact("(ab) port=12345,ab") == "(***) port=***,***"


def test_who_starts_anew_knows_nothing_of_before():
    secrets.know("a secret")
    secrets.start({"PGPASSWORD": "another"})
    assert secrets.redact("a secret, another") == "a secret, ***"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see postgresql://u:pw@h/d?password=pw2&a=b", "see postgresql://***@h/d?password=***&a=b"),
        ("token ghp_0123456789abcdef0123 was", "token *** was"),
        ("{'Authorization': 'Bearer abc.def'}", "{'Authorization': '***'}"),
        ("http://example.org/a@b", "http://example.org/a@b"),
        ("no password supplied", "no password supplied"),
    ],
)
def test_what_looks_like_a_secret_is_left_out_though_nobody_told(text, expected):
    assert secrets.redact(text) == expected


def test_a_log_leaves_it_out_in_its_words_and_its_traceback():
    secrets.know("hush hush")
    formatter = secrets.Redacting(logging.Formatter("%(levelname)s %(message)s"))
    with pytest.raises(ValueError, match="hush hush") as raised:
        int("hush hush")
    made = logging.LogRecord("x", 10, "f", 1, "say %s", ("hush hush",), None)
    made.exc_info = (ValueError, raised.value, raised.tb)
    text = formatter.format(made)
    assert text.startswith("DEBUG say ***\nTraceback")
    assert text.endswith("'***'")
    assert "hush" not in text


@given(st.text(min_size=6, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_no_text_holds_what_is_known(secret, before, after):
    secrets.start({})
    secrets.know(secret)
    assert secret not in secrets.redact(f"{before}{secret}{after}").replace("***", "")


def test_an_address_without_a_secret_is_shown(process, tmp_path):
    (tmp_path / "plots").mkdir()
    for address in (
        "postgresql://ann@127.0.0.1:1/plots",
        f"postgresql://ann@/plots?host={tmp_path}",
    ):
        for way in (["--database", address], []):
            told = process("diff", *way, "--repo", str(tmp_path), DATABASE_URL=address)
            assert "ann@" in told.output + told.errors
            assert "***" not in told.output + told.errors

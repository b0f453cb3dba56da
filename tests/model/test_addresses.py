"""What of an address may be a secret, and what is plainly a port."""

from __future__ import annotations

import pytest

from sync.model import secrets
from sync.model.secrets import is_plainly_a_port, is_port


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0", False), ("1", True), ("9", True), ("65535", True), ("65536", False), ("99999", False),
        ("00001", True), ("000001", False), ("", False), ("-1", False), ("+1", False), (" 1", False),
        ("1.0", False), ("\u0661", False), ("\u00b2", False), ("5432x", False),
    ],
)  # fmt: skip
def test_a_number_that_is_a_port(text, is_one):
    assert is_port(text) is is_one


@pytest.mark.parametrize(
    ("host", "port", "is_one"),
    [
        # no user is called so: whatever follows is a port
        ("h.example.org", "1234", True), ("127.0.0.1", "1", True), ("[::1]", "1234", True),
        ("[", "9", True), ("", "1234", True), ("localhost", "1234", True),
        ("h.example.org", "70000", False), ("localhost", "x", False), ("localhost", "", False),
        # a host of one word may be a user, and its port a password, unless everybody knows it
        ("db", "5432", True), ("db", "443", True), ("db", "80", True), ("db", "6379", True),
        ("db", "6432", True), ("db", "8000", True), ("db", "8080", True), ("db", "8443", True),
        ("db", "1234", False), ("db", "5433", False), ("localhost2", "1234", False), ("db", "", False),
        ("LOCALHOST", "1234", False),
    ],
)  # fmt: skip
def test_what_cannot_be_a_password(host, port, is_one):
    assert is_plainly_a_port(host, port) is is_one


@pytest.mark.parametrize(
    ("address", "hidden", "shown"),
    [
        ("postgresql://ann:s3cret@h/d", ["s3cret"], ["ann", "h/d"]),
        # of several @, each may be the one
        ("postgresql://ann:s3@cret@h/d", ["s3@cret", "s3"], ["ann"]),
        ("postgresql://ann:s3cret@h/d?a=b@c", ["s3cret"], ["ann"]),
        ("postgresql://ann:s3cr/et@h/d", ["s3cr/et"], []),
        ("ann:s3cret@h/d", ["s3cret"], ["ann"]),
        # the @ was forgotten
        ("postgresql://ann:s3cret/d", ["s3cret", "s3cret/d"], ["ann"]),
        ("postgresql://ann:s3cret", ["s3cret"], ["ann"]),
        ("postgresql://db:54321/d", ["54321"], []),
        # parameters, in any case and however they are joined
        ("postgresql://h/d?password=s3cret&x=y", ["s3cret"], ["x"]),
        ("postgresql://h/d?x=y;PASSWD=s3cret", ["s3cret"], []),
        ("postgresql://h/d?sslpassword=s3cret", ["s3cret"], []),
        ("postgresql://h/d?p%61ssword=s3cret", ["s3cret"], []),
        ("https://h/x?access_token=s3cret", ["s3cret"], []),
        ("https://h/x?client_secret=s3cret&sig=t0psig", ["s3cret", "t0psig"], []),
        ("https://h/x?X-Signature=s3cret", [], ["s3cret"]),
        ("https://h/x?api_key=s3cret&apikey=t0pkey&key=0ther1", ["s3cret", "t0pkey", "0ther1"], []),
        ("https://h/x?code=s3cret", ["s3cret"], []),
        ("https://h/x?encode=n0thing&monkey=n0thing", [], ["n0thing"]),
        # nothing in it is secret
        ("postgresql://ann@h:5432/d", [], ["ann", "5432", "postgresql://ann@h:5432/d"]),
        ("postgresql://h.example.org:1234/d", [], ["1234"]),
        ("postgresql:///d?host=/var/run", [], ["/var/run"]),
    ],
)
def test_what_is_hidden_of_an_address(address, hidden, shown):
    secrets.start({})
    secrets.know_address(f" {address} ")
    for secret in hidden:
        assert secrets.redact(f"({secret})") == "(***)"
    for text in shown:
        assert secrets.redact(f"({text})") == f"({text})"
    # who quotes all of it quotes the secret
    if hidden:
        assert "s3cret" not in secrets.redact(f"cannot open {address}, sorry")


@pytest.mark.parametrize(
    ("part", "is_hidden"), [("a" * 11, False), ("a" * 12, True), ("a" * 13, True)]
)
def test_a_long_part_of_a_path_is_a_secret_where_paths_are(part, is_hidden):
    secrets.start({})
    secrets.know_address(f"https://h/hooks/{part}/x?y={part}z", whole_path=True)
    assert (part in secrets.redact(f"at {part}.")) is not is_hidden
    assert secrets.redact(f"/hooks/{part}/x?y={part}z") == "***"
    assert secrets.redact(f"hooks/{part}/x?y={part}z") == "***"
    assert secrets.redact("https://h") == "https://h"


def test_an_address_without_a_path_hides_nothing():
    secrets.start({})
    for address in ("https://h", "https://h/", "h"):
        secrets.know_address(address, whole_path=True)
    assert secrets.redact("https://h/ h a/b") == "https://h/ h a/b"


def test_which_variables_are_secret():
    names = [
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_RUNTIME_TOKEN", "DB_PASS", "GH_TOKEN",
        "GITHUB_TOKEN", "ON_CHANGE_SECRET", "PGPASSWORD",
    ]  # fmt: skip
    environ = {name: f"hidden-{name}" for name in names} | {"HOME": "hidden-HOME"}
    secrets.start(environ)
    assert [secrets.redact(value) for value in environ.values()] == ["***"] * 7 + ["hidden-HOME"]
    secrets.learn({"PGPASSWORD": "another one"})
    assert secrets.redact("another one, hidden-GH_TOKEN") == "***, ***"


def test_where_the_path_of_a_variable_is_secret():
    secrets.start({"ON_CHANGE_URL": "https://h/abcdefgh", "REDIS_URL": "redis://h/7"})
    assert secrets.redact("https://h/abcdefgh redis://h/7") == "https://h*** redis://h/7"


@pytest.mark.parametrize(
    ("secret", "text", "told"),
    [
        # five characters are a word, six are looked for everywhere
        ("abcde", "abcde xabcde abcdex _abcde_ 1abcde (abcde)",
         "*** xabcde abcdex _***_ 1abcde (***)"),
        ("abcdef", "abcdef xabcdefx", "*** x***x"),
        ("a.c", "a.c abc", "*** abc"),
        ("ab", "\u00e9ab ab\u00e9 ab", "\u00e9ab ab\u00e9 ***"),
    ],
)  # fmt: skip
def test_a_short_one_is_a_word(secret, text, told):
    secrets.start({})
    secrets.know(secret)
    assert secrets.redact(text) == told


def test_the_longest_is_hidden_first():
    secrets.start({})
    secrets.know("secret", "secret-and-more", None, "")
    assert secrets.redact("secret-and-more, secret-and") == "***, ***-and"


def test_those_that_were_known_first_are_forgotten_when_there_are_too_many():
    secrets.start({})
    secrets.know("the first one")
    for number in range(1000):
        secrets.know(f"secret-number-{number}")
    assert secrets.redact("the first one, secret-number-0.") == "the first one, ***."
    secrets.know("one-more-of-them")
    assert secrets.redact("one-more-of-them, secret-number-0.") == "***, secret-number-0."
    assert secrets.redact("secret-number-1.") == "***."

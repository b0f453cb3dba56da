"""How the address of a database is read, and that nothing which is said of it holds a password."""

import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.database.address import read_options
from sync.database.errors import DatabaseError, DatabaseSettingError
from sync.database.target import url_target
from sync.model.secrets import Secret


def read(address):
    return url_target(Secret(address))


@pytest.mark.parametrize(
    ("address", "user", "password", "host"),
    [
        ("h/d?user=me@acme&password=s3cret!", "me@acme", "s3cret!", "h"),
        ("u:s3cret!@h/d?application_name=ci@HOST", "u", "s3cret!", "h"),
        ("u:s3cret!@h/d?application_name=ci@HOST&ssl=true&statement_cache_size=0", "u", "s3cret!", "h"),
        ("u@h/d?password=s3%20cret", "u", "s3 cret", "h"),
        ("u:p@s/s#w:r%d@h/d?sslmode=require", "u", "p@s/s#w:r%d", "h"),
        ("u:12/34@h/d", "u", "12/34", "h"),
        ("u:a@1/2@h/d", "u", "a@1/2", "h"),
        ("u:a?b@h/d", "u", "a?b", "h"),
        ("u:pw@%2Frun%2Fpg/d", "u", "pw", "/run/pg"),
        ("u:pw@/d?host=/run/pg", "u", "pw", "/run/pg"),
        ("u:pw@h1:5432,h2:5433/d", "u", "pw", "h1,h2"),
        ("u:pw@[::1]:5433/d", "u", "pw", "::1"),
    ],
)  # fmt: skip
def test_libpq_is_right_and_then_the_last_at_before_the_query(address, user, password, host):
    target = read(f"postgresql://{address}")
    assert target.parameters["user"] == user
    assert target.parameters["password"] == password
    assert target.parameters["host"] == host
    assert target.parameters["dbname"] == "d"
    assert password not in target.address


@pytest.mark.parametrize(
    "address",
    [
        "user:topsecret", "user:topsecret/db", "user:topsecret/db?application_name=ci@HOST",
        "user:1234567/db", "me:topsecret@host/db@prod", "user:top?a@secret@h/d",
        "u:topsecret@h:x/d", "u:topsecret@h:0/d", "u:topsecret@h:65536/d", "u:topsecret@h/d?nothing=1",
        "h/?dbname=postgresql://u:topsecret@h/d", "h/?dbname=password%3Dtopsecret", "u:top\0secret@h/d",
        "u:topsecret@h/d?options=topsecret", "u:topsecret@h/d?options=-ctopsecret",
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_without_being_quoted(address):
    with pytest.raises(DatabaseSettingError) as refused:
        read(f"postgresql://{address}")
    said = f"{refused.value} {refused.value.hint}"
    assert "secret" not in said
    assert "1234567" not in said
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_port_without_a_login_may_be_a_password_whose_at_was_forgotten():
    assert read("postgresql://ann:12345/db").address == "postgresql://ann/db"
    for plain in ("localhost:12345", "10.0.0.1:12345", "[::1]:12345", "db:5432"):
        assert read(f"postgresql://{plain}/db").address == f"postgresql://{plain}/db"
    with pytest.raises(DatabaseError) as refused:
        read("postgresql://ann.invalid,ann:12345/db?connect_timeout=2").connect()
    assert "12345" not in str(refused.value)


def test_what_is_shown_of_an_address_is_inert():
    target = read("postgresql://a%1b%0a:pw@h/%e2%80%aed")
    assert target.address == "postgresql://a%1B%0A@h/%E2%80%AEd"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("-c a=1 -cB=2 --c-d=3", {"a": "1", "b": "2", "c_d": "3"}),
        (r"-c search_path=one,\ two", {"search_path": "one, two"}),
        ("", {}),
    ],
)
def test_options_are_words_of_libpq(options, expected):
    assert read_options(options) == expected


PASSWORDS = st.text(string.printable + "äß€", min_size=6, max_size=20).filter(
    lambda text: text.strip() == text and "***" not in text
)
SHAPES = [
    "postgresql://ann:{}@127.0.0.1:1/d", "postgresql://ann:{}@127.0.0.1:1/d?application_name=ci@h",
    "postgresql://127.0.0.1:1/d?user=ann@b&password={}", "postgresql://ann:{}", "postgresql://ann:{}/d",
    "postgresql://127.0.0.1:1/d?sslpassword={}&connect_timeout=2", "postgres+x://ann:{}@127.0.0.1:1",
    "postgresql://ann@127.0.0.1:1/d?options={}", "postgresql://{}", "mysql://u:{}@h/d",
]  # fmt: skip


@given(PASSWORDS, st.sampled_from(SHAPES), st.booleans())
def test_nothing_that_is_said_holds_the_password(password, shape, is_encoded):
    written = quote(password, safe="") if is_encoded else password
    if shape == "postgresql://{}" and "@" not in written and ":" not in written:
        # a name of a host, and nothing else
        return
    said = ""
    try:
        target = read(shape.format(written))
        said = f"{target} {target!r} {target.address}"
        # only towards a port of this machine where nobody listens
        if target.parameters.get("host") == "127.0.0.1" and target.parameters.get("port") == "1":
            target.connect(connect_timeout=2)
    except DatabaseError as error:
        said += f"{error} {error.hint}"
    # what is not a part of the sentence itself
    assert password not in said
    assert written not in said

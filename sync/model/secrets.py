"""The secrets of this process, and the one place that takes them out of a text.

Whatever others say (a server, a library, a traceback) may quote a password, in
the spelling that it was given in or in another. What is printed, stored or
logged of their words goes through :func:`redact`.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus, unquote, unquote_plus

STARS = "***"
_ADDRESSES = ("DATABASE_URL", "REDIS_URL", "ON_CHANGE_URL")
"""Variables with an address that holds a secret somewhere."""
_VALUES = (
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "ACTIONS_RUNTIME_TOKEN",
    "DB_PASS",
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "ON_CHANGE_SECRET",
    "PGPASSWORD",
)
"""Variables that are a secret."""
_PARAMETERS = re.compile(
    r"(?:ssl)?pass\w*|\w*(?:token|secret|signature)|(?:api_?)?key|sig|code", re.IGNORECASE
)
"""Names of parameters of an address whose values are secret."""
_PORTS = frozenset({80, 443, 5432, 6379, 6432, 8000, 8080, 8443})
"""Ports that nobody takes for a password."""
_SHORT = 6
"""Secrets of fewer characters are looked for as words: ``ab`` is in every other word."""
_MOST = 1000
"""Spellings that are kept: a process that opens thousands of addresses must not grow."""
_SHAPES = (
    # the login of an address, whoever wrote it
    r"(?i)(?<=://)[^\s/@:\"']*:[^\s/@\"']*(?=@)"
    r"|(?:(?<=password=)|(?<=passwd=))[^\s&\"']+"
    r"|\b(?:gh[pousr]_|github_pat_|ya29\.)[\w.~-]{16,}"
    r"|(?<=authorization: )[^\r\n\"']+"
    r"|(?<=authorization': ')[^\r\n']+"
)
"""What looks like a secret, for those that nobody has told of. Most runs have nothing to redact."""


class Secret:
    """A value that does not print: ``str`` and ``repr`` show stars."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself."""
        return self._value

    def __repr__(self) -> str:
        return STARS


_spellings: dict[str, None] = {}
_pattern: re.Pattern[str] | None = None


def start(environ: Mapping[str, str]) -> None:
    """Forget every secret, and know those of ``environ``."""
    _spellings.clear()
    know()
    learn(environ)


def learn(environ: Mapping[str, str]) -> None:
    """Know the secrets of ``environ``, beside those that are known."""
    know(*(environ.get(name) for name in _VALUES))
    for name in _ADDRESSES:
        if address := environ.get(name):
            know_address(address, whole_path=name == "ON_CHANGE_URL")


def know_address(address: str, *, whole_path: bool = False) -> None:
    """Know what may be secret in an address, however it is meant.

    With ``whole_path`` its path and query are a secret, as those of webhooks are.
    """
    passwords = [found for found in _passwords(address.strip()) if found]
    if passwords:
        # others may quote all of it; an address without a secret is what people need to see
        know(address, address.strip(), *passwords)
    if whole_path:
        _, _, rest = address.strip().partition("://")
        _, slash, path = rest.partition("/")
        know(slash + path if path else None, path)
        know(*(part for part in re.split("[/?&=#]", path) if len(part) >= 2 * _SHORT))


def know(*secrets: str | None) -> None:
    """Keep each of ``secrets`` out of every text from now on, in every spelling."""
    global _pattern  # noqa: PLW0603
    for secret in filter(None, secrets):
        if secret not in _spellings:
            _spellings.update(dict.fromkeys(_spelled(secret)))
    while len(_spellings) > _MOST:
        del _spellings[next(iter(_spellings))]
    _pattern = None


def redact(text: str) -> str:
    """``text`` with stars for every secret."""
    global _pattern  # noqa: PLW0603
    if _spellings:
        if _pattern is None:
            # the longest first: a part of a secret must not hide the rest of it
            longest = sorted(_spellings, key=len, reverse=True)
            _pattern = re.compile("|".join(map(_searched, longest)))
        text = _pattern.sub(STARS, text)
    return re.sub(_SHAPES, STARS, text)


class Redacting(logging.Formatter):
    """Formats as ``inner`` does, and leaves out every secret, in tracebacks, too."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        return redact(self._inner.format(record))


def _passwords(address: str) -> Iterator[str]:
    """What a password could be in ``address``: by each ``@`` that may end it, and in the query."""
    _, mark, rest = address.partition("://")
    rest = rest if mark else address
    before = rest.partition("?")[0]
    for end in {rest.find("@"), rest.rfind("@"), before.rfind("@")}:
        if end >= 0:
            yield rest[:end].partition(":")[2]
    if "@" not in before:
        # the @ may have been forgotten
        host, _, after = before.partition(":")
        for part in (after, after.partition("/")[0]):
            if not is_plainly_a_port(host, part):
                yield part
    for pair in re.split("[?&;]", rest)[1:]:
        name, _, value = pair.partition("=")
        if _PARAMETERS.fullmatch(unquote(name)):
            yield value


def is_plainly_a_port(host: str, port: str) -> bool:
    """Whether ``port`` cannot be a password whose ``@`` was forgotten, nor ``host`` a user."""
    is_place = "." in host or "[" in host or host in ("", "localhost")
    return is_port(port) and (is_place or int(port) in _PORTS)


def is_port(text: str) -> bool:
    """Whether ``text`` is the number of a port."""
    return text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536


def _spelled(secret: str) -> Iterator[str]:
    """``secret`` as others may write it."""
    for one in dict.fromkeys((secret, unquote(secret), unquote_plus(secret))):
        # surrogates stand for bytes that are not UTF-8
        data = one.encode("utf-8", "surrogateescape")
        yield one
        yield data.decode("utf-8", "replace")
        yield one.encode("utf-8", "backslashreplace").decode()
        yield " ".join(one.split())
        yield quote(data)
        yield quote(data, safe="")
        yield quote(data, safe="").lower()
        yield quote_plus(data)
        yield repr(one)[1:-1]
        yield json.dumps(one)[1:-1]
        yield json.dumps(one, ensure_ascii=False)[1:-1]
        yield one.encode("unicode_escape", "backslashreplace").decode()
        yield one.replace("\\", "\\\\").replace("'", "\\'")


def _searched(spelling: str) -> str:
    if len(spelling) >= _SHORT:
        return re.escape(spelling)
    # as a word: next to a letter or a digit it is a part of one
    return rf"(?<![^\W_]){re.escape(spelling)}(?![^\W_])" if spelling else r"(?!)"

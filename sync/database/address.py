"""Reads the address of a database, and writes what may be shown of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote

from sync.database.errors import DatabaseSettingError
from sync.model.secrets import is_plainly_a_port, is_port

_SCHEME = re.compile(r"postgres\w*(?:\+[\w.-]+)?://", re.IGNORECASE | re.ASCII)
_HOST = re.compile(r"[\w.:%-]*|/.*|@[^@]*", re.DOTALL)
"""A name, a number, or the folder of a socket (``@`` begins one of Linux's abstract ones)."""
_ASYNCPG_SSL = {"true": "require", "false": "disable"}
_ASYNCPG = re.compile(
    r"(?<=[?&])(?:prepared_statement_cache_size|statement_cache_size)=[^&]*&?|(?<=[?&])ssl=([^&]*)"
)
_OPTION = r"(?as)(?:-c\s*|--)([A-Za-z_][\w.-]*)=(.*)"
_HINT = (
    "write it as postgresql://USER:PASSWORD@HOST:PORT/NAME,"
    " with each of @ : / ? # % in the password percent-encoded"
)


def read_address(address: str) -> dict[str, str]:
    """The keywords of libpq for ``address``, in any spelling of SQLAlchemy, asyncpg or libpq.

    libpq's own reading comes first. Where that gives no place that there can
    be, a password may hold ``@``, ``/``, ``#`` and ``%`` as they are: the last
    ``@`` before the query ends it.

    Raises:
        DatabaseSettingError: what it means cannot be known. It is not quoted.
    """
    text = address.strip()
    scheme = _SCHEME.match(text)
    if scheme is None:
        raise DatabaseSettingError("the database URL does not begin with postgresql://")
    rest = text[scheme.end() :]
    if "\0" not in rest:
        for one in dict.fromkeys((rest, _ASYNCPG.sub(_as_libpq, rest))):
            found = _libpq(one)
            if found is not None and _is_place(found) and "@" not in _path(one):
                return found
            found = _lenient(one)
            if found is not None:
                return found
    # libpq's message quotes what it stumbled on, which may be a part of the password
    raise DatabaseSettingError("the database URL cannot be understood", _HINT)


def read_options(options: str) -> dict[str, str]:
    """The settings that ``options`` of an address asks for: ``-c name=value``, ``--name=value``.

    They are words of libpq: a backslash takes the next character as it is.

    Raises:
        DatabaseSettingError: something else stands there.
    """
    settings = {}
    words = list(_words(options))
    while words:
        word = words.pop(0)
        if word == "-c" and words:
            word += words.pop(0)
        found = re.fullmatch(_OPTION, word)
        if found is None:
            raise DatabaseSettingError(
                "the options of the database URL cannot be understood",
                "write them as options=-csearch_path=NAME",
            )
        settings[found[1].replace("-", "_").lower()] = found[2]
    return settings


def shown(parameters: Mapping[str, str]) -> str:
    """User, host, port and database as an address: everything else may be a secret."""
    user = f"{_quoted(parameters['user'])}@" if "user" in parameters else ""
    name = _quoted(parameters.get("dbname", ""))
    given = parameters.get("host") or parameters.get("hostaddr") or ""
    hosts, ports = given.split(","), parameters.get("port", "").split(",")
    if len(ports) == 1:
        ports *= len(hosts)
    if given.startswith(("/", "@")):
        port = f"&port={ports[0]}" if ports[0] else ""
        return f"postgresql://{user}/{name}?host={quote(given, safe='/')}{port}"
    places = []
    for host, port in zip(hosts, ports, strict=False):
        # without a login the port may be a password whose @ was forgotten
        is_port_shown = port and (user or is_plainly_a_port(host, port) or ":" in host)
        place = f"[{host}]" if ":" in host else quote(host, safe="")
        places.append(f"{place}:{port}" if is_port_shown else place)
    return f"postgresql://{user}{','.join(places)}/{name}"


def _libpq(rest: str) -> dict[str, str] | None:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        found = conninfo_to_dict(f"postgresql://{rest}")
    except (psycopg.Error, UnicodeError):
        return None
    return {name: str(value) for name, value in found.items() if value is not None}


def _lenient(rest: str) -> dict[str, str] | None:
    before, mark, query = rest.partition("?")
    login, at, place = before.rpartition("@")
    if not at:
        return None
    user, _, password = login.partition(":")
    clear = _libpq(rest)
    if "/" not in place and clear is not None and "password" in clear and _is_place(clear):
        # the @ may as well be one of the database's name
        return None
    found = _libpq(place + mark + query)
    if found is None or not _is_place(found):
        return None
    given = {"user": unquote(user), "password": unquote(password)}
    return {name: value for name, value in given.items() if value} | found


def _is_place(parameters: Mapping[str, str]) -> bool:
    """Whether there can be such a place: no part of a password stands in it."""
    hosts = parameters.get("host", "").split(",")
    ports = parameters.get("port", "").split(",")
    return (
        all(map(_HOST.fullmatch, hosts))
        and all(not port or is_port(port) for port in ports)
        and not re.search("://|=", parameters.get("dbname", ""))
    )


def _path(rest: str) -> str:
    """What stands behind the first slash, up to the query."""
    return rest.partition("?")[0].partition("/")[2]


def _as_libpq(found: re.Match[str]) -> str:
    if found[1] is None:
        return ""
    return f"sslmode={_ASYNCPG_SSL.get(found[1].lower(), found[1])}"


def _words(options: str) -> Iterator[str]:
    for word in re.findall(r"(?:[^\s\\]|\\.)+", options, re.DOTALL):
        yield re.sub(r"\\(.)", r"\1", word, flags=re.DOTALL)


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogateescape")

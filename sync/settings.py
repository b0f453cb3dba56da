"""Settings: from ``pyproject.toml``, the environment, and the command line, in rising order."""

# annotations are not postponed: what is said of a setting is read off them
import errno
import json
import os
import re
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from sync.model import secrets
from sync.model.conflicts import conflict_line, is_lfs_pointer
from sync.model.errors import PyplotsSyncError
from sync.model.owners import MetadataOwns
from sync.model.secrets import Secret

PREFIX = "PYPLOTS_SYNC_"
_GITHUB = "https://github.com"


class SettingsError(PyplotsSyncError):
    """A setting that cannot be used. The message names it and says how to write it."""


class CloudSql(NamedTuple):
    """How to reach a Cloud SQL instance (contract, section 6)."""

    instance: str
    user: str
    password: Secret | None
    database: str
    ip_type: str


class GitHub(NamedTuple):
    """Where reviews come from (contract, section 6)."""

    token: Secret
    repository: str
    api_url: str


class Workflow(NamedTuple):
    """What GitHub Actions says of this run, and the files that it takes reports from.

    ``summary`` and ``output`` are None where there is no such file, ``workspace``
    is the folder that paths of annotations are relative to.
    """

    server_url: str = _GITHUB
    repository: str = ""
    run_id: str = ""
    workspace: Path | None = None
    summary: Path | None = None
    output: Path | None = None


class OnChange(NamedTuple):
    """Who is told of a change, and the secret that signs it (contract, section 6)."""

    url: Secret
    secret: Secret | None


def _shown(value: object) -> str:
    """``value`` for a message, cut where it would fill the line."""
    try:
        text = repr(value)
    except ValueError:
        return "a number with too many digits"  # which Python refuses to print
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}\u2026"


def _whole(name: str, value: object, unit: str, least: int = 0) -> int:
    if isinstance(value, str) and len(value) <= _LONGEST_SHOWN and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 1_000_000:
        raise SettingsError(
            f"{name} must be a whole number {unit} from {least}, not {_shown(value)}"
        )
    return value


def _seconds(name: str, value: object) -> int:
    return _whole(name, value, "of seconds", 1)


def _seconds_or_zero(name: str, value: object) -> int:
    return _whole(name, value, "of seconds")


def _limit(unit: str, least: int = 0) -> Callable[[str, object], int]:
    return lambda name, value: _whole(name, value, unit, least)


def _percent(name: str, value: object) -> int:
    percent = _whole(name, value, "of percent", 1)
    if percent > 100:
        raise SettingsError(f"{name} must be at most 100, not {percent}")
    return percent


def _prefix(name: str, value: object) -> str:
    # without one, what is deleted might be somebody else's
    if not isinstance(value, str) or not value:
        raise SettingsError(f'{name} must be a text such as "pyplots:", not {_shown(value)}')
    return value


def _times(name: str, value: object) -> int:
    times = _whole(name, value, "of times")
    if times > _MOST_RETRIES:
        raise SettingsError(f"{name} must be at most {_MOST_RETRIES}, not {times}")
    return times


def _score(name: str, value: object) -> float:
    try:
        score = float(value) if isinstance(value, str) else value
    except ValueError:
        score = None
    if isinstance(score, bool) or not isinstance(score, (int, float)) or not 0 <= score <= 100:
        raise SettingsError(f"{name} must be a number from 0 to 100, not {_shown(value)}")
    return float(score)


def _words(name: str, value: object, what: str) -> tuple[str, ...]:
    """A list of words: as TOML, or from the environment as JSON or with commas."""
    if isinstance(value, str) and value.strip().startswith("["):
        with suppress(ValueError):
            value = json.loads(value)
    elif isinstance(value, str):
        value = [word for word in map(str.strip, value.split(",")) if word]
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise SettingsError(f"{name} must be a list of {what}")
    return tuple(value)


def _logins(name: str, value: object) -> tuple[str, ...]:
    return _words(name, value, 'logins, such as ["github-actions[bot]"]')


def _flag(name: str, value: object) -> bool:
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower())
    if not isinstance(value, bool):
        raise SettingsError(f"{name} must be true or false")
    return value


def _one_of(*choices: str) -> Callable[[str, object], str]:
    def read(name: str, value: object) -> str:
        if value not in choices:
            wanted = " or ".join(f'"{choice}"' for choice in choices)
            raise SettingsError(f"{name} must be {wanted}, not {value!r}")
        return str(value)

    return read


def _platforms(name: str, value: object) -> tuple[str, ...]:
    what = 'platforms in lower case, such as ["twitter", "linkedin"]'
    platforms = _words(name, value, what)
    if not all(map(_PLATFORM.fullmatch, platforms)):
        raise SettingsError(f"{name} must be a list of {what}")
    return tuple(dict.fromkeys(platforms))


_LONGEST_SHOWN = 60
_LARGEST_PYPROJECT = 1 << 18
_MOST_DOTS = 200
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MOST_RETRIES = 10
_PLATFORM = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*", re.ASCII)


class _Setting(NamedTuple):
    """What can be said of a field beside it.

    Args:
        help: what it means.
        read: from its name and what somebody wrote, its value; raises :class:`SettingsError`.
        decides_trust: it decides who is believed and what counts.
    """

    help: str
    read: Callable[[str, object], object]
    decides_trust: bool = False


class Settings(NamedTuple):
    """Everything that can be set. Those with a help stand in ``[tool.pyplots-sync]``."""

    repo: Path
    database_url: Secret | None = None
    cloud_sql: CloudSql | None = None
    github: GitHub | None = None
    workflow: Workflow | None = None
    bucket: str | None = None
    on_change: OnChange | None = None
    redis_url: Secret | None = None
    commit: str | None = None
    trigger: str = "local"
    lock_wait: Annotated[int, _Setting("seconds to wait for another run", _seconds)] = 600
    connect_timeout: Annotated[int, _Setting("seconds to wait for the database", _seconds)] = 30
    min_quality: Annotated[
        float, _Setting("the score from which a plot is tested", _score, decides_trust=True)
    ] = 85.0
    trusted_reviewers: Annotated[
        tuple[str, ...],
        _Setting("logins whose reviews count, beside the team's", _logins, decides_trust=True),
    ] = ("github-actions[bot]", "claude[bot]")
    scores: Annotated[
        str,
        _Setting(
            "whose scores count: reviews, or metadata (the files beside the plots)",
            _one_of("reviews", "metadata"),
            decides_trust=True,
        ),
    ] = "reviews"
    previews: Annotated[
        str,
        _Setting(
            "whose previews count: bucket, or metadata (the files beside the plots)",
            _one_of("bucket", "metadata"),
            decides_trust=True,
        ),
    ] = "bucket"
    trust_titles: Annotated[
        bool,
        _Setting(
            "whether the titles of strangers' issues place reviews", _flag, decides_trust=True
        ),
    ] = False
    rate_limit_wait: Annotated[
        int, _Setting("seconds that a run may wait for GitHub's rate limit", _seconds_or_zero)
    ] = 60
    retries: Annotated[int, _Setting("times that a request is sent again", _times)] = 3
    bucket_wait: Annotated[
        int, _Setting("seconds to spend on failed attempts at the bucket", _seconds)
    ] = 40
    promote_on: Annotated[
        tuple[str, ...],
        _Setting(
            "platforms that a newly tested plot is queued for", _platforms, decides_trust=True
        ),
    ] = ("twitter",)
    redis_prefix: Annotated[str, _Setting("what the keys of the cache begin with", _prefix)] = (
        "pyplots:"
    )
    health_run_age: Annotated[
        int, _Setting("hours that the last good run may be past", _limit("of hours", 1))
    ] = 48
    health_drift: Annotated[
        int, _Setting("changes that a run may have to make", _limit("of changes"))
    ] = 0
    health_connections: Annotated[
        int, _Setting("percent of the connections that may be used", _percent)
    ] = 80
    health_database_size: Annotated[
        int, _Setting("megabytes that the database may have", _limit("of MB", 1))
    ] = 8000
    health_slow_queries: Annotated[
        int, _Setting("queries that may take over a second", _limit("of queries"))
    ] = 0
    health_usage_age: Annotated[
        int, _Setting("days that usage may be kept", _limit("of days", 1))
    ] = 97
    health_without_score: Annotated[
        int | None, _Setting("implementations that may have no score", _limit("of implementations"))
    ] = None
    health_without_preview: Annotated[
        int | None,
        _Setting("implementations that may have no preview", _limit("of implementations")),
    ] = None
    health_queue_failed: Annotated[
        int | None, _Setting("failed entries that the queue may hold", _limit("of entries"))
    ] = None
    notes: tuple[str, ...] = ()


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


_SETTINGS = {
    name: kind.__metadata__[0]
    for name, kind in Settings.__annotations__.items()
    if hasattr(kind, "__metadata__")
}

TUNABLE = {name: setting.help for name, setting in _SETTINGS.items()}
"""The names that ``[tool.pyplots-sync]`` and ``PYPLOTS_SYNC_…`` may set, with what they mean."""

TRUST = {
    name: _plain(Settings._field_defaults[name])
    for name, setting in _SETTINGS.items()
    if setting.decides_trust
}
"""The settings that decide who is believed and what counts, with their defaults, as JSON has it."""


def trust_settings(settings: Settings) -> dict[str, Any]:
    """What :data:`TRUST` names, as it is set."""
    return {name: _plain(getattr(settings, name)) for name in TRUST}


def metadata_owns(settings: Settings) -> MetadataOwns:
    """What the settings give to the metadata files."""
    return MetadataOwns(
        settings.scores == "metadata", settings.previews == "metadata", settings.min_quality
    )


def load_settings(repo: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings for the catalogue at ``repo`` (default: the current repository).

    Raises:
        SettingsError: a value that cannot be used, or a ``pyproject.toml`` that does not parse.
    """
    secrets.learn(environ)
    root = (repo or find_repo(Path.cwd())).resolve()
    url = environ.get("DATABASE_URL", "").strip()
    redis_url = environ.get("REDIS_URL", "").strip()
    settings = Settings(
        repo=root,
        database_url=Secret(url) if url else None,
        cloud_sql=_cloud_sql(environ),
        github=_github(environ),
        workflow=_workflow(environ),
        bucket=environ.get("GCS_BUCKET", "").strip().removeprefix("gs://").rstrip("/") or None,
        on_change=_on_change(environ),
        redis_url=Secret(redis_url) if redis_url else None,
        commit=environ.get("GITHUB_SHA") or None,
        trigger=environ.get("GITHUB_EVENT_NAME") or "local",
    )
    values, notes = _from_pyproject(root / "pyproject.toml")
    for name in TUNABLE:
        if text := environ.get(PREFIX + name.upper(), "").strip():
            values[name] = text
    read: dict[str, Any] = {
        name: _SETTINGS[name].read(name, value) for name, value in values.items()
    }
    return settings._replace(notes=tuple(notes), **read)


def find_repo(start: Path) -> Path:
    """The nearest folder upwards with ``.git``, else with ``plots``, else ``start`` itself."""
    for mark in (".git", "plots"):
        for folder in (start, *start.parents):
            if (folder / mark).exists():
                return folder
    return start


def _from_pyproject(path: Path) -> tuple[dict[str, object], list[str]]:
    tools = _parsed_pyproject(path).get("tool", {})
    table = tools.get("pyplots-sync", {}) if isinstance(tools, dict) else None
    if not isinstance(table, dict):
        what = "[tool.pyplots-sync]" if isinstance(tools, dict) else "tool"
        raise SettingsError(f"{what} in pyproject.toml must be a table")
    known = {name: value for name, value in table.items() if name in TUNABLE}
    notes = []
    for name in table.keys() - known.keys():
        cut = name[:_LONGEST_SHOWN]
        notes.append(f"[tool.pyplots-sync] {cut} in pyproject.toml is not read{_meant(cut)}")
    if isinstance(tools, dict) and "pyplots_sync" in tools:
        notes.append("[tool.pyplots_sync] in pyproject.toml is not read: write [tool.pyplots-sync]")
    return known, sorted(notes)


def _meant(name: str) -> str:
    """The setting that is most like ``name``, as the end of a sentence."""
    from difflib import get_close_matches

    near = get_close_matches(name, TUNABLE, 1)
    return f": did you mean {near[0]}?" if near else ""


def _parsed_pyproject(path: Path) -> dict[str, Any]:
    """What ``pyproject.toml`` says: a branch may hold anything in its place."""
    text = _text_of(path)
    if not text:
        return {}
    import tomllib

    if (line := conflict_line(text)) is not None:
        raise SettingsError(f"pyproject.toml has a merge conflict marker in line {line}")
    if is_lfs_pointer(text):
        raise SettingsError("pyproject.toml is a pointer of Git LFS: run `git lfs pull`")
    for number, row in enumerate(text.split("\n"), 1):
        # a dotted key takes the parser quadratic time
        if row.count(".") > _MOST_DOTS and _QUOTED.sub("", row).count(".") > _MOST_DOTS:
            raise SettingsError(f"pyproject.toml has more than {_MOST_DOTS} dots in line {number}")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise SettingsError("pyproject.toml cannot be read: it is nested too deeply") from None
    except ValueError as error:
        # also what int() says of a number with too many digits
        raise SettingsError(f"pyproject.toml cannot be read: {error}") from None


def _text_of(path: Path) -> str:
    """The text of a regular file, which is not reached through a link; empty without a file."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return ""
    except OSError as error:
        why = "it is a symbolic link" if error.errno == errno.ELOOP else error.strerror
        raise SettingsError(f"pyproject.toml cannot be read: {why}") from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise SettingsError("pyproject.toml cannot be read: it is not a regular file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(_LARGEST_PYPROJECT + 1)
    finally:
        os.close(handle)
    if len(data) > _LARGEST_PYPROJECT:
        raise SettingsError(f"pyproject.toml has more than {_LARGEST_PYPROJECT:,} bytes")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"pyproject.toml is not UTF-8 in line {line}") from None


def _github(environ: Mapping[str, str]) -> GitHub | None:
    token = environ.get("GITHUB_TOKEN", "").strip()
    repository = environ.get("GITHUB_REPOSITORY", "").strip()
    if not token or not repository:
        return None
    api_url = environ.get("GITHUB_API_URL", "").strip().rstrip("/") or "https://api.github.com"
    return GitHub(Secret(token), repository, api_url)


def in_actions(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether this process runs in GitHub Actions."""
    return environ.get("GITHUB_ACTIONS") == "true"


def _workflow(environ: Mapping[str, str]) -> Workflow | None:
    if not in_actions(environ):
        return None

    def path(name: str) -> Path | None:
        return Path(value) if (value := environ.get(name)) else None

    return Workflow(
        server_url=environ.get("GITHUB_SERVER_URL", "").rstrip("/") or _GITHUB,
        repository=environ.get("GITHUB_REPOSITORY", ""),
        run_id=environ.get("GITHUB_RUN_ID", ""),
        workspace=path("GITHUB_WORKSPACE"),
        summary=path("GITHUB_STEP_SUMMARY"),
        output=path("GITHUB_OUTPUT"),
    )


def _on_change(environ: Mapping[str, str]) -> OnChange | None:
    url = environ.get("ON_CHANGE_URL", "").strip()
    secret = environ.get("ON_CHANGE_SECRET", "")
    return OnChange(Secret(url), Secret(secret) if secret else None) if url else None


def _cloud_sql(environ: Mapping[str, str]) -> CloudSql | None:
    instance = environ.get("INSTANCE_CONNECTION_NAME", "").strip()
    if not instance:
        return None
    missing = [name for name in ("DB_USER", "DB_NAME") if not environ.get(name)]
    if missing:
        raise SettingsError(f"INSTANCE_CONNECTION_NAME is set, but not {' and '.join(missing)}")
    ip_type = environ.get("DB_IP_TYPE", "").strip().lower() or "private"
    if ip_type not in ("private", "public"):
        raise SettingsError(f"DB_IP_TYPE is private or public, not {ip_type!r}")
    password = environ.get("DB_PASS")
    return CloudSql(
        instance=instance,
        user=environ["DB_USER"],
        password=Secret(password) if password else None,
        database=environ["DB_NAME"],
        ip_type=ip_type,
    )

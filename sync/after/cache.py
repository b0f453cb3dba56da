"""Takes out of a Redis cache what a change has made untrue, after it is committed.

Nothing here can undo the change: what goes wrong is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from sync.model.problems import Problem, problem
from sync.model.secrets import know_address, redact

if TYPE_CHECKING:
    from sync.model.secrets import Secret

TIMEOUT = 10.0
"""Seconds that the server may be silent."""
_BATCH = 500
"""Keys that are deleted with one command."""


def forget(url: Secret, prefix: str, spec_ids: Collection[str]) -> Problem | None:
    """Delete what a cache holds of specs, the libraries and the tags. What fails is the answer.

    Under ``prefix`` these are ``spec:{spec_id}``, ``libraries`` and ``tags``, and
    every key that goes on behind one of them with ``:``. Looked for with SCAN
    and deleted with UNLINK, neither of which holds the server up.
    """
    try:
        from redis import Redis, RedisError
    except ImportError:
        return problem(
            "cache-failed",
            None,
            "REDIS_URL is set, but the client for Redis is not installed",
            hint="pip install redis",
        )
    know_address(url.reveal())
    login, slash, path = url.reveal().partition("?")[0].partition("://")[2].partition("/")
    if slash and "@" in path and "@" not in login:
        # a password with a slash: what stands before it would be taken for the place
        return problem("cache-failed", None, "REDIS_URL is not an address of Redis")
    wanted = {f"spec:{spec_id}" for spec_id in spec_ids} | {"libraries", "tags"}
    # in a pattern of SCAN these four are no plain characters
    pattern = re.sub(r"([*?\[\]\\])", r"\\\1", prefix).encode() + b"*"
    begin = len(prefix.encode())
    try:
        with Redis.from_url(
            url.reveal(), socket_connect_timeout=TIMEOUT, socket_timeout=TIMEOUT
        ) as server:
            found: list[bytes] = []
            for key in server.scan_iter(pattern, count=1000):
                if _subject(key[begin:]) in wanted:
                    found.append(key)
                if len(found) == _BATCH:
                    server.unlink(*found)
                    found.clear()
            if found:
                server.unlink(*found)
    except (RedisError, OSError) as error:
        # before it is cut: half a password is one that nobody recognizes
        said = redact(str(error))
        return problem("cache-failed", None, f"Redis: {said[:200]}")
    except (ValueError, TypeError):
        return problem("cache-failed", None, "REDIS_URL is not an address of Redis")
    return None


def _subject(key: bytes) -> str:
    """What a key is about: ``spec:{spec_id}``, or its part before the first ``:``."""
    parts = key.decode("utf-8", "replace").split(":")
    return ":".join(parts[:2]) if parts[0] == "spec" else parts[0]

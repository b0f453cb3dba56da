"""Tells others of a change after it is committed: one POST, signed, and tried again.

Nothing here can undo the change: what goes wrong is a warning.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests

from sync.model.patience import WEBHOOK, Patience, Trying, times
from sync.model.problems import Problem, printable, problem
from sync.model.secrets import is_plainly_a_port, know, know_address

if TYPE_CHECKING:
    from sync.settings import OnChange

SIGNATURE = "X-Pyplots-Signature"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class _RefusedError(Exception):
    """An attempt that failed. ``again`` says whether another one may do better."""

    def __init__(self, message: str, *, again: bool) -> None:
        super().__init__(message)
        self.again = again


def tell(on_change: OnChange, payload: str, patience: Patience = WEBHOOK) -> Problem | None:
    """POST ``payload`` to ``on_change`` (contract, section 6). What fails is the answer.

    Args:
        on_change: where to, and the secret that signs the body.
        payload: the body: JSON, as listeners of the database get it.
        patience: with failed attempts; one ends in time, however slowly its answer comes.
    """
    know_address(on_change.url.reveal(), whole_path=True)
    # urllib3 logs the path, which may hold a token
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
    body = payload.encode()
    headers = {"Content-Type": "application/json", "User-Agent": "pyplots-sync"}
    if on_change.secret is not None:
        know(on_change.secret.reveal())
        key = on_change.secret.reveal().encode("utf-8", "surrogateescape")
        headers[SIGNATURE] = f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"
    url = on_change.url.reveal()
    try:
        place = _place(url)
        Trying(patience).ask(lambda: _attempt(url, body, headers, patience), _may_pass)
    except _RefusedError as error:
        return problem("on-change-failed", None, f"{error}{times(error)}")
    logging.getLogger(__name__).debug("told %s: %s", place, payload)
    return None


def _may_pass(error: Exception) -> bool:
    return isinstance(error, _RefusedError) and error.again


def _place(url: str) -> str:
    """Scheme and host of ``url``: the rest may be a secret.

    Raises:
        _RefusedError: nothing can be sent there, or nothing should.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        raise _RefusedError("ON_CHANGE_URL is not an http or https address", again=False)
    is_plain = port is None or is_plainly_a_port(host, str(port))
    if "@" in parts.fragment or (
        parts.username is None and not is_plain and host not in _LOOPBACK and "@" in url
    ):
        # a password with a slash or a hash: what stands before it would be taken for the place
        raise _RefusedError("ON_CHANGE_URL is not an http or https address", again=False)
    if parts.username is not None and parts.scheme == "http" and host not in _LOOPBACK:
        raise _RefusedError("ON_CHANGE_URL holds a login, which needs https", again=False)
    shown = f":{port}" if port and (parts.username is not None or is_plain) else ""
    return printable(f"{parts.scheme}://{host}{shown}")


def _attempt(url: str, body: bytes, headers: dict[str, str], patience: Patience) -> None:
    """Send it once.

    Raises:
        _RefusedError: there was no answer that accepts it.
    """
    place = _place(url)
    outcome: list[int | Exception] = []

    def send() -> None:
        try:
            # a redirect would carry the signature to somebody else; the body of the answer
            # says nothing to us and is not waited for
            with requests.post(
                url,
                body,
                headers=headers,
                timeout=patience.attempt,
                allow_redirects=False,
                stream=True,
            ) as answer:
                outcome.append(answer.status_code)
        except Exception as error:  # noqa: BLE001 (nobody else would hear of it)
            outcome.append(error)

    # requests bounds each read, but not a server that sends a byte now and then
    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    thread.join(patience.attempt)
    if not outcome or isinstance(outcome[0], requests.Timeout):
        raise _RefusedError(
            f"{place} did not answer within {patience.attempt:g} seconds", again=True
        )
    status = outcome[0]
    if isinstance(status, Exception):
        # its text holds the whole address
        again = not isinstance(status, ValueError)
        name = type(status).__name__
        raise _RefusedError(f"the connection to {place} failed ({name})", again=again)
    if 300 <= status < 400:
        raise _RefusedError(f"{place} redirects ({status}), which is not followed", again=False)
    if not 200 <= status < 300:
        again = status in patience.statuses
        raise _RefusedError(f"{place} answered with status {status}", again=again)

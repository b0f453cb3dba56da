"""One bucket through google-cloud-storage: lists, deletes, and says in a sentence what went wrong.

Nothing of Google's is imported before a bucket is used.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar

from sync.model.errors import PyplotsSyncError
from sync.model.patience import BUCKET, Patience, Trying

Result = TypeVar("Result")

PAGE = 1000
"""Objects in a page: Google gives no more (JSON API, Objects: list, maxResults)."""
_LONGEST = 300
"""Characters of somebody else's message."""

_is_bucket = re.compile(r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]").fullmatch
_token = re.compile(r"(?i:bearer)\s+\S+|ya29\.\S+|eyJ[\w.-]+")

_LOGIN = (
    "in GitHub Actions use google-github-actions/auth, elsewhere"
    " `gcloud auth application-default login`"
)
_ROLE = (
    "give the account the role roles/storage.objectViewer on the bucket,"
    " and roles/storage.objectUser for prune"
)
_NETWORK = (
    "run it again later; check the network, STORAGE_EMULATOR_HOST and status.cloud.google.com"
)


class PreviewsUnavailableError(PyplotsSyncError):
    """The bucket could not be listed to the end, or refused to delete.

    The message is a sentence without credentials, ``hint`` says what to
    check, ``requests`` counts what had been sent, and ``status`` is the HTTP
    status where that was what was wrong.
    """

    def __init__(
        self, message: str, hint: str, *, requests: int = 0, status: int | None = None
    ) -> None:
        super().__init__(message)
        self.hint = hint
        self.requests = requests
        self.status = status


class Page(NamedTuple):
    """A page of a listing: objects as the JSON API spells them, and whether it is the last."""

    items: list[dict[str, Any]]
    last: bool


class _NotAListingError(ValueError):
    """An answer that says 200, but is no page of a listing."""


class Bucket:
    """A bucket in use, with credentials by Google's defaults, and none for an emulator.

    Args:
        name: the bucket's name.
        patience: for all listings together, and for each delete.

    Raises:
        PreviewsUnavailableError: no credentials, or a name that no bucket has.
    """

    def __init__(self, name: str, patience: Patience = BUCKET) -> None:
        self.name = name
        self.requests = 0
        self._patience = patience
        self._listing = Trying(patience)
        self._timeout = min(patience.attempt, patience.budget)
        self._lock = threading.Lock()
        if _is_bucket(name) is None:
            raise PreviewsUnavailableError(
                f"{name!r} is not the name of a bucket", "set GCS_BUCKET to the name only"
            )
        from google.cloud.storage import Client

        # else Google's client looks the bucket itself up, from a thread that nobody waits for
        os.environ.setdefault("DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA", "true")
        try:
            # without a project: objects are listed and deleted by the bucket alone
            self._client: Any = Client(project=None)
        except Exception as error:  # noqa: BLE001
            # google-auth raises its own errors, and those of the files that it reads
            raise self._unavailable(error) from None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def pages(self, prefix: str, fields: str) -> Iterator[Page]:
        """The objects whose names begin with ``prefix``, page by page, with these ``fields`` each.

        Raises:
            PreviewsUnavailableError: when a page does not come; there may have been some before it.
        """
        token: str | None = None
        while True:
            page, following = self._patiently(
                partial(self._page, prefix, fields, token), self._listing
            )
            yield Page(page, last=following is None)
            if following is None:
                return
            token = following

    def delete(self, name: str, generation: int) -> bool:
        """Delete an object; False when it is gone already, or is not that generation any more.

        May be called from several threads.

        Raises:
            PreviewsUnavailableError: the bucket refuses, or does not answer.
        """
        blob = self._client.bucket(self.name).blob(name)
        try:
            self._patiently(
                lambda: blob.delete(
                    if_generation_match=generation, timeout=self._timeout, retry=None
                ),
                Trying(self._patience),
            )
        except PreviewsUnavailableError as error:
            if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.PRECONDITION_FAILED):
                return False
            raise
        return True

    def _page(
        self, prefix: str, fields: str, token: str | None
    ) -> tuple[list[dict[str, Any]], str | None]:
        listing = self._client.list_blobs(
            self.name,
            prefix=prefix,
            page_token=token,
            page_size=PAGE,
            # the kind tells an empty page from any other JSON that answers 200
            fields=f"kind,nextPageToken,items({fields})",
            timeout=self._timeout,
            retry=None,
        )
        # the answer as it is: a Blob is part of a cycle, and a run does not collect those
        answer = next(listing.pages).raw_page
        if not isinstance(answer, dict) or answer.get("kind") != "storage#objects":
            raise _NotAListingError("the answer is JSON, but no listing")
        items = answer.get("items", [])
        if not isinstance(items, list) or not all(
            isinstance(item, dict) and isinstance(item.get("name"), str) for item in items
        ):
            raise _NotAListingError("the answer is a listing without names")
        following = answer.get("nextPageToken")
        if following is not None and (
            not isinstance(following, str) or following in ("", token or "")
        ):
            raise _NotAListingError("the listing goes round in circles")
        return items, following

    def _patiently(self, request: Callable[[], Result], trying: Trying) -> Result:
        """Send ``request`` until it is answered, or the patience is at its end."""

        def count_and_send() -> Result:
            with self._lock:
                self.requests += 1
            return request()

        try:
            return trying.ask(count_and_send, self._is_passing)
        except Exception as error:  # noqa: BLE001
            # google-cloud-storage lets through errors of google-auth, requests and urllib3
            refused = self._unavailable(error)
        # out here: an error that remembers Google's would keep the connection open
        raise refused

    def _is_passing(self, error: Exception) -> bool:
        """Whether another attempt may go well."""
        import requests
        from google.api_core.exceptions import GoogleAPICallError
        from google.auth.exceptions import TransportError

        if isinstance(error, GoogleAPICallError):
            return error.code in self._patience.statuses
        return isinstance(
            error,
            (
                TransportError,
                requests.ConnectionError,
                requests.Timeout,
                requests.exceptions.ChunkedEncodingError,
            ),
        )

    def _unavailable(self, error: Exception) -> PreviewsUnavailableError:
        said, hint, status = _explained(error, self.name)
        message = f"gs://{self.name}: {said}"
        return PreviewsUnavailableError(message, hint, requests=self.requests, status=status)


def _explained(error: Exception, bucket: str) -> tuple[str, str, int | None]:
    """What happened, what to check, and the HTTP status if there was one."""
    from google.api_core.exceptions import GoogleAPICallError
    from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError, TransportError
    from requests import exceptions as wrong

    name = type(error).__name__
    if isinstance(error, GoogleAPICallError):
        return (*_refused(error, bucket), error.code and int(error.code))
    if isinstance(error, DefaultCredentialsError):
        return f"there are no credentials that can be used: {_first(error)}", _LOGIN, None
    if isinstance(error, GoogleAuthError) and not isinstance(error, TransportError):
        return f"the credentials were refused ({name}: {_first(error)})", _LOGIN, None
    if isinstance(error, wrong.Timeout):
        return "no answer came in time", _NETWORK, None
    if isinstance(error, (wrong.InvalidSchema, wrong.InvalidURL, wrong.MissingSchema)):
        return "STORAGE_EMULATOR_HOST is not an address", "write it with http:// in front", None
    if isinstance(error, _NotAListingError):
        return f"{error}, so it is not Google's", _NETWORK, None
    if isinstance(error, ValueError):
        return f"the answer cannot be read ({name})", _NETWORK, None
    return f"no connection, or it broke ({name})", _NETWORK, None


def _refused(error: Any, bucket: str) -> tuple[str, str]:
    """The sentence and the hint for an HTTP status that says no."""
    # an answer that is not JSON is a page of HTML: only what Google says itself is passed on
    told = next((e.get("message") for e in error.errors if isinstance(e, dict)), None)
    detail = f": {_shortened(told)}" if isinstance(told, str) else ""
    code = int(error.code or 0)
    said = f"the answer was {code}{detail}"
    if code == HTTPStatus.NOT_FOUND:
        return said, f"check GCS_BUCKET: is there a bucket {bucket}?"
    if code == HTTPStatus.UNAUTHORIZED:
        return said, _LOGIN
    if code == HTTPStatus.FORBIDDEN:
        return said, _ROLE
    return said, _NETWORK


def _first(error: Exception) -> str:
    """The first thing an error says: further ones may hold the answer of a token server."""
    return _shortened(error.args[0]) if error.args and isinstance(error.args[0], str) else "unknown"


def _shortened(text: str) -> str:
    line = _token.sub("***", " ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"

"""The reports in an artifact of a workflow run, which a stranger's branch may have made.

Whatever lies there becomes reports, or a sentence that says why it does not, in
bounded memory: what GitHub, the archive or a document says of its own size is
not believed.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from sync.model.errors import PyplotsSyncError
from sync.reports.json import DocumentError, parse

if TYPE_CHECKING:
    from sync.model.secrets import Secret
    from sync.reports.report import Report

MOST_DOCUMENTS = 10
MOST_ARCHIVE = 4 * 1024 * 1024
"""Bytes of an archive. A report of ten thousand changes has a tenth of that."""
MOST_BYTES = 16 * 1024 * 1024
"""Bytes of all documents of an archive."""
MOST_VALUES = 1_000_000
"""Values of a document: a byte of JSON may become sixty of memory."""
_TIMEOUT = 30
_MOST_HOPS = 3
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
# all that zipfile is known to raise for an archive that is damaged, encrypted or of another kind
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, LookupError,
    OverflowError, struct.error,
)  # fmt: skip


class ArtifactError(PyplotsSyncError):
    """The artifact cannot be had, or is none that a report could be in. The message says why."""


def documents(url: str, token: Secret) -> list[Report | DocumentError]:
    """The reports in the artifact at ``url``, in the order of their names.

    Raises:
        ArtifactError: it cannot be downloaded, or is no archive with a few documents.
    """
    return read(_download(url, token))


def read(data: bytes) -> list[Report | DocumentError]:
    """The reports in the archive ``data``, in the order of their names.

    Raises:
        ArtifactError: it is no archive with a few documents.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except _BROKEN:
        raise ArtifactError("the artifact is not a zip archive, or a broken one") from None


def _read(archive: zipfile.ZipFile) -> list[Report | DocumentError]:
    entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
    if len(entries) > MOST_DOCUMENTS:
        raise ArtifactError(f"the artifact holds more than {MOST_DOCUMENTS} files")
    if len({entry.filename for entry in entries}) < len(entries):
        raise ArtifactError("the artifact holds two files of one name")
    found: list[Report | DocumentError] = []
    room = MOST_BYTES
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise ArtifactError("the artifact is encrypted")
        if entry.compress_type not in _METHODS:
            raise ArtifactError("the artifact is compressed in an unknown way")
        with archive.open(entry) as file:
            text = file.read(room + 1)
        room -= len(text)
        if room < 0:
            raise ArtifactError(f"the artifact holds more than {MOST_BYTES >> 20} MiB")
        found.append(_parsed(text))
    return found


def _parsed(text: bytes) -> Report | DocumentError:
    if sum(map(text.count, (b",", b"[", b"{"))) > MOST_VALUES:
        return DocumentError(f"more than {MOST_VALUES:,} values")
    try:
        return parse(text.decode("utf-8", "replace"))
    except DocumentError as error:
        return error


def _download(url: str, token: Secret) -> bytes:
    """The archive. GitHub answers with an address elsewhere, which is not told the token."""
    place, auth = url, _As(token)
    try:
        for _ in range(_MOST_HOPS):
            with requests.get(
                place,
                # a compressed answer could be larger than what was sent
                headers={"Accept-Encoding": "identity"},
                auth=auth,
                allow_redirects=False,
                stream=True,
                timeout=_TIMEOUT,
            ) as answer:
                if not answer.is_redirect:
                    return _body(answer)
                place, auth = urljoin(place, answer.headers["Location"]), _As(None)
            if urlsplit(place).scheme not in {"https", urlsplit(url).scheme}:
                raise ArtifactError("the artifact cannot be downloaded: it is not behind https")
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        # the address holds a signature, which lets anybody download: it is not told
        raise ArtifactError(f"the artifact cannot be downloaded: {type(error).__name__}") from None
    raise ArtifactError("the artifact cannot be downloaded: too many redirects")


def _body(answer: requests.Response) -> bytes:
    if answer.status_code != requests.codes.ok:
        raise ArtifactError(f"the artifact cannot be downloaded: {answer.status_code}")
    data = bytearray()
    while part := answer.raw.read(64 * 1024, decode_content=False):
        data += part
        if len(data) > MOST_ARCHIVE:
            raise ArtifactError(f"the artifact has more than {MOST_ARCHIVE >> 20} MiB")
    return bytes(data)


class _As(requests.auth.AuthBase):
    """With the token, or with nothing: without a word on it, requests asks ``.netrc``."""

    def __init__(self, token: Secret | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        return request

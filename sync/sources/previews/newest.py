"""Reads the newest preview of each implementation, with as few requests as can be told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import takewhile
from math import ceil
from typing import Any

from sync.model.catalog import ImplementationKey
from sync.model.patience import BUCKET, Patience
from sync.sources.previews.bucket import PAGE, Bucket
from sync.sources.previews.names import ROOT, PreviewName, folder, parse_preview

_VERSIONS = 10
"""Versions that an implementation has at a guess: retention leaves those of a month."""
_FEW = 2
"""So many folders are always listed one by one: a guess could only make it worse."""


@dataclass(frozen=True, slots=True)
class PreviewsRead:
    """What was found in the bucket.

    ``urls`` names the newest preview of each implementation that has one,
    among the objects that were listed; ``complete`` says whether these are all
    that there are. ``objects`` were listed, in ``requests`` requests.
    """

    urls: dict[ImplementationKey, str]
    complete: bool
    objects: int
    requests: int


def read_previews(
    bucket: str,
    wanted: Collection[ImplementationKey] | None,
    catalogue_size: int,
    on_page: Callable[[], object] = lambda: None,
    *,
    patience: Patience = BUCKET,
) -> PreviewsRead:
    """Find the newest preview of the implementations ``wanted``; None means all there are.

    The highest timestamp wins (contract, section 4). More may be in the
    answer than was wanted. Without anything wanted nothing is asked.

    Args:
        bucket: the bucket's name.
        wanted: keys of implementations.
        catalogue_size: how many implementations there are, to guess what a listing costs.
        on_page: called once for each page that has arrived.
        patience: with failed attempts.

    Raises:
        PreviewsUnavailableError: the listing did not come to its end, for whatever reason.
    """
    if wanted is not None and not wanted:
        return PreviewsRead({}, complete=False, objects=0, requests=0)
    with closing(Bucket(bucket, patience)) as store:
        listing = _Newest(store, on_page)
        if wanted is None:
            listing.read([ROOT])
            complete = True
        else:
            complete = _read_wanted(listing, sorted(set(map(folder, wanted))), catalogue_size)
        urls = {key: f"gs://{bucket}/{name}" for key, (_, name) in listing.newest.items()}
        return PreviewsRead(urls, complete, listing.objects, store.requests)


def _read_wanted(listing: _Newest, folders: list[str], catalogue_size: int) -> bool:
    """List ``folders`` in the cheaper way; whether that was everything there is.

    A folder costs a request, and what the folders have in common costs one for
    each thousand objects in it, at most the whole catalogue with all versions.
    How many versions there are is a guess, so the common listing is given up
    once it has cost as much as the folders would: never more than twice the best.
    """
    shared = _common_folder(folders)
    guess = ceil(catalogue_size * _VERSIONS / PAGE)
    if len(folders) > max(_FEW, guess) and listing.read([shared], limit=len(folders)):
        return shared == ROOT
    listing.read(f"{path}v" for path in folders)
    return False


def _common_folder(folders: list[str]) -> str:
    """The longest folder that all of ``folders``, which are in order, lie in."""
    first, last = folders[0].split("/"), folders[-1].split("/")
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=True))
    return "".join(f"{name}/" for name, _ in pairs if name)


@dataclass(slots=True)
class _Newest:
    """What has been listed so far."""

    store: Bucket
    on_page: Callable[[], object]
    newest: dict[ImplementationKey, tuple[PreviewName, str]] = field(default_factory=dict)
    objects: int = 0

    def read(self, prefixes: Iterable[str], limit: int | None = None) -> bool:
        """List what is under ``prefixes``; False, and nothing kept, beyond ``limit`` pages."""
        found: dict[ImplementationKey, tuple[PreviewName, str]] = {}
        for prefix in prefixes:
            for number, page in enumerate(self.store.pages(prefix, "name"), 1):
                self.objects += len(page.items)
                _take(page.items, found)
                self.on_page()
                if number == limit and not page.last:
                    return False
        self.newest |= found
        return True


def _take(
    page: list[dict[str, Any]], found: dict[ImplementationKey, tuple[PreviewName, str]]
) -> None:
    for item in page:
        name = item["name"]
        parsed = parse_preview(name)
        if parsed is None:
            continue
        known = found.get(parsed.key)
        if known is None or parsed.order > known[0].order:
            found[parsed.key] = (parsed, name)

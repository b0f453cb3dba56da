"""Lists all versions of all previews, and tells which of them newer ones have superseded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby, pairwise
from typing import NamedTuple

from sync.model.catalog import ImplementationKey
from sync.sources.previews.bucket import Bucket
from sync.sources.previews.names import ROOT, Number, parse_preview


class Version(NamedTuple):
    """An object that is a preview. ``created`` is None where the bucket does not say when."""

    key: ImplementationKey
    number: Number
    name: str
    generation: int
    size: int
    created: datetime | None


class Superseded(NamedTuple):
    """A version, and when the one that followed it was created."""

    version: Version
    since: datetime


def read_versions(bucket: Bucket, on_page: Callable[[], object]) -> tuple[list[Version], int]:
    """All previews of ``bucket``, and how many objects were listed to find them.

    Raises:
        PreviewsUnavailableError: the listing did not come to its end.
    """
    versions = []
    objects = 0
    for page in bucket.pages(ROOT, "name,generation,size,timeCreated"):
        objects += len(page.items)
        for item in page.items:
            parsed = parse_preview(item["name"])
            # without a generation there is no telling one writing of an object from the next
            if parsed is not None and (generation := _number(item.get("generation"))):
                size, created = _number(item.get("size")), _time(item.get("timeCreated"))
                versions.append(
                    Version(parsed.key, parsed.number, item["name"], generation, size, created)
                )
        on_page()
    return versions, objects


def superseded(versions: Iterable[Version], before: datetime) -> Iterator[Superseded]:
    """The versions whose follower was created before ``before`` (contract, section 4), in order.

    The follower is the next higher number in the folder; of two names of one
    number (``v1``, ``v01``) neither follows the other, and the later creation
    counts for the version that they follow. A follower of unknown age follows
    nothing.
    """
    folders = groupby(sorted(versions, key=lambda v: v[:3]), key=lambda version: version.key)
    for _, folder in folders:
        numbers = [list(equal) for _, equal in groupby(folder, key=lambda v: v.number)]
        for group, followers in pairwise(numbers):
            times = [follower.created for follower in followers if follower.created is not None]
            if len(times) == len(followers) and max(times) < before:
                yield from (Superseded(version, max(times)) for version in group)


def _number(value: object) -> int:
    """A number as the JSON API spells it, in digits; 0 for anything else."""
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 20 else 0


def _time(value: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return time if time is None or time.tzinfo is not None else time.replace(tzinfo=UTC)

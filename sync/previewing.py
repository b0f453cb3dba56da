"""From the bucket to preview URLs in the desired state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sync.catalog import Catalog, ImplementationKey
from sync.problems import Problem, problem

if TYPE_CHECKING:
    from sync.progress import Progress
    from sync.sources.previews import Previews


@dataclass(frozen=True, slots=True)
class Shown:
    """The desired catalogue with its preview URLs, and what there is to tell about them.

    ``is_available`` is false where the bucket was asked in vain.
    """

    desired: Catalog
    summary: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    is_available: bool = True


def with_previews(
    actual: Catalog,
    desired: Catalog,
    bucket: str | None,
    progress: Progress,
    *,
    everything: bool,
    patience: float,
) -> Shown:
    """``desired`` with the newest preview of each implementation.

    Asked for are those whose file is new or changed, and those without a
    preview; with ``everything`` the whole bucket, and an implementation that
    has no object there loses its URL (contract, section 4). ``patience`` is
    the number of seconds to spend on failed attempts.
    """
    if bucket is None:
        return Shown(desired, _summary("off"))
    from sync.sources.previews import PreviewsUnavailableError, preview_problems, read_previews

    wanted = None if everything else _wanted(actual, desired)
    try:
        with progress.phase("listing previews") as phase:
            found = read_previews(
                bucket,
                wanted,
                len(desired.implementations),
                phase.advance,
                patience=patience,
            )
    except PreviewsUnavailableError as error:
        told = problem("previews-unavailable", None, str(error), hint=error.hint)
        summary = _summary("unavailable", requests=error.requests)
        return Shown(desired, summary, (told,), is_available=False)
    problems = preview_problems(found, desired.implementations) if everything else ()
    return Shown(
        _shown(desired, found, everything=everything),
        _summary("ok", found.objects, found.requests),
        tuple(problems),
    )


def _wanted(actual: Catalog, desired: Catalog) -> list[ImplementationKey]:
    before = actual.implementations
    return [
        key
        for key, row in desired.implementations.items()
        if row.preview_url is None
        or (old := before.get(key)) is None
        or (old is not row and old.source_hash != row.source_hash)
    ]


def _shown(desired: Catalog, found: Previews, *, everything: bool) -> Catalog:
    rows = dict(desired.implementations)
    for key, row in desired.implementations.items():
        url = found.urls.get(key, None if everything else row.preview_url)
        if url != row.preview_url:
            rows[key] = row._replace(preview_url=url)
    return replace(desired, implementations=rows)


def _summary(status: str, objects: int = 0, requests: int = 0) -> dict[str, Any]:
    return {"status": status, "objects": objects, "requests": requests}

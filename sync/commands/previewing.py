"""From the bucket to preview URLs in the desired state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sync.model.catalog import Catalog, ImplementationKey, Mark
from sync.model.problems import Problem, problem

if TYPE_CHECKING:
    from sync.progress import Progress
    from sync.sources.previews import Previews


MARK = "previews"
"""The source of the mark that keeps which bucket was read."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The desired catalogue with its preview URLs, and what there is to tell about them.

    ``marks`` say which bucket was read; they hold once the plan is written.
    ``is_available`` is false where the bucket was asked in vain.
    """

    desired: Catalog
    summary: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    marks: tuple[Mark, ...] = ()
    is_available: bool = True


def with_previews(
    actual: Catalog,
    desired: Catalog,
    bucket: str | None,
    progress: Progress,
    *,
    everything: bool,
    patience: float,
    mark: Mark | None = None,
    is_new_owner: bool = False,
) -> Shown:
    """``desired`` with the newest preview of each implementation.

    Asked for are those whose file is new or changed, and those without a
    preview; all, where ``mark`` says that the last run read another bucket, or
    where the metadata files had the say until then (``is_new_owner``);
    with ``everything`` the whole bucket, and an implementation that has no
    object there loses its URL (contract, section 4). ``patience`` is the
    number of seconds to spend on failed attempts.
    """
    if bucket is None:
        return Shown(desired, _summary("off"))
    from sync.sources.previews import PreviewsUnavailableError, preview_problems, read_previews

    is_another = is_new_owner or _is_another(bucket, mark, actual)
    wanted = None if everything or is_another else _wanted(actual, desired)
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
        (Mark(MARK, bucket, "", None),),
    )


def _is_another(bucket: str, mark: Mark | None, actual: Catalog) -> bool:
    if mark is not None:
        return mark.repository != bucket
    # nobody has kept which bucket it was, but for the rows themselves
    rows = actual.implementations.values()
    return any(
        row.preview_url and not row.preview_url.startswith(f"gs://{bucket}/") for row in rows
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

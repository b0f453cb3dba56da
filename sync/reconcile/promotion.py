"""What is announced: which specs a plan puts into the promotion queue.

An implementation that becomes tested is a deployment (schema document, New
Plot Flow). A spec that was posted before is announced again when the code or
the score of a tested implementation changes. A row of the queue is changed
only while it waits to be handed out for the first time, and only for the
better: everything else about it is its posters' business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple, cast

from sync.model.catalog import Catalog, Implementation, Promoted, Promotion, PromotionKey, SpecId
from sync.reconcile.plan import Action, Change, Plan

HIGH, MEDIUM = 90.0, 85.0
"""The scores from which a new plot has these priorities; below, and for an update, it is low."""
PRIORITIES = ("high", "medium", "low")
"""In the order in which entries are handed out (schema document, Queue Logic)."""


class Announceable(NamedTuple):
    """The specs that a plan may announce, by what happened to their tested implementations.

    ``deployed``: one became tested. ``renewed``: one is new, or its code or
    score changed. ``touched``: these, and those where something else changed.
    ``existing``: specs that are announced where they never were before.
    """

    deployed: frozenset[SpecId] = frozenset()
    renewed: frozenset[SpecId] = frozenset()
    touched: frozenset[SpecId] = frozenset()
    existing: frozenset[SpecId] = frozenset()

    @property
    def spec_ids(self) -> list[SpecId]:
        """All of them, sorted."""
        return sorted(self.touched | self.existing)


def announceable(plan: Plan, desired: Catalog, *, existing: bool) -> Announceable:
    """The specs that ``plan``, which leads to ``desired``, may announce.

    With ``existing`` every spec with a tested implementation is among them.
    """
    rows = [
        (cast("Implementation | None", change.before), cast("Implementation", change.after))
        for change in plan.of("implementation", "create", "update")
    ]
    rows = [(before, after) for before, after in rows if after.tested]
    return Announceable(
        deployed=_specs(row for old, row in rows if old is None or not old.tested),
        renewed=_specs(row for old, row in rows if old is None or _is_renewed(old, row)),
        touched=_specs(row for _, row in rows),
        existing=_specs(row for row in desired.implementations.values() if row.tested)
        if existing
        else frozenset(),
    )


def promotions(
    found: Announceable,
    desired: Catalog,
    queue: Mapping[PromotionKey, Promoted],
    platforms: Collection[str],
) -> list[Change]:
    """What changes in the queue: one open entry for each spec and platform.

    Applying it and asking again, with the same specs, gives nothing.

    Args:
        found: the specs that may be announced.
        desired: the rows as they shall be.
        queue: what there is in the queue of these specs; nothing of a spec that is not in it.
        platforms: where to announce.
    """
    changes = []
    for best in _best_tested(desired, found.spec_ids):
        for platform in platforms:
            there = queue.get((best.spec_id, platform))
            before = there.open if there is not None else None
            after = _wanted(found, best, platform, there)
            if after is not None and after != before:
                action: Action = "create" if before is None else "update"
                key = f"{best.spec_id}/{platform}"
                changes.append(Change(action, "promotion", key, before, after))
    return changes


def best_first(row: Implementation) -> tuple[object, ...]:
    """The order in which implementations of a spec stand for it: the first is shown.

    :mod:`sync.database.queue` orders rows in the same way.
    """
    score = row.quality_score
    return (score is None, -(score or 0.0), row.preview_url is None, row.library_id, row.variant)


def _is_renewed(old: Implementation, new: Implementation) -> bool:
    # a row that another program wrote has no hash: that says nothing about its code
    code = old.source_hash is not None and old.source_hash != new.source_hash
    # a verdict may change without the score, and so may the threshold, which is no news
    verdict = not old.tested and _review(old) != _review(new)
    return code or verdict or old.quality_score != new.quality_score


def _review(row: Implementation) -> tuple[object, ...]:
    """Which review it was: that of metadata has a time, and no address."""
    return row.review_url, row.reviewed_at


def _specs(rows: Iterable[Implementation]) -> frozenset[SpecId]:
    return frozenset(row.spec_id for row in rows)


def _best_tested(desired: Catalog, spec_ids: Collection[SpecId]) -> Iterator[Implementation]:
    """The best tested implementation of each of the specs that is active, by spec."""
    wanted = {
        spec_id
        for spec_id in spec_ids
        if (spec := desired.specs.get(spec_id)) is not None and spec.active is not False
    }
    best: dict[SpecId, Implementation] = {}
    if wanted:
        for row in desired.implementations.values():
            if row.tested and row.spec_id in wanted:
                other = best.get(row.spec_id)
                if other is None or best_first(row) < best_first(other):
                    best[row.spec_id] = row
    return (best[spec_id] for spec_id in sorted(best))


def _wanted(
    found: Announceable, best: Implementation, platform: str, there: Promoted | None
) -> Promotion | None:
    """The open entry that there shall be; None for no other than there is."""
    score = best.quality_score
    was_posted = there is not None and there.was_posted
    priority = "low" if was_posted else _priority(score)
    made = Promotion(best.spec_id, platform, priority, score, best.preview_url)
    if there is not None and there.open is not None:
        return _raised(there.open, made) if there.is_waiting else None
    if was_posted:
        return made if best.spec_id in found.renewed else None
    never = there is None and best.spec_id in found.existing
    return made if never or best.spec_id in found.deployed else None


def _raised(entry: Promotion, made: Promotion) -> Promotion:
    """``entry`` with a better score, or with the picture that came after it."""
    score, other = made.quality_score, entry.quality_score
    if score is not None and (other is None or score > other):
        first = min((entry.priority, made.priority), key=_rank)
        return made._replace(priority=first)
    if score == other and made.preview_url is not None:
        return entry._replace(preview_url=made.preview_url)
    return entry


def _priority(score: float | None) -> str:
    if score is not None and score >= HIGH:
        return "high"
    return "medium" if score is not None and score >= MEDIUM else "low"


def _rank(priority: str | None) -> int:
    return PRIORITIES.index(priority) if priority in PRIORITIES else len(PRIORITIES)

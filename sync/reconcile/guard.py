"""Plans that are too destructive to be applied without being asked for."""

from __future__ import annotations

from sync.model.catalog import Catalog
from sync.reconcile.plan import Plan

UNSAFE_SHARE = 0.30
"""More than this share of what is there (contract, section 5)."""
UNSAFE_FROM = 10
"""A database with fewer rows than this may lose any number of them."""


def refusals(plan: Plan, actual: Catalog, *, catalogue_is_empty: bool) -> list[str]:
    """Why ``plan`` is unsafe: a sentence for each reason, none when it is safe."""
    reasons = []
    if catalogue_is_empty:
        reasons.append("plots/ is missing or empty")
    lost = len(plan.of("implementation", "delete"))
    held = len(actual.implementations)
    if _unsafe(lost, held):
        reasons.append(f"it would delete {_share(lost, held, 'implementations')}")
    lost = len(plan.of("spec", "deactivate", "delete"))
    held = sum(spec.active is not False for spec in actual.specs.values())
    if _unsafe(lost, held):
        reasons.append(f"it would deactivate {_share(lost, held, 'active specs')}")
    return reasons


def _unsafe(lost: int, held: int) -> bool:
    return held >= UNSAFE_FROM and lost > UNSAFE_SHARE * held


def _share(lost: int, held: int, things: str) -> str:
    told = f"{lost:,} of {held:,} {things} ({100 * lost / held:.0f} %)"
    return (
        f"{told}; at most {int(UNSAFE_SHARE * held):,} ({100 * UNSAFE_SHARE:.0f} %) may go at once"
    )

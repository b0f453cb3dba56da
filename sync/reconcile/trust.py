"""Settings that decide who is believed and what counts are part of a plan (contract, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.catalog import LastRun


def changed_settings(
    last: LastRun, here: LastRun, defaults: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """Name to ``(before, now)``, of each setting that is another one than at the last run.

    Nothing where it is not known what that run had. A setting that it did not
    know yet is told where it has not its default, as one that was None before.
    """
    if last.settings is None or here.settings is None:
        return {}
    before = last.settings
    return {
        name: (before.get(name), value)
        for name, value in here.settings.items()
        if before.get(name, defaults[name]) != value
    }

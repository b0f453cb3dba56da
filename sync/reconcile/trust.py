"""Settings that decide who is believed and what counts are part of a plan (contract, section 3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sync.model.catalog import Implementation, LastRun
from sync.model.owners import Owner, names_of

_OWNERS = {
    ("scores", "reviews"): (Owner.REVIEWS, "the reviews own", "reviews"),
    ("scores", "metadata"): (Owner.REVIEWS, "the metadata files own", "files"),
    ("previews", "bucket"): (Owner.BUCKET, "the bucket owns", "previews"),
    ("previews", "metadata"): (Owner.BUCKET, "the metadata files own", "files"),
}
"""Whose columns a setting gives to whom, and which source that is."""


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


def taken_over(last: LastRun, here: LastRun, defaults: Mapping[str, Any]) -> tuple[str, ...]:
    """Who owns which columns now, a sentence for each setting that gave them to another owner.

    A run of which no settings were kept had the defaults: there were no others.
    """
    now, before = here.settings or {}, last.settings or {}
    return tuple(
        f"{who} {', '.join(names_of(Implementation, owner))} now"
        f' ({name} = "{value}", which was "{before.get(name, defaults[name])}")'
        for (name, value), (owner, who, _) in _OWNERS.items()
        if now.get(name) == value != before.get(name, defaults[name])
    )


def as_reached(
    last: LastRun, here: LastRun, defaults: Mapping[str, Any], unavailable: Collection[str]
) -> LastRun:
    """``here`` as it is kept: what an ``unavailable`` source was to take over is still to be.

    The run that reads the new owner first is the first after the switch, in which
    nothing is announced.
    """
    if here.settings is None:
        return here
    before = last.settings or {}
    waiting = {
        name: before.get(name, defaults[name])
        for (name, value), (_, _, source) in _OWNERS.items()
        if source in unavailable and here.settings.get(name) == value
    }
    return here._replace(settings=here.settings | waiting)

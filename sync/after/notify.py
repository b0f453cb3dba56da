"""What follows a change once it is committed: the cache is emptied, and others are told.

Who is to be told is kept with the change, in its transaction, and who has heard
it by whoever calls. What nobody could be told now, the next run tells: at least
once, in order.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sync.model.catalog import Notice
from sync.model.patience import WEBHOOK
from sync.model.problems import Problem

if TYPE_CHECKING:
    from sync.progress import Progress
    from sync.settings import Settings

_CACHE, _WEBHOOK = "cache", "webhook"
_ONE_BY_ONE = 20
"""So many changes are told each by itself; more are one message that names no spec."""


def receivers(settings: Settings) -> tuple[str, ...]:
    """Who is to be told of changes, as the settings say."""
    found = {_CACHE: settings.redis_url, _WEBHOOK: settings.on_change}
    return tuple(name for name, address in found.items() if address is not None)


def tell_others(
    settings: Settings,
    notices: Sequence[Notice],
    left: dict[Notice, tuple[str, ...]],
    progress: Progress,
) -> tuple[Problem, ...]:
    """Tell those that the settings name of ``notices``.

    What goes wrong is a problem and not raised: the changes are made.

    Args:
        settings: who is told, and how patiently.
        notices: what is to be told, from the oldest on.
        left: takes up, at once, who is left to be told of each notice that somebody has heard.
        progress: told of what takes long.
    """
    problems: list[Problem] = []

    def heard(who: str, of: Sequence[Notice]) -> None:
        for one in of:
            left[one] = tuple(name for name in left.get(one, one.to) if name != who)

    # first the cache, so that who is told reads anew
    stale = [one for one in notices if _CACHE in one.to]
    if stale and settings.redis_url is not None:
        from sync.after.cache import forget

        specs = {spec_id for one in stale for spec_id in one.specs}
        with progress.phase("emptying the cache"):
            failed = forget(settings.redis_url, settings.redis_prefix, specs)
        if failed is None:
            heard(_CACHE, stale)
        else:
            problems.append(failed)
    waiting = [one for one in notices if _WEBHOOK in one.to]
    if waiting and settings.on_change is not None:
        from sync.after.webhook import tell

        patience = WEBHOOK._replace(retries=settings.retries)
        with progress.phase("telling others"):
            for payload, about in _messages(waiting):
                failed = tell(settings.on_change, payload, patience)
                if failed is not None:
                    # what is newer must not be heard before what is older
                    problems.append(failed)
                    break
                heard(_WEBHOOK, about)
    return tuple(problems)


def _messages(waiting: list[Notice]) -> list[tuple[str, list[Notice]]]:
    """What to send, each with the notices that it stands for."""
    if len(waiting) <= _ONE_BY_ONE:
        return [(one.payload, [one]) for one in waiting]
    newest = json.loads(waiting[-1].payload)
    return [(json.dumps(newest | {"specs": None}), waiting)]

"""What a site is made of, as one value."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sync.database.survey import Survey
from sync.model.problems import Problem
from sync.reports.health import Health
from sync.site.links import Links


class Facts(NamedTuple):
    """What a site is made of.

    ``links`` lead to files as the database has them, ``checkout`` to those that ``problems`` are
    about. ``least`` is the score from which a plot is tested.
    """

    name: str
    survey: Survey
    health: Health
    problems: tuple[Problem, ...]
    links: Links
    checkout: Links
    least: float
    made: datetime

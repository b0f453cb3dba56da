"""Which versions newer ones have superseded, on the limit of their age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.sources.previews.names import parse_preview
from sync.sources.previews.versions import Superseded, Version, superseded

BEFORE = datetime(2026, 1, 31, tzinfo=UTC)
TICK = timedelta(microseconds=1)
FOLDER = "previews/matplotlib/scatter-basic/default/"


def version(name, created, folder=FOLDER):
    parsed = parse_preview(f"{folder}{name}.png")
    return Version(parsed.key, parsed.number, f"{folder}{name}.png", 1, 1, created)


def gone(*versions):
    return [one.version.name.rpartition("/")[2] for one in superseded(versions, BEFORE)]


@pytest.mark.parametrize(
    ("created", "goes"), [(BEFORE - TICK, True), (BEFORE, False), (BEFORE + TICK, False)]
)
def test_it_is_counted_from_the_creation_of_the_one_that_followed(created, goes):
    old, new = version("v1", BEFORE - timedelta(days=900)), version("v2", created)
    wanted = [Superseded(old, created)] if goes else []
    assert list(superseded([old, new], BEFORE)) == list(superseded([new, old], BEFORE)) == wanted


def test_the_newest_stays_whatever_its_age():
    ages = [version(f"v{number}", BEFORE - timedelta(days=900)) for number in (9, 10, 11)]
    assert gone(*ages) == ["v9.png", "v10.png"]
    assert gone(ages[0]) == []


def test_a_follower_of_unknown_age_follows_nothing():
    old = BEFORE - timedelta(days=9)
    assert gone(version("v1", old), version("v2", None), version("v3", old)) == ["v2.png"]
    assert gone(version("v1", None), version("v2", old)) == ["v1.png"]


def test_of_two_names_of_one_number_the_later_counts():
    old = BEFORE - timedelta(days=9)
    assert gone(version("v1", old), version("v2", old), version("v02", BEFORE)) == []
    assert gone(version("v1", old), version("v2", old), version("v02", old)) == ["v1.png"]
    both = [version("v1", old), version("v01", old), version("v2", old)]
    assert sorted(gone(*both)) == ["v01.png", "v1.png"]


def test_each_folder_by_itself():
    old = BEFORE - timedelta(days=9)
    other = FOLDER.replace("default", "dark")
    assert gone(version("v1", old), version("v2", old, other)) == []

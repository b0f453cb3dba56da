"""The picture of a post: the implementation's as it is now, else that of the entry."""

from __future__ import annotations

from uuid import UUID

import pytest

from sync.model.queue import ATTEMPTS, LEASE, POSTS_A_DAY, Entry, Item, Shown

NOW = Shown("l", "L", None, "default", "f", "p", None, None, True, 90.0, "now", None)


@pytest.mark.parametrize(
    ("shown", "own", "picture"),
    [
        (NOW, "then", "now"), (NOW, None, "now"), (NOW._replace(preview_url=None), "then", "then"),
        (None, "then", "then"), (None, None, None), (NOW._replace(preview_url=None), None, None),
    ],
)  # fmt: skip
def test_the_picture(shown, own, picture):
    entry = Entry(
        UUID(int=1), "s", "twitter", "high", 90.0, own, "queued", 1, *[None] * 6
    )  # fmt: skip
    assert Item(entry, "T", None, (), shown).preview_url == picture


def test_the_limits_are_those_of_the_contract():
    assert (POSTS_A_DAY, ATTEMPTS, LEASE.total_seconds()) == (2, 3, 3600)

"""Who is believed: logins as GitHub compares them, the team, and nobody else."""

from __future__ import annotations

from datetime import datetime

import pytest

from sync.model.catalog import Review
from sync.sources.reviews.trust import Trust

WHEN = datetime(2026, 1, 2)  # noqa: DTZ001
REVIEW = Review(1, 0, 1, "t", (), None, None, None, 1.0, None, "bot", WHEN, WHEN, "u")


@pytest.mark.parametrize(
    ("login", "association", "believed"),
    [
        ("claude[bot]", "NONE", True), ("Claude[BOT]", "NONE", True), ("claude", "NONE", False),
        ("claude[bot]x", "NONE", False), ("", "NONE", False),
        ("ann", "OWNER", True), ("ann", "MEMBER", True), ("ann", "COLLABORATOR", True),
        ("ann", "CONTRIBUTOR", False), ("ann", "FIRST_TIMER", False), ("ann", "", False),
        ("ann", "owner", False),
        # the Kelvin sign becomes a k where Unicode's case is folded
        ("\u212a", "NONE", False), ("k", "NONE", True),
    ],
)  # fmt: skip
def test_an_account(login, association, believed):
    assert Trust(["claude[bot]", "K"]).believes(login, association) is believed


@pytest.mark.parametrize(
    ("author", "association", "everybody", "taken"),
    [
        ("bot", "NONE", False, True), ("ann", "MEMBER", False, True), ("ann", "NONE", False, False),
        ("ann", "NONE", True, True), ("", "", False, False), ("", "", True, True),
    ],
)  # fmt: skip
def test_a_title_is_its_authors_word_and_not_the_reviewers(author, association, everybody, taken):
    review = REVIEW._replace(issue_author=author, issue_association=association, author="bot")
    assert Trust(["bot"], all_titles=everybody).takes_title(review) is taken


def test_everybodys_titles_are_no_ones_reviews():
    assert not Trust([], all_titles=True).believes("ann", "NONE")

"""Each comment of ``tests/support/comments`` leads to what the contract says, section 3."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from comments import IMPLEMENTATIONS, LIBRARIES, SPECS, all_cases, stories
from sync.model.catalog import Catalog, Implementation, Library, Review, Spec
from sync.settings import Settings
from sync.sources.reviews.parser import parse_comment
from sync.sources.reviews.resolver import Resolver
from sync.sources.reviews.sightings import sightings
from sync.sources.reviews.trust import Trust

CATALOGUE = Catalog(
    libraries={name: Library(name, name.title()) for name in LIBRARIES},
    specs={name: Spec(name, name, None, "[]", None) for name in SPECS},
    implementations={key: Implementation(*key, "plot", "path") for key in IMPLEMENTATIONS},
)
NOW = datetime(2026, 1, 1)  # noqa: DTZ001
CASES = all_cases()
TRUST = Trust(Settings(Path()).trusted_reviewers)


def test_no_case_has_the_name_of_another():
    assert len({case["name"] for case in CASES}) == len(CASES) > 300


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_comment_gives_the_scores_it_states_and_no_others(case):
    parsed = parse_comment(case["body"])
    is_trusted = TRUST.believes(case["author"], case["association"])
    assert case["ignored"] == (0 if is_trusted else sightings(case["body"]))
    reviews = [
        Review(
            1, section, 1, case["title"], tuple(case["labels"]), *found.names,
            found.score, found.verdict, "bot", NOW, NOW, "url",
        )
        for section, found in enumerate(parsed.reviews if is_trusted else ())
    ]  # fmt: skip
    resolver = Resolver(CATALOGUE)
    rows = resolver.resolve(reviews, 85.0).implementations.values()
    scores = {
        "/".join(row.key): [row.quality_score, row.tested]
        for row in rows
        if row.quality_score is not None
    }
    assert scores == case["expect"]
    if is_trusted and case["warnings"] is not None:
        found = [*parsed.findings, *filter(None, (resolver.about(r).finding for r in reviews))]
        assert bool(found) == case["warnings"]


@pytest.mark.parametrize(
    "story", stories.SEQUENCES, ids=[story["name"] for story in stories.SEQUENCES]
)
def test_a_story_of_several_comments_ends_as_the_contract_says(
    story, github, database, make_repository, make_command, tmp_path
):
    repository = make_repository(tmp_path / "catalogue")
    repository.libraries("".join(f"- {{id: {name}, name: {name}}}\n" for name in LIBRARIES))
    for name in SPECS:
        repository.spec(name)
    for key in IMPLEMENTATIONS:
        repository.implementation(*key)
    sync = make_command(repository, database)
    Story(github, database, sync).play(story["steps"])


class Story:
    """Plays the steps of a story on a GitHub server and a database."""

    def __init__(self, github, database, sync):
        self.github, self.database, self.sync = github, database, sync
        self.issues, self.comments = {}, {}

    def play(self, steps):
        for step in steps:
            step = dict(step)  # noqa: PLW2901
            at = step.pop("at", None)
            step["at"] = at and datetime.fromisoformat(at)
            getattr(self, step.pop("do"))(**step)

    def comment(self, id, issue, title, labels, author, association, body, at):  # noqa: A002
        if issue not in self.issues:
            self.issues[issue] = self.github.issue(title, labels, at=at)
        comment = self.github.comment(
            self.issues[issue], body, author=author, association=association, at=at
        )
        number = 1_000_000 + int(id.removeprefix("c"))
        self.github.comments[number] = self.github.comments.pop(comment)
        self.github.comments[number].id = number
        self.github.tick()
        self.comments[id] = number

    def edit(self, id, body, at):  # noqa: A002
        self.github.edit(self.comments[id], body, at=at)

    def delete(self, id, at):  # noqa: A002
        self.github.delete(self.comments[id])

    def retitle(self, issue, title, labels, at):
        self.github.retitle(self.issues[issue], title, labels, at=at)

    def run(self, at):
        assert self.sync("run").code == 0

    def resync(self, at):
        assert self.sync("resync").code == 0

    def expect(self, scores, sure, at):
        rows = self.database.execute(
            "SELECT concat_ws('/', spec_id, library_id, variant), quality_score, tested"
            " FROM implementations WHERE quality_score IS NOT NULL"
        )
        assert {key: [score, tested] for key, score, tested in rows} == scores

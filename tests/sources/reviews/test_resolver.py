"""Which review counts for which implementation, and what each is about."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sync.model.catalog import Catalog, Implementation, Library, Review, Spec
from sync.sources.reviews.resolver import Resolver
from sync.sources.reviews.trust import Trust

WHEN = datetime(2026, 1, 2)  # noqa: DTZ001
SPECS = ["bar-basic", "scatter-basic", "heatmap"]
LIBRARIES = {"matplotlib": "Matplotlib", "lets-plot": "Lets Plot", "my_lib": "Much Better"}
KEYS = [
    ("bar-basic", "matplotlib", "default"), ("bar-basic", "matplotlib", "dark"),
    ("bar-basic", "lets-plot", "default"), ("scatter-basic", "matplotlib", "default"),
    ("scatter-basic", "lets-plot", "lines"),
]  # fmt: skip
CATALOGUE = Catalog(
    libraries={name: Library(name, text) for name, text in LIBRARIES.items()},
    specs={name: Spec(name, name, None, "[]", None) for name in SPECS},
    implementations={key: Implementation(*key, "f", "p") for key in KEYS},
)
DEFAULT = KEYS[0]
NOTHING = (None, None, None)


def review(
    names=NOTHING, number=1, section=0, score=90.0, *, title="", labels=(), later=0, **facts
):
    at = WHEN + timedelta(seconds=later)
    return Review(
        number, section, 1, title, tuple(labels), *names, score, facts.pop("verdict", None), "bot",
        at, at, f"url{number}-{section}", **facts,
    )  # fmt: skip


def about(*arguments, trust=None, **named):
    return Resolver(CATALOGUE, trust).about(review(*arguments, **named))


@pytest.mark.parametrize(
    ("names", "target", "specificity"),
    [
        (("bar-basic", "matplotlib", "dark"), ("bar-basic", "matplotlib", "dark"), 3),
        (("bar-basic", "matplotlib", None), ("bar-basic", "matplotlib", "default"), 2),
        (("bar-basic", None, None), ("bar-basic", None, None), 1),
        (("bar-basic", None, "dark"), ("bar-basic", None, "dark"), 2),
        # a library by its name, a variant that is still to come
        (("bar-basic", "much better", None), ("bar-basic", "my_lib", "default"), 2),
        (("bar-basic", "letsplot", None), ("bar-basic", "lets-plot", "default"), 2),
        (("bar-basic", "matplotlib", "new_one"), ("bar-basic", "matplotlib", "new_one"), 3),
    ],
)
def test_what_a_comment_names_itself(names, target, specificity):
    assert about(names) == (target, specificity, None)


@pytest.mark.parametrize(
    ("names", "code", "words"),
    [
        (("nope", "matplotlib", None), "review-spec-unknown", "there is no spec 'nope'"),
        (("bar-basic", "nope", None), "review-library-unknown", "there is no library 'nope'"),
        (("bar-basic", "matplotlip", None), "review-library-unknown",
         "there is no library 'matplotlip', which only looks like 'matplotlib'"),
        (("bar-bas1c", None, None), "review-spec-unknown", "there is no spec 'bar-bas1c', which only looks like 'bar-basic'"),
        (("b\u0430r-basic", None, None), "review-name-alike",
         "there is no spec 'b\u0430r-basic', which only looks like 'bar-basic'"),
        (("bar-basic", "m\u0430tplotlib", None), "review-name-alike",
         "there is no library 'm\u0430tplotlib', which only looks like 'matplotlib'"),
        (("bar-basic", "matplotlib", "d\u0430rk"), "review-name-alike",
         "there is no variant 'd\u0430rk', which only looks like 'dark'"),
        (("bar-basic", "matplotlib", "1ines"), "review-name-alike",
         "there is no variant '1ines', which only looks like 'lines'"),
        (("bar-basic", "matplotlib", "no-way"), "review-name-invalid", "there can be no variant 'no-way'"),
        (("bar-basic", "matplotlib", "9x"), "review-name-invalid", "there can be no variant '9x'"),
        (NOTHING, "review-spec-unknown", "neither the comment nor the title '' names a known spec"),
        ((None, "matplotlib", None), "review-spec-unknown", "neither the comment nor the title '' names a known spec"),
    ],
)  # fmt: skip
def test_a_name_that_is_none_of_ours_is_about_nothing_and_says_so(names, code, words):
    found = about(names)
    assert (found.subject, found.specificity) == (None, 0)
    assert (found.finding.code, found.finding.message) == (code, words)


class TestWhoSaysIt:
    """The comment, then the labels, then the title."""

    TITLE = "[scatter-basic] matplotlib implementation"

    @pytest.mark.parametrize(
        ("names", "labels", "target"),
        [
            (NOTHING, [], ("scatter-basic", "matplotlib", "default")),
            (NOTHING, ["spec:bar-basic"], ("bar-basic", "matplotlib", "default")),
            (NOTHING, ["library:lets-plot"], ("scatter-basic", "lets-plot", "default")),
            (NOTHING, ["variant:dark"], ("scatter-basic", "matplotlib", "dark")),
            (("bar-basic", None, None), ["spec:heatmap"], ("bar-basic", "matplotlib", "default")),
            (("bar-basic", "lets-plot", None), [], ("bar-basic", "lets-plot", "default")),
            (
                ("bar-basic", "lets-plot", None),
                ["variant:dark"],
                ("bar-basic", "lets-plot", "dark"),
            ),
            (("bar-basic", "lets-plot", "x"), ["variant:dark"], ("bar-basic", "lets-plot", "x")),
            (
                NOTHING,
                ["spec:bar-basic", "library:lets-plot"],
                ("bar-basic", "lets-plot", "default"),
            ),
        ],
    )
    def test_the_first_that_says(self, names, labels, target):
        assert about(names, title=self.TITLE, labels=labels).subject == target

    @pytest.mark.parametrize(
        ("names", "labels", "kind"),
        [
            (NOTHING, ["library:matplotlib", "library:lets-plot"], "library"),
            (NOTHING, ["variant:dark", "variant:light"], "variant"),
            (("bar-basic", None, "x"), ["library:matplotlib", "library:lets-plot"], "library"),
            (("bar-basic", "matplotlib", None), ["variant:a", "variant:b"], "variant"),
        ],
    )
    def test_labels_that_contradict_each_other(self, names, labels, kind):
        found = about(names, labels=labels, title=self.TITLE)
        assert found.subject is None
        assert found.finding == ("review-ambiguous", f"the labels name two values of {kind}")

    @pytest.mark.parametrize(
        ("names", "labels"),
        [
            (("bar-basic", "matplotlib", None), ["library:matplotlib", "library:lets-plot"]),
            (("bar-basic", "matplotlib", "default"), ["variant:a", "variant:b"]),
        ],
    )
    def test_do_no_harm_where_the_comment_says_it(self, names, labels):
        assert about(names, labels=labels).subject == ("bar-basic", "matplotlib", "default")

    @pytest.mark.parametrize(
        ("title", "code", "words"),
        [
            ("[bar-basic] or [scatter-basic]", "review-ambiguous", "names two specs"),
            ("[bar-basic] matplotlib or lets-plot", "review-ambiguous", "names two libraries"),
            ("[b\u0430r-basic] matplotlib", "review-name-alike",
             "names 'b\u0430r-basic', which only looks like 'bar-basic'"),
            ("something else", "review-spec-unknown", "names a known spec"),
        ],
    )  # fmt: skip
    def test_a_title_that_says_nothing_for_sure(self, title, code, words):
        found = about(title=title)
        assert (found.subject, found.finding.code) == (None, code)
        assert found.finding.message.endswith(words)
        assert repr(title) in found.finding.message

    def test_does_no_harm_in_what_is_said_already(self):
        two = "[bar-basic] matplotlib or lets-plot"
        assert about((None, "matplotlib", None), title=two).subject == DEFAULT
        two = "[bar-basic] or [scatter-basic] in matplotlib"
        assert about(("bar-basic", None, None), title=two).subject == DEFAULT


class TestStrangers:
    """Whose words the title is decides whether it counts."""

    TRUST = Trust(["bot"])

    def said(self, title, names=NOTHING, labels=()):
        facts = {"issue_author": "eve", "issue_association": "NONE"}
        found = about(names, title=title, labels=labels, trust=self.TRUST, **facts)
        assert found.subject is None
        return found.finding

    @pytest.mark.parametrize(
        ("title", "labels"),
        [
            ("[bar-basic] matplotlib", "`spec:bar-basic` and `library:matplotlib`"),
            ("[bar-basic]", "`spec:bar-basic`"),
            ("[bar-basic] or [scatter-basic] matplotlib", "`spec:bar-basic` and `library:matplotlib`"),
            ("[bar-basic] matplotlib or lets-plot", "`spec:bar-basic` and `library:lets-plot`"),
            ("[bar-basic] matplotlip", "`spec:bar-basic` and `library:matplotlib`"),
            ("[b\u0430r-basic]", "`spec:bar-basic`"),
        ],
    )  # fmt: skip
    def test_the_labels_that_would_settle_it(self, title, labels):
        found = self.said(title)
        assert found.code == "review-title-untrusted"
        assert found.message == (
            f"only the title {title!r}, which 'eve' gave it, says what the review is about:"
            f" the label {labels} would settle it"
        )

    def test_only_what_is_missing_is_asked_for(self):
        title = "[bar-basic] matplotlib"
        assert "`spec" not in self.said(title, ("bar-basic", None, None)).message
        assert "`library" not in self.said(title, labels=["library:lets-plot"]).message

    def test_a_title_that_names_nothing_settles_nothing(self):
        assert self.said("hello").code == "review-spec-unknown"
        facts = {"issue_author": "eve", "trust": self.TRUST}
        assert about(("bar-basic", None, None), title="hello", **facts).subject == (
            "bar-basic", None, None,
        )  # fmt: skip
        assert (
            about(("bar-basic", "matplotlib", None), title="[heatmap]", **facts).subject == DEFAULT
        )

    def test_the_same_title_of_somebody_who_is_believed_counts(self):
        found = about(title="[bar-basic] matplotlib", issue_author="bot", trust=self.TRUST)
        assert found.subject == DEFAULT


class TestCounting:
    def resolved(self, *reviews, threshold=85.0, catalogue=CATALOGUE):
        return Resolver(catalogue).resolve(reviews, threshold)

    def score(self, *reviews, key=DEFAULT):
        found = self.resolved(*reviews)
        row = found.implementations[key]
        counting = found.counting.get(key)
        assert row.review_url == (counting.url if counting else None)
        assert row.reviewed_at == (counting.created_at if counting else None)
        return row.quality_score

    def test_the_newest_whatever_the_order(self):
        old, new = review(DEFAULT, 1, score=70.0), review(DEFAULT, 2, score=60.0, later=1)
        assert self.score(old, new) == self.score(new, old) == 60.0
        late = review(DEFAULT, 1, score=50.0, later=2)
        assert self.score(late, new) == self.score(new, late) == 50.0

    def test_then_the_more_specific_whichever_came_first(self):
        whole = review(("bar-basic", None, None), 9, score=70.0)
        exact = review(DEFAULT, 1, score=60.0)
        for key, score in [(DEFAULT, 60.0), (KEYS[1], 70.0), (KEYS[2], 70.0)]:
            assert self.score(whole, exact, key=key) == self.score(exact, whole, key=key) == score
        # one that says two of three is about the same, and less specific
        less = review(("bar-basic", "matplotlib", None), 9, score=70.0)
        assert self.score(less, exact) == self.score(exact, less) == 60.0

    def test_then_the_higher_comment_then_the_later_section(self):
        one, two = review(DEFAULT, 1, score=70.0), review(DEFAULT, 2, score=60.0)
        assert self.score(one, two) == self.score(two, one) == 60.0
        first, second = review(DEFAULT, 1, 0, 70.0), review(DEFAULT, 1, 1, 60.0)
        assert self.score(first, second) == self.score(second, first) == 60.0

    def test_each_kind_of_target_reaches_the_implementations_that_it_names(self):
        for names, reached in [
            (("bar-basic", None, None), KEYS[:3]),
            (("bar-basic", None, "dark"), [KEYS[1]]),
            (("bar-basic", "matplotlib", None), [KEYS[0]]),
            (("bar-basic", "matplotlib", "dark"), [KEYS[1]]),
            (("heatmap", None, None), []),
        ]:
            found = self.resolved(review(names))
            assert list(found.counting) == reached
            assert [k for k, row in found.implementations.items() if row.quality_score] == reached

    def test_one_about_nothing_or_of_open_code_counts_for_nothing(self):
        assert self.score(review(("nope", None, None))) is None
        open_ = review(DEFAULT, is_pull_request=True)
        assert self.score(open_) is None
        assert self.score(review(DEFAULT, score=1.0), open_._replace(comment_id=9)) == 1.0
        assert self.score(open_, review(DEFAULT, 2, score=1.0)) == 1.0
        assert self.score(review(("nope", None, None)), review(DEFAULT, 2, score=1.0)) == 1.0
        assert self.score(open_._replace(merged_at=WHEN)) == 90.0

    @pytest.mark.parametrize(
        ("score", "verdict", "tested"),
        [
            (85.0, "approved", True), (85.0, None, True), (84.99, "approved", False),
            (84.99, None, False), (100.0, "rejected", False), (0.0, "rejected", False),
        ],
    )  # fmt: skip
    def test_tested_is_approved_and_at_least_the_threshold(self, score, verdict, tested):
        found = self.resolved(review(DEFAULT, score=score, verdict=verdict))
        row = found.implementations[DEFAULT]
        assert (row.quality_score, row.tested) == (score, tested)

    def test_the_threshold_is_the_setting(self):
        rows = self.resolved(review(DEFAULT, score=60.0), threshold=60.0).implementations
        assert rows[DEFAULT].tested is True
        rows = self.resolved(review(DEFAULT, score=0.0), threshold=0.0).implementations
        assert rows[DEFAULT].tested is True

    def test_what_no_review_is_about_has_none_of_it(self):
        rated = CATALOGUE.implementations[DEFAULT]._replace(
            quality_score=1.0, tested=True, reviewed_at=WHEN, review_url="old", preview_url="kept"
        )
        catalogue = Catalog(CATALOGUE.libraries, CATALOGUE.specs, {}, {DEFAULT: rated})
        (row,) = self.resolved(catalogue=catalogue).implementations.values()
        assert row == CATALOGUE.implementations[DEFAULT]._replace(preview_url="kept")

    def test_a_row_that_stays_the_same_is_the_same_object(self):
        row = self.resolved(review(DEFAULT)).implementations[DEFAULT]
        catalogue = Catalog(CATALOGUE.libraries, CATALOGUE.specs, {}, {DEFAULT: row})
        assert self.resolved(review(DEFAULT), catalogue=catalogue).implementations[DEFAULT] is row
        bare = CATALOGUE.implementations
        assert all(self.resolved().implementations[key] is bare[key] for key in KEYS)

"""Which plots a run puts into the promotion queue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_bucket import NAME
from sync.model.catalog import Catalog, Implementation, Promoted, Promotion, Spec
from sync.reconcile.diff import diff
from sync.reconcile.plan import Plan
from sync.reconcile.promotion import PRIORITIES, announceable, best_first, promotions

QUEUE = "SELECT spec_id, platform, priority, quality_score, preview_url, status FROM promotion_queue ORDER BY 1, 2, created_at"


def review(score, verdict="APPROVED", about=""):
    heading = f"#### {about}\n\n" if about else ""
    return (
        f"## 🤖 Quality Check Results\n\n{heading}**Score:** {score}/100 | **Verdict:** {verdict}\n"
    )


def promoted(outcome):
    """``action key`` to fields, of the promotions alone."""
    return {
        f"{change['action']} {change['key']}": change["fields"]
        for change in outcome.document["changes"]
        if change["kind"] == "promotion"
    }


@pytest.fixture
def issue(github):
    return github.issue("[scatter-basic] matplotlib implementation")


@pytest.fixture
def live(sync, github, issue):
    """The command line, after a first load."""
    assert sync("run").code == 0
    return sync


@pytest.fixture
def rate(github, issue):
    return lambda *given, **named: github.comment(issue, review(*given, **named))


@pytest.fixture
def post(database):
    """Everything in the queue was posted."""
    return lambda: database.execute(
        "UPDATE promotion_queue SET status = 'posted', attempt_count = 1, posted_at = now() WHERE status = 'queued'"
    )


class TestDeployment:
    def test_a_plot_that_becomes_tested_is_queued_and_the_plan_shows_it(self, live, rate, database):
        rate(92)
        expected = {
            "create scatter-basic/twitter": {
                "priority": [None, "high"], "quality_score": [None, 92.0],
            }
        }  # fmt: skip
        assert promoted(live("diff")) == expected
        assert database.execute(QUEUE) == []
        outcome = live("run")
        assert promoted(outcome) == expected
        assert outcome.document["counts"]["promotion"] == {
            "create": 1, "update": 0, "delete": 0, "unchanged": 0,
        }  # fmt: skip
        assert outcome.document["changes"][-1]["kind"] == "promotion"
        assert database.execute(QUEUE) == [("scatter-basic", "twitter", "high", 92.0, None, "queued")]  # fmt: skip

    def test_a_second_run_changes_nothing(self, live, rate, database):
        rate(92)
        live("run")
        before = database.dump("sync_runs", "sync_marks")
        for command in ("diff", "run", "resync"):
            assert live(command).document["changes"] == []
        assert database.dump("sync_runs", "sync_marks") == before

    @pytest.mark.parametrize(
        ("score", "threshold", "priority"),
        [(100, 85, "high"), (90, 85, "high"), (89.9, 85, "medium"), (85, 85, "medium"), (84.9, 80, "low")],
    )  # fmt: skip
    def test_the_score_says_the_priority(
        self, live, rate, database, monkeypatch, score, threshold, priority
    ):
        monkeypatch.setenv("PYPLOTS_SYNC_MIN_QUALITY", str(threshold))
        rate(score)
        live("run")
        assert database.one("SELECT priority FROM promotion_queue") == priority

    def test_one_that_is_not_tested_is_not_queued(self, live, rate, database):
        rate(70)
        live("run")
        rate(95, "REJECTED")
        live("run")
        assert database.execute(QUEUE) == []

    def test_the_best_tested_implementation_stands_for_the_spec(
        self, live, rate, database, gate, bucket
    ):
        bucket.put("previews/seaborn/scatter-basic/default/v7.png")
        rate(88, about="scatter-basic / matplotlib / default")
        rate(91, about="scatter-basic / seaborn / default")
        live("run")
        assert database.execute(QUEUE) == [
            ("scatter-basic", "twitter", "high", 91.0, f"gs://{NAME}/previews/seaborn/scatter-basic/default/v7.png", "queued"),
        ]  # fmt: skip

    def test_every_platform_of_the_setting(self, live, rate, database, repository):
        repository.write(
            "pyproject.toml", '[tool.pyplots-sync]\npromote_on = ["twitter", "linkedin"]\n'
        )
        rate(92)
        live("run")
        assert [row[1] for row in database.execute(QUEUE)] == ["linkedin", "twitter"]

    def test_no_platform_no_promotion(self, live, rate, database, monkeypatch):
        monkeypatch.setenv("PYPLOTS_SYNC_PROMOTE_ON", "[]")
        rate(92)
        assert promoted(live("run")) == {}

    def test_reviews_that_are_read_for_the_first_time_after_the_first_load(self, sync, rate):
        sync("run", "--no-reviews")
        rate(92)
        assert list(promoted(sync("run"))) == ["create scatter-basic/twitter"]

    def test_a_new_file_whose_review_was_there_before(
        self, live, github, issue, repository, database
    ):
        github.comment(issue, review(88, about="bar-basic / plotly / dark"))
        live("run")
        assert database.execute(QUEUE) == []
        repository.implementation("bar-basic", "plotly", "dark", "bar")
        assert list(promoted(live("run"))) == ["create bar-basic/twitter"]

    def test_a_spec_that_is_switched_off_is_not_queued(self, live, rate, repository, database):
        path = repository.root / "specs/scatter-basic.md"
        path.write_text(f"---\ndeprecated: true\n---\n{path.read_text()}")
        rate(92)
        live("run")
        assert database.execute(QUEUE) == []

    def test_a_failed_entry_makes_way_for_the_next_deployment(self, live, rate, database):
        rate(92)
        live("run")
        database.execute("UPDATE promotion_queue SET status = 'failed', attempt_count = 3")
        rate(40)
        live("run")
        rate(95)
        assert promoted(live("run"))["create scatter-basic/twitter"]["priority"] == [None, "high"]

    def test_the_text_names_it(self, live, rate):
        rate(92)
        text = live("diff", format_="text").output
        assert "Promotions\n  + scatter-basic/twitter  high" in text


class TestWhatIsNotAnnounced:
    def test_a_first_load(self, sync, rate, database):
        rate(92)
        outcome = sync("run")
        assert outcome.document["counts"]["implementation"]["create"] == 3
        assert promoted(outcome) == {}
        assert database.one("SELECT count(*) FROM implementations WHERE tested") == 1
        assert sync("run").document["changes"] == []

    def test_unless_it_is_asked_for(self, sync, rate, database):
        rate(92)
        assert list(promoted(sync("diff", "--promote-existing"))) == ["create scatter-basic/twitter"]  # fmt: skip
        assert list(promoted(sync("run", "--promote-existing"))) == ["create scatter-basic/twitter"]
        for command in ("run", "resync"):
            assert sync(command, "--promote-existing").document["changes"] == []

    def test_what_is_there_can_be_queued_later(self, sync, rate, database):
        rate(92)
        sync("run")
        assert promoted(sync("run")) == {}
        assert list(promoted(sync("run", "--promote-existing"))) == ["create scatter-basic/twitter"]
        database.execute("UPDATE promotion_queue SET status = 'failed'")
        assert promoted(sync("run", "--promote-existing")) == {}

    def test_a_run_that_fails_or_is_refused(self, live, rate, repository, database):
        rate(92)
        repository.write("specs/bar-basic.md", "broken")
        outcome = live("run")
        assert (outcome.code, outcome.document["changes"]) == (1, [])
        repository.git("checkout", "--", "specs")
        repository.move("plots", "away")
        assert live("run").code == 5
        assert database.execute(QUEUE) == []
        repository.move("away", "plots")
        # what did not happen is still to come
        assert list(promoted(live("run"))) == ["create scatter-basic/twitter"]

    def test_reviews_that_are_off_or_not_to_be_had(self, live, rate, github, database):
        rate(92)
        assert live("run", "--no-reviews").code == 0
        github.token = "another"
        assert live("run").code == 3
        assert database.execute(QUEUE) == []


class TestUpdates:
    @pytest.fixture
    def posted(self, live, rate, post):
        rate(92)
        live("run")
        post()
        return live

    def test_new_code_of_a_posted_plot_is_a_low_priority(self, posted, repository, database):
        repository.implementation("scatter-basic", code='"""A better plot."""\n')
        assert promoted(posted("run"))["create scatter-basic/twitter"]["priority"] == [None, "low"]
        assert [row[5] for row in database.execute(QUEUE)] == ["posted", "queued"]
        assert posted("run").document["changes"] == []

    @pytest.mark.parametrize("score", [97, 86])
    def test_a_new_score_is(self, posted, rate, database, score):
        rate(score)
        created = promoted(posted("run"))["create scatter-basic/twitter"]
        assert created == {"priority": [None, "low"], "quality_score": [None, float(score)]}

    def test_another_implementation_is(self, posted, rate):
        rate(88, about="scatter-basic / seaborn / default")
        created = promoted(posted("run"))["create scatter-basic/twitter"]
        assert created == {"priority": [None, "low"], "quality_score": [None, 92.0]}

    def test_a_better_score_leaves_the_update_low(self, posted, rate):
        rate(93)
        posted("run")
        rate(99)
        assert promoted(posted("run")) == {"update scatter-basic/twitter": {"quality_score": [93.0, 99.0]}}  # fmt: skip

    def test_what_changes_neither_code_nor_score_is_no_update(
        self, posted, rate, repository, gate, bucket
    ):
        repository.spec("scatter-basic", "A New Title")
        repository.move(
            "plots/matplotlib/scatter/scatter-basic/default.py",
            "plots/matplotlib/points/scatter-basic/default.py",
        )
        bucket.put("previews/matplotlib/scatter-basic/default/v7.png")
        rate(92)
        outcome = posted("run")
        assert outcome.changes["update implementation scatter-basic/matplotlib/default"]
        assert promoted(outcome) == {}

    def test_a_threshold_that_moves_and_comes_back_is_no_update(self, posted, monkeypatch):
        monkeypatch.setenv("PYPLOTS_SYNC_MIN_QUALITY", "95")
        posted("run")
        monkeypatch.setenv("PYPLOTS_SYNC_MIN_QUALITY", "85")
        outcome = posted("run")
        assert outcome.changes
        assert promoted(outcome) == {}

    def test_a_plot_that_passes_again_is(self, posted, rate):
        rate(92, "REJECTED")
        assert promoted(posted("run")) == {}
        rate(92)
        assert list(promoted(posted("run"))) == ["create scatter-basic/twitter"]

    def test_new_code_of_one_that_was_never_promoted_is_not(self, sync, rate, repository):
        rate(92)
        sync("run")
        repository.implementation("scatter-basic", code='"""A better plot."""\n')
        assert promoted(sync("run")) == {}


class TestOpenEntries:
    @pytest.fixture
    def queued(self, live, rate):
        rate(88)
        live("run")
        return live

    def test_a_better_score_updates_the_entry(self, queued, rate, database):
        key = database.one("SELECT id FROM promotion_queue")
        rate(93)
        assert promoted(queued("run")) == {
            "update scatter-basic/twitter": {
                "priority": ["medium", "high"], "quality_score": [88.0, 93.0],
            }
        }  # fmt: skip
        assert database.execute("SELECT id, quality_score FROM promotion_queue") == [(key, 93.0)]
        assert queued("run").document["changes"] == []

    def test_a_worse_one_does_not(self, queued, rate, database):
        rate(86)
        assert promoted(queued("run")) == {}

    def test_a_picture_that_comes_later_is_taken_up(self, queued, gate, bucket, database):
        bucket.put("previews/matplotlib/scatter-basic/default/v7.png")
        url = f"gs://{NAME}/previews/matplotlib/scatter-basic/default/v7.png"
        assert promoted(queued("run")) == {"update scatter-basic/twitter": {"preview_url": [None, url]}}  # fmt: skip

    @pytest.mark.parametrize(
        "state",
        ["attempt_count = 1, leased_until = now() + interval '1 hour'",
         "attempt_count = 1, failed_at = now()"],
    )  # fmt: skip
    def test_one_that_was_handed_out_is_left_alone(self, queued, rate, database, state):
        database.execute(f"UPDATE promotion_queue SET {state}")
        before = database.execute("SELECT * FROM promotion_queue")
        rate(99)
        assert promoted(queued("run")) == {}
        assert database.execute("SELECT * FROM promotion_queue") == before

    def test_a_priority_set_by_hand_does_not_fall(self, queued, rate, database):
        database.execute("UPDATE promotion_queue SET priority = 'high'")
        rate(89)
        assert promoted(queued("run")) == {"update scatter-basic/twitter": {"quality_score": [88.0, 89.0]}}  # fmt: skip

    def test_an_entry_handed_out_while_the_run_writes_is_left_alone(self, queued, database):
        from sync.database.queue import hand_out
        from sync.database.session import open_session
        from sync.database.writer import apply
        from sync.reconcile.plan import Change
        from sync.settings import Settings

        settings = Settings(queued.repository.root)
        before = Promotion("scatter-basic", "twitter", "medium", 88.0)
        change = Change("update", "promotion", "scatter-basic/twitter", before, before._replace(quality_score=99.0))  # fmt: skip
        with open_session(database.target, settings) as poster:
            assert hand_out(poster, "twitter").item
        with open_session(database.target, settings) as session:
            session.execute("BEGIN")
            apply(session, Plan((change,)))
            session.execute("COMMIT")
        assert database.one("SELECT quality_score FROM promotion_queue") == 88.0


def test_promotions_take_two_statements_more_whatever_their_number(
    make_repository, make_command, new_database, github, tmp_path
):
    issue = github.issue("Reviews")
    statements = []
    for count in (2, 40):
        repository = make_repository(tmp_path / f"sized{count}")
        repository.libraries()
        for number in range(count):
            repository.spec(f"line-{count}-{number}")
            repository.implementation(f"line-{count}-{number}")
        sync = make_command(repository, new_database())
        assert sync("run").document["database"]["statements"] <= 16
        about = "".join(
            f"\n#### line-{count}-{number} / matplotlib / default\n\n**Score:** 92/100\n"
            for number in range(count)
        )
        comment = github.comment(issue, f"## Quality Check Results\n{about}")
        outcome = sync("run", "--promote-existing")
        assert outcome.document["counts"]["promotion"]["create"] == count
        statements.append(outcome.document["database"]["statements"])
        github.edit(comment, "never mind")
    assert statements[0] == statements[1]


specs = [Spec(name, name, None, "[]", None, active=active) for name, active in [("a", True), ("b", True), ("c", False)]]  # fmt: skip
rows = st.builds(
    Implementation,
    st.sampled_from("abc"), st.sampled_from("lm"), st.just("default"), st.just("f"), st.just("p"),
    source_hash=st.sampled_from([None, "1", "2"]),
    quality_score=st.sampled_from([None, 70.0, 86.0, 88.0, 92.0]),
    tested=st.sampled_from([None, False, True]),
    preview_url=st.sampled_from([None, "x", "y"]),
)  # fmt: skip
catalogs = st.lists(rows).map(
    lambda found: Catalog(
        specs={spec.id: spec for spec in specs}, implementations={row.key: row for row in found}
    )
)
PLATFORMS = ("twitter", "linkedin")
promotion_rows = st.builds(
    Promotion, st.sampled_from("abc"), st.sampled_from(PLATFORMS),
    st.sampled_from([None, "high", "medium", "low", "other"]),
    st.sampled_from([None, 70.0, 86.0, 92.0]), st.sampled_from([None, "x"]),
)  # fmt: skip


@st.composite
def queues(draw):
    found = {}
    for row in draw(st.lists(promotion_rows)):
        found[row.key] = Promoted(
            draw(st.sampled_from([None, row])), draw(st.booleans()), draw(st.booleans())
        )
    return found


@given(actual=catalogs, desired=catalogs, queue=queues(), existing=st.booleans())
def test_the_rules_hold_for_every_catalogue_and_queue(actual, desired, queue, existing):
    plan = diff(actual, desired)
    found = announceable(plan, desired, existing=existing)
    changes = promotions(found, desired, queue, PLATFORMS)
    assert len({change.key for change in changes}) == len(changes)
    after = dict(queue)
    for change in changes:
        entry, there = change.after, queue.get(change.after.key)
        tested = [r for r in desired.implementations.values() if r.spec_id == entry.spec_id and r.tested]  # fmt: skip
        best = min(tested, key=best_first)
        assert desired.specs[entry.spec_id].active
        assert entry.quality_score == best.quality_score
        assert entry.preview_url == best.preview_url
        if change.action == "create":
            assert there is None or there.open is None
            was_posted = there is not None and there.was_posted
            score = best.quality_score or 0
            assert entry.priority == (
                "low" if was_posted or score < 85 else "medium" if score < 90 else "high"
            )
        else:
            assert there.is_waiting
            assert change.before == there.open
            assert (there.open.quality_score or -1) <= (entry.quality_score or -1)
            assert entry.priority == there.open.priority or entry.priority in PRIORITIES
        after[entry.key] = Promoted(entry, is_waiting=True, was_posted=bool(there and there.was_posted))  # fmt: skip
    # an entry that is open, was handed out, or whose spec has nothing new, is nobody's business
    assert promotions(found, desired, after, PLATFORMS) == []
    again = announceable(diff(desired, desired), desired, existing=existing)
    assert promotions(again, desired, after, PLATFORMS) == []
    assert plan.plus(changes).counts["promotion"]["create"] + plan.plus(changes).counts["promotion"]["update"] == len(changes)  # fmt: skip


@given(desired=catalogs)
def test_with_nothing_changed_nothing_is_announced(desired):
    found = announceable(diff(desired, desired), desired, existing=False)
    assert found.spec_ids == []
    everything = announceable(Plan(), desired, existing=True)
    made = promotions(everything, desired, {}, PLATFORMS)
    live = {r.spec_id for r in desired.implementations.values() if r.tested and r.spec_id != "c"}
    assert {change.key for change in made} == {f"{spec}/{on}" for spec in live for on in PLATFORMS}

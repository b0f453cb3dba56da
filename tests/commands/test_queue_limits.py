"""The queue's limits, on the microsecond: days, leases, attempts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sync.database.queue import hand_out, list_entries, mark_failed
from sync.database.session import open_session
from sync.model.catalog import Implementation
from sync.reconcile.promotion import best_first
from sync.settings import Settings

NOON = datetime.fromisoformat("2026-03-01T12:00")
MIDNIGHT = NOON.replace(hour=0)
TICK = timedelta(microseconds=1)


@pytest.fixture
def session(database, tmp_path):
    with open_session(database.target, Settings(tmp_path)) as session:
        yield session


@pytest.fixture
def put(database):
    """Puts an entry for a spec of its own into the queue."""

    def put_in(spec, **columns):
        database.execute(
            "INSERT INTO specs (id, title, data_requirements) VALUES (%s, 'T', '[]')", spec
        )
        values = {"spec_id": spec, "priority": "high", **columns}
        names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
        return database.one(
            f"INSERT INTO promotion_queue ({names}) VALUES ({marks}) RETURNING id", *values.values()
        )

    return put_in


def handed(session, now=NOON, **named):
    item = hand_out(session, "twitter", now=now, **named).item
    return item and item.entry.spec_id


@pytest.mark.parametrize(
    ("column", "is_used"),
    [("posted_at", True), ("handed_out_at", True), ("failed_at", False)],
)
@pytest.mark.parametrize(
    ("at", "is_today"),
    [(MIDNIGHT - TICK, False), (MIDNIGHT, True), (MIDNIGHT + TICK, True), (NOON, True)],
)
def test_a_day_begins_with_its_midnight(session, put, column, is_used, at, is_today):
    """What was posted or handed out today is one of the two; what failed is not."""
    status = "failed" if column == "failed_at" else "posted"
    put("before", status=status, **{column: at})
    put("next")
    for limit, is_left in [(2, True), (1, not (is_used and is_today))]:
        found = handed(session, posts_a_day=limit)
        assert found == ("next" if is_left else None)
        if found:
            session.execute(
                "UPDATE promotion_queue SET handed_out_at = NULL, leased_until = NULL,"
                " attempt_count = 0 WHERE spec_id = 'next'"
            )


@pytest.mark.parametrize("column", ["posted_at", "failed_at"])
@pytest.mark.parametrize(("at", "is_free"), [(MIDNIGHT - TICK, True), (MIDNIGHT, False)])
def test_an_entry_posted_or_failed_today_is_not_handed_out_again(session, put, column, at, is_free):
    put("again", **{column: at, "attempt_count": 1})
    assert handed(session, posts_a_day=100) == ("again" if is_free else None)


@pytest.mark.parametrize(
    ("limit", "used", "is_left"),
    [(2, 0, True), (2, 1, True), (2, 2, False), (2, 3, False), (1, 0, True), (1, 1, False), (0, 0, False)],
)  # fmt: skip
def test_as_many_as_a_day_may_have(session, put, limit, used, is_left):
    for number in range(used):
        put(f"posted-{number}", status="posted", posted_at=NOON)
    put("next")
    assert handed(session, posts_a_day=limit) == ("next" if is_left else None)


@pytest.mark.parametrize(
    ("until", "is_free"), [(NOON - TICK, True), (NOON, True), (NOON + TICK, False)]
)
def test_a_lease_ends_at_its_end(session, put, until, is_free):
    put("leased", attempt_count=1, handed_out_at=NOON - timedelta(hours=1), leased_until=until)
    assert handed(session, posts_a_day=100) == ("leased" if is_free else None)


@pytest.mark.parametrize(("until", "is_out"), [(NOON, False), (NOON + TICK, True)])
def test_one_that_is_out_since_yesterday_is_one_of_today_while_it_is(session, put, until, is_out):
    put(
        "out", attempt_count=1, handed_out_at=MIDNIGHT - TICK, leased_until=until, priority="low",
    )  # fmt: skip
    put("next")
    assert handed(session, posts_a_day=1) == (None if is_out else "next")


@pytest.mark.parametrize(
    ("until", "is_over"), [(NOON - TICK, True), (NOON, True), (NOON + TICK, False)]
)
@pytest.mark.parametrize(("attempts", "is_last"), [(2, False), (3, True), (4, True)])
def test_the_last_lease_that_ran_out_is_a_failure(session, put, until, is_over, attempts, is_last):
    put("tried", attempt_count=attempts, handed_out_at=MIDNIGHT - TICK, leased_until=until)
    hand_out(session, "twitter", now=NOON, posts_a_day=0)
    (found,) = list_entries(session).entries
    assert found.status == ("failed" if is_over and is_last else "queued")


@pytest.mark.parametrize(("attempts", "status"), [(1, "queued"), (2, "queued"), (3, "failed")])
def test_the_third_attempt_that_fails_is_the_last(session, put, attempts, status):
    entry = put("tried", attempt_count=attempts, leased_until=NOON)
    assert mark_failed(session, entry, "down", now=NOON).status == status


def test_what_is_older_comes_first_whatever_its_name(session, put):
    put("a-newer", created_at=NOON, quality_score=90)
    put("b-older", created_at=NOON - TICK, quality_score=90)
    put("c-unrated", created_at=NOON - timedelta(days=9))
    put("d-better", created_at=NOON, quality_score=90.1)
    found = [handed(session, posts_a_day=100) for _ in range(4)]
    assert found == ["d-better", "b-older", "a-newer", "c-unrated"]


SHOWN = [
    # tested, score, picture, library, variant: the first of two is shown
    (True, 95.0, None, "z", "z"), (True, 90.0, "x", "z", "z"), (True, 90.0, None, "a", "z"),
    (True, 90.0, None, "b", "a"), (True, 90.0, None, "b", "b"), (True, None, "x", "a", "a"),
    (True, None, None, "B", "a"), (True, None, None, "a", "_b"), (True, None, None, "a", "a"),
    (False, 99.0, "x", "a", "a"),
]  # fmt: skip


@pytest.mark.parametrize("first", range(len(SHOWN) - 1))
def test_the_implementation_that_is_shown_is_the_one_that_stands_for_the_spec(
    session, put, database, first
):
    """As the run that queued it judges: the order stands in the database and in the plan."""
    better, worse = SHOWN[first], SHOWN[first + 1]
    put("shown")
    for tested, score, picture, library, variant in (worse, better):
        database.execute(
            "INSERT INTO libraries (id, name) VALUES (%s, 'L') ON CONFLICT DO NOTHING", library
        )
        if (better[3:], library) == (worse[3:], library):
            variant = f"{variant}_{'ab'[(tested, score) == worse[:2]]}"  # noqa: PLW2901
        database.execute(
            "INSERT INTO implementations (spec_id, library_id, plot_function, variant, file_path,"
            " tested, quality_score, preview_url) VALUES ('shown', %s, 'f', %s, 'p', %s, %s, %s)",
            library, variant, tested, score, picture,
        )  # fmt: skip
    found = hand_out(session, "twitter", now=NOON).item.implementation
    assert (found.tested, found.quality_score, found.preview_url) == (
        bool(better[0]), *better[1:3],
    )  # fmt: skip
    assert found.library_id == better[3]
    assert found.variant.startswith(better[4])
    rows = [
        Implementation("shown", library, variant, "f", "p", None, None, None, score, tested, None, None, picture)
        for tested, score, picture, library, variant in (worse, better)
        if tested
    ]  # fmt: skip
    assert not rows or min(rows, key=best_first).library_id == better[3]

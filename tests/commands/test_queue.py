"""The promotion queue: who gets which entry when, and what becomes of it."""

import heapq
import itertools
import json
import random
import subprocess
import sys
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from threading import Barrier
from types import SimpleNamespace
from uuid import UUID, uuid4

import psycopg
import pytest

from sync.database.errors import QueueEntryError, SchemaError
from sync.database.queue import (
    give_back,
    hand_out,
    list_entries,
    mark_failed,
    mark_posted,
    read_queue,
)
from sync.database.reader import read_catalog
from sync.database.session import open_session
from sync.database.writer import apply
from sync.model.catalog import Catalog, Implementation, Library, Spec
from sync.model.queue import ATTEMPTS, LEASE
from sync.reconcile.diff import diff
from sync.reconcile.promotion import announceable, promotions
from sync.settings import Settings

NOON = datetime.fromisoformat("2026-03-01T12:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DOCUMENTS_QUERY = """
SELECT *
FROM promotion_queue
WHERE status = 'queued'
  AND (posted_at IS NULL OR DATE(posted_at) < CURRENT_DATE)
ORDER BY
  CASE priority
    WHEN 'high' THEN 1
    WHEN 'medium' THEN 2
    WHEN 'low' THEN 3
  END,
  quality_score DESC,
  created_at ASC
LIMIT 1;
"""
DOCUMENTS_ROW = {
    "id": "660e8400-e29b-41d4-a716-446655440000",
    "spec_id": "scatter-basic-001",
    "priority": "high",
    "quality_score": 92.0,
    "preview_url": "gs://pyplots-images/previews/matplotlib/scatter-basic-001/default/v1705603200.png",
    "status": "posted",
    "posted_at": "2025-01-18T15:00:00Z",
    "platform": "twitter",
}


@pytest.fixture
def open_one(database, tmp_path):
    """Opens sessions of their own."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(open_session(database.target, Settings(tmp_path)))


@pytest.fixture
def session(open_one):
    return open_one()


@pytest.fixture
def put(database):
    """Puts an entry into the queue, with a spec of its own unless one is named."""

    def put_in(priority="medium", score=None, spec=None, **columns):
        if spec is None:
            spec = f"spec-{uuid4().hex[:8]}"
        database.execute(
            "INSERT INTO specs (id, title, data_requirements) VALUES (%s, 'T', '[]')"
            " ON CONFLICT DO NOTHING",
            spec,
        )
        values = {"spec_id": spec, "priority": priority, "quality_score": score, **columns}
        names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
        return database.one(
            f"INSERT INTO promotion_queue ({names}) VALUES ({marks}) RETURNING id", *values.values()
        )

    return put_in


def ids(session, platform="twitter", **named):
    """What is handed out one after the other."""
    found = []
    while (item := hand_out(session, platform, **named).item) is not None:
        found.append(item.entry.id)
    return found


class TestOrder:
    def test_priority_then_score_then_age_and_those_without_last(self, session, put):
        old = NOON - DAY
        low = put("low", 99.0)
        medium_new = put("medium", 88.0, created_at=NOON)
        medium_old = put("medium", 88.0, created_at=old)
        medium_best = put("medium", 89.0, created_at=NOON)
        medium_none = put("medium", None, created_at=old)
        high = put("high", 90.0, created_at=NOON)
        high_none = put("high", None)
        strange = put("whatever", 100.0)
        nothing = put(None, 100.0)
        found = ids(session, now=NOON, posts_a_day=100)
        assert found[:7] == [high, high_none, medium_best, medium_old, medium_new, medium_none, low]
        assert set(found[7:]) == {strange, nothing}

    def test_a_platform_has_a_queue_of_its_own(self, session, put):
        twitter, reddit = put(), put(platform="reddit")
        assert ids(session) == [twitter]
        assert ids(session, "reddit") == [reddit]
        assert ids(session, "linkedin") == []

    def test_what_is_posted_or_failed_is_not_handed_out(self, session, put):
        put(status="posted", posted_at=NOON - DAY)
        put(status="failed")
        assert hand_out(session, "twitter", now=NOON).reason == "the queue of twitter is empty"

    def test_a_spec_that_is_switched_off_waits(self, session, put, database):
        entry = put(spec="off")
        database.execute("UPDATE specs SET active = false")
        assert "1 of specs that are switched off" in hand_out(session, "twitter").reason
        database.execute("UPDATE specs SET active = true")
        assert ids(session) == [entry]

    def test_a_spec_that_the_reviews_reject_by_now_waits(self, session, put, database):
        entry = put(spec="s", score=92.0)
        database.execute("INSERT INTO libraries (id, name) VALUES ('l', 'L')")
        database.execute(
            "INSERT INTO implementations (spec_id, library_id, plot_function, variant, file_path, quality_score)"
            " VALUES ('s', 'l', 'f', 'default', 'p', 40)"
        )
        assert "rejected" in hand_out(session, "twitter").reason
        database.execute("UPDATE implementations SET tested = true, quality_score = 91")
        assert ids(session) == [entry]


class TestLimit:
    def test_two_a_day(self, session, put):
        entries = [put() for _ in range(5)]
        assert ids(session, now=NOON) == entries[:2]
        for entry in entries[:2]:
            mark_posted(session, entry, now=NOON)
        reason = hand_out(session, "twitter", now=NOON + 11 * HOUR).reason
        assert reason == (
            "the limit of 2 posts a day on twitter is reached:"
            " the next may follow from 2026-03-02 (UTC)"
        )
        assert ids(session, now=NOON + 12 * HOUR) == entries[2:4]

    def test_what_was_posted_without_asking_counts(self, session, put):
        put(status="posted", posted_at=NOON.replace(hour=0))
        put(status="posted", posted_at=NOON.replace(hour=0) - timedelta(microseconds=1))
        put()
        put()
        assert len(ids(session, now=NOON)) == 1

    def test_one_that_is_out_over_midnight_counts_on_the_day_of_its_post(self, session, put):
        late = NOON.replace(hour=23, minute=50)
        entries = [put("high"), put("medium"), put("low")]
        assert len(ids(session, now=late)) == 2
        assert "limit" in hand_out(session, "twitter", now=late + HOUR / 3).reason
        mark_posted(session, entries[0], now=late + HOUR / 2)
        mark_failed(session, entries[1], "down", now=late + HOUR / 2)
        assert ids(session, now=late + HOUR / 2) == [entries[2]]

    def test_days_are_utc_days_whatever_the_zone_of_the_clock(self, session, put):
        put()
        put()
        put()
        east = datetime.fromisoformat("2026-03-02T01:00:00+02:00")
        assert len(ids(session, now=east)) == 2
        assert "from 2026-03-02" in hand_out(session, "twitter", now=east).reason


class TestLease:
    def test_nobody_else_gets_it_until_it_ends(self, session, put):
        entry = put()
        first = hand_out(session, "twitter", now=NOON, lease=HOUR).item
        assert first.entry.leased_until == NOON + HOUR
        assert (first.entry.attempt_count, first.entry.status) == (1, "queued")
        told = hand_out(session, "twitter", now=NOON + HOUR / 2).reason
        assert told == "nothing of twitter is to be posted now: 1 handed out"
        again = hand_out(session, "twitter", now=NOON + HOUR).item
        assert (again.entry.id, again.entry.attempt_count) == (entry, 2)

    def test_handed_out_again_it_is_not_counted_twice(self, session, put):
        first, second = put("high"), put("low")
        assert ids(session, now=NOON) == [first, second]
        put("high")
        assert ids(session, now=NOON + 2 * HOUR) == [first, second]

    def test_after_three_leases_without_a_word_it_is_failed(self, session, put):
        entry = put()
        for hours in range(3):
            assert ids(session, now=NOON + hours * HOUR) == [entry]
        assert hand_out(session, "twitter", now=NOON + 3 * HOUR).reason.endswith("is empty")
        (found,) = list_entries(session).entries
        assert (found.status, found.attempt_count) == ("failed", 3)
        assert found.failed_at == NOON + 3 * HOUR
        assert "no result was recorded" in found.error

    def test_a_post_that_is_told_late_is_a_post(self, session, put):
        entry = put()
        hand_out(session, "twitter", now=NOON)
        assert mark_posted(session, entry, now=NOON + 5 * HOUR).status == "posted"
        assert ids(session, now=NOON + 2 * DAY) == []

    @pytest.mark.parametrize("posts_a_day", [2, 100])
    def test_many_posters_at_once_never_get_the_same(self, open_one, put, posts_a_day):
        for _ in range(6):
            put()
        sessions = [open_one() for _ in range(8)]
        together = Barrier(8)

        def ask(session):
            together.wait()
            return hand_out(session, "twitter", now=NOON, posts_a_day=posts_a_day).item

        with ThreadPoolExecutor(8) as pool:
            items = [item.entry.id for item in pool.map(ask, sessions) if item]
        assert len(items) == len(set(items)) == min(posts_a_day, 6)

    def test_an_entry_that_a_run_is_writing_is_passed_over(self, session, put, database):
        first, second = put("high"), put("low")
        with psycopg.connect(database.url) as run:
            run.execute("UPDATE promotion_queue SET quality_score = 1 WHERE id = %s", [first])
            assert hand_out(session, "twitter", now=NOON).item.entry.id == second


class TestGivingBack:
    def row(self, database, entry):
        return database.execute("SELECT to_jsonb(q) FROM promotion_queue q WHERE id = %s", entry)

    @pytest.mark.parametrize("attempts", [0, 1, 2])
    def test_what_nobody_got_is_as_it_was(self, session, put, database, attempts):
        entry = put()
        for hours in range(attempts):
            hand_out(session, "twitter", now=NOON + hours * HOUR * 2)
        before = self.row(database, entry)
        now = NOON + attempts * HOUR * 2
        item = hand_out(session, "twitter", now=now).item
        assert item.entry.attempt_count == attempts + 1
        assert give_back(session, item)
        assert self.row(database, entry) == before
        assert hand_out(session, "twitter", now=now).item == item

    def test_it_does_not_count_towards_the_day(self, session, put):
        entries = {put() for _ in range(3)}
        assert give_back(session, hand_out(session, "twitter", now=NOON).item)
        got = [hand_out(session, "twitter", now=NOON).item.entry.id for _ in range(2)]
        assert set(got) < entries
        assert hand_out(session, "twitter", now=NOON).item is None

    def test_what_somebody_else_got_or_told_of_stays_theirs(self, session, put, database):
        entry = put()
        first = hand_out(session, "twitter", now=NOON).item
        second = hand_out(session, "twitter", now=NOON + 2 * HOUR).item
        held = self.row(database, entry)
        assert not give_back(session, first)
        assert self.row(database, entry) == held
        mark_failed(session, entry, "x", now=NOON + 2 * HOUR)
        told = self.row(database, entry)
        assert not give_back(session, second)
        assert self.row(database, entry) == told
        mark_posted(session, entry, now=NOON + 3 * HOUR)
        assert not give_back(session, second)


class TestAttempts:
    def test_a_failed_one_is_tried_again_on_the_next_day_three_times_in_all(self, session, put):
        entry = put()
        for attempt in range(1, 4):
            now = NOON + attempt * DAY
            assert ids(session, now=now) == [entry]
            told = mark_failed(session, entry, f"down {attempt}", now=now)
            assert (told.attempt_count, told.error) == (attempt, f"down {attempt}")
            assert told.status == ("failed" if attempt == 3 else "queued")
            last = hand_out(session, "twitter", now=now.replace(hour=23))
            assert last.item is None
            if attempt < 3:
                assert last.reason.endswith("1 to be tried again tomorrow")
        assert ids(session, now=NOON + 30 * DAY) == []

    def test_the_day_after_is_the_day_after_the_failure(self, session, put):
        entry = put()
        late = NOON.replace(hour=23, minute=50)
        hand_out(session, "twitter", now=late)
        mark_failed(session, entry, "down", now=late + HOUR / 2)
        assert ids(session, now=late + HOUR) == []
        assert ids(session, now=late + HOUR / 6 + DAY) == [entry]

    def test_what_cannot_be_told_of_is_refused(self, session, put):
        entry = put()
        with pytest.raises(QueueEntryError, match="there is no entry"):
            mark_posted(session, uuid4())
        with pytest.raises(QueueEntryError, match="there is no entry"):
            mark_failed(session, uuid4(), "x")
        hand_out(session, "twitter")
        mark_failed(session, entry, "x")
        with pytest.raises(QueueEntryError, match="is not handed out"):
            mark_failed(session, entry, "x")
        mark_posted(session, entry)
        with pytest.raises(QueueEntryError, match="posted already"):
            mark_posted(session, entry)
        with pytest.raises(QueueEntryError, match="is posted already"):
            mark_failed(session, entry, "x")

    def test_a_reason_may_be_anything(self, session, put):
        entry = put()
        nasty = "'; DROP TABLE promotion_queue; -- %s \0 ünï\n"
        assert mark_failed(session, entry, nasty).error == nasty.replace("\0", "")
        assert hand_out(session, nasty.replace("\0", "")).item is None

    def test_an_old_schema_is_said_to_be_one(self, session, put, database):
        put()
        database.execute("UPDATE alembic_version SET version_num = '0001'")
        for ask in (lambda: hand_out(session, "twitter"), lambda: list_entries(session)):
            with pytest.raises(SchemaError, match="0001"):
                ask()
        assert database.one("SELECT attempt_count FROM promotion_queue") == 0


class TestDocument:
    def test_its_query_says_what_is_handed_out(self, session, put, database):
        put("low", 99.0)
        entry = put("high", 91.0)
        put("medium", 89.0)
        put("high", 90.0)
        (row,) = database.execute(DOCUMENTS_QUERY)
        assert row[0] == entry == hand_out(session, "twitter").item.entry.id

    def test_its_row_is_a_row(self, database, put, session):
        put(**DOCUMENTS_ROW | {"spec": DOCUMENTS_ROW["spec_id"], "score": 92.0, "id": UUID(DOCUMENTS_ROW["id"])})  # fmt: skip
        assert database.execute(DOCUMENTS_QUERY) == []
        (entry,) = list_entries(session).entries
        assert str(entry.id) == DOCUMENTS_ROW["id"]
        assert entry.posted_at == datetime.fromisoformat("2025-01-18T15:00")


class TestCommands:
    @pytest.fixture
    def queued(self, sync, database):
        """The command line on a catalogue with a plot in the queue; and the entry's id."""
        sync("run")
        database.execute(
            "UPDATE implementations SET tested = true, quality_score = CASE library_id"
            " WHEN 'seaborn' THEN 94 ELSE 90 END, preview_url = 'gs://b/previews/a b.png',"
            " review_url = 'https://example.org/r' WHERE spec_id = 'scatter-basic'"
        )
        assert sync("run", "--promote-existing").code == 0
        return sync

    def test_next_prints_all_that_a_post_needs(self, queued, database):
        key, until = database.execute("SELECT id, leased_until FROM promotion_queue")[0]
        assert until is None
        outcome = queued("queue", "next", "--platform", "twitter")
        assert outcome.code == 0
        assert list(outcome.document) == ["item"]
        item = outcome.document["item"]
        for name in ("created_at", "handed_out_at", "leased_until"):
            assert item.pop(name).endswith("Z")
        source = item["implementation"].pop("source_hash")
        assert len(source) == 40
        assert item == {
            "id": str(key),
            "spec_id": "scatter-basic",
            "platform": "twitter",
            "priority": "high",
            "quality_score": 94.0,
            "preview_url": "gs://b/previews/a b.png",
            "status": "queued",
            "attempt_count": 1,
            "posted_at": None,
            "failed_at": None,
            "error": None,
            "title": "Basic Scatter Plot",
            "description": "Shows something.",
            "tags": ["basic", "2d"],
            "implementation": {
                "library_id": "seaborn",
                "library_name": "Seaborn",
                "documentation_url": "https://seaborn.pydata.org",
                "variant": "default",
                "plot_function": "scatter",
                "file_path": "plots/seaborn/scatter/scatter-basic/default.py",
                "python_version": "3.11+",
                "tested": True,
                "quality_score": 94.0,
                "preview_url": "gs://b/previews/a b.png",
                "review_url": "https://example.org/r",
            },
            "links": {
                "preview": "https://storage.googleapis.com/b/previews/a%20b.png",
                "documentation": "https://seaborn.pydata.org",
                "review": "https://example.org/r",
            },
        }
        assert queued("queue", "next").document == {
            "item": None,
            "reason": "nothing of twitter is to be posted now: 1 handed out",
        }

    def test_a_life(self, queued, database):
        key = queued("queue", "next").document["item"]["id"]
        failed = queued("queue", "failed", key, "--reason", "rate limit")
        assert failed.code == 0
        assert failed.document["entry"]["error"] == "rate limit"
        assert "tomorrow" in queued("queue", "next").document["reason"]
        # tomorrow
        database.execute("UPDATE promotion_queue SET failed_at = failed_at - interval '1 day', handed_out_at = handed_out_at - interval '1 day'")  # fmt: skip
        assert queued("queue", "next").document["item"]["attempt_count"] == 2
        done = queued("queue", "posted", key)
        assert (done.code, done.document["status"]) == (0, "ok")
        assert done.document["entry"]["status"] == "posted"
        again = queued("queue", "posted", key)
        assert (again.code, again.codes) == (1, ["queue-entry"])
        assert queued("run").document["changes"] == []

    def test_the_list_has_filters_and_totals(self, sync, put):
        put(spec="a", status="posted", posted_at=NOON)
        put(spec="b", platform="reddit")
        first = put("high", spec="a")
        put("low", spec="b")
        outcome = sync("queue", "list", "--limit", "2")
        assert outcome.code == 0
        assert outcome.document["totals"] == {"reddit": {"queued": 1}, "twitter": {"posted": 1, "queued": 2}}  # fmt: skip
        assert outcome.document["entries"][0]["id"] == str(first)
        assert len(outcome.document["entries"]) == 2

        def specs(*filters):
            found = sync("queue", "list", *filters).document["entries"]
            return [(entry["spec_id"], entry["platform"]) for entry in found]

        assert specs("--status", "posted") == [("a", "twitter")]
        assert specs("--platform", "reddit") == [("b", "reddit")]
        assert specs("--spec", "b", "--platform", "twitter") == [("b", "twitter")]
        assert specs("--status", "failed") == []

    def test_for_people(self, queued, put):
        key = put("low", 80.0, spec="bar-basic", error="x|y", failed_at=NOON, attempt_count=1)
        text = queued("queue", "list", format_="text").output
        assert "scatter-basic on twitter  high, 94, queued" in text
        assert f"{key}  bar-basic on twitter  low, 80, tried again from the day after 2026-03-01, after attempt 1 of 3: x|y" in text  # fmt: skip
        assert text.endswith("twitter: 2 queued\n")
        assert "x\\|y" in queued("queue", "list", format_="markdown").output
        text = queued("queue", "next", format_="text").output
        assert "Basic Scatter Plot\nscatter-basic on twitter: handed out until" in text
        assert "#basic #2d\nSeaborn: plots/seaborn/scatter/scatter-basic/default.py\ngs://b/" in text  # fmt: skip
        assert "- `" in queued("queue", "next", format_="markdown").output
        assert queued("queue", "next", format_="text").output.startswith("Nothing to post: the limit")  # fmt: skip
        assert queued("queue", "failed", str(key), "--reason", "é", format_="text").output == (
            "bar-basic on twitter: tried again from the day after"
            f" {datetime.now(UTC):%Y-%m-%d}, after attempt 2 of 3: é\n"
        )
        assert "posted 20" in queued("queue", "posted", str(key), format_="text").output

    def test_a_wrong_id_is_one_and_a_malformed_one_is_two(self, sync):
        for command in (["posted"], ["failed", "--reason", "x"]):
            unknown = sync("queue", *command, str(uuid4()))
            assert (unknown.code, unknown.codes) == (1, ["queue-entry"])
            assert unknown.document["problems"][0]["hint"]
            malformed = sync("queue", *command, "17")
            assert (malformed.code, malformed.output) == (2, "")
            assert "17" in malformed.errors
        assert sync("queue", "failed", str(uuid4())).code == 2
        assert sync("queue", "list", "--status", "odd").code == 2
        assert "there is no entry" in sync("queue", "posted", str(uuid4()), format_="text").output

    def test_a_database_that_cannot_be_used_gives_no_item(
        self, repository, new_database, make_command
    ):
        empty = make_command(repository, new_database("template1"))
        for command in (["next"], ["list"], ["posted", str(uuid4())]):
            outcome = empty("queue", *command)
            assert (outcome.code, outcome.codes) == (1, ["database-schema"])
        assert empty("queue", "next").document["item"] is None

    def test_a_bot_gets_json_and_waits_for_no_library(self, queued, database):
        script = (
            "import sys\nfrom sync.cli import cli\n"
            "try:\n    cli(sys.argv[1:])\nexcept SystemExit: pass\n"
            "print(*{'sqlalchemy', 'alembic', 'rich', 'markdown_it', 'requests'} & set(sys.modules), file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, "queue", "next", "--database", database.url],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr.strip() == ""
        assert json.loads(done.stdout)["item"]["spec_id"] == "scatter-basic"

    def test_the_embedded_database_is_migrated_by_whoever_needs_it(self, repository, process):
        outcome = process("queue", "next", "--platform", "reddit", "--repo", str(repository.root))
        assert outcome.code == 0, outcome.errors
        assert outcome.document == {"item": None, "reason": "the queue of reddit is empty"}


PLATFORMS = ("twitter", "linkedin")
LIBRARY = Library("l", "L")


class World:
    """A catalogue that changes, two posters a platform, and a book of all that happened."""

    def __init__(self, seed, open_one):
        self.random = random.Random(seed)
        self.run_session = open_one()
        self.posters = [open_one(), open_one()]
        self.handed = defaultdict(list)
        """Entry to the times at which it was handed out."""
        self.posted = {}
        self.failed = defaultdict(list)
        self.leases = {}
        self.seen = set()
        self.platform = {}

    # the catalogue

    def run(self, change):
        """What a run does: read, change, plan, write."""
        session = self.run_session
        actual = read_catalog(session, for_update=True).catalog
        desired = Catalog(
            {LIBRARY.id: LIBRARY}, dict(actual.specs), {}, dict(actual.implementations)
        )
        change(desired)
        plan = diff(actual, desired)
        found = announceable(plan, desired, existing=False)
        queue = read_queue(session, found.spec_ids, PLATFORMS)
        apply(session, plan.plus(promotions(found, desired, queue, PLATFORMS)))
        session.execute("COMMIT")
        self.look()

    def change(self, desired):
        """Mostly new plots; also new code, better and worse scores, specs switched off and on."""
        choice = self.random.random
        if choice() < 0.7:
            number = len(desired.specs)
            name = f"spec-{number}"
            desired.specs[name] = Spec(name, name, None, "[]", None)
            score = float(self.random.randint(85, 99))
            row = Implementation(name, "l", "default", "f", f"p/{name}", None, "1", None, score, True)  # fmt: skip
            desired.implementations[row.key] = row
        for key, row in list(desired.implementations.items()):
            if choice() < 0.01:
                row = row._replace(source_hash=str(int(row.source_hash) + 1))  # noqa: PLW2901
            if choice() < 0.03:
                score = float(self.random.randint(70, 99))
                row = row._replace(quality_score=score, tested=score >= 85)  # noqa: PLW2901
            desired.implementations[key] = row
            if choice() < 0.01:
                desired.specs[key[0]] = desired.specs[key[0]]._replace(active=choice() < 0.5)

    def restore(self, desired):
        for key, row in list(desired.implementations.items()):
            desired.implementations[key] = row._replace(tested=True)
            desired.specs[key[0]] = desired.specs[key[0]]._replace(active=True)

    # the posters

    def ask(self, now):
        """Both posters of each platform ask at the same moment. Returns what they got."""
        got = []
        for platform in PLATFORMS:
            expected = self.expected(platform, now)
            together = Barrier(2)

            def one(session, platform=platform, together=together):
                together.wait()
                return hand_out(session, platform, now=now).item

            with ThreadPoolExecutor(2) as pool:
                items = [item for item in pool.map(one, self.posters) if item]
            assert Counter(i.entry.id for i in items) == Counter(expected)
            for item in items:
                entry = item.entry
                assert entry.platform == platform
                self.handed[entry.id].append(now)
                self.leases[entry.id] = now + LEASE
                assert entry.attempt_count == len(self.handed[entry.id]) <= ATTEMPTS
                got.append(entry.id)
        return got

    def tell(self, what, entry, now):
        self.leases.pop(entry)
        session = self.random.choice(self.posters)
        if what == "posted":
            assert entry not in self.posted
            self.posted[entry] = now
            mark_posted(session, entry, now=now)
        else:
            self.failed[entry].append(now)
            mark_failed(session, entry, "down", now=now)

    def expected(self, platform, now):
        """What the two posters should get, worked out from the book and the rules alone."""
        today = now.date()
        used = {e for e, times in self.handed.items() if times and times[-1].date() == today}
        used |= {e for e, time in self.posted.items() if time.date() == today}
        used |= {e for e, end in self.leases.items() if end > now}
        used = {e for e in used if self.platform[e] == platform}
        waiting = [
            row
            for row in self.rows()
            if row.platform == platform
            and row.id not in self.posted
            and len(self.handed[row.id]) < ATTEMPTS
            and not self.leases.get(row.id, now) > now
            and not (self.failed[row.id] and self.failed[row.id][-1].date() == today)
            and row.active
            and row.tested
        ]
        order = {"high": 0, "medium": 1, "low": 2}
        waiting.sort(key=lambda r: (order[r.priority], -r.quality_score, r.created_at, r.spec_id))
        found = []
        for _ in range(2):
            free = [r for r in waiting if r.id not in found and len(used - {r.id}) < 2]
            if free:
                found.append(free[0].id)
                used.add(free[0].id)
        return found

    def rows(self):
        cursor = self.run_session.execute(
            "SELECT q.id, q.spec_id, q.platform, q.priority, q.quality_score, q.created_at,"
            " q.status, s.active, EXISTS (SELECT FROM implementations i"
            " WHERE i.spec_id = q.spec_id AND i.tested) AS tested"
            " FROM promotion_queue q JOIN specs s ON s.id = q.spec_id"
        )
        names = [column.name for column in cursor.description]
        return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]

    def look(self):
        rows = self.rows()
        self.platform |= {row.id: row.platform for row in rows}
        there = {row.id for row in rows}
        assert self.seen <= there, "an entry was lost"
        self.seen = there
        still_open = Counter((r.spec_id, r.platform) for r in rows if r.status == "queued")
        assert set(still_open.values()) <= {1}


def timetable():
    """Sixty days of runs and questions, and then questions alone until the queue is empty."""
    start = datetime.fromisoformat("2026-01-01")
    for day in range(60):
        yield start + day * DAY + 8 * HOUR, "run"
        # on some days all is handed out so late that it is posted on the next
        for hours in (0.1, 9, 13, 23.9) if day % 3 else (23.9,):
            yield start + day * DAY + hours * HOUR, "ask"
    yield start + 60 * DAY, "restore"
    for day in range(60, 110):
        yield start + day * DAY + 9 * HOUR, "ask"
        yield start + day * DAY + 13 * HOUR, "ask"


@pytest.mark.parametrize("seed", [1])
def test_sixty_days(seed, open_one):
    world = World(seed, open_one)
    numbers = itertools.count()
    events = [(time, next(numbers), what, None) for time, what in timetable()]
    heapq.heapify(events)
    while events:
        now, _, what, entry = heapq.heappop(events)
        if what == "run":
            world.run(world.change)
        elif what == "restore":
            world.run(world.restore)
        elif what == "ask":
            for got in world.ask(now):
                # one that nothing is told of: its poster died
                (fate,) = world.random.choices(["posted", "failed", None], [60, 25, 15])
                later = now + world.random.uniform(0.01, 0.9) * LEASE
                if fate is not None:
                    heapq.heappush(events, (later, next(numbers), fate, got))
        else:
            world.tell(what, entry, now)
    world.look()
    a_day = Counter((world.platform[e], time.date()) for e, time in world.posted.items())
    assert max(a_day.values()) == 2
    assert len(world.posted) > 60
    for row in world.rows():
        # none is lost: each was posted, or tried three times
        assert row.status == ("posted" if row.id in world.posted else "failed")
        assert row.id in world.posted or len(world.handed[row.id]) == ATTEMPTS

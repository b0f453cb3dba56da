"""`prune previews`: what goes, and what never does."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from threading import Event

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_bucket import NAME, cut
from sync.commands import prune_previews as retention
from sync.database.target import ADVISORY_LOCK
from sync.sources.previews.names import parse_preview
from sync.sources.previews.versions import Version, superseded

NOW = datetime.now(UTC)
FOLDER = "previews/matplotlib/scatter-basic/default/"
BAR = "previews/matplotlib/bar-basic/default/"


def days(count):
    return NOW - timedelta(days=count)


def url(name):
    return f"gs://{NAME}/{name}"


@pytest.fixture
def prune(sync, gate):
    """The command on the test's bucket and database, whose rows name no preview yet."""
    assert sync("run", "--no-previews").code == 0
    return lambda *arguments, **others: sync("prune", "previews", *arguments, **others)


def outcomes(outcome):
    return {one["url"]: one["outcome"] for one in outcome.document["versions"]}


class TestWhatGoes:
    def test_what_was_superseded_long_ago_goes_and_nothing_else(self, bucket, prune):
        ages = {"v98.png": 90, "v99.png": 40, "v100.png": 31, "v101.png": 29, "v102.png": 2}
        for name, age in ages.items():
            bucket.put(FOLDER + name, days(age), size=1000)
        before = bucket.left
        dry = prune()
        assert dry.code == 0
        assert bucket.left == before
        gone = {url(f"{FOLDER}v98.png"), url(f"{FOLDER}v99.png")}
        assert outcomes(dry) == dict.fromkeys(gone, "kept")
        assert dry.document["dry_run"]
        outcome = prune("--delete")
        assert outcome.code == 0
        assert outcomes(outcome) == dict.fromkeys(gone, "deleted")
        assert outcome.document["counts"] == {
            "objects": 5, "superseded": 2, "deleted": 2, "skipped": 0, "failed": 0, "named": 0,
        }  # fmt: skip
        assert outcome.document["bytes"] == dry.document["bytes"] == 2000
        assert {url(name) for name in bucket.left} == {url(name) for name in before} - gone
        assert outcomes(prune("--delete")) == {}

    def test_the_follower_decides_and_not_the_age_of_the_version(self, bucket, prune):
        bucket.put(f"{FOLDER}v1.png", days(400))
        bucket.put(f"{FOLDER}v2.png", days(5))
        bucket.put(f"{BAR}v1.png", days(400))
        assert outcomes(prune()) == {}
        assert list(outcomes(prune("--older-than", "4"))) == [url(f"{FOLDER}v1.png")]
        assert list(outcomes(prune("--older-than", "0"))) == [url(f"{FOLDER}v1.png")]

    def test_two_names_of_the_highest_number_both_stay(self, bucket, prune):
        for name in ("v1.png", "v2.png", "v02.png", "v002.png"):
            bucket.put(FOLDER + name, days(99))
        assert prune("--delete").code == 0
        assert bucket.left == {FOLDER + name for name in ("v2.png", "v02.png", "v002.png")}

    def test_names_that_do_not_fit_stay(self, bucket, prune):
        names = ["v1e9.png", "v-1.png", "v٣.png", "V1.png", "v1.PNG", "v1\n.png", "v1.png.bak",
                 "notes.txt", "old/v1.png", "v%31.png"]  # fmt: skip
        kept = {FOLDER + name for name in names} | {"previews/v1.png", "elsewhere/v1.png"}
        for name in kept | {f"{FOLDER}v1.png", f"{FOLDER}v2.png"}:
            bucket.put(name, days(99))
        assert outcomes(prune("--delete")) == {url(f"{FOLDER}v1.png"): "deleted"}
        assert bucket.left == kept | {f"{FOLDER}v2.png"}

    @pytest.mark.parametrize(
        "form",
        ["gs://{bucket}/{name}", "https://storage.googleapis.com/{bucket}/{name}",
         "https://storage.googleapis.com/my-previews/{name}?x=1#y", "/static/{name}",
         "https://firebase.example/v0/b/{bucket}/o/previews%2F{rest}?alt=media"],
    )  # fmt: skip
    def test_what_a_row_names_stays(self, bucket, prune, sync, database, form):
        sync("run")
        for version in range(1, 5):
            bucket.put(f"{FOLDER}v{version}.png", days(99))
        name = f"{FOLDER}v2.png"
        rest = name.removeprefix("previews/").replace("/", "%2F")
        stored = form.format(bucket=NAME, name=name, rest=rest)
        database.execute("UPDATE implementations SET preview_url = %s", stored)
        outcome = prune("--delete")
        assert outcome.document["counts"]["named"] == 1
        assert bucket.left == {name, f"{FOLDER}v4.png"}

    def test_a_row_of_another_bucket_keeps_nothing_here(self, bucket, prune, sync, database):
        sync("run")
        bucket.put(f"{FOLDER}v1.png", days(99))
        bucket.put(f"{FOLDER}v2.png", days(99))
        database.execute("UPDATE implementations SET preview_url = %s", f"gs://x/{FOLDER}v1.png")
        assert len(outcomes(prune())) == 1

    def test_a_promotion_that_waits_keeps_its_picture(self, bucket, prune, sync, database):
        sync("run")
        bucket.put(f"{FOLDER}v1.png", days(99))
        bucket.put(f"{FOLDER}v2.png", days(99))
        database.execute(
            "INSERT INTO promotion_queue (spec_id, platform, preview_url) VALUES (%s, 'x', %s)",
            "scatter-basic",
            url(f"{FOLDER}v1.png"),
        )
        assert outcomes(prune("--delete")) == {}

    def test_many_in_several_batches(self, bucket, prune, monkeypatch):
        monkeypatch.setattr(retention, "_BATCH", 7)
        for number in range(1, 31):
            bucket.put(f"{FOLDER}v{number}.png", days(99))
        assert prune("--delete").document["counts"]["deleted"] == 29
        assert bucket.left == {f"{FOLDER}v30.png"}


class TestMeanwhile:
    @pytest.fixture
    def two(self, bucket):
        bucket.put(f"{FOLDER}v1.png", days(99), generation=1111)
        bucket.put(f"{FOLDER}v2.png", days(99))

    def test_an_object_written_anew_survives(self, bucket, two, prune, gate):
        gate.before_delete = lambda name: bucket.put(name, NOW, generation=2222)
        outcome = prune("--delete")
        assert outcome.code == 0
        assert outcomes(outcome) == {url(f"{FOLDER}v1.png"): "skipped"}
        assert outcome.document["bytes"] == 0
        assert len(bucket.left) == 2

    def test_an_object_that_is_gone_already_is_no_error(self, bucket, two, prune, gate):
        gate.before_delete = lambda name: (bucket.root / NAME / name).unlink()
        outcome = prune("--delete")
        assert outcome.code == 0
        assert outcome.document["counts"]["skipped"] == 1

    def test_an_answer_that_gets_lost_is_no_error(self, bucket, two, prune, gate):
        def lose(handler):
            (bucket.root / NAME / f"{FOLDER}v1.png").unlink()
            cut(handler)

        gate.delete_breakage[1] = lose
        assert prune("--delete").code == 0
        assert bucket.left == {f"{FOLDER}v2.png"}

    def test_a_row_that_comes_to_name_it_after_the_listing_keeps_it(
        self, bucket, two, prune, gate, sync, database
    ):
        sync("run", "--no-previews")

        def name_it(handler):
            database.execute("UPDATE implementations SET preview_url = %s", url(f"{FOLDER}v1.png"))
            handler.list(f"/storage/v1/b/{NAME}/o", gate.listings[0])

        gate.breakage[1] = name_it
        outcome = prune("--delete")
        assert outcome.document["counts"]["named"] == 1
        assert outcome.document["counts"]["deleted"] == 0
        assert len(bucket.left) == 2

    def test_the_lock_of_a_run_is_held_while_deleting(self, two, prune, gate, database):
        seen = []
        gate.before_delete = lambda _: seen.append(
            database.one("SELECT pg_try_advisory_lock(%s)", ADVISORY_LOCK)
        )
        prune("--delete")
        assert seen == [False]
        assert database.one("SELECT pg_try_advisory_lock(%s)", ADVISORY_LOCK)

    def test_deleting_waits_for_a_run_and_looking_does_not(
        self, bucket, two, prune, database, monkeypatch
    ):
        monkeypatch.setenv("PYPLOTS_SYNC_LOCK_WAIT", "1")
        with psycopg.connect(database.url, autocommit=True) as holder:
            holder.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            assert prune().code == 0
            outcome = prune("--delete")
        assert outcome.code == 1
        assert "lock" in outcome.document["problems"][0]["message"]
        assert len(bucket.left) == 2

    def test_killed_in_the_middle_and_started_again_it_ends_in_the_same_state(
        self, bucket, prune, gate, sync, database, repository
    ):
        sync("run")
        for number in range(1, 101):
            bucket.put(f"{FOLDER}v{number}.png", days(200 - number))
        named = {f"{FOLDER}v50.png", f"{FOLDER}v99.png"}
        one, other = map(url, sorted(named))
        database.execute("UPDATE implementations SET preview_url = %s", one)
        database.execute(
            "UPDATE implementations SET preview_url = %s WHERE spec_id = 'bar-basic'", other
        )
        command = [sys.executable, "-m", "sync", "prune", "previews", "--delete", "--older-than",
                   "110", "--repo", repository.root, "--database", database.url]  # fmt: skip
        for last in (3, 17, 40):
            gate.reset()
            begun = Event()
            victim = []

            def kill(_, begun=begun, victim=victim, last=last):
                begun.wait()
                if len(gate.deletes) >= last:
                    victim[0].kill()

            gate.before_delete = kill
            with subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as process:
                victim.append(process)
                begun.set()
            assert process.returncode < 0
            assert len(bucket.left) > 12
        gate.reset()
        assert prune("--delete", "--older-than", "110").code == 0
        # v90 was created 110 days before the test began, and v91 a day later
        kept = {f"{FOLDER}v{number}.png" for number in range(90, 101)}
        assert bucket.left == kept | named


class TestUnsafe:
    """Where the rows do not say for sure what they name, nothing goes (contract, section 4)."""

    @pytest.fixture
    def two(self, bucket):
        bucket.put(f"{FOLDER}v1.png", days(99))
        bucket.put(f"{FOLDER}v2.png", days(99))

    @pytest.fixture
    def role(self, database, gate, make_command, repository):
        """The command line as a role that may read, and hidden from whom is what policies say."""
        name = "role_" + database.url.split("/")[3].split("?")[0]
        database.execute(f"CREATE ROLE {name} LOGIN")
        database.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
        url = database.url.replace("postgres@", f"{name}@")
        command = make_command(repository, type(database)(url))
        command.name = name
        yield command
        database.execute(f"DROP OWNED BY {name}")
        database.execute(f"DROP ROLE {name}")

    def is_refused(self, sync, bucket, gate):
        before = bucket.left
        outcome = sync("prune", "previews", "--delete")
        assert (outcome.code, outcome.codes) == (5, ["prune-unsafe"])
        assert outcome.document["status"] == "refused"
        assert outcome.document["counts"]["deleted"] == 0
        dry = sync("prune", "previews")
        assert (dry.code, dry.codes) == (0, ["prune-would-be-refused"])
        assert dry.document["problems"][0]["severity"] == "warning"
        assert gate.deletes == []
        assert bucket.left == before
        assert "Nothing was deleted" in sync("prune", "previews", "--delete", format_="text").output

    def test_a_database_that_holds_no_implementation(self, sync, bucket, gate, two, database):
        self.is_refused(sync, bucket, gate)
        database.execute("INSERT INTO specs (id, title, data_requirements) VALUES ('a', 'A', '[]')")
        self.is_refused(sync, bucket, gate)
        assert sync("prune", "previews", "--delete", "--force").code == 0
        assert bucket.left == {f"{FOLDER}v2.png"}

    def test_one_implementation_is_enough(self, sync, bucket, gate, two, database):
        sync("run", "--no-previews")
        database.execute("DELETE FROM implementations WHERE spec_id = 'bar-basic' OR"
                         " library_id = 'seaborn'")  # fmt: skip
        assert database.one("SELECT count(*) FROM implementations") == 1
        assert sync("prune", "previews", "--delete").code == 0
        assert bucket.left == {f"{FOLDER}v2.png"}

    @pytest.mark.parametrize("table", ["implementations", "promotion_queue"])
    @pytest.mark.parametrize("policy", [None, "USING (false)", "USING (true)"])
    def test_rows_that_may_be_hidden(self, role, sync, bucket, gate, two, database, table, policy):
        sync("run", "--no-previews")
        assert role("prune", "previews").codes == []
        database.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        if policy is not None:
            database.execute(f"CREATE POLICY seen ON {table} {policy}")
        self.is_refused(role, bucket, gate)

    @pytest.mark.parametrize("setting", ["on", "off"])
    def test_whatever_the_role_has_set(self, role, sync, bucket, gate, two, database, setting):
        sync("run", "--no-previews")
        database.execute("ALTER TABLE promotion_queue ENABLE ROW LEVEL SECURITY")
        database.execute(f"ALTER ROLE {role.name} SET row_security = {setting}")
        self.is_refused(role, bucket, gate)
        assert role("prune", "previews", "--delete", "--force").code == 0
        assert bucket.left == {f"{FOLDER}v2.png"}

    def test_security_that_does_not_apply_to_the_role_is_no_reason(
        self, role, sync, bucket, two, database
    ):
        sync("run", "--no-previews")
        database.execute("ALTER TABLE promotion_queue ENABLE ROW LEVEL SECURITY")
        database.execute("ALTER TABLE implementations ENABLE ROW LEVEL SECURITY")
        database.execute(f"ALTER ROLE {role.name} BYPASSRLS")
        assert role("prune", "previews", "--delete").code == 0
        assert bucket.left == {f"{FOLDER}v2.png"}

    def test_rows_that_go_between_the_listing_and_the_deleting(
        self, sync, bucket, gate, two, database
    ):
        sync("run", "--no-previews")

        def empty(handler):
            database.execute("DELETE FROM implementations")
            handler.list(f"/storage/v1/b/{NAME}/o", gate.listings[0])

        gate.breakage[1] = empty
        outcome = sync("prune", "previews", "--delete")
        assert (outcome.code, outcome.codes) == (5, ["prune-unsafe"])
        assert gate.deletes == []

    def test_and_after_the_first_batch_it_is_held_back(
        self, sync, bucket, gate, database, monkeypatch
    ):
        sync("run", "--no-previews")
        monkeypatch.setattr(retention, "_BATCH", 1)
        for number in range(1, 4):
            bucket.put(f"{FOLDER}v{number}.png", days(99))
        gate.before_delete = lambda _: database.execute("DELETE FROM implementations")
        outcome = sync("prune", "previews", "--delete")
        assert (outcome.code, outcome.codes) == (3, ["prune-unsafe"])
        assert outcome.document["counts"]["deleted"] == 1
        assert len(bucket.left) == 2


class TestFailing:
    @pytest.mark.parametrize("broken", [403, cut], ids=["403", "cut"])
    def test_a_listing_that_fails_deletes_nothing(self, bucket, prune, gate, monkeypatch, broken):
        monkeypatch.setenv("PYPLOTS_SYNC_BUCKET_WAIT", "1")
        for number in range(1, 1101):
            bucket.put(f"{FOLDER}v{number}.png", days(99))
        gate.breakage = dict.fromkeys(range(2, 9), broken)
        outcome = prune("--delete")
        assert outcome.code == 1
        assert outcome.codes == ["bucket-failed"]
        assert outcome.document["problems"][0]["severity"] == "error"
        assert outcome.document["requests"] == len(gate.listings)
        assert gate.deletes == []

    def test_a_database_that_cannot_be_reached_deletes_nothing(
        self, bucket, gate, process, repository
    ):
        bucket.put(f"{FOLDER}v1.png", days(99))
        bucket.put(f"{FOLDER}v2.png", days(99))
        outcome = process(
            "prune", "previews", "--delete", "--repo", str(repository.root), "--format", "json",
            DATABASE_URL="postgresql://ann:topsecret@127.0.0.1:1/d",
            GCS_BUCKET=NAME, STORAGE_EMULATOR_HOST=gate.url,
        )  # fmt: skip
        assert outcome.code == 1
        assert outcome.codes == ["database-unreachable"]
        assert "topsecret" not in outcome.output + outcome.errors
        assert len(bucket.left) == 2
        assert gate.listings == []

    def test_a_database_without_a_schema_deletes_nothing(
        self, bucket, gate, make_command, repository, new_database
    ):
        bucket.put(f"{FOLDER}v1.png", days(99))
        bucket.put(f"{FOLDER}v2.png", days(99))
        sync = make_command(repository, new_database("template1"))
        outcome = sync("prune", "previews", "--delete")
        assert (outcome.code, outcome.codes) == (1, ["database-schema"])
        assert len(bucket.left) == 2

    def test_an_embedded_database_that_was_never_used_deletes_nothing(
        self, bucket, gate, process, repository
    ):
        bucket.put(f"{FOLDER}v1.png", days(99))
        bucket.put(f"{FOLDER}v2.png", days(99))
        outcome = process(
            "prune", "previews", "--delete", "--repo", str(repository.root), "--format", "json",
            GCS_BUCKET=NAME, STORAGE_EMULATOR_HOST=gate.url,
        )  # fmt: skip
        assert (outcome.code, outcome.codes) == (1, ["database-schema"])
        assert len(bucket.left) == 2

    def test_no_bucket_is_an_error(self, sync):
        outcome = sync("prune", "previews", "--delete")
        assert (outcome.code, outcome.codes) == (1, ["bucket-setting"])
        assert "GCS_BUCKET" in outcome.document["problems"][0]["hint"]

    def test_one_that_is_held_does_not_hold_the_others(self, bucket, prune, gate):
        for number in range(1, 31):
            bucket.put(f"{FOLDER}v{number}.png", days(99))
        gate.delete_breakage = {4: 403, 9: 403}
        outcome = prune("--delete")
        assert outcome.code == 3
        counts = outcome.document["counts"]
        assert (counts["deleted"], counts["failed"]) == (27, 2)
        assert len(bucket.left) == 3

    def test_a_bucket_that_refuses_all_is_not_asked_for_all(self, bucket, prune, gate):
        for number in range(1, 101):
            bucket.put(f"{FOLDER}v{number}.png", days(99))
        gate.delete_breakage = dict.fromkeys(range(1, 101), 403)
        outcome = prune("--delete")
        assert (outcome.code, outcome.codes) == (1, ["bucket-failed"])
        assert len(gate.deletes) < 60
        assert len(bucket.left) == 100

    def test_a_bucket_that_goes_away_stops_it_and_it_can_go_on(
        self, bucket, prune, gate, monkeypatch
    ):
        monkeypatch.setenv("PYPLOTS_SYNC_BUCKET_WAIT", "1")
        for number in range(1, 101):
            bucket.put(f"{FOLDER}v{number}.png", days(99))
        gate.delete_breakage = dict.fromkeys(range(30, 999), 503)
        outcome = prune("--delete")
        assert outcome.code == 3
        assert outcome.document["counts"]["deleted"] == 29
        # those under way, and at most one more of each thread
        assert outcome.document["counts"]["failed"] <= 16
        gate.reset()
        assert prune("--delete").document["counts"]["deleted"] == 70
        assert bucket.left == {f"{FOLDER}v100.png"}

    @pytest.mark.parametrize("days", ["-1", "soon", "1.5", "99999999999"])
    def test_days_that_are_none_are_wrong_usage(self, prune, gate, days):
        assert prune("--older-than", days).code == 2
        assert gate.listings == []


class TestFormats:
    @pytest.fixture
    def some(self, bucket):
        for number in range(1, 62):
            bucket.put(f"{FOLDER}v{number}.png", days(99), size=2_500)

    def test_text(self, some, prune):
        output = prune(format_="text").output
        assert f"{FOLDER}v1.png  2.5 kB, superseded" in output
        assert "and 10 more (-v shows all)" in output
        assert (
            "Would delete 60 of 61 objects, 150.0 kB (superseded for more than 30 days);"
            " --delete does it." in output
        )
        assert "more (-v" not in prune("-v", format_="text").output
        assert "Deleted 60 of 61 objects, 150.0 kB" in prune("--delete", format_="text").output
        assert "Nothing to delete: none of 1 objects" in prune(format_="text").output

    def test_quiet(self, some, prune, monkeypatch):
        assert prune("-q", format_="text").output == ""
        monkeypatch.delenv("GCS_BUCKET")
        assert "GCS_BUCKET" in prune("-q", format_="text").output

    def test_json_and_markdown(self, some, prune, gate):
        document = prune().document
        assert document["format"] == 1
        assert document["command"] == "prune previews"
        assert document["status"] == "ok"
        assert document["versions"][0] == {
            "url": url(f"{FOLDER}v1.png"), "bytes": 2500, "superseded": days(99).isoformat(),
            "outcome": "kept",
        }  # fmt: skip
        assert document["requests"] == 1
        output = prune(format_="markdown").output
        assert output.startswith("## pyplots-sync prune previews: ok\n")
        assert f"| `{url(f'{FOLDER}v1.png')}` | 2.5 kB |" in output
        gate.beyond = 403
        assert "roles/storage" in prune(format_="markdown").output

    def test_help_explains_with_an_example(self, process):
        output = process("prune", "previews", "--help").output
        assert "pyplots-sync prune previews --delete" in output
        assert json.dumps(30) in output


versions = st.lists(
    st.tuples(
        st.sampled_from(["line-basic", "bar-basic"]),
        st.integers(0, 12),
        st.integers(0, 1),
        st.one_of(st.none(), st.integers(0, 60)),
    ),
    max_size=30,
    unique_by=lambda drawn: drawn[:3],
)


@given(versions)
def test_what_is_superseded_is_what_the_contract_says(drawn):
    made = []
    for spec, number, zeros, age in drawn:
        name = f"previews/plotly/{spec}/default/v{'0' * zeros}{number}.png"
        parsed = parse_preview(name)
        created = None if age is None else days(age)
        made.append(Version(parsed.key, parsed.number, name, 1, 1, created))
    expected = set()
    for one in made:
        higher = [v for v in made if v.key == one.key and int(v.number[1]) > int(one.number[1])]
        if higher:
            next_number = min(int(v.number[1]) for v in higher)
            followers = [v for v in higher if int(v.number[1]) == next_number]
            if all(v.created is not None and v.created < days(30) for v in followers):
                expected.add(one.name)
    assert {found.version.name for found in superseded(made, days(30))} == expected

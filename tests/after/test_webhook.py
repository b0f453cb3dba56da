"""After a change: one POST to a real server, which listens, fails, redirects and hangs up."""

from __future__ import annotations

import hashlib
import hmac
import json
import signal
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.after.webhook import SIGNATURE, tell
from sync.model.patience import Patience
from sync.model.secrets import Secret
from sync.settings import OnChange

KEY = "a very secret word"


class Listener(ThreadingHTTPServer):
    """Records requests, and answers what ``answers`` say, one after the other, then 204."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/hook?token=hidden"
        self.requests = []
        self.answers = []
        self.over = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers), body))
        over = self.server.over
        answer = self.server.answers.pop(0) if self.server.answers else 204
        if answer == "hang up":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif callable(answer):
            answer()
        elif answer == "silence":
            over.wait()
        elif answer == "dribble":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            while not over.wait(0.01):
                self.wfile.write(b"x")
        else:
            status, location = answer if isinstance(answer, tuple) else (answer, None)
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def serving():
    with Listener() as listener:
        thread = threading.Thread(target=listener.serve_forever)
        thread.start()
        yield listener
        listener.over.set()
        listener.shutdown()
        thread.join()


@pytest.fixture
def listener(serving, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    serving.requests, serving.answers, serving.over = [], [], threading.Event()
    yield serving
    serving.over.set()


@pytest.fixture
def told(listener, monkeypatch):
    """The settings name the listener."""
    monkeypatch.setenv("ON_CHANGE_URL", listener.url)
    monkeypatch.setenv("ON_CHANGE_SECRET", KEY)
    monkeypatch.setenv("PYPLOTS_SYNC_RETRIES", "0")
    return listener


def send(url, retries=3, secret=KEY, timeout=10.0):
    target = OnChange(Secret(url), Secret(secret) if secret else None)
    return tell(target, '{"run": 1}', Patience(timeout, retries, first_pause=0))


class TestRun:
    def test_a_change_is_told_with_the_payload_of_notify_and_signed(self, sync, told, database):
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute("LISTEN pyplots_catalog")
            assert sync("run").code == 0
            (notified,) = connection.notifies(timeout=1, stop_after=1)
        ((path, headers, body),) = told.requests
        assert path == "/hook?token=hidden"
        assert body.decode() == notified.payload
        assert set(json.loads(body)) == {"run", "commit", "specs"}
        assert headers["Content-Type"] == "application/json"
        expected = hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
        assert headers[SIGNATURE] == f"sha256={expected}"

    def test_without_a_change_nobody_is_told(self, sync, told, repository):
        sync("run")
        sync("run")
        sync("resync")
        repository.spec("bar-basic", "Better")
        sync("diff")
        repository.write("specs/scatter-basic.md", "broken")
        sync("run")
        assert len(told.requests) == 1
        sync("run", "--keep-going")
        assert json.loads(told.requests[1][2])["specs"] == ["bar-basic"]

    def test_a_list_that_does_not_fit_is_null(self, sync, told, repository):
        for number in range(900):
            repository.spec(f"line-{number:05d}")
        sync("run")
        assert json.loads(told.requests[0][2])["specs"] is None

    @pytest.mark.parametrize("answer", [500, 404, "hang up", (302, "http://127.0.0.1:1/")])
    def test_a_failure_is_a_warning_and_the_change_stays(self, sync, told, database, answer):
        told.answers = [answer]
        outcome = sync("run")
        assert (outcome.code, outcome.codes) == (3, ["on-change-failed"])
        assert outcome.document["status"] == "held-back"
        assert outcome.document["problems"][0]["severity"] == "warning"
        assert len(outcome.changes) == 11
        assert database.one("SELECT count(*) FROM implementations") == 3

    def test_text_says_what_was_held_back(self, sync, told):
        told.answers = [500]
        assert "Held back: telling others." in sync("run", format_="text").output

    def test_no_secret_shows(self, process, told, repository, database):
        told.answers = [500]
        url = told.url.replace("//", "//ann:topsecret@")
        outcome = process(
            "run", "-vv", "--repo", str(repository.root), "--database", database.url,
            ON_CHANGE_URL=url, ON_CHANGE_SECRET=KEY, PYPLOTS_SYNC_RETRIES="0", NO_PROXY="127.0.0.1",
        )  # fmt: skip
        assert outcome.code == 3
        said = outcome.output + outcome.errors
        assert "status 500" in said
        for hidden in (KEY, "topsecret", "hidden", "hook"):
            assert hidden not in said


class TestAtLeastOnce:
    """What could not be told is told by the next run (contract, section 6)."""

    def untold(self, database):
        return database.one("SELECT count(*) FROM sync_runs WHERE untold IS NOT NULL")

    def test_the_next_run_tells_it_although_it_changes_nothing(self, sync, told, database):
        told.answers = [503]
        assert sync("run").code == 3
        assert self.untold(database) == 1
        again = sync("run")
        assert (again.code, again.codes, again.changes) == (0, [], {})
        first, second = (body for _, _, body in told.requests)
        assert first == second
        assert json.loads(second)["specs"] == ["bar-basic", "scatter-basic"]
        assert self.untold(database) == 0
        sync("run")
        sync("resync")
        assert len(told.requests) == 2

    def test_in_order_and_never_the_newer_before_the_older(self, sync, told, repository):
        told.answers = [503, 503, 204]
        sync("run")
        repository.spec("bar-basic", "Better")
        assert sync("run").codes == ["on-change-failed"]
        repository.spec("scatter-basic", "Better")
        assert sync("run").code == 0
        runs = [json.loads(body)["run"] for _, _, body in told.requests]
        assert runs == [1, 1, 1, 2, 3]

    @pytest.mark.parametrize("answer", [400, 404, 410, (302, "http://127.0.0.1:1/"), "hang up"])
    def test_whatever_the_answer_was(self, sync, told, answer):
        told.answers = [answer, answer]
        assert [sync("run").code for _ in range(3)] == [3, 3, 0]
        assert len(told.requests) == 3

    @pytest.mark.parametrize(("changes", "messages"), [(20, 20), (21, 1)])
    def test_many_changes_are_one_message(
        self, sync, told, repository, database, changes, messages
    ):
        sync("run")
        for number in range(changes):
            told.answers = [503]
            repository.spec("bar-basic", f"Title {number}")
            sync("run")
        told.requests.clear()
        assert sync("run").code == 0
        bodies = [json.loads(body) for _, _, body in told.requests]
        assert len(bodies) == messages
        assert bodies[-1]["run"] == changes + 1
        assert bodies[-1]["specs"] == (["bar-basic"] if messages > 1 else None)
        assert self.untold(database) == 0

    def test_a_list_that_does_not_fit_is_null_again(self, sync, told, repository):
        for number in range(900):
            repository.spec(f"line-{number:05d}")
        told.answers = [503]
        sync("run")
        sync("run")
        assert [json.loads(body)["specs"] for _, _, body in told.requests] == [None, None]
        assert told.requests[0][2] == told.requests[1][2]

    def test_a_run_that_is_stopped_tells_it_and_stays_what_it_is(self, sync, told, repository):
        told.answers = [503]
        sync("run")
        repository.write("specs/scatter-basic.md", "broken")
        assert sync("run").code == 1
        assert len(told.requests) == 2

    def test_a_diff_tells_nobody(self, sync, told):
        told.answers = [503]
        sync("run")
        sync("diff")
        assert len(told.requests) == 1

    def test_a_process_that_is_killed_before_it_heard_an_answer(
        self, told, sync, repository, database
    ):
        killed = []

        def kill():
            killed[0].kill()

        told.answers = [kill]
        with subprocess.Popen(
            [sys.executable, "-m", "sync", "run", "--repo", repository.root,
             "--database", database.url],
        ) as process:  # fmt: skip
            killed.append(process)
        assert process.returncode < 0
        assert database.one("SELECT count(*) FROM implementations") == 3
        assert sync("run").code == 0
        first, second = (body for _, _, body in told.requests)
        assert first == second

    def test_what_was_heard_before_an_interruption_is_not_told_again(
        self, sync, told, repository, database
    ):
        told.answers = [503, 503]
        for title in ("One", "Two"):
            repository.spec("bar-basic", title)
            assert sync("run").code == 3
        told.requests.clear()
        command = [sys.executable, "-m", "sync", "run", "--repo", str(repository.root)]
        process = subprocess.Popen(
            [*command, "--database", database.url], stderr=subprocess.PIPE, text=True
        )
        told.answers = [204, lambda: (process.send_signal(signal.SIGINT), told.over.wait())]
        _, errors = process.communicate()
        assert process.returncode == 1
        assert "interrupted by SIGINT" in errors
        assert sync("run").code == 0
        bodies = [json.loads(body)["run"] for _, _, body in told.requests]
        assert bodies == [1, 2, 2]

    def test_without_the_setting_nothing_piles_up(
        self, sync, repository, database, monkeypatch, told
    ):
        monkeypatch.delenv("ON_CHANGE_URL")
        sync("run")
        repository.spec("bar-basic", "Better")
        sync("run")
        assert self.untold(database) == 0
        monkeypatch.setenv("ON_CHANGE_URL", told.url)
        sync("run")
        assert told.requests == []

    def test_what_is_untold_waits_for_the_setting_to_come_back(self, sync, told, monkeypatch):
        told.answers = [503]
        sync("run")
        monkeypatch.delenv("ON_CHANGE_URL")
        assert sync("run").code == 0
        monkeypatch.setenv("ON_CHANGE_URL", told.url)
        assert sync("run").code == 0
        assert len(told.requests) == 2

    def test_each_receiver_by_itself(self, sync, told, database, monkeypatch):
        monkeypatch.setenv("REDIS_URL", "nonsense")
        assert sync("run").codes == ["cache-failed"]
        assert database.one("SELECT untold->'to' FROM sync_runs") == ["cache"]
        assert sync("run").codes == ["cache-failed"]
        assert len(told.requests) == 1

    def test_it_costs_no_statement_where_nothing_waits(self, sync, told):
        told.answers = [503]
        sync("run")

        def statements():
            return sync("run").document["database"]["statements"]

        telling, quiet, again = statements(), statements(), statements()
        assert telling > quiet == again

    @pytest.mark.parametrize("value", ["1", "{}", "[]", '{"to": "x", "specs": 1}',
                                       '{"to": [1, "nobody"], "specs": [null, {}]}'])  # fmt: skip
    def test_what_others_wrote_there_stops_nobody(self, sync, told, database, value):
        sync("run")
        database.execute("UPDATE sync_runs SET untold = %s", value)
        assert sync("run").code == 0
        assert len(told.requests) == 1

    def test_that_it_was_told_could_not_be_noted(self, sync, told, database):
        database.execute(
            "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE 'the disk is full'; END $$;"
            " CREATE TRIGGER no BEFORE UPDATE ON sync_runs FOR EACH ROW EXECUTE FUNCTION no()"
        )
        outcome = sync("run")
        assert (outcome.code, outcome.codes) == (3, ["told-not-noted"])
        assert len(outcome.changes) == 11
        database.execute("DROP TRIGGER no ON sync_runs")
        assert sync("run").code == 0
        assert len(told.requests) == 2


class TestPurge:
    """A purge changes something, too."""

    @pytest.fixture
    def purged(self, sync, told, repository):
        sync("run")
        repository.remove("specs/bar-basic.md")
        repository.remove("plots/matplotlib/bar/bar-basic/default.py")
        told.requests.clear()
        return lambda: sync("purge", "bar-basic", "--yes")

    def test_it_is_told(self, purged, told):
        assert purged().code == 0
        ((_, _, body),) = told.requests
        assert json.loads(body)["specs"] == ["bar-basic"]

    def test_what_could_not_be_told_the_next_run_tells(self, purged, told, sync, database):
        told.answers = [503]
        outcome = purged()
        assert (outcome.code, outcome.codes) == (3, ["on-change-failed"])
        assert database.one("SELECT count(*) FROM specs") == 1
        assert sync("run").code == 0
        first, second = (body for _, _, body in told.requests)
        assert first == second

    def test_what_is_older_is_heard_first(self, purged, told, repository, sync):
        repository.spec("scatter-basic", "Better")
        told.answers = [503]
        assert sync("run").code == 3
        assert purged().code == 0
        _, *heard = (json.loads(body)["specs"] for _, _, body in told.requests)
        # the run has switched off what the purge takes away
        assert heard == [["bar-basic", "scatter-basic"], ["bar-basic"]]

    def test_one_that_is_refused_tells_nobody(self, sync, told):
        sync("run")
        told.requests.clear()
        assert sync("purge", "bar-basic", "--yes").code == 5
        assert told.requests == []


class TestAttempts:
    def test_without_a_secret_there_is_no_signature(self, listener):
        assert send(listener.url, secret=None) is None
        assert SIGNATURE not in listener.requests[0][1]

    @pytest.mark.parametrize("answers", [[500], [503, 429, 408], ["hang up", 502]])
    def test_what_may_pass_is_tried_again(self, listener, answers):
        listener.answers = list(answers)
        assert send(listener.url) is None
        assert len(listener.requests) == len(answers) + 1
        assert len({(body, headers[SIGNATURE]) for _, headers, body in listener.requests}) == 1

    def test_until_it_was_tried_often_enough(self, listener):
        listener.answers = [500] * 9
        assert "status 500 (4 attempts)" in send(listener.url).message
        assert len(listener.requests) == 4

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
    def test_a_plain_no_is_believed(self, listener, status):
        listener.answers = [status]
        assert f"status {status}" in send(listener.url).message
        assert len(listener.requests) == 1

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_no_redirect_is_followed(self, listener, status):
        listener.answers = [(status, listener.url.replace("127.0.0.1", "localhost"))]
        assert "redirects" in send(listener.url).message
        assert len(listener.requests) == 1

    @pytest.mark.parametrize("answer", ["silence", "dribble"])
    def test_an_answer_that_does_not_come_ends_in_time(self, listener, answer):
        listener.answers = [answer]
        assert "did not answer within 0.1" in send(listener.url, 0, timeout=0.1).message

    @pytest.mark.parametrize(
        "url",
        ["nonsense", "ftp://h/x", "http://", "http://[::1", "http://h:port/", "https://h:99999/",
         "http://ann:topsecret@example.org/", "https://ann:topsecret/hook",
         "https://ann:12/topsecret@h/x", "https://ann:12#topsecret@h/x"],
    )  # fmt: skip
    def test_an_address_that_cannot_be_used_says_so(self, url):
        found = send(url)
        assert found.code == "on-change-failed"
        assert "ON_CHANGE_URL" in found.message
        assert "topsecret" not in found.message

    def test_nobody_there(self, listener):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        assert f"http://127.0.0.1:{port}" in send(f"http://127.0.0.1:{port}/hidden").message


@given(url=st.text() | st.text().map(lambda rest: f"http://127.0.0.1:1/{rest}"))
def test_no_address_is_a_fault(url):
    assert send(url, 0).code == "on-change-failed"


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (200, None),
        (299, None),
        (300, "redirects"),
        (399, "redirects"),
        (400, "answered with status 400"),
    ],
)
def test_each_kind_of_answer_on_its_limits(listener, status, problem):
    listener.answers = [status]
    found = send(listener.url, retries=0)
    assert (found is None) if problem is None else (problem in found.message)

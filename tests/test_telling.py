"""After a change: one POST to a real server, which listens, fails, redirects and hangs up."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.settings import OnChange, Secret
from sync.telling import SIGNATURE, tell

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
    return tell(target, '{"run": 1}', retries, timeout=timeout, backoff=0)


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
        assert sync("run").code == 0

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

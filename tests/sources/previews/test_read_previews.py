"""What the reader finds, in how many requests, and what it says when it cannot."""

import gc
import json
import os
import socket
import subprocess
import sys

import pytest

from fake_bucket import NAME, FakeBucket, cut, half, says
from sync.model.catalog import Implementation
from sync.model.patience import BUCKET
from sync.sources.previews.bucket import PreviewsUnavailableError
from sync.sources.previews.check import preview_problems
from sync.sources.previews.newest import read_previews

KEY = ("scatter-basic", "matplotlib", "default")
FOLDER = "previews/matplotlib/scatter-basic/default/"


def url(name):
    return f"gs://{NAME}/{name}"


@pytest.fixture
def emulated(bucket, monkeypatch):
    """Starts the bucket, and points Google's client at its gate."""

    def start(backend="filesystem"):
        gate = bucket.start(backend)
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", gate.url)
        return gate

    return start


def key(number):
    return (f"line-{number}", ("bokeh", "plotly")[number % 2], "default")


def name(number, version):
    spec, library, variant = key(number)
    return f"previews/{library}/{spec}/{variant}/v{version}.png"


EVERYTHING = {key(number): url(name(number, 69)) for number in range(50)}


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A bucket with four pages: 70 versions of each of 50 implementations."""
    made = FakeBucket(tmp_path_factory.mktemp("filled"))
    for number in range(50):
        for version in range(70):
            made.put(name(number, version))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def gate(filled, monkeypatch):
    """The gate of the filled bucket, to which Google's client is pointed."""
    filled.gate.reset()
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", filled.gate.url)
    return filled.gate


class TestNewest:
    def test_the_highest_timestamp_wins_as_a_number(self, bucket, emulated):
        for number in (1, 99, 100, 9):
            bucket.put(f"{FOLDER}v{number}.png")
        bucket.put("previews/seaborn/bar-basic/dark_style/v7.png")
        emulated()
        found = read_previews(NAME, None, 2)
        assert found.urls == {
            KEY: url(f"{FOLDER}v100.png"),
            ("bar-basic", "seaborn", "dark_style"): url(
                "previews/seaborn/bar-basic/dark_style/v7.png"
            ),
        }
        assert (found.complete, found.objects, found.requests) == (True, 5, 1)

    def test_hostile_names_are_passed_over(self, bucket, emulated):
        emulated("memory")
        names = ["v99.png", "v100.png", "v1e9.png", "v-1.png", "v٣.png", "V101.png", "v101.PNG",
                 "v101.png/", "v101.png\n", "v1\n01.png", "../v101.png", "v%31.png", "v101%2Epng",
                 "v101.png.part", "deep/v101.png", "v101 .png", "notes.txt"]  # fmt: skip
        bucket.upload(*(FOLDER + name for name in names), "previews/v101.png", "elsewhere/x")
        assert len(bucket.left) == len(names) + 2
        found = read_previews(NAME, None, 1)
        assert found.urls == {KEY: url(f"{FOLDER}v100.png")}
        assert read_previews(NAME, [KEY], 1).urls == found.urls

    def test_a_number_of_a_thousand_digits_is_a_number(self, bucket, emulated):
        emulated("memory")
        bucket.upload(f"{FOLDER}v{'9' * 900}.png", f"{FOLDER}v1{'0' * 900}.png")
        assert read_previews(NAME, None, 1).urls == {KEY: url(f"{FOLDER}v1{'0' * 900}.png")}

    def test_an_empty_bucket_is_complete(self, emulated):
        emulated()
        found = read_previews(NAME, None, 5)
        assert (found.urls, found.complete, found.requests) == ({}, True, 1)

    def test_a_folder_beside_whose_name_it_begins_with_is_another(self, bucket, emulated):
        bucket.put(f"{FOLDER}v1.png")
        bucket.put("previews/matplotlib/scatter-basic/default2/v5.png")
        gate = emulated()
        assert read_previews(NAME, [KEY], 1).objects == 1
        assert gate.prefixes == [f"{FOLDER}v"]


class TestRequests:
    def test_pages_are_as_large_as_google_makes_them(self, gate):
        pages = []
        found = read_previews(NAME, None, 50, lambda: pages.append(None))
        assert (found.objects, found.requests, len(gate.listings), len(pages)) == (3500, 4, 4, 4)
        assert {query["maxResults"] for query in gate.listings} == {"1000"}
        assert {query["fields"] for query in gate.listings} == {"kind,nextPageToken,items(name)"}
        assert found.urls == EVERYTHING
        assert gate.others == []

    def test_one_changed_implementation_takes_one(self, gate):
        found = read_previews(NAME, {key(7)}, 50)
        assert list(found.urls) == [key(7)]
        assert not found.complete
        assert gate.prefixes == ["previews/plotly/line-7/default/v"]

    @pytest.mark.parametrize("size", [0, 3, 10_000])
    def test_two_take_two_whatever_the_catalogue(self, gate, size):
        assert len(read_previews(NAME, [key(0), key(3)], size).urls) == 2
        assert len(gate.listings) == 2

    def test_many_take_the_whole_prefix(self, gate):
        found = read_previews(NAME, list(EVERYTHING), 50)
        assert (found.urls, found.complete) == (EVERYTHING, True)
        assert gate.prefixes == ["previews/"] * 4

    def test_many_of_one_library_take_its_prefix(self, gate):
        wanted = [key(number) for number in range(0, 50, 2)]
        found = read_previews(NAME, wanted, 50)
        assert (set(found.urls), found.complete) == (set(wanted), False)
        assert gate.prefixes == ["previews/bokeh/"] * 2

    def test_some_of_a_large_catalogue_are_listed_one_by_one(self, gate):
        read_previews(NAME, [key(number) for number in range(9)], 1000)
        assert len(gate.listings) == 9

    def test_a_prefix_with_more_in_it_than_was_guessed_is_given_up(self, gate):
        wanted = [key(number) for number in range(3)]
        found = read_previews(NAME, wanted, 50)
        assert gate.prefixes == ["previews/"] * 3 + [
            "previews/bokeh/line-0/default/v", "previews/bokeh/line-2/default/v",
            "previews/plotly/line-1/default/v",
        ]  # fmt: skip
        assert (found.complete, found.requests) == (False, 6)
        assert found.urls == {each: EVERYTHING[each] for each in wanted}

    def test_nothing_wanted_asks_nothing_and_loads_nothing(self):
        script = (
            "import sys\nfrom sync.sources.previews.newest import read_previews\n"
            "found = read_previews('pyplots-images', [], 9)\n"
            "assert (found.urls, found.complete, found.requests) == ({}, False, 0)\n"
            "print(*{name for name in sys.modules if name.startswith(('google', 'requests'))})"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == ""

    def test_pages_do_not_pile_up_although_nothing_is_collected(self, gate):
        read_previews(NAME, None, 50)
        gc.collect()
        gc.disable()
        try:
            assert read_previews(NAME, None, 50).objects == 3500
            # one cycle an object would make 3500 of them
            assert gc.collect() < 2_000
        finally:
            gc.enable()


def named(value):
    return getattr(value, "__name__", None)


class TestFailing:
    def failing(self, patience=0.6):
        with pytest.raises(PreviewsUnavailableError) as caught:
            read_previews(NAME, None, 1, patience=BUCKET._replace(budget=patience))
        assert caught.value.hint
        return caught.value

    @pytest.mark.parametrize(
        ("status", "hint"),
        [(400, "network"), (401, "gcloud auth"), (403, "roles/storage.objectViewer"),
         (404, "GCS_BUCKET"), (418, "network"), (501, "network")],
    )  # fmt: skip
    def test_a_refusal_is_final(self, gate, status, hint):
        gate.beyond = status
        error = self.failing()
        assert hint in error.hint
        assert NAME in str(error)
        assert error.requests == 1

    @pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
    def test_a_status_that_may_pass_is_tried_again(self, gate, status):
        gate.breakage[2] = status
        found = read_previews(NAME, None, 1)
        assert found.urls == EVERYTHING
        assert (found.objects, found.requests, len(gate.listings)) == (3500, 5, 5)

    @pytest.mark.parametrize("broken", [503, 403, cut, half], ids=named)
    def test_a_listing_that_breaks_after_page_three_is_no_listing(self, gate, broken):
        gate.breakage = dict.fromkeys(range(4, 99), broken)
        assert self.failing().requests >= 4
        gate.breakage = {}
        assert read_previews(NAME, None, 1).urls == EVERYTHING

    @pytest.mark.parametrize("broken", [cut, half], ids=named)
    def test_a_connection_that_breaks_is_made_again(self, gate, broken):
        gate.breakage[3] = broken
        assert read_previews(NAME, None, 1).objects == 3500

    @pytest.mark.parametrize(
        "body",
        [b"", b"<html>Log in</html>", b"{", b"[]", b"null", b"{}", b'{"ok": true}', b'"x"',
         b'{"kind": "storage#objects", "items": {}}',
         b'{"kind": "storage#objects", "items": [1]}',
         b'{"kind": "storage#objects", "items": [{"name": 1}]}',
         b'{"kind": "storage#objects", "nextPageToken": ""}',
         b'{"kind": "storage#objects", "nextPageToken": 7}',
         b"[" * 100_000, b"\xff\xfe"],
        ids=lambda body: repr(body[:50]),
    )  # fmt: skip
    @pytest.mark.parametrize("page", [1, 4])
    def test_an_answer_that_is_no_listing_is_no_empty_listing(self, gate, body, page):
        gate.breakage[page] = says(body)
        assert self.failing().requests == page

    def test_a_listing_that_goes_round_ends(self, gate):
        gate.beyond = says(b'{"kind": "storage#objects", "nextPageToken": "1"}')
        assert self.failing().requests == 2

    def test_a_page_without_objects_is_not_the_end(self, gate):
        gate.breakage[1] = says(b'{"kind": "storage#objects", "nextPageToken": "1000"}')
        assert read_previews(NAME, None, 1).objects == 2500

    def test_there_is_no_such_bucket(self, emulated):
        emulated()
        with pytest.raises(PreviewsUnavailableError, match="gs://other-bucket: the answer was 404"):
            read_previews("other-bucket", None, 1)

    @pytest.mark.parametrize(
        "name", ["", "a/b", "UPPER", "a b", "-a-", "x", "..", "a\nbc", "é" * 9]
    )
    def test_a_name_that_no_bucket_has_is_not_asked_for(self, gate, name):
        with pytest.raises(PreviewsUnavailableError, match="not the name of a bucket"):
            read_previews(name, None, 1)
        assert gate.listings == []

    def test_nobody_listens(self, gate, monkeypatch):
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:1")
        assert "no connection" in str(self.failing())

    def test_an_emulator_without_a_scheme_is_said_to_be_wrong(self, gate, monkeypatch):
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", gate.url.removeprefix("http://"))
        assert "http://" in self.failing().hint

    def test_an_answer_that_never_comes_ends(self, monkeypatch):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            host = f"http://127.0.0.1:{silent.getsockname()[1]}"
            monkeypatch.setenv("STORAGE_EMULATOR_HOST", host)
            assert "no answer came in time" in str(self.failing(patience=0.2))

    def test_what_the_caller_does_with_a_page_is_its_own(self, gate):
        def fail():
            raise RuntimeError("ours")

        with pytest.raises(RuntimeError, match="ours"):
            read_previews(NAME, None, 1, fail)

    def test_an_error_does_not_remember_googles_which_holds_the_connection(self, gate):
        gate.beyond = 403
        assert self.failing().__context__ is None


class TestCredentials:
    @pytest.fixture
    def alone(self, monkeypatch, tmp_path):
        """No credentials anywhere, and no question to a metadata server."""
        monkeypatch.setenv("NO_GCE_CHECK", "true")
        monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "nothing"))
        monkeypatch.setenv("HOME", str(tmp_path))

    def failing(self):
        with pytest.raises(PreviewsUnavailableError) as caught:
            read_previews(NAME, None, 1, patience=BUCKET._replace(budget=0.2))
        return caught.value

    def test_none(self, alone):
        error = self.failing()
        assert "no credentials" in str(error)
        assert "gcloud auth application-default login" in error.hint
        assert error.requests == 0

    @pytest.mark.parametrize(
        "text", ["", "{", '{"type": "service_account", "private_key": "topsecret"}',
                 '{"type": "authorized_user", "refresh_token": "topsecret"}', "[]"],
    )  # fmt: skip
    def test_a_file_that_is_none(self, alone, monkeypatch, tmp_path, text):
        (tmp_path / "key.json").write_text(text)
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))
        error = self.failing()
        assert "topsecret" not in str(error) + error.hint

    @pytest.fixture
    def federated(self, alone, bucket, monkeypatch, tmp_path):
        """Workload Identity Federation, with the gate as token server and as Google."""
        bucket.put(f"{FOLDER}v1.png")
        gate = bucket.start()
        (tmp_path / "token").write_text("eyJtopsecret.x.y")
        facts = {"type": "external_account", "audience": "//iam.googleapis.com/x",
                 "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
                 "token_url": f"{gate.url}/token",
                 "credential_source": {"file": str(tmp_path / "token")}}  # fmt: skip
        (tmp_path / "key.json").write_text(json.dumps(facts))
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))
        monkeypatch.setenv("API_ENDPOINT_OVERRIDE", gate.url)
        return gate

    def test_googles_defaults_are_used(self, federated):
        federated.token = "ya29.topsecret"
        assert read_previews(NAME, None, 1).urls == {KEY: url(f"{FOLDER}v1.png")}
        assert federated.authorizations == ["Bearer ya29.topsecret"]

    def test_a_token_server_that_refuses(self, federated):
        error = self.failing()
        assert federated.tokens > 0
        assert "credentials were refused" in str(error)
        assert "topsecret" not in str(error) + error.hint
        assert federated.listings == []

    def test_a_token_that_is_refused(self, federated):
        federated.token = "ya29.topsecret"
        federated.beyond = 401
        error = self.failing()
        assert "401" in str(error)
        assert "gcloud auth" in error.hint
        assert "topsecret" not in str(error)

    def test_no_token_is_logged(self, federated, process, repository, database):
        federated.token = "ya29.topsecret"
        names = ("API_ENDPOINT_OVERRIDE", "GOOGLE_APPLICATION_CREDENTIALS", "NO_GCE_CHECK")
        outcome = process(
            "prune", "previews", "-vv", "--repo", str(repository.root), "--database", database.url,
            GCS_BUCKET=NAME, **{name: os.environ[name] for name in names},
        )  # fmt: skip
        assert outcome.code == 0
        assert "/token" in outcome.errors
        assert "topsecret" not in outcome.output + outcome.errors

    def test_an_emulator_needs_none(self, alone, bucket, monkeypatch):
        bucket.put(f"{FOLDER}v1.png")
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", bucket.start().url)
        assert len(read_previews(NAME, None, 1).urls) == 1

    def test_a_token_in_an_answer_is_not_passed_on(self, bucket, monkeypatch):
        gate = bucket.start()
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", gate.url)
        said = "Bearer topsecret ya29.topsecret eyJtopsecret.a-b.c is not allowed\n\x1b[31m"
        gate.beyond = lambda handler: handler.refuse(403, said)
        error = self.failing()
        assert "is not allowed" in str(error)
        assert "topsecret" not in str(error)


class TestProblems:
    def row(self, key):
        return Implementation(*key, "scatter", f"plots/{key[1]}/scatter/{key[0]}/{key[2]}.py")

    def test_what_is_missing_and_what_is_of_nothing(self, bucket, emulated):
        other = ("bar-basic", "seaborn", "default")
        bucket.put(f"{FOLDER}v1.png")
        bucket.put("previews/plotly/gone-basic/default/v1.png")
        emulated()
        found = read_previews(NAME, None, 2)
        rows = {key: self.row(key) for key in (KEY, other)}
        missing, orphan = preview_problems(found, rows)
        assert (missing.severity, missing.code, missing.path, missing.message) == (
            "warning", "preview-missing", "plots/seaborn/scatter/bar-basic/default.py",
            "bar-basic/seaborn/default has no preview",
        )  # fmt: skip
        assert (orphan.severity, orphan.code) == ("warning", "preview-orphan")
        assert "previews/plotly/gone-basic/default/" in orphan.message

    def test_a_listing_that_is_not_complete_says_nothing(self, bucket, emulated):
        bucket.put(f"{FOLDER}v1.png")
        emulated()
        assert preview_problems(read_previews(NAME, [KEY], 1), {}) == []

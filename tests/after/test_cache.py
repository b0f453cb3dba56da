"""After a change: keys of a real Redis go, others stay. Skipped where there is no Redis."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time

import pytest

redis = pytest.importorskip("redis")
PROGRAM = shutil.which("redis-server")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="redis-server is not on PATH")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("redis")
    socket = folder / "s"
    command = [PROGRAM, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        with redis.Redis(unix_socket_path=str(socket)) as client:
            while not _answers(client):
                assert process.poll() is None
                time.sleep(0.01)
        yield f"unix://{socket}"
        process.terminate()


def _answers(client):
    try:
        return client.ping()
    except redis.ConnectionError:
        return False


@pytest.fixture
def cache(address, monkeypatch):
    monkeypatch.setenv("REDIS_URL", address)
    with redis.Redis.from_url(address, decode_responses=True) as client:
        client.flushall()
        yield client


def fill(cache, *keys):
    for key in keys:
        cache.set(key, "old")


def test_keys_of_what_changed_go_and_others_stay(sync, repository, cache):
    sync("run")
    gone = ["spec:bar-basic", "spec:bar-basic:svg:2", "libraries", "libraries:1", "tags", "tags:2d"]
    kept = ["spec:scatter-basic", "spec:bar-basic-2", "spec:bar", "tagsoup", "librariesx", "spec:"]
    fill(
        cache, *(f"pyplots:{key}" for key in gone + kept), "spec:bar-basic", "tags", "xpyplots:tags"
    )
    sync("run")
    assert cache.exists("pyplots:tags")
    repository.spec("bar-basic", "Better")
    sync("diff")
    assert cache.exists("pyplots:tags")
    assert sync("run").code == 0
    assert set(cache.keys()) == {
        *(f"pyplots:{key}" for key in kept), "spec:bar-basic", "tags", "xpyplots:tags",
    }  # fmt: skip


@pytest.mark.parametrize("prefix", ["a*b?[c]\\d:", "ä:"])
def test_a_prefix_is_taken_as_it_is(sync, cache, monkeypatch, prefix):
    monkeypatch.setenv("PYPLOTS_SYNC_REDIS_PREFIX", prefix)
    fill(cache, f"{prefix}tags", "axb1c\\d:tags", "axbyc\\d:tags", "pyplots:tags")
    assert sync("run").code == 0
    assert set(cache.keys()) == {"axb1c\\d:tags", "axbyc\\d:tags", "pyplots:tags"}


def test_many_keys_go_in_batches_without_commands_that_hold_the_server_up(sync, cache):
    with cache.pipeline() as pipeline:
        for number in range(2_500):
            pipeline.set(f"pyplots:spec:bar-basic:{number}", "old")
            pipeline.set(f"pyplots:page:{number}", "new")
        pipeline.execute()
    cache.config_resetstat()
    assert sync("run").code == 0
    used = {name.removeprefix("cmdstat_") for name in cache.info("commandstats")}
    assert {"scan", "unlink"} <= used
    assert not {"keys", "flushall", "flushdb", "del"} & used
    assert cache.dbsize() == 2_500


@pytest.mark.parametrize(
    "url",
    ["redis://ann:topsecret@127.0.0.1:1/0", "http://ann:topsecret@h/", "nonsense",
     "redis://ann:topsecret@[::1", "redis://ann:topsecret@h:port", "unix:///nowhere/s",
     "redis://:topsecret", "redis://ann:12/topsecret@h:1/0", "redis://127.0.0.1:1/0?password=topsecret"],
)  # fmt: skip
def test_a_failure_is_a_warning_and_the_change_stays(sync, cache, monkeypatch, database, url):
    monkeypatch.setenv("REDIS_URL", url)
    outcome = sync("run")
    assert (outcome.code, outcome.codes) == (3, ["cache-failed"])
    assert "topsecret" not in outcome.output + outcome.errors
    assert database.one("SELECT count(*) FROM implementations") == 3
    again = sync("run")
    assert (again.code, again.codes, again.changes) == (3, ["cache-failed"], {})


def test_what_could_not_be_emptied_is_emptied_by_the_next_run(
    sync, repository, cache, address, monkeypatch
):
    sync("run")
    fill(cache, "pyplots:spec:bar-basic", "pyplots:spec:scatter-basic")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    repository.spec("bar-basic", "Better")
    assert sync("run").code == 3
    assert cache.exists("pyplots:spec:bar-basic")
    monkeypatch.setenv("REDIS_URL", address)
    outcome = sync("run")
    assert (outcome.code, outcome.changes) == (0, {})
    assert set(cache.keys()) == {"pyplots:spec:scatter-basic"}
    fill(cache, "pyplots:spec:bar-basic")
    sync("run")
    assert cache.exists("pyplots:spec:bar-basic")


def test_a_server_that_refuses_says_why(sync, cache, address, monkeypatch):
    cache.execute_command("ACL", "SETUSER", "reader", "on", ">p%s", "~*", "+@read")
    monkeypatch.setenv("REDIS_URL", address.replace("unix://", "unix://reader:p%25s@"))
    fill(cache, "pyplots:tags")
    outcome = sync("run")
    assert outcome.codes == ["cache-failed"]
    assert "permission" in outcome.document["problems"][0]["message"]
    assert "Held back: emptying the cache" in sync_text(sync, cache)


def sync_text(sync, cache):
    sync.repository.spec("bar-basic", "Again")
    return sync("run", format_="text").output


def test_without_the_client_it_says_what_to_install(repository, database):
    script = (
        "import sys\nsys.modules['redis'] = None\nfrom sync.cli import cli\ncli(sys.argv[1:])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "run", "--repo", str(repository.root),
         "--database", database.url],
        env={"REDIS_URL": "redis://127.0.0.1:1", "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "pip install redis" in done.stdout

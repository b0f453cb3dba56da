import os
import signal
import subprocess
import sys

import pytest

from sync.database.embedded import embedded_server
from sync.database.errors import DatabaseSettingError


def ask(target, statement="SELECT 1"):
    with target.connect() as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone() if cursor.description else None


def is_running(folder):
    return (folder / "postgres" / "postmaster.pid").exists()


def test_rows_survive_from_one_use_to_the_next(tmp_path):
    folder = tmp_path / ".pyplots-sync"
    with embedded_server(folder) as target:
        ask(target, "CREATE TABLE kept AS SELECT 7 AS n")
    assert not is_running(folder)
    with embedded_server(folder) as target:
        assert ask(target, "SELECT n FROM kept") == (7,)


def test_git_does_not_see_the_folder(tmp_path):
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    with embedded_server(tmp_path / ".pyplots-sync"):
        status = subprocess.run(
            ["git", "status", "--porcelain"], cwd=tmp_path, capture_output=True, check=True
        )
    assert status.stdout == b""


@pytest.mark.parametrize("name", ["with space", "quote'", 'double"', "$(touch x)", "ü", "x" * 120])
def test_any_name_of_a_folder_will_do(tmp_path, name):
    with embedded_server(tmp_path / name / ".pyplots-sync") as target:
        assert ask(target) == (1,)


def test_the_last_to_leave_stops_the_server(tmp_path):
    with embedded_server(tmp_path) as first:
        with embedded_server(tmp_path) as second:
            assert ask(second) == (1,)
        assert ask(first) == (1,)
    assert not is_running(tmp_path)


USE = """
import sys
from pathlib import Path
from sync.database.embedded import embedded_server
with embedded_server(Path(sys.argv[1])) as target:
    with target.connect() as connection:
        print(connection.execute("SELECT 1").fetchone()[0], flush=True)
    sys.stdin.readline()
"""


def use(folder):
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_many_may_start_it_at_once(tmp_path):
    users = [use(tmp_path) for _ in range(4)]
    assert [user.communicate("\n")[0] for user in users] == ["1\n"] * 4
    assert not is_running(tmp_path)


def test_a_killed_user_leaves_nothing_that_stops_the_next(tmp_path):
    with use(tmp_path) as user:
        assert user.stdout.readline() == "1\n"
        user.kill()
    assert is_running(tmp_path)
    with embedded_server(tmp_path) as target:
        assert ask(target) == (1,)
    assert not is_running(tmp_path)


def test_a_killed_server_recovers(tmp_path):
    with embedded_server(tmp_path) as target:
        ask(target, "CREATE TABLE kept AS SELECT 7 AS n")
        pid = int((tmp_path / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
    with embedded_server(tmp_path) as target:
        assert ask(target, "SELECT n FROM kept") == (7,)


def test_an_unfinished_creation_is_done_again(tmp_path):
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18")
    with embedded_server(tmp_path) as target:
        assert ask(target) == (1,)


def test_data_of_another_version_is_an_error_that_says_what_to_do(tmp_path):
    with embedded_server(tmp_path):
        pass
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    with (
        pytest.raises(DatabaseSettingError, match="PostgreSQL 9") as refused,
        embedded_server(tmp_path),
    ):
        pass
    assert str(tmp_path) in (refused.value.hint or "")


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(DatabaseSettingError, match="file"),
        embedded_server(tmp_path / "file" / "x"),
    ):
        pass

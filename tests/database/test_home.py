"""Where the embedded database may lie, and who may look into it."""

import contextlib
import os
import shutil
import stat
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.database.errors import DatabaseSettingError
from sync.database.home import folder_for, private_folder


@pytest.fixture
def repo(tmp_path):
    made = tmp_path / "catalogue"
    made.mkdir()
    return made


def mode(path):
    return stat.S_IMODE(path.lstat().st_mode)


def names(folder):
    return [entry.name for entry in folder.iterdir()]


def refused(repo, environ):
    with pytest.raises(DatabaseSettingError) as found:
        folder_for(repo, environ)
    return f"{found.value} ({found.value.hint})"


class TestPlace:
    def test_the_variables_in_their_order(self, tmp_path, repo):
        environ = {"HOME": str(tmp_path / "h")}
        assert folder_for(repo, environ).parent == tmp_path / "h/.local/state/pyplots-sync"
        environ["XDG_STATE_HOME"] = str(tmp_path / "x")
        assert folder_for(repo, environ).parent == tmp_path / "x/pyplots-sync"
        environ["PYPLOTS_SYNC_HOME"] = str(tmp_path / "p")
        assert folder_for(repo, environ).parent == tmp_path / "p"

    @pytest.mark.parametrize("state", ["", "state", "./state", "~/state"])
    def test_a_state_home_that_is_relative_or_empty_is_ignored(self, tmp_path, repo, state):
        environ = {"HOME": str(tmp_path / "h"), "XDG_STATE_HOME": state, "PYPLOTS_SYNC_HOME": ""}
        assert folder_for(repo, environ).parent == tmp_path / "h/.local/state/pyplots-sync"

    @pytest.mark.parametrize("home", ["data", "./data", "~/data"])
    def test_a_place_that_is_relative_is_refused(self, tmp_path, repo, home):
        said = refused(repo, {"HOME": str(tmp_path), "PYPLOTS_SYNC_HOME": home})
        assert "PYPLOTS_SYNC_HOME is not an absolute path" in said
        assert names(tmp_path) == ["catalogue"]

    @pytest.mark.parametrize("environ", [{}, {"HOME": ""}, {"HOME": "somewhere"}])
    def test_without_a_home_it_says_what_to_set(self, repo, environ):
        said = refused(repo, environ)
        assert "HOME is not set" in said
        assert "set PYPLOTS_SYNC_HOME" in said

    def test_a_home_that_cannot_be_written_says_what_to_set(self, repo):
        said = refused(repo, {"HOME": "/proc/1"})
        assert "/proc/1/.local" in said or "/proc/1" in said
        assert "set PYPLOTS_SYNC_HOME" in said


class TestRepositories:
    def test_each_has_a_folder_of_its_own(self, tmp_path):
        environ = {"PYPLOTS_SYNC_HOME": str(tmp_path / "p")}
        places = [tmp_path / name for name in ("a/plots", "b/plots", "a/plots,", "c\n", "ü", "-rf")]
        for place in places:
            place.mkdir(parents=True)
        folders = [folder_for(place, environ) for place in places]
        assert len(set(folders)) == len(places)
        for place, folder in zip(places, folders, strict=True):
            assert (folder / "repository").read_bytes() == os.fsencode(place) + b"\n"
            assert folder_for(place, environ) == folder

    def test_one_repository_has_one_folder_however_it_is_reached(self, tmp_path, repo):
        environ = {"PYPLOTS_SYNC_HOME": str(tmp_path / "p")}
        (tmp_path / "link").symlink_to(repo)
        assert folder_for(tmp_path / "link", environ) == folder_for(repo, environ)

    def test_a_folder_of_another_repository_is_refused(self, tmp_path, repo):
        environ = {"PYPLOTS_SYNC_HOME": str(tmp_path / "p")}
        note = folder_for(repo, environ) / "repository"
        note.write_bytes(b"/somewhere/else\n")
        assert "another repository" in refused(repo, environ)
        assert note.read_bytes() == b"/somewhere/else\n"

    @given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1))
    def test_no_name_leaves_the_folder_of_all(self, tmp_path_factory, name):
        root = tmp_path_factory.mktemp("names")
        with contextlib.suppress(OSError):
            (root / name).mkdir()
            folder = folder_for(root / name, {"PYPLOTS_SYNC_HOME": str(root / ".p")})
            assert folder.parent == root / ".p"
            assert folder.name.isascii()
            assert len(folder.name) <= 29


class TestInTheRepository:
    """A branch must not be able to put a file where the database is."""

    @pytest.mark.parametrize("place", ["", "data", "a/b/c", ".git/x", "../catalogue/data"])
    @pytest.mark.parametrize("variable", ["PYPLOTS_SYNC_HOME", "XDG_STATE_HOME", "HOME"])
    def test_a_place_in_it_is_refused(self, repo, place, variable):
        said = refused(repo, {variable: str(repo / place)})
        assert "lies in the repository" in said
        assert "PYPLOTS_SYNC_HOME" in said
        assert names(repo) == []

    def test_a_link_into_it_is_refused(self, tmp_path, repo):
        (tmp_path / "link").symlink_to(repo)
        assert "lies in" in refused(repo, {"PYPLOTS_SYNC_HOME": str(tmp_path / "link/data")})

    def test_a_link_in_it_that_leads_out_is_refused(self, tmp_path, repo):
        (tmp_path / "out").mkdir()
        (repo / "link").symlink_to(tmp_path / "out")
        (tmp_path / "to").symlink_to("catalogue/link")
        for place in (repo / "link", repo / "link/data", tmp_path / "to", tmp_path / "to/data"):
            assert "lies in" in refused(repo, {"PYPLOTS_SYNC_HOME": str(place)})
        assert names(tmp_path / "out") == []

    def test_so_is_the_rest_of_its_checkout(self, tmp_path):
        subprocess.run(["git", "init", "-q", tmp_path / "top"], check=True)
        repo = tmp_path / "top/catalogue"
        repo.mkdir()
        assert "lies in" in refused(repo, {"PYPLOTS_SYNC_HOME": str(tmp_path / "top/data")})
        assert folder_for(repo, {"PYPLOTS_SYNC_HOME": str(tmp_path / "data")}).is_dir()

    def test_beside_it_will_do(self, repo):
        for place in (repo / "../beside", repo.with_name("catalogue2"), repo.parent / "a/../b"):
            assert folder_for(repo, {"PYPLOTS_SYNC_HOME": str(place)}).is_dir()

    def test_a_circle_of_links_ends(self, tmp_path, repo):
        (tmp_path / "a").symlink_to("b")
        (tmp_path / "b").symlink_to("a")
        assert "circle" in refused(repo, {"PYPLOTS_SYNC_HOME": str(tmp_path / "a/x")})


class TestPrivate:
    @pytest.fixture
    def wide(self):
        old = os.umask(0)
        yield
        os.umask(old)

    @pytest.mark.usefixtures("wide")
    def test_it_is_made_for_its_user_alone(self, tmp_path, repo):
        folder = folder_for(repo, {"HOME": str(tmp_path / "h")})
        for made in (folder, *folder.parents[:4]):
            assert mode(made) == 0o700
        assert folder.parents[3] == tmp_path / "h"
        assert mode(folder / "repository") == 0o600

    @pytest.mark.parametrize("which", ["all", "one"])
    @pytest.mark.parametrize("bits", [0o701, 0o710, 0o755, 0o777, 0o704, 0o1770])
    def test_one_that_is_open_to_others_is_refused(self, tmp_path, repo, which, bits):
        environ = {"PYPLOTS_SYNC_HOME": str(tmp_path / "it's")}
        folder = folder_for(repo, environ)
        opened = folder if which == "one" else folder.parent
        opened.chmod(bits)
        said = refused(repo, environ)
        assert str(opened) in said
        assert "open to other users" in said
        command = said[said.index("(chmod") + 1 : -1]
        subprocess.run(["sh", "-c", command], check=True)
        assert folder_for(repo, environ) == folder

    @pytest.mark.parametrize("which", ["all", "one"])
    def test_a_link_is_refused(self, tmp_path, repo, which):
        environ = {"PYPLOTS_SYNC_HOME": str(tmp_path / "p")}
        folder = folder_for(repo, environ)
        moved = folder if which == "one" else folder.parent
        moved.rename(tmp_path / "moved")
        for target in (tmp_path / "moved", tmp_path / "nowhere"):
            moved.symlink_to(target)
            assert f"{moved} is a link" in refused(repo, environ)
            moved.unlink()
        assert not (tmp_path / "nowhere").exists()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
    @pytest.mark.parametrize("which", ["all", "one"])
    def test_one_of_somebody_else_is_refused(self, tmp_path, repo, which):
        environ = {"PYPLOTS_SYNC_HOME": str(tmp_path / "p")}
        folder = folder_for(repo, environ)
        os.chown(folder if which == "one" else folder.parent, 33, 33)
        assert "belongs to another user (uid 33)" in refused(repo, environ)

    def test_a_file_in_its_place_is_refused(self, tmp_path, repo):
        (tmp_path / "p").write_text("mine")
        assert "cannot be used" in refused(repo, {"PYPLOTS_SYNC_HOME": str(tmp_path / "p")})
        assert (tmp_path / "p").read_text() == "mine"

    @pytest.mark.parametrize("kind", ["link", "dangling", "pipe", "folder"])
    def test_a_file_of_ours_is_a_file(self, tmp_path, kind):
        target = tmp_path / "target"
        with private_folder(tmp_path / "p") as ours:
            place = tmp_path / "p" / "users.lock"
            if kind == "pipe":
                os.mkfifo(place)
            elif kind == "folder":
                place.mkdir()
            else:
                place.symlink_to(target)
            if kind == "link":
                target.write_text("mine")
            with pytest.raises(DatabaseSettingError, match=r"users\.lock"):
                ours.file("users.lock")
        assert target.exists() == (kind == "link")
        assert kind != "link" or target.read_text() == "mine"

    def test_what_is_open_stays_open_when_its_path_goes(self, tmp_path):
        with private_folder(tmp_path / "p") as ours:
            (tmp_path / "p").rename(tmp_path / "q")
            (tmp_path / "p").symlink_to(tmp_path)
            ours.file("x").close()
        assert names(tmp_path / "q") == ["x"]
        shutil.rmtree(tmp_path / "q")

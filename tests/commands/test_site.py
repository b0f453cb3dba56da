"""`site`: what it makes of the database, and what it leaves alone. tests/site/ opens it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from sync.database.session import open_session
from sync.database.survey import read_survey
from sync.reports.health import Health
from sync.settings import load_settings
from sync.site.facts import Facts
from sync.site.folder import MARK
from sync.site.links import Links, address_of, https, page_name, repository_of
from sync.site.pages import pages

STATEMENTS = 12
"""BEGIN, its settings, the revision, the state, five tables, the runs, the queue in two."""


@pytest.fixture
def make(sync, tmp_path):
    """Makes a site of the database as it is."""
    sync("run")

    def site(*arguments, format_="json"):
        return sync("site", "--out", str(tmp_path / "site"), *arguments, format_=format_)

    return site


@pytest.fixture
def page(tmp_path):
    """The text of a page."""
    return lambda name: (tmp_path / "site" / name).read_text("utf-8")


def names(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


class TestWhatThereIs:
    def test_a_file_for_each_plot_and_five_more(self, make, tmp_path, database):
        before = database.dump()
        made = make()
        assert made.code == 0
        site = tmp_path / "site"
        assert names(site) == {
            MARK, ".nojekyll", "index.html", "history.html", "site.css", "site.js",
            "plots/bar-basic.html", "plots/scatter-basic.html",
        }  # fmt: skip
        document = made.document
        assert (document["status"], document["plots"], document["files"]) == ("ok", 2, 8)
        assert document["page"] == str(site / "index.html")
        assert document["bytes"] == sum((site / name).stat().st_size for name in names(site))
        assert database.dump() == before

    def test_statements_do_not_depend_on_rows(self, make, database):
        few = make().document["database"]["statements"]
        database.execute(
            "INSERT INTO specs (id, title, data_requirements)"
            " SELECT 'many-' || n, 'Plot', '[]' FROM generate_series(1, 300) n"
        )
        assert few == make().document["database"]["statements"] == STATEMENTS

    def test_text_and_markdown_say_where_it_is(self, make, repository, tmp_path):
        repository.write("plots/stray.txt")
        told = make(format_="text").output
        assert "A site of 2 plots: 8 files, " in told
        assert "It shows 1 warning" in told
        assert f"Open {tmp_path / 'site' / 'index.html'}" in told
        assert make(format_="markdown").output.startswith("## pyplots-sync site: ok\n")

    def test_a_plot_has_what_the_rows_say(self, make, database, page):
        database.execute(
            "UPDATE implementations SET tested = true, quality_score = 92.55,"
            " review_url = 'https://github.com/o/r/issues/1#issuecomment-1',"
            " preview_url = 'gs://pictures/a b/v1.png' WHERE library_id = 'seaborn'"
        )
        database.execute(
            "INSERT INTO quality_reviews (comment_id, section, issue_number, issue_title, score,"
            " verdict, author, created_at, updated_at, url) VALUES (1, 0, 1, 't', 92.55, 'approved',"
            " 'ann', now(), now(), 'https://github.com/o/r/issues/1#issuecomment-1')"
        )
        make()
        told = page("plots/scatter-basic.html")
        assert '<img src="https://storage.googleapis.com/pictures/a%20b/v1.png"' in told
        link = '<a href="https://github.com/o/r/issues/1#issuecomment-1" rel="nofollow'
        assert re.search(f"{re.escape(link)}[^>]*>approved</a> by ann", told)
        # never rounded up
        assert ">92.5</span>" in told
        assert "<dd>3.11+</dd>" in told
        assert "Missing in Plotly." in told
        for name in ("x", "alpha"):
            assert f"<code>{name}</code>" in told
        assert "<code>0.8</code>" in told

    def test_code_that_has_changed_since_its_review_is_told(self, make, database, page):
        make()
        assert "since" not in page("plots/bar-basic.html")
        database.execute("UPDATE implementations SET quality_score = 90, scored_hash = source_hash")
        make()
        assert "of this very code" in page("plots/bar-basic.html")
        database.execute("UPDATE implementations SET scored_hash = 'another'")
        make()
        assert "The code has changed since" in page("plots/bar-basic.html")

    def test_select_is_enough(self, make, database, make_command, repository, tmp_path):
        make()
        name = "role_" + database.url.split("/")[3].split("?")[0]
        database.execute(f"CREATE ROLE {name} LOGIN")
        database.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
        reader = type(database)(database.url.replace("postgres@", f"{name}@"))
        assert make_command(repository, reader)("site", "--out", str(tmp_path / "site")).code == 0

    def test_files_are_linked_at_the_commit_of_the_rows(self, make, repository, page, sync):
        repository.git("remote", "add", "origin", "https://tok:en@github.com/o/r.git")
        commit = repository.commit()
        sync("run")
        repository.commit("another")
        make()
        told = page("plots/scatter-basic.html")
        home = f"https://github.com/o/r/blob/{commit}/plots"
        assert f'href="{home}/matplotlib/scatter/scatter-basic/default.py"' in told
        assert "tok" not in told
        assert f"https://github.com/o/r/commit/{commit}" in page("history.html")

    def test_in_a_workflow_the_runner_says_where_links_lead(
        self, make, page, monkeypatch, repository
    ):
        for name, value in {
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": "pyplots/catalogue",
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_WORKSPACE": str(repository.root.parent),
        }.items():
            monkeypatch.setenv(name, value)
        make()
        told = page("plots/bar-basic.html")
        assert 'href="https://github.example/pyplots/catalogue/blob/' in told
        assert "/catalogue/plots/matplotlib/bar/bar-basic/default.py" in told

    def test_runs_and_what_was_held_back(self, make, database, page):
        database.execute(
            "INSERT INTO sync_runs (started_at, trigger, mode, status, counts, error) VALUES"
            " (now(), 'push', 'run', 'held-back', '{\"spec\": {\"create\": 2, \"deactivate\": 1}}',"
            " 'specs/a.md: no title'), (now(), 'x', 'run', 'failed', '[1, {\"a\": \"b\"}]',"
            " 'postgresql://ann@10.1.2.3:5432/plots: it went away'), (now(), 'x', 'run', 'ok',"
            ' \'{"spec": 3, "tag": {"create": "many"}}\', NULL)'
        )
        make()
        told = page("history.html")
        assert "spec <b>+2 \u22121</b>" in told
        assert "<li>specs/a.md: no title</li>" in told
        # a site may be for everybody
        assert "10.1.2.3" not in told
        assert "<li>the database: it went away</li>" in told

    def test_problems_of_the_checkout_and_health(self, make, repository, page, tmp_path):
        repository.write("specs/broken.md", "no heading\n")
        made = make()
        assert made.code == 0
        assert made.document["shown"]["errors"] >= 1
        assert "drift" in made.document["shown"]["alerts"]
        told = page("history.html")
        assert "specs/<wbr>broken.md" in told
        assert re.search(r'<th scope="row">drift</th><td><span class="state bad">alert', told)

    def test_scores_over_time_are_drawn(self, make, database, page):
        make()
        assert "There is no score yet." in page("history.html")
        for number, score in enumerate((90, 80, 70, "NaN")):
            database.execute(
                "INSERT INTO quality_reviews (comment_id, section, issue_number, issue_title,"
                " score, author, created_at, updated_at, url, is_pull_request) VALUES"
                " (%s, 0, 1, 't', %s, 'ann', make_date(2026, %s, 1), now(), 'x', %s)",
                number, score, number // 2 + 1, number == 2,
            )  # fmt: skip
        make()
        told = page("history.html")
        # the one of a pull request that is not merged does not count
        assert "2026-01: median 85, half of them 82.5 to 87.5" in told
        assert "2026-02" not in told

    @pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "-5", "1e300"])
    def test_a_score_may_be_anything(self, make, database, value):
        database.execute("UPDATE implementations SET quality_score = %s, tested = true", value)
        assert make().code == 0

    def test_an_empty_database_is_a_site_too(self, sync, tmp_path, page):
        assert sync("site", "--out", str(tmp_path / "site")).code == 0
        assert "The database holds no plot yet" in page("index.html")
        assert "none yet" in page("index.html")

    def test_what_is_switched_off_is_left_out(self, make, database, tmp_path, page):
        make()
        database.execute("UPDATE specs SET active = false WHERE id = 'bar-basic'")
        made = make()
        assert made.document["gone"] == 1
        assert not (tmp_path / "site" / "plots" / "bar-basic.html").exists()
        assert "bar-basic" not in page("index.html")
        assert "1 switched off" in page("index.html")


class TestFolder:
    def test_a_folder_of_somebody_else_is_refused(self, make, tmp_path):
        site = tmp_path / "site"
        site.mkdir()
        (site / "index.html").write_text("mine")
        made = make()
        assert (made.code, made.codes) == (5, ["site-folder"])
        assert names(site) == {"index.html"}
        assert "No site was made." in make(format_="text").output

    @pytest.mark.parametrize("name", ["CNAME", "plots/mine.txt", "plots/deep/x.html", "a/b"])
    def test_so_is_a_site_with_something_else_in_it(self, make, tmp_path, name):
        make()
        mine = tmp_path / "site" / name
        mine.parent.mkdir(exist_ok=True)
        mine.write_text("mine")
        made = make()
        assert made.code == 5
        assert name.removesuffix("/x.html") in made.document["problems"][0]["message"]
        assert mine.read_text() == "mine"

    def test_no_link_is_followed(self, make, tmp_path):
        site, other = tmp_path / "site", tmp_path / "other"
        make()
        site.rename(other)
        before = names(other)
        site.symlink_to(other)
        assert make().code == 5
        site.unlink()
        assert make().code == 0
        (site / "index.html").unlink()
        (site / "index.html").symlink_to(other / "index.html")
        assert make().code == 5
        assert names(other) == before

    @pytest.mark.parametrize("mark", ["", "{}", "[]", '{"program": 3}', "[" * 9000])
    def test_a_mark_that_is_not_ours_is_none(self, make, tmp_path, mark):
        (tmp_path / "site").mkdir()
        (tmp_path / "site" / MARK).write_text(mark)
        assert make().code == 5

    def test_an_empty_folder_and_one_that_is_to_be_made(self, make, sync, tmp_path):
        (tmp_path / "site").mkdir()
        assert make().code == 0
        assert sync("site", "--out", str(tmp_path / "a" / "b" / "c")).code == 0
        assert (tmp_path / "a" / "b" / "c" / "index.html").exists()

    def test_a_run_that_fails_leaves_the_old_site(self, make, database, tmp_path):
        make()
        site = tmp_path / "site"
        before = {name: (site / name).read_bytes() for name in names(site)}
        database.execute("ALTER TABLE sync_runs DROP COLUMN trigger")
        made = make()
        assert (made.code, made.codes) == (1, ["database-schema"])
        assert {name: (site / name).read_bytes() for name in names(site)} == before
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".site")] == []

    def test_so_does_one_that_cannot_write(self, make, tmp_path):
        (tmp_path / "site").write_text("a file")
        assert make().code == 5
        (tmp_path / "site").unlink()
        made = make("--out", str(tmp_path / "catalogue" / "pyproject" / ("x" * 300)))
        assert (made.code, made.codes) == (1, ["site-failed"])
        assert "too long" in made.document["problems"][0]["message"]

    def test_the_folder_that_one_stands_in_stays(self, make, tmp_path, monkeypatch):
        make()
        below = tmp_path / "site" / "plots"
        for folder, out in ((below.parent, "."), (below, ".."), (below, "/")):
            monkeypatch.chdir(folder)
            assert make("--out", out).code == 5
        monkeypatch.chdir(tmp_path)
        assert make("--out", "site/../site/").code == 0

    def test_nobody_sees_half_a_site(self, make, tmp_path, page):
        """The folder is another one afterwards: what somebody has open stays whole."""
        make()
        inode = (tmp_path / "site").stat().st_ino
        make()
        assert (tmp_path / "site").stat().st_ino != inode

    def test_an_unreachable_database_is_a_sentence(
        self, repository, make_command, database, tmp_path
    ):
        nowhere = type(database)("postgresql://ann:topsecret@127.0.0.1:1/d")
        made = make_command(repository, nowhere)("site", "--out", str(tmp_path / "site"))
        assert (made.code, made.codes) == (1, ["database-unreachable"])
        assert "topsecret" not in made.output
        assert not (tmp_path / "site").exists()


class TestLinks:
    @pytest.mark.parametrize(
        ("remote", "page"),
        [
            ("git@github.com:o/r.git", "https://github.com/o/r"),
            ("https://user:token@github.com/o/r", "https://github.com/o/r"),
            ("ssh://git@github.com:22/o/r.git", "https://github.com/o/r"),
            ("git@gitlab.example.org:a/b/c.git", "https://gitlab.example.org/a/b/c"),
            ("/srv/git/r.git", None),
            ("file:///srv/r", None),
            ('https://github.com/o/r" onclick="x', None),
            ("javascript:alert(1)//x.y/z/w", None),
        ],
    )
    def test_a_remote_has_a_page(self, remote, page):
        assert repository_of(remote) == page

    @pytest.mark.parametrize(
        "url",
        ["http://a.b/c", "javascript:alert(1)", "https://", "https://a b", "https://u@evil.org/",
         "https://a.b/\n", "//a.b", "data:text/html,x", "https://[::1", 'https://a.b/"x'],
    )  # fmt: skip
    def test_other_addresses_are_none(self, url):
        assert https(url) is None
        assert address_of(url) is None

    @pytest.mark.parametrize("url", ["gs://", "gs://b", "gs://b/", "gs:///x"])
    def test_a_bucket_alone_is_no_picture(self, url):
        assert address_of(url) is None

    @pytest.mark.parametrize(
        "spec_id", ["../x", "", "con", "a/b", "A", "a" * 101, "\u202e", "a\n", "-a", "x" * 10_000]
    )
    def test_an_id_that_is_no_file_name_gets_one(self, spec_id):
        assert re.fullmatch(r"_[0-9a-f]{32}\.html", page_name(spec_id))


def test_11_000_plots_stay_small(database, tmp_path):
    database.execute(
        "INSERT INTO libraries (id, name) SELECT 'library-' || n, 'Library ' || n"
        " FROM generate_series(1, 9) n"
    )
    database.execute(
        "INSERT INTO specs (id, title, data_requirements, tags) SELECT"
        " 'scatter-correlation-' || lpad(n::text, 5, '0'), 'Scatter of model and outlier ' || n,"
        " '[]', ARRAY['basic', 'tag-' || n %% 300, 'group-' || n %% 40, 'kind-' || n %% 7]"
        " FROM generate_series(1, 11000) n".replace("%%", "%")
    )
    database.execute(
        "INSERT INTO implementations"
        " (spec_id, library_id, plot_function, variant, file_path, tested, quality_score)"
        " SELECT s.id, l.id, 'scatter', 'default', 'x', true, 60.5 + length(l.id) FROM specs s,"
        " libraries l"
    )
    with open_session(database.target, load_settings(tmp_path, {})) as session:
        survey = read_survey(session)
    facts = Facts("big", survey, Health(()), (), Links(), Links(), 85, None)
    made = pages(facts)
    sizes = {name: len(text.encode()) for name, text in (next(made), next(made), next(made))}
    assert next(iter(sizes)) == "index.html"
    assert 500_000 < sizes.pop("index.html") < 3_000_000
    assert max(sizes.values()) < 50_000


def test_jinja_is_imported_by_who_uses_it():
    code = "import sys; from sync.cli import cli; cli(['site', '--help'], standalone_mode=False);"
    done = subprocess.run(
        [sys.executable, "-c", f"{code} print('jinja2' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.endswith("False\n")

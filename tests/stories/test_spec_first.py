"""A catalogue that is kept spec first: through its history, across both moves of its layout."""

from __future__ import annotations

import pytest
import yaml

import spec_first
from sync.model.catalog import Catalog
from sync.model.owners import MetadataOwns
from sync.sources.files.gather import gather
from sync.sources.files.reader import Reader
from sync.sources.files.tree import list_tree

OWNED = {"PYPLOTS_SYNC_SCORES": "metadata", "PYPLOTS_SYNC_PREVIEWS": "metadata"}
SPECS = ("scatter-basic", "bar-grouped", "3d-surface", "plain")


class Catalogue:
    """Writes the files of one, in the place that its layout has at the moment."""

    def __init__(self, repository):
        self.repository = repository
        self.language = ""

    def spec(self, spec_id, title="A Plot of Something", tags=None, form=0):
        write = self.repository.write
        write(f"plots/{spec_id}/specification.md", spec_first.specification(spec_id, title))
        write(
            f"plots/{spec_id}/specification.yaml",
            spec_first.facts(spec_id, title, tags, form=form),
        )

    def code(self, spec_id, library, extra=""):
        path = f"plots/{spec_id}/implementations/{self.language}{library}.py"
        self.repository.write(path, spec_first.code(spec_id, "A Plot", library) + extra)
        return path

    def metadata(self, spec_id, library, score=92, **more):
        path = f"plots/{spec_id}/metadata/{self.language}{library}.yaml"
        self.repository.write(path, spec_first.metadata(spec_id, library, score, **more))
        return path

    def plot(self, spec_id, library, score=92, **more):
        self.code(spec_id, library)
        self.metadata(spec_id, library, score, **more)

    def remove(self, spec_id, library):
        for folder, ending in (("implementations", "py"), ("metadata", "yaml")):
            self.repository.remove(f"plots/{spec_id}/{folder}/{self.language}{library}.{ending}")

    def move(self, language):
        for folder in ("implementations", "metadata"):
            for path in list(self.repository.root.glob(f"plots/*/{folder}/{self.language}*.*")):
                new = path.parents[bool(self.language)] / language / path.name
                new.parent.mkdir(exist_ok=True)
                path.rename(new)
        self.language = language

    def start(self):
        """Forms old and new, side by side."""
        for form, spec_id in enumerate(SPECS):
            self.spec(spec_id, form=form % 3)
        forms = ("dumped", "written", "themes", "current")
        for number, library in enumerate(spec_first.LIBRARIES[:4]):
            self.plot("scatter-basic", library, 88 + number, form=forms[number])
        self.plot("bar-grouped", "matplotlib", 70)
        self.plot("bar-grouped", "seaborn", 95, verdict="REJECTED")
        self.plot("3d-surface", "plotly", None)
        self.plot("3d-surface", "pygal", 85, verdict=None, updated=None, preview=None)
        self.repository.write("plots/plain/implementations/.gitkeep")
        self.repository.write("plots/plain/metadata/.gitkeep")


def what_the_files_say(root):
    """Score, version and preview of each implementation, by ten lines that know YAML."""
    said = {}
    for code in root.glob("plots/*/implementations/**/*.py"):
        spec, library = code.relative_to(root).parts[1], code.stem
        paths = [root / "plots" / spec / "metadata" / f / f"{library}.yaml" for f in ("python", "")]
        found = next((yaml.safe_load(p.read_text()) for p in paths if p.exists()), {})
        facts = {**found, **found.get("current", {})}
        preview = facts.get("preview_url") or facts.get("preview_url_light")
        version = facts.get("python_version", "3.13.11")  # the docstring's
        said[spec, library] = facts.get("quality_score"), version, preview
    return said


def what_the_tags_say(root):
    said = {}
    for path in root.glob("plots/*/specification.yaml"):
        tags = yaml.safe_load(path.read_text())["tags"]
        said[path.parent.name] = list(
            dict.fromkeys(tag for kind in tags.values() for tag in kind or ())
        )
    return said


def stored(database):
    rows = database.execute(
        "SELECT spec_id, library_id, quality_score, python_version, preview_url"
        " FROM implementations WHERE variant = 'default'"
    )
    return {row[:2]: row[2:] for row in rows}


def identities(database):
    rows = database.execute("SELECT spec_id, library_id, id, created_at FROM implementations")
    return {row[:2]: row[2:] for row in rows}


@pytest.fixture
def catalogue(make_repository, tmp_path, monkeypatch):
    for name, value in OWNED.items():
        monkeypatch.setenv(name, value)
    made = Catalogue(make_repository(tmp_path / "plots-repo"))
    made.start()
    made.repository.commit()
    return made


@pytest.fixture
def sync(make_command, catalogue, database):
    return make_command(catalogue.repository, database)


@pytest.fixture
def run(sync, catalogue, database):
    """Commits, runs, compares with the files, and runs again: that changes nothing."""

    def run():
        catalogue.repository.commit()
        first = sync("run")
        assert (first.code, first.document["problems"]) == (0, [])
        root = catalogue.repository.root
        assert stored(database) == what_the_files_say(root)
        tags = database.execute("SELECT id, tags FROM specs WHERE active")
        assert dict(tags) == what_the_tags_say(root)
        again = sync("run")
        assert (again.code, again.document["changes"]) == (0, [])
        return first

    return run


def test_it_is_read_as_it_is(sync, run, database):
    validated = sync("validate")
    assert (validated.code, validated.document["problems"]) == (0, [])
    run()
    assert database.execute(
        "SELECT spec_id, library_id, plot_function, file_path, tested, reviewed_at, review_url"
        " FROM implementations WHERE spec_id <> 'scatter-basic' ORDER BY 1, 2"
    ) == [
        (
            spec_id,
            library,
            function,
            f"plots/{spec_id}/implementations/{library}.py",
            tested,
            database.one("SELECT %s::timestamp", time),
            None,
        )
        for spec_id, library, function, tested, time in [
            ("3d-surface", "plotly", "plot", False, "2025-12-23 10:21:12"),
            ("3d-surface", "pygal", "plot", True, None),
            ("bar-grouped", "matplotlib", "bar", False, "2025-12-23 10:21:12"),
            ("bar-grouped", "seaborn", "bar", False, "2025-12-23 10:21:12"),
        ]
    ]
    assert database.execute(
        "SELECT title, description, data_requirements, source_path FROM specs WHERE id = 'plain'"
    ) == [
        (
            "A Plot of Something",
            "Shows how a plot of something looks, and why one would draw it.\nIn two lines.",
            [
                {"name": "x", "type": "numeric", "description": "Values of the x axis"},
                {"name": "y", "type": "numeric", "description": "Values of the y axis"},
            ],
            "plots/plain/specification.md",
        )
    ]
    assert database.one("SELECT name FROM libraries WHERE id = 'highcharts'") == "Highcharts"
    assert database.execute("SELECT DISTINCT created_by, confidence FROM tags") == [("human", 1.0)]


def test_its_history_loses_no_row(run, catalogue, database):
    run()
    before = identities(database)

    # the code comes first, its facts in the commit that follows
    catalogue.code("plain", "bokeh")
    run()
    assert stored(database)["plain", "bokeh"][0] is None
    catalogue.metadata("plain", "bokeh", 91)
    assert [*run().changes] == [
        "update implementation plain/bokeh/default",
        "create promotion plain/twitter",
    ]
    before["plain", "bokeh"] = identities(database)["plain", "bokeh"]

    # some are removed, and one comes back
    catalogue.remove("bar-grouped", "seaborn")
    assert [*run().changes] == [
        "deactivate library seaborn",
        "delete implementation bar-grouped/seaborn/default",
    ]
    del before["bar-grouped", "seaborn"]
    assert identities(database) == before
    catalogue.plot("bar-grouped", "seaborn", 96)
    run()
    assert stored(database)["bar-grouped", "seaborn"][0] == 96
    before["bar-grouped", "seaborn"] = identities(database)["bar-grouped", "seaborn"]

    # one spec moves before the others
    for path in catalogue.repository.root.glob("plots/bar-grouped/implementations/*.py"):
        (path.parent / "python").mkdir(exist_ok=True)
        path.rename(path.parent / "python" / path.name)
    moved = run()
    assert [*moved.changes] == [
        "update implementation bar-grouped/matplotlib/default",
        "update implementation bar-grouped/seaborn/default",
    ]
    assert all([*fields] == ["file_path"] for fields in moved.changes.values())
    # then all of them do
    catalogue.move("python/")
    moved = run()
    assert {key.split()[0] for key in moved.changes} == {"update"}
    assert {name for fields in moved.changes.values() for name in fields} == {"file_path"}
    assert identities(database) == before

    # a draft is rejected, mended and approved
    catalogue.code("scatter-basic", "altair", "y = 2\n")
    catalogue.metadata("scatter-basic", "altair", 60, verdict="REJECTED")
    run()
    catalogue.metadata("scatter-basic", "altair", 93, updated="2026-01-02T03:04:05Z")
    assert run().changes["update implementation scatter-basic/altair/default"] == {
        "quality_score": [60.0, 93.0],
        "tested": [False, True],
        "reviewed_at": ["2025-12-23T10:21:12Z", "2026-01-02T03:04:05Z"],
    }
    assert identities(database) == before


def test_a_move_from_the_other_layout_keeps_rows_scores_and_queue(
    make_repository, make_command, database, tmp_path, monkeypatch
):
    repository = make_repository(tmp_path / "moving")
    sync = make_command(repository, database)
    repository.spec("scatter-basic", "A Plot of Something", tags="scatter, point")
    old = repository.implementation("scatter-basic")
    repository.commit()
    assert sync("run").code == 0
    database.execute(
        "UPDATE implementations SET quality_score = 90, tested = true, preview_url = 'gs://b/1.png'"
    )
    database.execute(
        "INSERT INTO promotion_queue (spec_id, priority, quality_score, preview_url)"
        " VALUES ('scatter-basic', 'high', 90, 'gs://b/1.png')"
    )
    before = identities(database)
    created = database.one("SELECT created_at FROM specs")
    queue = database.dump()["promotion_queue"]

    catalogue = Catalogue(repository)
    catalogue.language = "python/"
    catalogue.spec("scatter-basic")
    repository.remove("specs/scatter-basic.md")
    repository.move(old, "plots/scatter-basic/implementations/python/matplotlib.py")
    moved = sync("run")
    assert moved.code == 0
    assert moved.changes["update implementation scatter-basic/matplotlib/default"] == {
        "file_path": [old, "plots/scatter-basic/implementations/python/matplotlib.py"]
    }
    assert "update spec scatter-basic" in moved.changes
    assert stored(database) == {("scatter-basic", "matplotlib"): (90.0, "3.11+", "gs://b/1.png")}
    assert identities(database) == before
    assert database.one("SELECT created_at FROM specs") == created
    assert database.dump()["promotion_queue"] == queue
    assert sync("run").document["changes"] == []


@pytest.mark.parametrize("file", ["specification.md", "specification.yaml"])
def test_a_change_of_either_file_of_a_spec_is_a_change(file, run, catalogue):
    run()
    path = catalogue.repository.root / "plots/plain/specification.md"
    path = path.with_name(file)
    path.write_text(path.read_text().replace("Something", "Anything"))
    if file == "specification.md":
        catalogue.repository.write(
            "plots/plain/specification.yaml", spec_first.facts("plain", "A Plot of Anything")
        )
    else:
        catalogue.spec("plain", "A Plot of Anything")
    assert run().changes["update spec plain"]["title"] == [
        "A Plot of Something",
        "A Plot of Anything",
    ]


def test_the_kind_of_plot_follows_the_tags_of_the_spec(run, catalogue, database):
    run()
    catalogue.spec("bar-grouped", tags={"domain": ["x"], "plot_type": ["stacked-bar", "bar"]})
    changes = run().changes
    for library in ("matplotlib", "seaborn"):
        assert changes[f"update implementation bar-grouped/{library}/default"] == {
            "plot_function": ["bar", "stacked_bar"]
        }
    # one that comes later asks the files of the spec, which have not changed
    catalogue.plot("bar-grouped", "altair")
    run()
    catalogue.spec("bar-grouped", tags={"plot_type": ["3d bar"], "domain": []})
    run()
    functions = database.execute(
        "SELECT DISTINCT plot_function FROM implementations WHERE spec_id = 'bar-grouped'"
    )
    assert functions == [("bar",)]


class Recording(Reader):
    """A reader that keeps the paths it was asked for."""

    def __init__(self, root):
        super().__init__(root)
        self.paths = []

    def read(self, path, limit):
        self.paths.append(path)
        return super().read(path, limit)


def read_for(catalogue, actual):
    """What is read where the rows are ``actual``, and the rows that come of it."""
    reader = Recording(catalogue.repository.root)
    tree = list_tree(catalogue.repository.root)._replace(reader=reader)
    gathered = gather(tree, actual, MetadataOwns(scores=True, previews=True))
    assert gathered.problems == []
    return reader.paths, gathered.desired


def test_what_has_not_changed_is_not_read(catalogue):
    files = [path for path, blob in list_tree(catalogue.repository.root).files.items() if blob]
    paths, rows = read_for(catalogue, Catalog())
    assert sorted(paths) == sorted(files)
    assert read_for(catalogue, rows)[0] == []
    code = "plots/scatter-basic/implementations/altair.py"
    facts = catalogue.metadata("scatter-basic", "altair", 12)
    spec = ["plots/scatter-basic/specification.md", "plots/scatter-basic/specification.yaml"]
    paths, rows = read_for(catalogue, rows)
    assert sorted(paths) == [code, facts, *spec]
    catalogue.code("scatter-basic", "altair", "y = 2\n")
    paths, rows = read_for(catalogue, rows)
    assert sorted(paths) == [code, facts, *spec]
    catalogue.spec("scatter-basic", tags={"plot_type": ["another"]})
    paths, rows = read_for(catalogue, rows)
    assert sorted(paths) == spec
    assert {row.plot_function for row in rows.implementations.values()} == {
        "another",
        "bar",
        "plot",
    }
    assert read_for(catalogue, rows)[0] == []


def test_bad_metadata_holds_its_row_and_no_other(run, sync, catalogue, database):
    run()
    before = stored(database)
    path = catalogue.metadata("scatter-basic", "altair", 12)
    file = catalogue.repository.root / path
    file.write_text(file.read_text() + "note: [\n")
    catalogue.metadata("scatter-basic", "bokeh", 13)
    stopped = sync("run")
    assert (stopped.code, stopped.codes) == (1, ["yaml-syntax"])
    assert stopped.document["problems"][0]["path"] == path
    assert stored(database) == before
    for _ in range(2):
        held = sync("run", "--keep-going")
        assert (held.code, held.codes) == (3, ["yaml-syntax"])
        after = stored(database)
        assert after["scatter-basic", "altair"] == before["scatter-basic", "altair"]
        assert after["scatter-basic", "bokeh"][0] == 13


@pytest.mark.parametrize(
    "name",
    ["altair.yml", "altair.yaml.bak", "Altair.yaml", "sub/altair.yaml"],
)
def test_misplaced_metadata_holds_the_scores(name, run, sync, catalogue, database):
    run()
    before = stored(database)
    catalogue.repository.move(
        "plots/scatter-basic/metadata/altair.yaml",
        f"plots/scatter-basic/metadata/{name}"
        if "/" not in name
        else f"plots/scatter-basic/metadata/python/{name}",
    )
    held = sync("run", "--keep-going")
    assert held.code == 3
    assert "plots/scatter-basic/metadata" in held.document["problems"][0]["hint"]
    assert stored(database) == before


def test_metadata_that_is_gone_takes_its_facts_along(run, catalogue, database):
    run()
    catalogue.repository.remove("plots/scatter-basic/metadata/altair.yaml")
    assert run().changes["update implementation scatter-basic/altair/default"] == {
        "quality_score": [88.0, None],
        "tested": [True, False],
        "reviewed_at": ["2025-12-23T10:21:12Z", None],
        "preview_url": [
            "https://storage.example.org/plots/scatter-basic/altair/plot.png",
            None,
        ],
    }


HEALED = ["quality_score", "tested", "reviewed_at", "review_url", "preview_url"]


@pytest.mark.parametrize("name", HEALED)
def test_what_the_files_own_is_healed(name, run, sync, database):
    run()
    value = {
        "quality_score": "1.5",
        "tested": "NOT tested",
        "reviewed_at": "now()",
        "review_url": "'https://x.y'",
        "preview_url": "'gs://x/y.png'",
    }[name]
    before = database.dump("sync_runs")["implementations"]
    database.execute(f"UPDATE implementations SET {name} = {value} WHERE library_id = 'altair'")
    healed = sync("run")
    key = "update implementation scatter-basic/altair/default"
    assert next(iter(healed.changes)) == key
    assert [*healed.changes[key]] == [name]
    after = database.dump("sync_runs")["implementations"]
    for row in (*before, *after):
        del row["updated_at"]
    assert sorted(after, key=str) == sorted(before, key=str)


def test_another_threshold_counts_at_the_next_run(run, sync, database, monkeypatch):
    run()
    monkeypatch.setenv("PYPLOTS_SYNC_MIN_QUALITY", "89")
    assert sync("run").changes == {
        "update implementation 3d-surface/pygal/default": {"tested": [True, False]},
        "update implementation scatter-basic/altair/default": {"tested": [True, False]},
    }
    assert sync("run").document["changes"] == []

"""What is kept where something is wrong in a spec-first catalogue, and what each command says."""

from __future__ import annotations

import pytest

import spec_first

SPEC = "plots/scatter-basic"
CODE = f"{SPEC}/implementations/python/matplotlib.py"
METADATA = f"{SPEC}/metadata/python/matplotlib.yaml"
KEY = "scatter-basic/matplotlib/default"


@pytest.fixture
def repository(make_repository, tmp_path, monkeypatch):
    monkeypatch.setenv("PYPLOTS_SYNC_SCORES", "metadata")
    monkeypatch.setenv("PYPLOTS_SYNC_PREVIEWS", "metadata")
    made = make_repository(tmp_path / "catalogue")
    for spec_id in ("scatter-basic", "bar-basic"):
        folder = f"plots/{spec_id}"
        made.write(f"{folder}/specification.md", spec_first.specification(spec_id, "A Plot"))
        made.write(f"{folder}/specification.yaml", spec_first.facts(spec_id, "A Plot"))
        for library in ("matplotlib", "bokeh"):
            made.write(
                f"{folder}/implementations/python/{library}.py",
                spec_first.code(spec_id, "A Plot", library),
            )
            made.write(
                f"{folder}/metadata/python/{library}.yaml", spec_first.metadata(spec_id, library)
            )
    made.commit()
    return made


def rows(database):
    without = ("sync_runs", "sync_marks", "alembic_version")
    return {table: sorted(rows, key=str) for table, rows in database.dump(*without).items()}


@pytest.fixture
def held(sync, database):
    """Runs twice with --keep-going: the rows stay, and the same is said each time."""
    assert sync("run").code == 0
    before = rows(database)

    def held():
        first = sync("run", "--keep-going")
        assert first.code == 3
        assert rows(database) == before
        assert sync("run", "--keep-going").document["problems"] == first.document["problems"]
        assert sync("run").code == 1
        assert rows(database) == before
        return first.document["problems"]

    return held


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        (METADATA, "quality_score: [\n", "yaml-syntax"),
        (METADATA, "quality_score: 101\n", "yaml-wrong-type"),
        (METADATA, "updated: soon\n", "yaml-wrong-type"),
        (METADATA, "preview_url: http://x.y/z.png\n", "yaml-wrong-type"),
        (METADATA, b"library: \xff\n", "file-not-utf8"),
        (f"{SPEC}/specification.yaml", "tags: [\n", "yaml-syntax"),
        (f"{SPEC}/specification.md", "# scatter-basic: A Plot\n", "spec-no-data"),
        (CODE, b"\xff", "file-not-utf8"),
    ],
)
def test_a_file_that_says_nothing_sound_holds_its_row(path, content, code, repository, held):
    repository.write(path, content)
    (found,) = (found for found in held() if found["severity"] == "error")
    assert (found["code"], found["path"]) == (code, path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (METADATA, f"{SPEC}/metadata/pyhton/matplotlib.yaml"),
        (METADATA, f"{SPEC}/metadata/python/matplotlib.yml"),
        (METADATA, f"{SPEC}/Metadata/python/matplotlib.yaml"),
        (METADATA, f"{SPEC}/implementations/python/matplotlib.yaml"),
        (CODE, f"{SPEC}/implementation/python/matplotlib.py"),
        (CODE, f"{SPEC}/implementations/pyhton/matplotlib.py"),
        (CODE, f"{SPEC}/implementations/python/Matplotlib.py"),
        (CODE, f"{SPEC}/metadata/python/matplotlib.py"),
        (f"{SPEC}/specification.md", f"{SPEC}/Specification.md"),
        (f"{SPEC}/specification.yaml", f"{SPEC}/specification.yml"),
        (f"{SPEC}/specification.md", f"{SPEC}/spec.md"),
    ],
)
def test_a_file_in_a_place_that_is_nearly_right_holds_its_row(old, new, repository, held):
    repository.move(old, new)
    said = [found for found in held() if found["path"] == new]
    assert [found["severity"] for found in said] == ["error"]
    assert old in said[0]["hint"]


@pytest.mark.parametrize("path", [METADATA, CODE, f"{SPEC}/metadata", f"{SPEC}/metadata/python"])
def test_a_link_holds_what_is_behind_it(path, repository, held, tmp_path):
    (repository.root / path).rename(tmp_path / "elsewhere")
    (repository.root / path).symlink_to(tmp_path / "elsewhere")
    assert {found["code"] for found in held() if found["severity"] == "error"} == {"file-link"}


def test_both_depths_for_one_library_are_an_error_and_the_new_one_counts(
    repository, sync, database
):
    sync("run")
    flat = f"{SPEC}/implementations/matplotlib.py"
    repository.write(flat, "x = 1\n")
    repository.write(f"{SPEC}/metadata/matplotlib.yaml", "quality_score: 3\n")
    found = sync("run", "--keep-going")
    assert found.code == 3
    assert sorted(found.codes) == ["implementation-duplicate", "metadata-duplicate"]
    assert found.document["changes"] == []


def test_the_same_plot_in_both_layouts_is_an_error_that_names_both(repository, held):
    other = repository.implementation("scatter-basic")
    (found,) = held()
    assert found["code"] == "implementation-duplicate"
    assert {found["path"]} <= {other, CODE}
    assert ({other, CODE} - {found["path"]}).pop() in found["message"]


def test_a_language_that_is_not_read_changes_no_row(repository, sync, database):
    """Another program has stored it: the row, and the library that only it uses, stay."""
    sync("run")
    database.execute("INSERT INTO libraries (id, name) VALUES ('ggplot2', 'ggplot2')")
    database.execute(
        "INSERT INTO implementations"
        " (spec_id, library_id, plot_function, variant, file_path)"
        f" VALUES ('scatter-basic', 'ggplot2', 'scatter', 'default',"
        f" '{SPEC}/implementations/r/ggplot2.R')"
    )
    before = rows(database)
    repository.write(f"{SPEC}/implementations/r/ggplot2.R", "plot(1)\n")
    repository.write(f"{SPEC}/metadata/r/ggplot2.yaml", "[not: yaml\n")
    repository.write("plots/bar-basic/implementations/r/ggplot2.R", "plot(1)\n")
    repository.write("plots/bar-basic/implementations/julia/makie.jl", "plot(1)\n")
    ran = sync("run")
    assert (ran.code, ran.codes) == (0, ["language-not-read"] * 2)
    assert ran.document["changes"] == []
    assert rows(database) == before
    # with its files, the row goes
    for path in repository.root.rglob("*/r/*"):
        path.unlink()
    assert [*sync("run").changes] == [
        "deactivate library ggplot2",
        "delete implementation scatter-basic/ggplot2/default",
    ]


def test_metadata_alone_is_a_warning(repository, sync):
    repository.write(f"{SPEC}/metadata/python/pygal.yaml", spec_first.metadata("x", "y"))
    validated = sync("validate")
    assert (validated.code, validated.codes) == (0, ["metadata-alone"])


def test_an_unlisted_library_is_an_error_with_a_suggestion(repository, sync):
    sync("run")
    repository.libraries("- {id: matplotlib}\n- {id: boke}\n")
    found = sync("run", "--keep-going")
    (problem,) = (p for p in found.document["problems"] if p["severity"] == "error")
    assert problem["code"] == "library-unknown"
    assert "bokeh" in problem["message"]
    assert "boke" in problem["hint"]
    assert not any(change["action"] == "delete" for change in found.document["changes"])


def test_validate_looks_at_one_plot(repository, sync):
    repository.write(METADATA, "quality_score: [\n")
    repository.write("plots/bar-basic/metadata/python/bokeh.yaml", "quality_score: 101\n")
    repository.write("plots/bar-basic/implementations/python/bokeh.py", "x = (\n")
    root = repository.root
    assert sync("validate").codes == ["python-syntax", "yaml-wrong-type", "yaml-syntax"]
    assert sync("validate", str(root / SPEC)).codes == ["yaml-syntax"]
    assert sync("validate", str(root / "plots/bar-basic/implementations")).codes == [
        "python-syntax"
    ]


def test_metadata_is_checked_for_what_is_read(repository, sync, monkeypatch):
    repository.write(METADATA, "quality_score: 101\npreview_url: ftp://x.y\n")
    monkeypatch.setenv("PYPLOTS_SYNC_PREVIEWS", "bucket")
    assert [p["line"] for p in sync("validate").document["problems"]] == [1]
    monkeypatch.setenv("PYPLOTS_SYNC_SCORES", "reviews")
    assert sync("validate").document["problems"] == []


def test_a_spec_is_purged_once_its_folder_is_gone(repository, sync, database):
    sync("run")
    refused = sync("purge", "scatter-basic", "--yes")
    assert (refused.code, refused.codes) == (5, ["purge-file-exists"])
    repository.remove(f"{SPEC}/specification.md")
    refused = sync("purge", "scatter-basic", "--yes")
    assert (refused.code, refused.codes) == (5, ["purge-file-exists"])
    repository.remove(f"{SPEC}/specification.yaml")
    assert sync("purge", "scatter-basic", "--yes").codes == ["purge-implementation-left"] * 2
    assert database.one("SELECT count(*) FROM implementations") == 2


def test_a_spec_that_goes_away_is_switched_off_and_comes_back(repository, sync, database):
    sync("run")
    names = [path.relative_to(repository.root) for path in (repository.root / SPEC).rglob("*.*")]
    kept = {name: (repository.root / name).read_bytes() for name in names}
    for name in kept:
        repository.remove(str(name))
    assert "deactivate spec scatter-basic" in sync("run", "--force").changes
    for name, content in kept.items():
        repository.write(str(name), content)
    back = sync("run")
    assert "reactivate spec scatter-basic" in back.changes
    assert f"create implementation {KEY}" in back.changes
    assert sync("run").document["changes"] == []

"""What `run` does to the rows, file by file."""

import hashlib
import json
import os
from pathlib import Path

import psycopg
import pytest


def row(database, table, **key):
    where = " AND ".join(f"{name} = %s" for name in key)
    return database.one(f"SELECT to_jsonb(t) FROM {table} t WHERE {where}", *key.values())


def test_a_first_run_brings_everything_in(sync, repository, database):
    outcome = sync("run")
    assert outcome.code == 0
    assert outcome.document["counts"]["implementation"] == {
        "create": 3, "update": 0, "delete": 0, "unchanged": 0,
    }  # fmt: skip
    spec = row(database, "specs", id="scatter-basic")
    assert spec["title"] == "Basic Scatter Plot"
    assert spec["description"] == "Shows something."
    assert spec["data_requirements"] == [
        {"name": "x", "type": "numeric", "description": "Numeric values for the x-axis"},
        {"name": "y", "type": "numeric", "description": "Numeric values for the y-axis"},
    ]
    assert spec["optional_params"] == [
        {"name": "alpha", "type": "float", "default": 0.8, "description": "Transparency"}
    ]
    assert spec["tags"] == ["basic", "2d"]
    assert spec["active"] is True
    assert spec["source_path"] == "specs/scatter-basic.md"
    found = row(database, "implementations", spec_id="bar-basic")
    blob = repository.git("hash-object", "plots/matplotlib/bar/bar-basic/default.py").strip()
    assert found["source_hash"] == blob
    assert found["plot_function"] == "bar"
    assert found["python_version"] == "3.11+"
    assert (found["tested"], found["quality_score"], found["preview_url"]) == (False, None, None)
    assert database.execute("SELECT tag, confidence, created_by FROM tags ORDER BY 1") == [
        ("2d", 1.0, "human"), ("basic", 1.0, "human"), ("comparison", 1.0, "human"),
    ]  # fmt: skip
    assert outcome.document["commit"] == repository.git("rev-parse", "HEAD").strip()


def test_a_second_run_changes_no_row_and_no_timestamp(sync, database):
    sync("run")
    before = database.dump("sync_runs")
    outcome = sync("run")
    assert outcome.code == 0
    assert outcome.document["changes"] == []
    assert database.dump("sync_runs") == before
    assert sync("resync").document["changes"] == []
    assert database.dump("sync_runs") == before


def test_an_edited_title_shows_as_that_field_alone_and_moves_that_row_alone(
    sync, repository, database
):
    sync("run")
    stamps = dict(database.execute("SELECT id, updated_at FROM specs"))
    repository.spec("scatter-basic", "Better Scatter Plot")
    expected = {
        "update spec scatter-basic": {"title": ["Basic Scatter Plot", "Better Scatter Plot"]}
    }
    assert sync("diff").changes == expected
    assert sync("run").changes == expected
    moved = {
        spec for spec, at in database.execute("SELECT id, updated_at FROM specs")
        if at != stamps[spec]
    }  # fmt: skip
    assert moved == {"scatter-basic"}


def test_edited_code_shows_as_a_new_hash(sync, repository):
    sync("run")
    path = repository.implementation(
        "bar-basic", function="bar", code='"""P.\n\nPython: 3.11+\n"""\nx = 1\n'
    )
    changes = sync("run").changes
    assert list(changes) == ["update implementation bar-basic/matplotlib/default"]
    ((_, after),) = changes["update implementation bar-basic/matplotlib/default"].values()
    assert after == repository.git("hash-object", path).strip()


def test_a_file_moved_to_another_plot_function_is_an_update(sync, repository, database):
    sync("run")
    before = row(database, "implementations", spec_id="bar-basic")
    repository.move(
        "plots/matplotlib/bar/bar-basic/default.py", "plots/matplotlib/barplot/bar-basic/default.py"
    )
    assert sync("run").changes == {
        "update implementation bar-basic/matplotlib/default": {
            "plot_function": ["bar", "barplot"],
            "file_path": [
                "plots/matplotlib/bar/bar-basic/default.py",
                "plots/matplotlib/barplot/bar-basic/default.py",
            ],
        }
    }
    after = row(database, "implementations", spec_id="bar-basic")
    assert (after["id"], after["created_at"]) == (before["id"], before["created_at"])


def test_an_implementation_whose_file_goes_away_goes(sync, repository, database):
    sync("run")
    repository.remove("plots/seaborn/scatter/scatter-basic/default.py")
    assert list(sync("run").changes) == ["delete implementation scatter-basic/seaborn/default"]
    assert database.one("SELECT count(*) FROM implementations") == 2


def test_a_spec_whose_file_goes_away_is_switched_off_and_on_again(sync, repository, database):
    sync("run")
    repository.remove("specs/bar-basic.md")
    repository.remove("plots/matplotlib/bar/bar-basic/default.py")
    assert sync("run").changes["deactivate spec bar-basic"] == {"active": [True, False]}
    assert sync("run").document["changes"] == []
    assert database.one("SELECT count(*) FROM tags WHERE spec_id = 'bar-basic'") == 1
    repository.git("checkout", "--", "specs/bar-basic.md")
    assert sync("run").changes == {"reactivate spec bar-basic": {"active": [False, True]}}
    assert sync("run").document["changes"] == []


def test_a_deprecated_spec_is_switched_off(sync, repository, database):
    sync("run")
    text = (repository.root / "specs/bar-basic.md").read_text()
    repository.write("specs/bar-basic.md", f"---\ndeprecated: true\n---\n{text}")
    assert sync("run").changes == {"deactivate spec bar-basic": {"active": [True, False]}}
    assert sync("run").document["changes"] == []
    repository.write("specs/bar-basic.md", text)
    assert sync("run").changes == {"reactivate spec bar-basic": {"active": [False, True]}}


def test_a_library_that_leaves_the_list_is_switched_off(sync, repository):
    sync("run")
    text = (repository.root / "plots/libraries.yaml").read_text()
    repository.libraries("\n".join(line for line in text.split("\n") if "plotly" not in line))
    assert sync("run").changes == {"deactivate library plotly": {"active": [True, False]}}
    assert sync("run").document["changes"] == []
    repository.libraries(text)
    assert sync("run").changes == {"reactivate library plotly": {"active": [False, True]}}


def test_without_a_list_libraries_register_themselves(sync, repository, database):
    repository.remove("plots/libraries.yaml")
    repository.implementation("bar-basic", "homemade")
    assert sync("run").code == 0
    assert database.execute("SELECT id, name FROM libraries ORDER BY 1") == [
        ("homemade", "homemade"), ("matplotlib", "Matplotlib"), ("seaborn", "Seaborn"),
    ]  # fmt: skip
    assert database.one("SELECT documentation_url FROM libraries WHERE id = 'matplotlib'")


@pytest.mark.parametrize(
    ("table", "edit"),
    [
        ("specs", "title = 'edited'"),
        ("specs", "description = NULL"),
        ("specs", "data_requirements = '[]'"),
        ("specs", "optional_params = NULL"),
        ("specs", "tags = '{edited}'"),
        ("specs", "tags = NULL"),
        ("specs", "active = false"),
        ("specs", "source_path = 'elsewhere'"),
        ("specs", "source_hash = 'edited'"),
        ("specs", "content_hash = NULL"),
        ("implementations", "plot_function = 'edited'"),
        ("implementations", "file_path = 'edited'"),
        ("implementations", "python_version = 'edited'"),
        ("implementations", "python_version = NULL"),
        ("implementations", "source_hash = NULL"),
        ("implementations", "content_hash = 'edited'"),
        ("libraries", "name = 'edited'"),
        ("libraries", "version = NULL"),
        ("libraries", "active = false"),
        ("tags", "confidence = 0.1"),
        ("tags", "created_by = 'ai'"),
        ("tags", "tag = tag || '-edited'"),
    ],
)
def test_a_row_edited_by_hand_is_healed_and_the_plan_shows_it(sync, database, table, edit):
    sync("run")
    volatile = {"updated_at", "created_at", "id"}

    def state():
        rows = database.dump("sync_runs")[table]
        return sorted(
            json.dumps(
                {
                    k: v
                    for k, v in r.items()
                    if k not in volatile or (table == "specs" and k == "id")
                }
            )
            for r in rows
        )

    before = state()
    database.execute(f"UPDATE {table} SET {edit}")
    assert sync("run").document["changes"] != []
    assert state() == before
    assert sync("run").document["changes"] == []


def test_a_deleted_row_comes_back(sync, database):
    sync("run")
    database.execute("DELETE FROM specs WHERE id = 'bar-basic'")
    assert sorted(sync("run").changes) == [
        "create implementation bar-basic/matplotlib/default",
        "create spec bar-basic",
        "create tag bar-basic/comparison",
    ]


def test_what_others_own_is_left_alone(sync, repository, database):
    sync("run")
    database.execute(
        "UPDATE implementations SET quality_score = 91.5, tested = true, preview_url = 'gs://b/x',"
        " reviewed_at = now(), review_url = 'https://example.org'"
    )
    database.execute("INSERT INTO promotion_queue (spec_id) VALUES ('bar-basic')")
    database.execute("INSERT INTO plot_usage (spec_id) VALUES ('bar-basic')")
    repository.implementation("bar-basic", function="bar", code='"""New."""\n')
    repository.spec("bar-basic", "New Title")
    sync("run")
    found = row(database, "implementations", spec_id="bar-basic")
    assert (found["quality_score"], found["tested"], found["preview_url"]) == (
        91.5,
        True,
        "gs://b/x",
    )
    assert found["reviewed_at"] is not None
    assert database.one("SELECT count(*) FROM promotion_queue") == 1
    assert database.one("SELECT count(*) FROM plot_usage") == 1


class TestTags:
    def state(self, database):
        return database.execute(
            "SELECT tag, confidence, created_by FROM tags WHERE spec_id = 'bar-basic' ORDER BY 1"
        )

    def yaml(self, repository, tags):
        path = repository.root / "specs/bar-basic.md"
        path.unlink(missing_ok=True)
        repository.write(
            "specs/bar-basic.yaml",
            "title: Bars\ndescription: Bars.\n"
            "data_requirements: [{name: x, type: numeric, description: The x}]\n"
            f"tags: {tags}\n",
        )

    def test_an_ai_tag_of_another_program_stays(self, sync, repository, database):
        sync("run")
        database.execute(
            "INSERT INTO tags (spec_id, tag, confidence) VALUES ('bar-basic', 'ai-tag', 0.7)"
        )
        assert sync("run").document["changes"] == []
        repository.spec("bar-basic", tags="other")
        sync("run")
        assert self.state(database) == [("ai-tag", 0.7, "ai"), ("other", 1.0, "human")]
        assert database.one("SELECT tags FROM specs WHERE id = 'bar-basic'") == ["other"]

    def test_the_file_wins_over_an_ai_tag_of_the_same_name(self, sync, repository, database):
        sync("run")
        database.execute(
            "INSERT INTO tags (spec_id, tag, confidence) VALUES ('bar-basic', 'new', 0.7)"
        )
        repository.spec("bar-basic", tags="comparison, new")
        assert sync("run").changes["update tag bar-basic/new"] == {
            "confidence": [0.7, 1.0], "created_by": ["ai", "human"],
        }  # fmt: skip

    def test_a_human_tag_that_no_file_declares_goes(self, sync, database):
        sync("run")
        database.execute(
            "INSERT INTO tags (spec_id, tag, created_by) VALUES ('bar-basic', 'mine', 'human')"
        )
        assert list(sync("run").changes) == ["delete tag bar-basic/mine"]

    def test_an_ai_tag_that_the_file_declares_goes_with_the_declaration(
        self, sync, repository, database
    ):
        self.yaml(repository, "[plain, {tag: maybe, confidence: 0.6}]")
        sync("run")
        assert self.state(database) == [("maybe", 0.6, "ai"), ("plain", 1.0, "human")]
        assert database.one("SELECT tags FROM specs WHERE id = 'bar-basic'") == ["plain", "maybe"]
        self.yaml(repository, "[plain]")
        sync("run")
        assert self.state(database) == [("plain", 1.0, "human")]


class TestInvalidFiles:
    def test_an_error_stops_the_run(self, sync, repository, database):
        sync("run")
        before = database.dump("sync_runs")
        repository.write("specs/bar-basic.md", "nothing here\n")
        repository.spec("scatter-basic", "Valid Change")
        outcome = sync("run")
        assert outcome.code == 1
        assert outcome.document["status"] == "failed"
        assert outcome.document["changes"] == []
        assert database.dump("sync_runs") == before

    def test_keep_going_applies_the_rest_and_keeps_the_row(self, sync, repository, database):
        sync("run")
        before = row(database, "specs", id="bar-basic")
        repository.write("specs/bar-basic.md", "nothing here\n")
        repository.spec("scatter-basic", "Valid Change")
        outcome = sync("run", "--keep-going")
        assert outcome.code == 3
        assert outcome.document["status"] == "held-back"
        assert list(outcome.changes) == ["update spec scatter-basic"]
        assert row(database, "specs", id="bar-basic") == before
        assert database.one("SELECT count(*) FROM tags WHERE spec_id = 'bar-basic'") == 1

    @pytest.mark.parametrize("library", ["matplotib", "somethingelse", "Matplotlib", "mat plot"])
    def test_a_renamed_library_directory_keeps_its_rows(self, sync, repository, database, library):
        sync("run")
        before = database.dump("sync_runs")
        repository.move("plots/matplotlib", f"plots/{library}")
        outcome = sync("run", "--keep-going")
        assert outcome.code == 3
        assert outcome.document["changes"] == []
        assert database.dump("sync_runs") == before

    def test_a_misspelt_library_is_named_with_a_suggestion(self, sync, repository):
        repository.move("plots/matplotlib", "plots/matplotib")
        (found,) = sync("run").document["problems"]
        assert (found["code"], found["path"]) == ("library-unknown", "plots/matplotib")
        assert "did you mean matplotlib?" in found["hint"]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (
                "plots/matplotlib/bar/bar-basic/default.py",
                "plots/matplotlib/bar/bar-basic/Default.py",
            ),
            (
                "plots/matplotlib/bar/bar-basic/default.py",
                "plots/matplotlib/bar/bar-basic/my plot.py",
            ),
            ("plots/matplotlib/bar/bar-basic/default.py", "plots/matplotlib/bar-basic/default.py"),
            (
                "plots/matplotlib/bar/bar-basic/default.py",
                "plots/matplotlib/bar/Bar_Basic/default.py",
            ),
            ("plots/matplotlib/bar/bar-basic/default.py", "plots/default.py"),
            ("specs/bar-basic.md", "specs/Bar-Basic.md"),
            ("specs/bar-basic.md", "specs/bar_basic.md"),
            ("specs/bar-basic.md", "specs/deeper/bar-basic.md"),
            ("specs/bar-basic.md", "plots/bar-basic.md"),
            ("plots/libraries.yaml", "plots/libraries.yml"),
        ],
    )
    def test_a_file_moved_to_where_nothing_is_read_keeps_its_row(
        self, sync, repository, database, old, new
    ):
        sync("run")
        before = database.dump("sync_runs")
        repository.move(old, new)
        outcome = sync("run", "--keep-going")
        assert outcome.code == 3
        assert outcome.document["changes"] == []
        assert database.dump("sync_runs") == before

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b'"""P."""\nx = "\0"\n', "file-nul"),
            (b'"""P."""\nx = "\xff"\n', "file-not-utf8"),
            (b"#" * (5 * 1024 * 1024 + 1), "file-too-large"),
        ],
    )
    def test_unreadable_content_of_an_implementation_keeps_its_row(
        self, sync, repository, database, content, code
    ):
        sync("run")
        before = database.dump("sync_runs")
        path = repository.implementation("bar-basic", function="bar")
        repository.write(path, content)
        outcome = sync("run", "--keep-going")
        assert outcome.codes == [code]
        assert outcome.document["problems"][0]["path"] == path
        assert database.dump("sync_runs") == before

    def test_a_link_is_an_error_and_not_followed(self, sync, repository, database, tmp_path):
        sync("run")
        before = database.dump("sync_runs")
        outside = tmp_path / "outside.py"
        outside.write_text('"""Stolen."""\n')
        path = repository.root / "plots/matplotlib/bar/bar-basic/default.py"
        path.unlink()
        path.symlink_to(outside)
        outcome = sync("run", "--keep-going")
        assert outcome.codes == ["file-link"]
        assert database.dump("sync_runs") == before

    def test_a_linked_folder_is_an_error_and_keeps_what_was_in_it(
        self, sync, repository, database, tmp_path
    ):
        sync("run")
        before = database.dump("sync_runs")
        repository.move("plots/matplotlib", "../elsewhere")
        (repository.root / "plots/matplotlib").symlink_to(tmp_path / "elsewhere")
        outcome = sync("run", "--keep-going")
        assert outcome.codes == ["file-link"]
        assert database.dump("sync_runs") == before

    def test_a_directory_in_the_place_of_a_file_keeps_the_row(self, sync, repository, database):
        sync("run")
        before = database.dump("sync_runs")
        path = repository.root / "plots/matplotlib/bar/bar-basic/default.py"
        path.unlink()
        path.mkdir()
        outcome = sync("run", "--keep-going")
        assert outcome.codes == ["file-not-regular"]
        assert database.dump("sync_runs") == before

    def test_two_files_for_one_spec_are_an_error_that_names_both(self, sync, repository, database):
        sync("run")
        before = database.dump("sync_runs")
        repository.spec("bar-basic", "Twice", folder="plots/specs")
        outcome = sync("run", "--keep-going")
        (found,) = outcome.document["problems"]
        assert found["code"] == "spec-duplicate"
        assert found["path"] == "specs/bar-basic.md"
        assert "plots/specs/bar-basic.md" in found["message"]
        assert database.dump("sync_runs") == before

    def test_two_files_for_one_implementation_are_an_error(self, sync, repository, database):
        sync("run")
        before = database.dump("sync_runs")
        repository.implementation("bar-basic", function="barh")
        outcome = sync("run", "--keep-going")
        assert outcome.codes == ["implementation-duplicate"]
        assert database.dump("sync_runs") == before

    def test_an_implementation_without_a_spec_is_an_error_and_keeps_its_row(
        self, sync, repository, database
    ):
        sync("run")
        repository.remove("specs/bar-basic.md")
        repository.implementation("bar-basic", function="bar", code='"""Changed."""\n')
        repository.implementation("scatter-basc")
        before = row(database, "implementations", spec_id="bar-basic")
        outcome = sync("run", "--keep-going", "--force")
        assert outcome.codes == ["implementation-no-spec"] * 2
        assert "did you mean scatter-basic?" in outcome.document["problems"][1]["hint"]
        assert row(database, "implementations", spec_id="bar-basic") == before

    def test_a_broken_list_of_libraries_keeps_them_all(self, sync, repository, database):
        sync("run")
        before = database.dump("sync_runs")
        repository.libraries("- {id: matplotlib, nam: M}\n")
        outcome = sync("run", "--keep-going")
        assert outcome.code == 3
        assert database.dump("sync_runs") == before

    def test_a_new_spec_with_errors_holds_its_implementations_back(
        self, sync, repository, database
    ):
        repository.write("specs/pie-basic.md", "# pie-basic: Pie\n")
        repository.implementation("pie-basic")
        outcome = sync("run", "--keep-going")
        assert outcome.code == 3
        assert "implementation-held" in outcome.codes
        assert database.one("SELECT count(*) FROM implementations") == 3


class TestGuard:
    @pytest.fixture
    def many(self, repository):
        for number in range(10):
            repository.spec(f"line-{number}")
            repository.implementation(f"line-{number}")
        return repository

    def lose(self, repository, count):
        for number in range(count):
            repository.remove(f"plots/matplotlib/scatter/line-{number}/default.py")

    def test_losing_more_than_the_share_is_refused(self, sync, many, database):
        sync("run")
        before = database.dump("sync_runs")
        self.lose(many, 4)
        outcome = sync("run")
        assert outcome.code == 5
        assert outcome.document["status"] == "refused"
        assert outcome.codes == ["plan-unsafe"]
        assert database.dump("sync_runs") == before
        dry = sync("diff")
        assert dry.code == 0
        assert dry.codes == ["plan-would-be-refused"]
        assert len(dry.document["changes"]) == 4
        assert sync("run", "--force").code == 0
        assert database.one("SELECT count(*) FROM implementations") == 9

    def test_losing_less_is_not(self, sync, many):
        sync("run")
        self.lose(many, 3)
        assert sync("run").code == 0

    def test_a_small_database_may_lose_everything_but_plots(self, sync, repository):
        sync("run")
        repository.remove("plots/seaborn/scatter/scatter-basic/default.py")
        repository.remove("plots/matplotlib/bar/bar-basic/default.py")
        assert sync("run").code == 0

    def test_specs_count_too(self, sync, many):
        sync("run")
        for number in range(4):
            many.remove(f"specs/line-{number}.md")
            many.remove(f"plots/matplotlib/scatter/line-{number}/default.py")
        many.implementation("line-5", variant="a")
        many.implementation("line-5", variant="b")
        messages = [found["message"] for found in sync("run").document["problems"]]
        assert any("4 of 12 active specs" in message for message in messages)

    def test_no_plots_at_all_is_always_refused(self, sync, repository):
        repository.move("plots", "away")
        outcome = sync("run")
        assert outcome.code == 5
        assert sync("diff").code == 0


class TestTree:
    def test_what_git_ignores_is_not_there(self, sync, repository):
        repository.write(".gitignore", "*_draft.py\n")
        repository.implementation("bar-basic", variant="a_draft")
        assert len(sync("diff").document["problems"]) == 0
        assert "create implementation bar-basic/matplotlib/a_draft" not in sync("diff").changes

    def test_the_working_tree_counts_untracked_files_and_all(self, sync, repository):
        sync("run")
        repository.implementation("bar-basic", variant="fresh")
        assert list(sync("diff").changes) == ["create implementation bar-basic/matplotlib/fresh"]

    def test_without_git_the_folders_are_walked(
        self, make_repository, make_command, database, tmp_path
    ):
        repository = make_repository(tmp_path / "plain", git=False)
        repository.libraries()
        repository.spec("bar-basic")
        path = repository.implementation("bar-basic")
        sync = make_command(repository, database)
        assert sync("run").document["commit"] is None
        data = (repository.root / path).read_bytes()
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        assert database.one("SELECT source_hash FROM implementations") == blob
        assert sync("run").document["changes"] == []

    def test_git_and_the_plain_walk_agree(self, sync, repository, make_command, database):
        sync("run")
        repository.move(".git", "../git-elsewhere")
        assert sync("diff").document["changes"] == []

    @pytest.mark.parametrize(
        "path",
        [
            ".hidden/x.py", "plots/.hidden.py", "plots/__init__.py", "plots/matplotlib/__init__.py",
            "plots/matplotlib/_helpers.py", "plots/matplotlib/scatter/__pycache__/x.py",
            "plots/README.md", "specs/README.md", "specs/_template.md", "specs/.template.md",
            "plots/_shared/util/a/b/c.py", "specs/upgrades/README.md",
        ],
    )  # fmt: skip
    def test_some_names_are_passed_over_in_silence(self, sync, repository, path):
        repository.write(path, "x")
        assert sync("diff").document["problems"] == []

    @pytest.mark.parametrize(
        ("path", "code", "severity"),
        [
            ("plots/stray.py", "file-misplaced", "error"),
            ("plots/matplotlib/scatter/default.py", "file-misplaced", "error"),
            ("plots/matplotlib/scatter/bar-basic/deep/default.py", "file-misplaced", "error"),
            ("plots/specs/bar/x/default.py", "file-misplaced", "error"),
            ("plots/matplotlib/scatter/bar-basic/2d.py", "file-name-invalid", "error"),
            ("plots/matplotlib/scatter/bar-basic/default.PY", "file-name-invalid", "error"),
            ("plots/matplotlib/3d/bar-basic/default.py", "file-name-invalid", "error"),
            ("plots/matplotlib/scatter/bar_basic/other.py", "file-name-invalid", "error"),
            ("plots/matplotlib/scatter/bar-basic/default\n.py", "file-name-invalid", "error"),
            ("plots/matplotlib/scatter/bar-basic/défaut.py", "file-name-invalid", "error"),
            ("specs/Bar.md", "file-name-invalid", "error"),
            ("specs/bar-basic-.yaml", "file-name-invalid", "error"),
            ("specs/other.MD", "file-name-invalid", "error"),
            ("specs/deep/other.md", "file-misplaced", "error"),
            ("plots/matplotlib/scatter/bar-basic.yaml", "file-misplaced", "error"),
            ("plots/matplotlib/notes.txt", "file-stray", "warning"),
            ("plots/matplotlib/scatter/bar-basic/plot.png", "file-stray", "warning"),
            ("specs/picture.png", "file-stray", "warning"),
        ],
    )  # fmt: skip
    def test_what_fits_no_place_is_reported(self, sync, repository, path, code, severity):
        repository.write(path, '"""P."""\n')
        (found,) = sync("diff").document["problems"]
        assert (found["code"], found["severity"], found["path"]) == (code, severity, path)
        assert found["hint"]

    def test_a_name_that_is_not_utf8_is_an_error_that_can_be_printed(self, sync, repository):
        folder = repository.root / "plots/matplotlib/scatter/bar-basic"
        folder.mkdir(parents=True)
        Path(os.fsdecode(bytes(folder) + b"/caf\xe9.py")).touch()
        outcome = sync("diff")
        assert outcome.codes == ["file-name-invalid"]
        assert "caf\\xe9" in outcome.output or "caf\\\\udce9" in outcome.output

    def test_what_a_sparse_checkout_leaves_out_keeps_its_row(self, sync, repository, database):
        sync("run")
        before = database.dump("sync_runs")
        path = "plots/matplotlib/bar/bar-basic/default.py"
        repository.git("update-index", "--skip-worktree", path)
        repository.remove(path)
        outcome = sync("run", "--keep-going")
        assert outcome.codes == ["file-not-checked-out"]
        assert database.dump("sync_runs") == before

    def test_a_change_that_git_was_told_not_to_see_is_seen(self, sync, repository):
        sync("run")
        repository.git("update-index", "--assume-unchanged", "specs/bar-basic.md")
        repository.spec("bar-basic", "Changed")
        assert list(sync("diff").changes) == ["update spec bar-basic", "create tag bar-basic/2d",
            "create tag bar-basic/basic", "delete tag bar-basic/comparison"]  # fmt: skip

    def test_a_repository_inside_is_an_error_and_keeps_its_rows(self, sync, repository, database):
        sync("run")
        before = database.dump("sync_runs")
        repository.git("rm", "-r", "--cached", "--quiet", "plots/seaborn")
        repository.git("init", "--quiet", "plots/seaborn")
        outcome = sync("run", "--keep-going")
        assert outcome.codes == ["file-nested-repository"]
        assert database.dump("sync_runs") == before

    def test_a_catalogue_in_a_subfolder_of_a_repository(
        self, make_repository, make_command, database, tmp_path
    ):
        outer = make_repository(tmp_path / "outer")
        outer.write("readme.txt", "x")
        outer.commit()
        inner = make_repository(outer.root / "inner", git=False)
        inner.libraries()
        inner.spec("bar-basic")
        inner.implementation("bar-basic")
        sync = make_command(inner, database)
        assert sync("run").document["counts"]["implementation"]["create"] == 1
        outer.commit()
        assert sync("run").document["changes"] == []
        outer.write(".gitignore", "inner/\n")
        assert sync("run").document["changes"] == []


class TestListeners:
    def payload(self, database, action):
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute("LISTEN pyplots_catalog")
            outcome = action()
            return outcome, [json.loads(n.payload) for n in connection.notifies(timeout=0.2)]

    def test_a_change_is_announced_with_its_run_and_commit(self, sync, database):
        outcome, messages = self.payload(database, lambda: sync("run"))
        assert messages == [
            {
                "run": database.one("SELECT max(id) FROM sync_runs"),
                "commit": outcome.document["commit"],
                "specs": ["bar-basic", "scatter-basic"],
            }
        ]

    def test_a_run_without_changes_wakes_nobody(self, sync, database):
        sync("run")
        assert self.payload(database, lambda: sync("run"))[1] == []

    def test_a_list_that_does_not_fit_is_left_out(self, sync, repository, database):
        for number in range(900):
            repository.spec(f"line-{number:05d}")
        (message,) = self.payload(database, lambda: sync("run"))[1]
        assert message["specs"] is None


class TestRuns:
    def test_each_run_leaves_a_row(self, sync, repository, database, monkeypatch):
        monkeypatch.setenv("GITHUB_EVENT_NAME", "push")
        commit = repository.commit()
        sync("run")
        sync("resync")
        repository.write("specs/bar-basic.md", "broken")
        sync("run")
        sync("run", "--keep-going")
        sync("diff")
        assert database.execute(
            'SELECT trigger, "commit", mode, status FROM sync_runs ORDER BY id'
        ) == [
            ("push", commit, "run", "ok"),
            ("push", commit, "resync", "ok"),
            ("push", commit, "run", "failed"),
            ("push", commit, "run", "held-back"),
        ]
        counts, error = database.execute("SELECT counts, error FROM sync_runs ORDER BY id")[0]
        assert counts["implementation"]["create"] == 3
        assert error is None
        assert "specs/bar-basic.md" in database.one("SELECT error FROM sync_runs WHERE id = 3")
        assert database.one("SELECT bool_and(finished_at >= started_at) FROM sync_runs")

    def test_a_statement_that_fails_leaves_the_state_before_and_a_row(
        self, sync, repository, database
    ):
        sync("run")
        before = database.dump("sync_runs")
        database.execute("ALTER TABLE specs ADD CONSTRAINT short CHECK (length(title) < 30)")
        repository.spec("scatter-basic", "A title that is much too long for this database")
        repository.implementation("bar-basic", variant="fresh")
        outcome = sync("run")
        assert outcome.code == 1
        assert outcome.codes == ["database-failed"]
        assert database.dump("sync_runs") == before
        assert database.one("SELECT status FROM sync_runs ORDER BY id DESC LIMIT 1") == "failed"

"""`catalog`: the read queries on the command line."""

import json
import subprocess
import sys

import pytest


@pytest.fixture
def catalog(sync, repository, database):
    """The command on rows of which some are tested, and one spec is switched off."""
    repository.spec("line-basic", "Line Plot", tags="trend, basic")
    repository.spec("pie-basic", "Pie Chart", tags="basic")
    assert sync("run").code == 0
    database.execute(
        "UPDATE implementations SET tested = true, quality_score = 92.5 WHERE library_id = 'seaborn'"
    )
    database.execute("UPDATE specs SET active = false WHERE id = 'pie-basic'")
    database.execute(
        "INSERT INTO tags (spec_id, tag, confidence) VALUES ('bar-basic', 'trend', 0.6)"
    )
    return lambda *arguments, **others: sync("catalog", *arguments, **others)


def ids(outcome):
    assert outcome.code == 0, outcome.output
    return [row["id"] for row in outcome.document["specs"]]


class TestList:
    def test_the_best_first_and_what_is_not_tested_last(self, catalog):
        outcome = catalog("list")
        assert ids(outcome) == ["scatter-basic", "bar-basic", "line-basic"]
        document = outcome.document
        assert {name: document[name] for name in ("format", "command", "status", "next")} == {
            "format": 1, "command": "catalog list", "status": "ok", "next": None,
        }  # fmt: skip
        first = document["specs"][0]
        assert (first["library_count"], first["best_quality_score"]) == (1, 92.5)
        assert first["created_at"].endswith("Z")
        assert ids(catalog("list", "--inactive"))[-1] == "pie-basic"

    def test_page_by_page(self, catalog):
        found, after = [], []
        while True:
            outcome = catalog("list", "--limit", "1", *after)
            found += ids(outcome)
            if outcome.document["next"] is None:
                break
            after = ["--after", outcome.document["next"]]
        assert found == ["scatter-basic", "bar-basic", "line-basic"]

    def test_text_says_how_to_go_on(self, catalog):
        output = catalog("list", "--limit", "2", format_="text").output
        heading, first, second, _, closing = output.splitlines()
        assert heading.split() == ["spec", "title", "libraries", "score", "tags"]
        assert " ".join(first.split()) == "scatter-basic Basic Scatter Plot 1 92.5 basic, 2d"
        assert " ".join(second.split()) == "bar-basic Basic Bar Chart 0 comparison"
        cursor = closing.removeprefix("2 specs, and more: --after ")
        assert ids(catalog("list", "--after", cursor)) == ["line-basic"]
        assert catalog("list", "-q", format_="text").output == ""

    def test_markdown(self, catalog):
        output = catalog("list", format_="markdown").output
        assert "| `scatter-basic` | `Basic Scatter Plot` | `1` | `92.5` | `basic, 2d` |" in output
        assert "\n3 specs.\n" in output

    def test_an_empty_database_has_none(self, sync):
        assert ids(sync("catalog", "list")) == []
        assert (
            sync("catalog", "list", format_="text").output.strip()
            == "No specs. `pyplots-sync run` brings them in; --inactive includes inactive ones."
        )


class TestShow:
    def test_a_spec_with_its_tags_and_tested_implementations(self, catalog):
        outcome = catalog("show", "scatter-basic")
        assert outcome.code == 0
        document = outcome.document
        assert document["spec"]["optional_params"][0]["default"] == 0.8
        assert document["tags"] == [
            {"tag": "2d", "confidence": 1.0, "created_by": "human"},
            {"tag": "basic", "confidence": 1.0, "created_by": "human"},
        ]
        (one,) = document["implementations"]
        assert (one["library_id"], one["library_name"]) == ("seaborn", "Seaborn")
        outcome = catalog("show", "scatter-basic", "--untested")
        assert [row["tested"] for row in outcome.document["implementations"]] == [True, False]

    def test_text_and_markdown(self, catalog):
        output = catalog("show", "bar-basic", "--untested", format_="text").output
        assert output.startswith("bar-basic: Basic Bar Chart\nShows something.\n")
        lines = [" ".join(line.split()) for line in output.splitlines()]
        assert "trend 0.6 ai" in lines
        assert "alpha float 0.8 Transparency" in lines
        assert "matplotlib default no 3.11+ plots/matplotlib/bar/bar-basic/default.py" in lines
        assert lines[-1] == "1 implementation."
        output = catalog("show", "scatter-basic", format_="markdown").output
        assert output.startswith("## `scatter-basic`: `Basic Scatter Plot`\n")
        assert "| `seaborn` | `default` | `92.5` | `yes` |" in output

    def test_an_unknown_id_fails_with_a_suggestion(self, catalog):
        outcome = catalog("show", "scater-basic")
        assert (outcome.code, outcome.codes) == (1, ["spec-unknown"])
        assert outcome.document["problems"][0]["hint"] == "did you mean scatter-basic?"
        for name in ("nothing-like-it", "\udcff", "'; DROP TABLE specs"):
            assert catalog("show", name).codes == ["spec-unknown"]
        assert (
            "did you mean scatter-basic?" in catalog("show", "scater-basic", format_="text").output
        )
        assert "did you mean" in catalog("show", "scater-basic", format_="markdown").output

    def test_what_is_switched_off_says_so(self, catalog):
        outcome = catalog("show", "pie-basic")
        assert outcome.code == 1
        assert "--inactive" in outcome.document["problems"][0]["hint"]
        assert catalog("show", "pie-basic", "--inactive").document["spec"]["active"] is False


class TestSearch:
    def test_any_or_all_of_the_tags(self, catalog):
        assert ids(catalog("search", "trend", "2d")) == ["bar-basic", "line-basic", "scatter-basic"]
        assert ids(catalog("search", "--all", "TREND", "basic")) == ["line-basic"]
        assert ids(catalog("search", "nothing")) == []

    def test_those_that_somebody_is_sure_of(self, catalog):
        assert ids(catalog("search", "trend", "--min-confidence", "0.9")) == ["line-basic"]

    def test_what_is_switched_off_only_when_asked_for(self, catalog):
        assert "pie-basic" not in ids(catalog("search", "basic"))
        assert "pie-basic" in ids(catalog("search", "basic", "--inactive"))

    def test_page_by_page(self, catalog):
        outcome = catalog("search", "basic", "--limit", "1")
        assert ids(outcome) == ["line-basic"]
        assert ids(catalog("search", "basic", "--after", outcome.document["next"])) == [
            "scatter-basic"
        ]


@pytest.mark.parametrize(
    "arguments",
    [["list", "--after", "nonsense"], ["list", "--limit", "0"], ["list", "--limit", "9999"],
     ["search"], ["search", "x", "--min-confidence", "2"], ["search", *map(str, range(30))],
     ["show"], ["show", "a", "b"]],
)  # fmt: skip
def test_wrong_usage_is_two(sync, arguments):
    outcome = sync("catalog", *arguments)
    assert (outcome.code, outcome.output) == (2, "")


def test_a_cursor_of_another_command_is_wrong_usage(catalog):
    cursor = catalog("list", "--limit", "1").document["next"]
    outcome = catalog("search", "basic", "--after", cursor)
    assert outcome.code == 2
    assert "not a cursor of this query" in outcome.errors


def test_what_a_stranger_wrote_is_shown_as_text(catalog, database):
    database.execute("UPDATE specs SET title = E'[red]x\x1b[31m|`y`', description = E'<b>\x1b'")
    for format_ in ("text", "markdown"):
        for arguments in (["list"], ["show", "bar-basic"], ["search", "basic"]):
            output = catalog(*arguments, format_=format_).output
            assert "\x1b" not in output
            assert "[red]x" in output


def test_a_role_that_may_only_select_is_enough(catalog, repository, database, make_command):
    name = database.one("SELECT current_database()") + "_reader"
    database.execute(
        f"CREATE ROLE {name} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name};"
    )
    before = database.dump()
    reader = type(database)(database.url.replace("postgres@", f"{name}@"))
    ask = make_command(repository, reader)
    for arguments in (["list"], ["show", "bar-basic"], ["search", "basic"]):
        assert ask("catalog", *arguments).code == 0
    assert database.dump() == before


def test_a_database_without_a_schema_is_named(make_command, repository, new_database):
    outcome = make_command(repository, new_database("template1"))("catalog", "list")
    assert (outcome.code, outcome.codes) == (1, ["database-schema"])
    assert "db upgrade" in outcome.document["problems"][0]["hint"]


def test_a_database_that_cannot_be_reached_is_one_sentence(process, repository):
    outcome = process(
        "catalog", "list", "--repo", str(repository.root), "--format", "json",
        DATABASE_URL="postgresql://ann:topsecret@127.0.0.1:1/d",
    )  # fmt: skip
    assert (outcome.code, outcome.codes) == (1, ["database-unreachable"])
    assert "topsecret" not in outcome.output + outcome.errors


def test_the_embedded_database_is_made_by_whoever_needs_it_first(process, repository):
    outcome = process("catalog", "list", "--repo", str(repository.root), "--format", "json")
    assert ids(outcome) == []


def test_help_teaches_and_loads_nothing(process):
    for command in ("list", "show", "search"):
        assert f"pyplots-sync catalog {command}" in process("catalog", command, "--help").output
    script = (
        "import sys\nfrom sync.cli import cli\n"
        "cli(['catalog', 'list', '--help'], standalone_mode=False)\n"
        "print(*{'psycopg', 'sqlalchemy', 'alembic', 'yaml', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == ""


def test_json_is_one_document(catalog):
    for arguments in (["list"], ["show", "bar-basic"], ["show", "no"], ["search", "basic"]):
        assert json.loads(catalog(*arguments).output)["format"] == 1

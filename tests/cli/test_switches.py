"""Every switch of the command line, with it and without it; a switch that is new is asked for here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
import pytest

from sync.cli import cli

REVIEW = "## AI Review\n\n**Score:** 92/100\n"
FOLDER = "previews/matplotlib/scatter-basic/default/"
OF_EVERY_COMMAND = {"--quiet", "--help"}
ELSEWHERE = {"actions comment", "actions issue", "db serve"}
"""Commands of workflows and of a server, which have tests of their own."""


def switches(command, path=()):
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from switches(command.get_command(context, name), (*path, name))
    elif " ".join(path) not in ELSEWHERE:
        for option in command.params:
            if isinstance(option, click.Option) and option.is_flag:
                yield " ".join(path), option.opts[-1]


@pytest.fixture
def world(sync, repository, database, github, gate, bucket):
    """Rows of every kind, and something for each switch to make a difference to."""
    return World(sync, repository, database, github, bucket)


class World:
    def __init__(self, sync, repository, database, github, bucket):
        self.sync, self.repository, self.database = sync, repository, database
        self.github, self.bucket = github, bucket

    def reviewed(self):
        issue = self.github.issue("[scatter-basic] matplotlib implementation")
        self.github.comment(issue, REVIEW)
        assert self.sync("run").code == 0

    def broken(self):
        assert self.sync("run").code == 0
        self.repository.write("specs/broken.md", "no title")
        self.repository.spec("bar-basic", "Another")

    def emptied(self):
        assert self.sync("run").code == 0
        for path in (self.repository.root / "plots").rglob("*.*"):
            path.unlink()

    def tagged(self):
        self.repository.spec("pie-basic", tags="basic")
        assert self.sync("run").code == 0
        self.database.execute("UPDATE specs SET active = false WHERE id = 'pie-basic'")
        self.database.execute(
            "UPDATE implementations SET tested = true, quality_score = 92 WHERE library_id = 'seaborn'"
        )

    def used(self):
        assert self.sync("run").code == 0
        self.database.execute(
            "INSERT INTO plot_usage (spec_id, created_at) VALUES ('bar-basic', now() - interval '99 days')"
        )

    def superseded(self):
        assert self.sync("run", "--no-previews").code == 0
        now = datetime.now(UTC)
        for version, age in [(1, 99), (2, 98), (3, 1)]:
            self.bucket.put(f"{FOLDER}v{version}.png", now - timedelta(days=age))

    def unnamed(self):
        """Without a row, nothing says which previews are in use."""
        self.superseded()
        self.database.execute("DELETE FROM implementations")

    def role(self):
        self.database.execute(
            "DO $$ BEGIN CREATE ROLE switch_reader; EXCEPTION WHEN duplicate_object THEN END $$"
        )

    def bare(self):
        self.repository.remove("specs/bar-basic.md")
        self.repository.remove("plots/matplotlib/bar/bar-basic/default.py")
        self.repository.spec("bar-basic")
        assert self.sync("run").code == 0
        self.repository.remove("specs/bar-basic.md")
        assert self.sync("run").code == 0


def changed(outcome):
    return {change["kind"] for change in outcome.document["changes"]}


def source(name):
    return lambda world, outcome: outcome.document["sources"][name]["status"]


def code(_world, outcome):
    return outcome.code


def ids(_world, outcome):
    return sorted(row["id"] for row in outcome.document["specs"])


def reconciling(mode):
    is_dry = mode == "diff"
    return {
        (mode, "--no-reviews"): (World.reviewed, [], source("reviews"), "off", "ok"),
        (mode, "--no-previews"): (World.reviewed, [], source("previews"), "off", "ok"),
        (mode, "--promote-existing"): (
            World.reviewed, [], lambda _, outcome: "promotion" in changed(outcome), True, False,
        ),
        (mode, "--keep-going"): (World.broken, [], code, 3, 1),
        (mode, "--force"): (
            World.emptied, [], lambda _, outcome: (outcome.code, "plan-unsafe" in outcome.codes
                or "plan-would-be-refused" in outcome.codes),
            (0, False), (0 if is_dry else 5, True),
        ),
    }  # fmt: skip


SWITCHES = {
    # command and switch: what there is, further arguments, what to look at, with it, without it
    **reconciling("diff"),
    **reconciling("run"),
    **reconciling("resync"),
    ("init", "--dry-run"): (
        lambda _: None, ["--program", "o/r@v1"],
        lambda world, _: (world.repository.root / ".github").exists(), False, True,
    ),
    ("diff", "--exit-code"): (lambda _: None, [], code, 4, 0),
    ("catalog list", "--inactive"): (
        World.tagged, [], ids, ["bar-basic", "pie-basic", "scatter-basic"],
        ["bar-basic", "scatter-basic"],
    ),
    ("catalog search", "--inactive"): (
        World.tagged, ["basic"], ids, ["pie-basic", "scatter-basic"], ["scatter-basic"],
    ),
    ("catalog search", "--all"): (
        World.tagged, ["basic", "comparison"], ids, [], ["bar-basic", "scatter-basic"],
    ),
    ("catalog show", "--inactive"): (World.tagged, ["pie-basic"], code, 0, 1),
    ("catalog show", "--untested"): (
        World.tagged, ["scatter-basic"],
        lambda _, outcome: len(outcome.document["implementations"]), 2, 1,
    ),
    ("db grants", "--apply"): (
        World.role, ["--read-role", "switch_reader"],
        lambda world, _: world.database.one(
            "SELECT has_table_privilege('switch_reader', 'specs', 'SELECT')"
        ), True, False,
    ),
    ("prune usage", "--delete"): (
        World.used, [], lambda world, _: world.database.one("SELECT count(*) FROM plot_usage"), 0, 1,
    ),
    ("prune previews", "--delete"): (
        World.superseded, [], lambda world, _: len(world.bucket.left), 2, 3,
    ),
    ("prune previews", "--force"): (
        World.unnamed, ["--delete"],
        lambda world, outcome: (outcome.code, len(world.bucket.left)), (0, 2), (5, 3),
    ),
    ("purge", "--yes"): (
        World.bare, ["bar-basic"],
        lambda world, outcome: (
            outcome.code, world.database.one("SELECT count(*) FROM specs WHERE id = 'bar-basic'")
        ), (0, 0), (2, 1),
    ),
}  # fmt: skip


def test_every_switch_is_here():
    known = {(command, name) for command, name in switches(cli) if name not in OF_EVERY_COMMAND}
    assert known == SWITCHES.keys()


@pytest.mark.parametrize("is_given", [True, False])
@pytest.mark.parametrize(("command", "name"), SWITCHES)
def test_a_switch_makes_its_difference(world, command, name, is_given):
    prepare, arguments, look, with_it, without = SWITCHES[command, name]
    prepare(world)
    outcome = world.sync(*command.split(), *arguments, *[name] * is_given)
    assert look(world, outcome) == (with_it if is_given else without)

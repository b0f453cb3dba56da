"""What a run without changes costs, in numbers that no other load on the machine can move.

A figure that grows is a decision: whoever raises one of them here says why in the commit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

WATCH = r"""
import json, os, sys
told, root = sys.argv.pop(1), sys.argv.pop(1)
seen = {"opened": []}
started = dict.fromkeys(("subprocess.Popen", "os.fork", "os.posix_spawn"), 0)

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.fsdecode(arguments[0])
        # what is opened by name below a folder that is open already is a file of the catalogue
        if not os.path.isabs(path) or path.startswith(root):
            seen["opened"].append(path.removeprefix(root))
    elif event in started:
        started[event] += 1

before = set(sys.modules)
sys.addaudithook(watch)
try:
    PROGRAM
finally:
    ours = [name for name in sys.modules if name.partition(".")[0] == "sync"]
    # what Python has loaded before, or brings along, does not count
    loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
    others = loaded - sys.stdlib_module_names - {"sync", "typing_extensions"}
    others = [name for name in others if not name.startswith("_") and "cython" not in name]
    # from 3.13 on, one is often the work of the other
    popen, fork, spawn = started.values()
    seen["started"] = fork + max(popen, spawn)
    seen |= {"ours": sorted(ours), "others": sorted(others)}
    with open(told, "w") as file:
        json.dump(seen, file)
"""


RUN = WATCH.replace("PROGRAM", "from sync.cli import main; main()")
LISTER = WATCH.replace("PROGRAM", "from sync.sources.files.apart import tell; tell(sys.argv[1])")
"""The process that lists the files beside a run: nobody sees it from there."""


@pytest.fixture
def costs(repository, database, tmp_path):
    """Runs a command as a process of its own. Gives its document, and what it opened and imported."""

    def measure(*arguments, command="run"):
        to, root = tmp_path / "told.json", repository.root

        def watched(program, *words):
            done = subprocess.run(
                [sys.executable, "-c", program, to, f"{root}/", *words],
                capture_output=True, check=True, env=os.environ,
            )  # fmt: skip
            return done.stdout, json.loads(to.read_text())

        where = ("--database", database.url) if command == "run" else ()
        printed, seen = watched(RUN, command, "--repo", root, *where, *arguments)
        seen["lister"] = watched(LISTER, root)[1]
        return json.loads(printed) if "json" in arguments else None, seen

    return measure


@pytest.mark.parametrize("count", [1, 60])
def test_a_run_without_changes_costs_the_same_whatever_the_size(sync, repository, costs, count):
    for number in range(count):
        repository.spec(f"line-{number}")
        repository.implementation(f"line-{number}")
    repository.commit()
    assert sync("run").code == 0
    document, seen = costs("--format", "json")
    assert document["changes"] == []
    assert document["database"]["statements"] == 11
    assert sorted(seen["opened"]) == ["libraries.yaml", "plots", "pyproject.toml"]
    assert seen["lister"]["opened"] == []
    # the lister, and git three times
    assert (seen["started"], seen["lister"]["started"]) == (1, 3)


def test_a_run_without_changes_loads_no_more_than_it_needs(sync, repository, costs):
    assert sync("run").code == 0
    _, seen = costs("--quiet")
    assert seen["lister"]["others"] == []
    assert len(seen["lister"]["ours"]) == 22, seen["lister"]["ours"]
    assert seen["others"] == ["click", "psycopg", "psycopg_binary", "yaml"]
    assert len(seen["ours"]) == 91, seen["ours"]
    commands = [name for name in seen["ours"] if name.startswith("sync.cli.")]
    assert commands == [
        f"sync.cli.{name}" for name in ("faults", "logs", "options", "reconcile", "signals")
    ]
    # the list of libraries is in YAML
    repository.remove("plots/libraries.yaml")
    assert sync("run").code == 0
    _, seen = costs("--quiet")
    assert seen["others"] == ["click", "psycopg", "psycopg_binary"]
    assert len(seen["ours"]) == 85, seen["ours"]


def test_nobody_looks_for_garbage_among_what_is_imported():
    code = """
import atexit, gc
from sync.__main__ import main
def collections(): return sum(generation["collections"] for generation in gc.get_stats())
before = collections()
# at the exit nothing is left to be looked through
atexit.register(lambda: print(collections() - before, gc.get_freeze_count() > 10_000))
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 True"


def test_comments_that_were_read_cost_a_request_for_each_listing(sync, github, costs):
    number = github.issue("scatter-basic: Basic Scatter Plot", ["library:matplotlib"])
    for _ in range(3):
        github.comment(number, "## AI Review\n\n### Quality Score: 92/100\n")
    assert sync("run").code == 0
    github.requests.clear()
    document, _ = costs("--format", "json")
    assert document["changes"] == []
    assert len(github.requests) == document["sources"]["reviews"]["requests"] == 2


def test_a_check_opens_each_file_once(repository, costs):
    for number in range(3):
        repository.spec(f"line-{number}")
        repository.implementation(f"line-{number}", variant=f"v{number}")
    repository.commit()
    _, seen = costs("--quiet", command="validate")
    files = [*repository.root.rglob("*.py"), *repository.root.rglob("*.md")]
    opened = [name for name in seen["opened"] if name.endswith((".py", ".md"))]
    assert sorted(opened) == sorted(path.name for path in files)


def test_plain_specs_need_no_parser_of_markdown(repository, costs):
    repository.commit()
    _, seen = costs("--quiet", command="validate")
    assert seen["others"] == ["click", "yaml"]

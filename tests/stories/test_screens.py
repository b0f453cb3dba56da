"""What people see at 80 and at 120 columns, as files that can be read.

``WRITE_SCREENS=1 pytest tests/stories/test_screens.py`` writes them anew.
"""

import os
import re
from pathlib import Path

import pytest

from screen import STYLE, plain, screen

FILES = Path(__file__).parent / "screens"
WIDTHS = (80, 120)
LONG_ID = "network-force-directed-with-communities-and-weighted-edges-001"
ABOUT = (
    "Shows how two numeric variables relate to each other, and where one of them is missing."
    " The points may overlap: then transparency helps, or a smaller marker, or a sample."
)
CHANGED = {
    "specs/scatter-basic.md": (
        ("a smaller marker", "a much smaller marker"),
        ("- **y**: Numeric values for the y-axis", "- **y** (datetime): Numeric values for the y-axis\n- **hue**: Colour of each point"),
        ("basic, 2d", "basic, correlation"),
    ),
}  # fmt: skip


@pytest.fixture
def catalogue(repository, database):
    repository.spec("scatter-basic", "Basic Scatter Plot", ABOUT)
    repository.spec(
        LONG_ID,
        "Force-Directed Network with Communities",
        tags="network, graph, layout, communities",
    )
    repository.implementation(LONG_ID, function="network")
    repository.implementation(LONG_ID, "seaborn", function="network")
    repository.git("add", "--all")
    dates = {
        "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
        "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
    }
    os.environ.update(dates)
    repository.commit()
    for name in dates:
        del os.environ[name]
    return repository


@pytest.fixture
def seen(catalogue, database):
    def look(*command, width=80, **how):
        line = [*command, "--repo", str(catalogue.root)]
        if command[0] != "validate":
            line += ["--database", database.url]
        return screen(line, width, **how)

    return look


def scores(database):
    database.execute(
        "UPDATE implementations SET tested = true, quality_score = 92, preview_url ="
        " 'gs://plots/previews/' || library_id || '/' || spec_id || '/default/v1764500000.png'"
        " WHERE library_id = 'matplotlib'"
    )


def edit(repository):
    for path, replaced in CHANGED.items():
        text = (repository.root / path).read_text()
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        repository.write(path, text)
    repository.move(
        f"plots/matplotlib/network/{LONG_ID}/default.py",
        f"plots/matplotlib/force_directed_graph/{LONG_ID}/default.py",
    )
    repository.implementation("bar-basic", "seaborn", function="barplot")
    repository.remove("plots/seaborn/scatter/scatter-basic/default.py")


def break_it(repository):
    repository.write(
        "specs/lollipop-ranked.md",
        "# lollipop-ranked: Ranked\n\n## Description\n\nA.\n\n### Data Requirements\n\n- **x**: Numbers\n\n## Tags\n\nranked; bar\n",
    )
    repository.write("specs/heatmap-calendar.yaml", "title: Heatmap: calendar\n")
    repository.implementation("scatter-basic", "matplotib")
    repository.implementation("scatter-basic", "matplotlib", "dark-style")
    repository.implementation("scatter-basc", "seaborn", "default")


def as_file(name, width, shown):
    path = FILES / f"{name}-{width}.txt"
    text = plain(shown)
    if os.environ.get("WRITE_SCREENS"):
        FILES.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def is_whole(shown, width):
    """No line is longer than the terminal, unless a word of it is."""
    for line in STYLE.sub("", shown).split("\n"):
        words = line.split()
        assert len(line) <= width or len(words) <= 4, line


@pytest.mark.parametrize("width", WIDTHS)
def test_the_screens(catalogue, database, seen, width):
    shown, code = seen("run", width=width)
    assert code == 0
    as_file("run", width, shown)
    scores(database)

    for name, command in {
        "catalog-list": ["catalog", "list"],
        "catalog-show": ["catalog", "show", LONG_ID],
    }.items():
        shown, code = seen(*command, width=width)
        assert code == 0
        as_file(name, width, shown)

    edit(catalogue)
    shown, code = seen("diff", width=width)
    assert code == 0
    as_file("diff", width, shown)
    as_file("diff-verbose", width, seen("diff", "-v", width=width)[0])
    is_whole(shown, width)

    break_it(catalogue)
    shown, code = seen("validate", width=width)
    assert code == 1
    as_file("validate", width, shown)
    is_whole(shown, width)
    as_file("run-invalid", width, seen("run", width=width)[0])

    shown, code = seen("health", width=width)
    assert code == 1
    for what in (
        r"[\d.,]+(?= (?:MB|s|min|seconds)\b)",
        r"\d+(?= of \d+ in use)",
        r"(?<= of )\d+(?= in use)",
        r"(?<=revision )\d+",
    ):
        shown = re.sub(what, "N", shown)
    as_file("health", width, shown)
    assert "\x1b[1;31m✗ ALERT" in shown


def test_a_pipe_gets_whole_lines_and_no_colour(catalogue, sync):
    sync("run")
    edit(catalogue)
    outcome = sync("diff", format_="text")
    assert "\x1b" not in outcome.output
    path = f"plots/matplotlib/force_directed_graph/{LONG_ID}/default.py"
    assert f"→ {path}\n" in outcome.output


@pytest.mark.parametrize("keys", ["\x03", "\x04", "n\n"])
def test_a_question_that_is_not_answered_says_that_nothing_was_deleted(
    catalogue, database, seen, keys
):
    seen("run")
    for path in ("specs/bar-basic.md", "plots/matplotlib/bar/bar-basic/default.py"):
        catalogue.remove(path)
    shown, code = seen("purge", "bar-basic", keys=keys)
    assert code == 1
    assert "Aborted" not in shown
    assert "nothing was " in shown.lower().rstrip().split("\n")[-1]
    assert database.one("SELECT count(*) FROM specs WHERE id = 'bar-basic'") == 1

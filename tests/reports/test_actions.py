import json
import os
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from runner import Command, command_of, commands_of
from sync.model import escaping
from sync.model.effects import Effect
from sync.model.problems import problem
from sync.reconcile.plan import Plan
from sync.reports import json as json_report
from sync.reports import markdown
from sync.reports.actions import (
    COMMENT_LIMIT,
    SUMMARY_LIMIT,
    annotation_lines,
    command,
    inert,
    inert_json,
    outputs,
    write_outputs,
)
from sync.reports.json import DocumentError, ToldChange
from sync.reports.markdown import Site, code
from sync.reports.report import Report
from sync.reports.text import shown
from sync.settings import Workflow

EVIL = [
    "`; rm -rf $(echo x)`",
    "${{ secrets.X }}",
    "::set-output name=x::y",
    "::stop-commands::x",
    "  ::error::forged",
    "%0A::error::forged",
    "\n::error::forged",
    "\r::error::forged",
    "##[error]forged",
    "a ##[add-mask]b",
    "</details><script>alert(1)</script>",
    "<!-- ",
    "[a](javascript:x) ![b](http://x) <http://x> http://x @maintainer #1",
    "a\\|b|c\\\\|d",
    "``` ` ``",
    "`" * 90 + "<img src=x>" + "`" * 90,
    "| a | b |",
    "file,line=1:x=%",
    "\ud800\x00\x1b[31m\u202e",
]
texts = st.one_of(
    st.sampled_from(EVIL),
    st.text(),
    st.text("`|\\ <>[]()!*_#:%,=;\r\n\u2028\u3000ab&@"),
    st.lists(st.sampled_from(EVIL)).map("".join),
)


@given(texts, texts, st.none() | st.integers(1, 10**6))
def test_an_annotation_arrives_as_it_was_meant(path, message, line):
    found = problem("file-stray", f"plots/{path}", message, line=line)
    (said,) = annotation_lines([found])
    assert not re.search(r"[\r\n]", said)
    place = {} if line is None else {"line": str(line)}
    assert command_of(said) == Command(
        "warning",
        {"file": escaping.lines(found.path), **place, "title": "file-stray"},
        escaping.lines(f"{found.message}\n{found.hint}"[:4000]),
    )


@given(texts)
def test_no_line_of_text_is_a_command(text):
    assert commands_of(inert(text)) == []
    assert commands_of(inert(f"told: {text}")) == []


@given(st.lists(texts))
def test_no_line_of_json_is_a_command(values):
    members = {"values": values, "text": "".join(values)}
    told = inert_json(json_report.document(members))
    assert commands_of(told) == []
    assert json.loads(told) == members


def test_what_is_no_command_stays_as_it_is():
    text = "a::b\n  : c\n## [d]\n"
    assert inert(text) == text


def test_at_most_ten_of_a_kind_and_the_last_stands_for_the_rest():
    problems = [problem("file-stray", f"plots/{n}", "x") for n in range(25)]
    problems += [problem("file-link", f"plots/{n}", "x") for n in range(10)]
    lines = [command_of(line) for line in annotation_lines(problems)]
    assert [line.name for line in lines] == ["error"] * 10 + ["warning"] * 10
    assert lines[9].properties["file"] == "plots/9"
    assert lines[19].data == "16 more warnings: the summary of this run lists them"


def told(action, kind, key, **fields):
    change = ToldChange(action, kind, key, None, None)
    change.told = fields
    return change


def plan(*changes):
    return Plan(changes, {})


def test_outputs_count_switches_as_what_they_do():
    changes = [
        told("create", "spec", "a"),
        told("reactivate", "spec", "b", active=(False, True)),
        told("update", "spec", "c", title=("x", "y")),
        told("deactivate", "spec", "d", active=(True, False)),
        told("delete", "implementation", "a/b/c"),
    ]
    report = Report("diff", "ok", plan=plan(*changes))
    assert outputs(report) == {
        "status": "ok", "changes": 5, "created": 2, "updated": 1, "deleted": 2
    }  # fmt: skip
    failed = Report("run", "failed", plan=plan(*changes))
    assert outputs(failed) == {
        "status": "failed", "changes": 0, "created": 0, "updated": 0, "deleted": 0
    }  # fmt: skip


@given(texts)
def test_an_output_cannot_be_forged(text):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "output")
        write_outputs({"a": text, "b": None}, Workflow(output=file), print)
        lines = file.read_bytes().decode().split("\n")
    name, _, end = lines[0].partition("<<")
    assert name == "a"
    value = "\n".join(lines[1 : lines.index(end)])
    assert value == escaping.lines(text)
    assert lines[lines.index(end) + 1].startswith("b<<")


page = MarkdownIt("commonmark").enable("table")


def inline(source):
    return [
        child
        for token in page.parse(source)
        for child in token.children or ()
        if child.type != "softbreak"
    ]


@given(texts, st.booleans())
def test_a_code_span_holds_text_and_nothing_else(text, in_a_table):
    span = code(text)
    source = f"| a | b |\n|---|---|\n| {span} | end |" if in_a_table else f"a {span} b"
    spans = [token for token in inline(source) if token.type != "text"]
    expected = re.sub("`{60,}", "`…`", shown(text))
    if not in_a_table:
        expected = expected.replace("|", "\\|")
    assert [token.type for token in spans] == ["code_inline"] * bool(text)
    if text:
        assert spans[0].content.strip() == expected.strip()
    if in_a_table:
        rows = [token for token in page.parse(source) if token.type == "td_open"]
        assert len(rows) == 2


def kinds_of(source):
    """What a page is made of, apart from text: elements, and where its links lead."""
    for token in page.parse(source):
        yield token.type
        for child in token.children or ():
            if child.type == "html_inline":
                yield f"html {child.content}"
            elif child.type in ("link_open", "image"):
                yield f"link {child.attrs.get('href', child.attrs.get('src'))}"
            elif child.type not in ("text", "softbreak", "code_inline", "link_close"):
                yield child.type


SITE = Site("https://github.com/o/n", "c" * 40, "sub/", "https://github.com/o/n/actions/runs/1")


@given(st.lists(texts, min_size=8, max_size=8))
def test_nothing_that_strangers_write_is_markup(words):
    key, title, path, message, file, url, author, tag = words
    report = Report(
        "run",
        "ok",
        plan=plan(
            told("update", "spec", key, title=(title, message)),
            told("create", "tag", f"{key}/{tag}"),
            told("create", "implementation", key, file_path=(None, file)),
        ),
        applied=True,
        problems=(problem("file-stray", path, message, line=3),),
        effects=(Effect(key, 1.0, 2.0, tested=True, author=author, url=url),),
        commit="c" * 40,
    )
    found = set(kinds_of(markdown.render(report, SITE)))
    plain = {
        "heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close",
        "table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close",
        "tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close",
    }  # fmt: skip
    links = {kind for kind in found - plain if kind.startswith("link ")}
    assert found - plain - links == set()
    at_home = "link https://github.com/o/n/"
    assert {link for link in links if not link.startswith(at_home)} <= {f"link {url}"}
    assert not any("/../" in link for link in links)


def large(rows, length=40):
    name = "é" * length
    return Report(
        "run",
        "held-back",
        plan=plan(
            *[told("update", "spec", f"s{n}", title=(name, name + "x")) for n in range(rows)]
        ),
        applied=True,
        problems=tuple(problem("file-stray", f"plots/{name}/{n}", name) for n in range(rows)),
        effects=tuple(Effect(f"s{n}", 1.0, 2.0, True, name, "") for n in range(rows)),
    )


@pytest.mark.parametrize("rows", [0, 1, 49, 50, 51, 120, 3_000])
@pytest.mark.parametrize("limit", [COMMENT_LIMIT, SUMMARY_LIMIT, 4_096])
def test_a_page_is_cut_between_rows(rows, limit):
    source = markdown.render(large(rows), SITE, limit)
    assert len(source.encode()) <= limit
    assert source.count("<details>") == source.count("</details>")
    assert source.endswith("[the run](https://github.com/o/n/actions/runs/1)\n")
    tokens = [token.type for token in page.parse(source)]
    kept = tokens.count("tr_open") - tokens.count("thead_open")
    counts = 1 if rows else 0
    cut = [int(n.replace(",", "")) for n in re.findall(r"… and ([\d,]+) more", source)]
    assert kept - counts + sum(cut) == 3 * rows
    whole = len(markdown.render(large(rows), SITE).encode()) <= limit // 3
    assert not cut or not whole


def test_rows_after_fifty_are_folded():
    source = markdown.render(large(60), SITE)
    before, _, folded = source.partition("### Changes")[2].partition("<details>")
    assert before.count("| update |") == 50
    assert folded.partition("</details>")[0].count("| update |") == 10
    assert "<summary>10 more changes</summary>" in source


def test_links_lead_to_the_line_at_the_commit():
    assert SITE.file("plots/a b.py", 3) == (
        f"https://github.com/o/n/blob/{'c' * 40}/sub/plots/a%20b.py#L3"
    )
    assert SITE.file("specs/a.md", 3).endswith("/sub/specs/a.md?plain=1#L3")
    assert SITE.file("specs/a.md", None).endswith("/sub/specs/a.md")
    assert SITE.file("../../x", None) is None


# -- documents of strangers


def test_a_document_makes_the_page_that_its_report_makes(sync, repository):
    sync("run")
    repository.spec("bar-basic", "Better Bars", tags="comparison, new")
    repository.implementation("bar-basic", "seaborn")
    repository.remove("plots/seaborn/scatter/scatter-basic/default.py")
    repository.write("specs/scatter-basic.md", "broken")
    repository.implementation("bar-basic", "matplotib")
    document = sync("diff").output
    report = json_report.parse(document)
    source = markdown.render(report)
    expected = sync("diff", format_="markdown").output
    assert re.sub(r"[\d.]+ s,", "", source) == re.sub(r"[\d.]+ s,", "", expected)
    assert "Nothing would be written: 3 errors; the valid rest would create 2, update 1" in source
    assert "did you mean matplotlib?" in source


def test_an_empty_plan_can_be_read_back(sync):
    sync("run")
    report = json_report.parse(sync("diff").output)
    assert "Nothing to change: 11 rows compared." in markdown.render(report)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=5,
)
DOCUMENT = {
    "format": 1,
    "command": "diff",
    "commit": "c" * 40,
    "status": "ok",
    "changes": [
        {"action": "create", "kind": "spec", "key": "a", "fields": {"title": [None, "T"]}},
        {"action": "update", "kind": "spec", "key": "b", "fields": {"title": ["S", "T"]}},
    ],
    "counts": {"spec": {"create": 1, "unchanged": 3}},
    "settings": {"trusted_reviewers": [["a"], ["a", "b"]], "min_quality": [85.0, 60.0]},
    "problems": [
        {"severity": "error", "code": "file-link", "path": "p", "line": 3, "message": "m",
         "hint": "h"},
    ],
    "sources": {
        "files": {"status": "ok", "specs": 4, "implementations": 5},
        "reviews": {"status": "off", "read": 0, "ignored": 0, "requests": 0},
        "previews": {"status": "off", "objects": 0, "requests": 0},
    },
    "database": {"statements": 3},
    "seconds": 0.5,
}  # fmt: skip


def places(node, path=()):
    yield path
    items = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, child in items:
        yield from places(child, (*path, key))


@given(st.sampled_from(list(places(DOCUMENT))), values)
def test_a_document_of_a_stranger_is_refused_or_harmless(place, value):
    document = json.loads(json.dumps(DOCUMENT))
    if place:
        node = document
        for key in place[:-1]:
            node = node[key]
        node[place[-1]] = value
    else:
        document = value
    try:
        report = json_report.parse(json.dumps(document))
    except DocumentError:
        return
    source = markdown.render(report, SITE)
    found = set(kinds_of(source))
    assert not {kind for kind in found if kind.startswith("html") and kind != "html <br>"}
    assert all(
        kind.startswith("link https://github.com/o/n/") for kind in found if kind.startswith("link")
    )


@pytest.mark.parametrize("text", ["", "[", "1", "[" * 100_000, "null", '{"format": 2}'])
def test_what_is_no_document_is_refused(text):
    with pytest.raises(DocumentError):
        json_report.parse(text)


# -- the command line in a workflow


@pytest.fixture
def workflow(monkeypatch, tmp_path):
    """The variables and files that the runner gives."""
    files = {name: tmp_path / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    variables = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": "pyplots/catalogue",
        "GITHUB_RUN_ID": "77",
        "GITHUB_WORKSPACE": str(tmp_path),
    } | {name: str(file) for name, file in files.items()}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return files


@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
def test_strangers_forge_no_command(sync, repository, workflow, format_):
    sync("run")
    for number, evil in enumerate(EVIL):
        title = shown(evil.encode("utf-8", "replace").decode())
        repository.spec(f"evil-{number}", title, description=title, tags=title.replace(",", " "))
    name = "##[error]forged::error::%0A`<b>"
    repository.write(f"plots/matplotlib/{name}.txt")
    repository.write("specs/bar-basic.md", f"# {name}\n\n{name}")
    outcome = sync("diff", "-v", "--keep-going", format_=format_)
    assert commands_of(outcome.output) == []
    annotated = commands_of(outcome.errors)
    assert {found.name for found in annotated} == {"error", "warning"}
    assert f"catalogue/plots/matplotlib/{name}.txt" in [
        found.properties.get("file") for found in annotated
    ]
    if format_ == "json":
        assert any("##[error]" in str(change) for change in outcome.document["changes"])
    summary = workflow["GITHUB_STEP_SUMMARY"].read_text()
    assert not {kind for kind in kinds_of(summary) if kind.startswith("html")} - {"html <br>"}


def test_a_run_leaves_a_page_and_outputs(sync, repository, workflow):
    repository.write("plots/notes.txt")
    commit = repository.commit()
    outcome = sync("run")
    assert outcome.code == 0
    summary = workflow["GITHUB_STEP_SUMMARY"].read_text()
    home = "https://github.com/pyplots/catalogue"
    assert f"[`plots/notes.txt`]({home}/blob/{commit}/catalogue/plots/notes.txt)" in summary
    assert f"[the run]({home}/actions/runs/77)" in summary
    assert "Created 11" in summary
    told = re.findall(r"(\w+)<<(\S+)\n(.*)\n\2\n", workflow["GITHUB_OUTPUT"].read_text())
    assert {name: value for name, _, value in told} == {
        "status": "ok", "changes": "11", "created": "11", "updated": "0", "deleted": "0"
    }  # fmt: skip


def test_two_commands_of_a_step_share_the_room(sync, workflow):
    file = workflow["GITHUB_STEP_SUMMARY"]
    file.write_bytes(b"x" * (SUMMARY_LIMIT - 100))
    assert sync("run").code == 0
    assert file.stat().st_size <= SUMMARY_LIMIT


@pytest.mark.parametrize("name", ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"])
def test_a_file_that_cannot_be_written_is_a_warning(sync, workflow, name):
    workflow[name].mkdir()
    # after a commit it is 3; where nothing was committed, nothing was held back
    for verb, expected in (("diff", 0), ("run", 3), ("run", 0)):
        outcome = sync(verb)
        assert outcome.code == expected
        (found,) = commands_of(outcome.errors)
        assert found.name == "warning"
        assert "cannot be written" in found.data


def test_validate_annotates_too(sync, repository, workflow):
    repository.write("specs/bar-basic.md", "# bar-basic: Bars\n")
    outcome = sync("validate")
    assert outcome.code == 1
    assert "spec-no-data" in [found.properties["title"] for found in commands_of(outcome.errors)]
    assert "## pyplots-sync validate: failed" in workflow["GITHUB_STEP_SUMMARY"].read_text()


@pytest.mark.parametrize("arguments", [["run"], ["diff"], ["db", "current"], ["db", "upgrade"]])
def test_a_missing_database_is_one_clear_sentence(repository, make_command, workflow, arguments):
    outcome = make_command(repository, None)(*arguments)
    assert outcome.code == 1
    (found,) = commands_of(outcome.errors)
    assert found.data.startswith(
        "no database is set: neither DATABASE_URL nor INSTANCE_CONNECTION_NAME has a value"
    )
    assert "no database is set" in workflow["GITHUB_STEP_SUMMARY"].read_text()
    assert not Path(os.environ["PYPLOTS_SYNC_HOME"]).exists()


def test_migrations_tell_what_is_pending(repository, make_command, new_database, workflow):
    database = new_database("template0")
    outcome = make_command(repository, database)("db", "current")
    assert outcome.code == 0
    told = workflow["GITHUB_OUTPUT"].read_text()
    assert re.search(r"revision<<(\S+)\n\n\1\n", told)
    assert re.search(rf"head<<(\S+)\n{outcome.document['head']}\n\1\n", told)
    assert re.search(r"pending<<(\S+)\ntrue\n\1\n", told)
    assert not workflow["GITHUB_STEP_SUMMARY"].exists()


def test_prune_leaves_a_page_and_outputs(sync, workflow):
    outcome = sync("prune", "previews")
    assert outcome.code == 1
    (found,) = commands_of(outcome.errors)
    assert (found.name, found.properties) == ("error", {"title": "bucket-setting"})
    assert "## pyplots-sync prune previews: failed" in workflow["GITHUB_STEP_SUMMARY"].read_text()
    assert re.search(r"status<<(\S+)\nfailed\n\1\n", workflow["GITHUB_OUTPUT"].read_text())


def test_a_setting_that_cannot_be_used_is_an_annotation(process, repository):
    outcome = process(
        "diff", "--repo", str(repository.root),
        GITHUB_ACTIONS="true", PYPLOTS_SYNC_LOCK_WAIT="\n::error::forged",
    )  # fmt: skip
    assert outcome.code == 2
    (found,) = commands_of(outcome.errors)
    assert found.properties == {"title": "setting"}
    assert "lock_wait" in found.data


def test_log_lines_are_no_commands(process, repository):
    outcome = process(
        "diff", "-vv", "--database", "postgresql://h.invalid/##[error]x",
        "--repo", str(repository.root), GITHUB_ACTIONS="true",
    )  # fmt: skip
    assert commands_of(outcome.output) == []
    assert [found.name for found in commands_of(outcome.errors)] == ["error"]


def test_a_command_without_properties():
    assert command("notice", "a%\n") == "::notice::a%25%0A"


@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
@pytest.mark.parametrize(
    "command",
    [["catalog", "list"], ["catalog", "show", "bar-basic"], ["queue", "list"], ["health"]],
    ids=" ".join,
)
def test_other_commands_print_nothing_that_the_runner_obeys(
    sync, repository, database, workflow, command, format_
):
    repository.spec("bar-basic", "##[error]gotcha", description="::error::gotcha")
    sync("run")
    database.execute(
        "INSERT INTO promotion_queue (spec_id, platform) VALUES ('bar-basic', '::error::x')"
    )
    database.execute("INSERT INTO tags (spec_id, tag) VALUES ('bar-basic', '##[error]tag')")
    outcome = sync(*command, format_=format_)
    assert commands_of(outcome.output) == []

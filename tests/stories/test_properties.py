"""Rules that hold for every catalogue and every edit."""

import json
import shutil

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sync.model.catalog import Catalog, Implementation, Library, Spec, Tag, jsonb_text
from sync.reconcile.diff import diff

SPECS = [f"{plot}-basic" for plot in ("area", "bar", "line", "pie")]
LIBRARIES = ["altair", "matplotlib", "seaborn"]
VARIANTS = ["default", "dark_style", "py312"]

words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=20
).map(str.strip).filter(bool)  # fmt: skip
tags = st.lists(st.sampled_from(["basic", "2d", "trend", "ünï", "a b"]), max_size=4, unique=True)
spec_files = st.fixed_dictionaries(
    {
        "title": words,
        "description": words,
        "tags": tags,
        "default": st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(allow_nan=False, allow_infinity=False),
            words,
        ),
        "deprecated": st.booleans(),
        "confidence": st.sampled_from([1.0, 0.5]),
    }
)
implementation_files = st.fixed_dictionaries(
    {
        "function": st.sampled_from(["plot", "bar"]),
        "python": st.sampled_from(["3.10+", "3.12", "all"]),
        "body": words,
    }
)
catalogues = st.fixed_dictionaries(
    {
        "specs": st.dictionaries(st.sampled_from(SPECS), spec_files),
        "implementations": st.dictionaries(
            st.tuples(
                st.sampled_from(SPECS), st.sampled_from(LIBRARIES), st.sampled_from(VARIANTS)
            ),
            implementation_files,
        ),
        "libraries": st.one_of(
            st.none(), st.dictionaries(st.sampled_from([*LIBRARIES, "bokeh"]), words)
        ),
    }
)
hand_edits = st.lists(
    st.sampled_from(
        [
            "UPDATE specs SET title = title || 'x'",
            "UPDATE specs SET tags = '{}'",
            "UPDATE specs SET active = NOT active",
            "UPDATE tags SET confidence = 0.25",
            "DELETE FROM tags",
            "INSERT INTO tags (spec_id, tag, confidence) SELECT id, 'trend', 0.3 FROM specs ON CONFLICT DO NOTHING",
            "UPDATE implementations SET python_version = '2.7', content_hash = NULL",
            "DELETE FROM implementations",
            "UPDATE libraries SET active = false, name = 'x'",
        ]
    ),
    max_size=2,
)


def lay_out(root, catalogue):
    """The files of a catalogue, valid ones all of them."""
    shutil.rmtree(root, ignore_errors=True)
    (root / "plots").mkdir(parents=True)
    (root / "specs").mkdir()
    (root / "plots" / "keep.txt").write_text("")
    if catalogue["libraries"] is not None:
        listed = [
            {"id": name, "name": catalogue["libraries"].get(name, name), "version": "1.0"}
            for name in {*catalogue["libraries"], *LIBRARIES}
        ]
        (root / "plots" / "libraries.yaml").write_text(
            json.dumps(listed, ensure_ascii=False), "utf-8"
        )
    for spec_id, spec in catalogue["specs"].items():
        document = {
            "id": spec_id,
            "title": spec["title"],
            "description": spec["description"],
            "data_requirements": [{"name": "x", "type": "numeric", "description": "The x"}],
            "optional_params": [{"name": "p", "description": "P", "default": spec["default"]}],
            "tags": [{"tag": tag, "confidence": spec["confidence"]} for tag in spec["tags"]],
            "deprecated": spec["deprecated"],
        }
        (root / "specs" / f"{spec_id}.yaml").write_text(
            json.dumps(document, ensure_ascii=False), "utf-8"
        )
    for (spec_id, library, variant), file in catalogue["implementations"].items():
        if spec_id in catalogue["specs"]:
            path = root / "plots" / library / file["function"] / spec_id / f"{variant}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f'"""P.\n\nPython: {file["python"]}\n"""\n# {file["body"]}\n', "utf-8")


def content(database, keep=None):
    """The rows without ids and times; of ``keep`` only what is there, or is still in use."""
    volatile = {"id", "created_at", "updated_at"}
    rows = {
        table: {
            json.dumps(
                {
                    k: v
                    for k, v in row.items()
                    if k not in volatile or (table in ("specs", "libraries") and k == "id")
                }
            )
            for row in found
        }
        for table, found in database.dump("sync_runs", "alembic_version").items()
    }
    if keep is not None:
        for table in ("specs", "libraries"):
            off = {row for row in rows[table] if json.loads(row)["active"] is False}
            rows[table] -= off - keep[table]
        rows["tags"] = {
            row
            for row in rows["tags"]
            if json.loads(row)["created_by"] == "human" or row in keep["tags"]
        }
        there = {json.loads(row)["id"] for row in rows["specs"]}
        rows["tags"] = {row for row in rows["tags"] if json.loads(row)["spec_id"] in there}
    return rows


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("place")


# an example takes eight runs: shrinking one would take minutes
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(first=catalogues, second=catalogues, edits=hand_edits)
def test_the_rows_follow_the_files_wherever_they_start_from(
    place, new_database, make_repository, make_command, first, second, edits
):
    repository = make_repository(place / "catalogue", git=False)
    database, fresh = new_database(), new_database()
    sync, sync_fresh = make_command(repository, database), make_command(repository, fresh)

    lay_out(repository.root, first)
    assert sync("run").code == 0
    for edit in edits:
        database.execute(edit)
    lay_out(repository.root, second)
    outcome = sync("run", "--force")
    assert outcome.code == 0, outcome.output
    assert sync("diff").document["changes"] == []
    rows = database.dump("sync_runs")
    assert sync("run").document["changes"] == []
    assert sync("resync").document["changes"] == []
    assert database.dump("sync_runs") == rows

    assert sync_fresh("run").code == 0
    expected = content(fresh)
    assert content(database, keep=expected) == expected


ids = st.sampled_from(["a", "b", "c"])
texts = st.one_of(st.none(), st.sampled_from(["x", "y"]))
libraries = st.builds(Library, ids, st.sampled_from("nm"), texts, texts, st.booleans())
specs = st.builds(
    Spec, ids, st.sampled_from("tu"), texts, st.sampled_from(["[]", "[1]", "[1.0]", "[true]"]),
    st.sampled_from([None, "[]", "[1]"]), st.lists(ids, max_size=2).map(tuple), st.booleans(), texts, texts, texts,
)  # fmt: skip
tag_rows = st.builds(Tag, ids, ids, st.sampled_from([0.5, 1.0]), st.sampled_from(["ai", "human"]))
implementations = st.builds(Implementation, ids, ids, ids, ids, ids, texts, texts, texts)
values = st.builds(
    lambda a, b, c, d: Catalog(
        {row.id: row for row in a}, {row.id: row for row in b},
        {row.key: row for row in c}, {row.key: row for row in d},
    ),
    st.lists(libraries), st.lists(specs), st.lists(tag_rows), st.lists(implementations),
)  # fmt: skip


def applied(catalog, plan):
    """What the writer does, on values."""
    tables = {
        "library": dict(catalog.libraries), "spec": dict(catalog.specs),
        "tag": dict(catalog.tags), "implementation": dict(catalog.implementations),
    }  # fmt: skip
    for change in plan.changes:
        row = change.after or change.before
        key = row.id if change.kind in ("library", "spec") else row.key
        if change.after is None:
            del tables[change.kind][key]
        else:
            tables[change.kind][key] = change.after
    return Catalog(*tables.values())


@given(actual=values, desired=values)
def test_applying_a_plan_leaves_nothing_to_change(actual, desired):
    plan = diff(actual, desired)
    assert applied(actual, plan) == desired
    assert diff(applied(actual, plan), desired).changes == ()


@given(actual=values, desired=values)
def test_a_plan_shows_every_change_with_both_sides_and_counts_add_up(actual, desired):
    plan = diff(actual, desired)
    assert plan == diff(actual, desired)
    for change in plan.changes:
        if change.before is not None and change.after is not None:
            assert change.fields
            assert change.before != change.after
    for kind, rows in (("library", desired.libraries), ("spec", desired.specs)):
        counts = plan.counts[kind]
        assert sum(counts.values()) - counts["delete"] == len(rows)
    keys = [(change.kind, change.key) for change in plan.changes]
    assert len(keys) == len(set(keys))


json_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    ),
    lambda inner: st.one_of(
        st.lists(inner),
        st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0")), inner),
    ),
)  # fmt: skip


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(value=json_values)
def test_jsonb_text_is_what_postgresql_prints(asking, value):
    text = jsonb_text(value)
    assert asking.execute("SELECT %s::text::jsonb::text", [text]).fetchone() == (text,)


@pytest.fixture(scope="module")
def asking(server):
    with server.connect() as connection:
        yield connection

"""Each column is edited by hand, and its owner puts it right: the declaration is walked, no list.

A column that is added without everything that an owned column needs fails here.
"""

import pytest

from sync.database.rows import TABLES
from sync.model.owners import Owner, columns_of

HEALED = [
    (kind, column.name)
    for kind in ("library", "spec", "tag", "implementation")
    for column in columns_of(TABLES[kind].row)
    if column.owner in (Owner.FILES, Owner.SEAL)
]
OTHERS = [
    (kind, column.name)
    for kind in ("library", "spec", "tag", "implementation")
    for column in columns_of(TABLES[kind].row)
    if column.owner not in (Owner.FILES, Owner.SEAL, Owner.KEY)
]
ANOTHER = {
    "text": "'another'",
    "character varying": "'another'",
    "boolean": "{0} IS NOT TRUE",
    "double precision": "coalesce({0}, 0) / 2 + 0.25",
    "integer": "coalesce({0}, 0) + 1",
    "jsonb": '\'[{{"name": "another"}}]\'',
    "ARRAY": "'{{another}}'",
    "timestamp without time zone": "'2001-02-03 04:05:06'",
}
"""A value that is not the one there is, as SQL, by the type of the column."""
ONLY_ONE = "ctid = (SELECT min(ctid) FROM {0})"


def edit(database, table, name):
    """Put another value into one row."""
    (type_,) = database.execute(
        "SELECT data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND column_name = %s",
        table,
        name,
    )[0]
    value = ANOTHER[type_].format(name)
    database.execute(f"UPDATE {table} SET {name} = {value} WHERE {ONLY_ONE.format(table)}")


def rows(database, table):
    """The rows without what moves with every edit."""
    kept = database.execute(f"SELECT to_jsonb(t) - 'updated_at' FROM {table} t ORDER BY id::text")
    return [row for (row,) in kept]


@pytest.mark.parametrize(("kind", "name"), HEALED)
def test_a_column_of_the_files_is_healed_by_the_next_run(kind, name, sync, database):
    sync("run")
    table = TABLES[kind].name
    before = rows(database, table)
    edit(database, table, name)
    assert rows(database, table) != before
    changes = sync("run").document["changes"]
    assert [change["kind"] for change in changes] == [kind]
    assert rows(database, table) == before
    assert sync("run").document["changes"] == []


@pytest.mark.parametrize(("kind", "name"), HEALED)
def test_and_the_plan_shows_which_column_it_is(kind, name, sync, database):
    sync("run")
    edit(database, TABLES[kind].name, name)
    (change,) = sync("diff").document["changes"]
    assert list(change["fields"]) == [name]


@pytest.mark.parametrize(("kind", "name"), OTHERS)
def test_a_column_whose_owner_is_absent_stays_as_somebody_left_it(
    kind, name, sync, repository, database
):
    sync("run")
    table = TABLES[kind].name
    edit(database, table, name)
    before = rows(database, table)
    assert sync("run").document["changes"] == []
    assert sync("resync").document["changes"] == []
    # the file changes, too: what is written is the files' part of the row
    for library in ("matplotlib", "seaborn"):
        repository.implementation("scatter-basic", library, code="x = 2\n")
    sync("run")
    after = rows(database, table)
    assert [row[name] for row in after] == [row[name] for row in before]


FULL = """\
title: A Plot of Everything
description: Says all that a file can say.
data_requirements: [{name: x, type: numeric, description: values}]
optional_params: [{name: alpha, type: float, description: transparency, default: 0.5}]
tags: [{tag: clever, confidence: 0.5, created_by: ai}]
"""
"""A spec that states every fact there is: a new one is stated here, too."""


@pytest.mark.parametrize(("kind", "name"), HEALED)
def test_a_column_of_the_files_holds_what_some_file_says(kind, name, sync, repository, database):
    # one that nobody fills would be healed to nothing, and look right
    repository.write("specs/full-plot.yaml", FULL)
    repository.write("specs/gone-plot.yaml", f"{FULL}deprecated: true\n")
    repository.implementation("full-plot", "seaborn", code='"""X\n\nPython: 3.12\n"""\n')
    repository.libraries(
        "- {id: matplotlib, name: Matplotlib, version: '3.10', documentation_url: 'https://x.org'}\n"
        "- {id: seaborn, name: Seaborn, active: false}\n"
    )
    assert sync("run").code == 0
    table = TABLES[kind]
    default = table.row._field_defaults.get(name, ())
    values = [value for (value,) in database.execute(f"SELECT {name} FROM {table.name}")]
    assert any(value not in (None, [], default) for value in values)


def test_a_field_without_an_owner_does_not_import():
    from typing import NamedTuple

    from sync.model.owners import Files, Key, Reviews, owned

    with pytest.raises(TypeError, match=r"Row.title must name one owner"):

        @owned
        class Row(NamedTuple):
            id: Key[str]
            title: str

    with pytest.raises(TypeError, match=r"Twice.title must name one owner"):

        @owned
        class Twice(NamedTuple):
            id: Key[str]
            title: Files[Reviews[str]]

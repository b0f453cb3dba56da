"""Rows that are taken without a look are those that a look would have left as they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.model.catalog import Catalog
from sync.sources.files.gather import gather
from sync.sources.files.tree import list_tree
from sync.sources.files.written import NOTHING_SOUND, find_sound

IDS = ("line-basic", "bar-basic", "pie-basic")
LIBRARIES = ("matplotlib", "seaborn")


@pytest.fixture
def there(repository):
    """The tree, and the rows that it asks for."""
    for spec_id in IDS:
        repository.spec(spec_id)
        for library in LIBRARIES:
            repository.implementation(spec_id, library)
    repository.commit()
    tree = list_tree(repository.root)
    return tree, gather(tree, Catalog()).desired


def both(tree, rows):
    """What is gathered with and without a look at each row."""
    found = [gather(tree, rows, sound=sound) for sound in (find_sound(rows), NOTHING_SOUND)]
    return [(one.desired, sorted(map(str, one.problems)), one.specs, one.implementations)
            for one in found]  # fmt: skip


def test_rows_as_their_files_say_are_sound(there):
    tree, rows = there
    sound = find_sound(rows)
    assert sound.specs.keys() == rows.specs.keys()
    assert sound.implementations.keys() == rows.implementations.keys()
    taken, others = sound.among(tree.files)
    assert taken is sound
    of_rows = {*sound.specs.values(), *sound.implementations.values()}
    assert set(others) == tree.files.keys() - of_rows
    assert taken.among({}) == (NOTHING_SOUND, [])


def test_of_two_rows_from_one_file_neither_is_taken_without_a_look(there):
    tree, rows = there
    (key, row), *_ = rows.implementations.items()
    double = {**rows.implementations, (*key[:2], "other"): row}
    assert find_sound(replace(rows, implementations=double)) == NOTHING_SOUND
    looked_at, _ = both(tree, replace(rows, implementations=double))
    assert looked_at[0].implementations == rows.implementations


def edit(rows, **columns):
    """A function that edits a row by hand: its digest stays."""

    def change(key):
        if key in rows:
            rows[key] = rows[key]._replace(**columns)

    return change


def rename(files, old, new, *, keeps=False):
    def change(path):
        if path in files:
            files[path.replace(old, new)] = files[path] if keeps else files.pop(path)

    return change


EDITS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 8)), max_size=4)


@given(edits=EDITS)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_look_at_each_row_would_have_found_the_same(there, edits):
    tree, rows = there
    files, specs, found, tags = map(dict, (tree.files, rows.specs, rows.implementations, rows.tags))
    paths = [path for path in files if path.endswith((".py", ".md"))]
    kinds = [
        (paths, lambda path: files.pop(path, None)),
        (paths, lambda path: files.update({path: "0" * 40})),
        (paths, rename(files, "basic", "other")),
        (paths, rename(files, "default", "py310", keeps=True)),
        (paths, rename(files, "line", "scatter", keeps=True)),
        ([*found], lambda key: found.pop(key, None)),
        ([*found], edit(found, python_version="3.9")),
        ([*found], edit(found, source_hash=None)),
        ([*specs], edit(specs, title="Edited")),
        ([*specs], edit(specs, active=False, source_hash=None)),
        ([*tags], lambda key: tags.pop(key, None)),
        ([*tags], edit(tags, confidence=0.5)),
    ]
    for kind, number in edits:
        there_are, change = kinds[kind]
        change(there_are[number % len(there_are)])
    edited = replace(rows, specs=specs, implementations=found, tags=tags)
    taken, looked_at = both(tree._replace(files=files), edited)
    assert taken == looked_at

"""Each field has one owner, where the row is declared; everything else is read off that."""

from __future__ import annotations

from typing import Annotated, NamedTuple, get_type_hints

import pytest

from sync.model.owners import (
    Bucket,
    Column,
    Files,
    Json,
    Key,
    MetadataOwns,
    Owner,
    Reviews,
    _column,
    beside_files,
    columns_of,
    names_of,
    owned,
    part_of,
)


@owned
class Row(NamedTuple):
    id: Key[str]
    title: Files[str | None]
    facts: Files[Json | None] = None
    always: Files[Json] = "[]"
    tags: Files[tuple[str, ...]] = ()
    more: Files[tuple[str, ...] | None] = None
    score: Reviews[float | None] = None


ROW = Row("i", "t", "{}", "[1]", ("a",), None, 9.0)


def test_the_columns_in_their_order():
    plain = {"is_json": False, "is_list": False}
    hints = get_type_hints(Row, include_extras=True)
    # what is read off once is kept: each is asked for itself as well
    assert tuple(_column(Row, name, hints[name]) for name in Row._fields) == columns_of(Row)
    assert columns_of(Row) == (
        Column("id", Owner.KEY, **plain),
        Column("title", Owner.FILES, **plain),
        Column("facts", Owner.FILES, is_json=True, is_list=False),
        Column("always", Owner.FILES, is_json=True, is_list=False),
        Column("tags", Owner.FILES, is_json=False, is_list=True),
        Column("more", Owner.FILES, is_json=False, is_list=True),
        Column("score", Owner.REVIEWS, **plain),
    )


def test_a_part_is_what_its_owners_own():
    assert part_of(Row, Owner.KEY)(ROW) == ("i",)
    assert part_of(Row, Owner.REVIEWS, Owner.KEY)(ROW) == ("i", 9.0)
    assert part_of(Row, Owner.FILES)(ROW) == ("t", "{}", "[1]", ("a",), None)
    assert part_of(Row, Owner.BUCKET)(ROW) == part_of(Row)(ROW) == ()
    assert names_of(Row, Owner.REVIEWS, Owner.KEY) == ("id", "score")
    assert names_of(Row) == ()


def test_what_the_files_do_not_own_stays_as_it_was():
    other = Row("j", "u", '{"a": 1}', score=1.0)
    assert beside_files(ROW, other) == ROW._replace(score=1.0)
    assert beside_files(ROW, None) is ROW


@pytest.mark.parametrize(
    "hint",
    [str, Annotated[str, Owner.KEY, Owner.FILES], Json, Annotated[str, "a note"], Key[Files[str]]],
)
def test_a_field_with_no_owner_or_with_two_does_not_import(hint):
    Odd = NamedTuple("Odd", [("id", Key[str]), ("odd", hint)])  # noqa: UP014
    for ask in (owned, columns_of):
        with pytest.raises(
            TypeError, match=r"^Odd\.odd must name one owner, as in odd: Files\[str\]$"
        ):
            ask(Odd)


@pytest.mark.parametrize(
    ("owns", "owners"),
    [
        (MetadataOwns(), ()),
        (MetadataOwns(scores=True), (Owner.REVIEWS,)),
        (MetadataOwns(previews=True), (Owner.BUCKET,)),
        (MetadataOwns(scores=True, previews=True), (Owner.REVIEWS, Owner.BUCKET)),
    ],
)
def test_whose_columns_metadata_has_taken_over(owns, owners):
    assert owns.owners == owners
    assert owns.min_quality == 85.0


def test_an_annotation_beside_the_owner_does_no_harm():
    class Noted(NamedTuple):
        url: Annotated[Bucket[str], "a note"]

    assert [column.owner for column in columns_of(owned(Noted))] == [Owner.BUCKET]

"""Which table holds which kind of row: the one bridge between values and tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Literal

from psycopg.sql import SQL, Composed, Identifier

from sync.model.catalog import Implementation, Library, Promotion, Review, Spec, Tag
from sync.model.owners import Owner, columns_of, names_of
from sync.reconcile.plan import Row, RowKind


class Table:
    """A table that holds rows of one type; its columns are the fields of that type.

    Args:
        name: its own.
        row: that type.
        stamped: whether it has an ``updated_at`` that moves with its row.
        key_type: the type of its key's columns.
    """

    def __init__(
        self,
        name: str,
        row: type[Row],
        *,
        stamped: bool = False,
        key_type: Literal["text", "bigint"] = "text",
    ) -> None:
        self.name = name
        self.row = row
        self.stamped = stamped
        self.key_type = key_type

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that the sync writes."""
        return self.row._fields

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a row."""
        return names_of(self.row, Owner.KEY)

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The columns that do not identify a row."""
        return tuple(name for name in self.columns if name not in self.key)

    @property
    def staged(self) -> str:
        """The temporary table that rows go through on their way."""
        return f"staged_{self.name}"

    @cached_property
    def select(self) -> Composed:
        """Selects all rows, each as :attr:`read` takes it."""
        columns = [
            SQL("{}::text" if column.is_json else "{}").format(Identifier(column.name))
            for column in columns_of(self.row)
        ]
        return SQL("SELECT {} FROM {}").format(SQL(", ").join(columns), Identifier(self.name))

    @cached_property
    def read(self) -> Callable[[tuple[Any, ...]], Any]:
        """Makes a row of what was selected: arrays come as lists, and are kept as tuples."""
        lists = [n for n, column in enumerate(columns_of(self.row)) if column.is_list]
        if not lists:
            return self.row._make

        def read(record: tuple[Any, ...]) -> Row:
            values = list(record)
            for n in lists:
                values[n] = tuple(values[n] or ())
            return self.row._make(values)

        return read


TABLES: dict[RowKind, Table] = {
    "library": Table("libraries", Library),
    "spec": Table("specs", Spec, stamped=True),
    "tag": Table("tags", Tag),
    "implementation": Table("implementations", Implementation, stamped=True),
    "promotion": Table("promotion_queue", Promotion),
    "review": Table("quality_reviews", Review, key_type="bigint"),
}
"""The tables in the order in which rows are written: no row before the one it refers to."""

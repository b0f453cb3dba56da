"""Writes the pages that are made from the code: ``make docs``. A test holds them equal.

Commands and options come from the command line itself, settings from
:class:`sync.settings.Settings`, kinds of problems from
:data:`sync.model.problems.KINDS`, columns and their owners from the tables and from
the rows that name an owner beside each field.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy.dialects.postgresql import dialect

from sync.cli import cli
from sync.database.rows import TABLES
from sync.database.tables import Base
from sync.model.owners import columns_of
from sync.model.problems import KINDS
from sync.settings import PREFIX, TUNABLE, Settings

FOLDER = Path(__file__).parent / "reference"
_MADE = "<!-- Made by `make docs`: change the code, not this page. -->\n"
_WIDTH = 96


def pages() -> dict[str, str]:
    """Each page's file name, and its text."""
    made = {
        "commands.md": _commands(),
        "settings.md": _settings(),
        "problems.md": _problems(),
        "columns.md": _columns(),
    }
    return {name: _MADE + "\n" + "\n".join(lines) + "\n" for name, lines in made.items()}


def _commands() -> Iterator[str]:
    yield "# Commands\n"
    yield "What `--help` says of each command."
    for path, command in _walk(["pyplots-sync"], cli):
        yield f"\n## `{' '.join(path)}`\n"
        context = click.Context(command, info_name=" ".join(path))
        formatter = click.HelpFormatter(width=_WIDTH)
        # the list of commands or problems stands on a page of its own
        command.format_usage(context, formatter)
        command.format_help_text(context, formatter)
        command.format_options(context, formatter)
        yield f"```text\n{formatter.getvalue().rstrip()}\n```"


def _walk(path: list[str], command: click.Command) -> Iterator[tuple[list[str], click.Command]]:
    if command.hidden:
        return
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _walk([*path, name], below)


def _settings() -> Iterator[str]:
    yield "# Settings\n"
    yield (
        "In `[tool.pyplots-sync]` of the catalogue's `pyproject.toml`, or as the variable, which"
        " takes precedence.\n"
    )
    rows = []
    for name, meaning in TUNABLE.items():
        default = Settings._field_defaults[name]
        value = "none" if default is None else f"`{json.dumps(default)}`"
        rows.append([f"`{name}`", value, meaning, f"`{PREFIX}{name.upper()}`"])
    yield from _table(["setting", "default", "meaning", "variable"], rows)


def _problems() -> Iterator[str]:
    yield "# Kinds of problems\n"
    yield (
        "An error stops a run before it writes; with `--keep-going` the rest is applied, and the"
        " rows behind what is wrong stay as they were. A warning stops nothing.\n"
    )
    rows = [[f"`{code}`", kind.severity, kind.meaning, kind.hint] for code, kind in KINDS.items()]
    yield from _table(["code", "severity", "what it means", "what to do"], rows)


def _columns() -> Iterator[str]:
    yield "# Columns and their owners\n"
    yield (
        "An owner that is absent, switched off or failing leaves its columns as they are. A column"
        " without an owner here is the database's own, or belongs to other programs."
    )
    owners = {
        table.name: {column.name: str(column.owner) for column in columns_of(table.row)}
        for table in TABLES.values()
    }
    for table in Base.metadata.sorted_tables:
        yield f"\n## `{table.name}`\n"
        known = owners.get(table.name, {})
        rows = [
            [
                f"`{column.name}`",
                column.type.compile(dialect()).lower(),
                "" if column.nullable else "not null",
                known.get(column.name, ""),
            ]
            for column in table.columns
        ]
        yield from _table(["column", "type", "", "owner"], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield (
            "| "
            + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
            + " |"
        )


def main() -> None:
    """Write the pages; what is no page of ours in the folder goes."""
    FOLDER.mkdir(exist_ok=True)
    made = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, "utf-8")
    sys.stdout.write(f"{len(made)} pages in {FOLDER.relative_to(Path.cwd())}\n")


if __name__ == "__main__":
    main()

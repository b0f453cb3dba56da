"""Draws ``diff.svg``: what ``pyplots-sync diff`` really says of a changed sample catalogue.

Run it from the repository's root: ``python docs/picture.py``.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from sync.commands.reconcile import Request, reconcile
from sync.progress import Progress
from sync.reports import text
from sync.settings import load_settings
from sync.sources.files.tree import Tree, list_tree

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Sync a copy of the sample catalogue, change it, and record the diff."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "catalogue"
        shutil.copytree(
            ROOT / "plots", copy / "plots", ignore=shutil.ignore_patterns("__pycache__")
        )
        settings = load_settings(copy, environ={})
        quiet = Progress(None)
        listing: Future[Tree] = Future()
        listing.set_result(list_tree(copy))
        reconcile(Request("run", "embedded"), settings, listing, quiet)
        change(copy / "plots")
        changed: Future[Tree] = Future()
        changed.set_result(list_tree(copy))
        report = reconcile(Request("diff", "embedded", keep_going=True), settings, changed, quiet)
    console = Console(record=True, width=96, file=io.StringIO())
    console.print("[bold]$ pyplots-sync diff --keep-going[/bold]\n")
    text.write(replace(report, database="postgresql://db.example.org/pyplots"), console)
    sys.stdout.write(console.export_text(clear=False))
    svg = console.export_svg(title="pyplots-sync diff")
    # without the fonts that would be fetched from elsewhere
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    (ROOT / "docs" / "diff.svg").write_text(svg)


def change(plots: Path) -> None:
    """An edited title and default, a moved file, a new variant, a lost one, a misspelt library."""
    spec = plots / "specs" / "scatter-basic-001.md"
    spec.write_text(
        spec.read_text().replace("Basic 2D Scatter Plot", "Scatter Plot of Two Variables")
    )
    first = plots / "matplotlib" / "scatter" / "scatter-basic-001" / "default.py"
    shutil.copy(first, first.with_name("minimal_style.py"))
    (plots / "plotly" / "bar").rename(plots / "plotly" / "grouped_bar")
    shutil.rmtree(plots / "seaborn" / "ecdfplot", ignore_errors=True)
    (plots / "bokeh").rename(plots / "boke")


if __name__ == "__main__":
    main()

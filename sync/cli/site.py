"""``site``."""

from __future__ import annotations

from pathlib import Path

import click

from sync.cli.options import Common, common_options, database_option


@click.command()
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="Where to: a new or empty folder, or a site that was made before.",
)
@database_option
@common_options
def site(common: Common, *, out: Path, database: str | None) -> None:
    """Make a static site of what the database holds: coverage, plots, and what happened.

    \b
    Make it, and look:      pyplots-sync site --out site
    In a browser:           file:///…/site/index.html

    Works from a folder and on GitHub Pages, and loads nothing from elsewhere but the previews. The
    folder is replaced as a whole: when something goes wrong, what was there before stays. A folder
    with anything else in it is refused (exit 5). Errors in the files and alerts are shown on the
    site, and are no failure. The database is only read.
    """
    from sync.commands.site import make_site
    from sync.reports.site import render

    settings = common.settings(lists_files=True)
    common.end(settings, make_site(settings, out, common.progress(), database), render)

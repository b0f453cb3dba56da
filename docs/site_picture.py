"""Draws ``site.png``: the first page that ``pyplots-sync site`` makes of the sample catalogue.

The scores are made up. Run it from the repository's root, with a Chromium on the
PATH: ``python docs/site_picture.py``.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import sys
import tempfile
from concurrent.futures import Future
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from sync.commands.reconcile import Request, reconcile
from sync.commands.site import make_site
from sync.database.engine import open_target
from sync.progress import Progress
from sync.settings import Settings, load_settings
from sync.sources.files.tree import Tree, list_tree

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "site.png"


def main() -> None:
    """Sync a copy of the sample catalogue, score it, make its site, and take a picture."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYPLOTS_SYNC_HOME"] = f"{folder}/home"
        copy = Path(folder) / "pyplots"
        shutil.copytree(
            ROOT / "plots", copy / "plots", ignore=shutil.ignore_patterns("__pycache__")
        )
        settings = load_settings(copy, environ={})
        listing: Future[Tree] = Future()
        listing.set_result(list_tree(copy))
        reconcile(Request("run", "embedded"), settings, listing, Progress(None))
        score(settings)
        made = make_site(settings, Path(folder) / "site", Progress(None), "embedded")
        Image.open(io.BytesIO(shot(Path(made.page or "")))).quantize(160).save(
            PICTURE, optimize=True
        )
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes\n")


def score(settings: Settings) -> None:
    """Give most implementations a score, the same at every time."""
    chance = random.Random(4)  # noqa: S311
    with open_target(settings, "embedded") as target, target.connect() as connection:
        rows = connection.execute("SELECT id FROM implementations ORDER BY file_path").fetchall()
        for (row,) in rows:
            number = min(100, round(chance.gauss(90, 6)))
            if chance.random() < 0.93:
                connection.execute(
                    "UPDATE implementations SET quality_score = %s, tested = %s WHERE id = %s",
                    [number, number >= settings.min_quality, row],
                )
        connection.commit()


def shot(page: Path) -> bytes:
    """What a browser shows of ``page``."""
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        tab = browser.new_page(viewport={"width": 1080, "height": 800}, color_scheme="light")
        tab.goto(page.as_uri())
        taken = tab.screenshot(clip={"x": 0, "y": 0, "width": 1080, "height": 790})
        browser.close()
    return taken


if __name__ == "__main__":
    main()

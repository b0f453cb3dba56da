"""A real Chromium, where there is one, and what it says of a page."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

NAMES = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
PICTURES = "https://storage.googleapis.com"
# one pixel
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def program() -> str:
    """The path of a Chromium; without one the test is skipped."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"needs one of {', '.join(NAMES)}: .ci/packages installs it")
    return found


@contextmanager
def chromium():
    """A running browser."""
    path = program()
    sync_api = pytest.importorskip("playwright.sync_api")
    # a sandbox needs another user than root
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments, timeout=180_000)
        yield browser
        browser.close()


class Visitor:
    """Opens pages, and keeps what the console said and what was asked of other hosts.

    Previews are answered for; everything else from elsewhere fails, and is kept.
    """

    def __init__(self, browser, **options):
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(60_000)
        self.scripted = options.get("java_script_enabled", True)
        self.said: list[str] = []
        self.elsewhere: list[str] = []
        self.context.route("**/*", self._answer)
        self.context.on("console", lambda message: self.said.append(message.text))
        self.context.on("weberror", lambda error: self.said.append(str(error.error)))
        self.context.on("dialog", lambda dialog: self.said.append(dialog.message))

    def open(self, address: str | Path):
        page = self.context.new_page()
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        if self.scripted and page.locator("#data").count():
            # the table can be used once its fields are there
            page.locator("#filter").wait_for()
        return page

    def _answer(self, route):
        url = route.request.url
        if url.startswith(f"{PICTURES}/"):
            route.fulfill(body=PNG, content_type="image/png")
        elif url.startswith(("file:", "data:", "http://127.0.0.1")):
            route.continue_()
        else:
            self.elsewhere.append(url)
            route.abort()

    def close(self):
        self.context.close()


def found_by_axe(page) -> list[str]:
    """What axe finds wrong, a line each. The page's context has to bypass its policy."""
    from axe_playwright_python.sync_playwright import Axe

    # preload reads the stylesheet once more, which a page that is a file may not
    options = {"resultTypes": ["violations"], "preload": False}
    results = Axe().run(page, options=options).response
    return [
        f"{found['id']}: {node['html'][:200]}"
        for found in results["violations"]
        for node in found["nodes"]
    ]

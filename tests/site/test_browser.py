"""A site in a real Chromium: opened, filtered, tabbed through; dark, light, narrow, printed."""

from __future__ import annotations

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from browser import Visitor, chromium, found_by_axe

EVIL = '<script>document.title="pwned"</script><img src=x onerror=alert(1)> {{7*7}} " \' & \u202e'
DESCRIPTION = """# A heading

Shows [something](https://example.org/a?b=1), [a script](javascript:alert(1)),
[data](data:text/html,x), <b>bold</b>, ![a picture](https://evil.example/x.png) and `code`.

| a | b |
|--:|---|
| 1 | 2 |
"""
PAGES = ("index.html", "history.html", "plots/scatter-basic.html", "plots/bar-basic.html")
_MADE: list[Path] = []
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def visitor(browser):
    """Makes visitors; they go when the test ends."""
    made = []

    def make(**options):
        made.append(Visitor(browser, **{"viewport": WIDE} | options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def filled(sync, database):
    """A database with a bit of everything that a page shows."""
    assert sync("run").code == 0
    database.execute(
        "UPDATE implementations SET tested = true, quality_score = 92,"
        " review_url = 'https://github.com/o/r/issues/1#issuecomment-1', reviewed_at = '2026-01-02',"
        " preview_url = 'gs://pictures/previews/' || spec_id || '/v1.png'"
        " WHERE spec_id = 'scatter-basic' AND library_id = 'matplotlib'"
    )
    database.execute("UPDATE implementations SET quality_score = 61.5 WHERE library_id = 'seaborn'")
    database.execute("UPDATE specs SET description = %s WHERE id = 'scatter-basic'", DESCRIPTION)
    for number, (score, verdict) in enumerate([(92, "approved"), (61.5, "rejected"), (88, None)]):
        database.execute(
            "INSERT INTO quality_reviews (comment_id, section, issue_number, issue_title, score,"
            " verdict, author, created_at, updated_at, url) VALUES"
            " (%s, 0, 1, 't', %s, %s, 'ann', make_date(2026, %s, 3), now(), %s)",
            number, score, verdict, number + 1,
            f"https://github.com/o/r/issues/1#issuecomment-{number + 1}",
        )  # fmt: skip
    database.execute(
        "INSERT INTO promotion_queue (spec_id, status, error) VALUES"
        " ('scatter-basic', 'queued', NULL), ('bar-basic', 'failed', %s)", EVIL.replace("\0", ""),
    )  # fmt: skip
    database.execute("INSERT INTO tags (spec_id, tag, confidence) VALUES ('bar-basic', 'ai', 0.5)")
    database.execute(
        "INSERT INTO sync_runs (started_at, trigger, mode, status, counts, error) VALUES"
        " (now(), 'push', 'run', 'held-back', '{\"spec\": {\"create\": 1}}', 'a.md: no title')"
    )
    return database


@pytest.fixture
def site(request, tmp_path_factory):
    """A site, made once: nobody here changes it."""
    if not _MADE:
        request.getfixturevalue("filled")
        request.getfixturevalue("repository").write("plots/stray.txt")
        folder = tmp_path_factory.mktemp("made") / "site"
        made = request.getfixturevalue("sync")("site", "--out", str(folder))
        assert made.code == 0, made
        _MADE.append(folder)
    return _MADE[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_is_quiet_fits_and_has_nothing_that_axe_finds(visitor, site, scheme, viewport):
    quiet = visitor(viewport=viewport, color_scheme=scheme)
    looking = visitor(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    for name in PAGES:
        page = quiet.open(site / name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert page.locator("h1").count() == 1
        assert found_by_axe(looking.open(site / name)) == [], name
    assert (quiet.said, quiet.elsewhere) == ([], [])


def test_axe_looks(visitor, site):
    page = visitor(bypass_csp=True).open(site / "index.html")
    page.evaluate("document.body.append(document.createElement('img'))")
    assert any(found.startswith("image-alt") for found in found_by_axe(page))


def test_it_works_from_a_server_too(visitor, site):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        seen = visitor()
        for name in PAGES:
            seen.open(f"http://127.0.0.1:{server.server_port}/{name}").close()
        server.shutdown()
    assert (seen.said, seen.elsewhere) == ([], [])


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def expect_rows(page, count):
    expect(page.locator("table.coverage tbody tr")).to_have_count(count)


def ids(page):
    return page.locator("table.coverage tbody .id").all_inner_texts()


def test_the_table_is_filtered_and_sorted(visitor, site):
    seen = visitor()
    page = seen.open(site / "index.html")
    assert ids(page) == ["bar-basic", "scatter-basic"]
    page.get_by_label("Text").fill("SCATTER plot")
    assert ids(page) == ["scatter-basic"]
    assert page.locator("#count").inner_text() == "1 plot of 2"
    assert page.url.endswith("#q=SCATTER+plot")
    page.get_by_role("button", name="Clear").click()
    expect_rows(page, 2)
    page.get_by_label("Tag").fill("comparison")
    assert ids(page) == ["bar-basic"]
    page.get_by_label("Tag").fill("")
    page.get_by_label("State").select_option("rejected")
    assert ids(page) == ["scatter-basic"]
    page.get_by_label("Library").select_option(label="Matplotlib")
    assert ids(page) == []
    assert page.locator("#count").inner_text() == "0 plots of 2"
    page.get_by_label("State").select_option("untested")
    assert ids(page) == ["bar-basic"]
    page.get_by_role("button", name="Clear").click()
    expect_rows(page, 2)
    page.get_by_role("button", name="Matplotlib").click()
    assert ids(page) == ["scatter-basic", "bar-basic"]
    head = page.locator("thead th", has=page.get_by_role("button", name="Matplotlib"))
    assert head.get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name="Matplotlib").click()
    assert ids(page) == ["bar-basic", "scatter-basic"]
    assert page.locator("thead th[aria-sort]").count() == 1
    assert seen.said == []


def test_an_address_keeps_what_was_looked_for(visitor, site):
    page = visitor().open(site / "plots" / "bar-basic.html")
    page.get_by_role("link", name="comparison").click()
    expect_rows(page, 1)
    assert ids(page) == ["bar-basic"]
    assert page.get_by_label("Tag").input_value() == "comparison"
    page.evaluate("location.hash = '#library=seaborn'")
    expect(page.locator("tbody .id")).to_have_text("scatter-basic")
    assert page.get_by_label("Library").evaluate("s => s.selectedOptions[0].text") == "Seaborn"


def test_the_script_draws_what_the_page_began_with(visitor, site):
    plain = visitor(java_script_enabled=False).open(site / "index.html")
    scripted = visitor().open(site / "index.html")
    rows = "table.coverage tbody"
    for name in ("Best", "Plot"):
        scripted.get_by_role("button", name=name, exact=True).click()
    told = [page.locator(rows).inner_html() for page in (plain, scripted)]
    assert "".join(told[0].split()) == "".join(told[1].split())
    assert plain.locator("noscript").count() == 1
    assert not plain.locator("#filter").is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything(visitor, site, name):
    page = visitor().open(site / name)
    reachable = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, select, summary, [tabindex="0"]')]
             .filter((one) => one.checkVisibility()).map((one, at) => (one.dataset.at = at)).length"""
    )
    reached = []
    for _ in range(reachable):
        page.keyboard.press("Tab")
        at, outline, top = page.evaluate(
            """() => { const one = document.activeElement;
                 return [one.dataset.at, getComputedStyle(one).outlineStyle,
                         one.getBoundingClientRect().top]; }"""
        )
        assert outline != "none"
        assert top >= 0
        reached.append(at)
    assert reached == [str(at) for at in range(reachable)]


def test_what_is_first_leads_to_the_content(visitor, site):
    page = visitor().open(site / "index.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_colours_are_chosen_and_kept(visitor, site):
    page = visitor(color_scheme="light").open(site / "index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Dark colours").click()
    dark = page.evaluate(ground)
    assert light != dark
    page.get_by_role("link", name="What happened").click()
    expect(page.locator("h1")).to_have_text("What happened")
    assert page.evaluate(ground) == dark
    page.get_by_role("button", name="Light colours").click()
    assert page.evaluate(ground) == light
    assert visitor(color_scheme="dark").open(site / "index.html").evaluate(ground) == dark


def test_on_paper_there_is_the_table_and_nothing_to_press(visitor, site):
    page = visitor(color_scheme="dark").open(site / "index.html")
    page.emulate_media(media="print")
    assert not page.locator("#filter, #theme, header nav").locator("visible=true").count()
    assert page.locator("table.coverage tbody tr").count() == 2
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_what_strangers_wrote_is_text(visitor, sync, filled, tmp_path):
    filled.execute("UPDATE specs SET title = %s, description = %s", EVIL, EVIL + DESCRIPTION)
    filled.execute(
        "UPDATE specs SET data_requirements = %s, optional_params = %s",
        json.dumps([{"name": EVIL, "type": EVIL, "description": EVIL}, EVIL, 3, None]),
        json.dumps({"default": EVIL}),
    )
    filled.execute("UPDATE libraries SET name = %s WHERE id <> 'plotly'", EVIL)
    filled.execute("UPDATE libraries SET name = ' ' WHERE id = 'plotly'")
    filled.execute("UPDATE specs SET title = '' WHERE id = 'bar-basic'")
    filled.execute("INSERT INTO tags (spec_id, tag) VALUES ('bar-basic', %s)", EVIL)
    filled.execute(
        "UPDATE implementations SET file_path = %s, python_version = %s, preview_url = %s,"
        " review_url = 'javascript:alert(1)'", EVIL, EVIL, f"gs://b/{EVIL}",
    )  # fmt: skip
    filled.execute("UPDATE sync_runs SET error = %s, commit = %s, trigger = %s", EVIL, EVIL, EVIL)
    evil_id = "../../evil</script><script>alert(1)</script>"
    filled.execute(
        "INSERT INTO specs (id, title, data_requirements) VALUES (%s, 'x', '3')", evil_id
    )
    made = sync("site", "--out", str(tmp_path / "site"))
    assert made.code == 0
    names = {path.name for path in (tmp_path / "site" / "plots").iterdir()}
    assert {"bar-basic.html", "scatter-basic.html"} < names
    (odd,) = names - {"bar-basic.html", "scatter-basic.html"}
    seen = visitor()
    looking = visitor(bypass_csp=True)
    for name in (*PAGES, f"plots/{odd}"):
        page = seen.open(tmp_path / "site" / name)
        assert page.evaluate("document.querySelectorAll('script').length") <= 2
        assert page.locator("img:not(.preview img)").count() == 0
        links = page.evaluate("[...document.links].map((one) => one.protocol)")
        assert set(links) <= {"file:", "https:"}, links
        assert found_by_axe(looking.open(tmp_path / "site" / name)) == [], name
        assert "\u202e" not in (tmp_path / "site" / name).read_text("utf-8")
    page = seen.open(tmp_path / "site" / "index.html")
    page.get_by_label("Text").fill("../../evil")
    page.locator("tbody a").click()
    expect(page.locator(".crumbs code")).to_have_text(evil_id)
    assert (seen.said, seen.elsewhere) == ([], [])


def test_many_plots_come_page_by_page(visitor, sync, database, tmp_path):
    sync("run")
    database.execute(
        "INSERT INTO specs (id, title, data_requirements)"
        " SELECT 'many-' || lpad(n::text, 3, '0'), 'Plot ' || n, '[]' FROM generate_series(1, 248) n"
    )
    for name, tested, score in (
        ("001", True, 7),
        ("002", True, None),
        ("003", False, 99),
        ("004", False, None),
    ):
        database.execute(
            "INSERT INTO implementations (spec_id, library_id, plot_function, variant, file_path,"
            " tested, quality_score) VALUES (%s, 'plotly', 'bar', 'default', 'x', %s, %s)",
            f"many-{name}", tested, score,
        )  # fmt: skip
    assert sync("site", "--out", str(tmp_path / "site")).code == 0
    seen = visitor()
    page = seen.open(tmp_path / "site" / "index.html")
    page.get_by_role("button", name="Plotly").click()
    order = ["many-001", "many-002", "many-003", "many-004", "bar-basic"]
    assert ids(page)[:5] == order
    page.get_by_role("button", name="Plot", exact=True).click()
    pager = page.get_by_role("navigation", name="Rows")
    shown = page.locator("#page")
    assert (len(ids(page)), shown.inner_text()) == (100, "Page 1 of 3")
    pager.get_by_role("button", name="Next").click()
    assert (ids(page)[0], shown.inner_text()) == ("many-100", "Page 2 of 3")
    pager.get_by_role("button", name="Last").click()
    assert (len(ids(page)), shown.inner_text()) == (50, "Page 3 of 3")
    last = pager.get_by_role("button", name="Last")
    assert last.get_attribute("aria-disabled") == "true"
    last.click(force=True)
    assert shown.inner_text() == "Page 3 of 3"
    pager.get_by_label("Rows").select_option("250")
    assert (len(ids(page)), shown.inner_text()) == (250, "Page 1 of 1")
    page.get_by_label("Text").fill("many-24 PLOT")
    assert page.locator("#count").inner_text() == "9 plots of 250"
    assert seen.said == []

"""Makes the files of a site from what was read: names to texts, nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sync.model import escaping
from sync.site.charts import HEIGHT, WIDTH
from sync.site.coverage import coverage, grouped
from sync.site.facts import Facts
from sync.site.history import history, stamp
from sync.site.links import PICTURES, page_name
from sync.site.plot import has_defaults, plot, reviews_by_url

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
STATIC = ("site.css", "site.js")
"""Files that stand in a site as they are."""
PLOTS = "plots"
"""The folder of the plots' pages."""
POLICY = (
    # 'self' is no origin to some browsers where a page is a file
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:;"
    f" img-src 'self' data: {PICTURES}; base-uri 'none'; form-action 'none'"
)
"""What a page may load (Content Security Policy): its own script and stylesheet, and previews."""


def pages(facts: Facts) -> Iterator[tuple[str, str]]:
    """Each file's name in the site, and its text; the page of all plots comes first."""
    environment = _environment()
    survey, catalog = facts.survey, facts.survey.catalog
    groups = grouped(catalog)
    reviews = reviews_by_url(catalog)
    shared = {
        "site": facts.name,
        "made": stamp(facts.made),
        "commit": facts.survey.commit,
        "commit_link": facts.links.of_commit(survey.commit),
        "policy": POLICY,
        "least": facts.least,
    }

    def page(template: str, **values: Any) -> str:
        return escaping.lines(environment.get_template(template).render(**shared, **values))

    happened = history(facts)
    yield (
        "index.html",
        page(
            "coverage.html",
            root="",
            coverage=coverage(catalog, groups, facts.least),
            happened=happened,
        ),
    )
    yield "history.html", page("history.html", root="", happened=happened)
    for spec in groups.specs:
        shown = plot(spec, facts, groups, reviews)
        yield f"{PLOTS}/{page_name(spec.id)}", page("plot.html", root="../", plot=shown)
    for name in STATIC:
        yield name, (_HERE / name).read_text("utf-8")
    # GitHub Pages shall serve the files as they are
    yield ".nojekyll", ""


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"width": WIDTH, "height": HEIGHT}
    made.filters |= {"stamp": stamp, "path": _path}
    made.tests["with_defaults"] = has_defaults
    return made


def _path(text: str) -> Markup:
    """``text`` with places where a line may end: behind a slash and an underscore, in no word."""
    return Markup("<wbr>").join(re.findall(r"[^/_]+[/_]*|[/_]+", text))

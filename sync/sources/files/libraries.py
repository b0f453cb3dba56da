"""``plots/libraries.yaml``, and what is known of libraries that it does not describe."""

from __future__ import annotations

from sync.catalog import Library
from sync.problems import Problem, has_errors, problem
from sync.sources.files.names import is_library_id
from sync.sources.files.text import SPEC_LIMIT, composed, decode, short
from sync.sources.files.yamlfields import Fields, what
from sync.sources.files.yamlnodes import Listing, read_yaml

_KEYS = ("id", "name", "version", "documentation_url", "active")
_FORM = "{id: matplotlib, name: Matplotlib}"

_PROPER_NAMES = {
    "altair": ("Altair", "https://altair-viz.github.io"),
    "bokeh": ("Bokeh", "https://docs.bokeh.org"),
    "bqplot": ("bqplot", "https://bqplot.github.io/bqplot"),
    "cartopy": ("Cartopy", "https://cartopy.readthedocs.io"),
    "datashader": ("Datashader", "https://datashader.org"),
    "folium": ("Folium", "https://python-visualization.github.io/folium"),
    "geopandas": ("GeoPandas", "https://geopandas.org"),
    "graphviz": ("Graphviz", "https://graphviz.readthedocs.io"),
    "highcharts": ("Highcharts", "https://www.highcharts.com"),
    "holoviews": ("HoloViews", "https://holoviews.org"),
    "hvplot": ("hvPlot", "https://hvplot.holoviz.org"),
    "ipyleaflet": ("ipyleaflet", "https://ipyleaflet.readthedocs.io"),
    "lets-plot": ("Lets-Plot", "https://lets-plot.org"),
    "lets_plot": ("Lets-Plot", "https://lets-plot.org"),
    "letsplot": ("Lets-Plot", "https://lets-plot.org"),
    "matplotlib": ("Matplotlib", "https://matplotlib.org"),
    "mayavi": ("Mayavi", "https://docs.enthought.com/mayavi/mayavi"),
    "mplfinance": ("mplfinance", "https://github.com/matplotlib/mplfinance"),
    "networkx": ("NetworkX", "https://networkx.org"),
    "pandas": ("pandas", "https://pandas.pydata.org"),
    "plotext": ("plotext", "https://github.com/piccolomo/plotext"),
    "plotly": ("Plotly", "https://plotly.com/python"),
    "plotnine": ("plotnine", "https://plotnine.org"),
    "pydeck": ("pydeck", "https://deckgl.readthedocs.io"),
    "pyecharts": ("pyecharts", "https://pyecharts.org"),
    "pygal": ("Pygal", "https://www.pygal.org"),
    "pyqtgraph": ("PyQtGraph", "https://www.pyqtgraph.org"),
    "pyvis": ("Pyvis", "https://pyvis.readthedocs.io"),
    "pyvista": ("PyVista", "https://docs.pyvista.org"),
    "seaborn": ("Seaborn", "https://seaborn.pydata.org"),
    "squarify": ("squarify", "https://github.com/laserson/squarify"),
    "vedo": ("vedo", "https://vedo.embl.es"),
    "vispy": ("VisPy", "https://vispy.org"),
    "wordcloud": ("wordcloud", "https://amueller.github.io/word_cloud"),
    "yellowbrick": ("Yellowbrick", "https://www.scikit-yb.org"),
}

WELL_KNOWN: dict[str, Library] = {
    library_id: Library(library_id, name, documentation_url=url)
    for library_id, (name, url) in _PROPER_NAMES.items()
}
"""Plotting libraries with their proper names and documentation, by the ids they go under."""


def default_library(library_id: str) -> Library:
    """What ``library_id`` is when nothing describes it: well known, or named by its id."""
    return WELL_KNOWN.get(library_id) or Library(library_id, library_id)


def parse_libraries(path: str, data: bytes) -> tuple[dict[str, Library] | None, list[Problem]]:
    """Read ``plots/libraries.yaml``: a list of ``{id, name, version, documentation_url, active}``.

    A name or URL that an entry does not state is the one that is well known.

    Returns:
        None, if any of the problems is an error; otherwise the libraries by id.
    """
    text, problems = decode(path, data, SPEC_LIMIT)
    if text is None:
        return None, problems
    node, problems = read_yaml(path, text)
    if node is None:
        return None, problems
    if not isinstance(node, Listing):
        message = f"the file is {what(node)}; write a list of {_FORM}"
        return None, [problem("yaml-wrong-type", path, message, line=node.line)]
    libraries: dict[str, Library] = {}
    lines: dict[str, int] = {}
    for item in node.items:
        fields = Fields.of(path, item, _FORM, problems)
        library = None if fields is None else _library(fields)
        if fields is None or library is None:
            continue
        if library.id in libraries:
            message = f"{library.id} stands in line {lines[library.id]} already"
            fields.report("library-duplicate", message, fields.line)
        libraries.setdefault(library.id, library)
        lines.setdefault(library.id, fields.line)
    return (None if has_errors(problems) else libraries), problems


def _library(fields: Fields) -> Library | None:
    fields.only(_KEYS)
    library_id = fields.text("id")
    if library_id is None:
        if fields.node("id") is None:
            fields.report("yaml-missing-key", "a library without id", fields.line)
        return None
    if not is_library_id(library_id):
        fields.report(
            "library-name-invalid", f"{short(library_id)!r} is no library id", fields.line_of("id")
        )
    known = default_library(library_id)
    url = fields.text("documentation_url")
    if not fields.stated("documentation_url"):
        url = known.documentation_url
    return Library(
        id=library_id,
        name=composed(fields.text("name") or known.name),
        version=fields.text("version") or None,
        documentation_url=url or None,
        active=fields.flag("active", default=True),
    )

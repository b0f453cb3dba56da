"""What is known of libraries that no file describes; a run that needs no more loads no YAML."""

from __future__ import annotations

from sync.model.catalog import Library

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

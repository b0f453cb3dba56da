"""scatter-basic-001: Basic 2D Scatter Plot with bokeh.

Python: 3.10+
"""

import numpy as np
import pandas as pd
from bokeh.models import ColumnDataSource, HoverTool
from bokeh.plotting import figure, save
from bokeh.resources import INLINE


def create_plot(
    data: pd.DataFrame,
    x: str = "Trunk diameter (cm)",
    y: str = "Height (m)",
    *,
    color: str = "#0072B2",
    alpha: float = 0.7,
    size: float = 7,
    title: str = "Beeches thicken long after they stop climbing",
) -> figure:
    """Draw one translucent marker per row; hovering shows its two values."""
    plot = figure(
        width=800,
        height=480,
        title=title,
        x_axis_label=x,
        y_axis_label=y,
        tools="pan,wheel_zoom,reset",
    )
    plot.scatter(
        x,
        y,
        source=ColumnDataSource(data[[x, y]].to_dict("series")),
        size=size,
        fill_color=color,
        fill_alpha=alpha,
        line_color="white",
        line_width=0.5,
    )
    plot.add_tools(HoverTool(tooltips=[(x, f"@{{{x}}}"), (y, f"@{{{y}}}")]))
    plot.toolbar.logo = None
    return plot


def sample_data() -> pd.DataFrame:
    """Measure 200 invented beeches, whose height levels off as the trunk thickens."""
    rng = np.random.default_rng(11)
    diameter = rng.gamma(4, 8, 200) + 4
    height = 35 * (1 - np.exp(-diameter / 28)) + rng.normal(0, 1.7, 200)
    return pd.DataFrame({"Trunk diameter (cm)": diameter.round(1), "Height (m)": height.round(1)})


if __name__ == "__main__":
    save(create_plot(sample_data()), "plot.html", resources=INLINE, title="Basic 2D Scatter Plot")

"""area-stacked-001: Stacked Area Chart with bokeh.

Python: 3.10+
"""

import numpy as np
import pandas as pd
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure, save
from bokeh.resources import INLINE

COLORS = ("#0072B2", "#56B4E9", "#E69F00", "#999999", "#009E73", "#CC79A7")


def create_plot(
    data: pd.DataFrame,
    time: str = "Month",
    series: str = "Source",
    value: str = "Generation (TWh)",
    *,
    normalize: bool = False,
    title: str = "Wind and sun replace gas",
) -> figure:
    """Stack the series in the order of their first row, with the legend in stack order."""
    table = data.pivot_table(index=time, columns=series, values=value)
    wide = table[data[series].unique()].fillna(0)
    if normalize:
        wide = wide.div(wide.sum(axis=1), axis=0) * 100
    names = list(wide)

    plot = figure(
        width=900,
        height=480,
        title=title,
        x_axis_type="datetime",
        x_axis_label=time,
        y_axis_label="Share (%)" if normalize else value,
        tools="xpan,xwheel_zoom,reset",
    )
    plot.varea_stack(
        names,
        x=time,
        source=ColumnDataSource(wide.reset_index().to_dict("series")),
        color=COLORS[: len(names)],
        legend_label=names,
    )
    plot.x_range.range_padding = 0
    plot.y_range.start = 0
    plot.legend[0].items.reverse()
    plot.add_layout(plot.legend[0], "right")
    plot.toolbar.logo = None
    return plot


def sample_data() -> pd.DataFrame:
    """Run an invented power grid for four years while gas gives way to wind and sun."""
    rng = np.random.default_rng(18)
    months = pd.date_range("2022-01-01", periods=48, freq="MS")
    step = np.arange(48)
    summer = -np.cos(2 * np.pi * step / 12)
    levels = {
        "Hydro": 2.2 + 0.5 * np.sin(2 * np.pi * step / 12),
        "Wind": 2.6 + 0.04 * step - 0.8 * summer,
        "Solar": (1.1 + 0.025 * step) * (1 + 0.85 * summer),
        "Gas": 5.2 - 0.06 * step - 0.7 * summer,
    }
    wide = pd.DataFrame(levels, index=months.rename("Month")) * rng.normal(1, 0.04, (48, 4))
    long = wide.round(2).melt(ignore_index=False, var_name="Source", value_name="Generation (TWh)")
    return long.reset_index()


if __name__ == "__main__":
    save(create_plot(sample_data()), "plot.html", resources=INLINE, title="Stacked Area Chart")

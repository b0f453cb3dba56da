"""line-timeseries-001: Time Series with Rolling Mean with bokeh.

Python: 3.10+
"""

import numpy as np
import pandas as pd
from bokeh.plotting import figure, save
from bokeh.resources import INLINE


def create_plot(
    data: pd.DataFrame,
    time: str = "Date",
    value: str = "Cyclists per day",
    *,
    window: int = 7,
    color: str = "#D55E00",
    title: str = "The bridge is busiest in July",
) -> figure:
    """Draw the raw values faintly and their centred rolling mean; the legend hides either."""
    series = data.set_index(time)[value].sort_index()
    smooth = series.rolling(window, center=True).mean()

    plot = figure(
        width=900,
        height=450,
        title=title,
        x_axis_type="datetime",
        x_axis_label=time,
        y_axis_label=value,
        tools="xpan,xwheel_zoom,reset",
    )
    plot.line(series.index, series, color="#b0b0b0", legend_label="Daily value")
    plot.line(smooth.index, smooth, color=color, line_width=2.5, legend_label=f"{window}-day mean")
    plot.y_range.start = 0
    plot.yaxis.formatter.use_scientific = False
    plot.xgrid.visible = False
    plot.legend.location = "top_left"
    plot.legend.click_policy = "hide"
    plot.toolbar.logo = None
    return plot


def sample_data() -> pd.DataFrame:
    """Count cyclists on an invented bridge: busy summers, quiet weekends, moody weather."""
    rng = np.random.default_rng(12)
    dates = pd.date_range("2025-01-01", "2025-12-31", freq="D")
    season = 3200 - 1900 * np.cos(2 * np.pi * (dates.day_of_year.to_numpy() - 20) / 365)
    week = np.where(dates.day_of_week < 5, 1.12, 0.7)
    weather = rng.normal(1, 0.1, len(dates))
    return pd.DataFrame({"Date": dates, "Cyclists per day": (season * week * weather).round()})


if __name__ == "__main__":
    save(
        create_plot(sample_data()),
        "plot.html",
        resources=INLINE,
        title="Time Series with Rolling Mean",
    )

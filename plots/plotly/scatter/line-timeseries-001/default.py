"""line-timeseries-001: Time Series with Rolling Mean with plotly.

Python: 3.10+
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go


def create_plot(
    data: pd.DataFrame,
    time: str = "Date",
    value: str = "Cyclists per day",
    *,
    window: int = 7,
    color: str = "#D55E00",
    title: str = "The bridge is busiest in July",
) -> go.Figure:
    """Draw the raw values faintly, their centred rolling mean, and one hover label for both."""
    series = data.set_index(time)[value].sort_index()
    smooth = series.rolling(window, center=True).mean()

    fig = go.Figure()
    fig.add_scatter(
        x=series.index,
        y=series,
        mode="lines",
        line={"color": "#b0b0b0", "width": 1},
        name="Daily value",
    )
    fig.add_scatter(
        x=smooth.index,
        y=smooth.round(),
        mode="lines",
        line={"color": color, "width": 2.5},
        name=f"{window}-day mean",
    )
    fig.update_layout(
        title=title,
        template="plotly_white",
        hovermode="x unified",
        legend={"x": 0.01, "y": 0.99},
    )
    fig.update_xaxes(title=time, ticks="outside")
    fig.update_yaxes(title=value, rangemode="tozero", tickformat=",d")
    return fig


def sample_data() -> pd.DataFrame:
    """Count cyclists on an invented bridge: busy summers, quiet weekends, moody weather."""
    rng = np.random.default_rng(12)
    dates = pd.date_range("2025-01-01", "2025-12-31", freq="D")
    season = 3200 - 1900 * np.cos(2 * np.pi * (dates.day_of_year.to_numpy() - 20) / 365)
    week = np.where(dates.day_of_week < 5, 1.12, 0.7)
    weather = rng.normal(1, 0.1, len(dates))
    return pd.DataFrame({"Date": dates, "Cyclists per day": (season * week * weather).round()})


if __name__ == "__main__":
    create_plot(sample_data()).write_html("plot.html")

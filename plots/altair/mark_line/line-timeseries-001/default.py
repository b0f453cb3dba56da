"""line-timeseries-001: Time Series with Rolling Mean with altair.

Python: 3.10+
"""

import altair as alt
import numpy as np
import pandas as pd


def create_plot(
    data: pd.DataFrame,
    time: str = "Date",
    value: str = "Cyclists per day",
    *,
    window: int = 7,
    color: str = "#D55E00",
    title: str = "The bridge is busiest in July",
) -> alt.Chart:
    """Draw the raw values faintly and their centred rolling mean on top."""
    raw, smooth = "Daily value", f"{window}-day mean"
    series = data.set_index(time)[value].sort_index()
    curves = pd.DataFrame({raw: series, smooth: series.rolling(window, center=True).mean()})
    rows = curves.reset_index().melt(time, var_name="curve", value_name="count").dropna()

    return (
        alt.Chart(rows, title=alt.Title(title, anchor="start"), width=680, height=320)
        .mark_line()
        .encode(
            x=alt.X(field=time, type="temporal", axis=alt.Axis(format="%b %Y", grid=False)),
            y=alt.Y("count:Q", title=value),
            color=alt.Color(
                "curve:N",
                scale=alt.Scale(domain=[raw, smooth], range=["#b0b0b0", color]),
                legend=alt.Legend(title=None, orient="top-left"),
            ),
            strokeWidth=alt.StrokeWidth(
                "curve:N", scale=alt.Scale(domain=[raw, smooth], range=[0.9, 2.2]), legend=None
            ),
        )
    )


def sample_data() -> pd.DataFrame:
    """Count cyclists on an invented bridge: busy summers, quiet weekends, moody weather."""
    rng = np.random.default_rng(12)
    dates = pd.date_range("2025-01-01", "2025-12-31", freq="D")
    season = 3200 - 1900 * np.cos(2 * np.pi * (dates.day_of_year.to_numpy() - 20) / 365)
    week = np.where(dates.day_of_week < 5, 1.12, 0.7)
    weather = rng.normal(1, 0.1, len(dates))
    return pd.DataFrame({"Date": dates, "Cyclists per day": (season * week * weather).round()})


if __name__ == "__main__":
    create_plot(sample_data()).save("plot.html")

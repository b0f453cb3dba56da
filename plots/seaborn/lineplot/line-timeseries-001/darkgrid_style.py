"""line-timeseries-001: Time Series with Rolling Mean with seaborn.

The style is applied to this figure only, not to the whole session.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure


def create_plot(
    data: pd.DataFrame,
    time: str = "Date",
    value: str = "Cyclists per day",
    *,
    window: int = 7,
    color: str = "#D55E00",
    title: str = "The bridge is busiest in July",
) -> Figure:
    """Draw the raw values and their centred rolling mean on the darkgrid panel."""
    ordered = data.sort_values(time)
    smooth = ordered[value].rolling(window, center=True).mean()

    with sns.axes_style("darkgrid"):
        fig, ax = plt.subplots(figsize=(9, 4.5), layout="constrained")
        sns.lineplot(
            ordered, x=time, y=value, color="0.6", linewidth=0.9, label="Daily value", ax=ax
        )
        sns.lineplot(
            x=ordered[time], y=smooth, color=color, linewidth=2.2, label=f"{window}-day mean", ax=ax
        )
        locator = AutoDateLocator()
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        ax.yaxis.set_major_formatter("{x:,.0f}")
        ax.set_ylim(0, None)
        ax.set_title(title, loc="left")
        ax.legend(loc="upper left")
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
    create_plot(sample_data()).savefig("plot.png", dpi=150)

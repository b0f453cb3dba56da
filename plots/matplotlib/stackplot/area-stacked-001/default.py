"""area-stacked-001: Stacked Area Chart with matplotlib.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

COLORS = ("#0072B2", "#56B4E9", "#E69F00", "#999999", "#009E73", "#CC79A7")


def create_plot(
    data: pd.DataFrame,
    time: str = "Month",
    series: str = "Source",
    value: str = "Generation (TWh)",
    *,
    normalize: bool = False,
    title: str = "Wind and sun replace gas",
) -> Figure:
    """Stack the series in the order of their first row, and name each beside its band."""
    table = data.pivot_table(index=time, columns=series, values=value)
    wide = table[data[series].unique()].fillna(0)
    if normalize:
        wide = wide.div(wide.sum(axis=1), axis=0) * 100

    fig, ax = plt.subplots(figsize=(9, 5), layout="constrained")
    colors = COLORS[: wide.shape[1]]
    ax.stackplot(wide.index, wide.T, colors=colors, edgecolor="white", linewidth=0.6)
    last = wide.iloc[-1]
    for name, color, middle in zip(wide, colors, last.cumsum() - last / 2, strict=True):
        ax.annotate(
            name,
            (wide.index[-1], middle),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=color,
            fontweight="bold",
        )

    locator = AutoDateLocator()
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    ax.set(xlabel=time, ylabel="Share (%)" if normalize else value)
    ax.set_title(title, loc="left")
    ax.margins(x=0, y=0)
    ax.spines[["top", "right"]].set_visible(False)
    return fig


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
    create_plot(sample_data()).savefig("plot.png", dpi=150)

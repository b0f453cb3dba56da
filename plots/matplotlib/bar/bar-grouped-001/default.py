"""bar-grouped-001: Grouped Bar Chart with matplotlib.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure


def create_plot(
    data: pd.DataFrame,
    category: str = "Material",
    group: str = "Year",
    value: str = "Recycled (%)",
    *,
    bar_width: float = 0.8,
    show_values: bool = True,
    title: str = "Every material is recycled more than ten years ago",
) -> Figure:
    """Draw one cluster of bars per category, in the order of the rows."""
    table = data.pivot_table(index=category, columns=group, values=value, sort=False)
    centres = np.arange(len(table))
    width = bar_width / table.shape[1]
    # The groups are ordered, so lightness carries the order and the hue stays one.
    shades = plt.get_cmap("Blues")(np.linspace(0.35, 0.9, table.shape[1]))

    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    for position, (name, shade) in enumerate(zip(table.columns, shades, strict=True)):
        offset = (position - (table.shape[1] - 1) / 2) * width
        bars = ax.bar(centres + offset, table[name], width * 0.94, color=shade, label=name)
        if show_values:
            ax.bar_label(bars, fmt="%g", padding=2, fontsize=8, color="0.3")

    ax.set_xticks(centres, table.index)
    ax.set(xlabel=category, ylabel=value)
    ax.set_title(title, loc="left")
    ax.tick_params(axis="x", length=0)
    ax.grid(axis="y", alpha=0.3)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(title=group, frameon=False)
    return fig


def sample_data() -> pd.DataFrame:
    """List how much household waste an invented town recycled, by material and year."""
    shares = {
        "Glass": (68, 74, 83),
        "Paper": (61, 70, 78),
        "Metal": (47, 58, 71),
        "Organic": (22, 39, 55),
        "Plastic": (14, 21, 34),
    }
    rows = [
        (material, year, share)
        for material, by_year in shares.items()
        for year, share in zip(("2015", "2020", "2025"), by_year, strict=True)
    ]
    return pd.DataFrame(rows, columns=["Material", "Year", "Recycled (%)"])


if __name__ == "__main__":
    create_plot(sample_data()).savefig("plot.png", dpi=150)

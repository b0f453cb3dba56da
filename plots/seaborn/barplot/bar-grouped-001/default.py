"""bar-grouped-001: Grouped Bar Chart with seaborn.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
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
    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    sns.barplot(
        data,
        x=category,
        y=value,
        hue=group,
        # The groups are ordered, so lightness carries the order and the hue stays one.
        palette=sns.color_palette("Blues", data[group].nunique()),
        saturation=1,
        width=bar_width,
        errorbar=None,
        ax=ax,
    )
    if show_values:
        for bars in ax.containers:
            ax.bar_label(bars, fmt="%g", padding=2, fontsize=8, color="0.3")

    ax.set_title(title, loc="left")
    ax.tick_params(axis="x", length=0)
    ax.grid(axis="y", alpha=0.3)
    ax.set_axisbelow(True)
    sns.despine(fig)
    sns.move_legend(ax, "upper right", frameon=False)
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

"""bar-grouped-001: Grouped Bar Chart with plotnine.

Python: 3.10+
"""

import pandas as pd
from plotnine import (
    aes,
    element_blank,
    element_text,
    geom_col,
    geom_text,
    ggplot,
    labs,
    position_dodge,
    scale_fill_manual,
    theme,
    theme_minimal,
)

# The groups are ordered, so lightness carries the order and the hue stays one.
SHADES = ("#9ecae1", "#4292c6", "#08519c", "#08306b")


def create_plot(
    data: pd.DataFrame,
    category: str = "Material",
    group: str = "Year",
    value: str = "Recycled (%)",
    *,
    bar_width: float = 0.8,
    show_values: bool = True,
    title: str = "Every material is recycled more than ten years ago",
) -> ggplot:
    """Draw one cluster of bars per category, in the order of the rows."""
    ordered = data.assign(
        **{category: pd.Categorical(data[category], categories=data[category].unique())}
    )
    dodge = position_dodge(width=bar_width)
    plot = (
        ggplot(ordered, aes(category, value, fill=group))
        + geom_col(position=dodge, width=bar_width * 0.94)
        + scale_fill_manual(SHADES)
        + labs(title=title, x=category, y=value, fill=group)
        + theme_minimal()
        + theme(
            figure_size=(8, 5),
            plot_title=element_text(ha="left"),
            panel_grid_major_x=element_blank(),
        )
    )
    if show_values:
        plot += geom_text(aes(label=value), position=dodge, va="bottom", size=8, color="#444444")
    return plot


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
    create_plot(sample_data()).save("plot.png", dpi=150, verbose=False)

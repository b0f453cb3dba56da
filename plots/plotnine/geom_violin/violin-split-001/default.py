"""violin-split-001: Split Violin Plot with plotnine.

Python: 3.10+
"""

import numpy as np
import pandas as pd
from plotnine import (
    aes,
    element_blank,
    element_text,
    geom_violin,
    ggplot,
    labs,
    scale_fill_manual,
    theme,
    theme_minimal,
)


def create_plot(
    data: pd.DataFrame,
    category: str = "Age (years)",
    half: str = "Night",
    value: str = "Sleep (hours)",
    *,
    quartiles: bool = True,
    title: str = "Teenagers sleep in, pensioners do not need to",
) -> ggplot:
    """Draw one violin per category whose two halves belong to two groups."""
    groups = list(data[half].unique())
    ordered = data.assign(**{half: pd.Categorical(data[half], categories=groups)})
    marks = {"draw_quantiles": (0.25, 0.5, 0.75)} if quartiles else {}
    plot = ggplot(ordered, aes(category, value, fill=half))
    for group, style in zip(groups, ("left", "right"), strict=True):
        plot += geom_violin(
            data=ordered[ordered[half] == group],
            style=style,
            width=0.9,
            alpha=0.75,
            size=0.4,
            **marks,
        )
    return (
        plot
        + scale_fill_manual(["#0072B2", "#E69F00"])
        + labs(title=title, x=category, y=value, fill=half)
        + theme_minimal()
        + theme(
            figure_size=(8, 5),
            plot_title=element_text(ha="left"),
            panel_grid_major_x=element_blank(),
        )
    )


def sample_data() -> pd.DataFrame:
    """Record how long 1,000 invented people slept on a weeknight and at the weekend."""
    rng = np.random.default_rng(17)
    means = {
        "13-17": (7.2, 9.1),
        "18-29": (6.9, 8.5),
        "30-49": (6.6, 7.6),
        "50-64": (6.7, 7.2),
        "65-80": (7.3, 7.4),
    }
    return pd.concat(
        pd.DataFrame(
            {"Age (years)": age, "Night": night, "Sleep (hours)": rng.normal(mean, 0.8, 100)}
        )
        for age, pair in means.items()
        for night, mean in zip(("Weeknight", "Weekend"), pair, strict=True)
    ).reset_index(drop=True)


if __name__ == "__main__":
    create_plot(sample_data()).save("plot.png", dpi=150, verbose=False)

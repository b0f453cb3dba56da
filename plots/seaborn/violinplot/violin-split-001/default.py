"""violin-split-001: Split Violin Plot with seaborn.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure


def create_plot(
    data: pd.DataFrame,
    category: str = "Age (years)",
    half: str = "Night",
    value: str = "Sleep (hours)",
    *,
    quartiles: bool = True,
    title: str = "Teenagers sleep in, pensioners do not need to",
) -> Figure:
    """Draw one violin per category whose two halves belong to two groups."""
    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    sns.violinplot(
        data,
        x=category,
        y=value,
        hue=half,
        palette=["#0072B2", "#E69F00"],
        alpha=0.75,
        saturation=1,
        split=True,
        gap=0.06,
        width=0.9,
        inner="quart" if quartiles else None,
        linewidth=1,
        ax=ax,
    )
    ax.set_title(title, loc="left")
    ax.tick_params(axis="x", length=0)
    ax.grid(axis="y", alpha=0.3)
    ax.set_axisbelow(True)
    sns.despine(fig)
    sns.move_legend(ax, "upper right", frameon=False)
    return fig


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
    create_plot(sample_data()).savefig("plot.png", dpi=150)

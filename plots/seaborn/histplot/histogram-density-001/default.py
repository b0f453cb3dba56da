"""histogram-density-001: Histogram with Density Curve with seaborn.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure


def create_plot(
    data: pd.DataFrame,
    value: str = "Reaction time (ms)",
    *,
    bins: int = 30,
    bandwidth: float = 0.2,
    color: str = "#56B4E9",
    title: str = "Two kinds of key press hide in one average",
) -> Figure:
    """Draw a density-scaled histogram and a Gaussian kernel estimate over it."""
    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    sns.histplot(data, x=value, bins=bins, stat="density", color=color, edgecolor="white", ax=ax)
    sns.kdeplot(
        data,
        x=value,
        bw_method=bandwidth,
        color="#0072B2",
        linewidth=2.2,
        label="Kernel density",
        ax=ax,
    )
    ax.set_title(title, loc="left")
    ax.grid(axis="y", alpha=0.3)
    ax.set_axisbelow(True)
    ax.legend(frameon=False)
    sns.despine(fig)
    return fig


def sample_data() -> pd.DataFrame:
    """Time 600 invented key presses: most are reflexes, some needed a decision first."""
    rng = np.random.default_rng(14)
    reflex = rng.lognormal(np.log(290), 0.16, 420)
    decision = rng.lognormal(np.log(520), 0.14, 180)
    return pd.DataFrame({"Reaction time (ms)": np.concatenate([reflex, decision]).round(1)})


if __name__ == "__main__":
    create_plot(sample_data()).savefig("plot.png", dpi=150)

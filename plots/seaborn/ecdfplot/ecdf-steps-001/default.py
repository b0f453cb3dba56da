"""ecdf-steps-001: Empirical Cumulative Distribution with seaborn.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure


def create_plot(
    data: pd.DataFrame,
    value: str = "Response time (ms)",
    category: str = "Data centre",
    *,
    quantile: float = 0.95,
    complementary: bool = False,
    title: str = "Virginia beats Sydney on most requests and loses on the slowest",
) -> Figure:
    """Draw one step function per category and mark the quantile they are judged by."""
    level = 1 - quantile if complementary else quantile

    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    sns.ecdfplot(
        data,
        x=value,
        hue=category,
        complementary=complementary,
        palette=sns.color_palette("colorblind", data[category].nunique()),
        linewidth=1.8,
        ax=ax,
    )
    ax.axhline(level, color="0.5", linewidth=1, linestyle="--")
    ax.annotate(
        f"{level:.0%}",
        (1, level),
        xycoords=ax.get_yaxis_transform(),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        color="0.4",
    )
    ax.set_xlim(0, None)
    ax.set_ylim(0, 1.02)
    ax.set_ylabel("Share of rows above" if complementary else "Share of rows at or below")
    ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
    ax.set_title(title, loc="left")
    ax.grid(alpha=0.3)
    sns.despine(fig)
    sns.move_legend(ax, "center right", frameon=False)
    return fig


def sample_data() -> pd.DataFrame:
    """Time 200 requests to each of three invented data centres."""
    rng = np.random.default_rng(19)
    centres = {"Frankfurt": (90, 0.3), "Virginia": (120, 0.65), "Sydney": (210, 0.2)}
    times = [rng.lognormal(np.log(median), spread, 200) for median, spread in centres.values()]
    return pd.DataFrame(
        {
            "Data centre": np.repeat(list(centres), 200),
            "Response time (ms)": np.concatenate(times).round(1),
        }
    )


if __name__ == "__main__":
    create_plot(sample_data()).savefig("plot.png", dpi=150)

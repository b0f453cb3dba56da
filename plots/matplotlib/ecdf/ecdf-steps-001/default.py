"""ecdf-steps-001: Empirical Cumulative Distribution with matplotlib.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


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
    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    level = 1 - quantile if complementary else quantile
    ax.axhline(level, color="0.5", linewidth=1, linestyle="--")
    groups = data.groupby(category, sort=False)[value]
    for color, (name, values) in zip(COLORS, groups, strict=False):
        ax.ecdf(values, complementary=complementary, color=color, linewidth=1.8, label=name)
        ax.plot(values.quantile(quantile), level, "o", color=color)

    share = "Share of rows above" if complementary else "Share of rows at or below"
    ax.set(xlabel=value, ylabel=share, xlim=(0, None), ylim=(0, 1.02))
    ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
    ax.text(0, level, f" {level:.0%}", va="top", color="0.4", fontsize=9)
    ax.set_title(title, loc="left")
    ax.grid(alpha=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(title=category, frameon=False, loc="center right")
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

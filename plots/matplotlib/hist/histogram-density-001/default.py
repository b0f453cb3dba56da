"""histogram-density-001: Histogram with Density Curve with matplotlib.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
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
    values = data[value].dropna().to_numpy()
    kernel = bandwidth * values.std(ddof=1)
    grid = np.linspace(values.min() - 3 * kernel, values.max() + 3 * kernel, 300)
    distance = (grid[:, np.newaxis] - values) / kernel
    density = np.exp(-(distance**2) / 2).mean(axis=1) / (kernel * np.sqrt(2 * np.pi))

    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    ax.hist(values, bins=bins, density=True, color=color, alpha=0.6, edgecolor="white")
    ax.plot(grid, density, color="#0072B2", linewidth=2.2, label="Kernel density")

    ax.set(xlabel=value, ylabel="Density")
    ax.set_title(title, loc="left")
    ax.grid(axis="y", alpha=0.3)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False)
    return fig


def sample_data() -> pd.DataFrame:
    """Time 600 invented key presses: most are reflexes, some needed a decision first."""
    rng = np.random.default_rng(14)
    reflex = rng.lognormal(np.log(290), 0.16, 420)
    decision = rng.lognormal(np.log(520), 0.14, 180)
    return pd.DataFrame({"Reaction time (ms)": np.concatenate([reflex, decision]).round(1)})


if __name__ == "__main__":
    create_plot(sample_data()).savefig("plot.png", dpi=150)

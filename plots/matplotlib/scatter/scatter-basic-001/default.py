"""scatter-basic-001: Basic 2D Scatter Plot with matplotlib.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure


def create_plot(
    data: pd.DataFrame,
    x: str = "Trunk diameter (cm)",
    y: str = "Height (m)",
    *,
    color: str = "#0072B2",
    alpha: float = 0.7,
    size: float = 7,
    title: str = "Beeches thicken long after they stop climbing",
) -> Figure:
    """Draw one translucent marker per row; the column names label the axes."""
    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    ax.scatter(
        data[x], data[y], s=size**2, color=color, alpha=alpha, edgecolor="white", linewidth=0.5
    )
    ax.set(xlabel=x, ylabel=y)
    ax.set_title(title, loc="left")
    ax.grid(alpha=0.3)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    return fig


def sample_data() -> pd.DataFrame:
    """Measure 200 invented beeches, whose height levels off as the trunk thickens."""
    rng = np.random.default_rng(11)
    diameter = rng.gamma(4, 8, 200) + 4
    height = 35 * (1 - np.exp(-diameter / 28)) + rng.normal(0, 1.7, 200)
    return pd.DataFrame({"Trunk diameter (cm)": diameter.round(1), "Height (m)": height.round(1)})


if __name__ == "__main__":
    create_plot(sample_data()).savefig("plot.png", dpi=150)

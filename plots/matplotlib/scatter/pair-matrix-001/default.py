"""pair-matrix-001: Scatter Plot Matrix with matplotlib.

Python: 3.10+
"""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


def create_plot(
    data: pd.DataFrame,
    variables: Sequence[str] = ("Length (mm)", "Width (mm)", "Mass (mg)"),
    category: str = "Variety",
    *,
    bins: int = 15,
    alpha: float = 0.7,
    title: str = "Summit kernels are the longest and the heaviest",
) -> Figure:
    """Draw each pair of variables once, with histograms on the diagonal."""
    groups = list(zip(COLORS, data.groupby(category, sort=False), strict=False))
    count = len(variables)

    fig, axes = plt.subplots(count, count, sharex="col", figsize=(7.5, 7), layout="constrained")
    for row, column in np.ndindex(count, count):
        ax = axes[row, column]
        if column > row:
            ax.remove()
            continue
        x, y = variables[column], variables[row]
        for color, (name, rows) in groups:
            if row == column:
                edges = np.linspace(data[x].min(), data[x].max(), bins + 1)
                ax.hist(rows[x], edges, color=color, alpha=alpha / 1.5, label=name)
            else:
                ax.plot(rows[x], rows[y], "o", color=color, alpha=alpha, markersize=4, mew=0)
        if row == column:
            ax.set_yticks([])
        ax.set(xlabel=x, ylabel="Count" if row == column == 0 else y)
        ax.label_outer()
        ax.grid(alpha=0.3)
        ax.set_axisbelow(True)
        ax.spines[["top", "right"]].set_visible(False)

    fig.suptitle(title, x=0.02, ha="left")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    fig.legend(handles, labels, title=category, frameon=False, loc=(0.75, 0.75))
    return fig


def sample_data() -> pd.DataFrame:
    """Weigh and measure 60 kernels of each of three invented wheat varieties."""
    rng = np.random.default_rng(20)
    shapes = {"Amber": (5.6, 3.3, 36), "Ridge": (6.2, 2.9, 39), "Summit": (6.9, 3.6, 47)}
    kernels = []
    for length, width, mass in shapes.values():
        swell = rng.normal(0, 1, 60)
        kernels.append(
            {
                "Length (mm)": length + 0.2 * swell + rng.normal(0, 0.15, 60),
                "Width (mm)": width + 0.12 * swell + rng.normal(0, 0.12, 60),
                "Mass (mg)": mass + 2.5 * swell + rng.normal(0, 1.5, 60),
            }
        )
    frame = pd.concat(pd.DataFrame(kernel) for kernel in kernels).reset_index(drop=True)
    return frame.assign(Variety=np.repeat(list(shapes), 60))


if __name__ == "__main__":
    create_plot(sample_data()).savefig("plot.png", dpi=150)

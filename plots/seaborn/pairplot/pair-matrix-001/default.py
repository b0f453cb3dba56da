"""pair-matrix-001: Scatter Plot Matrix with seaborn.

Python: 3.10+
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure


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
    grid = sns.pairplot(
        data,
        vars=list(variables),
        hue=category,
        palette=sns.color_palette("colorblind", data[category].nunique()),
        corner=True,
        diag_kind="hist",
        height=2.3,
        plot_kws={"alpha": alpha, "s": 22},
        diag_kws={"bins": bins, "edgecolor": "white"},
    )
    for ax in grid.figure.axes:
        ax.grid(alpha=0.3)
        ax.set_axisbelow(True)
    grid.figure.suptitle(title, x=0.02, ha="left")
    sns.move_legend(grid, "upper right", bbox_to_anchor=(0.9, 0.9))
    grid.tight_layout()
    return grid.figure


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

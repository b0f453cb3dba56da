"""heatmap-correlation-001: Correlation Heatmap with matplotlib.

Python: 3.10+
"""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure


def create_plot(
    data: pd.DataFrame,
    variables: Sequence[str] | None = None,
    *,
    method: str = "pearson",
    annotate: bool = True,
    title: str = "Rain follows low pressure, not the thermometer",
) -> Figure:
    """Draw the lower triangle of the correlation matrix on a scale centred at zero."""
    numeric = data.select_dtypes("number") if variables is None else data[list(variables)]
    full = numeric.corr(method=method)
    # The diagonal is always 1, and the upper triangle only repeats the lower one.
    lower = full.where(np.tri(len(full), k=-1, dtype=bool)).iloc[1:, :-1]

    fig, ax = plt.subplots(figsize=(7, 5.5), layout="constrained")
    image = ax.imshow(lower, cmap="RdBu_r", vmin=-1, vmax=1)
    fig.colorbar(image, ax=ax, shrink=0.8, label=f"{method.title()} correlation")
    if annotate:
        for (row, column), value in np.ndenumerate(lower):
            if not np.isnan(value):
                ink = "white" if abs(value) > 0.6 else "0.15"
                ax.text(column, row, f"{value:.2f}", ha="center", va="center", color=ink)

    ax.set_xticks(range(lower.shape[1]), lower.columns, rotation=30, ha="right")
    ax.set_yticks(range(lower.shape[0]), lower.index)
    ax.tick_params(length=0)
    ax.set_title(title, loc="left")
    ax.spines[:].set_visible(False)
    return fig


def sample_data() -> pd.DataFrame:
    """Observe a year of invented weather in which seasons and rain fronts drive the rest."""
    rng = np.random.default_rng(15)
    season = -np.cos(2 * np.pi * np.arange(365) / 365)
    front = rng.normal(size=365)

    def noise(scale: float) -> np.ndarray:
        return rng.normal(0, scale, 365)

    return pd.DataFrame(
        {
            "Temperature": 11 + 8 * season + noise(3),
            "Sunshine": 6 + 3 * season - 1.6 * front + noise(1.5),
            "Pressure": 1014 - 6 * front + noise(4),
            "Wind": 5 - 0.8 * season + 1.2 * front + noise(1.5),
            "Humidity": 72 - 8 * season + 5 * front + noise(5),
            "Rain": 3 + 2 * front + noise(1.5),
        }
    )


if __name__ == "__main__":
    create_plot(sample_data()).savefig("plot.png", dpi=150)

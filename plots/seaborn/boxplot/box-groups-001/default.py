"""box-groups-001: Box Plot by Group with seaborn.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure


def create_plot(
    data: pd.DataFrame,
    category: str = "Mode of travel",
    value: str = "Commute (minutes)",
    *,
    sort: bool = True,
    show_points: bool = True,
    color: str = "#56B4E9",
    title: str = "Short trips are walked, long ones take the train",
) -> Figure:
    """Draw one horizontal box per category, and each row as a dot in a small swarm."""
    medians = data.groupby(category, sort=False)[value].median()
    order = list((medians.sort_values() if sort else medians).index)

    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    sns.boxplot(
        data,
        x=value,
        y=category,
        order=order,
        width=0.6,
        color=color,
        boxprops={"alpha": 0.6},
        medianprops={"color": "black", "linewidth": 2},
        showfliers=not show_points,
        ax=ax,
    )
    if show_points:
        # A swarm needs no random jitter, so the picture is the same every time.
        sns.swarmplot(
            data, x=value, y=category, order=order, size=3.5, color="0.2", alpha=0.5, ax=ax
        )
    ax.set_xlim(0, None)
    ax.set_title(title, loc="left")
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", alpha=0.3)
    ax.set_axisbelow(True)
    sns.despine(fig, left=True)
    return fig


def sample_data() -> pd.DataFrame:
    """Ask 300 invented commuters how they travel and how long it takes."""
    rng = np.random.default_rng(16)
    habits = {
        "Bicycle": (21, 0.35),
        "Bus": (36, 0.3),
        "Car": (27, 0.4),
        "Train": (48, 0.25),
        "Walk": (14, 0.3),
    }
    modes = np.repeat(list(habits), 60)
    minutes = [rng.lognormal(np.log(median), spread, 60) for median, spread in habits.values()]
    return pd.DataFrame(
        {"Mode of travel": modes, "Commute (minutes)": np.concatenate(minutes).round(1)}
    )


if __name__ == "__main__":
    create_plot(sample_data()).savefig("plot.png", dpi=150)

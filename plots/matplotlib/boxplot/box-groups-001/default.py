"""box-groups-001: Box Plot by Group with matplotlib.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
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
    """Draw one horizontal box per category, and each row as a small jittered dot."""
    groups = {name: rows[value].to_numpy() for name, rows in data.groupby(category, sort=False)}
    if sort:
        groups = dict(sorted(groups.items(), key=lambda item: np.median(item[1])))

    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    ax.boxplot(
        list(groups.values()),
        tick_labels=list(groups),
        orientation="horizontal",
        widths=0.55,
        showfliers=not show_points,
        patch_artist=True,
        boxprops={"facecolor": color, "alpha": 0.6},
        medianprops={"color": "black", "linewidth": 2},
    )
    if show_points:
        rng = np.random.default_rng(0)
        for position, values in enumerate(groups.values(), start=1):
            spread = position + rng.uniform(-0.2, 0.2, len(values))
            ax.plot(values, spread, "o", color="0.2", alpha=0.35, markersize=3.5)

    ax.invert_yaxis()
    ax.set(xlabel=value, ylabel=category, xlim=(0, None))
    ax.set_title(title, loc="left")
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", alpha=0.3)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
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

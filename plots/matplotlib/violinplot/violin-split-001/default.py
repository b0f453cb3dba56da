"""violin-split-001: Split Violin Plot with matplotlib.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch


def create_plot(
    data: pd.DataFrame,
    category: str = "Age (years)",
    half: str = "Night",
    value: str = "Sleep (hours)",
    *,
    quartiles: bool = True,
    title: str = "Teenagers sleep in, pensioners do not need to",
) -> Figure:
    """Draw one violin per category whose two halves belong to two groups."""
    names = list(data[category].unique())
    halves = dict(zip(data[half].unique(), ("#0072B2", "#E69F00"), strict=True))

    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    for side, (group, color) in zip(("low", "high"), halves.items(), strict=True):
        rows = data[data[half] == group]
        parts = ax.violinplot(
            [rows.loc[rows[category] == name, value] for name in names],
            positions=range(len(names)),
            widths=0.85,
            showextrema=False,
            quantiles=[[0.25, 0.5, 0.75]] * len(names) if quartiles else None,
            side=side,
        )
        for body in parts["bodies"]:
            body.set(facecolor=color, edgecolor="white", alpha=0.75)
        if quartiles:
            parts["cquantiles"].set(color="black", linewidth=1)

    ax.set_xticks(range(len(names)), names)
    ax.set(xlabel=category, ylabel=value)
    ax.set_title(title, loc="left")
    ax.tick_params(axis="x", length=0)
    ax.grid(axis="y", alpha=0.3)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    handles = [Patch(color=color, alpha=0.75, label=group) for group, color in halves.items()]
    ax.legend(handles=handles, title=half, frameon=False, loc="upper right")
    return fig


def sample_data() -> pd.DataFrame:
    """Record how long 1,000 invented people slept on a weeknight and at the weekend."""
    rng = np.random.default_rng(17)
    means = {
        "13-17": (7.2, 9.1),
        "18-29": (6.9, 8.5),
        "30-49": (6.6, 7.6),
        "50-64": (6.7, 7.2),
        "65-80": (7.3, 7.4),
    }
    return pd.concat(
        pd.DataFrame(
            {"Age (years)": age, "Night": night, "Sleep (hours)": rng.normal(mean, 0.8, 100)}
        )
        for age, pair in means.items()
        for night, mean in zip(("Weeknight", "Weekend"), pair, strict=True)
    ).reset_index(drop=True)


if __name__ == "__main__":
    create_plot(sample_data()).savefig("plot.png", dpi=150)

"""box-groups-001: Box Plot by Group with plotnine.

Python: 3.10+
"""

import numpy as np
import pandas as pd
from plotnine import (
    aes,
    coord_flip,
    element_blank,
    element_text,
    geom_boxplot,
    geom_point,
    ggplot,
    labs,
    position_jitter,
    theme,
    theme_minimal,
)


def create_plot(
    data: pd.DataFrame,
    category: str = "Mode of travel",
    value: str = "Commute (minutes)",
    *,
    sort: bool = True,
    show_points: bool = True,
    color: str = "#56B4E9",
    title: str = "Short trips are walked, long ones take the train",
) -> ggplot:
    """Draw one horizontal box per category, and each row as a small jittered dot."""
    medians = data.groupby(category, sort=False)[value].median()
    order = list((medians.sort_values() if sort else medians).index)
    # Flipped coordinates count upwards, and the first box belongs on top.
    ordered = data.assign(**{category: pd.Categorical(data[category], categories=order[::-1])})
    plot = (
        ggplot(ordered, aes(category, value))
        + geom_boxplot(fill=color, alpha=0.6, width=0.6, outlier_shape="" if show_points else "o")
        + coord_flip()
        + labs(title=title, x=category, y=value)
        + theme_minimal()
        + theme(
            figure_size=(8, 5),
            plot_title=element_text(ha="left"),
            panel_grid_major_y=element_blank(),
        )
    )
    if show_points:
        # A seed of 0 would count as none.
        jitter = position_jitter(width=0.2, height=0, random_state=1)
        plot += geom_point(position=jitter, size=1.2, alpha=0.4)
    return plot


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
    create_plot(sample_data()).save("plot.png", dpi=150, verbose=False)

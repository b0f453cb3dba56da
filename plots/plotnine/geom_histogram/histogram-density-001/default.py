"""histogram-density-001: Histogram with Density Curve with plotnine.

Python: 3.10+
"""

import numpy as np
import pandas as pd
from plotnine import (
    aes,
    after_stat,
    element_text,
    geom_density,
    geom_histogram,
    ggplot,
    labs,
    theme,
    theme_minimal,
)


def create_plot(
    data: pd.DataFrame,
    value: str = "Reaction time (ms)",
    *,
    bins: int = 30,
    bandwidth: float = 0.2,
    color: str = "#56B4E9",
    title: str = "Two kinds of key press hide in one average",
) -> ggplot:
    """Draw a density-scaled histogram and a Gaussian kernel estimate over it."""
    kernel = float(bandwidth * data[value].std())
    return (
        ggplot(data, aes(value))
        + geom_histogram(
            aes(y=after_stat("density")), bins=bins, fill=color, alpha=0.6, color="white"
        )
        + geom_density(bw=kernel, color="#0072B2", size=1.2)
        + labs(title=title, x=value, y="Density")
        + theme_minimal()
        + theme(figure_size=(8, 5), plot_title=element_text(ha="left"))
    )


def sample_data() -> pd.DataFrame:
    """Time 600 invented key presses: most are reflexes, some needed a decision first."""
    rng = np.random.default_rng(14)
    reflex = rng.lognormal(np.log(290), 0.16, 420)
    decision = rng.lognormal(np.log(520), 0.14, 180)
    return pd.DataFrame({"Reaction time (ms)": np.concatenate([reflex, decision]).round(1)})


if __name__ == "__main__":
    create_plot(sample_data()).save("plot.png", dpi=150, verbose=False)

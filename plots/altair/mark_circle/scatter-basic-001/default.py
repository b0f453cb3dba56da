"""scatter-basic-001: Basic 2D Scatter Plot with altair.

Python: 3.10+
"""

import altair as alt
import numpy as np
import pandas as pd


def create_plot(
    data: pd.DataFrame,
    x: str = "Trunk diameter (cm)",
    y: str = "Height (m)",
    *,
    color: str = "#0072B2",
    alpha: float = 0.7,
    size: float = 7,
    title: str = "Beeches thicken long after they stop climbing",
) -> alt.Chart:
    """Draw one translucent marker per row; drag and scroll to look closer."""
    return (
        alt.Chart(data, title=alt.Title(title, anchor="start"), width=600, height=360)
        .mark_circle(size=size**2, color=color, opacity=alpha, stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X(field=x, type="quantitative", scale=alt.Scale(zero=False, padding=10)),
            y=alt.Y(field=y, type="quantitative", scale=alt.Scale(zero=False, padding=10)),
            tooltip=[x, y],
        )
        .interactive()
    )


def sample_data() -> pd.DataFrame:
    """Measure 200 invented beeches, whose height levels off as the trunk thickens."""
    rng = np.random.default_rng(11)
    diameter = rng.gamma(4, 8, 200) + 4
    height = 35 * (1 - np.exp(-diameter / 28)) + rng.normal(0, 1.7, 200)
    return pd.DataFrame({"Trunk diameter (cm)": diameter.round(1), "Height (m)": height.round(1)})


if __name__ == "__main__":
    create_plot(sample_data()).save("plot.html")

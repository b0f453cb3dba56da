"""scatter-basic-001: Basic 2D Scatter Plot with plotly.

Python: 3.10+
"""

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go


def create_plot(
    data: pd.DataFrame,
    x: str = "Trunk diameter (cm)",
    y: str = "Height (m)",
    *,
    color: str = "#0072B2",
    alpha: float = 0.7,
    size: float = 7,
    title: str = "Beeches thicken long after they stop climbing",
) -> go.Figure:
    """Draw one translucent marker per row; hovering shows its two values."""
    fig = px.scatter(data, x=x, y=y, title=title, template="plotly_white", opacity=alpha)
    fig.update_traces(
        marker={"size": size, "color": color, "line": {"width": 0.5, "color": "white"}}
    )
    return fig


def sample_data() -> pd.DataFrame:
    """Measure 200 invented beeches, whose height levels off as the trunk thickens."""
    rng = np.random.default_rng(11)
    diameter = rng.gamma(4, 8, 200) + 4
    height = 35 * (1 - np.exp(-diameter / 28)) + rng.normal(0, 1.7, 200)
    return pd.DataFrame({"Trunk diameter (cm)": diameter.round(1), "Height (m)": height.round(1)})


if __name__ == "__main__":
    create_plot(sample_data()).write_html("plot.html")

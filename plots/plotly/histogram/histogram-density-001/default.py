"""histogram-density-001: Histogram with Density Curve with plotly.

Python: 3.10+
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go


def create_plot(
    data: pd.DataFrame,
    value: str = "Reaction time (ms)",
    *,
    bins: int = 30,
    bandwidth: float = 0.2,
    color: str = "#56B4E9",
    title: str = "Two kinds of key press hide in one average",
) -> go.Figure:
    """Draw a density-scaled histogram and a Gaussian kernel estimate over it."""
    values = data[value].dropna().to_numpy()
    kernel = bandwidth * values.std(ddof=1)
    grid = np.linspace(values.min() - 3 * kernel, values.max() + 3 * kernel, 300)
    distance = (grid[:, np.newaxis] - values) / kernel
    density = np.exp(-(distance**2) / 2).mean(axis=1) / (kernel * np.sqrt(2 * np.pi))

    step = (values.max() - values.min()) / bins
    fig = go.Figure()
    fig.add_histogram(
        x=values,
        # Plotly takes `nbinsx` as a hint only; edges of our own are kept to.
        xbins={"start": values.min(), "end": values.max() + step / 2, "size": step},
        histnorm="probability density",
        marker={"color": color, "opacity": 0.6, "line": {"color": "white", "width": 1}},
        name="Histogram",
    )
    fig.add_scatter(
        x=grid,
        y=density,
        mode="lines",
        line={"color": "#0072B2", "width": 2.5},
        name="Kernel density",
    )
    fig.update_layout(title=title, template="plotly_white", legend={"x": 0.75, "y": 0.95})
    fig.update_xaxes(title=value)
    fig.update_yaxes(title="Density")
    return fig


def sample_data() -> pd.DataFrame:
    """Time 600 invented key presses: most are reflexes, some needed a decision first."""
    rng = np.random.default_rng(14)
    reflex = rng.lognormal(np.log(290), 0.16, 420)
    decision = rng.lognormal(np.log(520), 0.14, 180)
    return pd.DataFrame({"Reaction time (ms)": np.concatenate([reflex, decision]).round(1)})


if __name__ == "__main__":
    create_plot(sample_data()).write_html("plot.html")

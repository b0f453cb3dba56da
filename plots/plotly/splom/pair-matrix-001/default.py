"""pair-matrix-001: Scatter Plot Matrix with plotly.

Python: 3.10+
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


def create_plot(
    data: pd.DataFrame,
    variables: Sequence[str] = ("Length (mm)", "Width (mm)", "Mass (mg)"),
    category: str = "Variety",
    *,
    alpha: float = 0.7,
    title: str = "Summit kernels are the longest and the heaviest",
) -> go.Figure:
    """Draw each pair of variables once; a selection in one panel shows in all of them."""
    fig = px.scatter_matrix(
        data,
        dimensions=list(variables),
        color=category,
        symbol=category,
        opacity=alpha,
        title=title,
        template="plotly_white",
        color_discrete_sequence=list(COLORS),
    )
    # Plotly cannot put histograms on the diagonal, and empty dots there say nothing.
    fig.update_traces(diagonal_visible=False, showupperhalf=False, marker={"size": 5})
    fig.update_layout(width=800, height=700, dragmode="select")
    return fig


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
    create_plot(sample_data()).write_html("plot.html")

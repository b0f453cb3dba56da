"""heatmap-correlation-001: Correlation Heatmap with plotly.

Python: 3.10+
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go


def create_plot(
    data: pd.DataFrame,
    variables: Sequence[str] | None = None,
    *,
    method: str = "pearson",
    annotate: bool = True,
    title: str = "Rain follows low pressure, not the thermometer",
) -> go.Figure:
    """Draw the lower triangle of the correlation matrix on a scale centred at zero."""
    numeric = data.select_dtypes("number") if variables is None else data[list(variables)]
    full = numeric.corr(method=method)
    # The diagonal is always 1, and the upper triangle only repeats the lower one.
    lower = full.where(np.tri(len(full), k=-1, dtype=bool)).iloc[1:, :-1]

    fig = go.Figure(
        go.Heatmap(
            z=lower,
            x=lower.columns,
            y=lower.index,
            zmin=-1,
            zmax=1,
            colorscale="RdBu_r",
            colorbar={"title": {"text": f"{method.title()} correlation", "side": "right"}},
            texttemplate="%{z:.2f}" if annotate else None,
            hovertemplate="%{y} and %{x}: %{z:.2f}<extra></extra>",
            hoverongaps=False,
            xgap=2,
            ygap=2,
        )
    )
    fig.update_layout(title=title, template="simple_white", width=700, height=600)
    fig.update_xaxes(showline=False, ticks="", constrain="domain")
    fig.update_yaxes(showline=False, ticks="", autorange="reversed", scaleanchor="x")
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
    create_plot(sample_data()).write_html("plot.html")

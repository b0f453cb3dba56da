"""heatmap-correlation-001: Correlation Heatmap with altair.

Python: 3.10+
"""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd


def create_plot(
    data: pd.DataFrame,
    variables: Sequence[str] | None = None,
    *,
    method: str = "pearson",
    annotate: bool = True,
    title: str = "Rain follows low pressure, not the thermometer",
) -> alt.LayerChart:
    """Draw the lower triangle of the correlation matrix on a scale centred at zero."""
    numeric = data.select_dtypes("number") if variables is None else data[list(variables)]
    full = numeric.corr(method=method)
    # The diagonal is always 1, and the upper triangle only repeats the lower one.
    lower = full.where(np.tri(len(full), k=-1, dtype=bool)).iloc[1:, :-1]
    rows, columns = list(lower.index), list(lower.columns)
    cells = lower.rename_axis("row").reset_index().melt("row", var_name="column", value_name="r")

    base = alt.Chart(cells.dropna()).encode(
        x=alt.X("column:N", sort=columns, title=None, axis=alt.Axis(labelAngle=-30)),
        y=alt.Y("row:N", sort=rows, title=None),
    )
    tiles = base.mark_rect(stroke="white", strokeWidth=2).encode(
        color=alt.Color(
            "r:Q",
            scale=alt.Scale(scheme="redblue", domain=[-1, 1], reverse=True),
            legend=alt.Legend(title=f"{method.title()} correlation", titleLimit=200),
        ),
        tooltip=["row", "column", alt.Tooltip("r:Q", format=".2f")],
    )
    numbers = base.mark_text(fontSize=13).encode(
        text=alt.Text("r:Q", format=".2f"),
        color=alt.condition("abs(datum.r) > 0.6", alt.value("white"), alt.value("#222222")),
    )
    chart = tiles + numbers if annotate else alt.layer(tiles)
    return chart.properties(title=alt.Title(title, anchor="start"), width=420, height=380)


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
    create_plot(sample_data()).save("plot.html")

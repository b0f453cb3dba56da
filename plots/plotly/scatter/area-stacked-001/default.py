"""area-stacked-001: Stacked Area Chart with plotly.

Python: 3.10+
"""

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go

COLORS = ("#0072B2", "#56B4E9", "#E69F00", "#999999", "#009E73", "#CC79A7")


def create_plot(
    data: pd.DataFrame,
    time: str = "Month",
    series: str = "Source",
    value: str = "Generation (TWh)",
    *,
    normalize: bool = False,
    title: str = "Wind and sun replace gas",
) -> go.Figure:
    """Stack the series in the order of their first row; one hover label reads all of them."""
    fig = px.area(
        data,
        x=time,
        y=value,
        color=series,
        groupnorm="percent" if normalize else None,
        title=title,
        template="plotly_white",
        color_discrete_sequence=list(COLORS),
    )
    for trace in fig.data:
        # Left alone, the fill is half transparent and the grid shines through.
        trace.fillcolor = trace.line.color
    fig.update_traces(line={"width": 0.8, "color": "white"}, hovertemplate="%{y:.1f}")
    fig.update_layout(hovermode="x unified", legend={"traceorder": "reversed"})
    fig.update_xaxes(ticks="outside")
    if normalize:
        fig.update_yaxes(title="Share (%)", range=[0, 100])
    return fig


def sample_data() -> pd.DataFrame:
    """Run an invented power grid for four years while gas gives way to wind and sun."""
    rng = np.random.default_rng(18)
    months = pd.date_range("2022-01-01", periods=48, freq="MS")
    step = np.arange(48)
    summer = -np.cos(2 * np.pi * step / 12)
    levels = {
        "Hydro": 2.2 + 0.5 * np.sin(2 * np.pi * step / 12),
        "Wind": 2.6 + 0.04 * step - 0.8 * summer,
        "Solar": (1.1 + 0.025 * step) * (1 + 0.85 * summer),
        "Gas": 5.2 - 0.06 * step - 0.7 * summer,
    }
    wide = pd.DataFrame(levels, index=months.rename("Month")) * rng.normal(1, 0.04, (48, 4))
    long = wide.round(2).melt(ignore_index=False, var_name="Source", value_name="Generation (TWh)")
    return long.reset_index()


if __name__ == "__main__":
    create_plot(sample_data()).write_html("plot.html")

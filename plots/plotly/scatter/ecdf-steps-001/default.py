"""ecdf-steps-001: Empirical Cumulative Distribution with plotly.

Python: 3.10+
"""

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


def create_plot(
    data: pd.DataFrame,
    value: str = "Response time (ms)",
    category: str = "Data centre",
    *,
    quantile: float = 0.95,
    complementary: bool = False,
    title: str = "Virginia beats Sydney on most requests and loses on the slowest",
) -> go.Figure:
    """Draw one step function per category and mark the quantile they are judged by."""
    level = 1 - quantile if complementary else quantile
    fig = px.ecdf(
        data,
        x=value,
        color=category,
        ecdfmode="complementary" if complementary else "standard",
        title=title,
        template="plotly_white",
        color_discrete_sequence=list(COLORS),
    )
    fig.add_hline(
        level,
        line={"color": "#888888", "width": 1, "dash": "dash"},
        annotation={"text": f"{level:.0%}", "font": {"color": "#666666"}},
        annotation_position="top left",
    )
    fig.update_xaxes(rangemode="tozero")
    fig.update_yaxes(
        title="Share of rows above" if complementary else "Share of rows at or below",
        tickformat=".0%",
        range=[0, 1.05],
    )
    return fig


def sample_data() -> pd.DataFrame:
    """Time 200 requests to each of three invented data centres."""
    rng = np.random.default_rng(19)
    centres = {"Frankfurt": (90, 0.3), "Virginia": (120, 0.65), "Sydney": (210, 0.2)}
    times = [rng.lognormal(np.log(median), spread, 200) for median, spread in centres.values()]
    return pd.DataFrame(
        {
            "Data centre": np.repeat(list(centres), 200),
            "Response time (ms)": np.concatenate(times).round(1),
        }
    )


if __name__ == "__main__":
    create_plot(sample_data()).write_html("plot.html")

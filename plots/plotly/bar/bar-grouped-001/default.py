"""bar-grouped-001: Grouped Bar Chart with plotly.

Python: 3.10+
"""

import pandas as pd
import plotly.express as px
import plotly.graph_objects as go


def create_plot(
    data: pd.DataFrame,
    category: str = "Material",
    group: str = "Year",
    value: str = "Recycled (%)",
    *,
    bar_width: float = 0.8,
    show_values: bool = True,
    title: str = "Every material is recycled more than ten years ago",
) -> go.Figure:
    """Draw one cluster of bars per category, in the order of the rows."""
    groups = data[group].nunique()
    # The groups are ordered, so lightness carries the order and the hue stays one.
    shades = px.colors.sample_colorscale("Blues", [0.4 + 0.5 * i / groups for i in range(groups)])
    fig = px.bar(
        data,
        x=category,
        y=value,
        color=group,
        barmode="group",
        text_auto=show_values,
        title=title,
        template="plotly_white",
        color_discrete_sequence=shades,
    )
    fig.update_traces(textposition="outside")
    fig.update_layout(bargap=1 - bar_width, bargroupgap=0.06)
    fig.update_xaxes(type="category")
    return fig


def sample_data() -> pd.DataFrame:
    """List how much household waste an invented town recycled, by material and year."""
    shares = {
        "Glass": (68, 74, 83),
        "Paper": (61, 70, 78),
        "Metal": (47, 58, 71),
        "Organic": (22, 39, 55),
        "Plastic": (14, 21, 34),
    }
    rows = [
        (material, year, share)
        for material, by_year in shares.items()
        for year, share in zip(("2015", "2020", "2025"), by_year, strict=True)
    ]
    return pd.DataFrame(rows, columns=["Material", "Year", "Recycled (%)"])


if __name__ == "__main__":
    create_plot(sample_data()).write_html("plot.html")

"""box-groups-001: Box Plot by Group with plotly.

Python: 3.10+
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go


def create_plot(
    data: pd.DataFrame,
    category: str = "Mode of travel",
    value: str = "Commute (minutes)",
    *,
    sort: bool = True,
    show_points: bool = True,
    color: str = "#56B4E9",
    title: str = "Short trips are walked, long ones take the train",
) -> go.Figure:
    """Draw one horizontal box per category, and each row as a small jittered dot."""
    medians = data.groupby(category, sort=False)[value].median()
    order = list((medians.sort_values() if sort else medians).index)

    fig = go.Figure(
        go.Box(
            x=data[value],
            y=data[category],
            orientation="h",
            boxpoints="all" if show_points else "outliers",
            jitter=0.4,
            pointpos=0,
            fillcolor=color,
            line={"color": "#333333", "width": 1.5},
            marker={"color": "#333333", "opacity": 0.35, "size": 4},
        )
    )
    fig.update_layout(title=title, template="plotly_white")
    fig.update_xaxes(title=value, rangemode="tozero")
    fig.update_yaxes(
        title=category, categoryorder="array", categoryarray=order, autorange="reversed"
    )
    return fig


def sample_data() -> pd.DataFrame:
    """Ask 300 invented commuters how they travel and how long it takes."""
    rng = np.random.default_rng(16)
    habits = {
        "Bicycle": (21, 0.35),
        "Bus": (36, 0.3),
        "Car": (27, 0.4),
        "Train": (48, 0.25),
        "Walk": (14, 0.3),
    }
    modes = np.repeat(list(habits), 60)
    minutes = [rng.lognormal(np.log(median), spread, 60) for median, spread in habits.values()]
    return pd.DataFrame(
        {"Mode of travel": modes, "Commute (minutes)": np.concatenate(minutes).round(1)}
    )


if __name__ == "__main__":
    create_plot(sample_data()).write_html("plot.html")

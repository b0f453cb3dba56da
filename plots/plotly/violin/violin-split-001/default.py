"""violin-split-001: Split Violin Plot with plotly.

Python: 3.10+
"""

import numpy as np
import pandas as pd
import plotly.graph_objects as go


def create_plot(
    data: pd.DataFrame,
    category: str = "Age (years)",
    half: str = "Night",
    value: str = "Sleep (hours)",
    *,
    quartiles: bool = True,
    title: str = "Teenagers sleep in, pensioners do not need to",
) -> go.Figure:
    """Draw one violin per category whose two halves belong to two groups."""
    fig = go.Figure()
    sides = zip(data[half].unique(), ("negative", "positive"), ("#0072B2", "#E69F00"), strict=True)
    for group, side, color in sides:
        rows = data[data[half] == group]
        fig.add_violin(
            x=rows[category],
            y=rows[value],
            name=group,
            side=side,
            scalegroup="all",
            width=0.95,
            fillcolor=color,
            opacity=0.75,
            line={"color": "#333333", "width": 1},
            points=False,
            box={"visible": quartiles, "width": 0.2},
        )
    fig.update_layout(
        title=title,
        template="plotly_white",
        violinmode="overlay",
        legend={"title": half, "x": 0.9, "y": 0.98},
    )
    # Without the type, ranges such as 13-17 would be read as dates.
    fig.update_xaxes(title=category, type="category")
    fig.update_yaxes(title=value)
    return fig


def sample_data() -> pd.DataFrame:
    """Record how long 1,000 invented people slept on a weeknight and at the weekend."""
    rng = np.random.default_rng(17)
    means = {
        "13-17": (7.2, 9.1),
        "18-29": (6.9, 8.5),
        "30-49": (6.6, 7.6),
        "50-64": (6.7, 7.2),
        "65-80": (7.3, 7.4),
    }
    return pd.concat(
        pd.DataFrame(
            {"Age (years)": age, "Night": night, "Sleep (hours)": rng.normal(mean, 0.8, 100)}
        )
        for age, pair in means.items()
        for night, mean in zip(("Weeknight", "Weekend"), pair, strict=True)
    ).reset_index(drop=True)


if __name__ == "__main__":
    create_plot(sample_data()).write_html("plot.html")

"""area-stacked-001: Stacked Area Chart with altair.

Python: 3.10+
"""

import altair as alt
import numpy as np
import pandas as pd

COLORS = ("#0072B2", "#56B4E9", "#E69F00", "#999999", "#009E73", "#CC79A7")


def create_plot(
    data: pd.DataFrame,
    time: str = "Month",
    series: str = "Source",
    value: str = "Generation (TWh)",
    *,
    normalize: bool = False,
    title: str = "Wind and sun replace gas",
) -> alt.Chart:
    """Stack the series in the order of their first row, with the legend in stack order."""
    order = list(data[series].unique())
    # Vega stacks from the top down and knows no order but a column's own.
    ranked = data.assign(rank=data[series].map({name: rank for rank, name in enumerate(order)}))
    return (
        alt.Chart(ranked, title=alt.Title(title, anchor="start"), width=680, height=340)
        .mark_area(stroke="white", strokeWidth=0.6)
        .encode(
            x=alt.X(field=time, type="temporal", axis=alt.Axis(grid=False)),
            y=alt.Y(
                field=value,
                type="quantitative",
                stack="normalize" if normalize else "zero",
                title="Share" if normalize else value,
                axis=alt.Axis(format="%") if normalize else alt.Axis(),
            ),
            color=alt.Color(
                field=series,
                type="nominal",
                sort=order[::-1],
                scale=alt.Scale(domain=order[::-1], range=list(COLORS[: len(order)])[::-1]),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[time, series, value],
        )
    )


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
    create_plot(sample_data()).save("plot.html")

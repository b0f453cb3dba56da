"""ecdf-steps-001: Empirical Cumulative Distribution with altair.

Python: 3.10+
"""

import altair as alt
import numpy as np
import pandas as pd

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


def create_plot(
    data: pd.DataFrame,
    value: str = "Response time (ms)",
    category: str = "Data centre",
    *,
    quantile: float = 0.95,
    complementary: bool = False,
    title: str = "Virginia beats Sydney on most requests and loses on the slowest",
) -> alt.LayerChart:
    """Draw one step function per category and mark the quantile they are judged by."""
    names = list(data[category].unique())
    curves = (
        alt.Chart(data)
        .transform_window(
            [alt.WindowFieldDef(op="cume_dist", **{"as": "below"})],
            sort=[alt.SortField(value)],
            groupby=[category],
        )
        .transform_calculate(share="1 - datum.below" if complementary else "datum.below")
        .mark_line(interpolate="step-after")
        .encode(
            x=alt.X(field=value, type="quantitative"),
            y=alt.Y(
                "share:Q",
                title="Share of rows above" if complementary else "Share of rows at or below",
                axis=alt.Axis(format="%"),
            ),
            color=alt.Color(
                field=category,
                type="nominal",
                scale=alt.Scale(domain=names, range=list(COLORS[: len(names)])),
            ),
        )
    )
    level = 1 - quantile if complementary else quantile
    mark = alt.Chart(pd.DataFrame({"level": [level]})).encode(y=alt.Y("level:Q", title=None))
    rule = mark.mark_rule(color="#888888", strokeDash=[5, 4])
    note = mark.mark_text(text=f"{level:.0%}", color="#666666", x=4, align="left", dy=8)
    return alt.layer(
        curves, rule, note, title=alt.Title(title, anchor="start"), width=620, height=360
    )


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
    create_plot(sample_data()).save("plot.html")

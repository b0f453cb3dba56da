"""ecdf-steps-001: Empirical Cumulative Distribution with matplotlib.

Written with the type parameter syntax of PEP 695, which older interpreters cannot parse.

Python: 3.12+
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

type Steps[T: np.generic] = tuple[np.ndarray[tuple[int], np.dtype[T]], np.ndarray]

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


def steps[T: np.generic](values: np.ndarray[tuple[int], np.dtype[T]]) -> Steps[T]:
    """Return the sorted values and the share of values at or below each of them."""
    return np.sort(values), np.arange(1, len(values) + 1) / len(values)


def create_plot(
    data: pd.DataFrame,
    value: str = "Response time (ms)",
    category: str = "Data centre",
    *,
    quantile: float = 0.95,
    complementary: bool = False,
    title: str = "Virginia beats Sydney on most requests and loses on the slowest",
) -> Figure:
    """Draw one step function per category, with the quantile read off in the legend."""
    fig, ax = plt.subplots(figsize=(8, 5), layout="constrained")
    for color, (name, rows) in zip(COLORS, data.groupby(category, sort=False), strict=False):
        ordered, share = steps(rows[value].to_numpy())
        mark = np.quantile(ordered, quantile)
        ax.step(
            ordered,
            1 - share if complementary else share,
            where="post",
            color=color,
            linewidth=1.8,
            label=f"{name}: {mark:.0f}",
        )
        ax.axvline(mark, color=color, linewidth=1, linestyle=":")

    share_label = "Share of rows above" if complementary else "Share of rows at or below"
    ax.set(xlabel=value, ylabel=share_label, xlim=(0, None), ylim=(0, 1.02))
    ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
    ax.set_title(title, loc="left")
    ax.grid(alpha=0.3)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(title=f"{quantile:.0%} are within", frameon=False, loc="center right")
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
    create_plot(sample_data()).savefig("plot.png", dpi=150)

"""A basic scatter plot.

Python: 3.10+
"""

import matplotlib.pyplot as plt
import pandas as pd


def create_plot(data: pd.DataFrame, x: str, y: str, alpha: float = 0.8) -> plt.Figure:
    """Draw column ``y`` against column ``x``."""
    figure, axes = plt.subplots()
    axes.scatter(data[x], data[y], alpha=alpha)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return figure

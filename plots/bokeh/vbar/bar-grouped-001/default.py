"""bar-grouped-001: Grouped Bar Chart with bokeh.

Python: 3.10+
"""

import pandas as pd
from bokeh.models import ColumnDataSource
from bokeh.palettes import Blues9
from bokeh.plotting import figure, save
from bokeh.resources import INLINE
from bokeh.transform import dodge


def create_plot(
    data: pd.DataFrame,
    category: str = "Material",
    group: str = "Year",
    value: str = "Recycled (%)",
    *,
    bar_width: float = 0.8,
    show_values: bool = True,
    title: str = "Every material is recycled more than ten years ago",
) -> figure:
    """Draw one cluster of bars per category, in the order of the rows."""
    table = data.pivot_table(index=category, columns=group, values=value, sort=False)
    count = table.shape[1]
    width = bar_width / count
    # The groups are ordered, so lightness carries the order and the hue stays one.
    shades = Blues9[1::2][:count][::-1]

    plot = figure(
        width=800,
        height=480,
        title=title,
        x_range=list(table.index),
        x_axis_label=category,
        y_axis_label=value,
        toolbar_location=None,
        tools="",
    )
    source = ColumnDataSource(table.reset_index().to_dict("series"))
    for position, (name, shade) in enumerate(zip(table.columns, shades, strict=True)):
        centre = dodge(category, (position - (count - 1) / 2) * width, range=plot.x_range)
        plot.vbar(
            centre, width * 0.94, name, source=source, color=shade, legend_label=f"{group} {name}"
        )
        if show_values:
            plot.text(
                centre,
                name,
                text={"field": name},
                source=source,
                text_align="center",
                text_font_size="11px",
                text_color="#444444",
                y_offset=-3,
            )
    plot.y_range.start = 0
    plot.xgrid.visible = False
    plot.legend.location = "top_right"
    return plot


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
    save(create_plot(sample_data()), "plot.html", resources=INLINE, title="Grouped Bar Chart")

"""Makes a catalogue of any size: the same text for the same number."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

LIBRARIES = (
    "altair", "bokeh", "highcharts", "letsplot", "matplotlib", "plotly", "plotnine", "pygal",
    "seaborn",
)  # fmt: skip
PLOTS = ("area", "bar", "box", "heatmap", "histogram", "line", "pie", "scatter", "violin")
WORDS = (
    "category", "comparison", "correlation", "density", "distribution", "error", "forecast",
    "group", "height", "model", "month", "outlier", "price", "range", "rank", "region", "sample",
    "series", "share", "signal", "trend", "volume", "weight",
)  # fmt: skip

MARKDOWN = """# {id}: {title}

## Description

{description}

## Data Requirements

{requirements}

## Optional Parameters

- `color`: Color of the marks (type: string, default: "steelblue")
- `alpha`: Transparency level (type: float, default: {alpha})
- `figsize`: Size of the figure (type: tuple, default: (10, 6))
- `title`: Title of the plot (type: string, default: None)

## Tags

{tags}

## Quality Criteria

- [ ] Axes are labelled with units
- [ ] Colours can be told apart by everybody

## Use Cases

- {use}
"""
YAML = """id: {id}
title: {title}
description: >
  {description}
data_requirements:
{requirements}
optional_params:
  - {{name: color, type: string, description: Color of the marks, default: steelblue}}
  - {{name: alpha, type: float, description: Transparency level, default: {alpha}}}
tags: [{tags}]
"""
IMPLEMENTATION = '''"""
{id}: {title}
Implementation for: {library}
Variant: {variant}
Python: 3.10+
"""

import {library}


def create_plot(data, x, y, color="steelblue", alpha={alpha}):
    """Draw {use}."""
    figure = {library}.figure()
    figure.draw(data[x], data[y], color=color, alpha=alpha)
    return figure
'''


def generate(root: Path, implementations: int) -> Path:
    """Write a catalogue with that many implementations, nine to a spec, and commit it.

    Half of the specs are Markdown and half are YAML. Returns ``root``.
    """
    entries = [f'- {{id: {name}, name: {name.title()}, version: "1.0.0"}}\n' for name in LIBRARIES]
    _write(root / "plots" / "libraries.yaml", "".join(entries))
    specs = -(-implementations // len(LIBRARIES))
    for number in range(specs):
        spec = _spec(number)
        ending, template = ("md", MARKDOWN) if number % 2 else ("yaml", YAML)
        _write(root / "specs" / f"{spec['id']}.{ending}", template.format_map(spec))
        rest = min(len(LIBRARIES), implementations - number * len(LIBRARIES))
        for library in LIBRARIES[:rest]:
            path = root / "plots" / library / spec["plot"] / spec["id"] / "default.py"
            _write(path, IMPLEMENTATION.format(library=library, variant="default", **spec))
    for command in (["init"], ["add", "--all"], ["commit", "--message", "catalogue"]):
        who = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
        quiet = [] if command[0] == "add" else ["--quiet"]
        subprocess.run(["git", *who, *command, *quiet], cwd=root, check=True)
    return root


def _spec(number: int) -> dict[str, str]:
    chance = random.Random(number)
    plot = PLOTS[number % len(PLOTS)]
    spec_id = f"{plot}-{chance.choice(WORDS)}-{number:05d}"
    names = chance.sample(WORDS, 3)
    if number % 2:
        lines = [f"- **{name}**: Numeric values of the {name}" for name in names]
    else:
        lines = [f"  - {{name: {name}, type: numeric, description: The {name}}}" for name in names]
    return {
        "id": spec_id,
        "plot": plot,
        "title": f"{plot.title()} of {' and '.join(names)}",
        "description": " ".join(chance.choices(WORDS, k=30)).capitalize() + ".",
        "requirements": "\n".join(lines),
        "alpha": str(round(chance.random(), 2)),
        "tags": ", ".join(chance.sample(WORDS, 5)),
        "use": " ".join(chance.choices(WORDS, k=12)),
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")

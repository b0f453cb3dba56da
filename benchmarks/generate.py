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


SPARSE = """# {id}: A Plot

## Description

A plot.

## Data

- **x**: numeric
"""
SPEC_FIRST = """# {id}: {title}

## Description

{description}

## Applications

- {use}

## Data

- `x` (numeric) - Values of the x-axis
- `y` (numeric) - Values of the y-axis
- Size: 50-500 points recommended

## Notes

- {use}
"""
SPEC_FACTS = """spec_id: {id}
title: {title}
created: 2025-11-24T10:30:00Z
updated: null
issue: 42
suggested: null
tags:
  plot_type: [{plot}]
  data_type: [numeric]
  domain: [{tags}]
  features: [basic]
"""
METADATA = """library: {library}
specification_id: {id}
created: '2025-11-24T10:30:00Z'
updated: '2025-12-01T08:00:00+00:00'
generated_by: a model
workflow_run: 19617241239
issue: 42
python_version: 3.13.11
library_version: 1.0.0
preview_url: https://storage.example.org/plots/{id}/{library}/plot.png
quality_score: {score}
review:
  verdict: APPROVED
  strengths:
  - {description}
  weaknesses:
  - {use}
  image_description: {description}
"""
VARIANTS = 20
"""Of one spec in one library, in a sparse catalogue."""


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
    return _committed(root)


def generate_sparse(root: Path, implementations: int) -> Path:
    """Write a catalogue with many variants to a folder, and next to nothing in each file."""
    entries = [f'- {{id: {name}, name: {name.title()}, version: "1.0.0"}}\n' for name in LIBRARIES]
    _write(root / "plots" / "libraries.yaml", "".join(entries))
    each = VARIANTS * len(LIBRARIES)
    for number in range(-(-implementations // each)):
        spec_id, plot = spec_id_of(number), PLOTS[number % len(PLOTS)]
        _write(root / "specs" / f"{spec_id}.md", SPARSE.format(id=spec_id))
        for place in range(min(each, implementations - number * each)):
            library, variant = LIBRARIES[place % len(LIBRARIES)], f"v{place // len(LIBRARIES)}"
            path = root / "plots" / library / plot / spec_id / f"{variant}.py"
            _write(path, f'"""{number}, {place}."""\n')
    return _committed(root)


def generate_spec_first(root: Path, specs: int = 327, implementations: int = 2_708) -> Path:
    """Write a catalogue of the spec-first layout, of the size of the one that uses it."""
    left = implementations
    for number in range(specs):
        spec = _spec(number)
        folder = root / "plots" / spec["id"]
        _write(folder / "specification.md", SPEC_FIRST.format_map(spec))
        _write(folder / "specification.yaml", SPEC_FACTS.format_map(spec))
        share = -(-left // (specs - number))
        left -= share
        for library in LIBRARIES[:share]:
            facts = {"library": library, "score": str(60 + number % 40), **spec}
            code = IMPLEMENTATION.format(variant="default", **facts)
            _write(folder / "implementations" / "python" / f"{library}.py", code)
            metadata = folder / "metadata" / "python" / f"{library}.yaml"
            _write(metadata, METADATA.format_map(facts))
    return _committed(root)


def _committed(root: Path) -> Path:
    for command in (["init"], ["add", "--all"], ["commit", "--message", "catalogue"]):
        who = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
        # git must not tidy up behind our back while others are timed
        who += ["-c", "gc.auto=0", "-c", "maintenance.auto=false"]
        quiet = [] if command[0] == "add" else ["--quiet"]
        subprocess.run(["git", *who, *command, *quiet], cwd=root, check=True)
    return root


def spec_id_of(number: int) -> str:
    """The id of a spec."""
    return f"{PLOTS[number % len(PLOTS)]}-{random.Random(number).choice(WORDS)}-{number:05d}"


def _spec(number: int) -> dict[str, str]:
    chance = random.Random(number)
    plot, spec_id = PLOTS[number % len(PLOTS)], spec_id_of(number)
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

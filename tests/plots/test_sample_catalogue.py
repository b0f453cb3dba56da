"""The sample catalogue draws what its specs promise: each plot is run, and looked at."""

from __future__ import annotations

import ast
import json
import runpy
import sys
import warnings
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import yaml
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from plotly.graph_objects import Figure as PlotlyFigure

from sync.sources.files.spec import parse_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.model.catalog import Spec

mpl.use("Agg")

ROOT = Path(__file__).resolve().parents[2]
IMPLEMENTATIONS = sorted((ROOT / "plots").glob("*/*/*/*.py"))
SPEC_FILES = sorted((ROOT / "plots" / "specs").iterdir())


def implementations(*libraries: str) -> list[Any]:
    """Return the files of ``libraries`` (of all, without any) as test parameters."""
    return [
        pytest.param(
            path,
            id=path.relative_to(ROOT / "plots").with_suffix("").as_posix(),
            marks=pytest.mark.skipif(
                path.stem == "py312" and sys.version_info < (3, 12),
                reason="written in the syntax of Python 3.12",
            ),
        )
        for path in IMPLEMENTATIONS
        if not libraries or library_of(path) in libraries
    ]


def library_of(path: Path) -> str:
    """Return the library in the path of an implementation."""
    return path.parts[-4]


def spec_of(path: Path) -> Spec:
    """Return the spec that an implementation belongs to, read from its file."""
    (file,) = (file for file in SPEC_FILES if file.stem == path.parent.name)
    parsed, _ = parse_spec(file.relative_to(ROOT).as_posix(), file.read_bytes(), file.stem)
    assert parsed is not None
    return parsed.spec


def function(path: Path, name: str) -> ast.FunctionDef:
    """Return the definition of the function ``name`` in a file, without running it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    (found,) = (
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name
    )
    return found


@pytest.fixture
def draw() -> Iterator[Callable[..., Any]]:
    """Run a file afresh and draw its sample data; what a user would be warned of is an error."""

    def drawn(path: Path, **options: object) -> Any:
        module = runpy.run_path(str(path))
        return module["create_plot"](module["sample_data"](), **options)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # What one library thinks of another's calls is no concern of the catalogue's.
        for category in (DeprecationWarning, PendingDeprecationWarning):
            warnings.filterwarnings("ignore", category=category, module="(seaborn|plotly)[.]")
        yield drawn
    plt.close("all")


def other_options(path: Path) -> dict[str, object]:
    """Return another value for every optional parameter but the title."""
    arguments = function(path, "create_plot").args
    others: dict[str, object] = {}
    for argument, node in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        match ast.literal_eval(node) if node else None:
            case bool(default):
                others[argument.arg] = not default
            case int(default):
                others[argument.arg] = default + 4
            case float(default):
                others[argument.arg] = default * 0.6
            case "pearson":
                others[argument.arg] = "spearman"
            case str(default) if default.startswith("#"):
                others[argument.arg] = "#222222"
    return others


def data_alone(figure: Figure) -> np.ndarray:
    """Return where Agg paints the figure's data, bottom row first, with all else hidden."""
    for ax in figure.axes:
        data = {*ax.lines, *ax.collections, *ax.patches, *ax.images}
        for artist in ax.get_children():
            artist.set_visible(artist.get_visible() and artist in data)
    for artist in (*figure.texts, *figure.legends):
        artist.set_visible(False)
    figure.set_layout_engine("none")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.array(canvas.buffer_rgba())[::-1]


def painted_shares(figure: Figure, alone: np.ndarray) -> list[float]:
    """Return for each axes the share of its area in which ``alone`` differs from a blank figure."""
    painted = (alone != alone[0, 0]).any(axis=-1)
    inside = [ax.get_window_extent().extents.astype(int) for ax in figure.axes if ax.get_visible()]
    return [float(painted[bottom:top, left:right].mean()) for left, bottom, right, top in inside]


def words_of(figure: Figure) -> list[str]:
    """Return what the figure says beside its ticks, which are not set before it is laid out."""
    said = [text for ax in figure.axes for text in (ax.get_xlabel(), ax.get_ylabel())]
    for artist in (
        *figure.get_children(),
        *(child for ax in figure.axes for child in ax.get_children()),
    ):
        if not isinstance(artist, (Axes, Axis)):
            said += [text.get_text() for text in artist.findobj(Text)]
    return said


def is_named(axis: Axis) -> bool:
    """Whether a reader can tell what the axis shows: by a label, by words, or by a neighbour."""
    ticks = [tick.get_text() for tick in axis.get_ticklabels() if tick.get_visible()]
    words = any(character.isalpha() for tick in ticks for character in tick)
    return bool(axis.get_label_text()) or words or not any(ticks)


def overlapping_ticks(ax: Axes) -> list[str]:
    """Return the tick labels of ``ax`` that touch the one before them."""
    found = []
    for axis, low, high in ((ax.xaxis, "x0", "x1"), (ax.yaxis, "y0", "y1")):
        labels = [label for label in axis.get_ticklabels() if label.get_text()]
        # The box around slanted text says little about where its letters are.
        boxes = [(label.get_window_extent(), label) for label in labels if not label.get_rotation()]
        boxes.sort(key=lambda item: getattr(item[0], low))
        found += [
            label.get_text()
            for (before, _), (box, label) in pairwise(boxes)
            if getattr(box, low) < getattr(before, high)
        ]
    return found


@pytest.mark.parametrize("path", implementations("matplotlib", "seaborn"))
def test_a_figure_shows_its_data(path: Path, draw: Callable[..., Any]) -> None:
    settings = dict(mpl.rcParams)
    figure = draw(path)
    assert isinstance(figure, Figure)
    assert dict(mpl.rcParams) == settings, "leaks its style into the next plot"

    if engine := figure.get_layout_engine():
        engine.execute(figure)
    visible = [ax for ax in figure.axes if ax.get_visible()]
    assert visible
    assert all(is_named(ax.xaxis) and is_named(ax.yaxis) for ax in visible)
    assert [text for ax in visible for text in overlapping_ticks(ax)] == []
    extent, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    pixel = 1 / figure.dpi
    assert min(extent.x0, extent.y0) > -pixel, "is cut off at the left or the bottom"
    assert extent.x1 < width + pixel, "is cut off at the right"
    assert extent.y1 < height + pixel, "is cut off at the top"

    words, alone = words_of(figure), data_alone(figure)
    assert min(painted_shares(figure, alone)) > 0.01, "has empty axes"
    again = draw(path)
    for ax, before in zip(again.axes, figure.axes, strict=True):
        # Laying out takes longer than painting, and would come to the same.
        ax.set_position(before.get_position(original=True))
    assert words_of(again) == words, "says other things from run to run"
    assert np.array_equal(data_alone(again), alone), "differs from run to run"
    assert isinstance(draw(path, **other_options(path)), Figure)


def columns_of(trace: Any, names: str) -> list[np.ndarray]:
    """Return those of the columns in ``names`` that a Plotly trace has."""
    if trace.type == "splom":
        return [np.asarray(dimension.values) for dimension in trace.dimensions]
    given = [trace[name] for name in names if name in trace]
    return [np.asarray(column) for column in given if column is not None]


@pytest.mark.parametrize("path", implementations("plotly"))
def test_a_plotly_figure_shows_its_data(path: Path, draw: Callable[..., Any]) -> None:
    figure = draw(path)
    assert isinstance(figure, PlotlyFigure)
    assert figure.data
    assert figure.layout.title.text
    for trace in figure.data:
        columns = columns_of(trace, "xyz")
        assert columns
        # One constant column would be a line or a point, whatever its length.
        assert all(len(np.unique(column[~pd.isna(column)])) > 1 for column in columns)
    panels = [
        panel for trace in figure.select_traces({"type": "splom"}) for panel in trace.dimensions
    ]
    assert all(panel.label for panel in panels)
    for letter, axes in (("x", figure.select_xaxes()), ("y", figure.select_yaxes())):
        columns = [column for trace in figure.data for column in columns_of(trace, letter)]
        # An axis of words says what it shows; an axis of numbers or dates does not.
        words = all(isinstance(value, str) for column in columns for value in column.flat)
        assert all(words or panels or axis.title.text for axis in axes)

    picture = figure.to_json()
    assert draw(path).to_json() == picture, "differs from run to run"
    for name, value in other_options(path).items():
        assert draw(path, **{name: value}).to_json() != picture, f"ignores {name}"


@pytest.mark.parametrize("path", implementations())
def test_an_implementation_keeps_to_its_spec(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    compile(source, str(path), "exec")
    spec = spec_of(path)
    headline = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    assert headline == f"{spec.id}: {spec.title} with {library_of(path)}."

    create_plot = function(path, "create_plot")
    arguments = create_plot.args
    columns = [requirement["name"] for requirement in json.loads(spec.data_requirements)]
    assert [argument.arg for argument in arguments.args] == ["data", *columns]
    promised = {param["name"]: param["default"] for param in json.loads(spec.optional_params or "")}
    for argument, node in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        assert argument.arg in promised
        if promised[argument.arg] is not None:
            assert node is not None
            assert ast.literal_eval(node) == promised[argument.arg]
    used = {node.id for node in ast.walk(create_plot) if isinstance(node, ast.Name)}
    assert {argument.arg for argument in (*arguments.args, *arguments.kwonlyargs)} <= used


@pytest.mark.parametrize("file", SPEC_FILES, ids=lambda file: file.name)
def test_a_spec_is_drawn_alike_everywhere(file: Path) -> None:
    parsed, problems = parse_spec(file.relative_to(ROOT).as_posix(), file.read_bytes(), file.stem)
    assert problems == []
    assert parsed is not None
    assert len(parsed.spec.tags) >= 3

    drawn_by = [path for path in IMPLEMENTATIONS if path.parent.name == file.stem]
    readable = [path for path in drawn_by if path.stem != "py312" or sys.version_info >= (3, 12)]
    assert len({library_of(path) for path in drawn_by}) >= 2
    assert len({ast.dump(function(path, "sample_data")) for path in readable}) == 1


def test_the_catalogue_is_large_enough_to_be_worth_a_look() -> None:
    formats = Counter(file.suffix for file in SPEC_FILES)
    libraries = yaml.safe_load((ROOT / "plots" / "libraries.yaml").read_text(encoding="utf-8"))
    assert len(SPEC_FILES) >= 8
    assert formats[".md"] >= 3
    assert formats[".yaml"] >= 3
    assert len(IMPLEMENTATIONS) >= 30
    assert len(libraries) >= 5
    assert {library["id"] for library in libraries} == {library_of(p) for p in IMPLEMENTATIONS}
    variants = Counter(path.stem for path in IMPLEMENTATIONS)
    assert variants["ggplot_style"] >= 2
    assert variants["darkgrid_style"] >= 1
    assert variants["py312"] >= 1

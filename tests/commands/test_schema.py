"""The schemas: what there is passes, and what they refuse, ``validate`` refuses, too."""

import copy
import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from report_schema import assert_told
from spec_first import catalogue
from sync.cli import cli

SAMPLE = Path(__file__).parents[2] / "plots"
KINDS = ("spec", "libraries", "specification", "metadata", "report")
MARKDOWN = "# area-basic: Area\n\n## Description\n\nShows.\n\n## Data\n\n- `x` (numeric) - x\n"
SETTINGS = '[tool.pyplots-sync]\nscores = "metadata"\npreviews = "metadata"\n'
PLACES = {
    "spec": "specs/area-basic.yaml",
    "libraries": "plots/libraries.yaml",
    "specification": "plots/area-basic/specification.yaml",
    "metadata": "plots/area-basic/metadata/python/altair.yaml",
}
SOUND = {
    "spec": {
        "id": "area-basic", "title": "Area", "description": "Shows.", "deprecated": False,
        "data_requirements": [{"name": "x", "type": "numeric", "description": "x", "default": 1}],
        "optional_params": [{"name": "alpha", "type": "float", "default": [0.8]}], "issue": 7,
        "tags": ["basic", {"tag": "area", "confidence": 0.5, "created_by": "ai"}],
    },
    "libraries": [
        {"id": "altair", "name": "Altair", "version": "5.0", "active": True,
         "documentation_url": "https://altair-viz.github.io"}
    ],
    "specification": {
        "spec_id": "area-basic", "title": "Area", "deprecated": False, "issue": 3,
        "tags": {"plot_type": ["area", 3], "domain": ["general"]},
    },
    "metadata": {
        "library": "altair", "specification_id": "area-basic", "python_version": "3.13.11",
        "quality_score": 92, "review": {"verdict": "APPROVED", "strengths": ["x"]},
        "updated": "2025-12-14T09:23:45Z", "preview_url": "https://example.org/plot.png",
        "preview_url_light": "x", "impl_tags": {"techniques": ["x"]},
    },
}  # fmt: skip


def schema_of(kind, root):
    result = CliRunner().invoke(cli, ["schema", kind, "--repo", str(root)])
    assert result.exit_code == 0, result.stderr
    made = json.loads(result.stdout)
    Draft202012Validator.check_schema(made)
    return made


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A catalogue of both layouts, in which one file after the other is broken."""
    made = tmp_path_factory.mktemp("catalogue")
    for path, text in {
        "pyproject.toml": SETTINGS,
        "plots/area-basic/specification.md": MARKDOWN,
        "plots/area-basic/implementations/python/altair.py": '"""x"""\n',
    }.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(text)
    return made


@pytest.fixture(scope="module")
def schemas(root):
    return {kind: Draft202012Validator(schema_of(kind, root)) for kind in PLACES}


def is_valid(root, kind, value):
    """Whether ``validate`` accepts ``value`` in the place of its kind, by itself."""
    file = root / PLACES[kind]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value))
    beside = root / "plots/area-basic/specification.md"
    # a spec of one layout stands in the way of that of the other
    text = beside.read_text()
    if kind == "spec":
        beside.unlink()
    result = CliRunner().invoke(
        cli, ["validate", str(file), "--repo", str(root), "--format", "json"]
    )
    file.unlink()
    beside.write_text(text)
    assert result.exit_code in (0, 1), result.output
    return result.exit_code == 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_says_what_it_is_of(kind, repository):
    made = schema_of(kind, repository.root)
    assert made["title"]
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_sample_catalogue_passes(schemas):
    specs = [*SAMPLE.glob("specs/*.yaml"), *SAMPLE.glob("specs/*.yml")]
    assert specs
    for file in specs:
        schemas["spec"].validate(yaml.safe_load(file.read_text()))
    schemas["libraries"].validate(yaml.safe_load((SAMPLE / "libraries.yaml").read_text()))


def test_a_catalogue_that_is_kept_spec_first_passes(schemas):
    seen = set()
    for path, text in catalogue(30, 90):
        kind = {"specification.yaml": "specification"}.get(Path(path).name)
        kind = "metadata" if "/metadata/" in path else kind
        if kind:
            # what YAML takes for a time is a text to JSON
            value = json.loads(json.dumps(yaml.load(text, Loader=yaml.BaseLoader)))
            plain = json.loads(json.dumps(yaml.safe_load(text), default=str))
            for key in ("updated", "python_version"):
                if isinstance(plain, dict) and plain.get(key) is not None:
                    plain[key] = value[key]
            schemas[kind].validate(plain)
            seen.add(kind)
    assert seen == {"specification", "metadata"}


@pytest.mark.parametrize("kind", SOUND)
def test_what_is_sound_is_sound_to_both(kind, root, schemas):
    schemas[kind].validate(SOUND[kind])
    assert is_valid(root, kind, SOUND[kind])


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("spec", ["title"], ""),
        ("spec", ["titel"], "x"),
        ("spec", ["data_requirements"], None),
        ("spec", ["data_requirements", 0, "name"], 3),
        ("spec", ["tags", 1, "confidence"], 1.5),
        ("spec", ["tags", 1, "created_by"], "me"),
        ("spec", ["issue"], 0),
        ("spec", ["deprecated"], "yes"),
        ("libraries", [0, "id"], "Matplotlib"),
        ("libraries", [0, "version"], 5.1),
        ("libraries", [0, "homepage"], "x"),
        ("specification", ["title"], ["x"]),
        ("specification", ["tags", "plot_type"], [["x"]]),
        ("metadata", ["quality_score"], 120),
        ("metadata", ["quality_score"], "92"),
        ("metadata", ["updated"], "yesterday"),
        ("metadata", ["preview_url"], "http://example.org/x.png"),
        ("metadata", ["review"], "APPROVED"),
    ],
)
def test_an_editor_marks_what_validate_refuses(kind, path, value, root, schemas):
    broken = copy.deepcopy(SOUND[kind])
    above = broken
    for step in path[:-1]:
        above = above[step]
    above[path[-1]] = value
    assert not schemas[kind].is_valid(broken)
    assert not is_valid(root, kind, broken)


def test_what_nobody_reads_may_be_anything(repository):
    """Without the settings, scores of metadata are read by nobody."""
    validator = Draft202012Validator(schema_of("metadata", repository.root))
    assert validator.is_valid({"quality_score": "great", "preview_url": 3})
    assert not validator.is_valid({"python_version": ["3.13"]})


words = st.sampled_from(
    ["", " ", "x", "ai", " human ", "area-basic", "true", "2024-01-01", "https://a.b/c", "é"]
)
scalars = st.none() | st.booleans() | st.integers(-2, 101) | st.floats(-1, 101) | words
keys = st.sampled_from(
    ["id", "name", "tag", "type", "title", "default", "confidence", "created_by", "active", "x"]
)
values = st.recursive(
    scalars,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(keys, below, max_size=3),
    max_leaves=6,
)


@st.composite
def broken(draw, kind):
    """A sound file in which up to three places hold something else, or are gone."""
    made = [copy.deepcopy(SOUND[kind])]
    for _ in range(draw(st.integers(0, 3))):
        above, step = made, 0
        while isinstance(above[step], (list, dict)) and above[step] and draw(st.booleans()):
            above = above[step]
            steps = list(above) if isinstance(above, dict) else range(len(above))
            step = draw(st.sampled_from(list(steps)))
        change = draw(st.sampled_from(["set", "remove", "add"]))
        if change == "remove" and above is not made:
            del above[step]
        elif change == "add" and isinstance(above, dict):
            above[draw(keys)] = draw(values)
        else:
            above[step] = draw(values)
    return made[0]


@pytest.mark.parametrize("kind", SOUND)
def test_what_the_schema_refuses_validate_refuses(kind, root, schemas):
    refused = []

    @settings(max_examples=80)
    @given(broken(kind))
    def check(value):
        if not schemas[kind].is_valid(value):
            refused.append(value)
            assert not is_valid(root, kind, value), value

    check()
    assert refused


# -- the documents


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"], ["diff"], ["run"], ["resync"], ["purge", "bar-basic", "--yes"],
        ["catalog", "list"], ["catalog", "show", "bar-basic"], ["catalog", "show", "nothing"],
        ["catalog", "search", "basic"], ["queue", "list"], ["queue", "next"], ["health"],
        ["prune", "usage"], ["prune", "previews"], ["db", "current"], ["db", "upgrade"],
        ["db", "grants", "--read-role", "nobody-there"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_command_prints_what_its_schema_says(sync, arguments):
    sync("run")
    document = sync(*arguments).document
    if arguments != ["queue", "next"]:
        assert document["command"] == " ".join(
            word for word in arguments if re.fullmatch("[a-z]+", word) and word not in ("nothing", "basic")
        )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"status": "fine"},
        {"format": 2},
        {"changes": None},
        {"problems": [{"code": "spec-no-title"}]},
        {"counts": {}},
        {"settings": {"lock_wait": [1, 2]}},
        {"seconds": -1},
    ],
)
def test_the_schema_of_documents_refuses_what_is_none(sync, change):
    document = sync("run").document
    with pytest.raises(AssertionError):
        assert_told(document | change)

"""Catalogues in the spec-first layout: samples of every form that its files have had.

Written from what is known of one real catalogue: how often what occurs, and how
its files were spelt over time. The words are made up.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import yaml

LIBRARIES = (
    "altair",
    "bokeh",
    "highcharts",
    "letsplot",
    "matplotlib",
    "plotly",
    "plotnine",
    "pygal",
    "seaborn",
)
KINDS = ("scatter", "bar", "line", "heatmap", "histogram", "box", "area", "network", "3d-surface")
DOMAINS = ("statistics", "science", "finance", "business", "general")
BULLETS = (
    "- `{name}` (numeric) - Values of the {name} axis",
    "- `{name}` (categorical) \u2014 Labels of the groups",
    "- **{name}** (datetime): When it was measured",
    "- `{name}` - Category of each point",
    "- `{name}_1` through `{name}_n` (numeric) - One column for each dimension",
)


def specification(spec_id: str, title: str, *bullets: str) -> str:
    """The Markdown of a spec."""
    bullets = bullets or (BULLETS[0].format(name="x"), BULLETS[0].format(name="y"))
    return (
        f"# {spec_id}: {title}\n\n## Description\n\nShows how {title.lower()} looks, and why"
        " one would draw it.\nIn two lines.\n\n## Applications\n\n- Comparing things\n"
        "- Finding outliers in measurements\n\n## Data\n\n"
        + "\n".join(bullets)
        + "\n- Size: 50-500 points recommended\n- Example: random walks with a trend\n\n"
        "## Notes\n\n- Use transparency where points overlap\n"
    )


def facts(
    spec_id: str, title: str, tags: dict[str, list[str]] | None = None, *, form: int = 0
) -> str:
    """The YAML beside it: ``form`` 0 is today's, 1 has quoted times, 2 is an older one."""
    kinds = tags if tags is not None else default_tags(spec_id)
    if form == 2:
        lists = "".join(
            f"  {kind}:\n" + "".join(f"    - {tag}\n" for tag in names)
            for kind, names in {**kinds, "audience": ["beginner"]}.items()
        )
        return (
            f"specification_id: {spec_id}\ntitle: {title}\n"
            f"created: '2025-11-24T10:30:00Z'\nissue: 42\nsuggested: somebody\ntags:\n{lists}"
            "history:\n  - version: 1\n    updated: 2025-11-25 10:30:00\n    note: >-\n"
            "      title: not this one\n"
        )
    created = "2025-12-01T08:15:30Z" if form == 0 else "'2025-12-01T08:15:30Z'"
    lists = "".join(
        f"  {kind}:\n" + "".join(f"  - {tag}\n" for tag in names) for kind, names in kinds.items()
    )
    return (
        f"# Specification-level metadata for {spec_id}\nspec_id: {spec_id}\ntitle: {title}\n\n"
        f"# Specification tracking\ncreated: {created}\nupdated: null\nissue: 42\n"
        f"suggested: somebody\n\n# Classification tags\ntags:\n{lists}"
    )


def default_tags(spec_id: str) -> dict[str, list[str]]:
    """The four lists of tags; one tag stands in two of them."""
    word = spec_id.split("-", 1)[0]
    return {
        "plot_type": [word if not word[0].isdigit() else "3d-surface", "point"],
        "data_type": ["numeric", "continuous"],
        "domain": ["statistics", "numeric"],
        "features": ["basic", "2d"],
    }


def metadata(
    spec_id: str,
    library: str,
    score: float | None = 92,
    *,
    form: str = "dumped",
    verdict: str | None = "APPROVED",
    updated: str | None = "2025-12-23T10:21:12Z",
    python_version: str | None = "3.13.11",
    preview: str | None = "",
    more: dict[str, Any] | None = None,
    seed: int = 0,
) -> str:
    """The facts of an implementation.

    ``form`` is ``dumped`` (as ``yaml.safe_dump`` writes it), ``written`` (by
    hand, with comments), ``themes`` (a preview each in light and dark), or
    ``current`` (an older one, with a history).
    """
    if preview == "":
        preview = f"https://storage.example.org/plots/{spec_id}/{library}/plot.png"
    words = random.Random(f"{spec_id}/{library}/{seed}")
    review: dict[str, Any] = {
        "strengths": [sentence(words) for _ in range(5)],
        "weaknesses": [sentence(words) for _ in range(3)],
        "image_description": " ".join(sentence(words) for _ in range(9)),
        "criteria_checklist": {
            name: {
                "score": words.randrange(30),
                "max": 30,
                "items": [
                    {
                        "id": f"{name[:2].upper()}-{number:02d}",
                        "name": "Text Legibility",
                        "score": words.randrange(9),
                        "max": 8,
                        "passed": words.random() < 0.8,
                        "comment": sentence(words),
                    }
                    for number in range(1, 5)
                ],
            }
            for name in ("visual_quality", "design", "spec_compliance", "data_quality", "code")
        },
    }
    if verdict is not None:
        review["verdict"] = verdict
    known: dict[str, Any] = {
        "library": library,
        "language": "python",
        "specification_id": spec_id,
        "created": "2025-12-23T10:11:12+00:00",
        "updated": updated,
        "generated_by": "a model",
        "workflow_run": 20466999123,
        "issue": 0,
        "python_version": python_version,
        "library_version": "unknown",
        "preview_url": preview,
        "preview_html": None,
        "quality_score": score,
        "impl_tags": {
            kind: ["a-b", "c"] for kind in ("dependencies", "techniques", "patterns", "dataprep")
        },
        "review": review,
    }
    if form == "themes":
        known["preview_url_light"] = known.pop("preview_url")
        known["preview_url_dark"] = "https://storage.example.org/dark.png"
    if form == "current":
        moved = ("updated", "python_version", "preview_url", "quality_score", "review")
        current = {name: known.pop(name) for name in moved}
        known = {
            "library": library,
            "specification_id": spec_id,
            "current": {"version": 2, **current},
            "history": [{"version": 1, "quality_score": 12, "updated": "2025-11-01T00:00:00Z"}],
        }
    known.update(more or {})
    text: str = yaml.dump(known, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    if form == "written":
        text = f"# Facts of {library}\n---\n" + text.replace("\nreview:", "\n\n# Review\nreview:")
    return text


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def sentence(words: random.Random) -> str:
    """A sentence with what sentences have that YAML minds."""
    return words.choice(
        [
            "All text is readable at full size; tick labels fit the canvas",
            'The title follows "{spec-id} \u00b7 library" format: clean and consistent',
            "Points overlap slightly near the origin, alpha=0.7 would help (minor)",
            "Uses [x, y] & {hue} well - 100% of the data is shown",
            "verdict: could be better",
        ]
    )


def code(spec_id: str, title: str, library: str, score: int | None = 92) -> str:
    """An implementation, with the docstring of the real ones."""
    quality = "pending" if score is None else f"{score}/100"
    return (
        f'""" a.site\n{spec_id}: {title}\nLibrary: {library} 3.10.8 | Python 3.13.11\n'
        f'Quality: {quality} | Created: 2025-12-23\n"""\n\nimport {library}\n\n'
        f"# {spec_id}\n" + "".join(f"x{n} = {n}\n" for n in range(60))
    )


def catalogue(
    specs: int, implementations: int, *, language: str = "python/", seed: int = 1
) -> Iterator[tuple[str, str]]:
    """Path and content of every file of a made-up catalogue of that size."""
    chance = random.Random(seed)
    made = 0
    for number in range(specs):
        kind = KINDS[number % len(KINDS)]
        spec_id, title = f"{kind}-{DOMAINS[number % 5]}-n{number}", f"Plot {number} of a Kind"
        names = BULLETS[number % len(BULLETS)], BULLETS[0]
        bullets = [bullet.format(name=name) for bullet, name in zip(names, "xy", strict=True)]
        folder = f"plots/{spec_id}"
        yield f"{folder}/specification.md", specification(spec_id, title, *bullets)
        yield f"{folder}/specification.yaml", facts(spec_id, title, form=number % 3)
        left = specs - number
        count = min(len(LIBRARIES), -(-(implementations - made) // left))
        made += count
        if count == 0:
            yield f"{folder}/implementations/.gitkeep", ""
        for library in LIBRARIES[:count]:
            score = chance.choice([None, *range(52, 101)])
            form = chance.choice(["dumped", "written", "themes", "current"])
            verdict = chance.choice(["APPROVED"] * 8 + ["REJECTED", None])
            path = f"{folder}/implementations/{language}{library}.py"
            yield path, code(spec_id, title, library, score)
            yield (
                f"{folder}/metadata/{language}{library}.yaml",
                metadata(spec_id, library, score, form=form, verdict=verdict),
            )

"""Cuts what github_api.py answers out of GitHub's OpenAPI description, as JSON Schema.

Run by hand, when the answers change or to see whether GitHub's did; the tests read what it leaves:

    npm install --ignore-scripts --prefix DIR @octokit/openapi
    python tests/support/trim_openapi.py \
        DIR/node_modules/@octokit/openapi/generated/api.github.com.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TRIMMED = Path(__file__).with_name("github-openapi.json")
REPOSITORY = "/repos/{owner}/{repo}"
PATHS = (
    "/rate_limit",
    REPOSITORY,
    f"{REPOSITORY}/issues",
    f"{REPOSITORY}/issues/comments",
    f"{REPOSITORY}/issues/comments/{{comment_id}}",
    f"{REPOSITORY}/issues/{{issue_number}}",
)
KEPT = ("type", "required", "enum", "format", "default", "maximum", "minimum", "minItems")
# optional, large, and never in these answers: whole repositories inside of others and of issues
LEFT_OUT = ("parent", "repository", "source", "template_repository")


def schema(given: Any) -> Any:
    """The structure alone. OpenAPI 3.0 says ``nullable`` where JSON Schema has a type "null"."""
    if "$ref" in given:
        return {"$ref": given["$ref"].replace("#/components/", "#/")}
    kept = {name: given[name] for name in KEPT if name in given}
    if "properties" in given:
        kept["properties"] = {
            name: schema(one) for name, one in given["properties"].items() if name not in LEFT_OUT
        }
    for name in ("allOf", "anyOf", "oneOf"):
        if name in given:
            kept[name] = [schema(one) for one in given[name]]
    for name in ("items", "additionalProperties"):
        if name in given:
            kept[name] = schema(given[name]) if isinstance(given[name], dict) else given[name]
    if not given.get("nullable"):
        return kept
    if isinstance(kept.get("type"), str) and "enum" not in kept:
        return kept | {"type": [kept["type"], "null"]}
    return {"anyOf": [kept, {"type": "null"}]}


def references(trimmed: Any) -> set[str]:
    if isinstance(trimmed, dict):
        found = {trimmed["$ref"].rpartition("/")[2]} if "$ref" in trimmed else set()
        return found.union(*map(references, trimmed.values()))
    return set().union(*map(references, trimmed)) if isinstance(trimmed, list) else set()


def trim(whole: dict[str, Any]) -> dict[str, Any]:
    def resolved(given: dict[str, Any]) -> dict[str, Any]:
        kind, _, name = given.get("$ref", "").removeprefix("#/components/").partition("/")
        found: dict[str, Any] = whole["components"][kind][name] if name else given
        return found

    def parameters(operation: dict[str, Any]) -> dict[str, Any]:
        every = map(resolved, operation.get("parameters", ()))
        return {one["name"]: schema(one["schema"]) for one in every if one["in"] == "query"}

    def responses(operation: dict[str, Any]) -> dict[str, Any]:
        return {
            status: schema(content["application/json"]["schema"]) if content else None
            for status, one in operation["responses"].items()
            for content in [resolved(one).get("content")]
        }

    operations = {path: whole["paths"][path]["get"] for path in PATHS}
    paths = {
        path: {"parameters": parameters(operation), "responses": responses(operation)}
        for path, operation in operations.items()
    }
    schemas: dict[str, Any] = {}
    while missing := references([paths, schemas]) - schemas.keys():
        schemas |= {name: schema(whole["components"]["schemas"][name]) for name in missing}
    return {
        "source": f"npm @octokit/openapi {whole['info']['version']}",
        "paths": paths,
        "schemas": dict(sorted(schemas.items())),
    }


def lines(trimmed: dict[str, Any]) -> str:
    """A line for each path and each schema: small, and a change shows where it is."""

    def compact(value: Any) -> str:
        return json.dumps(value, separators=(",", ":"))

    parts = []
    for name, value in trimmed.items():
        if isinstance(value, dict):
            rows = ",\n".join(f"{compact(key)}:{compact(one)}" for key, one in value.items())
            parts.append(f"{compact(name)}:{{\n{rows}\n}}")
        else:
            parts.append(f"{compact(name)}:{compact(value)}")
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    TRIMMED.write_text(lines(trim(json.loads(Path(sys.argv[1]).read_text()))))

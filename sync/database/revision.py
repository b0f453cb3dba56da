"""The schema revision that this program reads and writes: that of its newest migration."""

from __future__ import annotations

from pathlib import Path


def migrations() -> Path:
    """Where the migrations lie: in an installed package, or in a checkout beside it."""
    package = Path(__file__).parent.parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def _newest() -> str:
    # their names begin with the revision; to read them would take longer than most commands
    found = (migrations() / "versions").glob("*.py")
    return max(path.name.partition("_")[0] for path in found)


SCHEMA_REVISION = _newest()

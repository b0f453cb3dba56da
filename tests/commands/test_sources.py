"""The list of sources is walked: one that is added to it is run, reported, recorded and watched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.commands import sources
from sync.sources.source import Said, Source


class Moon(Source):
    """A source that says which previews there are: none, from the moon."""

    name = "moon"
    counts = ("craters",)
    is_up = True

    def start(self, stored, *, everything):
        self.everything = everything

    def finish(self, actual, desired, progress):
        if not Moon.is_up:
            return self.unavailable(desired, "the moon is down", "wait for the night")
        rows = {
            key: row._replace(preview_url="https://moon.example/x.png")
            for key, row in desired.implementations.items()
        }
        said = replace(desired, implementations=rows)
        return Said(said, self.summary("ok", craters=len(rows)))


@pytest.fixture
def moon(monkeypatch):
    monkeypatch.setitem(sources._SOURCES, Moon, lambda _: Moon())
    monkeypatch.setattr(sources, "COMPLETING", (*sources.COMPLETING, Moon.name))
    monkeypatch.setattr(Moon, "is_up", True)


def test_what_it_says_is_written_and_reported(moon, sync, database):
    document = sync("run").document
    assert document["sources"]["moon"] == {"status": "ok", "craters": 3}
    assert list(document["sources"])[-1] == "moon"
    urls = database.execute("SELECT DISTINCT preview_url FROM implementations")
    assert urls == [("https://moon.example/x.png",)]
    assert sync("run").document["changes"] == []


def test_one_that_fails_leaves_its_columns_and_is_told_of(
    moon, sync, repository, database, monkeypatch
):
    sync("run")
    monkeypatch.setattr(Moon, "is_up", False)
    repository.implementation("scatter-basic", code="x = 3\n")
    outcome = sync("run")
    assert (outcome.code, outcome.codes) == (3, ["moon-unavailable"])
    assert outcome.document["sources"]["moon"]["status"] == "unavailable"
    urls = database.execute("SELECT DISTINCT preview_url FROM implementations")
    assert urls == [("https://moon.example/x.png",)]
    error = database.one("SELECT error FROM sync_runs ORDER BY id DESC LIMIT 1")
    assert error == "run: the moon is down"
    assert "Held back: moon." in sync("run", format_="text").output


def test_without_a_database_it_is_off_like_the_others(moon, repository, make_command):
    outcome = make_command(repository, None)("run", "--database", "postgresql://127.0.0.1:1/x")
    assert outcome.code == 1
    assert {one["status"] for one in outcome.document["sources"].values()} == {"off"}
    assert list(outcome.document["sources"]) == ["files", "reviews", "previews", "moon"]

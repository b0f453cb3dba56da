"""Each limit of `health`: what is on it is well, and one beyond is an alert."""

from __future__ import annotations

import pytest

from sync.commands.health import _Look
from sync.database.vitals import Implementations, Run, Server, Slow, Vitals
from sync.progress import Progress
from sync.settings import Settings

HOUR, DAY = 3600.0, 86_400.0
WELL = Vitals(
    revision="1",
    server=Server(1, 100, 1),
    run=Run("ok", None, 0.0, 1.0, 1.0),
    implementations=Implementations(10, 0, 0, 0),
    queue={},
    usage_age=1.0,
    slow=Slow(0, ()),
)


@pytest.fixture
def states(tmp_path):
    """The state of each check, by its name."""

    def look(limits, **vitals):
        values = {name: getattr(WELL, name) for name in Vitals.__slots__} | vitals
        looking = _Look(Settings(tmp_path, **limits), Progress(None), None)
        found = Vitals(**values)
        looking.last_run(found)
        looking.server(found)
        looking.rows(found)
        return {name: check.state for name, check in looking.found.items()}

    return look


LIMITS = {
    # what, the setting, its value, on the limit, beyond it
    "run": ("health_run_age", 2, {"run": Run("ok", None, 0.0, 1.0, 2 * HOUR)},
            {"run": Run("ok", None, 0.0, 1.0, 2 * HOUR + 0.01)}),
    "connections": ("health_connections", 80, {"server": Server(80, 100, 1)},
                    {"server": Server(81, 100, 1)}),
    "size": ("health_database_size", 3, {"server": Server(1, 100, 3_000_000)},
             {"server": Server(1, 100, 3_000_001)}),
    "queries": ("health_slow_queries", 2, {"slow": Slow(2, ())}, {"slow": Slow(3, ())}),
    "usage": ("health_usage_age", 97, {"usage_age": 97 * DAY}, {"usage_age": 97 * DAY + 0.01}),
    "queue": ("health_queue_failed", 2, {"queue": {"failed": 2}}, {"queue": {"failed": 3}}),
}  # fmt: skip
MISSING = ["health_without_score", "health_without_preview"]


@pytest.mark.parametrize("name", LIMITS)
def test_on_the_limit_it_is_well_and_beyond_it_is_not(states, name):
    setting, value, on, beyond = LIMITS[name]
    for vitals, state in [(on, "ok"), (beyond, "alert")]:
        found = states({setting: value}, **vitals)
        assert found.pop(name) == state
        assert set(found.values()) == {"ok"}


@pytest.mark.parametrize("setting", MISSING)
@pytest.mark.parametrize(("count", "limit", "state"), [
    (0, 0, "ok"), (1, 0, "alert"), (3, 3, "ok"), (4, 3, "alert"), (10, None, "ok"),
])  # fmt: skip
def test_what_implementations_may_lack(states, setting, count, limit, state):
    lacks = Implementations(10, *(count if setting == one else 0 for one in MISSING), 0)
    assert states({setting: limit}, implementations=lacks)["implementations"] == state


@pytest.mark.parametrize(
    ("count", "limit", "state"), [(0, 0, "ok"), (1, 0, "alert"), (9, None, "ok")]
)
def test_failed_entries(states, count, limit, state):
    queue = {"failed": count, "queued": 99, "posted": 99}
    assert states({"health_queue_failed": limit}, queue=queue)["queue"] == state


@pytest.mark.parametrize(
    ("run", "state"),
    [
        (Run(None, None, None, None, None), "alert"), (Run("failed", "e", 0.0, 1.0, None), "alert"),
        (Run("failed", "e", 0.0, 1.0, 2.0), "alert"), (Run("refused", "e", 0.0, 1.0, 2.0), "alert"),
        (Run("held-back", "e", 0.0, 1.0, 1.0), "ok"), (Run("ok", None, 0.0, 1.0, 1.0), "ok"),
    ],
)  # fmt: skip
def test_how_the_last_run_ended(states, run, state):
    assert states({}, run=run)["run"] == state


def test_there_may_be_no_usage_and_no_count_of_queries(states):
    found = states({}, usage_age=None, slow=None)
    assert (found["usage"], found["queries"]) == ("ok", "off")

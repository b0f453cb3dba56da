"""Charts stay within their frame and say what was counted, whatever was given."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from sync.site.charts import HEIGHT, WIDTH, Given, distribution, over_time

TIMES = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))  # noqa: DTZ001 - UTC
SCORES = st.floats(0, 100) | st.floats(allow_nan=False, allow_infinity=False)
GIVEN = st.builds(Given, TIMES, st.floats(), st.booleans())


@given(st.lists(GIVEN, max_size=60), st.floats(0, 100))
def test_over_time(scores, least):
    for chart in over_time(scores, least):
        check(chart)
        assert len(chart.rows) <= 24


@given(st.lists(SCORES, max_size=60), st.floats(0, 100))
def test_distribution(scores, least):
    charts = distribution(scores, least)
    assert bool(charts) is bool(scores)
    for chart in charts:
        check(chart)
        assert sum(int(count.replace(",", "")) for _, count in chart.rows) == len(scores)


def check(chart):
    for bar in chart.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH + 0.2
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
    for mark in (*chart.lines, *chart.labels):
        assert 0 <= mark.x <= WIDTH
        assert 0 <= mark.y <= HEIGHT
    assert all(len(row) == len(chart.head) for row in chart.rows)


def test_months_become_quarters_where_there_are_many():
    def months(count):
        times = [(2020 + month // 12, month % 12 + 1) for month in range(count)]
        scores = [Given(datetime(year, month, 1), 90, True) for year, month in times]  # noqa: DTZ001
        return [row[0] for row in over_time(scores, 85)[0].rows]

    assert months(24)[-1] == "2021-12"
    assert months(25)[0] == "2020 Q1"
    assert months(25)[-1] == "2022 Q1"
    assert len(months(200)) == 24


def test_scores_beyond_all_scales_are_left_out():
    given = [Given(datetime(2001, 1, 1), score, False) for score in (-6e307, 1.7e308, 80.0)]  # noqa: DTZ001
    medians, _ = over_time(given, 85)
    assert medians.rows == (("2001-01", "1", "80", "80", "80"),)

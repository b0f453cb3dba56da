"""The files as a source: when those that have not changed are read, too."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from sync.model.catalog import LastRun
from sync.model.owners import MetadataOwns
from sync.sources.files.source import Files

NOTHING, OTHERS = LastRun(), LastRun(settings={"scores": "metadata"})


def run(threshold):
    return LastRun(settings={"min_quality": threshold})


@pytest.mark.parametrize(
    ("last", "owns", "anew"),
    [
        # another threshold asks for the verdicts, which are not stored
        (run(85.0), MetadataOwns(scores=True, min_quality=85.0), False),
        (run(80.0), MetadataOwns(scores=True, min_quality=85.0), True),
        (run(80.0), MetadataOwns(previews=True, min_quality=85.0), False),
        (run(80.0), MetadataOwns(min_quality=85.0), False),
        (NOTHING, MetadataOwns(scores=True), True),
        (OTHERS, MetadataOwns(scores=True), True),
        (NOTHING, MetadataOwns(), False),
    ],
)
def test_another_threshold_asks_for_the_files_where_they_give_the_scores(last, owns, anew):
    assert Files(Future(), owns)._is_judged_anew(last) is anew

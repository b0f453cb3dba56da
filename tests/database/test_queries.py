"""The read queries: what they find, in which order, page by page, and by which index."""

import asyncio
import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from sync.database.pool import create_async_engine, create_engine
from sync.database.queries import (
    MOST,
    MOST_TAGS,
    QueryError,
    browse,
    fetch,
    fetch_async,
    implementations_of,
    queued,
    search,
    spec,
    spec_ids,
    tags_of,
)

DAY = datetime(2026, 1, 1)  # noqa: DTZ001 - times are UTC without a zone
SPECS = ["a", "b", "c", "d", "e"]
LIBRARIES = ["altair", "matplotlib", "seaborn"]
FILL = """
INSERT INTO libraries (id, name)
     SELECT 'lib' || n, 'Library' FROM generate_series(1, 9) n;
INSERT INTO specs (id, title, data_requirements, created_at)
     SELECT 'plot-' || n, repeat('words ', 60), '[]', DATE '2026-01-01' + n % 500
       FROM generate_series(1, 4000) n;
INSERT INTO tags (spec_id, tag)
     SELECT s.id, tag FROM specs s,
            LATERAL unnest(ARRAY['basic', 'ai', 'tag' || hashtext(s.id) % 100]) tag;
INSERT INTO implementations
       (spec_id, library_id, plot_function, variant, file_path, tested, quality_score)
     SELECT s.id, l.id, 'scatter', 'default', repeat('path/', 10), true,
            60 + hashtext(s.id || l.id) % 40
       FROM specs s, libraries l
      WHERE hashtext(s.id) % 10 <> 0 AND hashtext(l.id || s.id) % 2 = 0;
ANALYZE;
"""


@pytest.fixture(scope="module")
def connection(new_database):
    with create_engine(new_database().target, poolclass=NullPool).connect() as connection:
        yield connection


def fill(connection, table, rows):
    if rows:
        names = ", ".join(rows[0])
        connection.execute(
            text(
                f"INSERT INTO {table} ({names}) SELECT {names}"
                f" FROM json_populate_recordset(NULL::{table}, CAST(:rows AS json))"
            ),
            {"rows": json.dumps(rows, default=str)},
        )


def every_page(connection, query, limit):
    """All items, page by page; no page but the last is short, and the last has no next."""
    items, after = [], None
    while True:
        page = fetch(connection, query(limit=limit, after=after))
        items += page.items
        if page.next is None:
            return items
        assert len(page.items) == limit
        after = page.next


specs = st.fixed_dictionaries(
    {
        "created": st.one_of(st.none(), st.integers(0, 2)),
        "active": st.sampled_from([True, True, None, False]),
        "tags": st.dictionaries(
            st.sampled_from(["x", "y", "z"]), st.sampled_from([None, 0.5, 1.0]), max_size=3
        ),
        "implementations": st.dictionaries(
            st.tuples(st.sampled_from(LIBRARIES), st.sampled_from(["default", "dark"])),
            st.tuples(
                st.sampled_from([True, True, None, False]), st.sampled_from([None, 50.0, 90.5, 100])
            ),
            max_size=5,
        ),
    }
)
catalogues = st.dictionaries(st.sampled_from(SPECS), specs)


def load(connection, catalogue):
    fill(connection, "libraries", [{"id": name, "name": name.upper()} for name in LIBRARIES])
    rows = {"specs": [], "tags": [], "implementations": []}
    for spec_id, one in catalogue.items():
        created = None if one["created"] is None else DAY + timedelta(one["created"])
        rows["specs"].append(
            {"id": spec_id, "title": spec_id, "data_requirements": [], "tags": sorted(one["tags"]),
             "created_at": created, "active": one["active"]}
        )  # fmt: skip
        rows["tags"] += [
            {"id": f"{len(rows['tags']) + n:032x}", "spec_id": spec_id, "tag": tag,
             "confidence": confidence}
            for n, (tag, confidence) in enumerate(one["tags"].items())
        ]  # fmt: skip
        rows["implementations"] += [
            {"id": f"{len(rows['implementations']) + n:032x}", "spec_id": spec_id,
             "library_id": library, "variant": variant, "plot_function": "plot", "file_path": "p",
             "tested": tested, "quality_score": score}
            for n, ((library, variant), (tested, score)) in enumerate(one["implementations"].items())
        ]  # fmt: skip
    for table, of_table in rows.items():
        fill(connection, table, of_table)


def last(value):
    """A key that puts None last where the order descends."""
    return (value is None, 0 if value is None else -value)


@settings(max_examples=60)
@given(catalogue=catalogues, limit=st.integers(1, 4), inactive=st.booleans())
def test_browsing_page_by_page_is_the_whole_list_in_order(connection, catalogue, limit, inactive):
    expected = []
    for spec_id, one in catalogue.items():
        if one["active"] is False and not inactive:
            continue
        tested = {key: score for key, (ok, score) in one["implementations"].items() if ok}
        best = max((score for score in tested.values() if score is not None), default=None)
        order = (last(best), last(one["created"]), spec_id)
        expected.append((order, spec_id, len({library for library, _ in tested}), best))
    with connection.begin() as transaction:
        load(connection, catalogue)
        items = every_page(
            connection, lambda **page: browse(include_inactive=inactive, **page), limit
        )
        transaction.rollback()
    found = [(item.id, item.library_count, item.best_quality_score) for item in items]
    assert found == [row[1:] for row in sorted(expected)]


@settings(max_examples=40)
@given(catalogue=catalogues, limit=st.integers(1, 3), untested=st.booleans())
def test_implementations_page_by_page_are_all_in_order(connection, catalogue, limit, untested):
    with connection.begin() as transaction:
        load(connection, catalogue)
        for spec_id, one in catalogue.items():
            expected = sorted(
                (last(score), key)
                for key, (tested, score) in one["implementations"].items()
                if (tested or untested) and one["active"] is not False
            )
            items = every_page(
                connection,
                lambda spec_id=spec_id, **page: implementations_of(
                    spec_id, include_untested=untested, **page
                ),
                limit,
            )
            assert [(item.library_id, item.variant) for item in items] == [k for _, k in expected]
            assert all(item.library_name == item.library_id.upper() for item in items)
        transaction.rollback()


@settings(max_examples=60)
@given(
    catalogue=catalogues,
    limit=st.integers(1, 3),
    wanted=st.lists(st.sampled_from(["x", "Y ", "z", "none"]), min_size=1, max_size=3),
    every=st.booleans(),
    sure=st.sampled_from([0.0, 0.5, 0.6]),
    inactive=st.booleans(),
)
def test_a_search_finds_the_tagged_specs_the_newest_first(
    connection, catalogue, limit, wanted, every, sure, inactive
):
    names = {tag.strip().lower() for tag in wanted}
    expected = []
    for spec_id, one in catalogue.items():
        counting = {
            tag for tag, confidence in one["tags"].items()
            if sure == 0 or (confidence is not None and confidence >= sure)
        }  # fmt: skip
        found = names <= counting if every else names & counting
        if found and (inactive or one["active"] is not False):
            expected.append((last(one["created"]), spec_id))
    with connection.begin() as transaction:
        load(connection, catalogue)
        items = every_page(
            connection,
            lambda **page: search(
                wanted, every=every, min_confidence=sure, include_inactive=inactive, **page
            ),
            limit,
        )
        transaction.rollback()
    assert [item.id for item in items] == [spec_id for _, spec_id in sorted(expected)]


@pytest.fixture
def filled(sync, repository, database):
    """The rows of a small catalogue; scores in descending order of the specs' names."""
    sync("run")
    database.execute("UPDATE implementations SET tested = true, quality_score = 92, preview_url = 'gs://b/p'")  # fmt: skip
    database.execute(
        "INSERT INTO tags (spec_id, tag, confidence) VALUES ('bar-basic', 'found', 0.7)"
    )
    return database


def test_the_rows_come_with_their_types(filled):
    with create_engine(filled.target, poolclass=NullPool).connect() as connection:
        first, second = fetch(connection, browse()).items
        assert (first.id, first.title) == ("bar-basic", "Basic Bar Chart")
        assert (second.library_count, second.best_quality_score) == (2, 92.0)
        assert second.tags == ("basic", "2d")
        assert type(second.created_at) is datetime
        one = fetch(connection, spec("scatter-basic"))
        assert one.optional_params[0]["default"] == 0.8
        assert one.active is True
        assert [(t.tag, t.confidence, t.created_by) for t in fetch(connection, tags_of("bar-basic"))] == [
            ("comparison", 1.0, "human"), ("found", 0.7, "ai"),
        ]  # fmt: skip
        assert fetch(connection, spec_ids()) == ("bar-basic", "scatter-basic")
        matplotlib, seaborn = fetch(connection, implementations_of("scatter-basic")).items
        assert (matplotlib.library_name, seaborn.library_name) == ("Matplotlib", "Seaborn")
        assert matplotlib.file_path == "plots/matplotlib/scatter/scatter-basic/default.py"


def test_what_is_switched_off_is_left_out_unless_asked_for(filled):
    filled.execute("UPDATE specs SET active = false WHERE id = 'bar-basic'")
    queries = {
        "browse": browse,
        "search": lambda **asked: search(["comparison"], **asked),
        "implementations": lambda **asked: implementations_of("bar-basic", **asked),
    }
    with create_engine(filled.target, poolclass=NullPool).connect() as connection:
        counts = {
            name: (
                len(fetch(connection, query()).items),
                len(fetch(connection, query(include_inactive=True)).items),
            )
            for name, query in queries.items()
        }
        assert counts == {"browse": (1, 2), "search": (0, 1), "implementations": (0, 1)}
        assert fetch(connection, spec("bar-basic")) is None
        assert fetch(connection, spec("bar-basic", include_inactive=True)).active is False
        assert fetch(connection, spec_ids()) == ("scatter-basic",)


def test_both_faces_answer_alike(filled):
    queries = [
        browse(limit=1),
        implementations_of("scatter-basic"),
        search(["basic", "comparison"]),
        spec("bar-basic"),
        tags_of("bar-basic"),
    ]

    async def asked():
        engine = create_async_engine(filled.target)
        async with engine.connect() as connection, AsyncSession(engine) as session:
            answers = [
                (await fetch_async(connection, query), await fetch_async(session, query))
                for query in queries
            ]
        await engine.dispose()
        return answers

    engine = create_engine(filled.target, poolclass=NullPool)
    with engine.connect() as connection, Session(engine) as session:
        found = [(fetch(connection, query), fetch(session, query)) for query in queries]
    assert asyncio.run(asked()) == found
    assert found[0][0].next is not None


def written(*values):
    return urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "ä", "!!!!", "A" * 10_000, written(), written("browse"), written("search", None, "a"),
     written("browse", "high", None, "a"), written("browse", 1, "soon", "a"), written("browse", 1, 2, "a"),
     written("browse", 1, None, 3), written("browse", 1, None, "a\0"), written("browse", 1, None, "\ud800"),
     written("browse", 10**400, None, "a"), urlsafe_b64encode(b"[" * 1500).decode(),
     urlsafe_b64encode(b"{}").decode(), urlsafe_b64encode(b"\xff").decode()],
)  # fmt: skip
def test_a_cursor_of_somebody_else_is_refused(cursor):
    with pytest.raises(QueryError, match="is not a cursor of this query"):
        browse(after=cursor)


@pytest.mark.parametrize("cursor", [written("browse", float("nan"), None, ""), written("browse", -1, "0001-01-01", "'")])  # fmt: skip
def test_a_cursor_from_nowhere_is_only_a_place_in_the_order(connection, cursor):
    assert fetch(connection, browse(after=cursor)).items == ()


@pytest.mark.parametrize("name", ["'; DROP TABLE specs; --", "a\0b", "\ud800", "", "%s", "x" * 10_000])  # fmt: skip
def test_hostile_names_find_nothing(connection, name):
    assert fetch(connection, spec(name)) is None
    assert fetch(connection, implementations_of(name)).items == ()
    assert fetch(connection, tags_of(name)) == ()
    assert fetch(connection, search([name])).items == ()
    assert fetch(connection, search([name, "x"], every=True)).items == ()


def test_bounds_are_kept():
    for limit in (0, -1, MOST + 1):
        for query in (
            browse,
            lambda **k: search(["x"], **k),
            lambda **k: implementations_of("x", **k),
        ):
            with pytest.raises(QueryError, match=str(MOST)):
                query(limit=limit)
    assert search(map(str, range(MOST_TAGS))) is not None
    for limit in (1, MOST):
        assert browse(limit=limit) is not None
    for tags in ([], map(str, range(MOST_TAGS + 1))):
        with pytest.raises(QueryError, match=str(MOST_TAGS)):
            search(tags)


@pytest.fixture(scope="module")
def large(new_database):
    """So many rows that the planner prefers an index, with its statistics."""
    database = new_database()
    database.execute(FILL)
    with create_engine(database.target, poolclass=NullPool).connect() as connection:
        yield connection


AFTER = {
    "top": lambda connection: None,
    "middle": lambda connection: fetch(connection, browse(limit=1000)).next,
    "unscored": lambda connection: written("browse", None, "2026-06-01", "plot-1"),
}


@pytest.mark.parametrize(
    ("query", "indexes"),
    [
        *[
            pytest.param(
                lambda connection, place=place: browse(after=AFTER[place](connection)),
                {"idx_specs_created", "idx_implementations_spec"}
                | ({"idx_implementations_score"} if place != "unscored" else set()),
                id=f"browse-{place}",
            )
            for place in AFTER
        ],
        pytest.param(
            lambda _: implementations_of("plot-7"), {"idx_implementations_spec"}, id="implementations"
        ),
        pytest.param(lambda _: search(["tag7"]), {"idx_tags_tag"}, id="search-rare"),
        pytest.param(lambda _: search(["tag7", "tag9"]), {"idx_tags_tag"}, id="search-any"),
        pytest.param(lambda _: search(["basic"]), {"idx_specs_created"}, id="search-common"),
        pytest.param(
            lambda _: search(["basic", "tag7"], every=True), {"idx_tags_tag"}, id="search-all"
        ),
        pytest.param(lambda _: spec("plot-7"), {"specs_pkey"}, id="spec"),
        pytest.param(lambda _: tags_of("plot-7"), {"idx_tags_spec"}, id="tags"),
    ],
)  # fmt: skip
def test_every_query_uses_an_index(large, query, indexes):
    nodes = list(plan_of(large, query(large)))
    used = {node["Index Name"] for node in nodes if "Index Name" in node}
    assert indexes <= used
    read_through = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
    assert read_through <= {"libraries"}


def plan_of(connection, query):
    """The nodes of PostgreSQL's plan for what the query sends."""
    compiled = query.statement.compile(
        dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
    )
    ((found,),) = connection.exec_driver_sql(
        f"EXPLAIN (FORMAT JSON) {compiled}", compiled.params
    ).all()
    nodes = [found[0]["Plan"]]
    while nodes:
        node = nodes.pop()
        yield node
        nodes += node.get("Plans", [])


QUEUE = [
    (priority, score, created)
    for priority in ("low", "high", None, "medium")
    for score in (91.5, None, 85.0)
    for created in (DAY, DAY + timedelta(days=1), DAY)
]


def test_the_queue_is_read_page_by_page_in_the_order_in_which_it_is_handed_out(new_database):
    database = new_database()
    database.execute("INSERT INTO specs (id, title, data_requirements) VALUES ('a', 'A', '[]')")
    for priority, score, created in QUEUE:
        database.execute(
            "INSERT INTO promotion_queue (spec_id, platform, priority, quality_score, created_at)"
            " VALUES ('a', 'twitter', %s, %s, %s)",
            priority, score, created,
        )  # fmt: skip
    database.execute("INSERT INTO promotion_queue (spec_id, platform) VALUES ('a', 'reddit')")
    database.execute(
        "INSERT INTO promotion_queue (spec_id, platform, status) VALUES ('a', 'twitter', 'posted')"
    )
    turns = {"high": 1, "medium": 2, "low": 3, None: 4}
    expected = sorted(
        QUEUE, key=lambda row: (turns[row[0]], -(row[1] if row[1] is not None else -1), row[2])
    )

    def told(pages):
        items = [item for page in pages for item in page.items]
        assert len({item.id for item in items}) == len(items)
        return [(item.priority, item.quality_score, item.created_at) for item in items]

    async def asked(target):
        engine = create_async_engine(target)
        pages, after = [], None
        async with engine.connect() as connection:
            while not pages or after is not None:
                pages.append(await fetch_async(connection, queued("twitter", limit=5, after=after)))
                after = pages[-1].next
        await engine.dispose()
        return pages

    assert told(asyncio.run(asked(database.target))) == expected
    with create_engine(database.target, poolclass=NullPool).connect() as connection:
        assert told([fetch(connection, queued("twitter", limit=1000))]) == expected
        assert len(fetch(connection, queued()).items) == 20
        with pytest.raises(QueryError):
            queued(after="nonsense")

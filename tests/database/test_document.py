"""Every example row, query and statement of the schema document works as printed."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from schema_document import BLOCKS, block
from sync.database.pool import create_engine
from sync.database.queries import browse, fetch, implementations_of, search
from sync.database.tables import Spec

EXAMPLES = ("specs", "libraries", "implementations", "tags", "promotion_queue", "plot_usage")
"""The tables in the order in which the document has their example rows."""


def insert(database, table, row):
    """Insert the columns that ``row`` has; the others get their defaults."""
    names = ", ".join(row)
    database.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_record(NULL::{table}, %s)",
        json.dumps(row),
    )


@pytest.fixture
def document(database):
    """A database with every example row of the document, as printed."""
    for heading, kind, text in BLOCKS:
        if heading not in EXAMPLES:
            continue
        if kind == "sql":
            database.execute(text)
        else:
            insert(database, heading, json.loads(text))
    return database


def asked(database, heading):
    """The rows of one of the document's queries, each as a dict."""
    statement = block(heading).strip().rstrip(";")
    return [row for (row,) in database.execute(f"SELECT row_to_json(q) FROM ({statement}) q")]


def test_all_of_the_document_is_here():
    assert [heading for heading, kind, _ in BLOCKS if heading in EXAMPLES] == list(EXAMPLES)
    assert [heading for heading, kind, _ in BLOCKS if heading not in EXAMPLES] == [
        "Tables", "1. Browse All Plots", "2. Get Implementations for a Spec", "3. Search by Tags",
        "4. Get Next Item from Promotion Queue", "Query Optimization",
    ]  # fmt: skip


@pytest.mark.parametrize("table", [h for h, kind, _ in BLOCKS if kind == "json"])
def test_an_example_row_comes_back_as_it_was_written(document, table):
    row = json.loads(block(table))
    stored = document.one(f"SELECT to_jsonb(t) FROM {table} t WHERE id::text = %s", row["id"])
    if "posted_at" in row:
        # times are UTC without a zone
        row["posted_at"] = row["posted_at"].removesuffix("Z")
    assert {name: stored[name] for name in row} == row


def test_rows_that_are_statements_come_with_the_defaults(document):
    assert document.execute("SELECT id, name, active FROM libraries ORDER BY 1") == [
        ("matplotlib", "Matplotlib", True), ("plotly", "Plotly", True), ("seaborn", "Seaborn", True),
    ]  # fmt: skip
    assert document.execute("SELECT tag, confidence, created_by FROM tags ORDER BY 1") == [
        ("bivariate", 1.0, "human"), ("correlation", 1.0, "human"), ("exploratory", 0.95, "ai"),
    ]  # fmt: skip


def test_browse_all_plots(document):
    (row,) = asked(document, "1. Browse All Plots")
    assert (row["library_count"], row["best_quality_score"]) == (1, 92.0)
    with create_engine(document.target, poolclass=NullPool).connect() as connection:
        (ours,) = fetch(connection, browse()).items
    assert {name: getattr(ours, name) for name in row} == row | {"tags": tuple(row["tags"])}


def test_browsing_orders_what_is_scored_as_the_document_does(document):
    for number, score in enumerate((92, 71.5, 100, 0, 92)):
        insert(document, "specs", {"id": f"plot-{number}", "title": "P", "data_requirements": [],
                                   "created_at": f"2026-01-0{number + 1}"})  # fmt: skip
        for library, less in (("plotly", 0), ("seaborn", 50)):
            insert(document, "implementations",
                   {"spec_id": f"plot-{number}", "library_id": library, "plot_function": "f",
                    "variant": "default", "file_path": "p", "tested": True,
                    "quality_score": score - less})  # fmt: skip
    theirs = [row["id"] for row in asked(document, "1. Browse All Plots")]
    with create_engine(document.target, poolclass=NullPool).connect() as connection:
        assert [item.id for item in fetch(connection, browse()).items] == theirs
    assert len(theirs) == 6


def test_get_implementations_for_a_spec(document):
    (row,) = asked(document, "2. Get Implementations for a Spec")
    assert row["library_name"] == "Matplotlib"
    with create_engine(document.target, poolclass=NullPool).connect() as connection:
        (ours,) = fetch(connection, implementations_of("scatter-basic-001")).items
    times = {"created_at", "updated_at", "reviewed_at"}
    names = row.keys() - times - {"content_hash"}
    assert {name: row[name] for name in names} == {
        name: str(ours.id) if name == "id" else getattr(ours, name) for name in names
    }


def test_search_by_tags(document):
    (row,) = asked(document, "3. Search by Tags")
    assert row["id"] == "scatter-basic-001"
    with create_engine(document.target, poolclass=NullPool).connect() as connection:
        (ours,) = fetch(connection, search(["correlation", "finance"])).items
    assert (ours.title, ours.optional_params) == (row["title"], row["optional_params"])


def test_get_next_item_from_promotion_queue(document):
    heading = "4. Get Next Item from Promotion Queue"
    assert asked(document, heading) == []
    entries = [
        ("low", 99, "2026-01-01"), ("medium", 89, "2026-01-01"), ("high", 91, "2026-01-02"),
        ("high", 95, "2026-01-03"), ("high", 95, "2026-01-02"),
    ]  # fmt: skip
    for priority, score, created in entries:
        insert(document, "promotion_queue", {"spec_id": "scatter-basic-001", "priority": priority,
                                             "quality_score": score, "created_at": created})  # fmt: skip
    handed_out = []
    while rows := asked(document, heading):
        (row,) = rows
        handed_out.append((row["priority"], row["quality_score"], row["created_at"][:10]))
        document.execute("UPDATE promotion_queue SET status = 'posted' WHERE id = %s", row["id"])
    assert handed_out == [entries[index] for index in (4, 3, 2, 1, 0)]


def test_query_optimization(document):
    assert "Execution Time" in document.execute(block("Query Optimization"))[-1][0]


def test_the_flows_of_the_data_lifecycle(document):
    # "..." of the document filled in
    document.execute(
        "INSERT INTO implementations"
        " (spec_id, library_id, plot_function, variant, file_path, tested, quality_score)"
        " VALUES ('scatter-basic-001', 'plotly', 'scatter', 'default', 'p', false, NULL)"
    )
    document.execute("UPDATE implementations SET tested=true, quality_score=92")
    document.execute("INSERT INTO promotion_queue (spec_id) VALUES ('scatter-basic-001')")
    document.execute(
        "UPDATE implementations SET preview_url='gs://b/p.png', quality_score=93, updated_at=NOW()"
    )
    document.execute("UPDATE specs SET active=false")
    with create_engine(document.target, poolclass=NullPool).connect() as connection:
        assert fetch(connection, browse()).items == ()
    document.execute("DELETE FROM specs WHERE id='scatter-basic-001'")
    left = document.dump("alembic_version", "libraries")
    assert {table: len(rows) for table, rows in left.items() if rows} == {"plot_usage": 1}
    assert left["plot_usage"][0]["spec_id"] is None


def test_the_models_take_the_documents_own_statement(document):
    with Session(create_engine(document.target, poolclass=NullPool)) as session:
        spec_id = "scatter-basic-001"
        (found,) = session.execute(select(Spec).where(Spec.id == spec_id)).scalars()
    assert found.title == "Basic 2D Scatter Plot"

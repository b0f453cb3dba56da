"""The schema revision that this program reads and writes."""

SCHEMA_REVISION = "0010"

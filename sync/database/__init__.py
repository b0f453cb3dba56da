"""The database: where it is, what is in it, how it is read and written."""

from sync.database.engine import open_target, remote_target
from sync.database.pool import create_async_engine, create_engine

__all__ = ["create_async_engine", "create_engine", "open_target", "remote_target"]

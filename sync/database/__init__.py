"""The database: where it is, what is in it, how it is read and written."""

from sync.database.engine import create_async_engine, create_engine, open_target, remote_target

__all__ = ["create_async_engine", "create_engine", "open_target", "remote_target"]

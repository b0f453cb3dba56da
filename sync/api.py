"""What another program may import: everything else is private, and may change without a word.

>>> from sync.api import browse, create_engine, fetch, load_settings, remote_target
>>> engine = create_engine(remote_target(load_settings()))
>>> with engine.connect() as connection:
...     page = fetch(connection, browse(limit=20))

- **Where**: :func:`load_settings` reads the environment, :func:`remote_target` names the database,
  :func:`open_target` also runs the embedded one.
- **Engines**: :func:`create_engine`, :func:`create_async_engine`.
- **Queries**, each asked with :func:`fetch` or :func:`fetch_async`: :func:`browse`, :func:`search`,
  :func:`spec`, :func:`tags_of`, :func:`implementations_of`, :func:`queued`; what they answer.
- **The queue**, on a session of :func:`open_session`: :func:`hand_out`, :func:`mark_posted`,
  :func:`mark_failed`, :func:`list_entries`; what they answer.
- **Tables**, as SQLAlchemy models: :mod:`tables`.
- **Errors**: see :mod:`sync.model.errors` for their tree.
"""

from sync.database import tables
from sync.database.engine import open_target, remote_target
from sync.database.errors import (
    CommitLostError,
    DatabaseError,
    DatabaseSettingError,
    DatabaseUnreachableError,
    NoCatalogueError,
    QueueEntryError,
    SchemaError,
)
from sync.database.pool import create_async_engine, create_engine
from sync.database.queries import (
    BrowsedSpec,
    Page,
    Query,
    QueryError,
    QueuedEntry,
    StoredImplementation,
    StoredSpec,
    StoredTag,
    browse,
    fetch,
    fetch_async,
    implementations_of,
    queued,
    search,
    spec,
    tags_of,
)
from sync.database.queue import hand_out, list_entries, mark_failed, mark_posted
from sync.database.session import open_session
from sync.database.target import Target
from sync.model.errors import PyplotsSyncError
from sync.model.queue import Entry, HandedOut, Item, Listing
from sync.settings import Settings, SettingsError, load_settings

__all__ = [
    "BrowsedSpec",
    "CommitLostError",
    "DatabaseError",
    "DatabaseSettingError",
    "DatabaseUnreachableError",
    "Entry",
    "HandedOut",
    "Item",
    "Listing",
    "NoCatalogueError",
    "Page",
    "PyplotsSyncError",
    "Query",
    "QueryError",
    "QueueEntryError",
    "QueuedEntry",
    "SchemaError",
    "Settings",
    "SettingsError",
    "StoredImplementation",
    "StoredSpec",
    "StoredTag",
    "Target",
    "browse",
    "create_async_engine",
    "create_engine",
    "fetch",
    "fetch_async",
    "hand_out",
    "implementations_of",
    "list_entries",
    "load_settings",
    "mark_failed",
    "mark_posted",
    "open_session",
    "open_target",
    "queued",
    "remote_target",
    "search",
    "spec",
    "tables",
    "tags_of",
]

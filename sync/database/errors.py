"""What can go wrong with a database, each with the code of its kind of problem."""

from __future__ import annotations

from sync.model.errors import PyplotsSyncError
from sync.model.secrets import redact


class DatabaseError(PyplotsSyncError):
    """The database cannot be used. ``code`` is a key of :data:`sync.model.problems.KINDS`.

    A message may hold words of the server or of a library: secrets in it are left out.
    """

    code = "database-failed"

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(redact(message))
        self.hint = hint


class DatabaseSettingError(DatabaseError):
    """No database is set, or its address cannot be understood."""

    code = "database-setting"


class NoCatalogueError(DatabaseError):
    """A folder without a catalogue, for which no embedded database is made."""

    code = "catalogue-empty"


class DatabaseUnreachableError(DatabaseError):
    """The server does not answer, or refuses us."""

    code = "database-unreachable"


class CommitLostError(DatabaseUnreachableError):
    """The connection was lost during COMMIT. ``committed`` is None where nobody can say."""

    def __init__(self, message: str, *, committed: bool | None) -> None:
        super().__init__(message)
        self.committed = committed
        self.code = "commit-unanswered" if committed else "commit-unknown"


class QueueEntryError(DatabaseError):
    """An entry of the promotion queue that is not there, or not in a state to be reported on."""

    code = "queue-entry"


class SchemaError(DatabaseError):
    """The schema is not at the revision that this program reads and writes."""

    code = "database-schema"

"""One connection, one transaction: counts what it sends and says in a sentence what went wrong."""

from __future__ import annotations

import itertools
import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import (
    AbstractContextManager,
    closing,
    contextmanager,
    nullcontext,
    suppress,
)
from typing import TYPE_CHECKING, Any, LiteralString, NamedTuple

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Composable, Composed

from sync.database import state
from sync.database.errors import (
    CommitLostError,
    DatabaseError,
    DatabaseUnreachableError,
    SchemaError,
)
from sync.database.schema import REVISION, check_revision, check_tables, schema_error
from sync.database.target import ADVISORY_LOCK
from sync.database.waiting import telling
from sync.ledger import ledger

if TYPE_CHECKING:
    from sync.database.target import Target
    from sync.settings import Settings


_LOOKUP_WAIT = 10
"""Seconds to wait for the answer to what became of a COMMIT."""
SLOW = 1.0
"""Seconds after which a statement is logged with its plan."""
_PLANNED = r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b"
"""Statements that EXPLAIN takes."""
_log = logging.getLogger(__name__)


class _Sent(NamedTuple):
    statement: Composable
    has_values: bool


class Session:
    """A connection in use. ``statements`` counts all that was sent, BEGIN and COMMIT included.

    What takes more than ``slow`` seconds is logged with its plan, but for the values in it.
    ``settings`` are what each transaction is set to, as :func:`sync.database.state.values` has it.
    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        slow: float = SLOW,
        settings: Sequence[Any] | None = None,
        lookup: Callable[[str], bool | None] | None = None,
        waits: Callable[[int], AbstractContextManager[None]] | None = None,
    ) -> None:
        self._connection = connection
        self._slow = slow
        self._state = state.values({}) if settings is None else settings
        self._lookup = lookup
        self._waits = waits
        self._named: psycopg.Cursor[Any] | None = None
        self._together: list[_Sent] | None = None
        self.statements = 0

    def execute(
        self, statement: LiteralString | Composed, values: Sequence[Any] | None = None
    ) -> psycopg.Cursor[Any]:
        """Send one statement.

        Values come back in binary: as text they would be read by the date style that the
        server has told of, which a transaction that sets another one has not heard yet.
        """
        self.statements += 1
        sent = _Sent(SQL(statement) if isinstance(statement, str) else statement, bool(values))
        if self._together is not None:
            self._together.append(sent)
            return self._connection.execute(statement, values, binary=True)
        began = time.monotonic()
        cursor = self._connection.execute(statement, values, binary=True)
        self._judge(time.monotonic() - began, [sent])
        return cursor

    def copy(self, statement: Composed, rows: Iterable[Sequence[Any]]) -> None:
        """Send one COPY … FROM STDIN with ``rows``."""
        self.statements += 1
        began = time.monotonic()
        with self._connection.cursor() as cursor, cursor.copy(statement) as stream:
            for row in rows:
                stream.write_row(row)
        self._judge(time.monotonic() - began, [_Sent(statement, has_values=False)])

    def begin(self, *, for_update: bool, locked: bool = True) -> None:
        """Begin a transaction, and set what it needs, whatever is set otherwise.

        It writes, under the advisory lock unless ``locked`` is false, or it is
        read-only and sees one state of the database. Each statement under the
        lock sees what the run before has committed.
        """
        if for_update:
            self.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE NOT DEFERRABLE")
        else:
            self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY NOT DEFERRABLE")
        self.execute(state.STATEMENT, self._state)
        # a transaction that writes is asked for its name, along with the lock: when the answer to
        # its COMMIT gets lost, the server can be asked what became of it
        if for_update and locked:
            self._named = self.execute(
                "SELECT pg_current_xact_id()::text, pg_advisory_xact_lock(%s)", [ADVISORY_LOCK]
            )
        elif for_update:
            self._named = self.execute("SELECT pg_current_xact_id()::text")

    @contextmanager
    def opening(self, *, for_update: bool, locked: bool = True) -> Iterator[None]:
        """Begin as :meth:`begin`, and send what is executed inside in the same round trip.

        Raises:
            SchemaError: the schema is not at :data:`SCHEMA_REVISION`.
        """
        waits: AbstractContextManager[None] = nullcontext()
        if for_update and locked and self._waits is not None:
            waits = self._waits(self._connection.info.backend_pid)
        with waits, self.pipeline():
            self.begin(for_update=for_update, locked=locked)
            revision = self.execute(REVISION)
            yield
        check_revision([row[0] for row in revision.fetchall()])

    def attempt(
        self, statement: LiteralString | Composed, values: Sequence[Any] | None = None
    ) -> list[Any]:
        """The rows of one statement; where it is refused, the transaction goes on without it.

        Raises:
            psycopg.Error: it was refused.
        """
        try:
            with self.pipeline():
                self.execute("SAVEPOINT attempt")
                rows = self.execute(statement, values)
        except psycopg.Error as error:
            # without a state it is no refusal: the connection itself broke
            if error.sqlstate is not None:
                self.execute("ROLLBACK TO SAVEPOINT attempt")
            raise
        return rows.fetchall()

    @contextmanager
    def committing(self, what: str | None, count: int | None = None) -> Iterator[None]:
        """Enter ``count`` of ``what`` into the ledger: what is sent inside ends with COMMIT.

        ``what`` is None where nothing that anybody asked for is written.

        Raises:
            CommitLostError: the connection was lost, and it is committed or nobody knows.
        """
        if what is None:
            yield
            return
        ledger.heed()
        entry = ledger.enter(what, count)
        try:
            yield
        except BaseException as error:
            committed = self._fate(error)
            ledger.settle(entry, committed=committed)
            if committed is False or not isinstance(error, psycopg.Error):
                raise
            known = (
                "but it is committed"
                if committed
                else "and it is not known whether it is committed"
            )
            raise CommitLostError(
                f"the connection was lost during COMMIT, {known}", committed=committed
            ) from None
        ledger.settle(entry, committed=True)

    def commit(self, what: str | None, count: int | None = None) -> None:
        """COMMIT, and enter ``count`` of ``what`` into the ledger; ask for a lost answer again.

        Raises:
            CommitLostError: nobody knows whether it is committed.
        """
        try:
            with self.committing(what, count):
                self.execute("COMMIT")
        except CommitLostError as error:
            if not error.committed:
                raise
            _log.warning("%s", error)

    def _fate(self, error: BaseException) -> bool | None:
        """Whether a transaction is committed whose COMMIT ended with ``error``; None: unknown."""
        connection = self._connection
        open_ = (TransactionStatus.INTRANS, TransactionStatus.INERROR)
        if not connection.closed and (
            isinstance(error, psycopg.Error) or connection.info.transaction_status in open_
        ):
            return False
        name = None
        with suppress(psycopg.Error, TypeError):
            name = self._named and self._named.fetchone()
        # what was not sent yet never will be, and the lock is free for whoever looks
        connection.close()
        return self._lookup(name[0]) if name and self._lookup else None

    @contextmanager
    def pipeline(self) -> Iterator[None]:
        """Send what is executed inside without waiting in between: one round trip for all of it."""
        together: list[_Sent] = []
        self._together = together
        began = time.monotonic()
        try:
            with self._connection.pipeline():
                yield
        finally:
            self._together = None
        self._judge(time.monotonic() - began, together)

    def _judge(self, seconds: float, sent: list[_Sent]) -> None:
        """Log what took long, with the plan of each statement that has one."""
        if seconds <= self._slow:
            return
        took = f"{seconds:.2f} s for"
        took += f" {len(sent)} statements sent together" if len(sent) > 1 else " a statement"
        told = [took]
        for one in sent:
            text = one.statement.as_string(self._connection)
            told.append(text)
            if re.match(_PLANNED, text):
                told += self._plan(one, text)
        _log.warning("%s", "\n".join(told))

    def _plan(self, sent: _Sent, text: str) -> list[str]:
        """The lines of the plan that a statement would have now; it is not run again.

        A savepoint keeps an EXPLAIN that fails from the transaction. The generic
        plan (PostgreSQL 16) shows ``$1`` where others show a stranger's value.
        """
        options: LiteralString = ""
        if sent.has_values:
            numbers = itertools.count(1)
            text = re.sub(r"%[s%]", lambda m: "%" if m[0] == "%%" else f"${next(numbers)}", text)
            options = "(GENERIC_PLAN) "
        inside = self._connection.info.transaction_status == TransactionStatus.INTRANS
        cursor = self._connection.cursor()
        try:
            if inside:
                cursor.execute("SAVEPOINT slow")
            # the statement is ours: its text holds no value
            cursor.execute(SQL("EXPLAIN ") + SQL(options) + SQL(text))
            lines = [f"    {row[0]}" for row in cursor]
        except psycopg.Error as error:
            lines = [f"    no plan: {error.diag.message_primary or type(error).__name__}"]
        self.statements += 1
        if inside:
            cursor.execute("ROLLBACK TO SAVEPOINT slow")
            cursor.execute("RELEASE SAVEPOINT slow")
            self.statements += 3
        return lines


@contextmanager
def open_session(target: Target, settings: Settings) -> Iterator[Session]:
    """A session on ``target``; what was not committed when the context ends is rolled back.

    Raises:
        SchemaError: a table or a column is missing, or another program's.
        DatabaseUnreachableError: no connection, or it broke.
        DatabaseError: anything else that PostgreSQL refused.
    """
    with errors_as_sentences(target, settings):
        connection = target.connect(connect_timeout=settings.connect_timeout)
        with closing(connection):
            waits = state.values(target.options, lock_wait=settings.lock_wait)
            session = Session(
                connection,
                settings=waits,
                lookup=lambda name: _was_committed(target, settings, name),
                waits=lambda waiting: telling(target, waiting),
            )
            try:
                yield session
            except (errors.UndefinedTable, errors.UndefinedColumn, SchemaError):
                session.execute("ROLLBACK")
                session.begin(for_update=False)
                revision = check_tables(
                    lambda statement, values: session.execute(statement, values).fetchall()
                )
                # the statement that failed does not say which revision it is instead
                if revision is not None:
                    check_revision([revision])
                raise


def _was_committed(target: Target, settings: Settings, name: str) -> bool | None:
    """What the server says of a transaction by its name; None where it does not say."""
    patience = {
        option: min(getattr(settings, option), _LOOKUP_WAIT)
        for option in ("lock_wait", "connect_timeout")
    }
    with suppress(DatabaseError), open_session(target, settings._replace(**patience)) as session:
        # the lock is free when the transaction has ended, in whatever way
        session.begin(for_update=True)
        deadline = time.monotonic() + _LOOKUP_WAIT
        while True:
            ((status,),) = session.execute("SELECT pg_xact_status(%s::xid8)", [name]).fetchall()
            # not every transaction holds the lock, and the server may not have heard of its end yet
            if status != "in progress" or time.monotonic() > deadline:
                return {"committed": True, "aborted": False}.get(status)
            time.sleep(0.05)
    return None


@contextmanager
def errors_as_sentences(target: Target, settings: Settings) -> Iterator[None]:
    """Raise what psycopg raises inside as one of our own errors: see :func:`open_session`."""
    try:
        yield
    except psycopg.Error as error:
        raise as_sentence(target, error, settings.lock_wait) from None


def lock_error(target: Target, seconds: int, who: str, safe: str = "") -> DatabaseError:
    """What is said when a lock was waited for in vain: who holds it, and how that is ended."""
    from sync.database.holders import holders

    message = f"{who} has held a lock for {seconds} second{'s' * (seconds != 1)}"
    hint = f"{safe}wait for it to end, or look for it in pg_stat_activity"
    if found := holders(target):
        message += f": {found[0]}"
        hint = f"{safe}wait for it to end, or end it with: {found[0].end}"
    return DatabaseError(message, hint)


def as_sentence(target: Target, error: psycopg.Error, lock_wait: int) -> DatabaseError:
    """What is said of ``error``."""
    message = error.diag.message_primary or " ".join(str(error).split())
    told = f"{target.address}: {message}"
    if isinstance(error, (errors.UndefinedTable, errors.UndefinedColumn)):
        return schema_error([])
    if isinstance(error, errors.LockNotAvailable):
        return lock_error(target, lock_wait, "another run or migration")
    if error.diag.source_function == "check_enable_rls":
        return DatabaseError(
            f"{told}: rows may be hidden from this role, and what is hidden is not gone",
            "give the role BYPASSRLS, or connect as the role that owns the tables",
        )
    if isinstance(error, errors.InsufficientPrivilege) and state.REPLICATION in message:
        return DatabaseError(
            f"{told}, which is replica: foreign keys would be passed over",
            f"the administrator can mend it: ALTER ROLE name RESET {state.REPLICATION}",
        )
    if isinstance(error, errors.InsufficientPrivilege):
        return DatabaseError(told, "give the role what it needs with `pyplots-sync db grants`")
    if isinstance(error, errors.QueryCanceled):
        return DatabaseError(
            told, "look for who cancels it: a timeout of the address or of a pooler, or somebody"
        )
    if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        hint = "see the logs of the server, or of the pooler between, and do it again"
        return DatabaseUnreachableError(told, hint)
    return DatabaseError(told if isinstance(error, psycopg.OperationalError) else message)

"""What this process has committed: the one place that prints and exits asks for it here.

A process does one command. Whoever commits enters what it is about to commit
before it asks for it, and settles the entry when the answer is there: an
interruption, an empty memory or a lost connection in between leaves an entry
that is open, which is what "it is not known" means.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Entry:
    """Something that is being committed: what, in words, and how much of it, once that is known."""

    def __init__(self, what: str, count: int | None) -> None:
        self.what = what
        self.count = count


class Ledger:
    """What is committed, and what may be."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._done: dict[str, int | None] = {}
        self._open: list[Entry] = []
        self.interruption: BaseException | None = None
        """What was raised to end the command, and may have got lost on its way."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was committed, and it is known that nothing was."""
        return not self._done and not self._open

    @property
    def is_certain(self) -> bool:
        """Whether everything that was sent was answered."""
        return not self._open

    def clear(self) -> None:
        """Begin anew: another command."""
        with self._lock:
            self._done.clear()
            self._open.clear()
        self.interruption = None

    def heed(self) -> None:
        """Raise the interruption that there was: nothing is committed after one."""
        if self.interruption is not None:
            raise self.interruption

    def enter(self, what: str, count: int | None = None) -> Entry:
        """Say what the server is about to be asked to keep: ``usage rows deleted``."""
        entry = Entry(what, count)
        with self._lock:
            self._open.append(entry)
        return entry

    def settle(self, entry: Entry, *, committed: bool | None) -> None:
        """Say what became of an entry; None leaves it open for good."""
        with self._lock:
            if committed:
                before = self._done.get(entry.what)
                known = [count for count in (before, entry.count) if count is not None]
                self._done[entry.what] = sum(known) if known else None
            if committed is not None and entry in self._open:
                self._open.remove(entry)

    def add(self, what: str, count: int | None = None) -> None:
        """Take down what is done already."""
        self.settle(Entry(what, count), committed=True)

    def take_back(self, what: str) -> None:
        """Strike out what was undone."""
        with self._lock:
            self._done.pop(what, None)

    @contextmanager
    def entry(self, what: str) -> Iterator[Entry]:
        """An entry that is settled when the context ends well, and open where it does not."""
        entry = self.enter(what)
        yield entry
        self.settle(entry, committed=True)

    def sentence(self) -> str:
        """What was written, as the end of a sentence."""
        told = ", ".join(
            what if count is None else f"{count:,} {what}" for what, count in self._done.items()
        )
        if self._open:
            doubt = f"it is not known whether this was written: {self._open[0].what}"
            known = f"; this was: {told}" if told else ""
            return f"{doubt}{known}; run it again: what is there is not written twice"
        return f"this was written, and stays: {told}" if told else "nothing was written"


ledger = Ledger()
"""The ledger of this process."""

"""Signals that ask for an end: all are treated as Ctrl-C is, until the end has been told of.

A handler raises wherever the program happens to be. In a destructor, or in
what C calls, Python drops what is raised: so the ledger keeps it until there
is an end, and a moment later it is raised again.
"""

from __future__ import annotations

import signal
from contextlib import suppress

from sync.ledger import ledger

_MOMENT = 0.05
"""Seconds after which a signal that was dropped is raised again."""
_heard: list[int] = []


class Signal(KeyboardInterrupt):
    """A signal that asks for an end. Its text is the signal's name."""


def listen() -> None:
    """Raise :class:`Signal` where one arrives, unless whoever started us has it ignored."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        found = getattr(signal, name, None)
        usual = (signal.SIG_DFL, signal.default_int_handler)
        if found is not None and signal.getsignal(found) in usual:
            signal.signal(found, _raise)
            _heard.append(found)


def stop_listening() -> None:
    """Let no signal change an end that is told, or is being told."""
    while _heard:
        signal.signal(_heard.pop(), signal.SIG_IGN)
    ledger.interruption = None


def raise_again(error: BaseException) -> bool:
    """Whether ``error`` is a signal that Python has dropped; it is then raised in a moment.

    A timer of the system does it: a thread could not be started in every destructor.
    """
    if not isinstance(error, Signal):
        return False
    # without such timers, or outside the main thread, the ledger alone knows of it
    with suppress(AttributeError, ValueError):
        if ledger.interruption is not None:
            signal.signal(signal.SIGALRM, _raise_kept)
            _heard.append(signal.SIGALRM)
            signal.setitimer(signal.ITIMER_REAL, _MOMENT)
    return True


def _raise(number: int, _: object) -> None:
    ledger.interruption = Signal(signal.Signals(number).name)
    raise ledger.interruption


def _raise_kept(_: int, __: object) -> None:
    ledger.heed()

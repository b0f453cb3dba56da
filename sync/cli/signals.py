"""Signals that ask for an end: all are treated as Ctrl-C is, until the end has been told of."""

from __future__ import annotations

import signal

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


def _raise(number: int, _: object) -> None:
    raise Signal(signal.Signals(number).name)

"""What is printed of a fault: never what Python itself would, which may hold a secret."""

from __future__ import annotations

import sys
import threading
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

from sync.cli import signals
from sync.model import secrets

if TYPE_CHECKING:
    from sys import UnraisableHookArgs


def watch() -> None:
    """Print what threads, destructors and Python's own last resort have to say as we print."""
    sys.excepthook = _uncaught
    threading.excepthook = _of_a_thread
    sys.unraisablehook = _dropped


def traceback_of(error: BaseException) -> str:
    """The traceback of ``error``, without secrets."""
    return secrets.redact("".join(traceback.format_exception(error)))


def _uncaught(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    _say(traceback_of(error))


def _of_a_thread(failed: threading.ExceptHookArgs) -> None:
    error = failed.exc_value
    if error is not None and not isinstance(error, SystemExit):
        name = "" if failed.thread is None else f" {failed.thread.name}"
        _say(f"a fault in the thread{name}:\n{traceback_of(error)}")


def _dropped(failed: UnraisableHookArgs) -> None:
    error = failed.exc_value
    if error is None or signals.raise_again(error):
        return
    said = failed.err_msg or "a fault that nobody could be told of"
    _say(secrets.redact(f"{said}:\n{traceback_of(error)}"))


def _say(text: str) -> None:
    # Python may be on its way out, with nothing left to import
    try:
        from sync.reports.emit import say_error
    except ImportError:
        return
    say_error(text.removesuffix("\n"))

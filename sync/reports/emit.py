"""The one way out: an outcome in a format to standard output, words to standard error.

A stream may be closed, full, gone, or of an encoding that lacks characters
(contract, section 6). Whatever leaves is escaped for its medium here, last, so
that nobody who makes a text has to think of it (:mod:`sync.model.escaping`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from sync.ledger import ledger
from sync.model import escaping
from sync.model.errors import PyplotsSyncError
from sync.reports.outcome import EXIT_CODES, Outcome, Rendered, Style

if TYPE_CHECKING:
    from sync.settings import Workflow

Ended = TypeVar("Ended", bound=Outcome)
Render = Callable[[Ended, Style], Rendered]

_PLAINER = {"→": "->", "…": "...", "±": "+-", "·": "-", "✓": "+", "✗": "!"}
"""Signs of ours that an old encoding may lack."""


class UnprintedError(PyplotsSyncError):
    """Standard output did not take what there was to print. The message says why."""


def emit(
    outcome: Ended,
    render: Render[Ended],
    style: Style,
    workflow: Workflow | None = None,
    repo: Path | None = None,
) -> int:
    """Print ``outcome``, in GitHub Actions also as GitHub shows it, and return the exit code.

    Raises:
        UnprintedError: it could not be printed.
    """
    say(render(outcome, style), style.format)
    if workflow is not None and repo is not None:
        from sync.reports import actions

        is_told = actions.write(outcome, render, workflow, repo, tell_runner)
        if not is_told and not ledger.is_empty and outcome.exit_code == EXIT_CODES["ok"]:
            # it failed after a commit, and the steps that follow wait for what they do not get
            return EXIT_CODES["held-back"]
    return outcome.exit_code


def unprinted_code(code: int) -> int:
    """The exit code of a command that ended with ``code``, but could not say so.

    What was committed stays, which is 3; else what was to be told is all there was to do.
    """
    if not ledger.is_empty:
        return EXIT_CODES["held-back" if ledger.is_certain else "failed"]
    return code if code == EXIT_CODES["refused"] else EXIT_CODES["failed"]


def say(text: Rendered, format_: str = "text") -> None:
    """Print ``text`` on standard output; an empty one needs no stream.

    Raises:
        UnprintedError: the stream is closed or full, or its reader has gone.
    """
    stream = sys.stdout
    for piece in filter(None, [text] if isinstance(text, str) else text):
        told = _told(piece, format_)
        try:
            _write(stream, told, format_)
        except (OSError, ValueError) as error:
            _silence(stream)
            reason = getattr(error, "strerror", None) or str(error)
            raise UnprintedError(f"standard output: {reason}") from None


def _told(text: str, format_: str) -> str:
    if format_ == "json":
        told = escaping.json_text(text)
    else:
        told = escaping.lines(text, styled=escaping.is_styled())
    if _in_actions():
        from sync.reports import actions

        told = actions.inert_json(told) if format_ == "json" else actions.inert(told)
    return told


def say_error(text: str) -> None:
    """Print ``text`` as lines on standard error, if somebody listens there."""
    told = escaping.lines(text)
    if _in_actions():
        from sync.reports import actions

        told = actions.inert(told)
    tell_runner(told)


def tell_runner(line: str) -> None:
    """Print ``line`` on standard error, where GitHub's runner obeys it if it is a command."""
    try:
        _write(sys.stderr, f"{escaping.lines(line)}\n", "text")
    except (OSError, ValueError):
        _silence(sys.stderr)


def _write(stream: TextIO | None, text: str, format_: str) -> None:
    if stream is None:
        raise ValueError("it is closed")
    encoding = stream.encoding or "utf-8"
    if format_ == "json" and encoding.lower().replace("-", "").replace("_", "") != "utf8":
        # whoever reads JSON takes it for UTF-8, of which ASCII is a part
        encoding = "ascii"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = "".join(_in_encoding(character, encoding, format_) for character in text)
    stream.write(text)
    stream.flush()


def _in_encoding(character: str, encoding: str, format_: str) -> str:
    """``character``, or what stands for it where ``encoding`` lacks it."""
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        if format_ == "json":
            return escaping.json_escape(character)
        return _PLAINER.get(character) or character.encode("ascii", "backslashreplace").decode()
    return character


def silence() -> None:
    """Let nothing more be written to the standard streams, at the exit neither."""
    _silence(sys.stdout)
    _silence(sys.stderr)


def _silence(stream: TextIO | None) -> None:
    """Let nobody write to ``stream`` again: at exit Python would try what is left of it."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]
        os.close(nowhere)


def _in_actions() -> bool:
    from sync.settings import in_actions

    return in_actions()

"""Log records on standard error: what is logged may hold what strangers wrote."""

from __future__ import annotations

import logging

from sync.model.secrets import Redacting


class SafeHandler(logging.Handler):
    """Prints each record as whoever prints a report does, and never fails."""

    def __init__(self) -> None:
        super().__init__()
        # libraries log addresses, headers and what others have answered
        self.setFormatter(Redacting(logging.Formatter(logging.BASIC_FORMAT)))

    def emit(self, record: logging.LogRecord) -> None:
        """Print the line, or lines, of ``record``."""
        from sync.reports.emit import say_error

        try:
            told = self.format(record)
        except (TypeError, ValueError) as error:
            told = f"{record.name} logged what cannot be formatted ({error}): {record.msg!a}"
        say_error(told)

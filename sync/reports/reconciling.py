"""What ``diff``, ``run``, ``resync`` and ``validate`` have to say, in whichever format."""

from __future__ import annotations

from sync.model.problems import has_errors
from sync.reports.outcome import Rendered, Style
from sync.reports.report import Report


def render(report: Report, style: Style) -> Rendered:
    """``report`` in one of the formats ``text``, ``json`` and ``markdown``, with a final newline.

    Only what the format needs is loaded: a run without changes takes less time than rich does.
    """
    if style.format == "json":
        from sync.reports import json

        return json.pieces(report)
    if style.format == "markdown":
        from sync.reports import markdown

        return markdown.render(report)
    if style.quiet and not has_errors(report.problems):
        return ""
    from sync.reports import text

    return text.drawn(
        lambda console: text.write(report, console, verbose=style.verbose, quiet=style.quiet)
    )

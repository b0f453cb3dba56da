"""A fuzzer of shapes: no comment, title or label may take more than linear time to read.

    python tests/support/fuzz_comments.py            # for ever, until it is interrupted
    python tests/support/fuzz_comments.py --seconds 7200 --seed 42

A shape is a unit that is repeated, in a place of a comment or in a title, up to the longest text
that GitHub takes. What takes more CPU than ``LIMIT`` seconds is reported with how to repeat it.
The limit is no measurement: it is far above what any shape takes that is read in linear time, on
any machine, and far below what 64 KiB take in quadratic time.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any, NamedTuple

from comments import LIBRARIES, SPECS
from sync.sources.reviews.naming import (
    NamingError,
    heading_names,
    label_names,
    line_names,
)
from sync.sources.reviews.parser import parse_comment
from sync.sources.reviews.sightings import sightings
from sync.sources.reviews.statements import cell_score, statements, verdict_in
from sync.sources.reviews.titles import TitleReader

LONGEST = 65_536
LIMIT = 20.0

PIECES = [
    *("9", "92", "92/100", "9→", "9 -> ", "9/", "/100", " / 100", "100", "-5/100", "9,9", "9.9.", "NaN/100"),
    *("→", "->", "-", "--", "—", "=", "=>", ":", "::", ": ", ";", ",", ", ", ".", "…", "|", "||", "/", "//"),
    *("(", ")", "((", "(a", "(1", "()", "[", "]", "[a](", "![", "[]", "[ ]", "[x] ", "[a]: b ", "<", ">", "<a ", "</b>"),
    *("<!--", "-->", "<!-", "<?", "<![CDATA[", "<del>", "<pre>", "<td>", "<tr>", "<h2>", "<b>", "{", "}"),
    *("*", "**", "***", "_", "__", "*a", "a*", "**a *b ", "~", "~~", "~a~ ", "`", "``", "`a", "\\", "\\\\", "\\*"),
    *("&", "&amp;", "&#", "&#9", "&#x1F;", "&a", "&a;", "#", "# ", "@", "!", '"', "'", "’s "),
    *("a", "A", "a-", "-a", "a_", "a b ", "a1", "A1 ", "é", "а", "ſ", "\u212a", "\u200b", "\u202e", "\ufe0f", "9\u20e3", "🤖", "\ue000"),
    *("pass ", "PASS", "pass9→", "not ", "not pass ", "fail ", "approved ", "rejected or ", "median ", "median: ", "score ", "Score: "),
    *("Claude ", "Claude: ", "Claude (", "Verdict: ", "Library: ", "Library: a", "Implementation: a/b ", "for ", "of a/b/c ", "review "),
    *("a/", "a/b/c", "a / b / c ", "plots/", "plots/a/b/c/", "plots/a/b/c/d.py", "matplotlib-", "scatter-basic-", "mаtplotlib "),
    *(" ", "  ", "\t", "\u00a0", "\u3000", "\n", "\n\n", "\r\n", "\r", "\0", "\v", "\f", "\u2028"),
    *("> ", "- ", "* ", "1. ", "1) ", "  - x\n", "    ", "```\n", "~~~\n", "---\n", "===\n", "a\n", "|a|b|\n", "|-|-|\n", "| a ", "\\|"),
    *("## AI Review\n", "### x\n", "#### a / b / c\n", "[a]: b\n", "[a]: b 'c\n", "**A:** 9/100\n", "- [ ] x\n", "Library: a\n"),
]  # fmt: skip

REVIEW = "## AI Review\n\n"
PLACES: dict[str, Callable[[str], Any]] = {
    "paragraph": lambda text: parse_comment(f"{REVIEW}{text}\n\n**Score:** 92/100\n"),
    "line": lambda text: parse_comment(f"{REVIEW}**Score:** {text}\n"),
    "entry": lambda text: parse_comment(f"{REVIEW}- {text}\n"),
    "heading": lambda text: parse_comment(f"{REVIEW}### {text}\n"),
    "review heading": lambda text: parse_comment(f"## AI Review {text}\n"),
    "cell": lambda text: parse_comment(
        f"{REVIEW}| Evaluator | Score | Verdict |\n|---|---|---|\n| Claude | {text} | {text[:999]} |\n"
    ),
    "verdict": lambda text: parse_comment(f"{REVIEW}### Verdict\n\n{text}\n"),
    "html": lambda text: parse_comment(f"{REVIEW}<div>\n{text}\n"),
    "quote": lambda text: parse_comment(f"{REVIEW}> {text}\n"),
    "bare": parse_comment,
    "sighting": lambda text: sightings(f"{REVIEW}{text}"),
    "title": lambda text: TitleReader(SPECS, LIBRARIES).read(text),
    "title of a spec": lambda text: TitleReader(SPECS, LIBRARIES).read(f"bar-basic: {text}"),
    "label": lambda text: label_names([f"library:{text}", f"spec:{text}", text]),
    "names of a line": lambda text: line_names("Library", text),
    "names of an implementation": lambda text: line_names("Implementation", text),
    "names of a heading": lambda text: heading_names(text[:1_000]),
    "statement": lambda text: list(statements(text[:1_000])),
    "cell score": lambda text: cell_score(text[:1_000]),
    "words of a verdict": lambda text: verdict_in(text[:1_000]),
}


class Shape(NamedTuple):
    """``start``, then ``unit`` as often as fits, then ``end``, in a place.

    With a ``width`` it is broken into paragraphs of so many characters: what is long is read in
    pieces, so a piece of the longest length takes the most.
    """

    place: str
    start: str
    unit: str
    end: str
    width: int = 0

    def text(self, length: int = LONGEST) -> str:
        if self.width:
            piece = self._piece(self.width)
            return f"{piece}\n\n" * (length // (len(piece) + 2))
        return self._piece(length)

    def _piece(self, length: int) -> str:
        room = length - len(self.start) - len(self.end)
        return self.start + self.unit * (room // len(self.unit)) + self.end


class SlowError(Exception):
    """A shape that takes too long."""


@contextmanager
def limited(seconds: float = LIMIT) -> Iterator[None]:
    """Raise :class:`SlowError` in what takes more CPU: regular expressions can be interrupted, too."""

    def stop(*_: object) -> None:
        raise SlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def is_slow(shape: Shape, length: int = LONGEST) -> bool:
    """Whether a shape takes more than the limit."""
    try:
        with limited():
            PLACES[shape.place](shape.text(length))
    except SlowError:
        return True
    except NamingError:
        pass
    return False


WIDTHS = (0, 990, 1_990)


def simple_shapes() -> Iterator[Shape]:
    """Each piece, repeated in each place."""
    for place, piece in product(PLACES, PIECES):
        yield Shape(place, "", piece, "")
    for piece, width in product(PIECES, WIDTHS[1:]):
        yield Shape("bare", "## AI Review\n\n", piece, "", width)


def random_shapes(chance: random.Random) -> Iterator[Shape]:
    """Up to three pieces, repeated behind something and before something."""
    while True:
        unit = "".join(chance.choices(PIECES, k=chance.randint(1, 3)))
        start = "".join(chance.choices(PIECES, k=chance.randint(0, 2)))
        end = "".join(chance.choices(PIECES, k=chance.randint(0, 2)))
        yield Shape(chance.choice(list(PLACES)), start, unit, end, chance.choice(WIDTHS))


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description="Look for a text that takes too long to read.")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--simple", action="store_true", help="each piece in each place, once")
    parser.add_argument("--slow", type=float, default=2.0, help="seconds from which one is shown")
    asked = parser.parse_args()
    tell(f"seed {asked.seed}")
    chance = random.Random(asked.seed)
    shapes = simple_shapes() if asked.simple else random_shapes(chance)
    until = time.monotonic() + asked.seconds
    tried, found = 0, 0
    for shape in shapes:
        if time.monotonic() > until:
            break
        started = time.process_time()
        slow = is_slow(shape)
        took = time.process_time() - started
        tried += 1
        found += slow
        if slow or took >= asked.slow:
            tell(f"{'SLOW' if slow else 'slowest'} {took:6.2f} s {tuple(shape)!r}")
    tell(f"{tried} shapes, {found} over {LIMIT:g} s of CPU")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

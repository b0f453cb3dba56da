"""Hostile and broken comments. None may crash or take more than a few seconds."""

from comments import M, case

R = "## AI Review\n\n**Score:** 92/100\n"
MAX = 65536
OK = {M: [92, True]}


def fill(head, unit, tail=""):
    """head, then unit repeated, then tail: exactly MAX characters or just below."""
    return head + unit * ((MAX - len(head) - len(tail)) // len(unit)) + tail


CASES = [
    case("h-null", "a null body is no review", None, {}),
    case("h-empty", "an empty body is no review", "", {}),
    case("h-whitespace", "only white space", " \u00a0\u3000\t\r\n\n \u200b \n" * 50, {}),
    case(
        "h-full-prose",
        "65,536 characters; the score is at the end",
        fill("## AI Review\n\n", "lorem ipsum dolor ", "\n\n**Score:** 92/100\n"),
        OK,
    ),
    case("h-full-brackets", "thousands of brackets", fill(R + "\n", "["), OK),
    case("h-full-link-openers", "thousands of link openers", fill(R + "\n", "[a]("), OK),
    case("h-full-images", "thousands of image openers", fill(R + "\n", "![[]()"), OK),
    case("h-full-asterisks", "thousands of asterisks", fill(R + "\n", "**a *b "), OK),
    case(
        "h-full-backticks",
        "backtick runs of all lengths",
        (R + "\n" + "".join("`" * i + "x" for i in range(1, 355)))[:MAX],
        OK,
    ),
    case("h-full-quotes", "deeply nested block quotes", fill(R + "\n", ">", "\n"), OK),
    case(
        "h-deep-list",
        "deeply nested lists",
        R + "\n" + "".join("  " * i + "- x\n" for i in range(240)),
        OK,
    ),
    case("h-full-pipes", "thousands of pipes", fill(R + "\n|", "a|", "\n"), OK),
    case(
        "h-wide-table",
        "a table of thousands of columns",
        R + "\n" + "|a" * 10000 + "|\n" + "|-" * 10000 + "|\n" + "|b" * 2000 + "|\n",
        OK,
    ),
    case(
        "h-full-html-openers", "thousands of comment openers in a line", fill(R + "\nx ", "<!-"), OK
    ),
    case(
        "h-full-digits", "thousands of digits and slashes", fill(R + "\n", "1/1"), OK, warnings=None
    ),
    case(
        "h-full-spaces-slash",
        "white space that backtracks",
        fill(R + "\n", "9 " + " " * 50, "\n"),
        OK,
        warnings=None,
    ),
    case(
        "h-full-headings",
        "thousands of review headings without a score",
        fill("", "## AI Review\n\n", "**Score:** 92/100\n"),
        OK,
    ),
    case(
        "h-full-sections",
        "thousands of sections; the last one counts something",
        fill(
            "## AI Review\n\n",
            "#### a / b / c\n\n",
            "#### scatter-basic-001 / matplotlib / default\n\n**Score:** 92/100\n",
        ),
        OK,
        warnings=None,
    ),
    case(
        "h-full-reviewers",
        "some thousand reviewers",
        fill("## Quality Check Results\n\n", "**A:** 80/100\n**B:** 90/100\n"),
        {M: [85, True]},
    ),
    case(
        "h-nul-and-controls",
        "NUL and control characters do no harm",
        "## AI Review\n\n\x00\x01\x1b[31m\x7f\ufffe\n\n**Score:** 92/100\n",
        OK,
    ),
    case(
        "h-bidi",
        "a right-to-left override inside the number: silent; never 29",
        "## AI Review\n\n**Score:** \u202e29/100\u202c\n",
        {},
        warnings=None,
        sure=False,
    ),
    case(
        "h-lone-surrogate",
        "a lone surrogate (JSON allows it) does no harm",
        R + "\nbad \ud800 half\n",
        OK,
        warnings=None,
    ),
    case(
        "h-html-script",
        "raw HTML: silent (GitHub shows it escaped); never 100",
        R + "\n<script>\nScore: 100/100\n</script>\n\n<style>\n.x{}\n</style>\n",
        OK,
        warnings=None,
        sure=False,
    ),
    case(
        "h-format-string",
        "format and template strings do no harm",
        R + "\n%s %(x)s {0.__class__} ${jndi:ldap://x} {{7*7}} $(id)\n",
        OK,
    ),
]

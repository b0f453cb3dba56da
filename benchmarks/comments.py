"""The tests' GitHub, full of reviews: ``python -m benchmarks.comments COUNT``.

It needs ``tests/support`` on its path. Each answer comes 150 ms after it was asked for.
Prints the address, the repository and the token as JSON, and answers until its
standard input ends.
"""

from __future__ import annotations

import json
import random
import sys
import time
from typing import Any

from benchmarks.generate import LIBRARIES, spec_id_of
from github_api import GitHubApi

LATENCY = 0.15
"""Seconds from a request to its answer."""
ISSUES = 4
"""Comments of one issue: 20,000 comments are 200 pages, and their issues 50."""

FORMS = (
    """## 🤖 Quality Check Results - Attempt {attempt}

**Claude:** {a}/100
**Gemini:** {b}/100
**GPT-4:** {c}/100

**Consensus:** APPROVED (median: {median})

### Strengths

- Axes are labelled, and the legend stands where nothing is hidden
- Colours can be told apart by everybody

### Weaknesses

- The title is long: `{spec}` could be said in fewer words
""",
    """## AI Review - Attempt {attempt}/3

### Quality Evaluation
| Evaluator | Score | Verdict |
|-----------|-------|---------|
| Claude | {a}/100 | approve |
| Gemini | {b}/100 | approve |
| **Median** | **{median}** | |

### Verdict: APPROVED

<details><summary>What was looked at</summary>

1. The code runs, and is short
2. [The guide](https://example.org/guide) is followed

</details>
""",
    """## 🤖 Quality Check Results

#### {spec} / {library} / default

**Score:** {a}/100 | **Verdict:** PASS
""",
    """Thanks, the marks overlap in the second panel. Could you move the legend, and try
`alpha=0.{a}`? The rest looks fine to me.
""",
)


def fill(api: Any, count: int) -> None:
    """``count`` comments: three quarters are reviews, of all forms, by somebody who is believed."""
    chance = random.Random(count)
    number = 0
    for made in range(count):
        spec, library = spec_id_of(made // ISSUES % 1000), LIBRARIES[made % len(LIBRARIES)]
        if made % ISSUES == 0:
            number = api.issue(f"{spec}: A Plot", [f"library:{library}"])
        scores = [chance.randint(60, 99) for _ in range(3)]
        a, b, c = scores
        median = sorted(scores)[1] if made % 4 == 0 else (a + b) / 2
        body = FORMS[made % len(FORMS)].format(
            attempt=made % 3 + 1, a=a, b=b, c=c, median=f"{median:g}", spec=spec, library=library
        )
        api.comment(number, body)


def main(count: int) -> None:
    """Serve so many comments until nobody listens any more."""

    def late(_: Any, answer: Any) -> Any:
        time.sleep(LATENCY)
        return answer

    with GitHubApi() as api:
        fill(api, count)
        api.fail(late, times=1_000_000)
        told = {"api": api.url, "repository": api.repository, "token": api.token}
        print(json.dumps(told), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))

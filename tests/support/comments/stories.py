"""Stories of several comments, against catalogue.py.

Steps: comment, run, resync, edit, delete, retitle, expect (the scores right now: exactly these).
Defaults: author github-actions[bot], association NONE, labels []. A comment's numeric id grows with
the number behind its "c" (c2 > c1), whatever the order of "at". "at" of a comment is its creation
time, "at" of an edit or retitle is the new updated_at. An expect may hold "sure": False where the
contract is silent; steps without it are sure. Several runs in a row are one run each.
"""

BOT_TITLE = "[scatter-basic-001] matplotlib implementation"
WHOLE = "line-multi: Several Lines"
M = "scatter-basic-001/matplotlib/default"
G = "scatter-basic-001/matplotlib/ggplot_style"
LB, LP, LN = "line-multi/bokeh/default", "line-multi/bokeh/py310", "line-multi/plotnine/default"
RUN, RESYNC = {"do": "run"}, {"do": "resync"}


def rev(score, extra=""):
    return f"## AI Review\n\n{extra}### Quality Score: {score}/100\n"


def sec(where, score, verdict="PASS"):
    return f"## 🤖 Quality Check Results\n\n#### {where}\n\n**Score:** {score}/100 | **Verdict:** {verdict}\n"


def at(minute, second=0):
    return f"2026-01-01T10:{minute:02d}:{second:02d}Z"


def comment(
    cid,
    body,
    when,
    title=BOT_TITLE,
    issue="A",
    labels=(),
    author="github-actions[bot]",
    association="NONE",
):
    return {
        "do": "comment",
        "id": cid,
        "issue": issue,
        "title": title,
        "labels": list(labels),
        "author": author,
        "association": association,
        "body": body,
        "at": when,
    }


def edit(cid, body, when):
    return {"do": "edit", "id": cid, "body": body, "at": when}


def delete(cid):
    return {"do": "delete", "id": cid}


def retitle(title, when, labels=(), issue="A"):
    return {"do": "retitle", "issue": issue, "title": title, "labels": list(labels), "at": when}


def expect(scores, sure=True):
    return {"do": "expect", "scores": scores, "sure": sure}


SEQUENCES = [
    {
        "name": "newest-wins-downwards",
        "steps": [
            comment("c1", rev(92), at(0)),
            RUN,
            expect({M: [92, True]}),
            comment("c2", rev(78), at(5)),
            RUN,
            expect({M: [78, False]}),
            RESYNC,
            expect({M: [78, False]}),
        ],
    },
    {
        "name": "newest-by-creation-not-id",
        "steps": [
            comment("c2", rev(70), at(0)),
            comment("c1", rev(92), at(5)),
            RUN,
            expect({M: [92, True]}),
            RESYNC,
            expect({M: [92, True]}),
        ],
    },
    {
        "name": "late-sight-of-an-older-comment",
        "steps": [
            comment("c2", rev(92), at(10)),
            RUN,
            comment("c1", rev(70), at(5)),
            RESYNC,
            expect({M: [92, True]}),
        ],
    },
    {
        "name": "edit-78-to-92",
        "steps": [
            comment("c1", rev(78), at(0)),
            RUN,
            expect({M: [78, False]}),
            edit("c1", rev(92), at(9)),
            RUN,
            expect({M: [92, True]}),
            RUN,
            expect({M: [92, True]}),
        ],
    },
    {
        "name": "edit-does-not-make-newer",
        "steps": [
            comment("c1", rev(78), at(0)),
            comment("c2", rev(90), at(5)),
            RUN,
            expect({M: [90, True]}),
            edit("c1", rev(99), at(9)),
            RUN,
            expect({M: [90, True]}),
            RESYNC,
            expect({M: [90, True]}),
        ],
    },
    {
        "name": "edit-to-no-review-falls-back",
        "steps": [
            comment("c1", rev(88), at(0)),
            comment("c2", rev(95), at(5)),
            RUN,
            expect({M: [95, True]}),
            edit("c2", "Posted by mistake, sorry.\n", at(9)),
            RUN,
            expect({M: [88, True]}),
            edit("c1", rev(120), at(12)),
            RUN,
            expect({}),
        ],
    },
    {
        "name": "edit-text-into-review",
        "steps": [
            comment("c1", "Review follows.\n", at(0)),
            RUN,
            expect({}),
            edit("c1", rev(91), at(3)),
            RUN,
            expect({M: [91, True]}),
        ],
    },
    {
        "name": "edit-changes-what-it-is-about",
        "steps": [
            comment("c1", sec("scatter-basic-001 / matplotlib / default", 91), at(0)),
            RUN,
            expect({M: [91, True]}),
            edit("c1", sec("scatter-basic-001 / matplotlib / ggplot_style", 91), at(3)),
            RUN,
            expect({G: [91, True]}),
        ],
    },
    {
        "name": "edit-takes-a-section-away",
        "steps": [
            comment(
                "c1",
                "## Quality Check Results\n\n#### line-multi / bokeh / default\n\n**Score:** 90/100\n\n"
                "#### line-multi / bokeh / py310\n\n**Score:** 80/100\n",
                at(0),
                title="Weekly review",
            ),
            RUN,
            expect({LB: [90, True], LP: [80, False]}),
            edit("c1", sec("line-multi / bokeh / py310", 86), at(3)),
            RUN,
            expect({LP: [86, True]}),
        ],
    },
    {
        "name": "delete-newest",
        "steps": [
            comment("c1", rev(88), at(0)),
            comment("c2", rev(60), at(5)),
            RUN,
            expect({M: [60, False]}),
            delete("c2"),
            RUN,
            expect({M: [60, False]}, sure=False),
            RESYNC,
            expect({M: [88, True]}),
        ],
    },
    {
        "name": "delete-the-only-one",
        "steps": [
            comment("c1", rev(88), at(0)),
            RUN,
            expect({M: [88, True]}),
            delete("c1"),
            RESYNC,
            expect({}),
            RUN,
            expect({}),
        ],
    },
    {
        "name": "specific-wins-at-the-same-time",
        "steps": [
            comment("c1", sec("line-multi / bokeh / py310", 70), at(0), title=WHOLE),
            comment("c2", rev(90), at(0), title=WHOLE),
            RUN,
            expect({LB: [90, True], LP: [70, False], LN: [90, True]}),
            RESYNC,
            expect({LB: [90, True], LP: [70, False], LN: [90, True]}),
        ],
    },
    {
        "name": "newer-whole-spec-beats-specific",
        "steps": [
            comment("c1", sec("line-multi / bokeh / py310", 70), at(0), title=WHOLE),
            RUN,
            expect({LP: [70, False]}),
            comment("c2", rev(90), at(1), title=WHOLE),
            RUN,
            expect({LB: [90, True], LP: [90, True], LN: [90, True]}),
        ],
    },
    {
        "name": "higher-id-at-the-same-time",
        "steps": [
            comment("c2", rev(87), at(0)),
            comment("c1", rev(93), at(0)),
            RUN,
            expect({M: [87, True]}),
            RESYNC,
            expect({M: [87, True]}),
        ],
    },
    {
        "name": "retitle-moves-scores",
        "steps": [
            comment("c1", rev(92), at(0), title="bar-basic: matplotlib"),
            RUN,
            expect({"bar-basic/matplotlib/default": [92, True]}),
            retitle("bar-grouped: matplotlib", at(9)),
            RUN,
            expect({"bar-grouped/matplotlib/default": [92, True]}),
            retitle("bar-basic and bar-grouped: matplotlib", at(12)),
            RUN,
            expect({}),
            retitle("bar-grouped: no library here", at(15)),
            RUN,
            expect(
                {
                    "bar-grouped/matplotlib/default": [92, True],
                    "bar-grouped/altair/default": [92, True],
                }
            ),
        ],
    },
    {
        "name": "retitle-leaves-sections-alone",
        "steps": [
            comment("c1", sec("scatter-basic-001 / matplotlib / default", 92), at(0)),
            RUN,
            expect({M: [92, True]}),
            retitle("bar-basic: seaborn", at(9), labels=["library:plotly"]),
            RUN,
            expect({M: [92, True]}),
            RESYNC,
            expect({M: [92, True]}),
        ],
    },
    {
        "name": "relabel-followed",
        "steps": [
            comment(
                "c1",
                rev(92),
                at(0),
                title="scatter-basic-001: Basic",
                labels=["library:matplotlib"],
            ),
            RUN,
            expect({M: [92, True]}),
            retitle(
                "scatter-basic-001: Basic",
                at(5),
                labels=["library:matplotlib", "variant:ggplot_style"],
            ),
            RUN,
            expect({G: [92, True]}),
            retitle("scatter-basic-001: Basic", at(9), labels=["library:plotly"]),
            RUN,
            expect({"scatter-basic-001/plotly/default": [92, True]}),
        ],
    },
    {
        "name": "retitle-uncovers-older-review",
        "steps": [
            comment("c1", rev(86), at(0), issue="A", title="3d-surface: plotly"),
            comment("c2", rev(50), at(5), issue="B", title="[3d-surface] plotly again"),
            RUN,
            expect({"3d-surface/plotly/default": [50, False]}),
            retitle("[3d-surface] matplotlib", at(9), issue="B"),
            RUN,
            expect(
                {
                    "3d-surface/plotly/default": [86, True],
                    "3d-surface/matplotlib/default": [50, False],
                }
            ),
        ],
    },
    {
        "name": "strangers-change-nothing",
        "steps": [
            comment("c1", rev(70), at(0)),
            RUN,
            expect({M: [70, False]}),
            comment("c2", rev(100), at(5), author="mallory", association="CONTRIBUTOR"),
            RUN,
            expect({M: [70, False]}),
            edit("c2", sec("scatter-basic-001 / matplotlib / default", 100), at(9)),
            RUN,
            expect({M: [70, False]}),
            comment("c3", rev(91), at(12), author="alice", association="MEMBER"),
            RUN,
            expect({M: [91, True]}),
        ],
    },
    {
        "name": "invalid-newer-review-is-none",
        "steps": [
            comment("c1", rev(89), at(0)),
            RUN,
            comment("c2", rev("NaN"), at(5)),
            RUN,
            expect({M: [89, True]}),
            comment("c3", "## AI Review Failed\n\nTimed out.\n", at(6)),
            RUN,
            expect({M: [89, True]}),
            comment("c4", "> " + rev(10).replace("\n", "\n> ") + "\n\nNot true.\n", at(7)),
            RUN,
            expect({M: [89, True]}),
            RESYNC,
            expect({M: [89, True]}),
        ],
    },
    {
        "name": "two-issues-one-implementation",
        "steps": [
            comment("c1", rev(92), at(0), issue="A", title="pie: pygal"),
            comment("c2", rev(40), at(0, 30), issue="B", title="fix(pygal): pie labels"),
            comment("c3", rev(88), at(1), issue="A", title="pie: pygal"),
            RUN,
            expect({"pie/pygal/default": [88, True]}),
            delete("c3"),
            RESYNC,
            expect({"pie/pygal/default": [40, False]}),
        ],
    },
]

"""What is read of the metadata of an implementation, and what becomes of what cannot be."""

from datetime import datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from spec_first import metadata
from sync.sources.files.metadata import Metadata, is_address, parse_metadata, utc_time

PATH = "plots/scatter-basic/metadata/python/matplotlib.yaml"


def parsed(text, *, scores=True, previews=True):
    data = text if isinstance(text, bytes) else text.encode()
    return parse_metadata(
        PATH, data, "scatter-basic", "matplotlib", scores=scores, previews=previews
    )


def facts(text, **reads):
    found, problems = parsed(text, **reads)
    assert problems == []
    return found


def codes(text, **reads):
    found, problems = parsed(text, **reads)
    assert (found is None) == any(p.severity == "error" for p in problems)
    assert {p.path for p in problems} <= {PATH}
    return [(p.code, p.line) for p in problems]


@pytest.mark.parametrize("form", ["dumped", "written", "themes", "current"])
def test_every_form_says_the_same(form):
    assert facts(metadata("scatter-basic", "matplotlib", 88, form=form)) == Metadata(
        "3.13.11",
        88.0,
        False,
        datetime.fromisoformat("2025-12-23T10:21:12"),
        "https://storage.example.org/plots/scatter-basic/matplotlib/plot.png",
    )


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n", "generated_by: a model\n"])
def test_what_says_nothing_is_no_fault(text):
    assert facts(text) == Metadata()


def test_a_null_says_nothing_and_leaves_the_word_to_an_older_block():
    text = "quality_score: null\npython_version: ~\ncurrent:\n  quality_score: 91.5\n"
    assert facts(text) == Metadata(score=91.5)
    assert facts(f"{text}  updated: ''\n".replace("null", "90")).score == 90


@pytest.mark.parametrize(
    ("written", "version"),
    [("'3.14'", "3.14"), ("3.10", "3.10"), ("3.13.11", "3.13.11"), ('" 3.12 "', "3.12")],
)
def test_a_version_is_kept_as_it_is_written(written, version):
    assert facts(f"python_version: {written}\n").python_version == version


@pytest.mark.parametrize(
    ("written", "score"), [("0", 0), ("100", 100), ("92.5", 92.5), ("1e1", 10)]
)
def test_scores(written, score):
    assert facts(f"quality_score: {written}\n").score == score


@pytest.mark.parametrize(
    "written",
    ["-1", "100.5", "101", "true", "yes", "'92'", ".nan", ".inf", "92/100", "[92]", "{a: 1}"],
)
def test_what_is_no_score_is_an_error_where_scores_are_read(written):
    text = f"library: matplotlib\nquality_score: {written}\n"
    assert codes(text) == [("yaml-wrong-type", 2)]
    assert codes(text, scores=False) == []


@pytest.mark.parametrize(
    ("written", "rejected"),
    [
        ("APPROVED", False),
        ("approved", False),
        ("PASS", False),
        ("null", False),
        ("''", False),
        ("REJECTED", True),
        ("Fail", True),
        ("\u274c", True),
        ("\u2705\ufe0f", False),
    ],
)
def test_verdicts(written, rejected):
    assert facts(f"review:\n  verdict: {written}\n").is_rejected is rejected
    assert facts(f"review: {{verdict: {written}}}\n").is_rejected is rejected


def test_a_verdict_that_says_neither_counts_as_rejected():
    found, problems = parsed("review:\n  strengths: []\n  verdict: MAYBE\n")
    assert found is not None
    assert found.is_rejected
    assert [(p.code, p.severity, p.line) for p in problems] == [
        ("review-verdict-unclear", "warning", 3)
    ]
    assert codes("review: fine\n") == [("yaml-wrong-type", 1)]


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2025-12-23T10:21:12Z", "2025-12-23T10:21:12"),
        ("2025-12-23T10:21:12+00:00", "2025-12-23T10:21:12"),
        ("2025-12-23 10:21:12", "2025-12-23T10:21:12"),
        ("2025-12-23t10:21:12.5+02:30", "2025-12-23T07:51:12.500000"),
        ("2025-12-23 10:21 UTC", "2025-12-23T10:21:00"),
        ("2001-12-14 21:59:43.10 -5", "2001-12-15T02:59:43.100000"),
        ("2025-12-23", "2025-12-23T00:00:00"),
    ],
)
@pytest.mark.parametrize("quote", ["", "'"])
def test_times(written, time, quote):
    found = facts(f"updated: {quote}{written}{quote}\n").updated
    assert found == datetime.fromisoformat(time)


@pytest.mark.parametrize(
    "written",
    ["yesterday", "2025-13-01", "2025-12-23T25:00:00Z", "12", "[2025-12-23]", "0000-01-01"],
)
def test_what_is_no_time_is_an_error(written):
    assert codes(f"updated: {written}\n") == [("yaml-wrong-type", 1)]
    assert codes(f"updated: {written}\n", scores=False) == []


@given(st.datetimes(timezones=st.timezones()))
def test_every_time_that_python_writes_is_read(time):
    try:
        offset = time.utcoffset()
        plain = (time - offset).replace(tzinfo=None)
    except OverflowError:
        return
    if offset.total_seconds() % 60 == 0:
        assert utc_time(time.isoformat()) == plain


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("preview_url: https://a.b/c.png\n", "https://a.b/c.png"),
        ("preview_url: gs://bucket/c.png\n", "gs://bucket/c.png"),
        ("preview_url: null\npreview_url_light: https://a.b/l.png\n", "https://a.b/l.png"),
        ("preview_url: ''\npreview_url_light: https://a.b/l.png\n", "https://a.b/l.png"),
        ("preview_url: https://a.b/c\npreview_url_light: https://a.b/l\n", "https://a.b/c"),
        ("preview_url_dark: https://a.b/d.png\n", None),
        ("preview_url: null\n", None),
    ],
)
def test_previews(text, url):
    assert facts(text).preview_url == url
    assert facts(text, previews=False).preview_url is None


@pytest.mark.parametrize(
    "url",
    [
        "http://a.b/c.png",
        "javascript:alert(1)",
        "//a.b/c.png",
        "plot.png",
        "https://user:secret@a.b/c.png",
        "https://",
        '"https://a.b/c d.png"',
        '"https://a.b/\\u202egnp.c"',
        '"https://a.b/\\nx"',
        "https://a.b/" + 2_000 * "x",
        "5",
        "[https://a.b/c.png]",
    ],
)
def test_what_is_no_address_is_an_error(url):
    assert codes(f"preview_url: {url}\n") == [("yaml-wrong-type", 1)]
    assert codes(f"preview_url: {url}\n", previews=False) == []


def test_an_address_of_the_longest_length_and_one_beyond():
    assert is_address("https://a.b/" + 1_988 * "x")
    assert not is_address("https://a.b/" + 1_989 * "x")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("library: seaborn\n", [1]),
        ("specification_id: bar-basic\nlibrary: matplotlib\n", [1]),
        ("a: 1\nspec_id: [x]\nlibrary: 5\n", [2, 3]),
    ],
)
def test_metadata_of_another_is_a_warning_and_the_path_counts(text, lines):
    assert codes(f"{text}quality_score: 90\n") == [("metadata-mismatch", line) for line in lines]
    found, _ = parsed(f"{text}quality_score: 90\n")
    assert found is not None
    assert found.score == 90


def test_what_is_not_read_is_not_looked_at():
    text = metadata("scatter-basic", "matplotlib", more={"anything": {"at": ["all", None]}})
    strange = "twice: 1\ntwice: 2\ntagged: !!python/object:os.system {}\n? [a, list]\n: as a key\n"
    assert facts(text + "twice: 1\ntwice: 2\ntagged: !anything x\n") == facts(text)
    assert facts(strange + "quality_score: 90\n") == Metadata(score=90.0)
    odd = 'a: &x !odd "\\0"\nb: *x\n? {a: 1}\n: {c: *x}\n'
    assert facts(odd + "quality_score: 90\n") == Metadata(score=90.0)


@pytest.mark.parametrize("more", ["", 'note: "over\n  lines"\n', "x: &a 1\ny: *a\n"])
def test_a_key_that_is_read_and_stands_twice_is_an_error(more):
    text = f"quality_score: 90\n{more}quality_score: 91\n"
    assert [code for code, _ in codes(text)] == ["yaml-duplicate-key"]
    text = f"review:\n  verdict: APPROVED\n  verdict: REJECTED\n{more}"
    assert [code for code, _ in codes(text)] == ["yaml-duplicate-key"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("quality_score: 90\nnote: [\n", "yaml-syntax"),
        ("quality_score: 90\n  note: x\n", "yaml-syntax"),
        ("quality_score: 90\nnote: 'x\n", "yaml-syntax"),
        ("quality_score: 90\n---\nquality_score: 91\n", "yaml-syntax"),
        ("quality_score: 90\nnote: a: b\n", "yaml-syntax"),
        (
            "quality_score: 90\nnote: *nothing\n" + "quality_score_2: *a\nreview: *b\n",
            "yaml-syntax",
        ),
        ("- quality_score: 90\n", "yaml-wrong-type"),
        ("quality_score\n", "yaml-wrong-type"),
        ("note: " + 10_000 * "[", "yaml-too-deep"),
        ("note: " + 21 * "[" + 21 * "]" + "\n" + 990 * "a: [\n", "yaml-too-deep"),
        (b"quality_score: 9\xff\n", "file-not-utf8"),
        (b"quality_score: 9\x00\n", "file-nul"),
        (b"# " + (1 << 20) * b"x", "file-too-large"),
    ],
)
def test_what_does_not_parse_is_one_error(text, code):
    assert [found for found, _ in codes(text)] == [code]


def test_the_largest_file_that_is_read():
    text = b"quality_score: 90\n# "
    assert facts(text + ((1 << 20) - len(text)) * b"x").score == 90


def test_an_anchor_may_stand_in_what_is_not_read():
    assert facts("base: &x APPROVED\nreview:\n  verdict: *x\nquality_score: 90\n") == Metadata(
        score=90.0
    )


@pytest.mark.parametrize(
    "text",
    [
        'note: "a\nquality_score: 3\n"\nquality_score: 92\n',
        "note: 'a\n\nquality_score: 3'\nquality_score: 92\n",
        "{note: x,\nquality_score: 92\n}\n",
        '"quality_score": 92\n',
        "? quality_score\n: 92\n",
        "note: {a: 1,\nquality_score: 3}\nquality_score: 92\n",
        "note: |\n quality_score: 3\nquality_score: 92\n",
        "quality_score: &s 92\nother: *s\n",
        "review:\n  note: 'a\n  verdict: REJECTED'\nquality_score: 92\n",
        "review:\n  note: >\n    a\n\n  verdict: APPROVED\nquality_score: 92\n",
        "review:\n    verdict: APPROVED\n    note: |\n      verdict: REJECTED\nquality_score: 92\n",
        "review: # a comment\n  verdict: APPROVED # another\nquality_score: 92 # and one\n",
        "%YAML 1.1\n---\nquality_score: 92\n",
        "--- # begins\nquality_score: 92\n...\n",
        "\ufeffquality_score: 92\r\nlibrary: matplotlib\r\n",
    ],
)
def test_a_key_in_something_else_is_no_key(text):
    assert facts(text) == Metadata(score=92.0)


KEYS = st.sampled_from(
    [
        "python_version",
        "quality_score",
        "review",
        "verdict",
        "updated",
        "current",
        "a",
        "b-c",
        "x y",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["quality_score: 3", "verdict: X\nquality_score: 1", "#", "-", "'", '"', "|"]),
)
VALUES = st.recursive(
    TEXTS | st.integers() | st.none() | st.booleans(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=4),
    max_leaves=12,
)


@given(
    st.dictionaries(KEYS, VALUES, max_size=6),
    st.integers(0, 100),
    st.sampled_from([None, False, True]),
    st.sampled_from([20, 80, 1_000]),
    st.sampled_from([2, 4, 7]),
    st.booleans(),
)
def test_however_it_is_written_the_score_is_what_the_parser_says(
    rest, score, flow, width, indent, unicode
):
    own = {"quality_score", "review", "updated", "current", "python_version"}
    others = {key: value for key, value in rest.items() if key not in own}
    text = yaml.safe_dump(
        {**others, "quality_score": score, "review": {**rest, "verdict": "REJECTED"}},
        default_flow_style=flow,
        width=width,
        indent=indent,
        allow_unicode=unicode,
    )
    found = facts(text, previews=False)
    assert (found.score, found.is_rejected) == (score, True)

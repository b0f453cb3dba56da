"""Names that look like a known one and are none: a warning and no score, never a score for all."""

from comments import case

S = "\n\n**Score:** 92/100\n"
H = "## AI Review\n\n"
ONE = {"bar-basic/seaborn/default": [92, True]}
WHY = "a name that looks like a known one and is none"


def alike(name, body=H + "**Score:** 92/100\n", title="bar-basic: Bars", **facts):
    return case(f"al-{name}", WHY, body, {}, title=title, warnings=True, **facts)


CASES = [
    alike("title-cyrillic", title="bar-basic: mаtplotlib"),
    alike("title-greek", title="[bar-basic] seabοrn implementation"),
    alike("title-wide", title="bar-basic: ｓｅａｂｏｒｎ"),
    alike("title-wide-one", title="bar-basic: ｓeaborn"),
    alike("title-unseen", title="bar-basic: sea\u200bborn"),
    alike("title-soft-hyphen", title="bar-basic: sea\u00adborn"),
    alike("title-joiner", title="bar-basic: se\u200d\u2060aborn"),
    alike("title-override", title="bar-basic: \u202enrobaes\u202c seab\u202aorn"),
    alike("title-accent", title="bar-basic: seabörn"),
    alike("title-combining", title="bar-basic: seabo\u0308rn"),
    alike("title-bold", title="bar-basic: 𝐬𝐞𝐚𝐛𝐨𝐫𝐧"),
    alike("title-kelvin", title="bar-basic: bo\u212aeh"),
    alike("title-long-s", title="bar-basic: ſeaborn"),
    alike("title-dotless", title="bar-basic: alta\u0131r"),
    alike("title-one-for-l", title="bar-basic: matp1otlib"),
    alike("title-rn-for-m", title="bar-basic: rnatplotlib"),
    alike("title-private", title="bar-basic: sea\ue000born"),
    alike("title-hair-space", title="bar-basic: sea\u200aborn"),
    alike("title-space", title="bar-basic: mat plotlib"),
    alike("line-library-long", H + "Library: " + "x" * 150 + S),
    alike("line-library-very-long", H + "Library: " + "x-" * 400 + "x" + S),
    alike("title-slip", title="bar-basic: matplotib"),
    alike("title-swapped", title="bar-basic: seabron"),
    alike("title-hebrew", title="bar-basic: matplסtlib"),
    alike("title-all-cyrillic", title="bar-basic: рlоtlу"),
    alike("title-spec", title="bаr-basic: seaborn"),
    alike("title-spec-beside-another", title="bаr-grouped, as in [pie]: bokeh"),
    alike("title-spec-glued", title="а-bar-basic: seaborn"),
    alike("title-beside-the-right-one", title="bar-basic: seaborn, not mаtplotlib"),
    alike("heading-library", H + "#### bar-basic / seаborn / default" + S),
    alike("heading-spec", H + "#### bаr-basic / seaborn / default" + S),
    alike("heading-variant", H + "#### bar-basic / seaborn / dеfault" + S),
    alike("heading-wide", H + "#### bar-basic / ｓeaborn / default" + S),
    alike("heading-unseen", H + "#### bar-basic / sea\u200bborn / default" + S),
    alike("heading-pair", H + "#### bar-basic / seаborn" + S),
    alike("heading-path", H + "#### plots/seаborn/bar/bar-basic/default.py" + S),
    alike("heading-path-spec-first", H + "#### plots/bar-basic/implementations/python/seаborn.py" + S),
    alike("line-library", H + "Library: seаborn" + S),
    alike("line-library-wide", H + "**Library:** ｓｅａｂｏｒｎ" + S),
    alike("line-library-unseen", H + "Library: sea\u200cborn" + S),
    alike("line-library-long-s", H + "Library: ſeaborn" + S),
    alike("line-variant", H + "Library: matplotlib\nVariant: ggplоt_style" + S),
    alike("line-implementation", H + "Implementation: bar-basic / seаborn / default" + S),
    alike("label-library", labels=["library:seаborn"]),
    alike("label-library-wide", labels=["library:ｓeaborn"]),
    alike("label-spec", labels=["spec:bаr-basic"], title="Bars"),
    alike("label-variant", labels=["library:matplotlib", "variant:ggplоt_style"]),
    alike("row", H + "| Implementation | Score |\n|---|---|\n| bar-basic / seаborn / default | 92 |\n"),
    alike("row-columns", H + "| Spec | Library | Score |\n|---|---|---|\n| bar-basic | seаborn | 92 |\n"),
    case("al-accent-elsewhere", "an honest word of another alphabet", H + "**Score:** 92/100\n", ONE,
         title="Überarbeitung: bar-basic für Seaborn"),
    case("al-cyrillic-elsewhere", "an honest word of another alphabet", H + "**Score:** 92/100\n", ONE,
         title="Диаграмма bar-basic: seaborn"),
    case("al-chinese-glued", "a script without spaces", H + "**Score:** 92/100\n", ONE,
         title="修复bar-basic的seaborn图例"),
    case("al-capitals", "capitals are the same name", H + "Library: SeaBorn" + S, ONE, title="BAR-BASIC: x [bar-basic]"),
    case("al-path-spec-first", "a path of the spec-first layout", H + "#### plots/bar-basic/implementations/python/seaborn.py" + S, ONE, title="x"),
    case("al-path-spec-first-short", "without the language folder", H + "#### plots/bar-basic/implementations/seaborn.py" + S, ONE, title="x"),
    case("al-path-metadata", "its metadata", H + "#### plots/bar-basic/metadata/python/seaborn.yaml" + S, ONE, title="x"),
]  # fmt: skip

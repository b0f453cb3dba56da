"""What a beginner gets wrong, and what they read first: what was found, where, the one thing to do.

Each mistake was made by hand, with nothing but the README. The rest of the catalogue is sound, so
that the first message is about the mistake, and nothing comes before it that only follows from it.
"""

import pytest

L = "lollipop-ranked"
G = "plots/matplotlib/scatter/scatter-basic/"
MD, YML, LIST, PY = f"specs/{L}.md", f"specs/{L}.yaml", "plots/libraries.yaml", G + "default.py"
LIBRARIES = "- id: matplotlib\n  name: Matplotlib\n- id: seaborn\n  name: Seaborn\n"
CODE = '"""A plot."""\n'
YAML = """title: T
description: D
data_requirements:
  - name: x
    description: Numeric
"""


def S(spec_id):  # noqa: N802
    return f"""# {spec_id}: Basic Plot

## Description

Shows.

## Data Requirements

- **x**: Numeric values

## Optional Parameters

- `alpha`: Transparency (type: float, default: 0.8)

## Tags

basic, 2d
"""


SPEC = S(L)


def at(path, content):
    return {path: content}


# each has a name, files, severity and code, the place, the message, and the hint
# fmt: off
MISTAKES = [
    ("py.txt", {G+"default.py.txt":CODE}, "e:file-name-invalid", "plots/matplotlib/scatter/scatter-basic/default.py.txt",
        "the name does not end in .py, so it is not read",
        "it belongs at plots/matplotlib/scatter/scatter-basic/default.py"),
    ("md.txt", {"specs/scatter-basic.md.txt":S("scatter-basic")}, "e:file-name-invalid", "specs/scatter-basic.md.txt",
        "the name does not end in .md, so it is not read",
        "it belongs at specs/scatter-basic.md"),
    ("yml.bak", {f"specs/{L}.yml.bak":YAML}, "e:file-name-invalid", "specs/lollipop-ranked.yml.bak",
        "the name does not end in .yaml or .yml, so it is not read",
        "it belongs at specs/lollipop-ranked.yaml"),
    ("Cap spec", {"specs/Lollipop-Ranked.md":SPEC}, "e:file-name-invalid", "specs/Lollipop-Ranked.md",
        "'Lollipop-Ranked' is not a spec id",
        "it belongs at specs/lollipop-ranked.md"),
    ("Cap lib", {"plots/Matplotlib/scatter/scatter-basic/dark.py":CODE}, "e:file-name-invalid", "plots/Matplotlib/scatter/scatter-basic/dark.py",
        "'Matplotlib' is not a valid library id",
        "did you mean matplotlib? Then it belongs at plots/matplotlib/scatter/scatter-basic/dark.py"),
    ("root", {f"{L}.md":SPEC}, "e:file-misplaced", "lollipop-ranked.md",
        "looks like a spec, but specs are not read from this place",
        "it belongs at specs/lollipop-ranked.md"),
    ("root yaml", {f"{L}.yaml":YAML}, "e:file-misplaced", "lollipop-ranked.yaml",
        "looks like a spec, but specs are not read from this place",
        "it belongs at specs/lollipop-ranked.yaml"),
    ("in plots", {f"plots/{L}.md":SPEC}, "e:file-misplaced", "plots/lollipop-ranked.md",
        "looks like a spec, but specs are not read from this place",
        "it belongs at specs/lollipop-ranked.md"),
    ("subfolder", {f"specs/basic/{L}.md":SPEC}, "e:file-misplaced", "specs/basic/lollipop-ranked.md",
        "specs are not read from subfolders",
        "it belongs at specs/lollipop-ranked.md"),
    ("plots sub", {f"plots/matplotlib/{L}.md":SPEC}, "e:file-misplaced", "plots/matplotlib/lollipop-ranked.md",
        "looks like a spec, but specs are not read from this place",
        "it belongs at specs/lollipop-ranked.md"),
    ("beside impl", {G+f"{L}.md":SPEC}, "e:file-misplaced", "plots/matplotlib/scatter/scatter-basic/lollipop-ranked.md",
        "looks like a spec, but specs are not read from this place",
        "it belongs at specs/lollipop-ranked.md"),
    ("spec/", {f"spec/{L}.md":SPEC}, "e:file-misplaced", "spec",
        "this folder is not read",
        "rename it to specs"),
    ("Specs/", {f"Specs/{L}.md":SPEC}, "e:file-misplaced", "Specs",
        "this folder is not read",
        "rename it to specs"),
    ("no function", {"plots/matplotlib/scatter-basic/dark.py":CODE}, "e:file-misplaced", "plots/matplotlib/scatter-basic/dark.py",
        "Python files are not read from this place",
        "it belongs at plots/matplotlib/scatter/scatter-basic/dark.py"),
    ("swapped", {"plots/scatter/matplotlib/scatter-basic/dark.py":CODE}, "e:library-unknown", "plots/scatter",
        "scatter is not in plots/libraries.yaml (1 file)",
        "the library comes first: move it to plots/matplotlib/scatter"),
    ("no variant", {"plots/matplotlib/scatter/scatter-basic.py":CODE}, "e:file-misplaced", "plots/matplotlib/scatter/scatter-basic.py",
        "Python files are not read from this place",
        "it belongs at plots/matplotlib/scatter/scatter-basic/default.py"),
    ("just lib", {"plots/matplotlib/scatter-basic.py":CODE}, "e:file-misplaced", "plots/matplotlib/scatter-basic.py",
        "Python files are not read from this place",
        "plots/matplotlib/scatter/scatter-basic/default.py is there already: remove this one, or give it another name"),
    ("plots/x.py", {"plots/scatter-basic.py":CODE}, "e:file-misplaced", "plots/scatter-basic.py",
        "Python files are not read from this place",
        "put it at plots/{library}/{plot_function}/{spec_id}/{variant}.py or specs/{spec_id}.md, or at plots/{spec_id}/implementations/python/{library}.py"),
    ("underscore", {"plots/matplotlib/scatter/scatter_basic/dark.py":CODE}, "e:file-name-invalid", "plots/matplotlib/scatter/scatter_basic/dark.py",
        "'scatter_basic' is not a valid spec id",
        "it belongs at plots/matplotlib/scatter/scatter-basic/dark.py"),
    ("Default.py", {G+"Default.py":CODE}, "e:file-name-invalid", "plots/matplotlib/scatter/scatter-basic/Default.py",
        "'Default' is not a valid variant",
        "it belongs at plots/matplotlib/scatter/scatter-basic/default.py"),
    ("dark-style", {G+"dark-style.py":CODE}, "e:file-name-invalid", "plots/matplotlib/scatter/scatter-basic/dark-style.py",
        "'dark-style' is not a valid variant",
        "it belongs at plots/matplotlib/scatter/scatter-basic/dark_style.py"),
    ("2d.py", {G+"2d.py":CODE}, "e:file-name-invalid", "plots/matplotlib/scatter/scatter-basic/2d.py",
        "'2d' is not a valid variant",
        "it belongs at plots/matplotlib/scatter/scatter-basic/_2d.py"),
    ("typo spec", {"plots/matplotlib/scatter/scatter-basc/default.py":CODE}, "e:implementation-no-spec", "plots/matplotlib/scatter/scatter-basc/default.py",
        "there is no spec scatter-basc",
        "did you mean scatter-basic?"),
    ("typo lib", {"plots/matplotib/scatter/scatter-basic/default.py":CODE}, "e:library-unknown", "plots/matplotib",
        "matplotib is not in plots/libraries.yaml (1 file)",
        "did you mean matplotlib? Otherwise add it to plots/libraries.yaml"),
    ("new lib", {"plots/altair/scatter/scatter-basic/default.py":CODE}, "e:library-unknown", "plots/altair",
        "altair is not in plots/libraries.yaml (1 file)",
        "add it there, or rename the directory"),
    ("PY", {G+"dark.PY":CODE}, "e:file-name-invalid", "plots/matplotlib/scatter/scatter-basic/dark.PY",
        "the ending is .py in lower case, right behind the name",
        "it belongs at plots/matplotlib/scatter/scatter-basic/dark.py"),
    ("ipynb", {G+"dark.ipynb":"{}"}, "w:file-stray", "plots/matplotlib/scatter/scatter-basic/dark.ipynb",
        "is neither a spec nor an implementation",
        "move it out of the catalogue, or begin its name with _"),
    ("png", {G+"plot.png":"{}"}, "w:file-stray", "plots/matplotlib/scatter/scatter-basic/plot.png",
        "is neither a spec nor an implementation",
        "move it out of the catalogue, or begin its name with _"),
    ("copy", {G+"default (1).py":CODE}, "e:file-name-invalid", "plots/matplotlib/scatter/scatter-basic/default (1).py",
        "the ending is .py in lower case, right behind the name",
        "plots/matplotlib/scatter/scatter-basic/default.py is there already: remove this one, or give it another name"),
    ("function-hyphen", {"plots/matplotlib/bar-plot/scatter-basic/dark.py":CODE}, "e:file-name-invalid", "plots/matplotlib/bar-plot/scatter-basic/dark.py",
        "'bar-plot' is not a valid plot function",
        "it belongs at plots/matplotlib/bar_plot/scatter-basic/dark.py"),
    ("spec underscore", {"specs/bar_basic.md":S("bar-basic")}, "e:file-name-invalid", "specs/bar_basic.md",
        "'bar_basic' is not a spec id",
        "it belongs at specs/bar-basic.md"),
    ("spec space", {"specs/bar basic.md":S("bar-basic")}, "e:file-name-invalid", "specs/bar basic.md",
        "'bar basic' is not a spec id",
        "it belongs at specs/bar-basic.md"),
    ("markdown", {f"specs/{L}.markdown":SPEC}, "e:file-name-invalid", "specs/lollipop-ranked.markdown",
        "the name does not end in .md, so it is not read",
        "it belongs at specs/lollipop-ranked.md"),
    ("noending", {f"specs/{L}":SPEC}, "e:file-name-invalid", "specs/lollipop-ranked",
        "the name does not end in .md, so it is not read",
        "it belongs at specs/lollipop-ranked.md"),
    ("txt", {f"specs/{L}.txt":SPEC}, "e:file-name-invalid", "specs/lollipop-ranked.txt",
        "the name does not end in .md, so it is not read",
        "it belongs at specs/lollipop-ranked.md"),
    ("json", {f"specs/{L}.json":SPEC}, "e:file-name-invalid", "specs/lollipop-ranked.json",
        "the name does not end in .md, so it is not read",
        "it belongs at specs/lollipop-ranked.md"),
    ("docx", {f"specs/{L}.docx":SPEC}, "w:file-stray", "specs/lollipop-ranked.docx",
        "is neither a spec nor an implementation",
        "move it out of the catalogue, or begin its name with _"),
    ("dup md yaml", {"specs/scatter-basic.yaml":YAML}, "e:spec-duplicate", "specs/scatter-basic.yaml",
        "is the same spec as specs/scatter-basic.md",
        "keep one of them"),
    ("dup folders", {"plots/specs/scatter-basic.md":S("scatter-basic")}, "e:spec-duplicate", "specs/scatter-basic.md",
        "is the same spec as plots/specs/scatter-basic.md",
        "keep one of them"),
    ("dup impl", {"plots/matplotlib/scatterplot/scatter-basic/default.py":CODE}, "e:implementation-duplicate", "plots/matplotlib/scatterplot/scatter-basic/default.py",
        "is the same implementation as plots/matplotlib/scatter/scatter-basic/default.py",
        "keep one, or rename a variant"),
    ("libraries.yml", {"plots/libraries.yml":LIBRARIES}, "e:file-misplaced", "plots/libraries.yml",
        "is not read",
        "plots/libraries.yaml is there already: remove this one, or give it another name"),
    ("specs/libraries.yaml", {"specs/libraries.yaml":LIBRARIES}, "e:yaml-wrong-type", "specs/libraries.yaml:1",
        "the file is a list; write `title: …` and the other keys",
        "docs/catalogue.md shows how each key is written"),
    ("md conflict md", at(MD, "# lollipop-ranked: T\n\n<<<<<<< HEAD\n## Description\n=======\nx\n>>>>>>> b\n"), "e:file-conflict", "specs/lollipop-ranked.md:3",
        "a merge conflict marker",
        "resolve the conflict: keep one side, and delete the markers"),
    ("conflict yaml", {f"specs/{L}.yaml":"<<<<<<< HEAD\ntitle: T\n=======\ntitle: U\n>>>>>>> b\n"}, "e:file-conflict", "specs/lollipop-ranked.yaml:1",
        "a merge conflict marker",
        "resolve the conflict: keep one side, and delete the markers"),
    ("conflict py", {G+"default.py":'<<<<<<< HEAD\n"""A"""\n=======\n"""B"""\n>>>>>>> b\n'}, "e:file-conflict", "plots/matplotlib/scatter/scatter-basic/default.py:1",
        "a merge conflict marker",
        "resolve the conflict: keep one side, and delete the markers"),
    ("conflict libs", {"plots/libraries.yaml":"<<<<<<< HEAD\n- id: a\n=======\n- id: b\n>>>>>>> b\n"}, "e:file-conflict", "plots/libraries.yaml:1",
        "a merge conflict marker",
        "resolve the conflict: keep one side, and delete the markers"),
    ("md lfs", at(MD, "version https://git-lfs.github.com/spec/v1\noid sha256:"+"a"*64+"\nsize 12\n"), "e:file-lfs-pointer", "specs/lollipop-ranked.md:1",
        "a pointer of Git LFS stands where the content belongs",
        "run `git lfs pull`; in a workflow, check out with `lfs: true`"),
    ("md empty", at(MD, ""), "e:spec-no-data", "specs/lollipop-ranked.md:1",
        "the spec has no data requirements",
        "add a `## Data Requirements` section"),
    ("md utf16", at(MD, SPEC.encode("utf-16")), "e:file-not-utf8", "specs/lollipop-ranked.md:1",
        "byte 0xff is not UTF-8",
        "save the file as UTF-8"),
    ("md latin1", at(MD, SPEC.replace("Shows","Größe").encode("latin-1")), "e:file-not-utf8", "specs/lollipop-ranked.md:5",
        "byte 0xf6 is not UTF-8",
        "save the file as UTF-8"),
    ("md no h1", at(MD, SPEC.split("\n",1)[1]), "e:spec-no-title", "specs/lollipop-ranked.md:1",
        "the spec has no title",
        "write `# lollipop-ranked: Title`, with the title of the plot"),
    ("md h1 no title", at(MD, SPEC.replace(": Basic Plot",":")), "e:spec-no-title", "specs/lollipop-ranked.md:1",
        "the spec has no title",
        "write `# lollipop-ranked: Title`, with the title of the plot"),
    ("md h1 id only", at(MD, SPEC.replace(": Basic Plot","")), "e:spec-no-title", "specs/lollipop-ranked.md:1",
        "the spec has no title",
        "write `# lollipop-ranked: Title`, with the title of the plot"),
    ("md id mismatch", at(MD, S("scatter-other")), "e:spec-id-mismatch", "specs/lollipop-ranked.md:1",
        "the title names scatter-other, the file is lollipop-ranked",
        "write `# lollipop-ranked: Basic Plot`, or rename the file"),
    ("md id mismatch case", at(MD, S("Lollipop-Ranked")), "e:spec-id-mismatch", "specs/lollipop-ranked.md:1",
        "the title names Lollipop-Ranked, the file is lollipop-ranked",
        "write `# lollipop-ranked: Basic Plot`, or rename the file"),
    ("md #no space", at(MD, SPEC.replace("# lolli","#lolli",1)), "e:spec-no-title", "specs/lollipop-ranked.md:1",
        "the spec has no title: `#lollipop-ranked: Basic Plot` is not the heading that is read",
        "write `# lollipop-ranked: Basic Plot`"),
    ("md ## title", at(MD, SPEC.replace("# lolli","## lolli",1)), "e:spec-no-title", "specs/lollipop-ranked.md:1",
        "the spec has no title: `## lollipop-ranked: Basic Plot` is not the heading that is read",
        "write `# lollipop-ranked: Basic Plot`"),
    ("md two h1", at(MD, SPEC+"\n# Another\n"), "w:spec-many-titles", "specs/lollipop-ranked.md:19",
        "a second title: Another",
        "the first one counts; make the others `##`"),
    ("md ### Data", at(MD, SPEC.replace("## Data","### Data")), "e:spec-no-data", "specs/lollipop-ranked.md:7",
        "the spec has no data requirements: `### Data Requirements` is not the heading that is read",
        "write `## Data Requirements`"),
    ("md ##Data", at(MD, SPEC.replace("## Data Requirements","##Data")), "e:spec-no-data", "specs/lollipop-ranked.md:7",
        "the spec has no data requirements: `##Data` is not the heading that is read",
        "write `## Data Requirements`"),
    ("md # Data", at(MD, SPEC.replace("## Data","# Data")), "e:spec-no-data", "specs/lollipop-ranked.md:7",
        "the spec has no data requirements: `# Data Requirements` is not the heading that is read",
        "write `## Data Requirements`"),
    ("md ## Data requirement", at(MD, SPEC.replace("## Data Requirements","## Data Requirement")), "e:spec-no-data", "specs/lollipop-ranked.md:7",
        "the spec has no data requirements: `## Data Requirement` is not the heading that is read",
        "write `## Data Requirements`"),
    ("md ## Requirements", at(MD, SPEC.replace("## Data Requirements","## Requirements")), "e:spec-no-data", "specs/lollipop-ranked.md:1",
        "the spec has no data requirements",
        "add a `## Data Requirements` section"),
    ("md ## Data Requirments", at(MD, SPEC.replace("## Data Requirements","## Data Requirments")), "e:spec-no-data", "specs/lollipop-ranked.md:7",
        "the spec has no data requirements: `## Data Requirments` is not the heading that is read",
        "write `## Data Requirements`"),
    ("md **Data Requirements**", at(MD, SPEC.replace("## Data Requirements","**Data Requirements**")), "e:spec-no-data", "specs/lollipop-ranked.md:7",
        "the spec has no data requirements: `**Data Requirements**` is not the heading that is read",
        "write `## Data Requirements`"),
    ("md Data Requirements:", at(MD, SPEC.replace("## Data Requirements","Data Requirements:")), "e:spec-no-data", "specs/lollipop-ranked.md:7",
        "the spec has no data requirements: `Data Requirements:` is not the heading that is read",
        "write `## Data Requirements`"),
    ("md ### Tags", at(MD, SPEC.replace("## Tags","### Tags")), "w:spec-heading", "specs/lollipop-ranked.md:15",
        "`### Tags` is not the heading that is read",
        "write `## Tags`"),
    ("md ##Tags", at(MD, SPEC.replace("## Tags","##Tags")), "w:spec-heading", "specs/lollipop-ranked.md:15",
        "`##Tags` is not the heading that is read",
        "write `## Tags`"),
    ("md ## Tag", at(MD, SPEC.replace("## Tags","## Tag")), "w:spec-heading", "specs/lollipop-ranked.md:15",
        "`## Tag` is not the heading that is read",
        "write `## Tags`"),
    ("md ### Optional", at(MD, SPEC.replace("## Opt","### Opt")), "w:spec-heading", "specs/lollipop-ranked.md:11",
        "`### Optional Parameters` is not the heading that is read",
        "write `## Optional Parameters`"),
    ("md ## Optional Parameter", at(MD, SPEC.replace("## Optional Parameters","## Optional Parameter")), "w:spec-heading", "specs/lollipop-ranked.md:11",
        "`## Optional Parameter` is not the heading that is read",
        "write `## Optional Parameters`"),
    ("md ### Description", at(MD, SPEC.replace("## Desc","### Desc")), "w:spec-heading", "specs/lollipop-ranked.md:3",
        "`### Description` is not the heading that is read",
        "write `## Description`"),
    ("md plain bullet", at(MD, SPEC.replace("- **x**:","- x:")), "w:spec-empty-data", "specs/lollipop-ranked.md:7",
        "the data requirements have no entry",
        "write entries as ``- **x**: Numeric values``"),
    ("md no colon", at(MD, SPEC.replace("- **x**:","- **x**")), "w:spec-empty-data", "specs/lollipop-ranked.md:7",
        "the data requirements have no entry",
        "write entries as ``- **x**: Numeric values``"),
    ("md -**x**", at(MD, SPEC.replace("- **x**:","-**x**:")), "w:spec-empty-data", "specs/lollipop-ranked.md:7",
        "the data requirements have no entry",
        "write entries as ``- **x**: Numeric values``"),
    ("md prose", at(MD, SPEC.replace("- **x**: Numeric values","x and y, numeric")), "w:spec-empty-data", "specs/lollipop-ranked.md:7",
        "the data requirements have no entry",
        "write entries as ``- **x**: Numeric values``"),
    ("md tags ;", at(MD, SPEC.replace("basic, 2d","basic; 2d")), "w:tag-marks", "specs/lollipop-ranked.md:17",
        "basic; 2d is stored as one tag, as it is written",
        "separate tags with commas, and write them without quotes or brackets"),
    ("md tags smart", at(MD, SPEC.replace("basic, 2d","“basic”, “2d”")), "w:tag-marks", "specs/lollipop-ranked.md:17",
        "“2d” is stored as one tag, as it is written",
        "separate tags with commas, and write them without quotes or brackets"),
    ("md tags quoted", at(MD, SPEC.replace("basic, 2d",'"basic", "2d"')), "w:tag-marks", "specs/lollipop-ranked.md:17",
        '"2d" is stored as one tag, as it is written',
        "separate tags with commas, and write them without quotes or brackets"),
    ("md tags |", at(MD, SPEC.replace("basic, 2d","basic | 2d")), "w:tag-marks", "specs/lollipop-ranked.md:17",
        "basic | 2d is stored as one tag, as it is written",
        "separate tags with commas, and write them without quotes or brackets"),
    ("md tags [..]", at(MD, SPEC.replace("basic, 2d","[basic, 2d]")), "w:tag-marks", "specs/lollipop-ranked.md:17",
        "2d] is stored as one tag, as it is written",
        "separate tags with commas, and write them without quotes or brackets"),
    ("md default smart", at(MD, SPEC.replace("0.8","“steelblue”")), "w:default-quotes", "specs/lollipop-ranked.md:13",
        "the quotes of “steelblue” are part of the default",
        'write "steelblue" with straight quotes, or without any'),
    ("md default smart1", at(MD, SPEC.replace("0.8","‘steelblue’")), "w:default-quotes", "specs/lollipop-ranked.md:13",
        "the quotes of ‘steelblue’ are part of the default",
        'write "steelblue" with straight quotes, or without any'),
    ("md tag long", at(MD, SPEC.replace("basic, 2d","basic plot for "*10)), "e:tag-too-long", "specs/lollipop-ranked.md:17",
        "a tag of 149 characters: basic plot for basic plot for basic plot for basic plot for…",
        "separate tags with commas"),
    ("md fm unclosed", at(MD, "---\ntitle: T\n"+SPEC), "e:spec-front-matter", "specs/lollipop-ranked.md:1",
        "the front matter never ends",
        "close it with `---`, or begin the file with `***` if a rule is meant"),
    ("md fm key", at(MD, "---\ntag: T\n---\n"+SPEC), "w:spec-front-matter-key", "specs/lollipop-ranked.md:2",
        "tag is not read",
        "did you mean tags?"),
    ("md fm tab", at(MD, "---\ntags:\n\t- a\n---\n"+SPEC), "e:spec-front-matter", "specs/lollipop-ranked.md:3",
        "a tab in the indentation",
        "indent with spaces: YAML takes no tabs"),
    ("md fm colon", at(MD, "---\ntitle: A: B\n---\n"+SPEC), "e:spec-front-matter", "specs/lollipop-ranked.md:2",
        "a second colon in one line",
        'put the value in double quotes: `title: "A: B"`'),
    ("md no descr", at(MD, SPEC.replace("## Description\n\nShows.\n\n","")), "w:spec-no-description", "specs/lollipop-ranked.md:1",
        "the spec has no description",
        "add a `## Description` section"),
    ("md dup param", at(MD, SPEC.replace("- **x**: Numeric values","- **x**: Numeric values\n- **x**: Again")), "w:spec-entry-twice", "specs/lollipop-ranked.md:10",
        "x is already in line 9",
        "the first one counts; remove the other"),
    ("md fence unclosed", at(MD, SPEC.replace("Shows.","```\nShows.")), "e:spec-no-data", "specs/lollipop-ranked.md:5",
        "the spec has no data requirements: the code block that begins here never ends",
        "end it with a line of three backticks"),
    ("md html", at(MD, "<h1>lollipop-ranked: T</h1>\n"+SPEC.split("\n",1)[1]), "e:spec-no-title", "specs/lollipop-ranked.md:1",
        "the spec has no title",
        "write `# lollipop-ranked: Title`, with the title of the plot"),
    ("yaml tab", at(YML, YAML.replace("  - name","\t- name")), "e:yaml-syntax", "specs/lollipop-ranked.yaml:4",
        "a tab in the indentation",
        "indent with spaces: YAML takes no tabs"),
    ("yaml tab2", at(YML, "title: T\n\tdescription: x\n"), "e:yaml-syntax", "specs/lollipop-ranked.yaml:2",
        "a tab in the indentation",
        "indent with spaces: YAML takes no tabs"),
    ("yaml colon", at(YML, "title: Scatter: basic\n"+YAML[9:]), "e:yaml-syntax", "specs/lollipop-ranked.yaml:1",
        "a second colon in one line",
        'put the value in double quotes: `title: "Scatter: basic"`'),
    ("yaml colon desc", at(YML, YAML.replace("description: D","description: Shows: two")), "e:yaml-syntax", "specs/lollipop-ranked.yaml:2",
        "a second colon in one line",
        'put the value in double quotes: `description: "Shows: two"`'),
    ("yaml quote", at(YML, YAML.replace("title: T",'title: "T')), "e:yaml-syntax", "specs/lollipop-ranked.yaml:1",
        "a quote that opens here is never closed",
        "close it"),
    ("yaml quote '", at(YML, YAML.replace("title: T","title: 'T's'")), "e:yaml-syntax", "specs/lollipop-ranked.yaml:1",
        "`s'` stands behind the closing quote",
        "put the whole value in quotes of the other kind"),
    ("yaml unknown", at(YML, YAML.replace("data_requirements","data_requirement")), "e:yaml-unknown-key", "specs/lollipop-ranked.yaml:3",
        "data_requirement is not read",
        "did you mean data_requirements?"),
    ("yaml unknown2", at(YML, YAML.replace("description: D","descripton: D")), "e:yaml-unknown-key", "specs/lollipop-ranked.yaml:2",
        "descripton is not read",
        "did you mean description?"),
    ("yaml tags ;", at(YML, YAML+"tags: basic; 2d\n"), "w:tag-marks", "specs/lollipop-ranked.yaml:6",
        "basic; 2d is stored as one tag, as it is written",
        "separate tags with commas, and write them without quotes or brackets"),
    ("yaml tags smart", at(YML, YAML+"tags: [“basic”, 2d]\n"), "w:tag-marks", "specs/lollipop-ranked.yaml:6",
        "“basic” is stored as one tag, as it is written",
        "separate tags with commas, and write them without quotes or brackets"),
    ("yaml default smart", at(YML, YAML+"optional_params:\n  - name: a\n    default: “x”\n"), "w:default-quotes", "specs/lollipop-ranked.yaml:7",
        "the quotes of “x” are part of the default",
        'write "x" with straight quotes, or without any'),
    ("yaml no title", at(YML, YAML[9:]), "e:spec-no-title", "specs/lollipop-ranked.yaml:1",
        "the spec has no title",
        "add `title: …`"),
    ("yaml no data", at(YML, "title: T\n"), "e:spec-no-data", "specs/lollipop-ranked.yaml:1",
        "the spec has no data requirements",
        "add `data_requirements:` and a list of `{name, type, description}`"),
    ("yaml map data", at(YML, "title: T\ndata_requirements:\n  x: Numeric\n"), "e:yaml-wrong-type", "specs/lollipop-ranked.yaml:2",
        "data_requirements is a mapping; write a list of {name: x, type: numeric, description: …}",
        "docs/catalogue.md shows how each key is written"),
    ("yaml str data", at(YML, "title: T\ndata_requirements: x and y\n"), "e:yaml-wrong-type", "specs/lollipop-ranked.yaml:2",
        "data_requirements is a text; write a list of {name: x, type: numeric, description: …}",
        "docs/catalogue.md shows how each key is written"),
    ("yaml entry noname", at(YML, "title: T\ndata_requirements:\n  - x: Numeric\n"), "e:yaml-missing-key", "specs/lollipop-ranked.yaml:3",
        "an entry of data_requirements without name",
        "add it"),
    ("yaml tag bool", at(YML, YAML+"tags: [yes, 2]\n"), "e:yaml-wrong-type", "specs/lollipop-ranked.yaml:6",
        'a tag is a number; write - "2" in quotes',
        "docs/catalogue.md shows how each key is written"),
    ("yaml created_by", at(YML, YAML+"tags: [{tag: a, created_by: claude}]\n"), "e:yaml-wrong-type", "specs/lollipop-ranked.yaml:6",
        "created_by is neither ai nor human",
        "write created_by: ai or created_by: human"),
    ("yaml confidence", at(YML, YAML+"tags: [{tag: a, confidence: 90}]\n"), "e:yaml-wrong-type", "specs/lollipop-ranked.yaml:6",
        "confidence is a number from 0 to 1, such as confidence: 0.9",
        "docs/catalogue.md shows how each key is written"),
    ("yaml dup key", at(YML, YAML+"title: U\n"), "e:yaml-duplicate-key", "specs/lollipop-ranked.yaml:6",
        "the key title is already in line 1",
        "keep one"),
    ("yaml indent", at(YML, YAML.replace("    description","   description")), "e:yaml-syntax", "specs/lollipop-ranked.yaml:5",
        "this line does not fit what stands above it since line 4",
        "begin the keys of one entry in the same column, each with a colon and a space behind it"),
    ("yaml indent2", at(YML, " title: T\ndescription: D\n"), "e:yaml-syntax", "specs/lollipop-ranked.yaml:2",
        "this line does not fit what stands above it",
        "begin the keys of one entry in the same column, each with a colon and a space behind it"),
    ("yaml nocolonspace", at(YML, "title:T\ndescription: D\n"), "e:yaml-syntax", "specs/lollipop-ranked.yaml:1",
        "no space behind the colon",
        "write `title: T`"),
    ("yaml no colon", at(YML, "title T\n"), "e:yaml-wrong-type", "specs/lollipop-ranked.yaml:1",
        "the file is a text; write `title: …` and the other keys",
        "docs/catalogue.md shows how each key is written"),
    ("yaml dash nospace", at(YML, "title: T\ndata_requirements:\n  -name: x\n"), "e:yaml-wrong-type", "specs/lollipop-ranked.yaml:2",
        "data_requirements is a mapping; write a list of {name: x, type: numeric, description: …}",
        "docs/catalogue.md shows how each key is written"),
    ("yaml at", at(YML, "title: @T\n"+YAML[9:]), "e:yaml-syntax", "specs/lollipop-ranked.yaml:1",
        "a value cannot begin with @ unless it is quoted",
        'put it in double quotes: "@T"'),
    ("yaml pct", at(YML, "title: %T\n"+YAML[9:]), "e:yaml-syntax", "specs/lollipop-ranked.yaml:1",
        "a value cannot begin with % unless it is quoted",
        'put it in double quotes: "%T"'),
    ("yaml backtick", at(YML, "title: `T`\n"+YAML[9:]), "e:yaml-syntax", "specs/lollipop-ranked.yaml:1",
        "a value cannot begin with ` unless it is quoted",
        'put it in double quotes: "`T`"'),
    ("yaml star", at(YML, "title: *T*\n"+YAML[9:]), "e:yaml-syntax", "specs/lollipop-ranked.yaml:1",
        "a value cannot begin with * unless it is quoted",
        'put it in double quotes: "*T*"'),
    ("yaml bang", at(YML, "title: !T\n"+YAML[9:]), "e:yaml-tag", "specs/lollipop-ranked.yaml:1",
        "an explicit tag (`!…`) is not read; write the value without it",
        "write the value without `!…`, in quotes if it is a text"),
    ("yaml bracket", at(YML, "title: [T\n"+YAML[9:]), "e:yaml-syntax", "specs/lollipop-ranked.yaml:1",
        "a `[` that opens here is never closed, or a comma is missing behind it",
        "close it, or put a text that begins with [ in quotes"),
    ("yaml brace", at(YML, "title: {T\n"+YAML[9:]), "e:yaml-syntax", "specs/lollipop-ranked.yaml:1",
        "a `{` that opens here is never closed, or a comma is missing behind it",
        "close it, or put a text that begins with { in quotes"),
    ("yaml hash", at(YML, "title: #T\n"+YAML[9:]), "e:spec-no-title", "specs/lollipop-ranked.yaml:1",
        "the spec has no title",
        "add `title: …`"),
    ("yaml md in yaml", at(YML, SPEC), "e:yaml-syntax", "specs/lollipop-ranked.yaml:9",
        "this is Markdown, not YAML",
        "let the file's name end in .md"),
    ("yaml json", at(YML, '{"title": "T",}\n'), "e:spec-no-data", "specs/lollipop-ranked.yaml:1",
        "the spec has no data requirements",
        "add `data_requirements:` and a list of `{name, type, description}`"),
    ("yaml two docs", at(YML, YAML+"---\n"+YAML), "e:yaml-syntax", "specs/lollipop-ranked.yaml:6",
        "a second YAML document begins: a file holds one",
        "check indentation and quotes"),
    ("yaml empty", at(YML, ""), "e:yaml-wrong-type", "specs/lollipop-ranked.yaml:1",
        "the file is empty; write `title: …` and the other keys",
        "docs/catalogue.md shows how each key is written"),
    ("yaml list", at(YML, "- title: T\n"), "e:yaml-wrong-type", "specs/lollipop-ranked.yaml:1",
        "the file is a list; write `title: …` and the other keys",
        "docs/catalogue.md shows how each key is written"),
    ("yaml smartkey", at(YML, "“title”: T\n"), "e:yaml-unknown-key", "specs/lollipop-ranked.yaml:1",
        "“title” is not read",
        "did you mean title?"),
    ("yaml id", at(YML, YAML+"id: other\n"), "e:spec-id-mismatch", "specs/lollipop-ranked.yaml:6",
        "the id is other, the file is lollipop-ranked",
        "rename the file, or correct the id"),
    ("yaml issue", at(YML, YAML+"issue: '#12'\n"), "e:yaml-wrong-type", "specs/lollipop-ranked.yaml:6",
        "issue is a text; write the issue's number, such as issue: 123",
        "docs/catalogue.md shows how each key is written"),
    ("yaml deprecated", at(YML, YAML+"deprecated: maybe\n"), "e:yaml-wrong-type", "specs/lollipop-ranked.yaml:6",
        "deprecated is a text; write deprecated: true or deprecated: false",
        "docs/catalogue.md shows how each key is written"),
    ("libraries map", at(LIST, "matplotlib:\n  name: Matplotlib\n"), "e:yaml-wrong-type", "plots/libraries.yaml:1",
        "the file is a mapping; write a list of {id: matplotlib, name: Matplotlib}",
        "docs/catalogue.md shows how each key is written"),
    ("libraries names", at(LIST, "- matplotlib\n- seaborn\n"), "e:yaml-wrong-type", "plots/libraries.yaml:1",
        "an entry is a text; write {id: matplotlib, name: Matplotlib}",
        "docs/catalogue.md shows how each key is written"),
    ("libraries noid", at(LIST, "- name: Matplotlib\n"), "e:yaml-missing-key", "plots/libraries.yaml:1",
        "a library without id",
        "add it"),
    ("libraries version", at(LIST, "- id: matplotlib\n  name: M\n  version: 3.10\n"), "e:yaml-wrong-type", "plots/libraries.yaml:3",
        'version is a number; write version: "3.10" in quotes, or it is 3.1',
        "docs/catalogue.md shows how each key is written"),
    ("libraries active", at(LIST, "- id: matplotlib\n  name: M\n  active: nein\n"), "e:yaml-wrong-type", "plots/libraries.yaml:3",
        "active is a text; write active: true or active: false",
        "docs/catalogue.md shows how each key is written"),
    ("libraries Capital", at(LIST, "- id: Matplotlib\n  name: M\n"), "e:library-name-invalid", "plots/libraries.yaml:1",
        "'Matplotlib' is not a library id",
        "ids match [a-z0-9_]+(-[a-z0-9_]+)*"),
    ("libraries dup", at(LIST, LIBRARIES+LIBRARIES), "e:library-duplicate", "plots/libraries.yaml:5",
        "matplotlib is already in line 1",
        "keep one"),
    ("libraries url key", at(LIST, "- id: matplotlib\n  name: M\n  url: x\n"), "e:yaml-unknown-key", "plots/libraries.yaml:3",
        "url is not read",
        "keys are id, name, version, documentation_url, active"),
    ("libraries empty", at(LIST, ""), "e:yaml-wrong-type", "plots/libraries.yaml:1",
        "the file is empty; write a list of {id: matplotlib, name: Matplotlib}",
        "docs/catalogue.md shows how each key is written"),
    ("python 3", at(PY, '"""A.\n\nPython: 3\n"""\n'), "w:python-version", "plots/matplotlib/scatter/scatter-basic/default.py:3",
        "Python: 3",
        "write `Python: 3.10+`, `3.11`, `3.10-3.12` or `all`"),
    ("python >=", at(PY, '"""A.\n\nPython: >=3.10\n"""\n'), "w:python-version", "plots/matplotlib/scatter/scatter-basic/default.py:3",
        "Python: >=3.10",
        "write `Python: 3.10+`, `3.11`, `3.10-3.12` or `all`"),
    ("python or newer", at(PY, '"""A.\n\nPython: 3.10 or newer\n"""\n'), "w:python-version", "plots/matplotlib/scatter/scatter-basic/default.py:3",
        "Python: 3.10 or newer",
        "write `Python: 3.10+`, `3.11`, `3.10-3.12` or `all`"),
    ("python list", at(PY, '"""A.\n\nPython: 3.10, 3.11\n"""\n'), "w:python-version", "plots/matplotlib/scatter/scatter-basic/default.py:3",
        "Python: 3.10, 3.11",
        "write `Python: 3.10+`, `3.11`, `3.10-3.12` or `all`"),
    ("python en dash", at(PY, '"""A.\n\nPython: 3.10–3.12\n"""\n'), "w:python-version", "plots/matplotlib/scatter/scatter-basic/default.py:3",
        "Python: 3.10–3.12",
        "write `Python: 3.10+`, `3.11`, `3.10-3.12` or `all`"),
    ("python syntax", at(PY, "def f(:\n"), "w:python-syntax", "plots/matplotlib/scatter/scatter-basic/default.py:1",
        "line 1, column 7: invalid syntax",
        "correct it, or ignore this if it is for another version"),
    ("python py2", at(PY, 'print "x"\n'), "w:python-syntax", "plots/matplotlib/scatter/scatter-basic/default.py:1",
        "line 1, column 1: Missing parentheses in call to 'print'. Did you mean print(...)?",
        "correct it, or ignore this if it is for another version"),
    ("settings typo", {"pyproject.toml":"[tool.pyplots-sync]\nmin_qualty = 3\n"}, "w:setting-unknown", "pyproject.toml",
        "[tool.pyplots-sync] min_qualty in pyproject.toml is not read: did you mean min_quality?",
        "check its spelling"),
    ("settings section", {"pyproject.toml":"[tool.pyplots_sync]\nmin_quality = 90\n"}, "w:setting-unknown", "pyproject.toml",
        "[tool.pyplots_sync] in pyproject.toml is not read: write [tool.pyplots-sync]",
        "check its spelling"),
]
# fmt: on
RENAMED = {
    "default.py.txt": PY,
    "Default.py": PY,
    "scatter-basic.py": PY,
    "scatter-basic.md.txt": "specs/scatter-basic.md",
}
"""The sound file that is not there any more, where a mistake gave it another name or place."""
KEPT = ("plots/matplotlib/scatter-basic.py", "plots/scatter-basic.py")


@pytest.mark.parametrize(
    ("files", "code", "place", "message", "hint"),
    [row[1:] for row in MISTAKES],
    ids=[row[0] for row in MISTAKES],
)
def test_the_first_message_is_enough(
    make_repository, make_command, tmp_path, files, code, place, message, hint
):
    repository = make_repository(tmp_path / "catalogue", git=False)
    sound = {"specs/scatter-basic.md": S("scatter-basic"), LIST: LIBRARIES, PY: CODE}
    for path, content in (sound | files).items():
        repository.write(path, content)
    for path in files:
        gone = RENAMED.get(path.rpartition("/")[2])
        if gone is not None and path not in KEPT:
            repository.remove(gone)
    outcome = make_command(repository, None)("validate")
    found = outcome.document["problems"]
    first = next((one for one in found if one["severity"] == "error"), found[0])
    said = f"{first['path']}:{first['line']}" if first["line"] else first["path"]
    assert (f"{first['severity'][0]}:{first['code']}", said) == (code, place)
    assert (first["message"], first["hint"]) == (message, hint)
    assert outcome.code == (1 if code[0] == "e" else 0)


def test_there_are_at_least_as_many_as_were_made():
    assert len(MISTAKES) >= 73


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["dif"], "No such command 'dif'. Did you mean 'diff'?"),
        (["validate", "--form", "json"], "No such option '--form'. Did you mean '--format'?"),
        (["validate", "specs/nope.md"], "there is no specs/nope.md"),
        (["validate", "README.md"], "README.md is in neither plots/ nor specs/, and only these are checked"),
        (["diff", "--database", "mysql://x"], "the database URL does not begin with postgresql://"),
        (["run", "--repo", "nowhere"], "Directory 'nowhere' does not exist."),
        (["queue", "posted", "12"], "'12' is not a valid UUID."),
        (["db", "grants"], "name a role: --api-role, --read-role or --job-role"),
        (["catalog", "show"], "Missing argument 'SPEC_ID'."),
    ],
)  # fmt: skip
def test_what_is_typed_wrongly_is_named(repository, monkeypatch, process, line, said):
    repository.write("README.md")
    monkeypatch.chdir(repository.root)
    outcome = process(*line)
    assert outcome.code == 2
    assert said in outcome.errors


@pytest.mark.parametrize("command", ["diff", "run", "health", "catalog list"])
def test_a_folder_without_a_catalogue_says_so_and_gets_no_database(
    tmp_path, monkeypatch, process, command
):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    outcome = process(*command.split(), PYPLOTS_SYNC_HOME=str(tmp_path / "state"))
    assert outcome.code in (1, 5)
    assert "elsewhere is not a catalogue: it has no plots/ and no specs/" in outcome.output
    assert "name it with --repo" in outcome.output
    assert not (tmp_path / "state").exists()


def test_an_error_comes_before_what_only_follows_from_it(repository, sync):
    repository.write("specs/scatter-basic.md", S("scatter-basic").replace("## Data", "### Data"))
    codes = sync("validate").codes
    assert codes == ["spec-no-data", "implementation-held", "implementation-held"]


def test_a_file_for_a_newer_python_is_not_judged_by_an_older_one(repository, sync):
    code = '"""A plot.\n\nPython: {}\n"""\ntype X = (\n'
    repository.implementation("scatter-basic", code=code.format("3.99+"))
    assert sync("validate").codes == []
    repository.implementation("scatter-basic", code=code.format("3.10+"))
    assert sync("validate").codes == ["python-syntax"]

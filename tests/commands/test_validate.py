"""``validate`` reads each file once, in this process or in others, and says the same."""

import pytest

BROKEN = "def create_plot(:\n"


def broken_at(path: str) -> tuple[str, str, int]:
    return ("python-syntax", path, 1)


def catalogue(repository, count: int) -> None:
    """A broken file that is read, one of an unlisted library, one without a spec, and others."""
    repository.implementation("scatter-basic", code=BROKEN)
    for number in range(count):
        path = f"plots/matplotlib/scatter/scatter-basic/v{number}.py"
        repository.write(path, '"""A plot."""\n')
    repository.write("plots/matplotib/scatter/scatter-basic/default.py", BROKEN)
    repository.write("plots/seaborn/bar/bar-missing/default.py", BROKEN)
    repository.write("plots/seaborn/bar/scatter-basic/double.py", BROKEN)
    repository.write("plots/seaborn/other/scatter-basic/double.py", BROKEN)
    repository.commit()


@pytest.mark.parametrize("count", [1, 1_000])
def test_what_is_not_taken_is_parsed_as_well(repository, sync, count):
    catalogue(repository, count)
    outcome = sync("validate")
    found = [(p["code"], p["path"], p["line"]) for p in outcome.document["problems"]]
    assert sorted(found) == sorted(
        [
            broken_at("plots/matplotib/scatter/scatter-basic/default.py"),
            ("library-unknown", "plots/matplotib", None),
            broken_at("plots/matplotlib/scatter/scatter-basic/default.py"),
            ("implementation-no-spec", "plots/seaborn/bar/bar-missing/default.py", None),
            broken_at("plots/seaborn/bar/bar-missing/default.py"),
            broken_at("plots/seaborn/bar/scatter-basic/double.py"),
            ("implementation-duplicate", "plots/seaborn/other/scatter-basic/double.py", None),
        ]
    )
    assert outcome.document["sources"]["files"]["implementations"] == count + 6


@pytest.mark.parametrize("count", [1, 1_000])
def test_only_the_paths_that_are_asked_for_are_parsed(repository, sync, count):
    catalogue(repository, count)
    folder, file = "plots/matplotib", "plots/seaborn/bar/scatter-basic/double.py"
    outcome = sync("validate", str(repository.root / folder), str(repository.root / file))
    assert [(p["code"], p["path"]) for p in outcome.document["problems"]] == [
        ("library-unknown", "plots/matplotib"),
        ("python-syntax", "plots/matplotib/scatter/scatter-basic/default.py"),
        ("python-syntax", "plots/seaborn/bar/scatter-basic/double.py"),
    ]


def test_a_file_that_is_no_text_is_not_parsed(repository, sync):
    repository.implementation("scatter-basic", code="x = \0 (\n")
    assert sync("validate").codes == ["file-nul"]

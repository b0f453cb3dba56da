"""No file of the house leads back to itself by what it imports, for types alone included."""

import grimp
import pytest


@pytest.fixture(scope="module")
def imports():
    """Each module of ours, with those of ours that it imports, for types alone, too."""
    graph = grimp.build_graph("sync", cache_dir=None)
    return {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}


def circle(imports):
    """The names along one circle, the first again at the end; empty where there is none."""
    done, on_the_way = set(), {}
    for start in sorted(imports):
        waiting = [(start, iter(sorted(imports[start])))] if start not in done else []
        on_the_way = dict.fromkeys([start] if waiting else [])
        while waiting:
            name, following = waiting[-1]
            for other in following:
                if other in on_the_way:
                    way = list(on_the_way)
                    return [*way[way.index(other) :], other]
                if other not in done:
                    on_the_way[other] = None
                    waiting.append((other, iter(sorted(imports[other]))))
                    break
            else:
                done.add(name)
                del on_the_way[name]
                waiting.pop()
    return []


def test_no_file_leads_back_to_itself(imports):
    assert len(imports) > 100
    assert circle(imports) == []


@pytest.mark.parametrize(
    ("arrows", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, ["b", "c", "b"]),
        ({"a": {"a"}}, ["a", "a"]),
        ({"a": set(), "b": {"c"}, "c": {"d"}, "d": {"b"}}, ["b", "c", "d", "b"]),
    ],
)
def test_a_circle_is_found(arrows, found):
    assert circle(arrows) == found

"""Whose a tag is: `specs.tags` and the rows of `tags` agree, whatever files and programs do."""

import json

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

SPECS = ["bar-basic", "line-basic"]
TAGS = ["basic", "2d", "ünï"]
FORMS = {
    "plain": (1.0, "human"),
    "unsure": (0.6, "ai"),
    "sure": (1.0, "ai"),
    "hesitant": (0.5, "human"),
}
"""How a file may declare a tag, and what that says."""

specs, tags = st.sampled_from(SPECS), st.sampled_from(TAGS)
declarations = st.tuples(
    st.just("declare"),
    specs,
    st.dictionaries(tags, st.sampled_from(sorted(FORMS)), max_size=2),
    st.booleans(),
)
steps = st.lists(
    st.one_of(
        declarations,
        declarations.map(lambda step: ("declare_and_run", *step[1:])),
        st.tuples(st.just("withdraw"), specs),
        st.tuples(st.just("suggest"), specs, tags, st.sampled_from([0.3, 0.9])),
        st.tuples(st.just("unsuggest"), specs, tags),
        st.tuples(st.just("overwrite"), specs, tags),
        st.tuples(st.just("run")),
    ),
    min_size=4,
    max_size=12,
)


class World:
    """Files, rows, and what the rows should be: the declared tags and, beside them, the others."""

    def __init__(self, repository, database, sync):
        self.repository, self.database, self.sync = repository, database, sync
        self.files, self.declared, self.others = {}, {}, {}

    def declare(self, spec, forms, deprecated):
        """Somebody writes a spec file."""
        written = {
            "plain": lambda tag: tag,
            "unsure": lambda tag: {"tag": tag, "confidence": 0.6},
            "sure": lambda tag: {"tag": tag, "created_by": "ai"},
            "hesitant": lambda tag: {"tag": tag, "confidence": 0.5, "created_by": "human"},
        }
        document = {
            "title": "A Plot", "description": "Shows.", "deprecated": deprecated,
            "data_requirements": [{"name": "x", "type": "numeric", "description": "The x"}],
            "tags": [written[form](tag) for tag, form in forms.items()],
        }  # fmt: skip
        self.repository.write(f"specs/{spec}.yaml", json.dumps(document, ensure_ascii=False))
        self.files[spec] = forms

    def declare_and_run(self, *said):
        """And a run follows."""
        self.declare(*said)
        self.run()

    def withdraw(self, spec):
        """Somebody deletes a spec file."""
        if self.files.pop(spec, None) is not None:
            self.repository.remove(f"specs/{spec}.yaml")

    def suggest(self, spec, tag, confidence):
        """Another program adds a tag of its own, where there is none of that name."""
        if spec in self.declared:
            self.database.execute(
                "INSERT INTO tags (spec_id, tag, confidence) VALUES (%s, %s, %s)"
                " ON CONFLICT DO NOTHING", spec, tag, confidence,
            )  # fmt: skip
            if tag not in self.declared[spec]:
                self.others[spec].setdefault(tag, confidence)

    def unsuggest(self, spec, tag):
        """It takes one of its own away."""
        if self.others.get(spec, {}).pop(tag, None) is not None:
            self.database.execute("DELETE FROM tags WHERE spec_id = %s AND tag = %s", spec, tag)

    def overwrite(self, spec, tag):
        """It writes over whatever there is: what the file declares comes back."""
        if spec in self.files and spec in self.declared:
            self.database.execute(
                "INSERT INTO tags (spec_id, tag, confidence) VALUES (%s, %s, 0.1)"
                " ON CONFLICT (spec_id, tag) DO UPDATE SET confidence = 0.1, created_by = 'ai'",
                spec, tag,
            )  # fmt: skip
            if tag not in self.declared[spec]:
                self.others[spec][tag] = 0.1
            self.run()

    def run(self):
        """After a run, the rows are what the files declare and what others have added."""
        assert self.sync("run").code == 0
        for spec, forms in self.files.items():
            self.declared[spec] = {tag: FORMS[form] for tag, form in forms.items()}
            others = self.others.setdefault(spec, {})
            self.others[spec] = {t: c for t, c in others.items() if t not in forms}
        found = self.database.execute("SELECT id, tags FROM specs")
        assert dict(found) == {spec: list(tags) for spec, tags in self.declared.items()}
        expected = {
            (spec, tag): said for spec, tags in self.declared.items() for tag, said in tags.items()
        } | {
            (spec, tag): (confidence, "ai")
            for spec, tags in self.others.items()
            for tag, confidence in tags.items()
        }
        rows = self.database.execute("SELECT spec_id, tag, confidence, created_by FROM tags")
        assert {row[:2]: row[2:] for row in rows} == expected


@pytest.fixture(scope="module")
def place(tmp_path_factory, new_database):
    return tmp_path_factory.mktemp("tags"), new_database()


# an example takes several runs: shrinking one would take minutes
@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@example(
    story=[
        ("declare_and_run", "bar-basic", {"basic": "unsure", "2d": "plain"}, False),
        ("suggest", "bar-basic", "ünï", 0.9),
        ("declare", "bar-basic", {}, False),
    ]
)
@given(story=steps)
def test_the_tags_of_a_spec_and_their_rows_never_disagree(
    place, make_repository, make_command, story
):
    root, database = place
    database.execute("TRUNCATE specs, libraries CASCADE")
    repository = make_repository(root / "catalogue", git=False)
    for file in repository.root.rglob("*.yaml"):
        file.unlink()
    repository.libraries()
    world = World(repository, database, make_command(repository, database))
    for name, *values in story:
        getattr(world, name)(*values)
    world.run()
    assert world.sync("diff").document["changes"] == []
    assert world.sync("resync").document["changes"] == []

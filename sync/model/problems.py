"""Problems: what is wrong with an input, where, and what to do about it.

Every kind of problem stands once in :data:`KINDS`, with its severity and the
hint that is printed when the place that finds it knows no better one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Kind(NamedTuple):
    """One kind of problem: how bad it is, what it means, what to do next."""

    severity: Severity
    meaning: str
    hint: str


class Problem(NamedTuple):
    """One finding. ``path`` is relative to the repository, ``line`` counts from 1."""

    severity: Severity
    code: str
    path: str | None
    line: int | None
    message: str
    hint: str


def problem(
    code: str,
    path: str | None,
    message: str,
    *,
    line: int | None = None,
    hint: str | None = None,
) -> Problem:
    """A problem of the kind ``code``, which stands in :data:`KINDS`.

    A path may hold bytes that are not UTF-8 (as surrogates): they are shown as escapes.
    A message may be somebody else's words: what it quotes of a secret is left out.
    """
    # who lists files looks for secrets only where there is something to say of one
    from sync.model.secrets import redact

    kind = kind_of(code)
    shown = None if path is None else printable(path)
    told = redact(hint) if hint else kind.hint
    return Problem(kind.severity, code, shown, line, printable(redact(message)), told)


def kind_of(code: str) -> Kind:
    """The kind that ``code`` names: one of :data:`KINDS`, or that of a source which has none there.

    Raises:
        KeyError: there is no such kind.
    """
    if code not in KINDS and code.endswith(_UNAVAILABLE):
        return _SOURCE_UNAVAILABLE
    return KINDS[code]


def unavailable_code(source: str) -> str:
    """The code of the problem that ``source`` was asked in vain: its columns stay as they are."""
    return f"{source}{_UNAVAILABLE}"


def printable(text: str) -> str:
    """``text`` with lone surrogates, which no output can encode, as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of ``problems`` is an error."""
    return any(p.severity == "error" for p in problems)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """``problems`` by path, line and code, each once; what only follows from others comes last."""
    unique = dict.fromkeys(problems)
    return sorted(
        unique,
        key=lambda p: (p.code in _FOLLOWING, p.path or "", p.line or 0, p.code, p.message),
    )


_FOLLOWING = ("implementation-held",)
"""Kinds that go away with the error that they follow from."""

_UNAVAILABLE = "-unavailable"
_SOURCE_UNAVAILABLE = Kind(
    "warning",
    "a source that could not be read: its columns stay as they are (exit 3)",
    "run it again when it answers",
)

KINDS: dict[str, Kind] = {
    # the walk
    "catalogue-empty": Kind(
        "error",
        "there is no plots/ directory, or nothing in it",
        "check --repo: it must be the root of the catalogue",
    ),
    "file-link": Kind(
        "error",
        "a symbolic link under a walked folder",
        "replace the link by the file itself: links are never followed",
    ),
    "file-misplaced": Kind(
        "error",
        "a .py file or a spec-like file in a place where nothing is read",
        "put it at plots/{library}/{plot_function}/{spec_id}/{variant}.py or specs/{spec_id}.md,"
        " or at plots/{spec_id}/implementations/python/{library}.py",
    ),
    "file-name-invalid": Kind(
        "error",
        "a file in the right place whose name breaks the rules for names",
        "ids match [a-z0-9]+(-[a-z0-9]+)*, variants are lower-case Python identifiers",
    ),
    "file-stray": Kind(
        "warning",
        "a file that is neither spec nor implementation",
        "move it out of the catalogue, or begin its name with _",
    ),
    "file-not-regular": Kind(
        "error", "a directory, pipe or device where a file belongs", "rename or remove it"
    ),
    "file-nested-repository": Kind(
        "error", "a git repository inside a walked folder", "remove its .git, or move it elsewhere"
    ),
    "file-not-checked-out": Kind(
        "error",
        "git tracks the file, but the working tree leaves it out (sparse checkout)",
        "run `git sparse-checkout disable`",
    ),
    "file-unreadable": Kind(
        "error", "the file could not be read", "check that it exists and its permissions"
    ),
    "file-too-large": Kind(
        "error",
        "a spec over 1 MiB or an implementation over 5 MiB",
        "make it smaller: keep data out of the file",
    ),
    "file-not-utf8": Kind("error", "bytes that are not UTF-8", "save the file as UTF-8"),
    "file-nul": Kind("error", "a NUL byte, which PostgreSQL cannot store", "remove the byte"),
    "embedded-tracked": Kind(
        "error",
        "a .pyplots-sync/ that git tracks",
        "run `git rm -r --cached .pyplots-sync`, delete the folder, and commit",
    ),
    "embedded-left-behind": Kind(
        "warning",
        "a .pyplots-sync/ of an earlier version, which kept the embedded database there",
        "delete the folder",
    ),
    "file-conflict": Kind(
        "error",
        "a merge conflict marker: `<<<<<<<`, `=======`, `>>>>>>>`",
        "resolve the conflict: keep one side, and delete the markers",
    ),
    "file-lfs-pointer": Kind(
        "error",
        "a pointer file of Git LFS where the content belongs",
        "run `git lfs pull`; in a workflow, check out with `lfs: true`",
    ),
    "git-unavailable": Kind(
        "error",
        "a git checkout that git cannot list: nobody knows which files are ignored",
        "make `git status` work here",
    ),
    # specs
    "spec-duplicate": Kind("error", "two files for one spec", "keep one of them"),
    "spec-no-title": Kind("error", "no title", "begin the file with `# {spec_id}: Title`"),
    "spec-many-titles": Kind(
        "warning", "more than one level-one heading", "the first one counts; make the others `##`"
    ),
    "spec-id-mismatch": Kind(
        "error",
        "the id inside the file is not the file's name",
        "rename the file, or correct the id",
    ),
    "spec-no-description": Kind("warning", "no description", "add a `## Description` section"),
    "spec-no-data": Kind("error", "no data requirements", "add a `## Data Requirements` section"),
    "spec-empty-data": Kind(
        "warning",
        "data requirements without an entry",
        "write entries as ``- **x**: Numeric values``",
    ),
    "spec-section-twice": Kind(
        "warning", "a section that occurs twice", "the first one counts; merge them"
    ),
    "spec-front-matter": Kind(
        "error", "front matter that does not parse", "close it with `---`, and quote values"
    ),
    "spec-front-matter-key": Kind(
        "warning", "a front-matter key that is not read", "keys are title, tags, deprecated, issue"
    ),
    "spec-too-complex": Kind(
        "error", "Markdown that takes too long to read", "make the document simpler"
    ),
    "spec-entry-twice": Kind(
        "warning", "a parameter that is listed twice", "the first one counts; remove the other"
    ),
    "spec-entry-unread": Kind(
        "warning",
        "a bullet that begins with a name in bold or in code, but is not an entry",
        "write it as ``- `x`: text``, or let a prose bullet begin with another word",
    ),
    "spec-titles-differ": Kind(
        "warning",
        "two different titles of one spec: the one in the Markdown file counts",
        "give both files the same title",
    ),
    "spec-incomplete": Kind(
        "error",
        "a specification.yaml without its specification.md",
        "add the specification.md, or remove the file",
    ),
    "spec-heading": Kind(
        "warning",
        "a line that is nearly a heading that is read: what stands below it is not",
        "write it as `## Description`, `## Optional Parameters` or `## Tags`",
    ),
    "default-quotes": Kind(
        "warning",
        "typographic quotes around a default: they become part of it",
        "write it with straight quotes, or without any",
    ),
    "tag-marks": Kind(
        "warning",
        "a tag with `;`, `|`, brackets or quotes, which become part of it",
        "separate tags with commas, and write them without quotes or brackets",
    ),
    "tag-too-long": Kind("error", "a tag over 100 characters", "separate tags with commas"),
    # YAML
    "yaml-syntax": Kind("error", "YAML that does not parse", "check indentation and quotes"),
    "yaml-too-deep": Kind("error", "YAML nested too deeply", "flatten it"),
    "yaml-too-large": Kind(
        "error", "YAML with more than 10,000 values", "keep data out of the file"
    ),
    "yaml-alias": Kind(
        "error", "YAML anchors that multiply or contain themselves", "write the values out"
    ),
    "yaml-tag": Kind(
        "error", "an explicit YAML tag", "write the value without `!…`, in quotes if it is a text"
    ),
    "yaml-duplicate-key": Kind("error", "a YAML key that occurs twice", "keep one"),
    "yaml-unknown-key": Kind("error", "a YAML key that is not read", "check its spelling"),
    "yaml-missing-key": Kind("error", "a YAML key that must be there", "add it"),
    "yaml-wrong-type": Kind(
        "error", "a YAML value of the wrong type", "docs/catalogue.md shows how each key is written"
    ),
    # metadata
    "metadata-mismatch": Kind(
        "warning",
        "metadata that names another spec or library than its path: the path counts",
        "correct it, or move the file",
    ),
    "metadata-alone": Kind(
        "warning",
        "metadata without its implementation: it is not read",
        "add the implementation, or remove the file",
    ),
    "metadata-duplicate": Kind(
        "error", "two files of metadata for one implementation", "keep the one in python/"
    ),
    "language-not-read": Kind(
        "warning",
        "files of a language that is not read: rows that come from them stay",
        "nothing to do: only python is read",
    ),
    "columns-taken-over": Kind(
        "warning",
        "a setting gave columns to another owner: nothing is announced for promotion this time",
        "check the changes: from now on the new owner decides",
    ),
    # implementations and libraries
    "implementation-duplicate": Kind(
        "error", "two files for one spec, library and variant", "keep one, or rename a variant"
    ),
    "implementation-no-spec": Kind(
        "error", "an implementation of a spec that does not exist", "add the spec file"
    ),
    "implementation-held": Kind(
        "warning", "an implementation that waits for a spec that has errors", "correct the spec"
    ),
    "python-version": Kind(
        "warning",
        "a `Python:` line that does not name versions",
        "write `Python: 3.10+`, `3.11`, `3.10-3.12` or `all`",
    ),
    "python-syntax": Kind(
        "warning",
        "Python that this interpreter cannot parse",
        "correct it, or ignore this if it is for another version",
    ),
    "library-unknown": Kind(
        "error",
        "a library directory that plots/libraries.yaml does not list",
        "add it there, or rename the directory",
    ),
    "library-duplicate": Kind("error", "a library that is listed twice", "keep one"),
    "library-name-invalid": Kind(
        "error", "a library id that breaks the rules", "ids match [a-z0-9_]+(-[a-z0-9_]+)*"
    ),
    # reviews
    "reviews-all-ignored": Kind(
        "warning",
        "there are reviews, but none by a trusted reviewer: nothing has a score",
        'to trust a login, add it to the setting: `trusted_reviewers = ["…"]`',
    ),
    "review-title-untrusted": Kind(
        "warning",
        "a review that only the title of a stranger's issue places: it gives no score",
        "add the label, name `spec / library / variant` in the comment, or set trust_titles",
    ),
    "review-name-alike": Kind(
        "warning",
        "a review of what only looks like a known name: it gives no score",
        "write the name with plain ASCII letters",
    ),
    "reviews-unavailable": Kind(
        "warning",
        "the reviews could not be read: all scores stay as they are (exit 3)",
        "run it again once GitHub answers",
    ),
    "review-score-invalid": Kind(
        "warning",
        "a score that is not a number from 0 to 100: the section is not a review",
        "correct the comment: write `92/100`",
    ),
    "review-score-conflict": Kind(
        "warning",
        "two different overall scores: the section is not a review",
        "correct the comment: one overall score, or one for each reviewer",
    ),
    "review-median-differs": Kind(
        "warning",
        "a stated median that differs from that of the scores: the computed one counts",
        "correct the comment",
    ),
    "review-verdict-conflict": Kind(
        "warning", "two different verdicts: it counts as rejected", "correct the comment"
    ),
    "review-name-invalid": Kind(
        "warning",
        "a section heading with an invalid id: the section is not a review",
        "write it as `spec / library / variant`, with the ids of the catalogue",
    ),
    "review-verdict-unclear": Kind(
        "warning",
        "a verdict that is neither approval nor rejection: it counts as rejected",
        "write APPROVED or REJECTED, PASS or FAIL",
    ),
    "review-ambiguous": Kind(
        "warning",
        "an issue that names two specs or two libraries: its review gives no score",
        "retitle the issue, or name one `spec / library / variant` in the comment",
    ),
    "review-library-unknown": Kind(
        "warning",
        "a review of a library that the catalogue does not have: it gives no score",
        "correct the `Library:` line or the label, or add the library",
    ),
    "review-spec-unknown": Kind(
        "warning",
        "a review of a spec that the catalogue does not have: it gives no score yet",
        "name the spec's id in the comment or the issue's title, or add the spec",
    ),
    # the database
    "database-setting": Kind(
        "error", "no database is set, or its address cannot be understood", "set DATABASE_URL"
    ),
    "database-unreachable": Kind(
        "error",
        "the database does not answer, or refuses the connection",
        "check address, password and network",
    ),
    "database-schema": Kind(
        "error", "the schema is not the one this program needs", "run `pyplots-sync db upgrade`"
    ),
    "database-failed": Kind("error", "the database refused a statement", "see the server's log"),
    "commit-unknown": Kind(
        "error",
        "the connection was lost during COMMIT: it is not known whether the change was committed",
        "run it again: nothing is written twice",
    ),
    "commit-unanswered": Kind(
        "warning",
        "the connection was lost during COMMIT, but the change is committed (exit 3)",
        "nothing to do: the next run notifies others of the change",
    ),
    "queue-entry": Kind(
        "error",
        "a queue entry that does not exist, or whose result cannot be recorded now",
        "`pyplots-sync queue list` shows the entries",
    ),
    "spec-unknown": Kind(
        "error",
        "a spec id that the database does not have",
        "`pyplots-sync catalog list` shows what there is",
    ),
    # the bucket
    "previews-unavailable": Kind(
        "warning",
        "the bucket could not be listed, so preview URLs stay as they are",
        "check GCS_BUCKET and the credentials",
    ),
    "preview-missing": Kind(
        "warning", "an implementation without any preview", "render it and upload the picture"
    ),
    "preview-orphan": Kind(
        "warning",
        "a folder of previews without an implementation",
        "remove it from the bucket, unless its implementation is still to be merged",
    ),
    "bucket-setting": Kind("error", "no bucket is set", "set GCS_BUCKET to the bucket's name"),
    "bucket-failed": Kind(
        "error",
        "the bucket could not be listed, or refused to delete",
        "check GCS_BUCKET and the credentials",
    ),
    "prune-unsafe": Kind(
        "error",
        "it is not certain which previews are in use: `prune` refuses to delete",
        "check DATABASE_URL and its role; to delete all the same, pass --force",
    ),
    "prune-would-be-refused": Kind(
        "warning",
        "it is not certain which previews are in use: --delete would be refused",
        "check DATABASE_URL and its role; to delete all the same, pass --delete --force",
    ),
    # after a change
    "cache-failed": Kind(
        "warning",
        "the change was committed, but the cache could not be emptied (exit 3)",
        "check REDIS_URL; the next run tries it again",
    ),
    "on-change-failed": Kind(
        "warning",
        "the change was committed, but ON_CHANGE_URL could not be notified (exit 3)",
        "check the address and its logs; the next run tries it again",
    ),
    "told-not-noted": Kind(
        "warning",
        "others were notified of a change, but the database could not record it (exit 3)",
        "nothing to do: the next run notifies them again",
    ),
    "health-alert": Kind(
        "error",
        "an alert of `health`",
        "run `pyplots-sync health`; docs/running.md says what alerts when",
    ),
    # the site
    "site-folder": Kind(
        "error",
        "a folder that holds something else than a site: `site` refuses to write there",
        "name a new or empty folder with --out, or take away what is not of the site",
    ),
    "site-failed": Kind(
        "error",
        "the site could not be written: what was there before is still there",
        "check that the folder around it can be written to, and that the disk has room",
    ),
    # the job
    "plan-unsafe": Kind(
        "error",
        "a plan that deletes too much: `run` refuses it",
        "check the plan (`pyplots-sync diff`) and --repo; to apply it all the same, pass --force",
    ),
    "plan-differs": Kind(
        "error",
        "what would be done now is not what was saved: `run --plan` refuses it",
        "make a new plan with `pyplots-sync diff --out`, and have it read",
    ),
    "plan-unsaved": Kind(
        "error",
        "a plan that could not be written to its file",
        "name another file with --out",
    ),
    "plan-would-be-refused": Kind(
        "warning",
        "a plan that deletes too much: `run` would refuse it",
        "check --repo; to apply it all the same, pass --force to `run`",
    ),
    "checkout-old": Kind(
        "error",
        "a checkout older than what the database holds: `run` refuses it",
        "check out the newest commit; to put the old data back, pass --force",
    ),
    "checkout-would-be-refused": Kind(
        "warning",
        "a checkout older than what the database holds: `run` would refuse it",
        "check out the newest commit; to put the old data back, pass --force to `run`",
    ),
    # purging
    "purge-spec-unknown": Kind(
        "error",
        "a spec to purge that the database does not have",
        "check its spelling",
    ),
    "purge-file-exists": Kind(
        "error",
        "a spec to purge whose file still exists: `purge` refuses it",
        "remove the file first; `pyplots-sync diff` shows what `run` will do about that",
    ),
    "purge-implementation-left": Kind(
        "warning",
        "an implementation file of a spec to purge: the next `run` will miss its spec",
        "remove this file as well",
    ),
    "purge-outdated": Kind(
        "error", "something changed between looking and purging", "look at it again"
    ),
    "purge-declined": Kind("error", "a purge that was not confirmed", "answer y, or pass --yes"),
    # grants
    "grants-role-missing": Kind(
        "error", "a role that does not exist", "create it with CREATE ROLE"
    ),
    "grants-role-owner": Kind(
        "error",
        "a role that owns the tables, or can become their owner: grants do not limit it",
        "create a separate role for this",
    ),
    "grants-not-owner": Kind(
        "error",
        "grants by a role that does not own the tables",
        "connect as the role that ran `pyplots-sync db upgrade`",
    ),
    "grants-excess": Kind(
        "warning",
        "a role that can do more than it should, through another role (exit 3)",
        "look at it with `\\du` and `\\dp` in psql, and revoke what it is a member of",
    ),
    # init
    "init-blocked": Kind(
        "error",
        "something stands where `init` would put a file: it writes over nothing",
        "look at it, move it away, and call `init` again",
    ),
    "init-program-unknown": Kind(
        "error",
        "nothing says from which repository the workflows shall call pyplots-sync",
        "say it: `pyplots-sync init --program OWNER/REPOSITORY@COMMIT`",
    ),
    "setting-unknown": Kind("warning", "a setting that is not read", "check its spelling"),
}

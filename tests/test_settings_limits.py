"""Each setting: its default, another value by either way, and on and beside its limits."""

from __future__ import annotations

import json

import pytest

from sync.settings import PREFIX, TRUST, TUNABLE, Settings, SettingsError, load_settings

MILLION = 1_000_000
WHOLE = {
    # name: least, most, default
    "lock_wait": (1, MILLION - 1, 600),
    "connect_timeout": (1, MILLION - 1, 30),
    "rate_limit_wait": (0, MILLION - 1, 60),
    "retries": (0, 10, 3),
    "bucket_wait": (1, MILLION - 1, 40),
    "health_run_age": (1, MILLION - 1, 48),
    "health_drift": (0, MILLION - 1, 0),
    "health_connections": (1, 100, 80),
    "health_database_size": (1, MILLION - 1, 8_000),
    "health_slow_queries": (0, MILLION - 1, 0),
    "health_usage_age": (1, MILLION - 1, 97),
    "health_without_score": (0, MILLION - 1, None),
    "health_without_preview": (0, MILLION - 1, None),
    "health_queue_failed": (0, MILLION - 1, None),
}
OTHERS = {
    # name: default, another value
    "min_quality": (85.0, 70.5),
    "trusted_reviewers": (("github-actions[bot]", "claude[bot]"), ("ann",)),
    "scores": ("reviews", "metadata"),
    "previews": ("bucket", "metadata"),
    "trust_titles": (False, True),
    "promote_on": (("twitter",), ("x", "linkedin")),
    "redis_prefix": ("pyplots:", "other:"),
}


def written(value):
    return json.dumps(list(value) if isinstance(value, tuple) else value)


@pytest.fixture
def by_file(tmp_path):
    def read(name, text):
        (tmp_path / "pyproject.toml").write_text(f"[tool.pyplots-sync]\n{name} = {text}\n")
        return getattr(load_settings(tmp_path, {}), name)

    return read


@pytest.fixture
def by_environment(tmp_path):
    def read(name, text):
        return getattr(load_settings(tmp_path, {PREFIX + name.upper(): text}), name)

    return read


def test_every_setting_is_here():
    assert WHOLE.keys() | OTHERS.keys() == TUNABLE.keys()


def test_those_that_decide_trust():
    assert list(TRUST) == [
        "min_quality", "trusted_reviewers", "scores", "previews", "trust_titles", "promote_on",
    ]  # fmt: skip


@pytest.mark.parametrize("name", TUNABLE)
def test_the_default(name, tmp_path):
    default = WHOLE[name][2] if name in WHOLE else OTHERS[name][0]
    assert getattr(Settings(tmp_path), name) == default
    assert getattr(load_settings(tmp_path, {}), name) == default
    # what is empty is not set
    assert getattr(load_settings(tmp_path, {PREFIX + name.upper(): " "}), name) == default


@pytest.mark.parametrize("name", OTHERS)
def test_another_value_and_the_default_said_aloud(name, by_file, by_environment):
    for value in OTHERS[name]:
        assert by_file(name, written(value)) == value
        text = value if isinstance(value, str) else written(value)
        assert by_environment(name, text) == value


@pytest.mark.parametrize("name", WHOLE)
def test_a_number_on_its_limits_and_beside_them(name, by_file, by_environment):
    least, most, _ = WHOLE[name]
    for value in (least, least + 1, most - 1, most):
        assert by_file(name, value) == by_environment(name, str(value)) == value
        assert by_environment(name, f" {value} ") == value
    for value in (least - 1, most + 1, "true", "1.5"):
        for read in (by_file, by_environment):
            with pytest.raises(SettingsError, match=f"^{name} must be "):
                read(name, str(value))


@pytest.mark.parametrize("score", [0, 0.0, 0.01, 84.99, 85, 99.99, 100, 100.0])
def test_a_score_on_its_limits(score, by_file, by_environment):
    assert by_file("min_quality", score) == by_environment("min_quality", str(score)) == score


@pytest.mark.parametrize("score", ["-0.01", "100.01", "true", "nan", "inf"])
def test_a_score_beside_them(score, by_file, by_environment):
    for read in (by_file, by_environment):
        with pytest.raises(SettingsError, match=r"^min_quality must be a number from 0 to 100"):
            read("min_quality", score)


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("false", False), ("TRUE", True), (" False ", False)],
)
def test_a_flag_both_ways(text, value, by_environment):
    assert by_environment("trust_titles", text) is value


@pytest.mark.parametrize("text", ["yes", "no", "1", "0", "on", "off"])
def test_a_flag_is_true_or_false_and_nothing_that_means_it(text, by_environment, by_file):
    for read in (by_environment, by_file):
        with pytest.raises(SettingsError):
            read("trust_titles", text if read is by_environment else f'"{text}"')


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("scores", ["Reviews", "bucket", "none"]), ("previews", ["reviews", "Metadata"]),
        ("promote_on", ["Twitter", "a b", "-x", "x-"]),
    ],
)  # fmt: skip
def test_a_word_that_is_none_of_them(name, texts, by_environment):
    for text in texts:
        with pytest.raises(SettingsError, match=f"^{name} must be "):
            by_environment(name, text)


def test_lists_in_their_spellings(by_environment, by_file):
    for text in ("a,b", " a , b,, ", '["a", "b"]'):
        assert by_environment("promote_on", text) == ("a", "b")
    assert by_file("promote_on", '["b", "a", "b"]') == ("b", "a")
    assert by_file("promote_on", "[]") == by_environment("trusted_reviewers", "[]") == ()
    assert by_environment("promote_on", "a.b,c_d,e-f,9") == ("a.b", "c_d", "e-f", "9")


def test_the_environment_is_stronger_than_the_file(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.pyplots-sync]\nretries = 5\nlock_wait = 7\n")
    found = load_settings(tmp_path, {"PYPLOTS_SYNC_RETRIES": "0"})
    assert (found.retries, found.lock_wait) == (0, 7)


def test_a_pyproject_on_the_limit_of_its_size(tmp_path):
    file = tmp_path / "pyproject.toml"
    text = "[tool.pyplots-sync]\nretries = 5\n# "
    file.write_text(text.ljust(1 << 18, "x"))
    assert load_settings(tmp_path, {}).retries == 5
    file.write_text(text.ljust((1 << 18) + 1, "x"))
    with pytest.raises(SettingsError, match="more than 262,144 bytes"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize(
    ("environ", "github"),
    [
        ({"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "a/b"}, True), ({"GITHUB_TOKEN": "t"}, False),
        ({"GITHUB_REPOSITORY": "a/b"}, False), ({"GITHUB_TOKEN": " ", "GITHUB_REPOSITORY": "a/b"}, False),
    ],
)  # fmt: skip
def test_reviews_need_a_token_and_a_repository(environ, github, tmp_path):
    assert (load_settings(tmp_path, environ).github is not None) is github


@pytest.mark.parametrize(
    ("text", "bucket"),
    [("b", "b"), ("gs://b/", "b"), (" b ", "b"), ("", None), (" ", None), ("gs://", None)],
)
def test_the_bucket_by_its_name_or_address(text, bucket, tmp_path):
    assert load_settings(tmp_path, {"GCS_BUCKET": text}).bucket == bucket


def test_cloud_sql_is_private_unless_it_is_said(tmp_path):
    environ = {"INSTANCE_CONNECTION_NAME": "p:r:i", "DB_USER": "u", "DB_NAME": "d"}
    for said, type_ in [
        (None, "private"),
        ("", "private"),
        ("PUBLIC", "public"),
        ("private", "private"),
    ]:
        more = {} if said is None else {"DB_IP_TYPE": said}
        assert load_settings(tmp_path, environ | more).cloud_sql.ip_type == type_
    with pytest.raises(SettingsError, match="DB_IP_TYPE"):
        load_settings(tmp_path, environ | {"DB_IP_TYPE": "psc"})
    for name in ("DB_USER", "DB_NAME"):
        with pytest.raises(SettingsError, match=name):
            load_settings(tmp_path, environ | {name: ""})

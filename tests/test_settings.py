"""``pyproject.toml`` is a file of a branch: whatever stands there is read, or refused in a sentence."""

from __future__ import annotations

import os

import pytest

from sync.settings import SettingsError, load_settings

TABLE = "[tool.pyplots-sync]\n"


@pytest.fixture
def pyproject(tmp_path):
    (tmp_path / "plots").mkdir()
    return tmp_path / "pyproject.toml"


def read(path):
    return load_settings(path.parent, {})


def refused(path):
    with pytest.raises(SettingsError) as caught:
        read(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 250
    return sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("tool = 5\n", "tool in pyproject.toml must be a table"),
        ("[[tool]]\nx = 1\n", "tool in pyproject.toml must be a table"),
        ("[[tool.pyplots-sync]]\nlock_wait = 1\n", "[tool.pyplots-sync] in pyproject.toml must"),
        ("[tool]\npyplots-sync = 3\n", "[tool.pyplots-sync] in pyproject.toml must"),
        ("x = " + "9" * 5_000 + "\n", "pyproject.toml cannot be read"),
        ("x = 0x" + "f" * 9_000 + "\n" + TABLE + "lock_wait = true\n", "lock_wait must be"),
        (TABLE + "lock_wait = 0x" + "f" * 9_000 + "\n", "lock_wait must be a whole number"),
        (TABLE + "min_quality = 0x" + "f" * 9_000 + "\n", "min_quality must be a number"),
        (TABLE + 'lock_wait = "' + "9" * 9_000 + '"\n', "lock_wait must be a whole number"),
        ("x = " + "[" * 100_000 + "\n", "nested too deeply"),
        ("x = " + "{a=" * 50_000 + "\n", "nested too deeply"),
        ("x" + ".x" * 100_000 + " = 1\n", "more than 200 dots in line 1"),
        ('"x"' + '."x"' * 40_000 + " = 1\n", "more than 200 dots in line 1"),
        ("\n[" + ".".join("x" * 50_000) + "]\n", "more than 200 dots in line 2"),
        ("x = 'a\0b'\n", "pyproject.toml cannot be read"),
        ("# " + "x" * (1 << 18), "more than 262,144 bytes"),
        ("<<<<<<< HEAD\n" + TABLE + "=======\n>>>>>>> theirs\n", "conflict marker in line 1"),
        (TABLE + ">>>>>>> theirs\n", "conflict marker in line 2"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "git lfs pull"),
        ("x = \n", "pyproject.toml cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(pyproject, content, said):
    pyproject.write_text(content)
    assert said in refused(pyproject)


def test_bytes_that_are_no_text_name_their_line(pyproject):
    pyproject.write_bytes(b"x = 1\ny = '\xff'\n")
    assert refused(pyproject) == "pyproject.toml is not UTF-8 in line 2"


@pytest.mark.parametrize("target", ["/dev/zero", "/etc/passwd", "elsewhere.toml", "nowhere"])
def test_a_link_is_not_followed(pyproject, target):
    (pyproject.parent / "elsewhere.toml").write_text(TABLE + "lock_wait = 3\n")
    pyproject.symlink_to(target)
    assert "symbolic link" in refused(pyproject)


def test_a_pipe_is_not_waited_for(pyproject):
    os.mkfifo(pyproject)
    assert "not a regular file" in refused(pyproject)


def test_a_folder_is_no_file(pyproject):
    pyproject.mkdir()
    assert "not a regular file" in refused(pyproject)


def test_the_largest_file_is_read(pyproject):
    text = TABLE + "lock_wait = 7\n# "
    pyproject.write_text(text + "x" * ((1 << 18) - len(text)))
    assert read(pyproject).lock_wait == 7


def test_a_byte_order_mark_and_crlf_are_read(pyproject):
    pyproject.write_bytes(b"\xef\xbb\xbf[tool.pyplots-sync]\r\nlock_wait = 7\r\n")
    assert read(pyproject).lock_wait == 7


def test_many_dots_in_texts_are_fine(pyproject):
    pyproject.write_text('x = "' + "1.2" * 500 + '"\n' + TABLE + "lock_wait = 7\n")
    assert read(pyproject).lock_wait == 7


def test_a_key_on_the_limit_of_dots_is_read(pyproject):
    pyproject.write_text("x" + ".x" * 200 + " = 1\n" + TABLE + "lock_wait = 7\n")
    assert read(pyproject).lock_wait == 7
    pyproject.write_text("x" + ".x" * 201 + " = 1\n")
    assert "more than 200 dots" in refused(pyproject)


def test_a_name_that_is_unknown_and_long_is_cut(pyproject):
    pyproject.write_text(TABLE + "x" * 9_000 + " = 1\n")
    (note,) = read(pyproject).notes
    assert len(note) < 200

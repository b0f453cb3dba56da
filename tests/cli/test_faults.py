"""What Python drops or prints by itself: an interruption is not lost, and a secret not told."""

import signal
import subprocess
import sys

import pytest

# what is executed in the middle of a command, while it writes
SCRIPT = """
import os, signal, sys, threading
from sync.cli import main
from sync.database.session import Session

SECRET = os.environ["GITHUB_TOKEN"]

class Falling:
    def __init__(self, action):
        self.action = action
    def __del__(self):
        self.action()

def interrupt():
    os.kill(os.getpid(), getattr(signal, os.environ["NAME"]))
    for _ in range(3):
        pass

def fail():
    raise ValueError("postgresql://me:" + SECRET + "@there")

def in_thread():
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

copy = Session.copy

def copying(session, *arguments):
    if copying.again:
        copying.again = False
        MIDDLE
    return copy(session, *arguments)

copying.again = True
Session.copy = copying
main()
"""


@pytest.fixture
def run_with(repository, database):
    """A run as a process that does something in the middle of writing."""

    def run(middle, **environment):
        script = SCRIPT.replace("MIDDLE", middle)
        command = [sys.executable, "-c", script, "run", "--repo", str(repository.root)]
        return subprocess.run(
            [*command, "--database", database.url, "--no-reviews"],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/bin:/bin", "GITHUB_TOKEN": "x", "NAME": "SIGINT"} | environment,
        )

    return run


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_that_a_destructor_drops_ends_the_command(run_with, database, name):
    done = run_with("Falling(interrupt)", NAME=name)
    assert done.returncode == 1
    assert done.stderr == f"Error: interrupted by {name}; nothing was written.\n"
    assert database.one("SELECT count(*) FROM specs") == 0


def test_a_signal_that_a_destructor_drops_ends_a_wait(run_with, database):
    # longer than anybody's patience
    done = run_with("Falling(interrupt); threading.Event().wait(86_400)")
    assert done.returncode == 1
    assert done.stderr == "Error: interrupted by SIGINT; nothing was written.\n"
    assert database.one("SELECT count(*) FROM specs") == 0


def test_a_commit_heeds_a_signal_that_nobody_has_raised_again(run_with, database):
    done = run_with("signal.setitimer = signal.signal; Falling(interrupt)")
    assert done.returncode == 1
    assert done.stderr == "Error: interrupted by SIGINT; nothing was written.\n"
    assert database.one("SELECT count(*) FROM specs") == 0


@pytest.mark.parametrize("middle", ["in_thread()", "Falling(fail)", "fail()"])
@pytest.mark.parametrize("secret", ["hunter2hunter2", "päss wörd/hunter2", "a'b\"hunter2\\n"])
def test_no_traceback_holds_a_secret(run_with, middle, secret):
    done = run_with(middle, GITHUB_TOKEN=secret)
    assert done.returncode == (1 if middle == "fail()" else 0)
    assert "ValueError: postgresql://***@there" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout


def test_an_interrupt_before_anything_has_begun_is_silent():
    script = (
        "import os, signal, sys\n"
        "class Importing:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'sync.cli':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Importing())\n"
        "from sync.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")

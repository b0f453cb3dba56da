"""``PYTHONPATH=tests/support python -m benchmarks.previews``: previews of a large bucket.

Against the real fake-gcs-server: what reading 100,000 objects takes (behind
the gate of the tests, which makes pages as Google does), and what deleting
50,000 superseded ones of 55,000 takes (without the gate, whose Python would be
most of it). See README.md beside this file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fake_bucket import NAME, FakeBucket
from sync.database import migrate
from sync.database.embedded import embedded_server
from sync.database.target import url_target
from sync.model.secrets import Secret

READ = r"""
import gc, json, pathlib, re, sys
gc.disable()
from sync.sources.previews.newest import read_previews
wanted = None if sys.argv[1] == "all" else [("line-7", "plotly", "default")]
found = read_previews("pyplots-images", wanted, 10_000)
# ru_maxrss would count the parent, too, as it was when it forked
peak = re.search(r"VmHWM:\s+(\d+)", pathlib.Path("/proc/self/status").read_text())[1]
print(json.dumps([found.objects, len(found.urls), found.requests, int(peak) // 1024]))
"""


def fill(bucket: FakeBucket, folders: int, versions: int) -> None:
    """So many folders with so many versions each, all of them old."""
    for folder in range(folders):
        for version in range(versions):
            bucket.put(f"previews/plotly/line-{folder}/default/v{version}.png", size=1)


def read(folder: Path) -> None:
    """100,000 objects, all of them and one folder of them."""
    bucket = FakeBucket(folder)
    fill(bucket, 10_000, 10)
    gate = bucket.start()
    for what in ("warm", "all", "one"):
        gate.reset()
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", READ, "one" if what == "one" else "all"],
            env=os.environ | {"STORAGE_EMULATOR_HOST": gate.url},
            capture_output=True,
            check=True,
        )
        objects, urls, requests, peak = json.loads(done.stdout)
        assert requests == len(gate.listings)
        if what != "warm":
            print(
                f"read {what}: {objects:,} objects, {urls:,} URLs, {requests} requests,"
                f" {time.monotonic() - started:.1f} s, {peak} MB"
            )
    bucket.stop()


def prune(folder: Path) -> None:
    """50,000 superseded and 5,000 current objects."""
    bucket = FakeBucket(folder)
    fill(bucket, 5_000, 11)
    bucket.start()
    with embedded_server(folder / "server", durable=False) as target:
        url = f"postgresql://postgres@/postgres?host={target.parameters['host']}"
        migrate.upgrade(url_target(Secret(url)))
        for arguments in ([], ["--delete"], []):
            done = subprocess.run(
                ["/usr/bin/env", "time", "-f", "%M", sys.executable, "-m", "sync", "prune",
                 "previews", *arguments, "--format", "json", "--database", url],
                env=os.environ
                | {
                    "GCS_BUCKET": NAME,
                    "STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{bucket.server.port}",
                },
                capture_output=True,
                check=True,
            )  # fmt: skip
            told = json.loads(done.stdout)
            peak = int(done.stderr.split()[-1]) // 1024
            print(f"prune {arguments}: {told['counts']}, {told['requests']:,} requests,"
                  f" {told['seconds']} s, {peak} MB")  # fmt: skip
    expected = {f"previews/plotly/line-{number}/default/v10.png" for number in range(5_000)}
    assert bucket.left == expected
    bucket.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        parts = {"read": read, "prune": prune}
        for part in sys.argv[1:] or parts:
            (Path(name) / part).mkdir()
            parts[part](Path(name) / part)

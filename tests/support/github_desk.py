"""A server on the loopback with what api.github.com has for those who write: pull requests, their
comments, issues, and the artifacts of workflow runs. Only what the program asks for.
"""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

BOT = "github-actions[bot]"
REPOSITORY = "pyplots/catalogue"
ROOT = f"/repos/{REPOSITORY}"


@dataclass
class Desk:
    """What is on the desk; ``asked`` has method and path of each request.

    ``artifacts`` are those called ``report``, one of each attempt of a run. One that ``is_endless``
    goes on for as long as somebody reads; ``sent`` counts its bytes. ``on_files`` is called when
    the files of a pull request are asked for.
    """

    token: str = "ghs_test"
    pulls: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    artifacts: list[bytes] = field(default_factory=list)
    files: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    on_files: Callable[[], None] = lambda: None
    refused: int | None = None
    complaint: str = "Resource not accessible by integration"
    most_files: int = 3_000
    refuses_files: bool = False
    is_endless: bool = False
    sent: int = 0

    def pull(
        self,
        owner: str,
        branch: str,
        commit: str,
        base: str = "main",
        files: Sequence[str | tuple[str, str]] = ("plots/plotly/bar/bar/default.py",),
    ) -> int:
        """An open pull request; a renamed file is its name before and its name."""
        number = len(self.pulls) + 1
        self.files[number] = [
            {"filename": file, "status": "modified"}
            if isinstance(file, str)
            else {"previous_filename": file[0], "filename": file[1], "status": "renamed"}
            for file in files
        ]
        self.pulls.append({
            "number": number, "state": "open", "url": f"{self.url}{ROOT}/pulls/{number}",
            "issue_url": f"{self.url}{ROOT}/issues/{number}",
            "head": {"ref": branch, "sha": commit, "label": f"{owner}:{branch}"},
            "base": {"ref": base}, "changed_files": len(self.files[number]),
        })  # fmt: skip
        return number

    def add_comment(self, number: int, body: str, author: str = BOT) -> dict[str, Any]:
        made = {
            "id": len(self.comments) + 1, "issue": number, "body": body, "user": {"login": author},
            "url": f"{self.url}{ROOT}/issues/comments/{len(self.comments) + 1}",
            "html_url": f"https://github.com/{REPOSITORY}/pull/{number}#c{len(self.comments) + 1}",
        }  # fmt: skip
        self.comments.append(made)
        return made

    def add_issue(self, title: str, body: str, author: str = BOT) -> dict[str, Any]:
        number = 100 + len(self.issues)
        made = {
            "number": number, "title": title, "body": body, "user": {"login": author},
            "state": "open", "url": f"{self.url}{ROOT}/issues/{number}",
            "html_url": f"https://github.com/{REPOSITORY}/issues/{number}",
        }  # fmt: skip
        self.issues.append(made)
        return made

    def report(self, **documents: str) -> None:
        """One more artifact: file names, with ``_`` for the point, and what they hold."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
            for name, text in documents.items():
                made.writestr(name.replace("_", "."), text)
        self.artifacts.append(archive.getvalue())

    def written(self) -> list[tuple[str, str]]:
        return [request for request in self.asked if request[0] != "GET"]

    # -- the server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": self.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_TOKEN": self.token,
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        if self.refused is not None:
            return self.refused, {"message": self.complaint}
        path = path.removeprefix(ROOT)
        if path.startswith("/pulls"):
            return self._pulls(path, query)
        if path == "/issues/comments" or (
            path == "/issues" and method == "GET" and "creator" not in query
        ):
            return 200, []  # no reviews
        if path == "/issues" and method == "GET":
            wanted = query["creator"], query["state"]
            return 200, [i for i in self.issues if (i["user"]["login"], i["state"]) == wanted]
        if path == "/issues":
            return 201, self.add_issue(body["title"], body["body"])
        if found := re.fullmatch(r"/issues/(\d+)/comments", path):
            number = int(found[1])
            if method == "GET":
                return 200, [c for c in self.comments if c["issue"] == number]
            return 201, self.add_comment(number, body["body"])
        if found := re.fullmatch(r"/issues/comments/(\d+)", path):
            self.comments[int(found[1]) - 1] |= body
            return 200, self.comments[int(found[1]) - 1]
        if found := re.fullmatch(r"/issues/(\d+)", path):
            self.issues[int(found[1]) - 100] |= body
            return 200, self.issues[int(found[1]) - 100]
        return self._run(path)

    def _pulls(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        if found := re.fullmatch(r"/pulls/(\d+)", path):
            return 200, self.pulls[int(found[1]) - 1]
        if found := re.fullmatch(r"/pulls/(\d+)/files", path):
            self.on_files()
            if self.refuses_files:
                return 404, {"message": "Not Found"}
            listed = self.files[int(found[1])][: self.most_files]
            size, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
            return 200, listed[(page - 1) * size : page * size]
        return 200, [
            pull
            for pull in self.pulls
            if (query["head"], query["base"]) == (pull["head"]["label"], pull["base"]["ref"])
        ]

    def links(self, path: str, query: dict[str, str]) -> dict[str, str]:
        """The header that leads to the next page of files."""
        size, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
        found = re.fullmatch(rf"{ROOT}/pulls/(\d+)/files", path)
        if not found or page * size >= len(self.files[int(found[1])][: self.most_files]):
            return {}
        told = urlencode(query | {"page": page + 1})
        return {"Link": f'<{self.url}{path}?{told}>; rel="next"'}

    def _run(self, path: str) -> tuple[int, Any]:
        if found := re.fullmatch(r"/actions/runs/(\d+)", path):
            here = f"{self.url}{ROOT}{path}"
            return 200, {"id": int(found[1]), "url": here, "artifacts_url": f"{here}/artifacts"}
        if re.fullmatch(r"/actions/runs/\d+/artifacts", path):
            rows = [
                {
                    "id": number,
                    "name": "report",
                    "size_in_bytes": len(data),
                    "archive_download_url": f"{self.url}{ROOT}/zip/{number}",
                }
                for number, data in enumerate(self.artifacts)
            ]
            return 200, {"total_count": len(rows), "artifacts": rows}
        return 404, {"message": "Not Found"}


def _handler(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            desk.asked.append((self.command, parts.path))
            token = self.headers.get("Authorization", "").partition(" ")[2]
            if parts.path.startswith("/blob/"):
                # the store behind GitHub is somebody else, who must not see the token
                status, kind = (400, "") if token else (200, "application/zip")
                if desk.is_endless:
                    _pour(self, desk)
                    return
                self._send(status, desk.artifacts[int(parts.path[6:])], {"Content-Type": kind})
                return
            if token != desk.token:
                self._send(401, b'{"message": "Bad credentials"}')
                return
            if parts.path.startswith(f"{ROOT}/zip/"):
                name = parts.path.removeprefix(f"{ROOT}/zip/")
                there = f"http://localhost:{self.server.server_address[1]}/blob/{name}"
                self._send(302, b"", {"Location": there})
                return
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            status, document = desk.answer(self.command, parts.path, query, body)
            self._send(status, json.dumps(document).encode(), desk.links(parts.path, query))

        do_POST = do_PATCH = do_GET  # noqa: N815

        def _send(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            told = {"Content-Type": "application/json", "Content-Length": str(len(data))}
            for name, value in (told | (headers or {})).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

    return Handler


def _pour(handler: BaseHTTPRequestHandler, desk: Desk) -> None:
    handler.send_response(200)
    handler.end_headers()
    with suppress(ConnectionError):
        while True:
            handler.wfile.write(bytes(65_536))
            desk.sent += 65_536

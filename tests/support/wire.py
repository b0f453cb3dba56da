"""A wire between a program and PostgreSQL that breaks, or at which something happens, on purpose."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass
class Wire:
    """Counts turns: each begins when the program speaks after the server has.

    ``at`` is the turn at which ``happening`` takes place: ``unsent`` loses what is said and the
    connection, ``unanswered`` hands it over and loses the answer, a function is called.
    ``mended`` says whether later connections go through.
    """

    at: int = 0
    happening: Literal["unsent", "unanswered"] | Callable[[], object] = "unsent"
    mended: bool = True
    url: str = ""
    turns: int = 0
    happened: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def carry(self, near: socket.socket, far: socket.socket) -> None:
        """Serve one connection to its end."""
        losing = threading.Event()
        last = "back"

        def back() -> None:
            with contextlib.suppress(OSError):
                while data := far.recv(1 << 16):
                    nonlocal last
                    last = "back"
                    if losing.is_set():
                        break
                    near.sendall(data)
            self.close(near)

        answers = threading.Thread(target=back, daemon=True)
        answers.start()
        with contextlib.suppress(OSError):
            while data := near.recv(1 << 16):
                if last == "back":
                    last = "there"
                    self.turns += 1
                    if self.turns == self.at and not self.happened:
                        self.happened = True
                        if self.happening == "unsent":
                            break
                        if self.happening == "unanswered":
                            losing.set()
                        else:
                            self.happening()
                far.sendall(data)
        self.close(far)
        answers.join()
        near.close()
        far.close()

    @staticmethod
    def close(end: socket.socket) -> None:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def wire(database: Any, wire: Wire) -> Iterator[Wire]:
    """``wire`` in use, to ``database``, which is reached by a socket in a folder."""
    _, _, rest = database.url.partition("@/")
    name, _, folder = rest.partition("?host=")
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    near, _ = listener.accept()
                    if wire.happened and not wire.mended:
                        near.close()
                        continue
                    far = socket.socket(socket.AF_UNIX)
                    far.connect(f"{folder}/.s.PGSQL.5432")
                    threading.Thread(target=wire.carry, args=(near, far), daemon=True).start()

        server = threading.Thread(target=serve, daemon=True)
        server.start()
        port = listener.getsockname()[1]
        wire.url = (
            f"postgresql://postgres@127.0.0.1:{port}/{name}?sslmode=disable&gssencmode=disable"
        )
        yield wire
        listener.shutdown(socket.SHUT_RDWR)
        server.join()

"""A mail server of a few lines: takes letters on a port of its own, refuses what it is told to refuse."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


class Post(socketserver.ThreadingTCPServer):
    """Letters taken so far; `answers` are what it says to a command instead of the usual."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answers = answers
        self.letters: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        self.say("220 surat")
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            command = line.split()[0].upper()
            said = self.server.answers.get(command)
            if said == "hang up":
                return
            self.say(
                said
                or {"EHLO": "250 surat", "DATA": "354 ya", "QUIT": "221 sampai jumpa"}.get(
                    command, "250 ya"
                )
            )
            if command == "QUIT":
                return
            if command == "DATA" and not said:
                self.server.letters.append(self.letter())
                self.say("250 diterima")

    def letter(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        return "".join(lines)

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def post(**answers: str) -> Iterator[Post]:
    """Run a server until the block ends."""
    server = Post(answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

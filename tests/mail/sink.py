"""A mail server for tests: takes letters, refuses some addresses, and can be away."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


class Sink(socketserver.ThreadingTCPServer):
    """A server on a port of its own; `letters` holds addressee and content of what it took."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0, refuse: dict[str, str] | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.letters: list[tuple[str, str]] = []
        self.refuse = refuse or {}

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: Sink

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        to = ""
        self.say("220 sink")
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("RCPT TO:"):
                to = line[8:].split(">")[0].strip("< ")
                self.say(self.server.refuse.get(to, "250 ok"))
            elif word == "DATA":
                self.say("354 go on")
                lines = []
                while (part := self.rfile.readline().decode()) != ".\r\n":
                    lines.append(part)
                self.server.letters.append((to, "".join(lines)))
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")


@contextmanager
def serving(port: int = 0, refuse: dict[str, str] | None = None) -> Iterator[Sink]:
    """Yield a server that answers until the end of the block."""
    with Sink(port, refuse) as sink:
        thread = Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()

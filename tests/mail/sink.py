"""A mail server for tests: takes letters, refuses some, falls silent when told to, and can be away."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any


class Sink(socketserver.ThreadingTCPServer):
    """A server on a port of its own; `letters` holds addressee and content of what it took.

    `refuse` answers an addressee, `refuse_text` a letter that holds a word; with `silent_after` n it takes
    the n-th letter and hangs up without a word.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self,
        port: int = 0,
        refuse: dict[str, str] | None = None,
        refuse_text: dict[str, str] | None = None,
        silent_after: int = 0,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.letters: list[tuple[str, str]] = []
        self.refuse = refuse or {}
        self.refuse_text = refuse_text or {}
        self.silent_after = silent_after
        self.visits = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: Sink

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        to = ""
        self.server.visits += 1
        self.say("220 sink")
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("RCPT TO:"):
                to = line[8:].split(">")[0].strip("< ")
                self.say(self.server.refuse.get(to, "250 ok"))
            elif word == "DATA":
                self.say("354 go on")
                if not self.take(to):
                    return
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self, to: str) -> bool:
        lines = []
        while (part := self.rfile.readline().decode()) != ".\r\n":
            lines.append(part.removeprefix("."))
        content = "".join(lines)
        refused = [said for word, said in self.server.refuse_text.items() if word in content]
        if refused:
            self.say(refused[0])
            return True
        self.server.letters.append((to, content))
        if len(self.server.letters) == self.server.silent_after:
            return False
        self.say("250 taken")
        return True


@contextmanager
def serving(port: int = 0, **over: Any) -> Iterator[Sink]:
    """Yield a server that answers until the end of the block."""
    with Sink(port, **over) as sink:
        thread = Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()

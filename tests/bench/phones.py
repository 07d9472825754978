"""Phones for the benchmark: each posts scans over one connection it keeps, as fast as it is answered.

Raw sockets and prepared bytes, so that the generator takes little of the two cores it shares with the
server. Bounded by the codes it is given and by a deadline.
"""

import gzip
import json
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread
from uuid import uuid4

TIMEOUT = 30.0


class Connection:
    """One HTTP/1.1 connection to the server under test, kept open."""

    def __init__(self, port: int, token: str | None = None, more: str = "") -> None:
        """Connect to `port` of this machine; `token` and the header lines `more` go with every request."""
        self._port = port
        self._bearer = more + (f"Authorization: Bearer {token}\r\n" if token else "")
        self._socket: socket.socket | None = None
        self._rest = b""

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, bytes, bool]:
        """Send one request; return status, body as sent over the wire, and whether it is gzip."""
        content = json.dumps(body).encode() if body is not None else b""
        return self._exchange(method, path, content, "Content-Type: application/json\r\n")

    def exchange(self, method: str, path: str, content: bytes, more: str = "") -> tuple[int, bytes]:
        """Send one request with the header lines `more`; return status and body."""
        status, body, zipped = self._exchange(method, path, content, more)
        return status, gzip.decompress(body) if zipped else body

    def _exchange(
        self, method: str, path: str, content: bytes, more: str
    ) -> tuple[int, bytes, bool]:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{self._bearer}"
            f"Accept-Encoding: gzip\r\n{more}Content-Length: {len(content)}\r\n\r\n"
        )
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), TIMEOUT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(head.encode() + content)
        return self._answer()

    def json(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """Send one request and return the JSON object it is answered with."""
        status, content, zipped = self.ask(method, path, body)
        text = gzip.decompress(content) if zipped else content
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {text[:300]!r}")
        found: dict[str, object] = json.loads(text)
        return found

    def close(self) -> None:
        """Hang up."""
        if self._socket:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _answer(self) -> tuple[int, bytes, bool]:
        data = self._rest
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, data = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:])
        length = int(fields.get("content-length", 0))
        while len(data) < length:
            data += self._receive()
        content, self._rest = data[:length], data[length:]
        if fields.get("connection") == "close":
            self.close()
        return int(lines[0].split()[1]), content, fields.get("content-encoding") == "gzip"

    def _receive(self) -> bytes:
        assert self._socket
        chunk = self._socket.recv(1 << 18)
        if not chunk:
            raise ConnectionError("the server hung up")
        return chunk


@dataclass
class Tally:
    """What one phone saw: seconds of each request, scans answered as expected, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    scans: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Load:
    """The result of one run: scans per second, milliseconds of a request, errors."""

    phones: int
    batch: int
    scans: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    errors: int
    first_error: str | None


def run_load(
    port: int, tokens: Sequence[str], codes: Sequence[str], *, batch: int, seconds: float
) -> Load:
    """Let a phone for each token scan its share of `codes` in requests of `batch` scans."""
    tallies = [Tally() for _ in tokens]
    began = time.perf_counter()
    threads = [
        Thread(
            target=_scan_all,
            args=(port, token, codes[i :: len(tokens)], batch, began + seconds, tallies[i]),
        )
        for i, token in enumerate(tokens)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    times = sorted(second for tally in tallies for second in tally.seconds)
    errors = [error for tally in tallies for error in tally.errors]
    scans = sum(tally.scans for tally in tallies)
    return Load(
        phones=len(tokens),
        batch=batch,
        scans=scans,
        per_second=round(scans / took, 1),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
        p99_ms=percentile(times, 99),
        errors=len(errors),
        first_error=errors[0] if errors else None,
    )


def percentile(times: Sequence[float], share: int) -> float:
    """Return within how many milliseconds `share` of 100 of the sorted times are."""
    if not times:
        return 0.0
    return round(1000 * times[min(len(times) - 1, len(times) * share // 100)], 1)


def _scan_all(
    port: int, token: str, codes: Sequence[str], batch: int, deadline: float, tally: Tally
) -> None:
    connection = Connection(port, token)
    for start in range(0, len(codes), batch):
        if time.perf_counter() > deadline:
            break
        body = _body(codes[start : start + batch], start)
        began = time.perf_counter()
        try:
            results = connection.json("POST", "/api/v1/scans", body)["results"]
        except (OSError, RuntimeError) as error:
            tally.errors.append(str(error))
            connection.close()
            continue
        tally.seconds.append(time.perf_counter() - began)
        assert isinstance(results, list)
        for result in results:
            if result["status"] == "accepted" and result["verdict"] == "ok":
                tally.scans += 1
            else:
                tally.errors.append(json.dumps(result))
    connection.close()


def _body(codes: Sequence[str], start: int) -> dict[str, object]:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {
        "sent_at": now,
        "scans": [
            {
                "id": str(uuid4()),
                "seq": start + offset + 1,
                "code": code,
                "checkpoint": "kedatangan",
                "scanned_at": now,
                "verdict": "ok",
                "method": "camera",
            }
            for offset, code in enumerate(codes)
        ],
    }

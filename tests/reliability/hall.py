"""A hall in small: phones that decide for themselves over networks that fail, against real servers.

A phone here keeps the rules of `static/scanner`: it decides from its own roster at once, keeps a queue in
order, sends it in batches, and removes exactly what was answered. Its decisions are those of
`scans.decide`, which tests/vectors pins to the phone's own.
"""

import gzip
import json
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from checkin import clock
from checkin.actor import DeviceKind, System
from checkin.app import create_app
from checkin.badges.codes import Valid, code_hash, parse_code
from checkin.db import db, transaction
from checkin.devices import service
from checkin.events.queries import get_checkpoint, get_event, get_gate, list_gates
from checkin.scans.decide import (
    BadgeSnapshot,
    CheckpointRules,
    Miss,
    Policy,
    PreviousArrival,
    Verdict,
    decide,
)
from checkin.settings import Settings
from tests.bench.house import BIN, ROOT, House
from tests.bench.phones import Connection

BATCH = 50


class Unreachable(Exception):
    """Nobody answered."""


@dataclass
class Link:
    """A phone's way to the server: seconds of latency, share of calls lost on either way, dark hours."""

    rng: random.Random
    latency: tuple[float, float] = (0.0, 0.0)
    loss: float = 0.0
    dark: Sequence[tuple[float, float]] = ()
    began: float = field(default_factory=time.monotonic)

    def pass_through(self, call: Any) -> Any:
        """Make the call, or lose it before or after it reached the server."""
        now = time.monotonic() - self.began
        if any(start <= now < end for start, end in self.dark):
            raise Unreachable
        if self.latency[1]:
            time.sleep(self.rng.uniform(*self.latency))
        fate = self.rng.random()
        if fate < self.loss / 2:
            raise Unreachable
        try:
            answer = call()
        except (OSError, RuntimeError) as error:
            raise Unreachable from error
        if fate < self.loss:
            raise Unreachable
        return answer


class LocalPhone:
    """A phone at a gate: its roster, its arrivals, its queue."""

    def __init__(self, port: int, token: str, link: Link | None = None, fast: float = 0) -> None:
        """Fetch the roster over a good network; `fast` are the seconds its clock is ahead."""
        self.port = port
        self.connection = Connection(port, token)
        self.token = token
        self.link = link or Link(random.Random(0))
        self.fast = timedelta(seconds=fast)
        self.queue: list[dict[str, Any]] = []
        self.made: list[dict[str, Any]] = []
        self.acknowledged: set[str] = set()
        self.seq = 0
        self.decided: list[float] = []
        self.served: list[float] = []
        self.people: dict[str, tuple[int, str, str]] = {}
        self.arrived: dict[int, PreviousArrival] = {}
        self.after = 0
        self.salt = b""

    def learn(self, salt: bytes) -> None:
        """Take in what changed; `salt` seasons the hashes."""
        self.salt = salt
        _, content, zipped = self.connection.ask("GET", f"/api/v1/changes?after={self.after}")
        body = json.loads(gzip.decompress(content) if zipped else content)
        rows = body["registrations"]
        for number, digest, pillar, regency in zip(
            rows["number"], rows["hash"], rows["pillar"], rows["regency"], strict=True
        ):
            self.people[digest] = (number, pillar, regency)
        came = body["arrivals"]
        for number, at, gate, device in zip(
            came["number"], came["at"], came["gate"], came["device"], strict=True
        ):
            if at is None:
                self.arrived.pop(number, None)
            else:
                self.arrived[number] = PreviousArrival(datetime.fromisoformat(at), gate, device)
        self.rules = CheckpointRules(Policy(body["checkpoint"]["policy"]), ZoneInfo("Asia/Jakarta"))
        self.after = body["until"]

    def now(self) -> datetime:
        """Return this phone's idea of the time."""
        return datetime.now(UTC) + self.fast  # noqa: TID251

    def scan(self, code: str) -> Verdict:
        """Decide on a badge at once, and keep the scan."""
        began = time.perf_counter()
        parsed = parse_code(code)
        person = self.people.get(code_hash(self.salt, code)) if isinstance(parsed, Valid) else None
        known = self.arrived.get(person[0]) if person else None
        badge = BadgeSnapshot(person[1], person[2]) if person else Miss.UNKNOWN
        at = self.now()
        verdict = decide(badge, self.rules, known, at).verdict
        self.seq += 1
        entry = {
            "id": str(uuid4()),
            "seq": self.seq,
            "code": code,
            "checkpoint": "kedatangan",
            "scanned_at": at.isoformat(),
            "verdict": verdict.value,
            "method": "camera",
        }
        if verdict is Verdict.OK and person:
            self.arrived[person[0]] = PreviousArrival(at, "", "")
        self.queue.append(entry)
        self.made.append(entry)
        self.decided.append(time.perf_counter() - began)
        return verdict

    def sync(self) -> bool:
        """Send what waits; say whether the queue is empty."""
        while self.queue:
            batch = self.queue[:BATCH]
            body = {"sent_at": self.now().isoformat(), "scans": batch}
            began = time.perf_counter()
            try:
                results = self.link.pass_through(
                    lambda body=body: self.connection.json("POST", "/api/v1/scans", body)
                )["results"]
            except Unreachable:
                self.connection.close()
                self.connection = Connection(self.port, self.token)
                return False
            self.served.append(time.perf_counter() - began)
            answered = {result["id"] for result in results}
            self.acknowledged |= answered
            self.queue = [entry for entry in self.queue if entry["id"] not in answered]
        return True

    def finish(self, seconds: float = 30) -> None:
        """Keep trying over a good network until everything is sent."""
        self.link = Link(random.Random(0))
        deadline = time.monotonic() + seconds
        while not self.sync():
            assert time.monotonic() < deadline, "the queue did not empty"
            time.sleep(0.05)
        self.connection.close()


def pair_phones(
    house: House, port: int, event: str, count: int, kind: DeviceKind = DeviceKind.DESK
) -> list[dict[str, Any]]:
    """Pair so many phones at the gates in turn; return what the API told each."""
    app = create_app(Settings.from_environ(house.environment))
    with app.app_context():
        with transaction() as session:
            found = get_event(session, event)
            gates = list_gates(session, found)
            codes = []
            for place in range(count):
                choice = gates[place % len(gates)]
                checkpoint = get_checkpoint(session, found, choice.checkpoint_code)
                gate = get_gate(session, checkpoint, choice.code)
                offer = service.offer_pairing(session, System(), gate, clock.now(), kind)
                codes.append(offer.code)
        db.engine.dispose()
    connection = Connection(port)
    try:
        return [
            connection.json("POST", "/api/v1/pairings", {"code": code, "name": "Wati"})
            for code in codes
        ]
    finally:
        connection.close()


def make_phones(house: House, port: int, event: str, count: int) -> list["LocalPhone"]:
    """Return so many phones that know their roster."""
    phones = []
    for told in pair_phones(house, port, event, count):
        phone = LocalPhone(port, str(told["token"]))
        phone.learn(bytes.fromhex(told["event"]["salt"]))
        phones.append(phone)
    return phones


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def killable(house: House, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve `house` at `port` in a process group of its own, so that it can be killed whole."""
    process = subprocess.Popen(
        [BIN / "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "critical", "wsgi:app"],
        cwd=ROOT,
        env=house.environment,
        start_new_session=True,
    )
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the server and all its workers, as a power cut would (SIGKILL)."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

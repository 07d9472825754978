"""Searchers for the benchmark: clients that look for people over HTTP, each over one connection it keeps.

What they look for is made of the names on the roster: whole, in part, misspelt, with a district, by badge
number, by the last digits of a phone. Two paces: each asks again as soon as it is answered, and
each types as a person does, a request every fifth of a second.
"""

import http.client
import os
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

from tests.bench.house import House
from tests.bench.phones import Connection, percentile

CLIENTS = 8
TYPING = 0.2  # seconds between two requests of somebody who types; the page waits that long
FORM = "Content-Type: application/x-www-form-urlencoded\r\nHX-Request: true\r\n"
PEOPLE = """
    SELECT r.number, p.name, d.name, p.phone FROM registrations r
    JOIN people p ON p.id = r.person_id LEFT JOIN districts d ON d.code = r.district_code
    ORDER BY r.number
"""


@dataclass(frozen=True)
class Searched:
    """The result of one run: milliseconds that an asker waited, and processor time of the server."""

    asked: str
    pace: str
    clients: int
    requests: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_ms: float
    found: int
    errors: int
    first_error: str | None


@dataclass
class Tally:
    """What one client saw."""

    seconds: list[float] = field(default_factory=list)
    found: int = 0
    errors: list[str] = field(default_factory=list)


def texts_of(house: House, seed: int, many: int = 600) -> list[str]:
    """Return what people type at the desk, made of who is on the roster; the same for the same seed."""
    chance = random.Random(seed)
    people = house.rows(PEOPLE)
    made = []
    for turn in range(many):
        number, name, district, phone = chance.choice(people)
        words = name.split(",")[0].split()
        made.append(
            (
                name,
                words[0],
                words[0][: max(3, len(words[0]) - 2)],
                " ".join(_misspelt(word, chance) for word in words),
                f"{words[-1]} {district or ''}",
                str(number),
                (phone or "0000")[-4:],
                _misspelt(words[0], chance),
            )[turn % 8]
        )
    return made


def run_search(
    port: int, event: str, cookie: str, texts: Sequence[str], *, asked: str, pace: float,
    seconds: float, cpu: "Clock",
) -> Searched:  # fmt: skip
    """Let the clients search; `asked` is `table` (the part that changes) or `page` (all of it)."""
    tallies = [Tally() for _ in range(CLIENTS)]
    cookie, token = open_table(port, event, cookie)
    before, began = cpu.seconds(), time.perf_counter()
    threads = [
        Thread(
            target=_search_all,
            args=(port, event, cookie, token, texts[i::CLIENTS], asked, pace,
                  began + seconds, tallies[i]),
        )
        for i in range(CLIENTS)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, used = time.perf_counter() - began, cpu.seconds() - before
    times = sorted(second for tally in tallies for second in tally.seconds)
    errors = [error for tally in tallies for error in tally.errors]
    return Searched(
        asked=asked,
        pace="typing" if pace else "at once",
        clients=CLIENTS,
        requests=len(times),
        per_second=round(len(times) / took, 1),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
        p99_ms=percentile(times, 99),
        cpu_ms=round(1000 * used / max(1, len(times)), 2),
        found=sum(tally.found for tally in tallies),
        errors=len(errors),
        first_error=errors[0] if errors else None,
    )


class Clock:
    """The processor time that the workers of a server have used."""

    def __init__(self, pids: Sequence[int]) -> None:
        """Look at these processes."""
        self._pids = pids

    def seconds(self) -> float:
        """Return user and system time of all of them."""
        return sum(_used(pid) for pid in self._pids)


def _search_all(
    port: int, event: str, cookie: str, token: str, texts: Sequence[str], asked: str, pace: float,
    deadline: float, tally: Tally,
) -> None:  # fmt: skip
    connection = Connection(port, more=f"Cookie: {cookie}\r\n")
    turn = 0
    if pace:
        time.sleep(random.Random(texts[0]).random() * pace)  # nobody types in step
    while time.perf_counter() < deadline:
        method, path, body = _request(event, texts[turn % len(texts)], asked, token)
        turn += 1
        began = time.perf_counter()
        try:
            status, page = connection.exchange(method, path, body, FORM if body else "")
        except OSError as error:
            tally.errors.append(str(error))
            connection.close()
            continue
        tally.seconds.append(time.perf_counter() - began)
        if status != 200:
            tally.errors.append(f"{status} {page[:200]!r}")
        tally.found += b"roster-name" in page
        if pace:
            time.sleep(max(0.0, pace - (time.perf_counter() - began)))
    connection.close()


def _request(event: str, text: str, asked: str, token: str) -> tuple[str, str, bytes]:
    here = f"/kegiatan/{event}/peserta/"
    if asked == "page":
        return "GET", f"{here}?{urlencode({'q': text})}", b""
    return "POST", f"{here}cari", urlencode({"csrf_token": token, "q": text}).encode()


def open_table(port: int, event: str, cookie: str) -> tuple[str, str]:
    """Open the table of people as a browser does; return its cookie and the token of its forms."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"/kegiatan/{event}/peserta/", headers={"Cookie": cookie})
    reply = connection.getresponse()
    found = re.search(rb'name="csrf_token" value="([^"]+)"', reply.read())
    connection.close()
    if reply.status != 200 or not found:
        raise RuntimeError(f"no table of people: {reply.status}")
    renewed = reply.headers.get("Set-Cookie", cookie)
    return renewed.partition(";")[0], found[1].decode()


def _misspelt(word: str, chance: random.Random) -> str:
    """Return the word with one letter left out, doubled, swapped or another."""
    if len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + chance.choice("aeiounrs") + word[at + 1 :],
        )
    )


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

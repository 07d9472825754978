"""The benchmark: `script/bench` sets up and calls this. Prints a table and writes JSON.

script/bench [--quick] [--out FILE] [--docs]
             [--only decoding|scans|documents|growth|board|search|roster|phone]
"""

import argparse
import gzip
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.bench.decoding import measure_decoding
from tests.bench.growth import grow
from tests.bench.house import ROOT, House
from tests.bench.phones import Connection, Load, run_load
from tests.bench.report import machine_of, markdown, write_docs
from tests.bench.screen import measure_screen
from tests.bench.searching import TYPING, Clock, run_search, texts_of
from tests.bench.viewers import Watched, sign_in, watching

PEOPLE = 1_657
CROWD = 20_000
PHONES = 20
SMALL, GROWTH = 2_000, 100
WATCHERS = 200
ORGANIZER, PASSWORD = "dian@example.id", "sapa pilar jatim"
VIEWERS = [(f"vera{number}@example.id", PASSWORD) for number in range(5)]
EVENT = "bojonegoro-2023"
DECODER = "/static/vendor/zxing-wasm/reader/zxing_reader.wasm"
CODES = "SELECT code FROM badges WHERE revoked_at IS NULL ORDER BY registration_id"
ROSTER = ROOT.parent / "shared/rosters/peserta_bojonegoro_bersih.xlsx"


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("--quick", action="store_true", help="a fifth of the time, rougher figures")
    parser.add_argument(
        "--only",
        choices=("scans", "growth", "board", "documents", "roster", "decoding", "phone", "search"),
    )
    parser.add_argument("--seed", type=int, default=32, help="of the degraded frames")
    parser.add_argument("--out", type=Path, default=ROOT / ".log/bench.json")
    parser.add_argument("--docs", action="store_true", help="write docs/performance.md too")
    parser.add_argument("--postgres", default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    result: dict[str, Any] = {"machine": machine_of(), "load_before": os.getloadavg()[0]}
    parts: dict[str, Callable[[Path, argparse.Namespace], Any]] = {
        "roster": measure_roster,
        "documents": measure_documents,
        "scans": measure_scans,
        "growth": measure_growth,
        "board": measure_board,
        "search": measure_search,
        "decoding": measure_decoding,
        "phone": measure_phone,
    }
    with tempfile.TemporaryDirectory(prefix="checkin-bench.") as folder:
        for name, part in parts.items():
            if options.only in (None, name):
                place = Path(folder) / name
                place.mkdir()
                result[name] = part(place, options)
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(markdown(result))
    print(f"JSON: {options.out}")
    if options.docs:
        write_docs(result)


def make_demo(folder: Path, people: int, server: str | None = None, name: str = "bench") -> House:
    """Return a house with the Bojonegoro event of `people` and nobody there yet."""
    house = House(folder, server, name)
    house.create()
    house.run("demo", "--event", "bojonegoro", "--people", str(people), "--arrived", "0")
    return house


def measure_roster(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Time the import of the clean roster (cold and warm) and a phone's first download."""
    house = House(folder / "import")
    house.create()
    lines = []
    for number in range(3):
        house.run(
            *("event", "create", "--code", f"e{number}", "--name", "Sapa Pilar"),
            *("--bakorwil", "Bojonegoro", "--venue", "GOR"),
            *("--starts", "2026-11-20T08:00", "--ends", "2026-11-20T13:00"),
        )
        lines.append(["roster", "import", f"e{number}", str(ROSTER)])
    imported = house.measure(*lines)
    house.drop()
    downloads = [
        download(folder, people, kind) for people in (PEOPLE, CROWD) for kind in ("gate", "desk")
    ]
    return {"import": imported, "downloads": downloads}


def download(folder: Path, people: int, kind: str) -> dict[str, Any]:
    """Time the first `GET /changes` of a phone of this class at an event of `people`."""
    house = make_demo(folder / f"{people}-{kind}", people)
    with house.served() as server:
        token = pair(house, server.port, 1, kind)[0]
        connection = Connection(server.port, token)
        times, calls, raw, packed = [], 0, 0, 0
        for _ in range(4):
            began, calls, raw, packed, after, more = time.perf_counter(), 0, 0, 0, 0, True
            while more:
                _, content, zipped = connection.ask("GET", f"/api/v1/changes?after={after}")
                text = gzip.decompress(content) if zipped else content
                calls, raw, packed = calls + 1, raw + len(text), packed + len(content)
                reply = json.loads(text)
                after, more = reply["until"], reply["more"]
            times.append(round(time.perf_counter() - began, 3))
        connection.close()
    house.drop()
    return {
        "people": people,
        "kind": kind,
        "calls": calls,
        "raw_bytes": raw,
        "gzip_bytes": packed,
        "first_seconds": times[0],
        "seconds": min(times[1:]),
    }


def measure_documents(folder: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Time badges and attendance lists, cold and warm."""
    found = []
    for people in (PEOPLE,) if options.quick else (PEOPLE, 10_000):
        house = make_demo(folder / str(people), people)
        for title, words in (
            ("badges", ("badges", "print")),
            ("attendance list", ("attendance", "print")),
        ):
            out = folder / "out.pdf"
            line = [*words, EVENT, "--out", str(out)]
            began = time.perf_counter()
            house.run(*line)
            process = round(time.perf_counter() - began, 3)
            times = house.measure(line, line, line)
            found.append(
                {
                    "document": title,
                    "people": people,
                    "process_seconds": process,
                    "cold_seconds": times["seconds"][0],
                    "warm_seconds": min(times["seconds"][1:]),
                    "peak_mib": times["peak_mib"],
                    "bytes": out.stat().st_size,
                }
            )
        house.drop()
    return found


def measure_scans(folder: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Let 1, 8 and 20 phones scan, one by one and in batches of 50, on both databases."""
    found = []
    seconds = 3 if options.quick else 10
    for database, address in databases(options).items():
        house = make_demo(folder / database, CROWD, address, "bench_template")
        codes = [code for (code,) in house.rows(CODES)]
        with house.served() as server:
            tokens = pair(house, server.port, PHONES)
        for batch in (1, 50):
            for phones in (1, 8, 20):
                copy = house.copy(folder / f"{database}-{batch}-{phones}", "bench_run")
                with copy.served() as server:
                    warm_up(server.port, tokens)
                    load = run_load(
                        server.port, tokens[:phones], codes, batch=batch, seconds=seconds
                    )
                    memory = server.worker_memory_mib()
                copy.drop()
                found.append({"database": database, **asdict(load), "worker_mib": memory})
                print(found[-1], flush=True)
        house.drop()
    return found


def measure_growth(folder: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Scan the same 2,000 badges one by one in an event of 2,000 and in one of 200,000, turn by turn."""
    found = []
    seconds = 2 if options.quick else 8
    for database, address in databases(options).items():
        small = make_demo(folder / f"{database}-small", SMALL, address, "bench_small")
        with small.served() as server:
            tokens = pair(small, server.port, 1)
        codes = [code for (code,) in small.rows(CODES)]
        large = small.copy(folder / f"{database}-large", "bench_large")
        grow(large, GROWTH)
        times: dict[int, list[float]] = {SMALL: [], SMALL * GROWTH: []}
        for turn in range(3):
            for people, house in ((SMALL, small), (SMALL * GROWTH, large)):
                copy = house.copy(folder / f"{database}-{people}-{turn}", "bench_run")
                with copy.served() as server:
                    warm_up(server.port, tokens)
                    load = run_load(server.port, tokens, codes, batch=1, seconds=seconds)
                copy.drop()
                if load.errors:
                    raise RuntimeError(str(load.first_error))
                times[people].append(load.p50_ms)
        medians = {people: sorted(seen)[1] for people, seen in times.items()}
        found.append(
            {
                "database": database,
                "small": SMALL,
                "large": SMALL * GROWTH,
                "small_p50_ms": medians[SMALL],
                "large_p50_ms": medians[SMALL * GROWTH],
                "ratio": round(medians[SMALL * GROWTH] / medians[SMALL], 2),
            }
        )
        print(found[-1], flush=True)
        small.drop()
        large.drop()
    return found


def databases(options: argparse.Namespace) -> dict[str, str | None]:
    """Return the address of each database to measure; SQLite needs none."""
    return {"SQLite": None, **({"PostgreSQL": options.postgres} if options.postgres else {})}


def measure_board(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Let 20 phones scan one by one, with nobody and with 200 viewers watching the board, turn by turn."""
    seconds = 3 if options.quick else 10
    house = make_demo(folder / "house", CROWD)
    codes = [code for (code,) in house.rows(CODES)]
    for email, password in VIEWERS:
        house.run(
            "user", "add", email, *("--name", "Vera", "--role", "viewer"), "--password", password
        )
    with house.served() as server:
        tokens = pair(house, server.port, PHONES)
    runs: dict[int, list[Load]] = {0: [], WATCHERS: []}
    seen: list[Watched] = []
    for turn in range(3):
        for viewers, loads in runs.items():
            copy = house.copy(folder / f"{turn}-{viewers}", "bench_run")
            with copy.served() as server:
                warm_up(server.port, tokens)
                with watching(server.port, EVENT, VIEWERS, viewers) as audience:
                    loads.append(run_load(server.port, tokens, codes, batch=1, seconds=seconds))
                seen += [audience] if viewers else []
            copy.drop()
    house.drop()
    alone, watched = (sorted(loads, key=lambda load: load.per_second)[1] for loads in runs.values())
    errors = sum(load.errors for every in runs.values() for load in every)
    if errors or any(audience.errors for audience in seen):
        raise RuntimeError(f"{errors} scans failed; viewers: {[a.errors for a in seen]}")
    return {
        "phones": PHONES,
        "viewers": WATCHERS,
        "alone": asdict(alone),
        "watched": asdict(watched),
        "polls_per_second": round(sum(a.polls for a in seen) / sum(a.seconds for a in seen), 1),
        "poll_p95_ms": max(a.p95_ms for a in seen),
    }


def measure_search(folder: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Let 8 clients look for people among 20,000, on both databases; a third has arrived."""
    found = []
    seconds = 4 if options.quick else 10
    for database, address in databases(options).items():
        house = House(folder / database, address, "bench_search")
        house.create()
        house.run("demo", "--event", "bojonegoro", "--people", str(CROWD), "--arrived", "0.3")
        house.run(
            *("user", "add", ORGANIZER, "--name", "Olga", "--role", "organizer"),
            *("--password", PASSWORD),
        )
        texts = texts_of(house, options.seed)
        with house.served() as server:
            cookie = sign_in(server.port, ORGANIZER, PASSWORD)
            cpu = Clock(server.workers())
            search = partial(run_search, server.port, EVENT, cookie, texts, cpu=cpu)
            search(asked="page", pace=0, seconds=2)  # each process makes its index once
            for asked in ("table", "page"):
                for pace in (0.0, TYPING):
                    run = search(asked=asked, pace=pace, seconds=seconds)
                    found.append({"database": database, "people": CROWD, **asdict(run)})
                    print(found[-1], flush=True)
            found[-1]["worker_mib"] = server.worker_memory_mib()
        house.drop()
    return found


def measure_phone(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Time a gate phone in Chromium with the roster of 20,000."""
    house = make_demo(folder / "house", CROWD)
    codes = [code for (code,) in house.rows(CODES)][: 40 if options.quick else 200]
    with house.served() as server:
        address = f"http://127.0.0.1:{server.port}"
        decoder = Request(f"{address}{DECODER}", headers={"Accept-Encoding": "br"})
        with urlopen(decoder) as reply:  # our own loopback address
            decoder_bytes = len(reply.read())
        offer = json.loads(house.run("device", "pair", EVENT, "--json"))
        found = measure_screen(folder / "profile", f"{address}/scan/#pair={offer['code']}", codes)
    house.drop()
    found["weight"]["decoder_bytes"] = decoder_bytes
    return {"people": CROWD, **found}


def warm_up(port: int, tokens: list[str]) -> None:
    """Let every worker answer some requests before the clock runs."""
    for token in tokens:
        connection = Connection(port, token)
        connection.ask("GET", "/api/v1/changes?after=999999999")
        connection.close()


def pair(house: House, port: int, phones: int, kind: str = "gate") -> list[str]:
    """Pair phones through the API; return their tokens."""
    tokens = []
    for number in range(phones):
        gate = f"pintu-{1 + number % 4}"
        offer = json.loads(
            house.run(
                *("device", "pair", EVENT, "--checkpoint", "kedatangan", "--gate", gate),
                *("--class", kind, "--json"),
            )
        )
        connection = Connection(port)
        body = {"code": offer["code"], "name": f"HP {number + 1}"}
        tokens.append(str(connection.json("POST", "/api/v1/pairings", body)["token"]))
        connection.close()
    return tokens


if __name__ == "__main__":
    main()

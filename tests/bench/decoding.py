"""Measure reading: our reader and zxing-wasm as it comes on the same degraded frames (see `frames`)."""

import argparse
import json
import statistics
import subprocess
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from tests.bench.frames import Frame, make_frames
from tests.bench.house import ROOT

SCRIPT = ROOT / "tests/bench/decode.js"


def measure_decoding(_folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Return the share of frames read, by condition and in all, and the time of one look."""
    return judge(make_frames(options.seed, 1 if options.quick else 5))


def judge(frames: Iterable[Frame]) -> dict[str, Any]:
    """Let both read `frames`; `held` is a still frame shown for a second, as a camera would."""
    with subprocess.Popen(
        ["node", str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        feeder = threading.Thread(target=_feed, args=(process.stdin, frames))
        feeder.start()
        rows = [json.loads(line) for line in process.stdout]
        feeder.join()
    if process.returncode:
        raise RuntimeError(f"{SCRIPT.name} ended with {process.returncode}")
    names = list(dict.fromkeys(row["condition"] for row in rows))
    return {
        "frames": len(rows),
        "all": _shares(rows),
        "conditions": {n: _shares([r for r in rows if r["condition"] == n]) for n in names},
        "wrong": sum(row["wrong"] for row in rows),
        "plain_ms": round(statistics.median(row["plainMs"] for row in rows), 1),
        "first_ms": round(statistics.median(row["firstMs"] for row in rows), 1),
    }


def _feed(pipe: IO[bytes], frames: Iterable[Frame]) -> None:
    with pipe:
        for frame in frames:
            height, width = frame.pixels.shape
            head = {
                "condition": frame.condition,
                "text": frame.text,
                "width": width,
                "height": height,
            }
            pipe.write(json.dumps(head).encode() + b"\n" + frame.pixels.tobytes())


def _shares(rows: list[dict[str, Any]]) -> dict[str, float]:
    return {
        way: round(100 * sum(row[way] for row in rows) / len(rows), 1)
        for way in ("plain", "first", "held")
    }

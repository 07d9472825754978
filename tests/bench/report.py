"""Say what the benchmark found: a table for people, and docs/performance.md between its two marks."""

import os
import platform
from pathlib import Path
from typing import Any

from tests.bench.house import ROOT

DOCS = ROOT / "docs/performance.md"
BEGIN, END = "<!-- figures: written by script/bench --docs -->", "<!-- end of figures -->"


_ANSWERS = {"table": "the table, in place", "page": "the whole page"}
_PACES = {"at once": "as soon as they are answered", "typing": "every 0.2 s, typing"}


def machine_of() -> dict[str, Any]:
    """Describe the machine: processor, cores, memory, kernel, Python."""
    cpu = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": cpu[0] if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def table(head: list[str], rows: list[list[Any]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def markdown(result: dict[str, Any]) -> str:
    """Return all figures as Markdown."""
    machine = result["machine"]
    parts = [
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB; "
        f"Linux {machine['kernel']}, Python {machine['python']}; server and generator share the "
        f"cores. Load average before the run: {result['load_before']:.2f}."
    ]
    if "scans" in result:
        parts += ["### Scans", _scans(result["scans"])]
    if "growth" in result:
        parts += ["### Growth", _growth(result["growth"])]
    if "board" in result:
        parts += ["### Board", _board(result["board"])]
    if "search" in result:
        parts += ["### Search", _search(result["search"])]
    if "roster" in result:
        parts += ["### Roster", _roster(result["roster"])]
    if "decoding" in result:
        parts += ["### Decoding", _decoding(result["decoding"])]
    if "phone" in result:
        parts += ["### Phone", _phone(result["phone"])]
    if "documents" in result:
        parts += ["### Documents", _documents(result["documents"])]
    return "\n\n".join(parts)


def _scans(runs: list[dict[str, Any]]) -> str:
    head = ["database", "phones", "scans a request", "scans/s"]
    head += ["p50 ms", "p95 ms", "p99 ms", "errors", "worker MiB"]
    keys = ["database", "phones", "batch", "per_second"]
    keys += ["p50_ms", "p95_ms", "p99_ms", "errors", "worker_mib"]
    return table(head, [[run[key] for key in keys] for run in runs])


def _growth(runs: list[dict[str, Any]]) -> str:
    head = ["database", "people", "scan p50 ms", "people", "scan p50 ms", "ratio"]
    rows: list[list[object]] = [
        [
            run["database"],
            f"{run['small']:,}",
            run["small_p50_ms"],
            f"{run['large']:,}",
            run["large_p50_ms"],
            run["ratio"],
        ]
        for run in runs
    ]
    return table(head, rows)


def _board(found: dict[str, Any]) -> str:
    head = ["viewers of the board", "phones", "scans/s", "p50 ms", "p95 ms"]
    rows: list[list[object]] = [
        [viewers, found["phones"], load["per_second"], load["p50_ms"], load["p95_ms"]]
        for viewers, load in ((0, found["alone"]), (found["viewers"], found["watched"]))
    ]
    note = (
        f"Medians of three turns. The viewers asked {found['polls_per_second']} times a second and were "
        f"answered within {found['poll_p95_ms']} ms (p95)."
    )
    return f"{table(head, rows)}\n\n{note}"


def _search(runs: list[dict[str, Any]]) -> str:
    head = ["database", "people", "answered with", "clients ask", "requests/s"]
    head += ["p50 ms", "p95 ms", "p99 ms", "server CPU ms a request", "errors"]
    rows: list[list[object]] = [
        [run["database"], f"{run['people']:,}", _ANSWERS[run["asked"]], _PACES[run["pace"]]]
        + [run[key] for key in ("per_second", "p50_ms", "p95_ms", "p99_ms", "cpu_ms", "errors")]
        for run in runs
    ]
    note = (
        f"{runs[0]['clients']} clients; names whole, in part and misspelt, districts, badge numbers, "
        "last digits of phones."
    )
    return f"{table(head, rows)}\n\n{note}"


def _roster(found: dict[str, Any]) -> str:
    imported = found["import"]
    first, *again = imported["seconds"]
    rows: list[list[object]] = [
        ["import of 1,657 rows from XLSX, plan and apply, cold", f"{first:.2f} s"],
        ["the same in a warm process", f"{min(again):.2f} s"],
        ["peak memory of the import", f"{imported['peak_mib']} MiB"],
    ]
    for run in found["downloads"]:
        size = f"{run['gzip_bytes'] / 1000:.0f} kB gzip ({run['raw_bytes'] / 1000:.0f} kB raw)"
        title = f"roster of {run['people']:,} to a {run['kind']} phone"
        rows.append([title, f"{run['seconds']:.3f} s, {run['calls']} call(s), {size}"])
    return table(["job", "figure"], rows)


def _decoding(found: dict[str, Any]) -> str:
    head = ["condition", "zxing-wasm as it comes, %", "ours, one look, %", "ours, held a second, %"]
    shares = {**found["conditions"], "**all**": found["all"]}
    rows: list[list[object]] = [
        [name, *(share[way] for way in ("plain", "first", "held"))]
        for name, share in shares.items()
    ]
    note = (
        f"{found['frames']} frames of 1280x720, payloads of 20 to 200 characters; wrong texts: "
        f"{found['wrong']}. Median time of a look: {found['plain_ms']} ms as it comes, "
        f"{found['first_ms']} ms ours."
    )
    return f"{table(head, rows)}\n\n{note}"


def _phone(found: dict[str, Any]) -> str:
    head = ["CPU", "scans", "verdict p50 ms", "p95 ms", "offline reload s", "worst s"]
    keys = ["scans", "verdict_p50_ms", "verdict_p95_ms", "reload_s", "reload_worst_s"]
    rows = [
        ["as it is" if run["slower"] == 1 else f"{run['slower']} times slower"]
        + [run[key] for key in keys]
        for run in found["speeds"]
    ]
    weight = found["weight"]
    note = (
        f"A gate phone with {found['people']:,} people, camera running: from the text of a badge to "
        f"the frame that shows the verdict (the scan is on disk by then), and from an offline reload "
        f"until it can scan. Over the wire at the first visit: {weight['shell_bytes'] / 1000:.0f} kB shell, "
        f"{weight['decoder_bytes'] / 1000:.0f} kB decoder, {weight['api_bytes'] / 1000:.0f} kB roster."
    )
    return f"{table(head, rows)}\n\n{note}"


def _documents(runs: list[dict[str, Any]]) -> str:
    head = ["document", "people", "whole command s", "cold s", "warm s", "peak MiB", "kB"]
    rows: list[list[object]] = [
        [
            run["document"],
            f"{run['people']:,}",
            run["process_seconds"],
            run["cold_seconds"],
            run["warm_seconds"],
            run["peak_mib"],
            round(run["bytes"] / 1000),
        ]
        for run in runs
    ]
    return table(head, rows)


def write_docs(result: dict[str, Any]) -> None:
    """Put the figures between the marks of docs/performance.md."""
    text = DOCS.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    figures = f"{before}{BEGIN}\n\n{markdown(result)}\n\n{END}{after}"
    DOCS.write_text(figures, encoding="utf-8")

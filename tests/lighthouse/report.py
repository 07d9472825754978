"""The scores as a section of docs/performance.md."""

from collections.abc import Sequence
from typing import Any

from tests.journeys.conftest import ROOT

DOCS = ROOT / "docs/performance.md"
BEGIN, END = (
    "<!-- lighthouse: written by script/lighthouse --docs -->",
    "<!-- end of lighthouse -->",
)
HEAD = ("page", "speed", "accessibility", "best practices", "first paint", "largest paint", "kB")


def markdown(found: Sequence[dict[str, Any]], version: str, load: float) -> str:
    """Return the section: phones' pages first, each part by name."""
    parts = [
        f"Lighthouse {version}, its phone of the middle class (slow 4G, processor four times slower), "
        f"{len(found)} pages signed in with a second factor; load average of the machine {load:.1f}."
    ]
    for title, phone in (("Pages that phones open", True), ("Pages of the office", False)):
        rows = sorted((one for one in found if one["phone"] is phone), key=lambda one: one["name"])
        if rows:
            lines = [f"| {' | '.join(HEAD)} |", f"|{' --- |' * len(HEAD)}", *map(_row, rows)]
            parts += [f"### {title}", "\n".join(lines)]
    return "\n\n".join(parts)


def _row(one: dict[str, Any]) -> str:
    name = one["name"].split(" ")[0]
    address = one["name"].split(" ")[1]
    scores, metrics = one["scores"], one["metrics"]
    cells = [
        f"`{address_of(address)}` {name}",
        *(str(scores.get(s, "-")) for s in ("performance", "accessibility", "best-practices")),
        *(f"{(metrics.get(key) or 0) / 1000:.1f} s" for key in ("fcp", "lcp")),
        f"{(metrics.get('bytes') or 0) / 1000:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def address_of(path: str) -> str:
    """Return the address with what differs in every installation cut off."""
    parts = [part if len(part) < 16 else part[:6] + "…" for part in path.split("/")]
    return "/" + "/".join(parts)


def write_docs(section: str) -> None:
    """Put the section between its marks."""
    text = DOCS.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    DOCS.write_text(f"{before}{BEGIN}\n\n{section}\n\n{END}{after}", encoding="utf-8")

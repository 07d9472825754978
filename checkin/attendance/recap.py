"""The recap: pillar type x regency with totals both ways, and the sentence for the press. Pure."""

from dataclasses import dataclass

from checkin.attendance.choices import Kind
from checkin.attendance.counts import BoardCounts, Count, Side
from checkin.attendance.lists import AttendanceList, short_label, short_regency
from checkin.formats import number, share

FIGURES = ("Diundang", "Hadir", "Tidak hadir", "%")
BLOCK_LEAST = 48.0
REGENCY_WIDTH = 33.0


@dataclass(frozen=True, slots=True)
class RecapRow:
    """A regency (or the sum) with the figures of each block."""

    label: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecapTable:
    """As many blocks of four figures as fit side by side; `width` is that of a figure in millimetres."""

    blocks: tuple[str, ...]
    rows: tuple[RecapRow, ...]
    total: RecapRow
    width: float


def recap_tables(counts: BoardCounts, *, blank: bool, room: float) -> tuple[RecapTable, ...]:
    """Split the pillar types and their sum into tables of about one size that fit `room` millimetres.

    A blank list leaves the figures of the day empty; nothing to sum up gives no table.
    """
    if len(counts.pillars) * len(counts.regencies) <= 1:
        return ()
    blocks: list[Side | None] = [
        pillar for pillar in counts.pillars if counts.by_pillar[pillar.code].invited
    ]
    if len(counts.pillars) > 1:
        blocks.append(None)
    most = max(int((room - REGENCY_WIDTH) / BLOCK_LEAST), 1)
    tables = -(-len(blocks) // most)
    made, start = [], 0
    for index in range(tables):
        size = -(-(len(blocks) - start) // (tables - index))
        made.append(_table(counts, blocks[start : start + size], blank, room))
        start += size
    return tuple(made)


def press_line(counts: BoardCounts) -> str:
    """Return the sentence for the press: `1.657 pilar sosial: 1.173 PKH, 331 Tagana, 153 TKSK`."""
    parts = (
        f"{number(counts.by_pillar[pillar.code].invited)} {short_label(pillar)}"
        for pillar in counts.pillars
        if counts.by_pillar[pillar.code].invited
    )
    return f"{number(counts.total.invited)} pilar sosial: {', '.join(parts)}"


def remark(made: AttendanceList) -> str:
    """Return what to know of the figures: how many of those counted were on no list before the day."""
    came = sum(r.source == "walk_in" and r.arrived_at is not None for r in made.records)
    if not came or made.scope.kind == Kind.WALK_IN:
        return ""
    return (
        f"Di antara yang hadir terdapat {number(came)} peserta susulan; "
        "mereka ikut dihitung sebagai diundang."
    )


def _table(counts: BoardCounts, blocks: list[Side | None], blank: bool, room: float) -> RecapTable:
    def row(label: str, found: list[Count]) -> RecapRow:
        return RecapRow(label, tuple(text for count in found for text in _figures(count, blank)))

    rows = tuple(
        row(
            short_regency(regency.label),
            [
                counts.cell(block.code, regency.code) if block else counts.by_regency[regency.code]
                for block in blocks
            ],
        )
        for regency in counts.regencies
    )
    sums = [counts.by_pillar[block.code] if block else counts.total for block in blocks]
    width = min((room - REGENCY_WIDTH) / (len(blocks) * len(FIGURES)), 20.0)
    labels = tuple(block.label if block else "Jumlah" for block in blocks)
    return RecapTable(labels, rows, row("Jumlah", sums), width)


def _figures(count: Count, blank: bool) -> tuple[str, ...]:
    if blank:
        return (number(count.invited), "", "", "")
    percent = share(count.present, count.invited) if count.invited else "–"
    return (number(count.invited), number(count.present), number(count.absent), percent)

"""Compose the attendance list: sections by pillar type, groups by regency, numbered rows, recap. Pure.

A frozen read model goes in, a document for the press comes out; what is printed depends on nothing else,
so the same data give the same pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from checkin.attendance.counts import BoardCounts, Count, Side
from checkin.documents.press import Document
from checkin.formats import number
from checkin.roster.names import name_key

RECAP_PILLARS = 3
ROWS_A_PAGE = 28


class Kind(StrEnum):
    """Which people a list shows: everybody with an empty time, those present, absent, everybody."""

    BLANK = "blank"
    PRESENT = "present"
    ABSENT = "absent"
    ALL = "all"


class Paper(StrEnum):
    """The sheets an office prints on; F4 is the 215 x 330 mm folio."""

    F4 = "f4"
    A4 = "a4"


SHEETS = {Paper.F4: (215, 330), Paper.A4: (210, 297)}
TITLES = {
    Kind.BLANK: ("DAFTAR HADIR", ""),
    Kind.PRESENT: ("DAFTAR HADIR", "Peserta yang hadir"),
    Kind.ABSENT: ("DAFTAR PESERTA TIDAK HADIR", ""),
    Kind.ALL: ("DAFTAR HADIR", "Seluruh peserta yang diundang"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One registered person; `arrived_at` is None while nothing was scanned."""

    name: str
    pillar: str
    regency: str
    district: str
    arrived_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Record(Entry):
    """A row of the export: an entry of the list with its number, gate and origin."""

    number: int
    gate: str
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row; `number` runs through its section."""

    number: int
    name: str
    regency: str
    district: str
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one regency with their subtotal."""

    label: str
    count: Count
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A pillar type, on pages of its own."""

    pillar: Side
    count: Count
    groups: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What stands above and below the rows: the event's data, letterhead and signatory."""

    event: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    government: str = ""
    office: str = ""
    address: str = ""
    contact: str = ""
    logo: bytes | None = None
    place: str = ""
    signatory_title: tuple[str, ...] = ()
    signatory_name: str = ""
    signatory_rank: str = ""
    signatory_nip: str = ""


@dataclass(frozen=True, kw_only=True)
class AttendanceList:
    """Everything a printed list says; `counts` is the part of the event that the list is about."""

    kind: Kind
    paper: Paper
    heading: Heading
    counts: BoardCounts
    sections: tuple[Section, ...]
    as_of: datetime


def compose(
    entries: Iterable[Entry],
    counts: BoardCounts,
    heading: Heading,
    *,
    kind: Kind,
    paper: Paper,
    as_of: datetime,
) -> AttendanceList:
    """Return the list of `entries` in the order of `counts`' pillar types and regencies, then by name."""
    shelves: dict[tuple[str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (name_key(entry.name), entry.name)):
        if _is_shown(entry, kind):
            shelves.setdefault((entry.pillar, entry.regency), []).append(entry)
    sections = (_section(pillar, counts, shelves) for pillar in counts.pillars)
    return AttendanceList(
        kind=kind,
        paper=paper,
        heading=heading,
        counts=counts,
        sections=tuple(section for section in sections if section.count.invited),
        as_of=as_of,
    )


def press_line(counts: BoardCounts) -> str:
    """Return the sentence for the press: `1.657 pilar sosial: 1.173 PKH, 331 Tagana, 153 TKSK`."""
    parts = (
        f"{number(counts.by_pillar[pillar.code].invited)} {short_label(pillar)}"
        for pillar in counts.pillars
        if counts.by_pillar[pillar.code].invited
    )
    return f"{number(counts.total.invited)} pilar sosial: {', '.join(parts)}"


def short_label(pillar: Side) -> str:
    """Return what a pillar type is called in passing: `Pendamping PKH` is `PKH`."""
    return pillar.label.removeprefix("Pendamping ") if pillar.code == "PKH" else pillar.label


def short_regency(label: str) -> str:
    """Return the office's abbreviation: `Kab. Mojokerto`, `Kota Mojokerto`."""
    return label.replace("Kabupaten ", "Kab. ", 1)


def document(made: AttendanceList) -> Document:
    """Return `made` as a document for the press."""
    title, note = TITLES[made.kind]
    width, height = SHEETS[made.paper]
    rows = sum(len(group.rows) for section in made.sections for group in section.groups)
    logo = made.heading.logo
    return Document(
        template="attendance/list.html",
        title=f"{title.capitalize()} {made.heading.event}",
        images={"logo": logo} if logo else {},
        pages=rows // ROWS_A_PAGE + len(made.sections) + 1,
        parts=(
            {
                "list": made,
                "head": made.heading,
                "title": title,
                "note": note,
                "width": width,
                "height": height,
                "recap": _recap_tables(made.counts),
                "press_line": press_line(made.counts),
                "short": short_label,
            },
        ),
    )


def file_name(made: AttendanceList, code: str, *only: str | None) -> str:
    """Return what the PDF is called on disk: event, what it is narrowed to, kind."""
    kinds = {
        Kind.BLANK: "kosong",
        Kind.PRESENT: "hadir",
        Kind.ABSENT: "tidak-hadir",
        Kind.ALL: "semua",
    }
    narrowed = (part.lower() for part in only if part)
    return "_".join(("daftar-hadir", code, *narrowed, kinds[made.kind])) + ".pdf"


def _is_shown(entry: Entry, kind: Kind) -> bool:
    match kind:
        case Kind.PRESENT:
            return entry.arrived_at is not None
        case Kind.ABSENT:
            return entry.arrived_at is None
        case Kind.BLANK | Kind.ALL:
            return True


def _section(
    pillar: Side, counts: BoardCounts, shelves: dict[tuple[str, str], list[Entry]]
) -> Section:
    groups, last = [], 0
    for regency in counts.regencies:
        entries = shelves.get((pillar.code, regency.code), [])
        label = short_regency(regency.label)
        rows = tuple(
            Row(position, entry.name, label, entry.district, entry.arrived_at)
            for position, entry in enumerate(entries, start=last + 1)
        )
        last += len(rows)
        count = counts.cell(pillar.code, regency.code)
        if count.invited:
            groups.append(Group(label, count, rows))
    return Section(pillar, counts.by_pillar[pillar.code], tuple(groups))


def _recap_tables(counts: BoardCounts) -> tuple[tuple[Side, ...], ...]:
    """Split the pillar types into tables that fit the paper; nothing to recapitulate gives none."""
    if len(counts.pillars) * len(counts.regencies) <= 1:
        return ()
    used = [pillar for pillar in counts.pillars if counts.by_pillar[pillar.code].invited]
    return tuple(
        tuple(used[start : start + RECAP_PILLARS]) for start in range(0, len(used), RECAP_PILLARS)
    )

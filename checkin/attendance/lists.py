"""Compose the attendance list: who is on it, in sections and groups, numbered. Pure.

What goes in is frozen (an edition), so the same data give the same list; how it lies on paper is known
to `paging`, what it looks like to the template.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from checkin.attendance.choices import Grouping, Kind, Scope
from checkin.attendance.counts import BoardCounts, Count, Side
from checkin.roster.names import name_key


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One registered person; `arrived_at` is None while nothing was scanned, `nik` is masked."""

    number: int
    name: str
    pillar: str
    regency: str
    district: str = ""
    arrived_at: datetime | None = None
    gate: str = ""
    source: str = "import"
    position: str = ""
    phone: str = ""
    nik: str = ""


@dataclass(frozen=True, slots=True)
class Secret:
    """What only those see who may: NIK and bank account in full."""

    nik: str
    bank: str
    account: str


@dataclass(frozen=True, slots=True)
class Signer:
    """An official who signs; `title` is line by line."""

    title: tuple[str, ...] = ()
    name: str = ""
    rank: str = ""
    nip: str = ""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What stands above and below the rows: the event's data, letterhead and signatories.

    The first signer heads the office; a second one signs beside.
    """

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
    signers: tuple[Signer, ...] = (Signer(),)
    gate: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one regency (or pillar type) within a section."""

    label: str
    count: Count
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the list with pages and numbers of its own; `facts` are lines below the title."""

    label: str
    facts: tuple[tuple[str, str], ...]
    count: Count
    groups: tuple[Group, ...]

    @property
    def records(self) -> Iterator[Record]:
        """Everybody in the order of the numbers."""
        return (record for group in self.groups for record in group.records)


@dataclass(frozen=True, kw_only=True)
class AttendanceList:
    """Everything a list says; `counts` is the part of the event that it is about.

    `provisional` are the reasons why it may still change; a list without any is final.
    """

    scope: Scope
    heading: Heading
    counts: BoardCounts
    records: tuple[Record, ...]
    provisional: tuple[str, ...] = ()


def shown(records: Iterable[Record], kind: Kind) -> tuple[Record, ...]:
    """Return the people that a list of this kind shows, in the order of a register."""
    kept = (record for record in records if _is_shown(record, kind))
    return tuple(sorted(kept, key=lambda record: (name_key(record.name), record.name)))


def sections(made: AttendanceList) -> tuple[Section, ...]:
    """Return the sections of people that the list is about, those nobody is listed in included."""
    shelves: dict[tuple[str, str], list[Record]] = {}
    for record in made.records:
        shelves.setdefault((record.pillar, record.regency), []).append(record)
    counts = made.counts
    found: Iterable[Section]
    match made.scope.group:
        case Grouping.PILLAR:
            found = (_by_pillar(pillar, counts, shelves) for pillar in counts.pillars)
        case Grouping.REGENCY:
            found = (_by_regency(regency, counts, shelves) for regency in counts.regencies)
        case Grouping.PILLAR_REGENCY:
            found = (
                _by_both(pillar, regency, counts, shelves)
                for pillar in counts.pillars
                for regency in counts.regencies
            )
    return tuple(section for section in found if section.count.invited)


def short_label(pillar: Side) -> str:
    """Return what a pillar type is called in passing: `Pendamping PKH` is `PKH`."""
    return pillar.label.removeprefix("Pendamping ") if pillar.code == "PKH" else pillar.label


def short_regency(label: str) -> str:
    """Return the office's abbreviation: `Kab. Mojokerto`, `Kota Mojokerto`."""
    return label.replace("Kabupaten ", "Kab. ", 1)


Shelves = dict[tuple[str, str], list[Record]]


def _by_pillar(pillar: Side, counts: BoardCounts, shelves: Shelves) -> Section:
    groups = tuple(
        Group(
            short_regency(regency.label),
            counts.cell(pillar.code, regency.code),
            tuple(shelves.get((pillar.code, regency.code), ())),
        )
        for regency in counts.regencies
        if counts.cell(pillar.code, regency.code).invited
    )
    label = short_label(pillar)
    return Section(label, (("Jenis pilar", pillar.label),), counts.by_pillar[pillar.code], groups)


def _by_regency(regency: Side, counts: BoardCounts, shelves: Shelves) -> Section:
    groups = tuple(
        Group(
            short_label(pillar),
            counts.cell(pillar.code, regency.code),
            tuple(shelves.get((pillar.code, regency.code), ())),
        )
        for pillar in counts.pillars
        if counts.cell(pillar.code, regency.code).invited
    )
    return Section(
        short_regency(regency.label),
        (("Kab/Kota", regency.label),),
        counts.by_regency[regency.code],
        groups,
    )


def _by_both(pillar: Side, regency: Side, counts: BoardCounts, shelves: Shelves) -> Section:
    label = f"{short_label(pillar)} {short_regency(regency.label)}"
    count = counts.cell(pillar.code, regency.code)
    people = tuple(shelves.get((pillar.code, regency.code), ()))
    facts = (("Jenis pilar", pillar.label), ("Kab/Kota", regency.label))
    return Section(label, facts, count, (Group(label, count, people),))


def _is_shown(record: Record, kind: Kind) -> bool:
    match kind:
        case Kind.PRESENT:
            return record.arrived_at is not None
        case Kind.ABSENT:
            return record.arrived_at is None
        case Kind.WALK_IN:
            return record.source == "walk_in"
        case Kind.BLANK | Kind.ALL:
            return True

"""The columns of a printed list: which there are, how wide each lies on a sheet, what a cell says. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from checkin.attendance.choices import Grouping, Kind
from checkin.attendance.lists import AttendanceList, Record, short_label, short_regency
from checkin.errors import Invalid
from checkin.formats import clock, number
from checkin.text import mark

MARGIN_LEFT, MARGIN_RIGHT = 20.0, 15.0
NAME_LEAST, NAME_MOST = 44.0, 85.0
PADDING = 1.2
BORDER = 0.22
DOTS = ".........."


@dataclass(frozen=True, slots=True)
class Column:
    """One column: heading, width, type size in points and height of a line in millimetres.

    `css` names its look; an `elastic` one shares in the room that a lying sheet leaves.
    """

    key: str
    heading: str
    width: float
    css: str
    points: float = 9.5
    leading: float = 4.0
    elastic: bool = False

    @property
    def room(self) -> float:
        """The width that text has inside a cell."""
        return self.width - 2 * PADDING - BORDER


MANY = 10_000  # numbers of five figures need a wider column
NUMBER = Column("no", "No", 11, "no", 10, 4.2)
NAME = Column("name", "Nama", NAME_LEAST, "name", 12, 5)
LEFT = Column("left", "Tanda tangan", 20, "left", 8.5, 4, elastic=True)
RIGHT = replace(LEFT, key="right", css="right")
CHOICES = {
    "number": Column("number", "No. peserta", 15, "middle", 9.5),
    "pillar": Column("pillar", "Jenis pilar", 31, "text"),
    "position": Column("position", "Jabatan/unsur", 32, "text"),
    "place": Column("place", "Kab/Kota", 31, "text"),
    "district": Column("district", "Kecamatan", 29, "text"),
    "phone": Column("phone", "No. HP", 29, "text"),
    "nik": Column("nik", "NIK", 36, "text"),
    "time": Column("time", "Jam hadir", 14, "middle", 11, 4.5),
    "gate": Column("gate", "Pintu", 19, "text"),
    "signature": LEFT,
    "note": Column("note", "Keterangan", 32, "text", elastic=True),
}
Cell = Callable[[int, Record], str]


def columns(made: AttendanceList, sheet_width: float) -> tuple[Column, ...]:
    """Return the columns of the list, as wide as the sheet allows.

    Raises `Invalid` for a column that is not there and where they leave no room for names.
    """
    wanted = made.scope.shown
    if unknown := [key for key in wanted if key not in CHOICES]:
        raise Invalid(mark("Kolom %(column)s tidak ada."), code="column_unknown", column=unknown[0])
    chosen = [_place(made) if key == "place" else CHOICES[key] for key in CHOICES if key in wanted]
    if "signature" in wanted:
        chosen.insert(chosen.index(LEFT) + 1, RIGHT)
    numbers = NUMBER if len(made.records) < MANY else replace(NUMBER, width=14)
    room = sheet_width - MARGIN_LEFT - MARGIN_RIGHT - numbers.width
    name = room - sum(column.width for column in chosen)
    if name < NAME_LEAST:
        raise Invalid(
            mark("Kolomnya terlalu banyak untuk kertas ini; kurangi, atau pilih kertas mendatar."),
            code="columns_too_many",
        )
    elastic = sum(column.elastic for column in chosen)
    extra = max(name - NAME_MOST, 0) / elastic if elastic else 0
    laid = (replace(c, width=c.width + extra) if c.elastic else c for c in chosen)
    return (numbers, replace(NAME, width=name - extra * elastic), *laid)


def cells_of(
    made: AttendanceList, laid: tuple[Column, ...]
) -> Callable[[int, Record], tuple[str, ...]]:
    """Return what gives the cells of a person's row from number and record."""
    zone, blank = made.heading.timezone, made.scope.kind == Kind.BLANK
    regencies = {side.code: short_regency(side.label) for side in made.counts.regencies}
    pillars = {side.code: short_label(side) for side in made.counts.pillars}
    by_regency = made.scope.group == Grouping.REGENCY

    def time(_: int, record: Record) -> str:
        return clock(record.arrived_at, zone) if record.arrived_at and not blank else ""

    sayings: dict[str, Cell] = {
        "no": lambda n, _: number(n),
        "name": lambda _, r: r.name,
        "number": lambda _, r: f"{r.number:04d}",
        "pillar": lambda _, r: pillars[r.pillar],
        "position": lambda _, r: r.position,
        "place": lambda _, r: pillars[r.pillar] if by_regency else regencies[r.regency],
        "district": lambda _, r: r.district,
        "phone": lambda _, r: r.phone,
        "nik": lambda _, r: r.nik,
        "time": time,
        "gate": lambda _, r: "" if blank else r.gate,
        "left": lambda n, _: f"{n}. {DOTS}" if n % 2 else "",
        "right": lambda n, _: "" if n % 2 else f"{n}. {DOTS}",
        "note": lambda _, r: "Susulan" if r.source == "walk_in" else "",
    }
    said = [sayings[column.key] for column in laid]
    return lambda position, record: tuple(say(position, record) for say in said)


def _place(made: AttendanceList) -> Column:
    """Within a section of one regency the pillar type tells people apart, elsewhere the regency."""
    if made.scope.group == Grouping.REGENCY:
        return replace(CHOICES["pillar"], key="place")
    return CHOICES["place"]

"""What can be asked of an attendance list: people, sections, columns, paper. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Which people a list shows; a blank one is signed before anybody has arrived."""

    BLANK = "blank"
    PRESENT = "present"
    ABSENT = "absent"
    WALK_IN = "walk_in"
    ALL = "all"


class Grouping(StrEnum):
    """What a section is, on pages and with numbers of its own."""

    PILLAR = "pillar"
    PILLAR_REGENCY = "pillar_regency"
    REGENCY = "regency"


class Paper(StrEnum):
    """The sheets an office prints on; F4 is the 215 x 330 mm folio."""

    F4 = "f4"
    F4_210 = "f4-210"
    A4 = "a4"


class Orientation(StrEnum):
    """Upright or lying."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


SHEETS = {Paper.F4: (215, 330), Paper.F4_210: (210, 330), Paper.A4: (210, 297)}
SIGNED = ("place", "district", "time", "signature")
USUAL_COLUMNS = {
    Kind.BLANK: SIGNED,
    Kind.PRESENT: SIGNED,
    Kind.ABSENT: ("place", "district", "note"),
    Kind.WALK_IN: SIGNED,
    Kind.ALL: SIGNED,
}
HAND_ROWS = 5
MOST_HAND_ROWS = 100


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which list is meant; None means every pillar type, regency, gate. One scope, one list number."""

    kind: Kind = Kind.ALL
    group: Grouping = Grouping.PILLAR
    pillar: str | None = None
    regency: str | None = None
    gate: str | None = None
    checkpoint: str | None = None
    columns: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns beside number and name."""
        return self.columns or USUAL_COLUMNS[self.kind]


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a list lies on paper; `hand_rows` None means five on a blank list, else none."""

    paper: Paper = Paper.F4
    orientation: Orientation = Orientation.PORTRAIT
    hand_rows: int | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the sheet in millimetres."""
        short, long = SHEETS[self.paper]
        return (short, long) if self.orientation == Orientation.PORTRAIT else (long, short)

    def rows_by_hand(self, kind: Kind) -> int:
        """Return how many empty rows end each section."""
        if self.hand_rows is not None:
            return self.hand_rows
        return HAND_ROWS if kind == Kind.BLANK else 0

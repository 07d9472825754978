"""Lay badges out on sheets: who goes where, how large a name can be, how the types are told apart. Pure.

A `BadgeSheet` (frozen) goes in, a document for the press comes out. Pillar types differ by colour, by the
printed label and by the line under the band, so that a black-and-white printer loses nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from checkin.badges.sheets import Layout, cut_marks
from checkin.documents import qr
from checkin.documents.fonts import BOLD, REGULAR
from checkin.documents.measure import MM_PER_POINT, lines
from checkin.documents.press import Document

SHEETS_A_PART = 20
NAME_LINES = 3
LINE_HEIGHT = 1.08
LABEL_SIZES = (13.0, 11.0, 9.0, 7.0)
EVENT_SIZES = (8.0, 7.5, 6.5, 5.5)
SLACK = 0.985  # the engine rounds: what fits by a hair here may wrap there
SPACED = 0.96  # the label is letter-spaced
PATTERNS = ("solid", "double", "dashed", "dotted")


@dataclass(frozen=True, slots=True)
class Badge:
    """What one badge shows; `code` is the 20 characters of its QR."""

    name: str
    pillar: str
    regency: str
    number: int
    code: str


@dataclass(frozen=True, slots=True)
class PillarLook:
    """How a pillar type looks; `position` in the event's order picks its pattern."""

    label: str
    color: str
    position: int

    @property
    def ink(self) -> str:
        """White wherever it stands out from the colour by 3:1 (WCAG, large type), else black."""
        channels = (int(self.color[start : start + 2], 16) / 255 for start in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        return "#000000" if luminance > 0.3 else "#ffffff"

    @property
    def pattern(self) -> str:
        """The line under the band, a CSS border style."""
        return PATTERNS[self.position % len(PATTERNS)]

    @property
    def outlined(self) -> bool:
        """Whether the band is drawn as a frame: the fifth type and its followers, in turn."""
        return bool(self.position // len(PATTERNS) % 2)


@dataclass(frozen=True, kw_only=True)
class BadgeSheet:
    """Everything a print of badges says."""

    event: str
    starts_at: datetime
    timezone: str
    layout: Layout
    pillars: dict[str, PillarLook]
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A badge on its sheet, with the type size at which its name fits."""

    badge: Badge
    look: PillarLook
    name_size: float
    code_lines: tuple[str, ...]


def group_code(code: str) -> tuple[str, ...]:
    """Return the code in fours, as people type it: `SP7K`, `2M9Q`, ..."""
    return tuple(code[start : start + 4] for start in range(0, len(code), 4))


def fit(text: str, room: float, sizes: Sequence[float], most: int, font: str = BOLD) -> float:
    """Return the largest size at which `text` fills at most `most` lines of `room` mm.

    Where none does, the smallest: the engine then breaks inside words, and nothing is cut.
    """
    for size in sizes:
        filled = lines(text, font, size, room * SLACK)
        if filled is not None and filled <= most:
            return size
    return sizes[-1]


def fit_name(name: str, layout: Layout) -> float:
    """Return the largest size at which a name fits its place, on up to three lines."""
    for size in layout.sizes:
        fitting = int(layout.name_height / (size * LINE_HEIGHT * MM_PER_POINT))
        if fit(name, layout.name_room, (size, 0), min(fitting, NAME_LINES)):
            return size
    return layout.sizes[-1]


def place(sheet: BadgeSheet) -> Iterator[tuple[Placed, ...]]:
    """Yield the badges sheet by sheet, row by row."""
    size = sheet.layout.a_sheet
    for start in range(0, len(sheet.badges), size):
        yield tuple(_placed(sheet, badge) for badge in sheet.badges[start : start + size])


def document(sheet: BadgeSheet) -> Document:
    """Return the sheets as a document for the press."""
    sheets = list(place(sheet))
    shared = {
        "event": sheet.event,
        "starts_at": sheet.starts_at,
        "zone": sheet.timezone,
        "layout": sheet.layout,
        "looks": [(look, label_size(look, sheet.layout)) for look in sheet.pillars.values()],
        "event_size": event_size(sheet.event, sheet.layout),
    }
    return Document(
        template="badges/sheet.html",
        title=f"Tanda peserta {sheet.event}",
        images={
            "marks": cut_marks(sheet.layout).encode(),
            **{badge.code: partial(qr.png, badge.code) for badge in sheet.badges},
        },
        pages=len(sheets),
        parts=[
            {"sheets": sheets[start : start + SHEETS_A_PART], **shared}
            for start in range(0, len(sheets), SHEETS_A_PART)
        ],
    )


def label_size(look: PillarLook, layout: Layout) -> float:
    """Return the largest size at which the pillar type's label fits its band."""
    return fit(look.label.upper(), layout.label_room * SPACED, LABEL_SIZES, 1)


def event_size(event: str, layout: Layout) -> float:
    """Return the largest size at which the event's name fits two lines."""
    return fit(event, layout.event_room, EVENT_SIZES, 2, REGULAR)


def _placed(sheet: BadgeSheet, badge: Badge) -> Placed:
    groups = group_code(badge.code)
    return Placed(
        badge=badge,
        look=sheet.pillars[badge.pillar],
        name_size=fit_name(badge.name, sheet.layout),
        code_lines=(" ".join(groups[:3]), " ".join(groups[3:])),
    )

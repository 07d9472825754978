"""Lay badges out on sheets: who goes where, how large a name can be, what each bundle's cover says. Pure.

A `BadgeSheet` (frozen) goes in, a document for the press comes out: one template, whose every badge is the
same cell with other words in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby

from checkin.badges.geometry import MARGIN, Layout, cut_marks
from checkin.badges.looks import PillarLook
from checkin.documents import qr
from checkin.documents.fonts import BOLD, REGULAR
from checkin.documents.measure import MM_PER_POINT, lines
from checkin.documents.press import Document

SHEETS_A_PART = 20
NAME_LINES = 3
LINE_HEIGHT = 1.08
SLACK = 0.985  # the engine rounds: what fits by a hair here may wrap there
SPACED = 0.96  # the label is letter-spaced
LOGO_GAP = 2.0


@dataclass(frozen=True, slots=True)
class Badge:
    """What one badge shows; `code` is the 20 characters of its QR. A spare has a number and no name."""

    name: str
    pillar: str
    regency: str
    number: int
    code: str


@dataclass(frozen=True, kw_only=True)
class BadgeSheet:
    """Everything a print of badges says; `bundled` puts a cover before each regency's badges of a type."""

    event: str
    starts_at: datetime
    timezone: str
    layout: Layout
    pillars: dict[str, PillarLook]
    badges: tuple[Badge, ...]
    logo: bytes | None = None
    bundled: bool = False
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A badge on its sheet, with the type size at which its name fits."""

    badge: Badge
    look: PillarLook
    name_size: float
    code_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What the cover of a bundle says to the one who counts it and signs for it."""

    regency: str
    look: PillarLook
    badges: int
    sheets: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a print: the cover of a bundle, or a sheet of badges."""

    cells: tuple[Placed, ...] = ()
    cover: Bundle | None = None
    place: int = 0


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
        if fit(name, layout.who.width, (size, 0), min(fitting, NAME_LINES)):
            return size
    return layout.sizes[-1]


def place(sheet: BadgeSheet) -> Iterator[tuple[Placed, ...]]:
    """Yield the badges sheet by sheet, row by row."""
    yield from _fill(sheet, sheet.badges)


def pages(sheet: BadgeSheet) -> list[Page]:
    """Return the pages of a print, a cover before each bundle where they are asked for."""
    if not sheet.bundled:
        return [Page(cells=cells) for cells in place(sheet)]
    made: list[Page] = []
    bundles = groupby(sheet.badges, key=lambda badge: (badge.regency, badge.pillar))
    for number, ((regency, pillar), group) in enumerate(bundles, start=1):
        badges = tuple(group)
        sheets = list(_fill(sheet, badges))
        cover = Bundle(
            regency=regency,
            look=_look(sheet, pillar),
            badges=len(badges),
            sheets=len(sheets),
            first=badges[0].name,
            last=badges[-1].name,
        )
        made += [Page(cover=cover, place=number), *(Page(cells=cells) for cells in sheets)]
    return made


def document(sheet: BadgeSheet) -> Document:
    """Return the sheets as a document for the press."""
    made = pages(sheet)
    images: dict[str, object] = {"marks": cut_marks(sheet.layout).encode()}
    if sheet.logo:
        images["logo"] = sheet.logo
    shared = {
        "event": sheet.event,
        "starts_at": sheet.starts_at,
        "zone": sheet.timezone,
        "layout": sheet.layout,
        "margin": MARGIN,
        "looks": [
            (_printed(look, sheet.layout), label_size(look, sheet.layout))
            for look in sheet.pillars.values()
        ],
        "event_size": event_size(sheet),
        "event_room": event_room(sheet),
        "logo": bool(sheet.logo),
        "spare": sheet.spare,
        "bundles": sum(1 for page in made if page.cover),
    }
    return Document(
        template="badges/sheet.html",
        title=f"Tanda peserta {sheet.event}",
        images=images | {badge.code: partial(qr.png, badge.code) for badge in sheet.badges},  # type: ignore[arg-type]
        pages=len(made),
        parts=[
            {"sheets": made[start : start + SHEETS_A_PART], **shared}
            for start in range(0, len(made), SHEETS_A_PART)
        ],
    )


def label_size(look: PillarLook, layout: Layout) -> float:
    """Return the largest size at which the pillar type's label fits its band."""
    return fit(look.label.upper(), layout.label_room * SPACED, layout.label_sizes, 1)


def event_room(sheet: BadgeSheet) -> float:
    """Return the width left for the event's name beside the logo."""
    taken = sheet.layout.logo + LOGO_GAP if sheet.logo else 0.0
    return sheet.layout.foot.width - taken


def event_size(sheet: BadgeSheet) -> float:
    """Return the largest size at which the event's name fits two lines."""
    return fit(sheet.event, event_room(sheet), sheet.layout.foot_sizes, 2, REGULAR)


def _printed(look: PillarLook, layout: Layout) -> PillarLook:
    return replace(look, color="#000000") if layout.mono else look


def _look(sheet: BadgeSheet, pillar: str) -> PillarLook:
    return _printed(sheet.pillars[pillar], sheet.layout)


def _fill(sheet: BadgeSheet, badges: Sequence[Badge]) -> Iterator[tuple[Placed, ...]]:
    size = sheet.layout.a_sheet
    for start in range(0, len(badges), size):
        yield tuple(_placed(sheet, badge) for badge in badges[start : start + size])


def _placed(sheet: BadgeSheet, badge: Badge) -> Placed:
    groups = group_code(badge.code)
    half = -(-len(groups) // sheet.layout.code_rows)
    return Placed(
        badge=badge,
        look=_look(sheet, badge.pillar),
        name_size=fit_name(badge.name, sheet.layout),
        code_lines=tuple(
            " ".join(groups[start : start + half]) for start in range(0, len(groups), half)
        ),
    )

"""Draw one badge for the browser, from the same layout that the press prints. Pure.

Lengths are millimetres, so that the page's SVG needs no style sheet: its view box is the badge.
"""

from dataclasses import dataclass

from checkin.badges.layout import LINE_HEIGHT, BadgeSheet, Placed, event_size, label_size, place
from checkin.badges.sheets import Layout
from checkin.documents import qr
from checkin.documents.fonts import BOLD, REGULAR
from checkin.documents.measure import MM_PER_POINT, wrap

NAME_TOP = 14.5
DASHES = {"solid": "", "double": "", "dashed": "4.5 3", "dotted": "1.5 1.5"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on its base line `y`, `size` being that of the type, both in millimetres."""

    text: str
    y: float
    size: float


@dataclass(frozen=True, kw_only=True)
class Preview:
    """One badge, measured; `modules` is the path of its QR in units of one module."""

    layout: Layout
    placed: Placed
    label: Line
    name: tuple[Line, ...]
    regency: Line
    event: tuple[Line, ...]
    modules: str
    dashes: str


def draw(sheet: BadgeSheet) -> Preview:
    """Return the first badge of `sheet`; it must hold one."""
    layout = sheet.layout
    placed = next(place(sheet))[0]
    size = placed.name_size * MM_PER_POINT
    step = size * LINE_HEIGHT
    lines = wrap(placed.badge.name, BOLD, placed.name_size, layout.name_room)
    name = tuple(
        Line(text, NAME_TOP + step * index + size * 0.88, size) for index, text in enumerate(lines)
    )
    below = NAME_TOP + step * len(lines) + 1.6
    points = event_size(sheet.event, layout)
    small = points * MM_PER_POINT
    event = wrap(sheet.event, REGULAR, points, layout.event_room)
    first = layout.height - 2.6 - small * 1.2 * len(event)
    return Preview(
        layout=layout,
        placed=placed,
        label=Line(placed.look.label.upper(), 6.5, label_size(placed.look, layout) * MM_PER_POINT),
        name=name,
        regency=Line(placed.badge.regency, below + 12 * MM_PER_POINT * 0.9, 12 * MM_PER_POINT),
        event=tuple(
            Line(text, first + small * 1.2 * index - small * 0.3, small)
            for index, text in enumerate(event)
        ),
        modules="".join(
            f"M{x} {y}h1v1h-1z"
            for y, row in enumerate(qr.matrix(placed.badge.code))
            for x, dark in enumerate(row)
            if dark
        ),
        dashes=DASHES[placed.look.pattern],
    )

"""The ways to cut an A4 sheet into badges: where each one lies, how large its parts are. Pure."""

from dataclasses import dataclass

from checkin.documents import qr
from checkin.errors import Invalid
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One way to cut an A4 sheet; lengths in millimetres, sizes of the name in points, largest first.

    `module` is the side of one QR module: 21 of them must make at least 25 mm.
    """

    code: str
    label: str
    columns: int
    rows: int
    width: float
    height: float
    module: float
    name_room: float
    name_height: float
    label_room: float
    event_room: float
    sizes: tuple[float, ...]

    @property
    def a_sheet(self) -> int:
        """How many badges a sheet holds."""
        return self.columns * self.rows

    @property
    def left(self) -> float:
        """The margin beside the badges."""
        return (210 - self.columns * self.width) / 2

    @property
    def top(self) -> float:
        """The margin above the badges."""
        return (297 - self.rows * self.height) / 2

    @property
    def places(self) -> tuple[tuple[float, float], ...]:
        """Where the badges of a sheet begin, from the left and from the top, row by row."""
        return tuple(
            (self.left + column * self.width, self.top + row * self.height)
            for row in range(self.rows)
            for column in range(self.columns)
        )

    @property
    def symbol(self) -> float:
        """The side of the QR without its quiet zone."""
        return self.module * qr.SIDE

    @property
    def quiet(self) -> float:
        """The white margin the QR needs on each side."""
        return self.module * qr.QUIET_ZONE


LAYOUTS = {
    layout.code: layout
    for layout in (
        Layout(
            code="a4-10",
            label=mark("A4, 10 per lembar (95 x 55 mm)"),
            columns=2,
            rows=5,
            width=95,
            height=55,
            module=1.2,
            name_room=54,
            name_height=21,
            label_room=66,
            event_room=55,
            sizes=(20, 18, 16, 14, 12, 10, 9, 8),
        ),
        Layout(
            code="a4-8",
            label=mark("A4, 8 per lembar (95 x 68 mm)"),
            columns=2,
            rows=4,
            width=95,
            height=68,
            module=1.4,
            name_room=48,
            name_height=26,
            label_room=66,
            event_room=50,
            sizes=(22, 20, 18, 16, 14, 12, 10, 9, 8),
        ),
        Layout(
            code="a4-4",
            label=mark("A4, 4 per lembar (A6, 105 x 148 mm)"),
            columns=2,
            rows=2,
            width=105,
            height=148.5,
            module=2.4,
            name_room=91,
            name_height=26.5,
            label_room=75,
            event_room=91,
            sizes=(34, 30, 26, 23, 20, 18, 16, 14, 12),
        ),
    )
}
DEFAULT_LAYOUT = "a4-10"


def find_layout(code: str) -> Layout:
    """Return the layout of this name; raise `Invalid`."""
    try:
        return LAYOUTS[code]
    except KeyError:
        raise Invalid(
            mark("Tata letak %(layout)s tidak ada; pilih %(choices)s."),
            code="layout_unknown",
            layout=code,
            choices=", ".join(LAYOUTS),
        ) from None


def cut_marks(layout: Layout) -> str:
    """Return an SVG the size of the sheet: ticks in the margins, fine crosses where badges meet."""
    xs = [layout.left + column * layout.width for column in range(layout.columns + 1)]
    ys = [layout.top + row * layout.height for row in range(layout.rows + 1)]
    arm = 2.5
    strokes = [
        f"M{x - arm:g} {y:g}H{x + arm:g}M{x:g} {y - arm:g}V{y + arm:g}" for x in xs for y in ys
    ]
    if layout.left > arm:
        strokes += [f"M2 {y:g}H{layout.left - 1:g}M{211 - layout.left:g} {y:g}H208" for y in ys]
        strokes += [f"M{x:g} 2V{layout.top - 1:g}M{x:g} {298 - layout.top:g}V295" for x in xs]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">'
        f'<path d="{"".join(strokes)}" fill="none" stroke="#555" stroke-width=".2"/></svg>'
    )

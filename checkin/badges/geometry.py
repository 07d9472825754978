"""Where a badge lies on its paper and what stands where on it. Pure."""

from dataclasses import dataclass

from checkin.documents import qr

MARGIN = 3.0  # how far a cut mark reaches out of its badge


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the badge from its left and upper edge, and the room it gives to lines of text."""

    left: float
    top: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One way to print badges; lengths in millimetres, type sizes in points, largest first.

    `module` is the side of one QR module: on sheets 21 of them make at least 25 mm. `mono` is for paper
    that knows one ink, where every band is black.
    """

    code: str
    label: str
    paper: tuple[float, float] = (210, 297)
    columns: int = 1
    rows: int = 1
    width: float
    height: float
    module: float
    inset: float = 0.4
    band: float = 9
    pattern: float = 1.5
    number_size: float = 11
    label_sizes: tuple[float, ...] = (13, 11, 10, 9, 8, 7)
    label_room: float
    who: Box
    name_height: float
    sizes: tuple[float, ...]
    regency_size: float = 12
    regency_gap: float = 1.6
    symbol_at: tuple[float, float]
    code_at: Box
    code_size: float
    code_rows: int = 2
    foot: Box
    foot_sizes: tuple[float, ...] = (8, 7.5, 6.5, 5.5)
    logo: float = 9
    centered: bool = False
    mono: bool = False

    @property
    def a_sheet(self) -> int:
        """How many badges a sheet holds."""
        return self.columns * self.rows

    @property
    def left(self) -> float:
        """The margin beside the badges."""
        return (self.paper[0] - self.columns * self.width) / 2

    @property
    def top(self) -> float:
        """The margin above the badges."""
        return (self.paper[1] - self.rows * self.height) / 2

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

    @property
    def is_cut(self) -> bool:
        """Whether the badges of a sheet have to be cut apart."""
        return self.a_sheet > 1


def cut_marks(layout: Layout) -> str:
    """Return an SVG of the fine crosses at one badge's corners, `MARGIN` larger on every side.

    Each badge brings its own, so that a sheet that is not full shows where to cut and nothing else.
    """
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    arm = MARGIN - 0.4
    strokes = "".join(
        f"M{x - arm:g} {y:g}H{x + arm:g}M{x:g} {y - arm:g}V{y + arm:g}"
        for x in (MARGIN, width - MARGIN)
        for y in (MARGIN, height - MARGIN)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}">'
        f'<path d="{strokes}" fill="none" stroke="#555" stroke-width=".2"/></svg>'
    )

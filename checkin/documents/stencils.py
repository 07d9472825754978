"""What is learnt from exemplars: the art of a class, and where its texts and pictures are stamped.

Every foresight is held against what the layout engine did with the narrowest and the widest texts of the
class: lines, widths, places. Where they differ, the document is `Unstampable`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checkin.documents import native, slots
from checkin.documents.glyphs import Shaped, Typeface
from checkin.documents.markup import Unstampable, text

CLOSE = 0.05  # pixels
PICTURED = -1  # in a specification: a picture that is stamped

Spec = tuple[str | int, ...]
Values = tuple[str, ...]


@dataclass(slots=True)
class Kind:
    """What one kind of text (a place in a skeleton) is like: its font and its room."""

    typeface: Typeface
    size: float
    room: float | None
    hyphens: bool
    memo: dict[str, tuple[Shaped, ...] | None] = field(default_factory=dict)

    def lines(self, value: str) -> tuple[Shaped, ...] | None:
        """Return the lines of a value; None where it must be left to the layout engine."""
        try:
            return self.memo[value]
        except KeyError:
            made = self.typeface.lines(text(value), self.size, self.room)
            if made and len(made) > 1 and self.hyphens:
                made = None
            if len(self.memo) > 50_000:
                self.memo.clear()
            self.memo[value] = made
            return made

    def width(self, value: str) -> float:
        """Return the widths of the lines together."""
        return sum(line.width for line in self.lines(value) or ())


@dataclass(slots=True)
class Written:
    """Where a text is stamped: for each line x, the share of its width that lies left of x, and y."""

    index: int
    kind: Kind
    slot: slots.Slot
    lines: list[tuple[float, float, float]]
    widths: tuple[float, float]


@dataclass(slots=True)
class Numbering:
    """A line in the margin that counts pages."""

    parts: tuple[str, ...]
    kind: Kind
    slot: slots.Slot
    x: float
    share: float
    y: float

    def words(self, page: int, pages: int) -> str:
        """Return what it says on a page."""
        numbers = {f"{slots.COUNTER}page": str(page), f"{slots.COUNTER}pages": str(pages)}
        return "".join(numbers.get(part, part) for part in self.parts)


@dataclass(slots=True)
class Stencil:
    """A class made ready: its art as a page with nothing else on it, and where things are stamped."""

    page: Any
    place: tuple[float, float]
    size: tuple[float, float]
    texts: list[Written]
    pictures: list[tuple[int, tuple[float, float, float, float]]]
    holes: list[tuple[float, float]]
    spot: slots.Spot
    probed: list[Values]
    numbers: list[Numbering]
    marks: native.Marks

    def covers(self, extremes: Iterable[Values]) -> bool:
        """Whether texts as narrow and as wide as these have been laid out already."""
        return all(
            written.widths[0] <= written.kind.width(values[written.index]) <= written.widths[1]
            for written in self.texts
            for values in extremes
        )


def make_stencil(
    kinds: Mapping[int, Kind],
    spec: Spec,
    values: Sequence[Values],
    spots: Sequence[slots.Spot],
    whole: bool,
) -> Stencil:
    """Return what was learnt from the narrowest and the widest exemplar of a class."""
    first, last = spots[0], spots[-1]
    x, y = first.place
    dx, dy = last.place[0] - x, last.place[1] - y
    if not _near(first.size, last.size):
        raise Unstampable("one class, two sizes")
    holes = [hole.place for hole in first.inner]
    others = [(hole.place[0] - dx, hole.place[1] - dy) for hole in last.inner]
    if len(holes) != len(others) or not all(map(_near, holes, others)):
        raise Unstampable("records move about")
    texts = []
    for index, wanted in enumerate(spec):
        if isinstance(wanted, int) and wanted != PICTURED:
            kind = kinds[index]
            for spot, given in zip(spots, values, strict=True):
                _agree(spot.slots.get(index), kind, given[index], wanted)
            one, two = first.slots[index], last.slots[index]
            lines = [_anchor(a, b, dx, dy) for a, b in zip(one.lines, two.lines, strict=True)]
            span = (kind.width(values[0][index]), kind.width(values[-1][index]))
            texts.append(Written(index, kind, one, lines, span))
    pictures = [
        (index, slots.picture_area(first.pictures[index]))
        for index, wanted in enumerate(spec)
        if wanted == PICTURED
    ]
    slots.blank(first, {written.index for written in texts})
    dropped = {id(first.pictures[index]) for index, _ in pictures}
    dropped |= {id(hole.box) for hole in first.inner}
    numbers = list(numberings(first.page, slots.sayings(first.page))) if whole else []
    stamped = {text(value) for written in texts for value in (values[0][written.index],)}
    page = native.without(first.page, dropped) if whole else native.isolated(first.path, dropped)
    return Stencil(
        page,
        first.place,
        first.size,
        texts,
        pictures,
        holes,
        first,
        list(values),
        numbers,
        native.marks(first.page, stamped) if whole else native.NO_MARKS,
    )


def as_they_are(pages: Sequence[Any]) -> Iterator[Stencil]:
    """Yield consecutive pages on which nothing but their numbers is stamped."""
    said: set[str] = set()
    for page in pages:
        said |= slots.sayings(page)
        numbers, marks = list(numberings(page, said)), native.marks(page, set())
        yield Stencil(page, (0, 0), (0, 0), [], [], [], slots.Spot((page,)), [], numbers, marks)


def numberings(page: Any, said: set[str]) -> Iterator[Numbering]:
    """Take the page numbers off a page; yield how they are to be stamped."""
    for parts, slot, share in slots.numberings(page, said):
        kind = Kind(slot.typeface(), slot.size, slot.room, hyphens=False)
        (line,) = slot.lines
        (text,) = slot.texts
        foreseen = kind.lines(line.text)
        if not foreseen or abs(line.width - foreseen[0].width * kind.size / 1000) > 2 * CLOSE:
            raise Unstampable("a page number is wider than foreseen")
        text.text = ""
        yield Numbering(parts, kind, slot, line.x + share * line.width, share, line.y)


def _agree(slot: slots.Slot | None, kind: Kind, value: str, wanted: int) -> None:
    """Hold what was laid out against what we foresaw."""
    foreseen = kind.lines(value)
    if slot is None or not slot.usable or foreseen is None or len(foreseen) != wanted:
        raise Unstampable("a text is laid out otherwise than foreseen")
    said = [line.text for line in foreseen]
    if [line.text.strip() for line in slot.lines] != said:
        raise Unstampable("a text breaks otherwise than foreseen")
    for line, shaped in zip(slot.lines, foreseen, strict=True):
        if abs(line.width - shaped.width * kind.size / 1000) > CLOSE * 2:
            raise Unstampable("a text is wider or narrower than foreseen")


def _anchor(one: slots.Line, two: slots.Line, dx: float, dy: float) -> tuple[float, float, float]:
    """Learn from two texts how x depends on the width: begins, is centred or ends at a place.

    The place is taken from the box around, where that agrees: it does not depend on who is laid out.
    """
    if abs(one.y - (two.y - dy)) > CLOSE:
        raise Unstampable("a line moves")
    for share in (0.0, 0.5, 1.0):
        x = one.x + share * one.width
        if abs(x - (two.x - dx + share * two.width)) <= CLOSE:
            edge = one.left + share * (one.right - one.left)
            return (edge if abs(edge - x) <= CLOSE else round(x, 1)) if share else x, share, one.y
    raise Unstampable("a text stands neither left, right nor centred")


def _near(one: tuple[float, float], two: tuple[float, float]) -> bool:
    return abs(one[0] - two[0]) <= CLOSE and abs(one[1] - two[1]) <= CLOSE

"""Sort units into classes of one geometry, have one of each laid out, and learn how to stamp the rest.

Two units are of one class when their tags are the same, the texts that cannot be stamped are the same, and
the others fill as many lines each. Of every class the narrowest and the widest texts are laid out; where the
layout engine breaks or places them otherwise than we foresee, the document is `Unstampable`.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checkin.documents import native
from checkin.documents.glyphs import Shaped, Typeface
from checkin.documents.markup import PICTURE, Unit, Unstampable, text

MOST_CLASSES = 400
KEPT_STENCILS = 1024
KEPT_PLAIN = 16
CLOSE = 0.05  # pixels
FIRST_TAG = re.compile(r"<[a-z0-9]+")
PICTURED = -1

Spec = tuple[str | int, ...]
Values = tuple[str, ...]
Arrange = Callable[[Sequence[tuple[Unit, str]]], str]
LayOut = Callable[[str], native.Laid]


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
    slot: native.Slot
    lines: list[tuple[float, float, float]]
    widths: tuple[float, float]


@dataclass(slots=True)
class Numbering:
    """A line in the margin that counts pages."""

    parts: tuple[str, ...]
    kind: Kind
    slot: native.Slot
    x: float
    share: float
    y: float

    def words(self, page: int, pages: int) -> str:
        """Return what it says on a page."""
        numbers = {f"{native.COUNTER}page": str(page), f"{native.COUNTER}pages": str(pages)}
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
    spot: native.Spot
    probed: list[Values]
    numbers: list[Numbering]

    def covers(self, extremes: Iterable[Values]) -> bool:
        """Whether texts as narrow and as wide as these have been laid out already."""
        return all(
            written.widths[0] <= written.kind.width(values[written.index]) <= written.widths[1]
            for written in self.texts
            for values in extremes
        )


_kinds: OrderedDict[tuple[str, str], dict[int, Kind]] = OrderedDict()
_stencils: OrderedDict[tuple[str, str, Spec], Stencil] = OrderedDict()


_pages: OrderedDict[tuple[str, str], list[Stencil]] = OrderedDict()


def forget() -> None:
    """Drop all that is kept."""
    _pages.clear()
    _kinds.clear()
    _stencils.clear()


def stencils(
    base: str,
    units: Sequence[Unit],
    arrange: Arrange,
    lay_out: LayOut,
    stampable: Callable[[str], bool],
    *,
    whole: bool = False,
) -> list[Stencil]:
    """Return the stencil of each unit; of a `whole` one the art is all its page, margins included.

    `base` names everything that geometry depends on beside the unit; `arrange` puts units in their
    surroundings, each with the marks that `Spot` finds it by; `stampable` judges pictures by name.
    """
    groups: dict[str, list[Unit]] = {}
    for unit in units:
        groups.setdefault(unit.skeleton, []).append(unit)
    _learn(base, groups, arrange, lay_out)
    specs: dict[str, Callable[[Unit], Spec]] = {
        skeleton: _specifier(_kinds[base, skeleton], group, stampable)
        for skeleton, group in groups.items()
    }
    keys = [(base, unit.skeleton, specs[unit.skeleton](unit)) for unit in units]
    classes: dict[tuple[str, str, Spec], list[Unit]] = {}
    for key, unit in zip(keys, units, strict=True):
        classes.setdefault(key, []).append(unit)
    if len(classes) > MOST_CLASSES:
        raise Unstampable(f"{len(classes)} classes")
    _compile(base, classes, arrange, lay_out, whole)
    return [_stencils[key] for key in keys]


def as_they_are(base: str, html: str, lay_out: LayOut) -> list[Stencil]:
    """Return a stencil for every page that `html` fills by itself."""
    if (base, html) not in _pages:
        laid = lay_out(f'<section data-at="before"></section>{html}')
        first, *pages = laid.pages
        before = _found(laid.spots, "before")
        if before.page is not first or not native.holds_only(first, before.box) or not pages:
            raise Unstampable("plain pages that do not begin a page")
        _pages[base, html] = [
            Stencil(page, (0, 0), (0, 0), [], [], [], native.Spot((page,)), [], [*numberings(page)])
            for page in pages
        ]
        while len(_pages) > KEPT_PLAIN:
            _pages.popitem(last=False)
    return _pages[base, html]


def _learn(base: str, groups: Mapping[str, list[Unit]], arrange: Arrange, lay_out: LayOut) -> None:
    """Find font and room of every text of the skeletons that are new."""
    new = {skeleton: group for skeleton, group in groups.items() if (base, skeleton) not in _kinds}
    samples = []
    for number, group in enumerate(new.values()):
        values = tuple(
            min(texts, key=len) for texts in zip(*(u.values for u in group), strict=True)
        )
        spec = tuple(PICTURED if mark == PICTURE else 1 for mark in group[0].marks)
        samples.append((group[0], marked(group[0], values, spec, str(number))))
    spots = lay_out(arrange(samples)).spots if samples else {}
    for number, skeleton in enumerate(new):
        spot = _found(spots, str(number))
        _kinds[base, skeleton] = {
            index: Kind(slot.typeface(), slot.size, slot.room, slot.hyphens)
            for index, slot in spot.slots.items()
            if slot.usable
        }
        while len(_kinds) > KEPT_STENCILS:
            _kinds.popitem(last=False)


def _specifier(
    kinds: Mapping[int, Kind], group: Sequence[Unit], stampable: Callable[[str], bool]
) -> Callable[[Unit], Spec]:
    marks = group[0].marks
    constant = [len(set(values)) == 1 for values in zip(*(u.values for u in group), strict=True)]
    judged = list(zip(constant, marks, (kinds.get(i) for i in range(len(marks))), strict=True))

    def spec(unit: Unit) -> Spec:
        made: list[str | int] = []
        for value, (same, mark, kind) in zip(unit.values, judged, strict=True):
            if same:
                made.append(value)
            elif mark == PICTURE:
                made.append(PICTURED if stampable(value) else value)
            else:
                lines = kind.lines(value) if kind else None
                made.append(len(lines) if lines else value)
        return tuple(made)

    return spec


def _compile(
    base: str,
    classes: Mapping[tuple[str, str, Spec], list[Unit]],
    arrange: Arrange,
    lay_out: LayOut,
    whole: bool,
) -> None:
    probes: list[tuple[Unit, str]] = []
    asked: dict[tuple[str, str, Spec], list[Values]] = {}
    for number, (key, group) in enumerate(classes.items()):
        kinds = _kinds[base, key[1]]
        extremes = _extremes(kinds, key[2], group)
        known = _stencils.get(key)
        if known:
            _stencils.move_to_end(key)
            if known.covers(extremes):
                continue
            seen = [Unit("", values) for values in known.probed]
            extremes = _extremes(kinds, key[2], [*group, *seen])
        asked[key] = extremes
        for turn, values in enumerate(extremes):
            probes.append((group[0], marked(group[0], values, key[2], f"{number}.{turn}")))
    spots = lay_out(arrange(probes)).spots if probes else {}
    for number, key in enumerate(classes):
        if key in asked:
            found = [_found(spots, f"{number}.{turn}") for turn in range(len(asked[key]))]
            _stencils[key] = _stencil(_kinds[base, key[1]], key[2], asked[key], found, whole)
    while len(_stencils) > max(KEPT_STENCILS, len(classes)):
        _stencils.popitem(last=False)


def _extremes(kinds: Mapping[int, Kind], spec: Spec, group: Sequence[Unit]) -> list[Values]:
    """Return the values of the narrowest and of the widest unit that could be."""
    narrow, wide = list(group[0].values), list(group[0].values)
    for index, wanted in enumerate(spec):
        if isinstance(wanted, int) and wanted != PICTURED:
            values = {unit.values[index] for unit in group}
            narrow[index] = min(values, key=lambda v: (kinds[index].width(v), v))
            wide[index] = max(values, key=lambda v: (kinds[index].width(v), v))
    return [tuple(narrow)] if narrow == wide else [tuple(narrow), tuple(wide)]


def marked(unit: Unit, values: Sequence[str], spec: Spec, at: str) -> str:
    """Return the unit as HTML with marks on itself and on everything that is to be stamped."""
    shown, pictures = [], []
    for index, (value, wanted) in enumerate(zip(values, spec, strict=True)):
        if wanted == PICTURED:
            pictures.append(index)
        stamped = isinstance(wanted, int) and wanted != PICTURED
        slot = f'<{native.SLOT} n="{index}">{value}</{native.SLOT}>'
        shown.append(slot if stamped else value)
    skeleton = unit.skeleton
    numbers = iter([i for i, mark in enumerate(unit.marks) if mark == PICTURE])
    skeleton = re.sub(
        rf'src="image:{PICTURE}',
        lambda _: (
            f'data-slot="{number}" src="image:{PICTURE}'
            if (number := next(numbers)) in pictures
            else f'src="image:{PICTURE}'
        ),
        skeleton,
    )
    holes = tuple(_named(inner.html(), f"{at}/{n}") for n, inner in enumerate(unit.inner))
    return Unit(_named(skeleton, at), unit.values).html(tuple(shown), holes)


def _named(html: str, at: str) -> str:
    return FIRST_TAG.sub(lambda tag: f'{tag[0]} data-at="{at}"', html, count=1)


def _found(spots: Mapping[str, native.Spot], at: str) -> native.Spot:
    if at not in spots:
        raise Unstampable(f"exemplar {at} was not laid out")
    spot = spots[at]
    inner = [spots[f"{at}/{n}"] for n in range(len(spots)) if f"{at}/{n}" in spots]
    spot.inner = inner
    return spot


def _stencil(
    kinds: Mapping[int, Kind],
    spec: Spec,
    values: Sequence[Values],
    spots: Sequence[native.Spot],
    whole: bool,
) -> Stencil:
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
            lines = [
                _anchor(a.x, a.y, a.width, b.x - dx, b.y - dy, b.width)
                for a, b in zip(one.lines, two.lines, strict=True)
            ]
            span = (kind.width(values[0][index]), kind.width(values[-1][index]))
            texts.append(Written(index, kind, one, lines, span))
    pictures = [
        (index, native.picture_area(first.pictures[index]))
        for index, wanted in enumerate(spec)
        if wanted == PICTURED
    ]
    native.blank(first, {written.index for written in texts})
    dropped = {id(first.pictures[index]) for index, _ in pictures}
    dropped |= {id(hole.box) for hole in first.inner}
    numbers = list(numberings(first.page)) if whole else []
    page = native.without(first.page, dropped) if whole else native.isolated(first.path, dropped)
    return Stencil(
        page, first.place, first.size, texts, pictures, holes, first, list(values), numbers
    )


def numberings(page: Any) -> Iterator[Numbering]:
    """Take the page numbers off a page; yield how they are to be stamped."""
    for parts, slot, share in native.numberings(page):
        kind = Kind(slot.typeface(), slot.size, slot.room, hyphens=False)
        (line,) = slot.lines
        (text,) = slot.texts
        foreseen = kind.lines(line.text)
        if not foreseen or abs(line.width - foreseen[0].width * kind.size / 1000) > 2 * CLOSE:
            raise Unstampable("a page number is wider than foreseen")
        text.text = ""
        yield Numbering(parts, kind, slot, line.x + share * line.width, share, line.y)


def _agree(slot: native.Slot | None, kind: Kind, value: str, wanted: int) -> None:
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


def _anchor(x: float, y: float, width: float, x2: float, y2: float, width2: float) -> Any:
    """Learn from two texts how x depends on the width: begins, is centred or ends at a place."""
    if abs(y - y2) > CLOSE:
        raise Unstampable("a line moves")
    for share in (0.0, 0.5, 1.0):
        if abs((x + share * width) - (x2 + share * width2)) <= CLOSE:
            return x + share * width, share, y
    raise Unstampable("a text stands neither left, right nor centred")


def _near(one: tuple[float, float], two: tuple[float, float]) -> bool:
    return abs(one[0] - two[0]) <= CLOSE and abs(one[1] - two[1]) <= CLOSE

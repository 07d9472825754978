"""Sort units into classes of one geometry, and have the narrowest and the widest of each laid out.

Two units are of one class when their tags are the same, the texts that cannot be stamped are the same, and
the others fill as many lines each. What is learnt of a class stays in the process (`forget` drops it).
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from checkin.documents import native, slots
from checkin.documents.markup import PICTURE, Unit, Unstampable
from checkin.documents.stencils import (
    PICTURED,
    Kind,
    Spec,
    Stencil,
    Values,
    as_they_are,
    make_stencil,
)

KEPT_STENCILS, KEPT_PAGES = 1024, 16
BATCH = 150  # exemplars laid out at once, which bounds memory
FEW = 6  # different units: each is laid out as it is, nothing is learnt
FIRST_TAG = re.compile(r"<[a-z0-9]+")

Key = tuple[str, str, Spec]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where units of a kind stand.

    `base` names all that their geometry depends on beside themselves; `arrange` puts some of them, marked
    for `Spot`, where they belong; `stampable` judges pictures by name, `digest` tells one from another. The
    art of a `whole` one is all its page, margins included.
    """

    base: str
    arrange: Callable[[Sequence[tuple[Unit, str]]], str]
    lay_out: Callable[[str], native.Laid]
    stampable: Callable[[str], bool]
    digest: Callable[[str], str]
    whole: bool = False


_kinds: OrderedDict[tuple[str, str], dict[int, Kind]] = OrderedDict()
_stencils: OrderedDict[Key, Stencil] = OrderedDict()
_pages: OrderedDict[tuple[str, str], list[Stencil]] = OrderedDict()


def forget() -> None:
    """Drop all that is kept."""
    _kinds.clear()
    _stencils.clear()
    _pages.clear()


def stencils(around: Surroundings, units: Sequence[Unit]) -> list[Stencil]:
    """Return the stencil of each unit."""
    groups: dict[str, list[Unit]] = {}
    for unit in units:
        groups.setdefault(unit.skeleton, []).append(unit)
    kinds = _learn(around, groups)
    specify = {s: _specifier(around, kinds[s], group) for s, group in groups.items()}
    keys = [(around.base, unit.skeleton, specify[unit.skeleton](unit)) for unit in units]
    classes: dict[Key, list[Unit]] = {}
    for key, unit in zip(keys, units, strict=True):
        classes.setdefault(key, []).append(unit)
    if len(classes) > max(KEPT_STENCILS, len(units) // 3):
        raise Unstampable(f"{len(classes)} classes")
    _compile(around, kinds, classes)
    made = [_stencils[key] for key in keys]
    while len(_stencils) > KEPT_STENCILS:
        _stencils.popitem(last=False)
    while len(_kinds) > KEPT_STENCILS:
        _kinds.popitem(last=False)
    return made


def pages(base: str, html: str, lay_out: Callable[[str], native.Laid]) -> list[Stencil]:
    """Return a stencil for every page that `html` fills by itself."""
    if (base, html) not in _pages:
        laid = lay_out(f'<section data-at="before"></section>{html}')
        first, *rest = laid.pages
        before = _found(laid.spots, "before")
        if before.page is not first or not native.holds_only(first, before.box) or not rest:
            raise Unstampable("plain pages that do not begin a page")
        _pages[base, html] = list(as_they_are(rest))
        while len(_pages) > KEPT_PAGES:
            _pages.popitem(last=False)
    return _pages[base, html]


def _learn(around: Surroundings, groups: Mapping[str, list[Unit]]) -> dict[str, dict[int, Kind]]:
    """Return font and room of every text by skeleton; of skeletons that hardly vary, nothing."""
    base = around.base
    varied = [s for s, group in groups.items() if len({u.values for u in group[:500]}) > FEW]
    new = [skeleton for skeleton in varied if (base, skeleton) not in _kinds]
    samples = []
    for number, skeleton in enumerate(new):
        group = groups[skeleton]
        values = tuple(
            min(texts, key=len) for texts in zip(*(u.values for u in group), strict=True)
        )
        spec = tuple(PICTURED if mark == PICTURE else 1 for mark in group[0].marks)
        samples.append((group[0], marked(group[0], values, spec, str(number))))
    spots = around.lay_out(around.arrange(samples)).spots if samples else {}
    for number, skeleton in enumerate(new):
        spot = _found(spots, str(number))
        _kinds[base, skeleton] = {
            index: Kind(slot.typeface(), slot.size, slot.room, slot.hyphens)
            for index, slot in spot.slots.items()
            if slot.usable
        }
    return {s: _kinds[base, s] if s in varied else {} for s in groups}


def _specifier(
    around: Surroundings, kinds: Mapping[int, Kind], group: Sequence[Unit]
) -> Callable[[Unit], Spec]:
    marks = group[0].marks
    constant = [len(set(values)) == 1 for values in zip(*(u.values for u in group), strict=True)]
    judged = list(zip(constant, marks, (kinds.get(i) for i in range(len(marks))), strict=True))

    def spec(unit: Unit) -> Spec:
        made: list[str | int] = []
        for value, (same, mark, kind) in zip(unit.values, judged, strict=True):
            if mark == PICTURE:
                stamped = not same and kinds and around.stampable(value)
                made.append(PICTURED if stamped else f"{value} {around.digest(value)}")
            elif same or not kind:
                made.append(value)
            else:
                lines = kind.lines(value)
                made.append(len(lines) if lines else value)
        return tuple(made)

    return spec


def _compile(
    around: Surroundings,
    kinds: Mapping[str, Mapping[int, Kind]],
    classes: Mapping[Key, list[Unit]],
) -> None:
    asked: list[tuple[Key, list[Values]]] = []
    for key, group in classes.items():
        extremes = _extremes(kinds[key[1]], key[2], group)
        known = _stencils.get(key)
        if known:
            _stencils.move_to_end(key)
            if known.covers(extremes):
                continue
            seen = [Unit("", values) for values in known.probed]
            extremes = _extremes(kinds[key[1]], key[2], [*group, *seen])
        asked.append((key, extremes))
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        probes = [
            (classes[key][0], marked(classes[key][0], values, key[2], f"{number}.{turn}"))
            for number, (key, extremes) in enumerate(batch)
            for turn, values in enumerate(extremes)
        ]
        spots = around.lay_out(around.arrange(probes)).spots
        for number, (key, extremes) in enumerate(batch):
            found = [_found(spots, f"{number}.{turn}") for turn in range(len(extremes))]
            _stencils[key] = make_stencil(kinds[key[1]], key[2], extremes, found, around.whole)


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
        slot = f'<{slots.SLOT} n="{index}">{value}</{slots.SLOT}>'
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


def _found(spots: Mapping[str, slots.Spot], at: str) -> slots.Spot:
    if at not in spots:
        raise Unstampable(f"exemplar {at} was not laid out")
    spot = spots[at]
    inner = [spots[f"{at}/{n}"] for n in range(len(spots)) if f"{at}/{n}" in spots]
    spot.inner = inner
    return spot

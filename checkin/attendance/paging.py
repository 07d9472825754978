"""Lay the rows of a list on sheets: what a page holds, its subtotal, where the officials sign. Pure.

The press would break pages by itself, but only who knows the page can sum it up; so rows are measured in
the fonts they are printed in, and every sheet is a page of its own. Heights mirror templates/attendance/
_list.css; a test holds both to the same number of pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from checkin.attendance.choices import Form, Kind
from checkin.attendance.columns import MARGIN_LEFT, MARGIN_RIGHT, Column, cells_of, columns
from checkin.attendance.counts import Count
from checkin.attendance.lists import AttendanceList, Heading, Record, Section, sections
from checkin.documents.fonts import BOLD, REGULAR
from checkin.documents.measure import lines, wrap
from checkin.formats import number

MARGIN_TOP, MARGIN_BOTTOM = 15.0, 27.0
ROW_LEAST, ROW_PADDING = 8.5, 2.22
HEAD, SUBTOTAL, TOTAL, HAND_TITLE, HAND_ROW = 11.5, 7.5, 9.0, 8.5, 9.0
SLACK = 3.0
KEPT = 3
LINE = 5.3
ZIGZAG = ("odd", "even")
AFTER_PAGE_SUM = ("total", "hand-title", "hand")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row: its look and its cells; a single cell spans the table."""

    css: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a section; the first one opens with the letterhead, the last one is signed."""

    opens: bool
    closes: bool
    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """A section on its sheets."""

    section: Section
    sheets: tuple[Sheet, ...]


def lay_out(made: AttendanceList, form: Form) -> tuple[tuple[Column, ...], tuple[Pages, ...]]:
    """Return the columns and every section's sheets; raises `Invalid` as `columns`."""
    laid = columns(made, form.size[0])
    return laid, tuple(
        Pages(section, tuple(_Pager(made, form, laid, section).sheets()))
        for section in sections(made)
    )


def sums(label: str, count: Count, kind: Kind) -> str:
    """Return the sentence below a group or section."""
    match kind:
        case Kind.BLANK:
            said = f"{number(count.invited)} diundang"
        case Kind.WALK_IN:
            said = f"{number(count.invited)} peserta susulan, {number(count.present)} hadir"
        case Kind.PRESENT | Kind.ABSENT | Kind.ALL:
            said = (
                f"{number(count.invited)} diundang, {number(count.present)} hadir, "
                f"{number(count.absent)} tidak hadir"
            )
    return f"Jumlah {label}: {said}"


def height_of_opening(heading: Heading, facts: int, room: float, *, notes: int) -> float:
    """Return the height of letterhead, title and facts in millimetres."""
    kop = sum(
        leading * _lines(text, BOLD if leading > 5 else REGULAR, points, room - 52)
        for text, points, leading in (
            (heading.government, 13, 6.0),
            (heading.office, 18, 8.5),
            (heading.address, 9, 4.2),
            (heading.contact, 9, 4.2),
        )
        if text
    )
    event = 5.6 * _lines(heading.event, BOLD, 12, room)
    places = LINE * _lines(heading.venue, REGULAR, 11, room - 34)
    return max(kop, 22) + 3.5 + 16 + event + 4.8 * notes + 8.5 + LINE * (facts + 2) + places


def height_of_signatures(heading: Heading) -> float:
    """Return the height of the block that the officials sign."""
    titles = max((len(signer.title) for signer in heading.signers), default=0)
    return 7 + LINE * (titles + 5) + 22


class _Pager:
    """Fills sheets with the rows of one section."""

    def __init__(
        self, made: AttendanceList, form: Form, laid: tuple[Column, ...], section: Section
    ) -> None:
        self._kind = made.scope.kind
        self._cells = cells_of(made, laid)
        self._laid = laid
        self._section = section
        self._hand = form.rows_by_hand(self._kind)
        width, height = form.size
        room = width - MARGIN_LEFT - MARGIN_RIGHT
        self._body = height - MARGIN_TOP - MARGIN_BOTTOM - SLACK
        notes = 1 + bool(made.provisional)
        facts = len(section.facts) + bool(made.heading.gate)
        self._opening = height_of_opening(made.heading, facts, room, notes=notes)
        self._closing = height_of_signatures(made.heading)

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets with their subtotals; who signs never stands alone on a page."""
        pages = self._break([*self._people(), *self._by_hand()])
        for index, page in enumerate(pages):
            rows = [line for block in page for line in block.lines]
            people = [block.record for block in page if block.record]
            if people and len(pages) > 1:
                ends = (i for i, line in enumerate(rows) if line.css in AFTER_PAGE_SUM)
                rows.insert(next(ends, len(rows)), self._page_sum(people))
            yield Sheet(index == 0, index == len(pages) - 1, tuple(_with_ends(rows)))

    def _people(self) -> list["_Block"]:
        groups, made = self._section.groups, list[_Block]()
        for group in groups:
            for record in group.records:
                made.append(self._person(len(made) + 1, record))
            if len(groups) > 1:
                line = Line("subtotal", (sums(group.label, group.count, self._kind),))
                _end(made, line, SUBTOTAL)
        _end(
            made,
            Line("total", (sums(self._section.label, self._section.count, self._kind),)),
            TOTAL,
        )
        return made

    def _person(self, position: int, record: Record) -> "_Block":
        cells = self._cells(position, record)
        tall = max(
            column.leading * _lines(cell, REGULAR, column.points, column.room)
            for column, cell in zip(self._laid, cells, strict=True)
        )
        height = max(ROW_LEAST, tall + ROW_PADDING)
        return _Block((Line("odd" if position % 2 else "even", cells),), height, record)

    def _break(self, blocks: list["_Block"]) -> list[list["_Block"]]:
        pages: list[list[_Block]] = [[]]
        left = self._body - self._opening - HEAD - SUBTOTAL
        fresh = self._body - HEAD - SUBTOTAL
        for block in blocks:
            if block.height > left and pages[-1]:
                pages.append([])
                left = fresh
            pages[-1].append(block)
            left -= block.height
        if self._closing > left:
            kept = min(KEPT, max(len(pages[-1]) - 1, 1))
            pages.append(pages[-1][-kept:])
            del pages[-2][-kept:]
        return pages

    def _page_sum(self, people: list[Record]) -> Line:
        text = f"Jumlah halaman ini: {number(len(people))} orang"
        if self._kind in (Kind.ALL, Kind.WALK_IN):
            present = sum(record.arrived_at is not None for record in people)
            text += f", {number(present)} hadir, {number(len(people) - present)} tidak hadir"
        return Line("subtotal page-sum", (text,))

    def _by_hand(self) -> Iterator["_Block"]:
        row = Line("hand", ("",) * len(self._laid))
        for index in range(self._hand):
            if index:
                yield _Block((row,), HAND_ROW, None)
            else:
                title = Line("hand-title", ("Peserta yang tidak tercantum dalam daftar",))
                yield _Block((title, row), HAND_TITLE + HAND_ROW, None)


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows that stay together."""

    lines: tuple[Line, ...]
    height: float
    record: Record | None

    def with_line(self, line: Line, height: float) -> "_Block":
        return _Block((*self.lines, line), self.height + height, self.record)


def _with_ends(rows: list[Line]) -> Iterator[Line]:
    """Yield the rows; a person's row that none follows also closes the half of a signature below it."""
    for line, following in zip_longest(rows, rows[1:]):
        person = line.css in ZIGZAG
        yield (
            Line(f"{line.css} last", line.cells)
            if person and (following is None or following.css not in ZIGZAG)
            else line
        )


def _end(blocks: list[_Block], line: Line, height: float) -> None:
    """Let `line` follow the last block on its page."""
    if blocks:
        blocks[-1] = blocks[-1].with_line(line, height)
    else:
        blocks.append(_Block((line,), height, None))


def _lines(text: str, font: str, points: float, room: float) -> int:
    """Return how many lines `text` fills; signs that another font must lend may be wider."""
    if not text:
        return 1
    borrowed = 0 if text.isascii() else 1 if any(sign > "\u024f" for sign in text) else 0
    return (lines(text, font, points, room) or len(wrap(text, font, points, room))) + borrowed

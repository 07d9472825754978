"""Sheets -> the rows where people stand, each with what its sheet, title or section says of it. Pure.

Everything that is no person is passed over in silence: titles, headers (repeated ones too), column
numbers, totals, signatures, vacant posts, empty lines.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from checkin.roster import dates, names
from checkin.roster.cells import Cell, is_number, text_of
from checkin.roster.headers import Field, Header, find_header
from checkin.roster.sheets import Sheet

_TOTAL = re.compile(r"^\W*(SUB ?-?TOTAL|GRAND TOTAL|TOTAL|JUMLAH|JML|REKAP)", re.I)
_SIGNATURE = re.compile(
    r"^(NIP\b|KEPALA\b|PLT\b|PLH\b|AN?\. ?KEPALA|A\.N\.|MENGETAHUI|MENYETUJUI|KOORDINATOR KAB|KETUA\b|"
    r"PEMBINA|PENATA|BENDAHARA|PPTK|PEJABAT|TTD|[A-Z. ]+, *\d{0,2} *[A-Z]+ 20\d\d$|CATATAN|KETERANGAN)",
    re.I,
)
_HEADER_SEARCH = 40
_SAMPLED_ROWS, _SAMPLES = 12, 3
_DISTRICT_TITLE = re.compile(
    r"\bKEC(?:AMATAN|\.)?\s*[:.]?\s+([A-Z' ]+?)\s*(?:$|[,;(/0-9-]|\bTAHUN\b|\bKAB)", re.I
)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row where a person stands: cells by field, and the texts around it that may say more."""

    sheet: str
    number: int
    cells: Mapping[Field, Cell]
    section: str
    context: "SheetContext"

    def cell(self, wanted: Field) -> Cell:
        """Return the cell of a field, None where the sheet has no such column."""
        return self.cells.get(wanted)

    def text(self, wanted: Field) -> str:
        """Return the cell of a field as one line of text."""
        return text_of(self.cells.get(wanted))


@dataclass(slots=True)
class SheetContext:
    """What one sheet says as a whole: name, titles above the header, header, order of its dates."""

    name: str
    hidden: bool = False
    titles: list[str] = field(default_factory=list)
    header: Header | None = None
    month_first: bool = False
    samples: dict[int, list[str]] = field(default_factory=dict)
    rows: list[RosterRow] = field(default_factory=list)

    @property
    def district_title(self) -> str:
        """Return the district that the sheet's name or a title names, `` where none does."""
        for text in (self.name, *self.titles):
            if found := _DISTRICT_TITLE.search(f"{text} "):
                return found[1].strip()
        return ""


def read_rows(
    sheets: Iterable[Sheet], remap: Callable[[Header], Header] = lambda header: header
) -> list[SheetContext]:
    """Return a context for every sheet, in order; hidden sheets and sheets without header hold no rows.

    `remap` may read a header's columns otherwise than the synonyms do.
    """
    return [_read_sheet(sheet, remap) for sheet in sheets]


def _read_sheet(sheet: Sheet, remap: Callable[[Header], Header]) -> SheetContext:
    context = SheetContext(sheet.name, sheet.hidden)
    if sheet.hidden:
        return context
    walk = _Walk(context, remap)
    at = 0
    while at < len(sheet.rows):
        at += walk.step(sheet.rows, at)
    meant = Field.BIRTH_DATE, Field.BIRTH_PLACE_DATE
    cells = [row.cells[name] for row in context.rows for name in meant if name in row.cells]
    context.month_first = dates.month_comes_first(cells)
    return context


class _Walk:
    """Goes down one sheet and remembers header, section, and whether the people are over."""

    def __init__(self, context: SheetContext, remap: Callable[[Header], Header]) -> None:
        self.context = context
        self.remap = remap
        self.section = ""
        self.over = False

    def step(self, rows: Sequence[Sequence[Cell]], at: int) -> int:
        """Take in row `at`; return how many rows it was."""
        filled = [(n, text) for n, cell in enumerate(rows[at]) if (text := text_of(cell))]
        if not filled:
            return 1
        if len(filled) >= 2 and (self.context.header or at < _HEADER_SEARCH):
            header = find_header(rows, at)
            if header:
                self.context.header = self.remap(header)
                self.over = False
                return header.depth
        if self.context.header is None:
            self.context.titles += [text for _, text in filled[:3]]
        else:
            self._row(rows[at], at, filled)
        return 1

    def _row(self, row: Sequence[Cell], at: int, filled: list[tuple[int, str]]) -> None:
        if any(_TOTAL.match(text) for _, text in filled[:2]):
            self.over = True
        elif _is_section(row, filled):
            if not any(_SIGNATURE.match(text) for _, text in filled):
                self.section, self.over = " ".join(text for _, text in filled), False
        elif self._is_person(row, filled):
            header = self.context.header
            assert header is not None
            if len(self.context.rows) < _SAMPLED_ROWS:
                _sample(self.context.samples, filled)
            cells = {f: row[n] for f, n in header.columns.items() if n < len(row)}
            self.context.rows.append(
                RosterRow(self.context.name, at + 1, cells, self.section, self.context)
            )

    def _is_person(self, row: Sequence[Cell], filled: list[tuple[int, str]]) -> bool:
        header = self.context.header
        assert header is not None
        if _is_column_numbers(row):
            return False

        def text(wanted: Field) -> str:
            at = header.columns.get(wanted, len(row))
            return text_of(row[at]) if at < len(row) else ""

        name, nik = text(Field.NAME), text(Field.NIK)
        digits = sum(c.isdigit() for c in nik)
        if digits < 10 and any(_SIGNATURE.match(t) for _, t in filled):
            self.over = True
            return False
        if self.over and digits < 10 and not (text(Field.NO).isdigit() and name):
            return False
        if names.is_vacant(name) and not nik.strip("-. "):
            return not name and any(text(f) for f in (Field.PHONE, Field.ACCOUNT))
        return len(filled) >= 2 and bool(name or nik)


def _sample(samples: dict[int, list[str]], filled: list[tuple[int, str]]) -> None:
    """Remember a few texts of each column, for a person to see what stands in it."""
    for n, text in filled:
        seen = samples.setdefault(n, [])
        if len(seen) < _SAMPLES and text not in seen:
            seen.append(text[:40])


def _is_section(row: Sequence[Cell], filled: list[tuple[int, str]]) -> bool:
    """A lone text before the columns of data: `B. TAGANA`, `KECAMATAN NGRAHO`."""
    if len(filled) > 2 or any(is_number(cell) for cell in row):
        return False
    joined = " ".join(text for _, text in filled)
    return len(filled) == 1 or (len(filled[0][1]) <= 3 and sum(c.isdigit() for c in joined) < 4)


def _is_column_numbers(row: Sequence[Cell]) -> bool:
    """The row `1 2 3 4 ...` (or `(1) (2) ...`) that some forms put under the header."""
    texts = [text_of(cell).strip("() ") for cell in row if text_of(cell)]
    if len(texts) < 3 or not all(text.isdigit() and len(text) <= 2 for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return all(b - a in (0, 1) for a, b in pairwise(numbers))

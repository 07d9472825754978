"""HTML tables that some office programs save under the name .xls -> rows of text. Pure."""

import re
from html.parser import HTMLParser

from checkin.roster import limits
from checkin.roster.cells import Cell

_START = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!doctype html|<html|<table|<meta|<head|<style|<body|<div)", re.I
)
MAX_SPAN = 100


def is_markup(text: str) -> bool:
    """Say whether the text is an HTML page with a table."""
    return bool(_START.match(text)) and "<table" in text.lower()


def read_tables(text: str) -> list[list[list[Cell]]]:
    """Return each table's rows; what a cell spans besides itself is empty.

    Raises `Invalid` where it holds more than a roster ever does.
    """
    reader = _TableReader()
    reader.feed(text)
    reader.close()
    return [rows for rows in reader.tables if rows]


def _span(wanted: str | None) -> int:
    digits = (wanted or "").strip()
    return max(1, min(int(digits), MAX_SPAN)) if digits.isdigit() and len(digits) < 6 else 1


class _TableReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[Cell]]] = []
        self._cell: list[str] | None = None
        self._across = self._down = 1
        self._taken: dict[int, int] = {}  # column -> rows that a cell above still covers
        self._silent = 0
        self._rows = self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._silent += 1
        elif tag == "table":
            self._end_cell()
            self._taken = {}
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._end_row()
            self.tables[-1].append([])
            self._rows += 1
            limits.check_extent(self._rows, 0)
        elif tag in ("td", "th") and self.tables:
            self._end_cell()
            self._cell = []
            wanted = dict(attrs)
            self._across, self._down = _span(wanted.get("colspan")), _span(wanted.get("rowspan"))
        elif tag in ("br", "p", "div") and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def close(self) -> None:
        """End what a page cut off in the middle left open."""
        super().close()
        self._end_row()

    def _end_row(self) -> None:
        self._end_cell()
        if self.tables and self.tables[-1]:
            self._skip_taken()

    def _skip_taken(self) -> None:
        """Leave empty what cells of rows above cover."""
        row = self.tables[-1][-1]
        while self._taken.get(len(row), 0) > 0:
            self._taken[len(row)] -= 1
            row.append("")

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if not self.tables[-1]:
            self.tables[-1].append([])
        self._skip_taken()
        row = self.tables[-1][-1]
        for column in range(len(row), len(row) + self._across):
            self._taken[column] = self._down - 1
        row += ["".join(self._cell), *[""] * (self._across - 1)]
        self._cells += self._across * self._down
        limits.check_extent(0, len(row))
        if self._cells > limits.MAX_CELLS:
            raise limits.too_large()
        self._cell = None

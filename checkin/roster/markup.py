"""HTML tables that some office programs save under the name .xls -> rows of text. Pure."""

import re
from html.parser import HTMLParser

from checkin.roster.cells import Cell

_START = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!doctype html|<html|<table|<meta|<head|<style|<body|<div)", re.I
)
MAX_SPAN = 100


def is_markup(text: str) -> bool:
    """Say whether the text is an HTML page with a table."""
    return bool(_START.match(text)) and "<table" in text.lower()


def read_tables(text: str) -> list[list[list[Cell]]]:
    """Return each table's rows; a spanned cell is followed by empty ones."""
    reader = _TableReader()
    reader.feed(text)
    reader.close()
    return [rows for rows in reader.tables if rows]


class _TableReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[Cell]]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self._end_cell()
            self._cell = []
            wanted = dict(attrs).get("colspan") or "1"
            self._span = min(int(wanted), MAX_SPAN) if wanted.isdigit() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if not self.tables[-1]:
            self.tables[-1].append([])
        self.tables[-1][-1] += ["".join(self._cell), *[""] * (self._span - 1)]
        self._cell = None

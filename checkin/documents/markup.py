"""Cut a document's HTML into the units that repeat: sheets, records on them, rows of a table. Pure.

A template says what repeats with one attribute, which browsers and plain WeasyPrint pass over:
`data-stamp="page"` fills pages of its own, `data-stamp="record"` stands on one (its place must not depend on
what it says), `data-stamp="section"` is a page too and ends with a `<table data-stamp="rows">`. A unit is its
tags (the skeleton) and what stands between them (texts and pictures).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

TEXT, PICTURE, HOLE = "\x00", "\x01", "\x02"
# Nothing of these prints; bidi controls could show a name reversed, the rest would pass for our own marks.
UNPRINTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
TAGS = re.compile(r"(<[^>]*>)")
UNIT = re.compile(r'<([a-z]+)[^>]* data-stamp="(page|section|record|rows)"[^>]*>')
PICTURE_TAG = re.compile(r'(<img [^>]*src=")image:([^"]*)("[^>]*>)')
GROUP = re.compile(r"\s*(<(tbody|thead|tfoot|colgroup)\b[^>]*>)")
SPACES = re.compile(r"[ \t\n\r]+")


class Unstampable(Exception):
    """This document, or this part of it, goes the plain way; the text says why."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One repeated piece of a document: `skeleton` holds a mark for each of the `values`."""

    skeleton: str
    values: tuple[str, ...]
    inner: tuple["Unit", ...] = ()

    def html(self, values: tuple[str, ...] | None = None, holes: tuple[str, ...] = ()) -> str:
        """Return the unit as HTML again, with other `values` and something in its `holes`."""
        given, filled = iter(values or self.values), iter(holes)
        pieces = re.split(f"([{TEXT}{PICTURE}{HOLE}])", self.skeleton)
        for index in range(1, len(pieces), 2):
            pieces[index] = next(filled, "") if pieces[index] == HOLE else next(given)
        return "".join(pieces)

    @property
    def marks(self) -> str:
        """The kind of each value, in order."""
        return "".join(mark for mark in self.skeleton if mark in (TEXT, PICTURE))


@dataclass(frozen=True, slots=True)
class Section:
    """A page with a table at its end: `art` is all but the rows, each row has the tag of its group."""

    art: Unit
    rows: tuple[tuple[str, Unit], ...]


Piece = Unit | Section | str


@dataclass(frozen=True, slots=True)
class Cut:
    """A document: everything before the first piece, the pieces (text: pages left as they are), the end."""

    head: str
    pieces: tuple[Piece, ...]
    tail: str


def clean(html: str) -> str:
    """Take out control characters and everything that turns text around."""
    return UNPRINTED.sub("", html)


def cut(html: str) -> Cut:
    """Return the pieces of `html`; raise `Unstampable` where it marks none."""
    if 'rel="attachment"' in html:
        raise Unstampable("the template itself attaches a file")
    pieces: list[Piece] = []
    at = start = -1
    for kind, begin, end in elements(html):
        if start < 0:
            at = start = begin
        if html[at:begin].strip():
            pieces.append(html[at:begin])
        piece = html[begin:end]
        pieces.append(page_of(piece) if kind == "page" else section_of(piece))
        at = end
    tail = html.rfind("</body>")
    if start < 0 or tail < at:
        raise Unstampable("nothing is marked")
    if html[at:tail].strip():
        pieces.append(html[at:tail])
    return Cut(html[:start].rstrip(), tuple(pieces), html[tail:])


def weight(piece: Piece) -> int:
    """Return how many records a piece holds."""
    match piece:
        case Unit():
            return max(len(piece.inner), 1)
        case Section():
            return len(piece.rows)
        case str():
            return 0


def elements(
    html: str, kinds: tuple[str, ...] = ("page", "section")
) -> Iterator[tuple[str, int, int]]:
    """Yield kind, beginning and end of the marked elements of these kinds, none inside another."""
    at = 0
    while found := UNIT.search(html, at):
        if found[2] not in kinds:
            raise Unstampable(f"{found[2]} outside of its place")
        end = end_of(html, found.start(), found[1])
        yield found[2], found.start(), end
        at = end


def end_of(html: str, start: int, tag: str) -> int:
    """Return where the element that begins at `start` ends."""
    depth = 0
    for found in _tag(tag).finditer(html, start):
        depth += -1 if found[1] else 1
        if depth == 0:
            return found.end()
    raise Unstampable(f"<{tag}> is not closed")


def page_of(html: str) -> Unit:
    """Return a page as a unit with its records inside."""
    inner, pieces, at = [], [], 0
    start = html.index(">") + 1
    for _kind, begin, end in elements(html[start:], ("record",)):
        inner.append(unit_of(html[start + begin : start + end]))
        pieces += [html[at : start + begin], HOLE]
        at = start + end
    return unit_of("".join((*pieces, html[at:])), tuple(inner))


def unit_of(html: str, inner: tuple[Unit, ...] = ()) -> Unit:
    """Return `html` as a unit: texts and addresses of pictures taken out of their tags."""
    values: list[str] = []
    pieces = TAGS.split(html)
    for index, piece in enumerate(pieces):
        if index % 2:
            if 'src="image:' in piece:
                pieces[index] = PICTURE_TAG.sub(rf"\1image:{PICTURE}\3", piece)
                values += [picture[2] for picture in PICTURE_TAG.finditer(piece)]
        elif piece and not piece.isspace() and HOLE not in piece:
            value = piece.strip()
            values.append(value)
            pieces[index] = piece.replace(value, TEXT)
    return Unit("".join(pieces), tuple(values), inner)


def section_of(html: str) -> Section:
    """Return a section cut at the rows of its table."""
    table = UNIT.search(html, html.index(">"))
    if not table or table[2] != "rows":
        raise Unstampable("a section without rows")
    end = end_of(html, table.start(), "table")
    if html[end:].count("<") != 1 or TAGS.sub("", html[end:]).strip():
        raise Unstampable("something follows the table")
    own, rows = _table(html[table.end() : end - len("</table>")])
    if not rows:
        raise Unstampable("a table without rows")
    opening = html[: table.end()] + own + rows[0][0]
    return Section(unit_of(f"{opening}{HOLE}</tbody></table>{html[end:]}", (rows[0][1],)), rows)


def text(value: str) -> str:
    """Return a text as it is printed: entities read, white space collapsed."""
    if "&" in value:
        value = unescape(value)
    return SPACES.sub(" ", value).strip(" ")


def _table(html: str) -> tuple[str, tuple[tuple[str, Unit], ...]]:
    own: list[str] = []
    rows: list[tuple[str, Unit]] = []
    at = 0
    while found := GROUP.match(html, at):
        end = end_of(html, found.start(1), found[2])
        if found[2] == "tfoot":
            raise Unstampable("a table with a foot")
        if found[2] == "tbody":
            inside = html[found.end() : end - len("</tbody>")]
            rows += [(found[1], row) for row in _rows(inside)]
        else:
            own.append(html[found.start(1) : end])
        at = end
    if html[at:].strip():
        raise Unstampable("a table holds something beside its groups")
    return "".join(own), tuple(rows)


def _rows(html: str) -> Iterator[Unit]:
    at = 0
    while (begin := html.find("<tr", at)) >= 0:
        end = end_of(html, begin, "tr")
        if html[at:begin].strip():
            raise Unstampable("text between rows")
        yield unit_of(html[begin:end])
        at = end
    if html[at:].strip():
        raise Unstampable("text after the rows")


@cache
def _tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){name}\b[^>]*>")

"""Write pages by stamping: the art of each class once as a form, then text and pictures of every record.

A page is a list of stencils with the values to put in; WeasyPrint embeds the fonts and writes the file.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from checkin.documents import native
from checkin.documents.glyphs import Typeface
from checkin.documents.markup import Unstampable
from checkin.documents.stencils import Numbering, Stencil, Written

Values = tuple[str, ...]


class Stamped(NamedTuple):
    """A stencil at a place: `dx`, `dy` from where its exemplar lay."""

    stencil: Stencil
    values: Values
    dx: float
    dy: float


@dataclass(slots=True)
class Ink:
    """What all pages of one PDF share: forms and fonts, pictures by name, glyphs met, and who is told."""

    picture: Callable[[str], str]
    tell: Callable[[], None]
    forms: dict[int, str] = field(default_factory=dict)
    fonts: dict[int, tuple[Any, str, set[int]]] = field(default_factory=dict)
    used: dict[str, tuple[Any, Typeface, set[int]]] = field(default_factory=dict)

    def operators(self, stream: Any, stamped: Stamped) -> Iterator[str]:
        """Yield what prints one stencil."""
        stencil, values, dx, dy = stamped
        form = self.forms.get(id(stencil))
        if form is None:
            form = self.forms[id(stencil)] = native.add_form(stream, stencil.page)
            for written in stencil.texts:
                self._register(stream, written)
            for numbering in stencil.numbers:
                self._register(stream, numbering)
        moved = dx or dy
        if moved:
            yield f"q 1 0 0 1 {dx:.3f} {dy:.3f} cm"
        yield f"/{form} Do"
        if stencil.texts:
            yield "BT"
            for written in stencil.texts:
                yield from self._text(written, values[written.index])
            yield "ET"
        for index, (x, y, width, height) in stencil.pictures:
            yield f"q {width:.3f} 0 0 {-height:.3f} {x:.3f} {y + height:.3f} cm"
            yield self.picture(values[index])
            yield "Q"
        if moved:
            yield "Q"

    def numbers(self, stencil: Stencil, page: int, pages: int) -> Iterator[str]:
        """Yield what prints the page numbers in the margins of a page."""
        for numbering in stencil.numbers:
            lines = numbering.kind.lines(numbering.words(page, pages))
            if not lines:
                raise Unstampable("a page number is too long")
            _, opening, used = self.fonts[id(numbering)]
            used.update(lines[0].glyphs)
            left = numbering.x - numbering.share * lines[0].width * numbering.kind.size / 1000
            yield f"BT {opening} 1 0 0 -1 {left:.3f} {numbering.y:.3f} Tm [{lines[0].code}] TJ ET"

    def settle(self) -> None:
        """Tell the fonts which glyphs a page used."""
        for font, typeface, used in self.used.values():
            native.register_glyphs(font, typeface, used - font.to_unicode.keys())

    def _register(self, stream: Any, written: Written | Numbering) -> None:
        font, kind = written.slot.register(stream), written.kind
        used = self.used.setdefault(font.hash, (font, kind.typeface, set()))[2]
        opening = f"{written.slot.color} rg /{font.hash} {kind.size:.4g} Tf"
        self.fonts[id(written)] = (font, opening, used)

    def _text(self, written: Written, value: str) -> Iterator[str]:
        _, opening, used = self.fonts[id(written)]
        kind = written.kind
        yield opening
        for (x, share, y), shaped in zip(written.lines, kind.lines(value) or (), strict=True):
            left = x - share * shaped.width * kind.size / 1000 if share else x
            used.update(shaped.glyphs)
            yield f"1 0 0 -1 {left:.3f} {y:.3f} Tm [{shaped.code}] TJ"


class StampedPage:
    """A page as WeasyPrint asks of one, painted from stencils; the first brings the page's margins."""

    def __init__(self, size: tuple[float, float], stamps: Sequence[Stamped], ink: Ink) -> None:
        self.width, self.height = size
        self.bleed = dict.fromkeys(native.SIDES, 0)
        self.bookmarks: list[Any] = []
        self.links: list[Any] = []
        self.anchors: dict[str, Any] = {}
        self.forms: dict[None, list[Any]] = {None: []}
        self.number, self.of = 1, 1
        self._stamps = stamps
        self._ink = ink

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Write the page's operators."""
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            for stamp in self._stamps:
                stream.stream.append("\n".join(self._ink.operators(stream, stamp)))
            art = self._stamps[0].stencil
            stream.stream.extend(self._ink.numbers(art, self.number, self.of))
        self._ink.settle()
        self._ink.tell()


def inline_picture(content: bytes) -> str | None:
    """Return a grey PNG of one bit, unfiltered, as operators; None for any other picture."""
    if content[:16] != b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR":
        return None
    width, height, *form = struct.unpack(">IIBBBBB", content[16:29])
    if form != [1, 0, 0, 0, 0] or content[37:41] != b"IDAT" or width * height > 10_000:
        return None
    length = int.from_bytes(content[33:37])
    rows = zlib.decompress(content[41 : 41 + length])
    stride = 1 + (width + 7) // 8
    if any(rows[::stride]):
        return None
    bits = b"".join(rows[start + 1 : start + stride] for start in range(0, len(rows), stride))
    return f"BI /W {width} /H {height} /CS /G /BPC 1 /F /AHx ID {bits.hex()}> EI"

"""Write pages by stamping: the art of each class once as a form, then text and pictures of every record.

A page is a list of stencils with the values to put in; WeasyPrint embeds the fonts and writes the file.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from checkin.documents import native
from checkin.documents.glyphs import Shaped, Typeface
from checkin.documents.markup import Unstampable
from checkin.documents.stencils import Numbering, Stencil, Written

Values = tuple[str, ...]


class Stamped(NamedTuple):
    """A stencil at a place: `dx`, `dy` from where its exemplar lay."""

    stencil: Stencil
    values: Values
    dx: float
    dy: float


class Used:
    """The glyphs that one font of the PDF shows."""

    __slots__ = ("_font", "_glyphs", "_seen", "_typeface")

    def __init__(self, font: Any, typeface: Typeface) -> None:
        self._font, self._typeface = font, typeface
        self._seen: set[str] = set()
        self._glyphs: set[int] = set()

    def note(self, line: Shaped) -> None:
        """Note the glyphs of a line."""
        if line.text not in self._seen:
            self._seen.add(line.text)
            self._glyphs.update(line.glyphs)

    def settle(self) -> None:
        """Tell the font."""
        native.register_glyphs(self._font, self._typeface, self._glyphs)
        self._glyphs.clear()


@dataclass(slots=True)
class Inked:
    """A stencil in one PDF: the name of its form and, for each text, how it begins."""

    form: str
    texts: list[tuple[Written, str, Used, list[str]]]
    numbers: list[tuple[Numbering, str, Used]]


@dataclass(slots=True)
class Ink:
    """What all pages of one PDF share: forms and fonts, pictures by name, and who is told."""

    picture: Callable[[str], str]
    tell: Callable[[], None]
    inked: dict[int, Inked] = field(default_factory=dict)
    used: dict[str, Used] = field(default_factory=dict)

    def operators(self, stream: Any, stamped: Stamped) -> str:
        """Return what prints one stencil."""
        stencil, values, dx, dy = stamped
        inked = self.inked.get(id(stencil)) or self._ink(stream, stencil)
        made = [f"q 1 0 0 1 {dx:.5f} {dy:.5f} cm" if dx or dy else "q", f"/{inked.form} Do"]
        if inked.texts:
            made.append("BT")
            for written, opening, used, places in inked.texts:
                kind = written.kind
                made.append(opening)
                for place, anchor, line in zip(
                    places, written.lines, kind.lines(values[written.index]) or (), strict=True
                ):
                    used.note(line)
                    if not place:
                        x, share, y = anchor
                        place = (
                            f"1 0 0 -1 {x - share * line.width * kind.size / 1000:.3f} {y:.3f} Tm"
                        )
                    made.append(f"{place} [{line.code}] TJ")
            made.append("ET")
        for index, (x, y, width, height) in stencil.pictures:
            made.append(f"q {width:.3f} 0 0 {-height:.3f} {x:.3f} {y + height:.3f} cm")
            made.append(self.picture(values[index]))
            made.append("Q")
        made.append("Q")
        return "\n".join(made)

    def numbers(self, stencil: Stencil, page: int, pages: int) -> Iterator[str]:
        """Yield what prints the page numbers in the margins of a page."""
        for numbering, opening, used in self.inked[id(stencil)].numbers:
            lines = numbering.kind.lines(numbering.words(page, pages))
            if not lines or len(lines) > 1:
                raise Unstampable("a page number is too long")
            used.note(lines[0])
            left = numbering.x - numbering.share * lines[0].width * numbering.kind.size / 1000
            yield f"BT {opening} 1 0 0 -1 {left:.3f} {numbering.y:.3f} Tm [{lines[0].code}] TJ ET"

    def settle(self) -> None:
        """Tell the fonts which glyphs a page used."""
        for used in self.used.values():
            used.settle()

    def _ink(self, stream: Any, stencil: Stencil) -> Inked:
        form = native.add_form(stream, stencil.page)
        texts = []
        for written in stencil.texts:
            places = [
                "" if share else f"1 0 0 -1 {x:.3f} {y:.3f} Tm" for x, share, y in written.lines
            ]
            texts.append((written, *self._font(stream, written), places))
        numbers = [(numbering, *self._font(stream, numbering)) for numbering in stencil.numbers]
        inked = self.inked[id(stencil)] = Inked(form, texts, numbers)
        return inked

    def _font(self, stream: Any, text: Written | Numbering) -> tuple[str, Used]:
        font, kind = text.slot.register(stream), text.kind
        if font.hash not in self.used:
            self.used[font.hash] = Used(font, kind.typeface)
        return f"{text.slot.color} rg /{font.hash} {kind.size:.4g} Tf", self.used[font.hash]


class StampedPage:
    """A page as WeasyPrint asks of one, painted from stencils; the first brings the page's margins."""

    def __init__(self, size: tuple[float, float], stamps: Sequence[Stamped], ink: Ink) -> None:
        self.width, self.height = size
        self.bleed = dict.fromkeys(native.SIDES, 0)
        self.bookmarks, self.links, self.anchors = stamps[0].stencil.marks
        self.forms: dict[None, list[Any]] = {None: []}
        self.number, self.of = 1, 1
        self._stamps = stamps
        self._ink = ink

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Write the page's operators."""
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            for stamp in self._stamps:
                stream.stream.append(self._ink.operators(stream, stamp))
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

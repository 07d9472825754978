"""Shape text into glyphs and lines as the layout engine would, for the text that this is sure of.

Sure means: Latin letters, figures and plain punctuation that the font holds, one glyph after the other. What
else a name may hold (marks, other scripts, emoji, joiners) is not shaped here: `None` says so.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import uharfbuzz

PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u024f\u1e00-\u1eff\u2013\u2014\u2018-\u201e\u2022\u2026]*"
)
# Inside these no line can break (UAX 14): letters, figures, stops, commas, apostrophes, ampersands.
UNBROKEN = re.compile("[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff.,'\u2019&]*")
HAIR = 0.3  # pixels: what fits or not by less is left to the layout engine


class Shaped(NamedTuple):
    """A line of text in glyphs; `width` in thousandths of the type size, `code` the operand of a TJ."""

    glyphs: tuple[int, ...]
    width: float
    code: str
    text: str


class Typeface:
    """A font file, ready to shape; `reads` and `widths` say what each glyph met so far stands for."""

    def __init__(self, content: bytes) -> None:
        self._face = uharfbuzz.Face(content)
        self._font = uharfbuzz.Font(self._face)
        self._scale = 1000 / self._face.upem
        self.reads: dict[int, str] = {}
        self.widths: dict[int, int] = {}
        self.shape = lru_cache(maxsize=32768)(self._shape)

    def _met(self, glyph: int, text: str) -> int:
        self.reads[glyph] = text
        width: int = round(self._font.get_glyph_h_advance(glyph) * self._scale)
        self.widths[glyph] = width
        return width

    def _shape(self, text: str) -> Shaped | None:
        if not PLAIN.fullmatch(text):
            return None
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._font, buffer)
        infos, scale, widths = buffer.glyph_infos, self._scale, self.widths
        numbers = [info.codepoint for info in infos]
        starts = [info.cluster for info in infos]
        code, total = "", 0.0
        for at, position in enumerate(buffer.glyph_positions):
            glyph = numbers[at]
            end = starts[at + 1] if at + 1 < len(starts) else len(text)
            if not glyph or position.x_offset or position.y_offset or end <= starts[at]:
                return None
            advance = position.x_advance * scale
            nominal = widths.get(glyph) or self._met(glyph, text[starts[at] : end])
            total += advance
            kerning = int(nominal - advance)
            code += f"{glyph:04x}>{kerning}<" if kerning else f"{glyph:04x}"
        return Shaped(tuple(numbers), total, f"<{code}>", text)

    def lines(self, text: str, points: float, room: float | None) -> tuple[Shaped, ...] | None:
        """Return the lines of `text` in `room` (None: one line, however long); None where unsure.

        `points` and `room` are in the same unit, whatever it is.
        """
        whole = self.shape(text)
        if whole is None:
            return None
        em = points / 1000
        if room is None or whole.width * em <= room - HAIR:
            return (whole,)
        if whole.width * em < room + HAIR:
            return None
        made: list[Shaped] = []
        line, shaped = "", None
        for word in text.split(" "):
            if not UNBROKEN.fullmatch(word):
                return None
            longer = f"{line} {word}" if line else word
            tried = self.shape(longer)
            if tried is None or abs(tried.width * em - room) < HAIR:
                return None
            if tried.width * em < room:
                line, shaped = longer, tried
                continue
            alone = self.shape(word)
            if shaped is None or alone is None or alone.width * em >= room - HAIR:
                return None
            made.append(shaped)
            line, shaped = word, alone
        return (*made, shaped) if shaped else None

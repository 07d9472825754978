"""Measure text in the fonts that documents are printed in, as the layout engine will set it.

A layout chooses the size of a name before anything is laid out, so it needs the true width of every
word; HarfBuzz shapes here exactly as it does inside WeasyPrint.
"""

from functools import cache, lru_cache

import uharfbuzz

from checkin.documents.fonts import FONTS

MM_PER_POINT = 25.4 / 72


@cache
def _font(name: str) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / name))))


@lru_cache(maxsize=8192)
def _ems(text: str, font: str) -> float:
    shaped = uharfbuzz.Buffer()
    shaped.add_str(text)
    shaped.guess_segment_properties()
    face = _font(font)
    uharfbuzz.shape(face, shaped)
    advance: int = sum(position.x_advance for position in shaped.glyph_positions)
    return advance / int(face.face.upem)


def width(text: str, font: str, points: float) -> float:
    """Return the width of `text` in millimetres at a type size of `points`."""
    return _ems(text, font) * points * MM_PER_POINT


def lines(text: str, font: str, points: float, room: float) -> int | None:
    """Return how many lines of `room` millimetres `text` fills; None where a word alone is too wide."""
    space = width(" ", font, points)
    filled, count = 0.0, 1
    for word in text.split():
        size = width(word, font, points)
        if size > room:
            return None
        if filled and filled + space + size > room:
            count, filled = count + 1, size
        else:
            filled += size + (space if filled else 0.0)
    return count


def wrap(text: str, font: str, points: float, room: float) -> list[str]:
    """Return the lines that `text` breaks into; a word wider than `room` breaks inside."""
    made = [""]
    for word in text.split():
        if made[-1] and width(f"{made[-1]} {word}", font, points) <= room:
            made[-1] += f" {word}"
            continue
        if made[-1]:
            made.append("")
        for sign in word:
            if made[-1] and width(made[-1] + sign, font, points) > room:
                made.append("")
            made[-1] += sign
    return made

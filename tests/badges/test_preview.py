"""The preview shows what the press prints."""

from itertools import pairwise

from checkin.badges.preview import draw
from checkin.documents import qr
from tests.badges.test_layout import make_sheet


def test_shows_the_badge_in_its_frame() -> None:
    sheet = make_sheet(("Drs. H. Raden Mas Soegeng Prawirodirdjo Kusumonegoro, S.Sos., M.Si.",))
    sample = draw(sheet)
    lines = [line.text for line in sample.name]
    assert " ".join(lines) == sheet.badges[0].name
    assert 1 < len(lines) <= 3
    heights = [line.y for line in (*sample.name, sample.regency, *sample.event)]
    assert all(above < below for above, below in pairwise(heights))
    assert heights[-1] < sample.layout.height
    dark = sum(module for row in qr.matrix(sheet.badges[0].code) for module in row)
    assert sample.modules.count("M") == dark

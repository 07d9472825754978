"""Every badge of a large event reads back from paper as bad as paper gets.

A smear is a strip of a tenth of the symbol's width or height, anywhere on it, that was wiped by about a
module or went grey under ink. Level M of version 1 has room for four wrong codewords of 26: a strip of that
width or a square of a tenth of the area that hides everything under it leaves too few (measured: 0 of 210),
whoever reads it; then the characters beside the symbol are typed.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from checkin.badges import layout
from checkin.badges.codes import make_code
from checkin.badges.layout import BadgeSheet
from checkin.badges.sheets import LAYOUTS
from checkin.documents.press import print_pdf
from tests.badges.test_layout import make_sheet

PEOPLE = 2160
DPI = 150
QR = zxingcpp.BarcodeFormat.QRCode
FIRST = ("Siti", "Muhammad", "Nur 'Aini", "Drs. H. Soegeng", "Moch.", "Sri", "Abdul")
LAST = ("Wahyuningsih", "Zulkifli, S.Sos.", "Ma'ruf", "Kusumonegoro", "Rohman", "Hidayat")


@pytest.fixture(scope="module")
def sheet() -> BadgeSheet:
    """Return the sheets of an event as large as Malang's."""
    names = tuple(
        f"{FIRST[n % len(FIRST)]} {LAST[n // 7 % len(LAST)]} {'I' * (n % 3)}".strip()
        for n in range(PEOPLE)
    )
    dice = random.Random(2023)
    sheet = make_sheet(names)
    codes = [make_code(dice.randbytes(10)) for _badge in sheet.badges]
    badges = zip(sheet.badges, codes, strict=True)
    return replace(sheet, badges=tuple(replace(badge, code=code) for badge, code in badges))


@pytest.fixture(scope="module")
def pages(sheet: BadgeSheet) -> list[Image.Image]:
    """Return the print at 150 dpi in grey."""
    document = pypdfium2.PdfDocument(print_pdf(layout.document(sheet)))
    return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]


def symbol_boxes(sheet: BadgeSheet) -> Iterator[tuple[int, int, int, int]]:
    """Yield where the symbols of a full page lie, in pixels."""
    chosen, scale = sheet.layout, DPI / 25.4
    for left, top in chosen.places:
        x, y = left + chosen.symbol_at[0], top + chosen.symbol_at[1]
        edges = (x, y, x + chosen.symbol, y + chosen.symbol)
        yield tuple(round(edge * scale) for edge in edges)  # type: ignore[misc]


def smeared(page: Image.Image, sheet: BadgeSheet, dice: random.Random) -> Image.Image:
    """Smear a tenth of each symbol: across or along, wiped or inked over."""
    page = page.copy()
    for left, top, right, bottom in symbol_boxes(sheet):
        at, side = dice.uniform(0, 0.9), right - left
        near, far = round(side * at), round(side * (at + 0.1))
        along = dice.random() < 0.5
        box = (
            (left + near, top, left + far, bottom)
            if along
            else (left, top + near, right, top + far)
        )
        strip = page.crop(box)
        wiped = strip.filter(ImageFilter.GaussianBlur((4, 0) if along else (0, 4)))
        inked = strip.point(lambda value: round(value * 0.45) + 40)
        page.paste(wiped if dice.random() < 0.5 else inked, box[:2])
    return page


def as_printed(page: Image.Image, sheet: BadgeSheet, dice: random.Random) -> Image.Image:
    """Leave the page as it is."""
    return page


def rotated(page: Image.Image, sheet: BadgeSheet, dice: random.Random) -> Image.Image:
    """Turn the page by seven degrees."""
    return page.rotate(7, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


def black_and_white(page: Image.Image, sheet: BadgeSheet, dice: random.Random) -> Image.Image:
    """Keep ink or no ink, as a fax or an old laser printer does."""
    return page.point(lambda value: 255 if value > 127 else 0)


@pytest.mark.parametrize("damage", [as_printed, rotated, black_and_white, smeared])
def test_every_badge_reads_back(
    sheet: BadgeSheet,
    pages: list[Image.Image],
    damage: Callable[[Image.Image, BadgeSheet, random.Random], Image.Image],
) -> None:
    dice = random.Random(7)
    wanted = {badge.code for badge in sheet.badges}
    found = {
        one.text
        for page in pages
        for one in zxingcpp.read_barcodes(damage(page, sheet, dice), formats=QR)
    }
    assert found == wanted


@pytest.mark.parametrize("code", LAYOUTS)
def test_every_layout_reads_back_in_black_and_white(code: str) -> None:
    few = make_sheet(tuple(f"Peserta {n}" for n in range(12)), code)
    found = {
        one.text
        for page in pypdfium2.PdfDocument(print_pdf(layout.document(few)))
        for one in zxingcpp.read_barcodes(
            black_and_white(
                page.render(scale=DPI / 72, grayscale=True).to_pil(), few, random.Random(1)
            ),
            formats=QR,
        )
    }
    assert found == {badge.code for badge in few.badges}

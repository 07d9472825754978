"""Badges: every QR reads back from the print, names are as large as they fit, nothing is cut."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from checkin.badges import layout
from checkin.badges.codes import make_code
from checkin.badges.layout import Badge, BadgeSheet
from checkin.badges.looks import SPARE_LOOK, PillarLook
from checkin.badges.sheets import LAYOUTS
from checkin.documents.fonts import BOLD, STATIC
from checkin.documents.measure import lines
from checkin.documents.press import print_pdf

MILLIMETRES = 72 / 25.4
PILLARS = {
    "PKH": PillarLook("Pendamping PKH", "#0b5cad", 0),
    "TAGANA": PillarLook("Tagana", "#d9480f", 1),
    "TKSK": PillarLook("TKSK", "#087f5b", 2),
    "PENDAMPING_DISABILITAS": PillarLook("Pendamping Disabilitas", "#ffd43b", 4),
}
HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}} {% raw %}",
    "Siti Aminah 😀",
    "W" * 60,
    "Abdurrahmannurhidayatullahmuhammadzulkiflisyarifuddinalfatih",
    "Drs. H. Raden Mas Soegeng Prawirodirdjo Kusumonegoro, S.Sos., M.Si.",
    "A",
)


def make_sheet(names: Iterator[str] | tuple[str, ...], code: str = "a4-10") -> BadgeSheet:
    """Return a sheet with a badge for each name, the pillar types in turn."""
    types = list(PILLARS)
    return BadgeSheet(
        event="Sapa Pilar Kesejahteraan Sosial Bakorwil Bojonegoro",
        starts_at=datetime(2023, 11, 20, 1, tzinfo=UTC),
        timezone="Asia/Jakarta",
        layout=LAYOUTS[code],
        pillars=PILLARS,
        badges=tuple(
            Badge(
                name,
                types[index % len(types)],
                "Kabupaten Bojonegoro",
                index + 1,
                make_code((index * 7919 + 1).to_bytes(10)),
            )
            for index, name in enumerate(names)
        ),
    )


def read_back(content: bytes, dpi: int = 150) -> list[list[str]]:
    """Return the texts of the QRs on each page."""
    return [
        [
            found.text
            for found in zxingcpp.read_barcodes(
                page.render(scale=dpi / 72, grayscale=True).to_pil(),
                formats=zxingcpp.BarcodeFormat.QRCode,
            )
        ]
        for page in pypdfium2.PdfDocument(content)
    ]


@pytest.mark.parametrize("code", LAYOUTS)
def test_every_qr_of_the_print_reads_back(code: str) -> None:
    sheet = make_sheet(tuple(f"Peserta {n}" for n in range(LAYOUTS[code].a_sheet * 2 + 1)), code)
    pages = read_back(print_pdf(layout.document(sheet)))
    size = LAYOUTS[code].a_sheet
    assert [len(page) for page in pages] == [size, size, 1]
    assert {text for page in pages for text in page} == {badge.code for badge in sheet.badges}


def test_the_pages_are_a4_and_say_what_people_read() -> None:
    sheet = make_sheet(("Siti Aminah",))
    (page,) = pypdfium2.PdfDocument(print_pdf(layout.document(sheet)))
    assert page.get_size() == pytest.approx((210 * MILLIMETRES, 297 * MILLIMETRES), abs=0.1)
    words = page.get_textpage().get_text_bounded().split()
    code = sheet.badges[0].code
    for word in ("PENDAMPING", "Siti", "Aminah", "Kabupaten", "No.", "Senin,", code[:4], code[4:8]):
        assert word in words


def test_hostile_names_are_text_and_stay_on_their_badge() -> None:
    sheet = make_sheet(HOSTILE)
    (page,) = pypdfium2.PdfDocument(print_pdf(layout.document(sheet)))
    text = page.get_textpage()
    for index, name in enumerate(HOSTILE):
        row, column = divmod(index, 2)
        left = (10 + 95 * column) * MILLIMETRES
        bottom = (297 - 11 - 55 * (row + 1)) * MILLIMETRES
        found = text.get_text_bounded(
            left, bottom, left + 60 * MILLIMETRES, bottom + 45 * MILLIMETRES
        )
        assert "".join(name.split()) in "".join(found.split())
    assert len(read_back(print_pdf(layout.document(sheet)))[0]) == len(HOSTILE)


@given(st.text(st.sampled_from("abcW 'i."), min_size=1, max_size=80).filter(str.strip))
def test_a_name_is_as_large_as_fits(name: str) -> None:
    chosen = LAYOUTS["a4-10"]
    size = layout.fit_name(name, chosen)
    larger = [other for other in chosen.sizes if other > size]
    used = lines(name, BOLD, size, chosen.who.width)
    assert size == chosen.sizes[-1] or (used and used <= layout.NAME_LINES)
    assert all(layout.fit(name, chosen.who.width, (s, 0), 1) == 0 for s in larger)


def test_types_differ_without_colour() -> None:
    looks = [PillarLook("x", "#0b5cad", position) for position in range(12)]
    assert len({(look.pattern, look.frame) for look in looks}) == 12


@pytest.mark.parametrize(
    ("color", "ink"), [("#0b5cad", "#ffffff"), ("#ffd43b", "#000000"), ("#ffffff", "#000000")]
)
def test_the_label_reads_on_its_colour(color: str, ink: str) -> None:
    assert PillarLook("x", color, 0).ink == ink


def test_the_code_is_printed_in_fours() -> None:
    assert layout.group_code("SP7K2M9QABCDEFGH0123") == ("SP7K", "2M9Q", "ABCD", "EFGH", "0123")


def test_bundles_begin_on_a_sheet_of_their_own_and_are_counted() -> None:
    sheet = replace(make_sheet(tuple("ABCDEFGHIJKLM"), "a4-4"), bundled=True)
    grouped = replace(sheet, badges=tuple(sorted(sheet.badges, key=lambda badge: badge.pillar)))
    made = layout.pages(grouped)
    covers = [page.cover for page in made if page.cover]
    assert sum(cover.badges for cover in covers) == 13
    assert sum(cover.sheets for cover in covers) == len(made) - len(covers)
    assert [page.place for page in made if page.cover] == [1, 2, 3, 4]
    for page in made:
        assert len({placed.badge.pillar for placed in page.cells}) <= 1


@pytest.mark.parametrize("code", LAYOUTS)
def test_spares_name_nobody_and_leave_room_to_write(code: str) -> None:
    sheet = make_sheet(("", ""), code)
    spare = replace(
        sheet,
        spare=True,
        pillars={"": SPARE_LOOK},
        badges=tuple(replace(badge, pillar="", regency="") for badge in sheet.badges),
    )
    pages = list(pypdfium2.PdfDocument(print_pdf(layout.document(spare))))
    text = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    assert text.count("CADANGAN") == 2
    assert "Nama" in text
    assert pages[0].get_size() == pytest.approx(
        tuple(side * MILLIMETRES for side in LAYOUTS[code].paper), abs=0.1
    )


def test_a_label_printer_gets_black_bands() -> None:
    sheet = make_sheet(("Siti",), "label-62")
    content = print_pdf(layout.document(sheet))
    picture = pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil().convert("RGB")
    colors = picture.getcolors(maxcolors=100_000) or []
    assert all(max(color) - min(color) < 12 for _count, color in colors)


def test_the_logo_is_printed_and_the_event_makes_room() -> None:
    plain = make_sheet(("Siti",))
    logo = replace(plain, logo=(STATIC / "brand" / "mark.svg").read_bytes())
    assert layout.event_room(logo) < layout.event_room(plain)
    assert layout.event_size(logo) <= layout.event_size(plain)
    page = pypdfium2.PdfDocument(print_pdf(layout.document(logo)))[0]
    picture = page.render(scale=4).to_pil().convert("RGB")
    left, bottom = (10 + 4) * MILLIMETRES * 4, (11 + 55 - 2.6) * MILLIMETRES * 4
    assert picture.getpixel((int(left + 30), int(bottom - 8))) == (15, 76, 92)

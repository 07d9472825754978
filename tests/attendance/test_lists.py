"""The printed list: who stands where, what the sums say, what an official signs."""

import io
import re
from datetime import UTC, datetime, timedelta

import pdfplumber
import pypdfium2
import pytest

from checkin.attendance import lists, paper
from checkin.attendance.choices import Form, Kind, Orientation, Paper, Scope
from checkin.attendance.counts import BoardCounts, Side, tally
from checkin.attendance.lists import AttendanceList, Heading, Record, Signer
from checkin.attendance.recap import press_line
from checkin.documents.press import print_pdf
from checkin.editions.marks import PREVIEW

PLAIN = Form(hand_rows=0)
START = datetime(2023, 11, 20, 1, tzinfo=UTC)
PILLARS = (Side("PKH", "Pendamping PKH"), Side("TAGANA", "Tagana"), Side("TKSK", "TKSK"))
REGENCIES = (Side("35.16", "Kabupaten Mojokerto"), Side("35.76", "Kota Mojokerto"))
HEADING = Heading(
    event="Sapa Pilar Kesejahteraan Sosial Bakorwil Bojonegoro",
    venue="GOR Utama Bojonegoro",
    starts_at=START,
    ends_at=START + timedelta(hours=5),
    timezone="Asia/Jakarta",
    government="PEMERINTAH PROVINSI JAWA TIMUR",
    office="DINAS SOSIAL",
    address="Jalan Gayung Kebonsari No. 56b",
    place="Bojonegoro",
    signers=(
        Signer(
            ("KEPALA DINAS SOSIAL", "PROVINSI JAWA TIMUR"),
            "Dra. RESTU CONTOHWATI, M.Si.",
            "Pembina Utama Muda",
            "19680000 199000 2 000",
        ),
    ),
)


def entry(
    name: str,
    pillar: str = "PKH",
    regency: str = "35.16",
    minute: int | None = None,
    **over: object,
) -> Record:
    """Return a person who arrived `minute` minutes after the start, or not at all."""
    arrived_at = None if minute is None else START + timedelta(minutes=minute)
    values = {"number": 1, "district": "Gondang", "arrived_at": arrived_at}
    return Record(name=name, pillar=pillar, regency=regency, **values | over)  # type: ignore[arg-type]


def make_list(
    entries: list[Record],
    kind: Kind = Kind.ALL,
    only: tuple[str | None, str | None] = (None, None),
    heading: Heading = HEADING,
    provisional: tuple[str, ...] = (),
    **scope: object,
) -> AttendanceList:
    """Compose a list of these people."""
    people = ((e.pillar, e.regency, e.arrived_at is not None) for e in entries)
    return AttendanceList(
        scope=Scope(kind=kind, **scope),  # type: ignore[arg-type]
        heading=heading,
        counts=BoardCounts(PILLARS, REGENCIES, tally(people)).only(*only),
        records=lists.shown(entries, kind),
        provisional=provisional,
    )


def pages_of(made: AttendanceList, form: Form = PLAIN) -> list[str]:
    """Print the list and return the text of each page, words set apart by one space."""
    document = pypdfium2.PdfDocument(print_pdf(paper.document(made, form, PREVIEW)))
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def rows_of(made: AttendanceList) -> list[tuple[int, str]]:
    """Return numbers and names as they are printed."""
    return [
        (number, record.name)
        for section in lists.sections(made)
        for number, record in enumerate(section.records, start=1)
    ]


SOME = [
    entry("Siti Aminah", minute=14),
    entry("budi Santoso"),
    entry("Ani", regency="35.76", minute=75),
    entry("Slamet", pillar="TKSK"),
]


def test_names_run_as_in_a_register_not_as_they_sound() -> None:
    names = ["Yanti", "Joko", "Hj. Ika Puji", "Drs. Eka", "Irfan, S.Pd.", "yoyok", "Ahmad"]
    shown = [name for _, name in rows_of(make_list([entry(name) for name in names]))]
    assert shown == ["Ahmad", "Drs. Eka", "Hj. Ika Puji", "Irfan, S.Pd.", "Joko", "Yanti", "yoyok"]


def test_sections_follow_pillar_types_and_rows_follow_regency_and_name() -> None:
    made = make_list(SOME)
    assert [section.label for section in lists.sections(made)] == ["PKH", "TKSK"]
    assert rows_of(made)[:3] == [(1, "budi Santoso"), (2, "Siti Aminah"), (3, "Ani")]


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Kind.BLANK, ["budi Santoso", "Siti Aminah", "Ani", "Slamet"]),
        (Kind.ALL, ["budi Santoso", "Siti Aminah", "Ani", "Slamet"]),
        (Kind.PRESENT, ["Siti Aminah", "Ani"]),
        (Kind.ABSENT, ["budi Santoso", "Slamet"]),
    ],
)
def test_a_kind_shows_its_people_and_the_sums_of_all(kind: Kind, names: list[str]) -> None:
    made = make_list(SOME, kind)
    assert [name for _, name in rows_of(made)] == names
    assert made.counts.total.invited == 4
    assert made.counts.total.present == 2


def test_says_what_an_office_expects() -> None:
    pkh, tksk, recap = pages_of(make_list(SOME))
    for text in (
        "PEMERINTAH PROVINSI JAWA TIMUR DINAS SOSIAL Jalan Gayung Kebonsari No. 56b",
        "DAFTAR HADIR Sapa Pilar Kesejahteraan Sosial Bakorwil Bojonegoro",
        "Senin, 20 November 2023",
        "08.00 s.d. 13.00 WIB",
        "GOR Utama Bojonegoro",
        "No Nama Kab/Kota Kecamatan Jam hadir Tanda tangan",
        "2 Siti Aminah Kab. Mojokerto Gondang 08.14 2. ....",
        "Jumlah Kab. Mojokerto: 2 diundang, 1 hadir, 1 tidak hadir",
        "Jumlah PKH: 3 diundang, 2 hadir, 1 tidak hadir",
        "Pendamping PKH",
        "Halaman 1 dari 3",
    ):
        assert text in pkh
    assert "Halaman 2 dari 3" in tksk
    for text in (
        "REKAPITULASI KEHADIRAN",
        "Kab. Mojokerto 2 1 1 50,0% 1 0 1 0,0% 3 1 2 33,3%",
        "Jumlah 3 2 1 66,7% 1 0 1 0,0% 4 2 2 50,0%",
        "4 pilar sosial: 3 PKH, 1 TKSK.",
        "Bojonegoro, 20 November 2023 Mengetahui, KEPALA DINAS SOSIAL PROVINSI JAWA TIMUR",
        "Dra. RESTU CONTOHWATI, M.Si. Pembina Utama Muda NIP. 19680000 199000 2 000",
    ):
        assert text in recap


def test_a_blank_list_has_no_times_and_no_results() -> None:
    pkh, _, recap = pages_of(make_list(SOME, Kind.BLANK))
    assert "08.14" not in pkh
    assert "Jumlah PKH: 3 diundang Bojonegoro, 20 November 2023 Mengetahui" in pkh
    assert "Kab. Mojokerto 2 1 3 Kota Mojokerto 1 0 1" in recap


def test_the_official_signs_every_section_and_the_recap() -> None:
    for page in pages_of(make_list(SOME)):
        assert page.count("Mengetahui") == 1


def test_those_absent_do_not_sign() -> None:
    pkh, *_ = pages_of(make_list(SOME, Kind.ABSENT))
    assert "DAFTAR PESERTA TIDAK HADIR" in pkh
    assert "Tanda tangan" not in pkh


@pytest.mark.parametrize(
    ("form", "size"),
    [
        (Form(), (215, 330)),
        (Form(paper=Paper.F4_210), (210, 330)),
        (Form(paper=Paper.A4), (210, 297)),
        (Form(orientation=Orientation.LANDSCAPE), (330, 215)),
        (Form(paper=Paper.A4, orientation=Orientation.LANDSCAPE), (297, 210)),
    ],
)
def test_paper(form: Form, size: tuple[int, int]) -> None:
    document = pypdfium2.PdfDocument(print_pdf(paper.document(make_list(SOME), form, PREVIEW)))
    assert document[0].get_size() == pytest.approx([side * 72 / 25.4 for side in size], abs=0.1)


def test_headers_repeat_and_numbers_run_through() -> None:
    pages = pages_of(make_list([entry(f"Peserta {n:03d}", minute=n) for n in range(100)]))
    rows = pages[:-1]
    assert len(rows) >= 3
    assert all("No Nama Kab/Kota" in page for page in rows)
    numbers = [int(n) for page in rows for n in re.findall(r"(\d+)\. \.{5}", page)]
    assert numbers == list(range(1, 101))
    assert [f"Halaman {n} dari {len(pages)}" in page for n, page in enumerate(pages, 1)] == [
        True
    ] * len(pages)


@pytest.mark.parametrize("people", range(14, 27))
def test_the_signatory_is_never_alone(people: int) -> None:
    made = make_list([entry(f"Peserta {n}") for n in range(people)], only=("PKH", "35.16"))
    pages = pages_of(made)
    (signed,) = [page for page in pages if "NIP. 19680000" in page]
    assert signed == pages[-1]
    assert "No Nama Kab/Kota" in signed
    assert f"{people} Peserta" in signed
    assert "Jumlah PKH" in signed


def test_hostile_names_are_text_and_never_cut() -> None:
    names = [
        "<script>alert(1)</script>",
        "{{7*7}} {% raw %}",
        "W" * 60,
        "Nur 'Aini, S.Sos.",
        "Siti 😀",
    ]
    content = print_pdf(paper.document(make_list([entry(name) for name in names]), Form(), PREVIEW))
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0]
        left, right = 20 * 72 / 25.4, (215 - 15) * 72 / 25.4
        text = "".join(page.extract_text(x_tolerance=1).split())
        column = page.crop((left + 11 * 72 / 25.4, 0, left + 66 * 72 / 25.4, page.height))
        assert all(left - 1 <= char["x0"] and char["x1"] <= right + 1 for char in page.chars)
        inside = "".join("".join(c["text"] for c in column.chars).split())
    assert "W" * 60 in inside
    for name in names:
        assert "".join(name.split()) in text or "".join(name.split()) in inside
    assert sum(char["text"] == "W" and round(char["size"]) == 12 for char in column.chars) >= 60


def test_the_press_line_names_each_type() -> None:
    people = {"PKH": 1173, "TAGANA": 331, "TKSK": 153}
    cells = tally((code, "35.16", False) for code, n in people.items() for _ in range(n))
    line = press_line(BoardCounts(PILLARS, REGENCIES, cells))
    assert line == "1.657 pilar sosial: 1.173 PKH, 331 Tagana, 153 TKSK"


def test_whoever_came_without_being_on_a_list_is_told_beside_the_sums() -> None:
    people = [entry("Ani", minute=1, source="walk_in"), entry("Budi", minute=2), entry("Cici")]
    told = "Di antara yang hadir terdapat 1 peserta susulan"
    assert told in pages_of(make_list(people))[-1]
    assert told not in " ".join(pages_of(make_list(people[1:])))


def test_an_event_without_letterhead_or_signatory_still_prints() -> None:
    bare = Heading(
        event="Rapat", venue="Aula", starts_at=START, ends_at=START, timezone="Asia/Jakarta"
    )
    pages = pages_of(make_list(SOME, heading=bare))
    assert "20 November 2023 Mengetahui," in pages[-1]


def test_the_file_is_named_for_what_it_holds() -> None:
    made = make_list(SOME, Kind.ABSENT, pillar="TKSK")
    assert (
        paper.file_name(made, "bojonegoro-2023", 2)
        == "daftar-hadir_bojonegoro-2023_tksk_tidak-hadir_edisi-2.pdf"
    )

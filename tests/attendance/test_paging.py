"""Every sheet fits its page, its sum is that of its rows, and nobody signs alone."""

import io
import re
from dataclasses import replace

import pdfplumber
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkin.attendance import lists, paper
from checkin.attendance.choices import Form, Grouping, Kind, Orientation, Paper
from checkin.attendance.columns import CHOICES, columns
from checkin.attendance.lists import AttendanceList, Signer
from checkin.attendance.paging import Line, lay_out
from checkin.documents.press import print_pdf
from checkin.editions.marks import PREVIEW
from checkin.errors import Invalid
from tests.attendance.test_lists import HEADING, entry, make_list

FORMS = [Form(paper=paper, orientation=lying) for paper in Paper for lying in Orientation]
words = st.sampled_from(
    [
        "Siti",
        "Muhammad",
        "Wahyuningsih",
        "Nur 'Aini",
        "S.Sos., M.Si.",
        "Abdul-Rahman",
        "É",
        "W" * 40,
    ]
)
people = st.lists(st.lists(words, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=45)


@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_is_a_page(form: Form) -> None:
    counts = {"PKH": 40, "TAGANA": 1, "TKSK": 3}
    people = [
        entry(f"Peserta {n}", code, number=n)
        for code, count in counts.items()
        for n in range(count)
    ]
    made = make_list(people, Kind.BLANK, provisional=("1 HP belum melapor",))
    assert pages_printed(made, form) == sheets_planned(made, form)


def sheets_planned(made: AttendanceList, form: Form) -> int:
    """Return how many sheets the list lies on, its recap left out."""
    return sum(len(section.sheets) for section in lay_out(made, form)[1])


def pages_printed(made: AttendanceList, form: Form) -> int:
    """Return how many pages of the plain way show people or their sums."""
    content = print_pdf(paper.document(made, form, PREVIEW), plain=True)
    pages = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_bounded() for page in pages]
    return sum("REKAPITULASI" not in text for text in texts)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(people, st.sampled_from(FORMS))
def test_long_names_do_not_spill(found: list[str], form: Form) -> None:
    made = make_list([entry(name, number=n) for n, name in enumerate(found)])
    assert pages_printed(made, form) == sheets_planned(made, form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", list(Kind))
def test_sums_of_pages_add_up_to_the_section(form: Form, kind: Kind) -> None:
    people = [
        entry(f"Peserta {n:03d}", minute=n if n % 3 else None, number=n, source="walk_in")
        for n in range(150)
    ]
    made = make_list(people, kind)
    (section,) = lay_out(made, form)[1]
    sums = [
        [int(figure) for figure in re.findall(r"\d+", line.cells[0])]
        for sheet in section.sheets
        for line in sheet.rows
        if "page-sum" in line.css
    ]
    assert len(sums) >= 2
    assert sum(figures[0] for figures in sums) == len(list(section.section.records))
    if kind == Kind.ALL:
        assert sum(figures[1] for figures in sums) == section.section.count.present
    for sheet in section.sheets:
        persons = [line for line in sheet.rows if line.css.split()[0] in ("odd", "even")]
        assert persons or any(line.css == "hand" for line in sheet.rows)
    assert section.sheets[-1].closes
    assert not any(sheet.closes for sheet in section.sheets[:-1])


@pytest.mark.parametrize("count", range(1, 60, 3))
@pytest.mark.parametrize("form", [FORMS[0], FORMS[1], FORMS[-1]])
def test_who_signs_has_rows_above(form: Form, count: int) -> None:
    made = make_list([entry(f"Peserta {n}", number=n) for n in range(count)], Kind.BLANK)
    (section,) = lay_out(made, form)[1]
    rows = [line for line in section.sheets[-1].rows if line.css.split()[0] in WITH_CELLS]
    assert rows


WITH_CELLS = ("odd", "even", "hand")


def test_rows_by_hand_follow_the_total_and_have_no_number() -> None:
    made = make_list([entry("Ani")], Kind.BLANK)
    (section,) = lay_out(made, Form())[1]
    looks = [line.css for line in section.sheets[-1].rows]
    assert looks == ["odd last", "total", "hand-title", *["hand"] * 5]
    assert lay_out(made, Form(hand_rows=0))[1][0].sheets[0].rows[-1] == Line(
        "total", ("Jumlah PKH: 1 diundang",)
    )


def test_columns_can_be_chosen() -> None:
    made = make_list(
        [entry("Ani", minute=3, number=42, nik="3516**********01", position="Ketua")],
        columns=("number", "nik", "position", "time"),
    )
    laid = columns(made, 215)
    assert [column.key for column in laid] == ["no", "name", "number", "position", "nik", "time"]
    content = print_pdf(paper.document(made, Form(), PREVIEW))
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        text = " ".join((pdf.pages[0].extract_text(x_tolerance=1) or "").split())
    assert "1 Ani 0042 Ketua 3516**********01 08.03" in text


@pytest.mark.parametrize(
    ("chosen", "code"), [(tuple(CHOICES), "columns_too_many"), (("name",), "column_unknown")]
)
def test_columns_that_cannot_be_are_refused(chosen: tuple[str, ...], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        columns(make_list([entry("Ani")], columns=chosen), 215)
    assert refusal.value.code == code


@pytest.mark.parametrize("form", FORMS)
def test_columns_fill_the_sheet(form: Form) -> None:
    laid = columns(make_list([entry("Ani")]), form.size[0])
    assert sum(column.width for column in laid) == pytest.approx(form.size[0] - 35)


def test_two_officials_sign_side_by_side() -> None:
    signers = (*HEADING.signers, Signer(("KETUA PANITIA",), "BUDI, S.Sos.", "Penata", "1990"))
    heading = replace(HEADING, signers=signers)
    content = print_pdf(paper.document(make_list([entry("Ani")], heading=heading), Form(), PREVIEW))
    text = " ".join(pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded().split())
    for said in ("KEPALA DINAS SOSIAL", "KETUA PANITIA", "BUDI, S.Sos.", "NIP. 1990"):
        assert said in text


def test_by_regency_the_pillar_type_takes_the_place() -> None:
    made = make_list(
        [entry("Ani"), entry("Budi", pillar="TKSK"), entry("Cici", regency="35.76")],
        group=Grouping.REGENCY,
    )
    assert [s.label for s in lists.sections(made)] == ["Kab. Mojokerto", "Kota Mojokerto"]
    (first, _) = lay_out(made, Form())[1]
    assert [line.cells[2] for line in first.sheets[0].rows if len(line.cells) > 1] == [
        "PKH",
        "TKSK",
    ]


def test_by_both_each_pair_has_its_section() -> None:
    made = make_list(
        [entry("Ani"), entry("Budi", pillar="TKSK"), entry("Cici", regency="35.76")],
        group=Grouping.PILLAR_REGENCY,
    )
    assert [(s.label, s.count.invited) for s in lists.sections(made)] == [
        ("PKH Kab. Mojokerto", 1),
        ("PKH Kota Mojokerto", 1),
        ("TKSK Kab. Mojokerto", 1),
    ]

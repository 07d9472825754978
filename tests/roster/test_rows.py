"""Forms of sheets: where the header is, what a row's surroundings say, what is no person."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkin.people.reference import PILLAR_TYPES
from checkin.roster.draft import JudgedRow
from checkin.roster.headers import Field, meaning_of
from checkin.roster.issues import Issue
from checkin.roster.judge import Circumstances, judge_rows
from checkin.roster.pillars import PillarNames
from checkin.roster.places import Gazetteer
from checkin.roster.rows import read_rows
from checkin.roster.sheets import Sheet, read_sheets
from tests.roster.offices import BUDI, HEADER, NUR, SITI, as_csv, as_xlsx, person

PILLARS = [(str(p["code"]), str(p["label"]), str(p["full_name"])) for p in PILLAR_TYPES]
REGENCIES = {
    "35.16": "Kabupaten Mojokerto",
    "35.17": "Kabupaten Jombang",
    "35.76": "Kota Mojokerto",
    "35.73": "Kota Malang",
}
DISTRICTS = {
    "35.16.01": ("35.16", "Jatirejo"),
    "35.16.02": ("35.16", "Gondang"),
    "35.17.01": ("35.17", "Perak"),
    "35.17.17": ("35.17", "Bandarkedungmulyo"),
    "35.76.01": ("35.76", "Prajuritkulon"),
}


def judge(content: bytes, file_name: str = "", regency: str | None = None) -> list[JudgedRow]:
    """Return what the pure part of the importer makes of a file."""
    return judge_sheets(read_sheets(content), file_name, regency)


def judge_sheets(
    sheets: list[Sheet], file_name: str = "", regency: str | None = None
) -> list[JudgedRow]:
    around = Circumstances(
        gazetteer=Gazetteer(REGENCIES, DISTRICTS, ("35.16", "35.17", "35.76")),
        pillars=PillarNames(PILLARS),
        invited_pillars=frozenset({"PKH", "TAGANA", "TKSK"}),
        today=date(2023, 11, 20),
        file_name=file_name,
        uploader_regency=regency,
    )
    return judge_rows(read_rows(sheets), around)


def names(rows: list[JudgedRow]) -> list[str]:
    return [row.draft.name for row in rows]


@pytest.mark.parametrize(
    ("title", "meaning"),
    [
        *[(t, Field.NIK) for t in ("NIK", "N I K", "N.I.K", "NO. KTP / NIK", "NIK (16 digit)")],
        *[(t, Field.NAME) for t in ("NAMA", "NAMA LENGKAP DAN GELAR", "Nama Peserta")],
        *[(t, Field.PHONE) for t in ("NO HP", "HP/WA", "TELP", "NO. WHATSAPP", "No. HP / WA")],
        *[(t, Field.ACCOUNT) for t in ("NO REK", "NOMER REKENING BANK JATIM", "No. Rekening")],
        *[(t, Field.REGENCY) for t in ("KAB/KOTA", "KABUPATEN/KOTA", "ASAL DAERAH")],
        *[(t, Field.DISTRICT) for t in ("KEC", "WILAYAH TUGAS", "KECAMATAN TUGAS")],
        *[(t, Field.PILLAR) for t in ("PILAR", "JENIS PILAR", "UNSUR")],
        ("TEMPAT DAN TANGGAL LAHIR TEMPAT", Field.BIRTH_PLACE),  # a part under a spanned title
        ("TEMPAT, TANGGAL LAHIR", Field.BIRTH_PLACE_DATE),
        ("NIP", Field.NIP),
        *[(t, None) for t in ("IBU KANDUNG", "AGAMA", "NO NPWP", "STATUS PERNIKAHAN")],
        ("EMAIL", Field.EMAIL),
        ("ALAMAT EMAIL AKTIF", Field.EMAIL),
        *[(t, None) for t in ("KECAMATAN (SESUAI KTP)", "ALAMAT (SESUAI KTP)", "NO BPJS KESEHATAN")],
    ],
)  # fmt: skip
def test_the_meaning_of_a_title(title: str, meaning: Field | None) -> None:
    assert meaning_of(title) is meaning


def test_a_plain_row_is_read_whole() -> None:
    (row,) = judge(as_csv(SITI))
    draft = row.draft
    assert row.issues == ()
    assert (draft.name, draft.nik, draft.pillar) == ("Siti Aminah", SITI[2], "PKH")
    assert (draft.regency_code, draft.district_code) == ("35.16", "35.16.01")
    assert (draft.phone, draft.account) == ("+6281200010001", "0991000001")
    assert (draft.birth_date, draft.gender) == (date(1982, 3, 12), "P")


def test_what_is_no_person_is_passed_over_in_silence() -> None:
    content = as_xlsx(
        REKAP=[["KABUPATEN", "JUMLAH"], ["Mojokerto", 3]],
        Data=[
            ["DAFTAR PESERTA SAPA PILAR"],
            ["KABUPATEN MOJOKERTO"],
            [],
            HEADER,
            [str(n) for n in range(1, 9)],
            SITI,
            [],
            HEADER,
            BUDI,
            ["3", "KOSONG", "", "TKSK", "Kab. Mojokerto", "Gondang", "", ""],
            ["JUMLAH", "2"],
            ["", "", "", "", "Mojokerto, 1 November 2023"],
            ["", "", "", "", "KEPALA DINAS SOSIAL"],
            ["", "", "", "", "NIP. 196503121990031004"],
        ],
        Kosong=[],
    )
    rows = judge(content)
    assert names(rows) == ["Siti Aminah", "Budi Santoso"]
    assert [row.row for row in rows] == [6, 9]


def test_a_header_of_two_rows() -> None:
    content = as_xlsx(
        DATA=[
            ["NO", "NAMA", "NIK", "UNSUR", "WILAYAH", "", "REKENING", ""],
            ["", "", "", "", "KABUPATEN", "KECAMATAN", "BANK", "NOMOR"],
            ["1", "Siti Aminah", SITI[2], "PKH", "Mojokerto", "Gondang", "Jatim", "0991000001"],
        ]
    )
    (row,) = judge(content)
    assert row.draft.account == "0991000001"
    assert row.draft.district_code == "35.16.02"


def test_sections_name_the_pillar_of_the_rows_below() -> None:
    columns = ("NO", "NAMA", "NIK", "KECAMATAN")
    content = as_xlsx(
        Sheet1=[
            columns,
            ["A.", "PENDAMPING PKH"],
            ["1", "Siti Aminah", SITI[2], "Jatirejo"],
            ["B.", "TARUNA SIAGA BENCANA"],
            ["1", "Budi Santoso", BUDI[2], "Gondang"],
        ]
    )
    rows = judge(content, regency="35.16")
    assert [row.draft.pillar for row in rows] == ["PKH", "TAGANA"]


def test_a_sheet_names_the_pillar_and_a_title_the_regency() -> None:
    columns = ("NO", "NAMA LENGKAP", "NO. KTP", "KECAMATAN")
    content = as_xlsx(
        TKSK=[["KABUPATEN JOMBANG"], columns, ["1", "Nur 'Aini", NUR[2], "Bandar Kedung Mulyo"]]
    )
    (row,) = judge(content)
    assert (row.draft.pillar, row.draft.regency_code) == ("TKSK", "35.17")
    assert row.draft.district_code == "35.17.17"
    assert row.issues == (Issue.DISTRICT_FUZZY,)


@pytest.mark.parametrize(
    ("regency", "district", "uploader", "code"),
    [
        ("Mojokerto", "Gondang", None, "35.16"),
        ("Mojokerto", "Prajurit Kulon", None, "35.76"),
        ("Kota Mojokerto", "", None, "35.76"),
        ("KAB. MOJOKERTO", "", None, "35.16"),
        ("Mojokerto", "", "35.76", "35.76"),
        ("", "Perak", None, "35.17"),
    ],
)
def test_a_regency_is_told_by_its_district(
    regency: str, district: str, uploader: str | None, code: str
) -> None:
    (row,) = judge(as_csv(person(SITI, regency=regency, district=district)), regency=uploader)
    assert row.draft.regency_code == code


@pytest.mark.parametrize(
    ("over", "issue"),
    [
        ({"name": ""}, Issue.NAME_MISSING),
        ({"name": "<script>alert(1)</script>"}, Issue.NAME_INVALID),
        ({"pillar": "Panitia"}, Issue.PILLAR_UNKNOWN),
        ({"pillar": "Karang Taruna"}, Issue.PILLAR_UNKNOWN),  # known, not invited
        ({"regency": "Kota Malang", "district": ""}, Issue.REGENCY_NOT_IN_EVENT),
        ({"regency": "Atlantis", "district": ""}, Issue.REGENCY_NOT_IN_EVENT),
        ({"district": "Antah Berantah"}, Issue.DISTRICT_UNKNOWN),
        ({"nik": "3516"}, Issue.NIK_LENGTH),
    ],
)
def test_what_is_said_of_a_row(over: dict[str, str], issue: Issue) -> None:
    (row,) = judge(as_csv(person(SITI, **over)))
    assert issue in row.issues


def test_a_nip_in_the_place_of_the_nik_is_seen() -> None:
    header = ("NAMA", "NIK", "NIP", "PILAR", "KAB/KOTA")
    row = ("Siti Aminah", "198203122025212001", SITI[2], "PKH", "Kab. Mojokerto")
    (judged,) = judge(as_csv(row, header=header))
    assert Issue.COLUMNS_SWAPPED in judged.issues
    assert judged.draft.nik is None


def test_dates_of_an_american_export_are_read_month_first() -> None:
    header = ("Timestamp", "NAMA", "NIK", "PILAR", "KAB/KOTA", "TANGGAL LAHIR")
    people = [
        ("", "Siti Aminah", SITI[2], "PKH", "Kab. Mojokerto", "03/12/1982"),
        ("", "Budi Santoso", "3516022503799002", "PKH", "Kab. Mojokerto", "03/25/1979"),
    ]
    rows = judge(as_csv(*people, header=header, delimiter=","))
    assert [row.draft.birth_date for row in rows] == [date(1982, 3, 12), date(1979, 3, 25)]
    assert not [row for row in rows if Issue.NIK_DATE_MISMATCH in row.issues]


junk = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=12)
cells = st.one_of(junk, st.none(), st.floats(allow_nan=True), st.booleans(), st.dates())


@settings(deadline=None)
@given(st.lists(st.lists(cells, max_size=9), max_size=12), st.integers(0, 3))
def test_no_sheet_whatever_stands_in_it_makes_the_reader_fail(rows: list, header_at: int) -> None:  # type: ignore[type-arg]
    rows.insert(min(header_at, len(rows)), list(HEADER))
    for row in judge_sheets([Sheet("A", rows)]):
        assert rows[row.row - 1]


@settings(deadline=None)
@given(st.data())
def test_damage_to_other_cells_loses_and_doubles_nobody(data: st.DataObject) -> None:
    people = [
        person(SITI, nik=f"351601520382{number}", name=name)
        for number, name in ((9001, "Siti Aminah"), (9102, "Endang"), (9203, "Nur 'Aini"))
    ]
    damaged = [
        person(
            row,
            **{
                column: data.draw(junk, label=column)
                for column in data.draw(
                    st.lists(st.sampled_from(["phone", "account", "district", "pillar", "regency"]))
                )
            },
        )
        for row in people
    ]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADER, *damaged])
    rows = judge_sheets(
        [Sheet("csv", list(csv.reader(io.StringIO(text.getvalue()), delimiter=";")))]
    )
    assert [row.draft.nik for row in rows] == [row[2] for row in people]
    assert names(rows) == [row[1] for row in people]

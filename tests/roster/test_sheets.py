"""Bytes to sheets: every format an office uses, and every file that is no roster."""

import io
import random
import zipfile
from contextlib import suppress

import pytest

from checkin.errors import Invalid
from checkin.roster.limits import MAX_FILE_BYTES
from checkin.roster.sheets import read_sheets
from tests.roster.offices import HEADER, SAMPLES, SITI, as_csv, as_xlsx

MOJOKERTO = (SAMPLES / "01_kab_mojokerto.xlsx").read_bytes()


def zipped(**entries: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return content.getvalue()


def test_a_workbook_has_its_sheets_by_name_and_rows_by_number() -> None:
    sheets = read_sheets(as_xlsx(PKH=[[], ["NAMA"], ["Siti"]], Kosong=[]))
    assert [sheet.name for sheet in sheets] == ["PKH", "Kosong"]
    assert sheets[0].rows[1:] == [["NAMA"], ["Siti"]]


def test_number_cells_stay_numbers_and_text_stays_text() -> None:
    (sheet,) = read_sheets(as_xlsx(A=[["0991000001", 991000001]]))
    assert sheet.rows == [["0991000001", 991000001.0]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_text_file_of_any_delimiter(delimiter: str) -> None:
    (sheet,) = read_sheets(as_csv(SITI, delimiter=delimiter))
    assert sheet.rows == [list(HEADER), list(SITI)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_file_of_any_encoding(encoding: str) -> None:
    text = "NAMA;NIK\r\nMa\u2019ruf \u201cGus\u201d;1\r\n" * 20
    (sheet,) = read_sheets(text.encode(encoding))
    assert sheet.rows[1] == ["Ma\u2019ruf \u201cGus\u201d", "1"]


def test_invisible_marks_of_copied_text_do_not_make_it_binary() -> None:
    (sheet,) = read_sheets("NAMA;NIK\r\n\u200bSiti\ufeff;\u200b1\ufeff\r\n".encode())
    assert sheet.rows[1] == ["\u200bSiti\ufeff", "\u200b1\ufeff"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_text_file_of_any_line_ending(ending: str) -> None:
    (sheet,) = read_sheets(ending.join(["NAMA;NIK", "Siti;1", "Budi;2", ""]).encode())
    assert sheet.rows == [["NAMA", "NIK"], ["Siti", "1"], ["Budi", "2"]]


def test_a_line_break_within_quotes_does_not_count_as_a_row() -> None:
    (sheet,) = read_sheets(b'NAMA,ALAMAT\r\nSiti,"Jl. A\r\nNo. 1"\r\nBudi,B\r\n')
    assert [row[0] for row in sheet.rows] == ["NAMA", "Siti", "Budi"]


def test_a_web_page_named_xls() -> None:
    page = "<html><body><table><tr><th colspan=2>NAMA</th></tr><tr><td>Siti</td><td>1</td></tr></table>"
    (sheet,) = read_sheets(page.encode())
    assert sheet.rows == [["NAMA", ""], ["Siti", "1"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"  \r\n ", "file_empty"),
        (b"x" * (MAX_FILE_BYTES + 1), "file_too_large"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "not_a_roster"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8, "not_a_roster"),
        (b"PK\x03\x04 broken", "not_a_roster"),
        (MOJOKERTO[:9000], "not_a_roster"),
        (zipped(word__document_xml=b"<w/>"), "not_a_roster"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, "not_a_roster"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "file_locked",
        ),
        (b'NAMA;NIK\n"' + b"x" * 200_000, "csv_broken"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_one_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_sheets(content)
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")


def test_an_archive_that_unpacks_to_hundreds_of_megabytes_is_not_unpacked() -> None:
    bomb = zipped(xl__workbook_xml=b"<w/>", xl__worksheets__sheet1_xml=bytes(301 * 1024 * 1024))
    with pytest.raises(Invalid) as refusal:
        read_sheets(bomb)
    assert refusal.value.code == "roster_too_large"


@pytest.mark.parametrize("cell", ["A900000", "XFD9"])
def test_a_lone_cell_far_out_is_refused_before_the_sheet_is_laid_out(cell: str) -> None:
    content = as_xlsx(A=[["NAMA"]])
    source = zipfile.ZipFile(io.BytesIO(content))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for entry in source.infolist():
            data = source.read(entry).replace(b'r="A1"', f'r="{cell}"'.encode())
            archive.writestr(entry.filename, data)
    with pytest.raises(Invalid) as refusal:
        read_sheets(target.getvalue())
    assert refusal.value.code == "roster_too_large"


def test_lone_cells_of_an_old_workbook_do_not_take_the_server_down() -> None:
    """Six sheets of 5 kB, a cell in each far corner: laid out they took 4.4 GB."""
    with pytest.raises(Invalid) as refusal:
        read_sheets((SAMPLES / "far_cells.xls").read_bytes())
    assert refusal.value.code == "roster_too_large"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"NAMA;NIK\n" + b"\n" * 3_000_000, "baris"),
        (b"NAMA;NIK\n" + b";\n" * 3_000_000, "baris"),
        (b"NAMA" + b";NIK" * 1_000, "kolom"),
        (b"NAMA;NIK\n" + b";" * 3_000_000, "kolom"),
        (b"<table><tr><td>NAMA" + b"<tr><td>a" * 300_000, "baris"),
        (b"<table><tr>" + b"<td>NAMA" * 1_001, "kolom"),
    ],
)
def test_what_is_too_large_says_by_what(content: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_sheets(content)
    assert refusal.value.code == "roster_too_large"
    assert said in str(refusal.value)


@pytest.mark.parametrize("seed", range(25))
def test_a_damaged_workbook_is_read_or_refused_but_never_crashes(seed: int) -> None:
    dice = random.Random(seed)
    content = bytearray(MOJOKERTO)
    for _ in range(dice.randrange(1, 40)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    length = dice.choice([len(content), dice.randrange(len(content))])
    with suppress(Invalid):
        read_sheets(bytes(content[:length]))

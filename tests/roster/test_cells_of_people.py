"""NIK, phone, account, date and name cells: what is read from them and what is said of them."""

from datetime import date, datetime

import pytest

from checkin.roster import contacts, dates, names, nik
from checkin.roster.cells import Cell
from checkin.roster.issues import Issue

NIK = "3516015203829001"


@pytest.mark.parametrize(
    ("cell", "digits", "issues"),
    [
        (NIK, NIK, []),
        (f"'{NIK}", NIK, ["NIK_APOSTROPHE"]),
        (f'="{NIK}"', NIK, ["NIK_APOSTROPHE"]),
        ("3516 0152 0382 9001", NIK, ["NIK_SEPARATORS"]),
        ("3516.01.520382.9001", NIK, ["NIK_SEPARATORS"]),
        (f"\u00a0{NIK} ", NIK, ["NIK_SEPARATORS"]),
        (float(NIK), NIK, ["NIK_NUMERIC_CELL"]),
        (3516015203829000.0, None, ["NIK_PRECISION"]),
        ("3,51602E+15", None, ["NIK_SCIENTIFIC"]),
        ("3.51602e+15", None, ["NIK_SCIENTIFIC"]),
        ("351601520382900", None, ["NIK_LENGTH"]),
        (35160152.0, None, ["NIK_LENGTH"]),
        ("35160152O3829001", None, ["NIK_NOT_DIGITS"]),
        ("", None, ["NIK_MISSING"]),
        ("-", None, ["NIK_MISSING"]),
        (None, None, ["NIK_MISSING"]),
        ("0000000000000000", None, ["NIK_MISSING"]),
        ("3516013503829001", None, ["NIK_BAD_DATE"]),
        ("3516017203829001", None, ["NIK_BAD_DATE"]),
        ("3516011213829001", None, ["NIK_BAD_DATE"]),
        ("1111111111111111", None, ["NIK_INVALID"]),
        ("5401015203829001", "5401015203829001", ["NIK_AREA_UNKNOWN"]),
    ],
)
def test_a_nik_cell(cell: Cell, digits: str | None, issues: list[str]) -> None:
    reading = nik.read_nik(cell)
    assert (reading.digits, [issue.value for issue in reading.issues]) == (digits, issues)


@pytest.mark.parametrize(
    ("number", "gender", "born"),
    [
        (NIK, "P", date(1982, 3, 12)),
        ("3516011203829001", "L", date(1982, 3, 12)),
        ("3516010101059001", "L", date(2005, 1, 1)),
        ("3516010101309001", "L", date(1930, 1, 1)),
        ("3516012902009001", "L", date(2000, 2, 29)),  # 1900 had no such day
    ],
)
def test_what_a_nik_says_of_its_bearer(number: str, gender: str, born: date) -> None:
    assert nik.gender(number) == gender
    assert nik.birth_date(number, date(2023, 11, 20)) == born


@pytest.mark.parametrize(
    ("cell", "e164", "issues"),
    [
        ("081200010001", "+6281200010001", []),
        ("81200010001", "+6281200010001", ["PHONE_NORMALISED"]),
        (81200010001.0, "+6281200010001", ["PHONE_NORMALISED"]),
        ("+62 812-0001-0001", "+6281200010001", ["PHONE_NORMALISED"]),
        ("62812 0001 0001", "+6281200010001", ["PHONE_NORMALISED"]),
        ("(0812) 0001.0001", "+6281200010001", ["PHONE_NORMALISED"]),
        ("WA: 081200010001", "+6281200010001", ["PHONE_NORMALISED"]),
        ("081200010001 / 081200010002", "+6281200010001", ["PHONE_MULTIPLE", "PHONE_NORMALISED"]),
        ("0321-391234", None, ["PHONE_INVALID"]),
        ("0812", None, ["PHONE_INVALID"]),
        ("tidak punya", None, ["PHONE_MISSING"]),
        ("-", None, ["PHONE_MISSING"]),
        (None, None, ["PHONE_MISSING"]),
    ],
)
def test_a_phone_cell(cell: Cell, e164: str | None, issues: list[str]) -> None:
    phone = contacts.read_phone(cell)
    assert (phone.e164, [issue.value for issue in phone.issues]) == (e164, issues)


@pytest.mark.parametrize(
    ("cell", "bank", "number", "issues"),
    [
        ("0991000001", None, "0991000001", []),
        ("099-100-0001", "Bank Jatim", "0991000001", []),
        (991000001.0, None, "991000001", ["ACCOUNT_LEADING_ZERO"]),
        ("99100000", None, "99100000", ["ACCOUNT_LENGTH"]),
        ("123456789012345", "BRI", "123456789012345", ["BANK_NOT_JATIM"]),
        ("BNI 1234567890", None, "1234567890", ["BANK_NOT_JATIM"]),
        ("-", None, None, ["ACCOUNT_MISSING"]),
        (None, None, None, ["ACCOUNT_MISSING"]),
    ],
)
def test_an_account_cell(cell: Cell, bank: Cell, number: str | None, issues: list[str]) -> None:
    account = contacts.read_account(cell, bank, True)
    assert (account.number, [issue.value for issue in account.issues]) == (number, issues)


def test_a_bank_is_one_by_any_of_its_names() -> None:
    assert contacts.same_bank("Bank Jatim", "BPD JATIM")
    assert contacts.same_bank("PT. Bank BRI (Persero) Tbk", "BRI")
    assert contacts.same_bank("BPD Jawa Timur", "Bank Jatim")
    assert not contacts.same_bank("Bank Jatim", "Bank Jatim Syariah")
    assert not contacts.same_bank("BRI", "BNI")


@pytest.mark.parametrize(
    "cell",
    [
        "12-03-1982",
        "12/03/1982",
        "12.3.82",
        "1982-03-12",
        "12 Maret 1982",
        "12 Mar 1982",
        datetime(1982, 3, 12),
        date(1982, 3, 12),
        30022.0,
    ],
)
def test_a_date_cell(cell: Cell) -> None:
    assert dates.parse_date(cell) == date(1982, 3, 12)


@pytest.mark.parametrize("cell", ["", None, "31-02-1982", "12 Marzo 1982", "belum tahu", 7.0])
def test_no_date(cell: Cell) -> None:
    assert dates.parse_date(cell) is None


def test_a_column_is_american_only_where_no_day_contradicts_it() -> None:
    assert dates.month_comes_first(["03/25/1982", "01/02/1990"])
    assert not dates.month_comes_first(["25/03/1982", "01/02/1990"])
    assert not dates.month_comes_first(["03/04/1982", "1982-03-25"])
    assert dates.parse_date("03/04/1982", month_first=True) == date(1982, 3, 4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moch. Ali", "Muhammad Ali"),
        ("Ach. Rifa'i", "Ahmad Rifai"),
        ("Djoko Soesilo", "Joko Susilo"),
        ("H. Ma\u2019ruf, S.Sos., MM", "MA'RUF"),
        ("Hj. St. Fatimah", "Siti Fatimah"),
        ("Abd. Syukur", "Abdul Sukur"),
    ],
)
def test_spellings_of_one_name_are_found_alike(one: str, other: str) -> None:
    assert names.search_key(one) == names.search_key(other)
    assert names.same_person_plausible(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Siti Aminah", "Budi Santoso"), ("Siti Aminah", "Siti Maryam")]
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert names.search_key(one) != names.search_key(other)
    assert not names.same_person_plausible(one, other)


def test_titles_go_but_a_name_made_of_them_stays() -> None:
    assert names.name_key("Dra. Hj. Siti Aminah, M.Si.") == "SITI AMINAH"
    assert names.name_key("M. H. Ali").endswith("ALI")
    assert names.name_key("Ny.") == "NY"


@pytest.mark.parametrize(
    "text", ["=SUM(A1:A9)", "<script>alert(1)</script>", "3516", "Siti 2", "A", "x" * 101, "a@b.id"]
)
def test_what_is_no_name(text: str) -> None:
    assert not names.is_name(text)


@pytest.mark.parametrize("text", ["Suparti", "Nur 'Aini", "Dr. H. Ma\u2019ruf, S.Sos.", "Wu-Li"])
def test_what_is_a_name(text: str) -> None:
    assert names.is_name(text)


def test_every_issue_says_a_sentence() -> None:
    assert all(issue.sentence.endswith((".", "?")) for issue in Issue)

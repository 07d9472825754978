"""An office's list, as its organizer takes it in: remap a column, apply, settle doubts, send back, undo."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server, prove, sign_in
from tests.roster.offices import BUDI, NUR, SITI, as_csv, person

pytestmark = pytest.mark.journey

HEADER = ("NO", "NAMA", "NIK", "JENIS PILAR", "KAB/KOTA", "KECAMATAN", "BISA DIHUBUNGI", "REKENING")
EVENT = "/kegiatan/bojonegoro-2023"
EKO = person(
    NUR, name="Eko Prasetyo", nik="3517014505859", phone="081200010009", account="0991000009"
)
TWIN = person(SITI, account="0991009999")


def test_from_an_odd_file_to_a_clean_list_and_back(
    server: Server, desk: Page, tmp_path: Path
) -> None:
    made = server.checkin(
        *("event", "create", "--code", "bojonegoro-2023", "--name", "Sapa Pilar"),
        *("--bakorwil", "bojonegoro", "--venue", "GOR"),
        *("--starts", "2023-11-20T08:00+07:00", "--ends", "2023-11-20T13:00+07:00"),
    )
    assert made.returncode == 0, made.stderr
    sign_in(desk, server)
    prove(desk, server)
    send(desk, server, tmp_path / "daftar.csv", SITI, NUR, person(BUDI, nik="3516"), EKO, TWIN)
    remap(desk)
    apply(desk)
    settle(desk)
    answer_with_the_error_sheet(desk, server, tmp_path)
    undo(desk, server)


def send(desk: Page, server: Server, path: Path, *rows: tuple[str, ...]) -> None:
    path.write_bytes(as_csv(*rows, header=HEADER))
    desk.goto(f"{server.url}{EVENT}/peserta/unggah")
    desk.set_input_files("input[type=file]", path)
    desk.click("main form button.btn-primary")
    expect(desk.get_by_text("2 orang akan ditambahkan")).to_be_visible()


def remap(desk: Page) -> None:
    column = desk.locator(".roster-column", has_text="BISA DIHUBUNGI")
    expect(column.locator("select")).to_have_value("")
    expect(column).to_contain_text("0812••••••01")
    column.locator("select").select_option("phone")
    desk.get_by_role("button", name="Baca ulang dengan kolom ini").click()
    expect(desk.get_by_text("Kolom dibaca seperti pilihan Anda")).to_be_visible()
    expect(
        desk.locator(".roster-column", has_text="BISA DIHUBUNGI").locator("select")
    ).to_have_value("phone")


def apply(desk: Page) -> None:
    expect(desk.locator("[data-group=review] strong")).to_have_text("3")
    desk.locator("main button.btn-primary.btn-lg").click()
    expect(desk.get_by_text("2 orang ditambahkan")).to_be_visible()


def settle(desk: Page) -> None:
    desk.get_by_role("link", name="Tinjau 3 baris").click()
    expect(desk.get_by_role("heading", name="Budi Santoso")).to_be_visible()
    desk.wait_for_load_state()  # keys are heard once the page's script is there
    desk.keyboard.press("p")
    expect(desk.locator("#nik")).to_be_focused()
    desk.fill("#nik", BUDI[2])
    desk.get_by_role("button", name="Simpan dan daftarkan").click()
    expect(desk.get_by_text("Terdaftar dengan nomor 3.")).to_be_visible()
    expect(desk.get_by_role("heading", name="Eko Prasetyo")).to_be_visible()
    desk.wait_for_load_state()
    desk.keyboard.press("j")
    expect(desk.get_by_text(re.compile("Mungkin orang ini: nomor 1"))).to_be_visible()
    desk.wait_for_load_state()
    assert "0991009999" not in desk.content()
    desk.check("[name=ambil][value=account]")
    desk.keyboard.press("g")
    expect(desk.get_by_text("Digabungkan dengan peserta nomor 1.")).to_be_visible()


def answer_with_the_error_sheet(desk: Page, server: Server, tmp_path: Path) -> None:
    desk.goto(f"{server.url}{EVENT}/peserta/unggah")
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="Unduh lembar perbaikan").click()
    path = tmp_path / "perbaikan.xlsx"
    waiting.value.save_as(path)
    book = load_workbook(path)
    sheet = book.active
    titles = [cell.value for cell in sheet[1]]
    assert titles[:11] == [*HEADER, "MASALAH", "SARAN", "KODE BARIS"]
    assert sheet.max_row == 2
    assert sheet["I2"].value
    sheet["C2"] = "3517014505859007"
    book.save(path)
    desk.set_input_files("input[type=file]", path)
    desk.locator("main form button.btn-primary").click()
    expect(desk.get_by_text("1 orang akan ditambahkan")).to_be_visible()
    desk.locator("main button.btn-primary.btn-lg").click()
    expect(desk.get_by_text("1 orang ditambahkan")).to_be_visible()
    desk.goto(f"{server.url}{EVENT}/peserta/tinjau")
    expect(desk.get_by_text("Semua baris sudah diputuskan")).to_be_visible()


def undo(desk: Page, server: Server) -> None:
    for name in ("perbaikan.xlsx", "daftar.csv"):
        desk.goto(f"{server.url}{EVENT}/peserta/unggah")
        desk.locator(".roster-past", has_text=name).click()
        desk.locator("summary", has_text="Batalkan unggahan ini").click()
        desk.get_by_role("button", name="Ya, batalkan").click()
        expect(desk.get_by_text("Unggahan ini sudah dibatalkan")).to_be_visible()
    desk.goto(f"{server.url}{EVENT}/peserta/")
    expect(desk.get_by_text("Belum ada peserta")).to_be_visible()

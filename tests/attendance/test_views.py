"""The page of lists orders prints and gives the spreadsheet."""

import io

import openpyxl
import pypdfium2
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from checkin.accounts.models import AuditEntry
from checkin.actor import Role
from checkin.attendance import archive
from checkin.db import db, transaction
from checkin.editions.models import Edition
from checkin.jobs.models import Job
from tests.factories import make_event, make_registration
from tests.personas import sign_in_as

PAGE = "/kegiatan/bojonegoro-2023/daftar-hadir"


@pytest.fixture
def vera(client: FlaskClient) -> FlaskClient:
    """Sign Vera in, who may only look and print; make an event with one pillar."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    with transaction() as session:
        event = make_event(session)
        make_registration(session, event, "Siti Aminah")
    return sign_in_as(client, Role.VIEWER)


@pytest.fixture
def olga(vera: FlaskClient) -> FlaskClient:
    """Sign Olga in instead, who may do everything."""
    return sign_in_as(vera, Role.ADMIN, proven=True)


def test_shows_the_recap(vera: FlaskClient) -> None:
    page = vera.get(PAGE).get_data(as_text=True)
    assert "1 pilar sosial: 1 PKH" in page
    assert "Kabupaten Mojokerto" in page


LIST = {"kind": "blank", "pillar": "PKH", "paper": "a4"}


def text_of(content: bytes) -> str:
    """Return the text of all pages, words set apart by one space."""
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(p.get_textpage().get_text_bounded() for p in pages).split())


def test_a_short_list_is_shown_at_once(vera: FlaskClient) -> None:
    answer = vera.post(PAGE, data=LIST)
    edition = db.session.scalars(select(Edition)).one()
    assert answer.location == f"{PAGE}/edisi/{edition.id}/daftar.pdf?kertas=a4&arah=portrait"
    file = vera.get(answer.location)
    assert "edisi-1.pdf" in file.headers["Content-Disposition"]
    text = text_of(file.data)
    assert "Siti Aminah" in text
    assert "Nomor DH-01/BOJONEGORO-2023, edisi 1" in text
    assert edition.sha256 in text.replace(" ", "")


def test_a_long_list_is_made_where_it_can_be_watched(
    vera: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "AT_ONCE", 0)
    answer = vera.post(PAGE, data=LIST)
    job = db.session.scalars(select(Job)).one()
    assert answer.location == f"/pekerjaan/{job.id}"
    assert (job.state, job.file_name) == (
        "done",
        "daftar-hadir_bojonegoro-2023_pkh_kosong_edisi-1.pdf",
    )
    assert "Siti Aminah" in text_of(vera.get(f"/pekerjaan/{job.id}/berkas").data)


def test_printing_again_gives_the_same_edition(vera: FlaskClient) -> None:
    first = vera.post(PAGE, data=LIST).location
    assert vera.post(PAGE, data=LIST).location == first
    edition = db.session.scalars(select(Edition)).one()
    again = vera.post(f"{PAGE}/edisi/{edition.id}").location
    assert again == first
    assert text_of(vera.get(first).data) == text_of(vera.get(again).data)
    assert text_of(vera.get(first.split("?")[0]).data) == text_of(vera.get(first).data)


def test_a_preview_is_no_edition(vera: FlaskClient) -> None:
    answer = vera.post(f"{PAGE}/pratinjau", data=LIST | {"orientation": "landscape"})
    assert "PRATINJAU" in text_of(answer.data)
    assert db.session.scalars(select(Edition)).all() == []


def test_minutes_of_an_edition(vera: FlaskClient) -> None:
    vera.post(PAGE, data=LIST | {"kind": "all"})
    edition = db.session.scalars(select(Edition)).one()
    content = vera.get(f"{PAGE}/edisi/{edition.id}/berita-acara.pdf").data
    assert len(pypdfium2.PdfDocument(content)) == 1
    text = text_of(content)
    assert "BERITA ACARA PENGHITUNGAN KEHADIRAN" in text
    assert "Jumlah yang hadir: 0 (nol) orang" in text


@pytest.mark.parametrize(
    ("choice", "status", "sentence"),
    [
        ({"kind": "some", "paper": "a5"}, 422, "Pilihan ini tidak ada."),
        ({"pillar": "TAGANA"}, 404, "Tidak ada peserta pada pilihan ini."),
        ({"gate": "pintu-1"}, 422, "Daftar satu pintu hanya memuat yang sudah hadir"),
        ({"columns": ["position", "district", "nik", "phone"]}, 403, "tidak berwenang"),
        (
            {"columns": ["position", "district", "nik", "note", "signature"]},
            422,
            "Kolomnya terlalu banyak",
        ),
        ({"hand_rows": "1000"}, 422, "Isi bilangan 0 sampai 100."),
    ],
)
@pytest.mark.parametrize("page", [PAGE, f"{PAGE}/pratinjau"])
def test_what_cannot_be_printed_is_said_beside_its_field(
    vera: FlaskClient, page: str, choice: dict[str, object], status: int, sentence: str
) -> None:
    answer = vera.post(page, data=LIST | choice)
    assert (answer.status_code, sentence in answer.text) == (status, True)
    assert db.session.scalars(select(Edition)).all() == []


def test_a_second_official_signs_beside(olga: FlaskClient) -> None:
    signer = {"title": "KETUA PANITIA", "name": "Budi, S.Sos.", "rank": "Penata", "nip": "1990"}
    assert olga.post(f"{PAGE}/penanda-tangan", data=signer).status_code == 302
    assert "Budi, S.Sos." in olga.get(PAGE).text
    text = text_of(olga.get(olga.post(PAGE, data=LIST).location).data)
    assert "KETUA PANITIA" in text
    assert "Budi, S.Sos. Penata NIP. 1990" in text


def test_gives_the_spreadsheet(vera: FlaskClient) -> None:
    answer = vera.get("/kegiatan/bojonegoro-2023/kehadiran.xlsx")
    assert "kehadiran_bojonegoro-2023.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book["Daftar"]["B2"].value == "Siti Aminah"


def test_an_event_without_people_says_what_to_do(vera: FlaskClient) -> None:
    with transaction() as session:
        make_event(session, "kosong-2023")
    page = vera.get("/kegiatan/kosong-2023/daftar-hadir").get_data(as_text=True)
    assert "Belum ada peserta" in page
    assert "<form" not in page.split("<main")[1]


def test_gives_people_and_scans_as_text(vera: FlaskClient) -> None:
    people = vera.get("/kegiatan/bojonegoro-2023/kehadiran.csv")
    assert people.data.startswith(b"\xef\xbb\xbfNo. peserta,Nama,")
    assert "1,Siti Aminah," in people.data.decode()
    for form in ("csv", "xlsx"):
        assert vera.get(f"/kegiatan/bojonegoro-2023/pindaian.{form}").status_code == 200
    assert vera.get("/kegiatan/bojonegoro-2023/pindaian.pdf").status_code == 404


def test_nik_and_account_take_their_own_permission_and_are_written_down(
    olga: FlaskClient,
) -> None:
    path = "/kegiatan/bojonegoro-2023/kehadiran-lengkap.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(olga.post(path).data))["Daftar"]
    assert (sheet["J1"].value, sheet["J2"].data_type) == ("NIK", "s")
    assert len(sheet["J2"].value) == 16
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "personal_data.export")
    ).one()
    assert entry.detail == {"people": 1}


def test_a_reader_gets_no_nik(vera: FlaskClient) -> None:
    assert vera.post("/kegiatan/bojonegoro-2023/kehadiran-lengkap.xlsx").status_code == 403
    assert "NIK dan rekening" not in vera.get(PAGE).text

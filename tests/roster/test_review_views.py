"""Preview, mapping, review queue and error sheet through their pages."""

import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.actor import Role
from checkin.db import transaction
from checkin.jobs.models import Job
from checkin.people.models import Person
from checkin.roster import uploads
from checkin.roster.models import ImportRow, Registration, RosterImport, RosterMapping
from tests.conftest import OutsideClient
from tests.factories import make_event
from tests.personas import sign_in_as
from tests.roster.offices import BUDI, NUR, SITI, as_csv, person

PAGE = "/kegiatan/bojonegoro-2023/peserta/"
DOUBTFUL = person(BUDI, nik="3516")


@pytest.fixture
def olga(client: OutsideClient) -> OutsideClient:
    with transaction() as session:
        make_event(session)
    return sign_in_as(client, proven=True)


def upload(client: OutsideClient, content: bytes, name: str = "peserta.csv") -> str:
    reply = client.submit(f"{PAGE}unggah", {"file": (io.BytesIO(content), name)})
    assert reply.status_code == 302, reply.text
    return str(reply.location)


def applied(client: OutsideClient, *rows: tuple[str, ...]) -> str:
    address = upload(client, as_csv(*rows))
    assert client.submit(f"{address}/terapkan").status_code == 302
    return address


def queue(client: OutsideClient) -> str:
    return str(client.get(f"{PAGE}tinjau").location)


def count(session: Session, table: type[Any] = Registration) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_preview_shows_groups_in_pages_and_searches(olga: OutsideClient) -> None:
    many = [
        person(SITI, name=f"Ani {'abcdefghij'[n % 10]}{'klmno'[n // 10]}ra",
               nik=f"351601{n % 28 + 41:02d}0360{9001 + 7 * n}", phone="", account="")
        for n in range(50)
    ]  # fmt: skip
    address = upload(olga, as_csv(SITI, NUR, DOUBTFUL, *many, SITI))
    page = olga.get(address).text
    groups = dict(re.findall(r'data-group="(\w+)">\s*<strong>([\d.]+)', page))
    assert groups["review"] == "1"
    assert groups["duplicate"] == "1"
    assert int(groups["new"]) + int(groups.get("flagged", 0)) == 52
    both = [olga.get(f"{address}?kelompok=new&hal={n}").text for n in (1, 2)]
    assert SITI[1] in both[0] + both[1]
    found = olga.get(f"{address}?kelompok=new&q=nur").text
    assert "Nur &#39;Aini" in found
    assert ">Siti Aminah<" not in found
    assert olga.get(f"{address}?kelompok=x&hal=-4&q=%00").status_code == 200


def test_a_later_version_shows_each_field_old_and_new(olga: OutsideClient) -> None:
    applied(olga, person(SITI, account=""), BUDI)
    address = upload(olga, as_csv(person(SITI, phone="081200019999")))
    page = olga.get(f"{address}?kelompok=changed").text
    assert "<del>+6281200010001</del>" in page
    assert "<ins>+6281200019999</ins>" in page
    assert SITI[7] not in page
    assert "0991****01" in page
    assert BUDI[1] in olga.get(f"{address}?kelompok=missing").text
    olga.submit(f"{address}/terapkan")
    page = olga.get(address).text
    assert "Tidak ada lagi di berkas ini" in page
    olga.submit(f"{address}/tidak-ada-lagi", {"nomor": "2"})
    assert "Tidak ada lagi di berkas ini" not in olga.get(address).text


def test_a_preview_is_made_anew_when_somebody_was_registered_meanwhile(
    olga: OutsideClient,
) -> None:
    first, second = upload(olga, as_csv(SITI)), upload(olga, as_csv(SITI, NUR))
    olga.submit(f"{first}/terapkan")
    assert "1 orang akan ditambahkan" in olga.get(second, follow_redirects=True).text


def test_columns_are_remapped_and_remembered(olga: OutsideClient, session: Session) -> None:
    address = upload(olga, as_csv(SITI))
    names = re.findall(r'name="(kolom-[0-9a-f]{32}-\d+)"', olga.get(address).text)
    said = {name: "" for name in names if name.endswith("-6")}
    reply = olga.submit(f"{address}/kolom", said | {"kolom-x": "nik", "lain": "y"})
    assert "Kolom dibaca seperti pilihan Anda" in olga.get(reply.location).text
    (kept,) = session.scalars(select(RosterMapping)).all()
    assert kept.columns == {"6": ""}
    olga.submit(f"{address}/terapkan")
    other = upload(olga, as_csv(BUDI))
    assert "diingat dari berkas sebelumnya" in olga.get(other).text


def test_a_long_file_is_read_and_applied_by_the_worker(
    olga: OutsideClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LONG_FILE", 100)
    address = upload(olga, as_csv(SITI, NUR))
    assert "2 orang akan ditambahkan" in olga.get(address).text
    olga.submit(f"{address}/terapkan")
    assert "2 orang ditambahkan" in olga.get(address).text
    kinds = session.scalars(select(Job.kind).order_by(Job.created_at)).all()
    assert list(kinds) == ["roster.read", "roster.apply"]
    done = olga.get(f"{address}/kemajuan")
    assert done.headers["HX-Redirect"].endswith(address)


def test_a_long_file_that_is_no_roster_says_so(
    olga: OutsideClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LONG_FILE", 10)
    address = upload(olga, b"Yth. Bapak Kepala Dinas,\nterlampir kami kirim.\n")
    page = olga.get(address).text
    assert "bukan daftar peserta" in page
    olga.submit(f"{address}/buang")
    assert session.scalars(select(RosterImport.state)).one() == "discarded"


def test_a_row_is_corrected_with_what_is_wrong_said_beside_the_field(
    olga: OutsideClient, session: Session
) -> None:
    applied(olga, SITI, DOUBTFUL)
    row = queue(olga)
    page = olga.get(row).text
    assert "Jumlah digit NIK bukan 16." in page or "NIK" in page
    right = {"name": BUDI[1], "pillar": "TAGANA", "regency": "35.16", "nik": BUDI[2]}
    for over in ({"nik": "12"}, {"pillar": "X"}, {"name": ""}, {"phone": "1"}, {"email": "budi@"}):
        reply = olga.submit(f"{row}/perbaiki", right | over)
        assert reply.status_code == 422
        assert "invalid-feedback" in reply.text
    assert "milik peserta nomor 1" in olga.submit(f"{row}/perbaiki", right | {"nik": SITI[2]}).text
    good = right | {"email": "Budi@Example.id"}
    assert olga.submit(f"{row}/perbaiki", good).location.endswith("/tinjau")
    assert count(session) == 2
    assert "budi@example.id" in session.scalars(select(Person.email)).all()
    assert "Semua baris sudah diputuskan" in olga.get(f"{PAGE}tinjau").text
    assert olga.get(row).status_code == 302


def test_a_row_stands_beside_whom_it_may_be_and_is_merged(
    olga: OutsideClient, session: Session
) -> None:
    applied(olga, SITI, person(SITI, account="0991009999"))
    row = queue(olga)
    page = olga.get(row).text
    assert "Mungkin orang ini: nomor 1, Siti Aminah" in page
    assert "NIK sama." in page
    assert "0991009999" not in page
    assert SITI[2] not in page
    assert "Terima apa adanya" not in page
    assert olga.submit(f"{row}/terima").status_code == 422
    reply = olga.submit(f"{row}/gabung", {"number": "1", "ambil": ["account", "x"]})
    assert "Digabungkan dengan peserta nomor 1." in olga.get(reply.location).text
    assert count(session) == 1


def test_a_rejected_row_keeps_its_reason(olga: OutsideClient, session: Session) -> None:
    address = applied(olga, SITI, DOUBTFUL)
    row = queue(olga)
    assert olga.submit(f"{row}/tolak", {"reason": " "}).status_code == 422
    olga.submit(f"{row}/tolak", {"reason": "bukan pilar lagi"})
    assert "“bukan pilar lagi”" in olga.get(address).text
    kept = session.scalars(select(ImportRow).where(ImportRow.decision == "rejected")).one()
    assert (kept.reason, kept.decided_by_name) == ("bukan pilar lagi", "Olga")
    assert olga.submit(f"{row}/tolak", {"reason": "lagi"}).status_code == 302


def test_the_error_sheet_is_the_offices_own_and_holds_no_formula(
    olga: OutsideClient, session: Session
) -> None:
    applied(olga, SITI, person(BUDI, name='=HYPERLINK("http://x";"y")', nik="3516"))
    reply = olga.get(f"{PAGE}tinjau/berkas")
    book = load_workbook(io.BytesIO(reply.data))
    sheet = book.active
    assert sheet is not None
    titles = [cell.value for cell in sheet[1]]
    assert titles[-3:] == ["MASALAH", "SARAN", "KODE BARIS"]
    assert titles[:3] == ["NO", "NAMA", "NIK"]
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n"}
    assert sheet["B2"].value == '=HYPERLINK("http://x";"y")'
    assert sheet["C2"].fill.fgColor.rgb == "FFFFD9D4"
    assert sheet["F2"].fill.fgColor.rgb != "FFFFD9D4"
    sheet["B2"], sheet["C2"] = BUDI[1], BUDI[2]
    sent_back = io.BytesIO()
    book.save(sent_back)
    address = upload(olga, sent_back.getvalue(), "perbaikan.xlsx")
    olga.submit(f"{address}/terapkan")
    assert count(session) == 2
    assert "Semua baris sudah diputuskan" in olga.get(f"{PAGE}tinjau").text
    assert olga.get(f"{PAGE}tinjau/berkas").status_code == 302


def test_what_a_sheets_name_said_is_in_the_error_sheet(olga: OutsideClient) -> None:
    header = ("NO", "NAMA", "NIK")
    address = upload(olga, as_csv(("1", "Budi Santoso", "3516"), header=header), "TAGANA.csv")
    olga.submit(f"{address}/terapkan")
    sheet = load_workbook(io.BytesIO(olga.get(f"{PAGE}tinjau/berkas").data)).active
    assert sheet is not None
    said = {cell.value: below.value for cell, below in zip(sheet[1], sheet[2], strict=True)}
    assert said["JENIS PILAR"] == "Tagana"


def test_undo_is_offered_and_done(olga: OutsideClient, session: Session) -> None:
    address = applied(olga, SITI)
    assert "Batalkan unggahan ini" in olga.get(address).text
    olga.submit(f"{address}/batalkan")
    assert "sudah dibatalkan" in olga.get(address).text
    assert count(session) == 0


def test_a_viewer_reviews_nothing(client: OutsideClient) -> None:
    with transaction() as session:
        make_event(session)
    vera = sign_in_as(client, Role.VIEWER)
    for path in ("unggah", "tinjau", "tinjau/berkas"):
        assert vera.get(f"{PAGE}{path}").status_code == 403

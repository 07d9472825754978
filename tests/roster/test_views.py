"""The roster through its pages: upload, preview, apply, discard, list, one participant, a walk-in."""

import io
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.actor import Role
from checkin.db import transaction
from checkin.people.models import Person
from checkin.roster.models import ImportRow, Registration, RosterImport
from tests.conftest import OutsideClient
from tests.factories import make_event
from tests.personas import sign_in_as
from tests.roster.offices import BUDI, NUR, SITI, as_csv, person

PAGE = "/kegiatan/bojonegoro-2023/peserta/"


@pytest.fixture
def olga(client: OutsideClient) -> OutsideClient:
    with transaction() as session:
        make_event(session)
    return sign_in_as(client, proven=True)


def upload(client: OutsideClient, content: bytes, name: str = "peserta.csv", **over: Any) -> Any:
    return client.submit(f"{PAGE}unggah", {"file": (io.BytesIO(content), name)} | over)


def count(session: Session, table: type[Any] = Registration) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_preview_shows_what_will_happen_and_registers_nobody(
    olga: OutsideClient, session: Session
) -> None:
    reply = upload(olga, as_csv(SITI, BUDI, person(NUR, nik="35170145058O9003")))
    page = olga.get(reply.location).text
    assert "2 orang akan ditambahkan" in page
    assert "1 baris perlu ditinjau" in page
    assert "NIK memuat huruf." in page
    assert SITI[2] not in page
    assert count(session) == 0


def test_applying_registers_everybody_sound_once_and_forgets_the_file(
    olga: OutsideClient, session: Session
) -> None:
    address = upload(olga, as_csv(SITI, BUDI, person(NUR, nik=""))).location
    applied = olga.submit(f"{address}/terapkan")
    page = olga.get(applied.location).text
    assert "2 orang ditambahkan" in page
    assert "NIK kosong." in page
    assert count(session) == 2
    kept = session.scalars(select(RosterImport)).one()
    assert (kept.state, kept.content) == ("applied", None)
    assert kept.counts["review"] == 1
    waiting = session.scalars(select(ImportRow).where(ImportRow.outcome == "review")).one()
    assert '"Nur' in (waiting.payload or "")
    assert olga.submit(f"{address}/terapkan").status_code == 409
    assert count(session) == 2


def test_a_plan_is_made_again_when_it_is_applied(olga: OutsideClient, session: Session) -> None:
    first = upload(olga, as_csv(SITI, BUDI)).location
    second = upload(olga, as_csv(BUDI, NUR)).location
    olga.submit(f"{first}/terapkan")
    olga.submit(f"{second}/terapkan")
    assert count(session) == count(session, Person) == 3
    numbers = session.scalars(select(Registration.number).order_by(Registration.number))
    assert list(numbers) == [1, 2, 3]


def test_a_discarded_upload_leaves_nothing(olga: OutsideClient, session: Session) -> None:
    address = upload(olga, as_csv(SITI)).location
    olga.submit(f"{address}/buang")
    assert "sudah dibuang" in olga.get(address).text
    assert session.scalars(select(RosterImport.content)).one() is None
    assert olga.submit(f"{address}/terapkan").status_code == 409
    assert count(session) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Berkas ini kosong"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9, "bukan daftar peserta"),
        (b"catatan rapat hari ini", "tidak ada baris judul"),
        (as_csv(), "belum berisi nama"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_beside_the_field(
    olga: OutsideClient, session: Session, content: bytes, said: str
) -> None:
    reply = upload(olga, content)
    assert reply.status_code == 422
    assert said in reply.text
    assert count(session, RosterImport) == 0


def test_an_upload_without_a_file_is_refused(olga: OutsideClient) -> None:
    reply = olga.submit(f"{PAGE}unggah", {"regency": ""})
    assert reply.status_code == 422
    assert "Pilih berkas terlebih dahulu." in reply.text


def test_markup_in_a_file_is_shown_as_text(olga: OutsideClient) -> None:
    evil = person(SITI, name="Siti <script>alert(1)</script>")
    page = olga.get(upload(olga, as_csv(evil, BUDI)).location).text
    assert "<script>alert" not in page
    assert "Nama tidak wajar." in page


def test_the_list_is_searched_and_filtered(olga: OutsideClient) -> None:
    address = upload(olga, as_csv(SITI, BUDI, NUR)).location
    assert "Belum ada peserta" in olga.get(PAGE).text
    olga.submit(f"{address}/terapkan")
    everybody = olga.get(PAGE).text
    assert all(row[1].split()[0] in everybody for row in (SITI, BUDI, NUR))
    assert SITI[2] not in everybody
    assert "Budi" not in olga.get(f"{PAGE}?q=sitti aminah").text
    assert "Siti Aminah" not in olga.get(f"{PAGE}?pilar=TAGANA").text
    assert "Tidak ada yang cocok" in olga.get(f"{PAGE}?q=tidakada").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("?pilar=TKSK", 1),
        ("?wilayah=35.16", 2),
        ("?wilayah=35.16&pilar=TAGANA", 1),
        ("?q=budi&wilayah=35.17", 0),
        ("?hal=2", 0),
        ("?hal=-1", 3),
        ("?hal=99999999999999999999999", 0),
        ("?q=99999999999999999999999", 0),
        ("?q=%00&pilar=%00&wilayah=%00", 3),
        ("?pilar=XYZ&wilayah=%27", 0),
    ],
)
def test_the_list_answers_whatever_is_asked(olga: OutsideClient, query: str, found: int) -> None:
    olga.submit(f"{upload(olga, as_csv(SITI, BUDI, NUR)).location}/terapkan")
    reply = olga.get(f"{PAGE}{query}")
    assert reply.status_code == 200
    assert reply.text.count('class="roster-name"') == found


def test_the_regency_of_the_sender_serves_rows_that_name_none(olga: OutsideClient) -> None:
    file = as_csv(person(SITI, regency="", district=""))
    assert "1 orang akan ditambahkan" in olga.get(upload(olga, file, regency="35.76").location).text
    assert upload(olga, file, regency="35.78").status_code == 422


def test_a_nik_in_full_leaves_a_line_in_the_audit_log(
    olga: OutsideClient, session: Session
) -> None:
    olga.submit(f"{upload(olga, as_csv(SITI)).location}/terapkan")
    assert SITI[2] not in olga.get(f"{PAGE}1").text
    assert SITI[2] in olga.submit(f"{PAGE}1/data-pribadi").text
    assert "person.reveal" in session.scalars(select(AuditEntry.action)).all()
    for other in ("99", "99999999999999999999999"):
        assert olga.get(f"{PAGE}{other}").status_code == 404
        assert olga.submit(f"{PAGE}{other}/data-pribadi").status_code == 404


def test_a_viewer_reads_the_list_and_changes_nothing(
    client: OutsideClient, session: Session
) -> None:
    with transaction() as fresh:
        make_event(fresh)
    viewer = sign_in_as(client, Role.VIEWER)
    assert viewer.get(PAGE).status_code == 200
    assert "Unggah" not in viewer.get(PAGE).text
    assert upload(viewer, as_csv(SITI)).status_code == 403
    assert viewer.submit(f"{PAGE}susulan").status_code == 403
    assert viewer.submit(f"{PAGE}1/data-pribadi").status_code == 403
    assert count(session, RosterImport) == 0

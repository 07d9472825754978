"""An edition is frozen, numbered, found again, and verified by anybody without anybody's data."""

import io
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
from cryptography import x509
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.actor import System
from checkin.attendance import frozen, jobs, service
from checkin.attendance.choices import Form, Kind, Scope
from checkin.db import transaction
from checkin.devices.models import Device
from checkin.editions.models import Edition, Series
from checkin.editions.signing import Certificate
from checkin.events.models import DayClosing
from checkin.events.queries import get_checkpoint, get_event, get_gate
from checkin.people.models import Person
from checkin.settings import Settings
from tests.attendance.test_queries import arrive
from tests.editions.offices import office, verdict
from tests.factories import NOW, make_event, make_registration

__all__ = ["office"]
CODE = "bojonegoro-2023"
ALL = Scope()


@pytest.fixture
def event(app: Flask) -> str:
    """Make an event of two, one of them present, and return its code."""
    with transaction() as session:
        event = make_event(session)
        siti = make_registration(session, event, "Siti Aminah")
        make_registration(session, event, "Budi Santoso", pillar_code="TKSK")
        arrive(session, event, siti, 1)
    return CODE


def take(scope: Scope = ALL, form: Form = Form(), minutes: int = 0) -> Edition:  # noqa: B008
    """Take an edition and return it, read back."""
    with transaction() as session:
        event = get_event(session, CODE)
        now = NOW + timedelta(minutes=minutes)
        edition, _, _ = service.take_edition(session, System(), event, scope, form, now)
        edition_id = edition.id
    with transaction() as session:
        found = session.get_one(Edition, edition_id)
        session.expunge(found)
    return found


def late_comer(name: str = "Citra Lestari") -> None:
    """Let one more register and arrive."""
    with transaction() as session:
        event = get_event(session, CODE)
        arrive(session, event, make_registration(session, event, name), 5)


def pages(edition: Edition, what: str = jobs.LIST) -> list[str]:
    """Print an edition and return the text of its pages."""
    content = jobs.print_edition(CODE, edition.id, what=what).content
    found = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in found]


def test_nothing_new_gives_the_same_edition(event: str) -> None:
    first = take()
    assert take(minutes=30).id == first.id
    assert (first.number, first.changes) == (1, 0)


def test_an_edition_stays_as_it_was(event: str) -> None:
    first = take()
    before = pages(first)
    late_comer()
    with transaction() as session:
        event_row = get_event(session, CODE)
        event_row.name = "Nama baru"
        for person in session.scalars(select(Person)):
            person.name = "Diganti"
    second = take(minutes=9)
    assert pages(first) == before
    assert "Siti Aminah" in before[0]
    assert "Diganti" not in " ".join(before)
    assert (second.number, second.series_id) == (2, first.series_id)
    assert "Diganti" in " ".join(pages(second))


def test_a_new_edition_lists_what_changed(event: str) -> None:
    take()
    late_comer()
    with transaction() as session:
        event_row = get_event(session, CODE)
        for person in session.scalars(select(Person).where(Person.name == "Budi Santoso")):
            person.name = "Budi Santosa"
        checkpoint = get_checkpoint(session, event_row)
        assert checkpoint
    second = take(minutes=9)
    assert second.changes == 2
    (said,) = [page for page in pages(second) if "PERUBAHAN SEJAK EDISI 1" in page]
    assert "2 Budi Santosa Nama Budi Santoso Budi Santosa" in said
    assert "3 Citra Lestari Masuk daftar" in said
    assert "edisi 2" in said


def test_lists_are_numbered_apart(event: str) -> None:
    scopes = (ALL, Scope(kind=Kind.BLANK), Scope(kind=Kind.PRESENT), Scope(pillar="PKH"))
    made = [take(scope) for scope in scopes]
    assert {edition.number for edition in made} == {1}
    with transaction() as session:
        assert sorted(session.scalars(select(Series.number))) == [1, 2, 3, 4]


def test_a_blank_list_does_not_care_who_comes(event: str) -> None:
    first = take(Scope(kind=Kind.BLANK))
    with transaction() as session:
        found = get_event(session, CODE)
        arrive(session, found, make_registration(session, found, "X"), None)
    with transaction() as session:
        gone = session.scalars(select(Person).where(Person.name == "X")).one()
        assert gone
    again = take(Scope(kind=Kind.BLANK))
    assert again.number == 2  # somebody registered; an arrival alone changes nothing
    assert not first.provisional
    assert "08.15" not in " ".join(pages(first))


def test_the_hash_is_that_of_the_attached_data(event: str) -> None:
    edition = take()
    content = jobs.print_edition(CODE, edition.id).content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        (name,) = pdf.attachments
        data = pdf.attachments[name].get_file().read_bytes()
        metadata = pdf.open_metadata()
        assert metadata.pdfa_status == "3B"
    assert name == "data.csv"
    assert frozen.sha256(data) == edition.sha256
    for page in pypdfium2.PdfDocument(content):
        said = "".join(page.get_textpage().get_text_bounded().split())
        assert edition.sha256 in said
        assert "NomorDH-01/BOJONEGORO-2023,edisi1" in said


def test_personal_data_are_not_legible_in_the_database(event: str, session: Session) -> None:
    take()
    connection = session.connection()
    rows = connection.exec_driver_sql("select content, totals from editions").all()
    assert rows
    assert all(b"Siti" not in bytes(row[0]) and "Siti" not in str(row[1]) for row in rows)


def test_anybody_may_verify_and_sees_nobody(event: str, client: FlaskClient) -> None:
    edition = take()
    page = client.get(f"/v/{edition.seal}")
    assert page.status_code == 200
    for said in ("DH-01/BOJONEGORO-2023", "edisi 1", edition.sha256, "edisi terbaru", "08.14 WIB"):
        assert said in page.text
    assert "masih SEMENTARA" in page.text
    for secret in ("Siti", "Aminah", "Budi", "3516", "Gondang"):
        assert secret not in page.text
    late_comer()
    newer = take(minutes=9)
    assert "sudah digantikan edisi 2" in client.get(f"/v/{edition.seal}").text
    assert "edisi terbaru" in client.get(f"/v/{newer.seal}").text


def test_a_typed_code_leads_to_its_page(event: str, client: FlaskClient) -> None:
    seal = take().seal
    typed = f"{seal[:4]}-{seal[4:8]}-{seal[8:12]}-{seal[12:]}".lower()
    answer = client.get("/v/", query_string={"kode": typed})
    assert answer.location == f"/v/{seal}"
    assert client.get(f"/v/{typed}").status_code == 200


@pytest.mark.parametrize("seal", ["0" * 16, "x", "%00", "<script>", "Z" * 500])
def test_an_unknown_code_is_said_to_be_unknown(event: str, client: FlaskClient, seal: str) -> None:
    answer = client.get(f"/v/{seal}")
    assert answer.status_code == 404
    assert "tidak tercatat" in answer.text


def test_minutes_tell_the_figures_of_the_edition(event: str) -> None:
    edition = take()
    late_comer()
    (page,) = pages(edition, jobs.MINUTES)
    assert "Jumlah 2 1 1 50,0%" in page
    assert "Jumlah yang hadir: 1 (satu) orang" in page
    assert "edisi 1" in page


def close() -> None:
    """Close the day."""
    with transaction() as session:
        found = get_event(session, CODE)
        session.add(DayClosing(event_id=found.id, at=NOW, by="Olga", reason="", missing=[]))


def phone(waiting: int) -> None:
    """Pair a phone that says how many scans it still holds."""
    with transaction() as session:
        found = get_event(session, CODE)
        checkpoint = get_checkpoint(session, found)
        session.add(
            Device(
                event_id=found.id,
                checkpoint_id=checkpoint.id,
                gate_id=get_gate(session, checkpoint).id,
                number=1,
                name="Rina",
                token_hash="x",
                paired_at=NOW,
                last_seen_at=NOW,
                waiting=waiting,
            )
        )


def test_a_list_is_provisional_until_the_day_is_closed(event: str) -> None:
    first = take()
    assert first.provisional
    assert all("SEMENTARA" in page for page in pages(first))
    assert "kegiatan belum ditutup" in pages(first)[0]
    assert not take(Scope(kind=Kind.BLANK)).provisional
    close()
    final = take(minutes=61)
    assert (final.number, final.provisional, final.changes) == (2, False, 1)
    assert "– (seluruh daftar) Keadaan sementara final" in " ".join(pages(final))
    assert "(SEMENTARA)" not in " ".join(pages(final))
    assert "SEMENTARA" in pages(first)[0]


def test_a_phone_that_comes_back_with_scans_makes_lists_provisional_again(event: str) -> None:
    phone(waiting=3)
    held = take()
    assert "pindaian dari 1 HP belum lengkap diterima" in pages(held)[0]
    close()
    assert not take(minutes=1).provisional  # who closed the day answered for it
    with transaction() as session:
        session.scalars(select(Device)).one().told_at = NOW + timedelta(hours=1)
    back = take(minutes=70)
    assert back.provisional
    assert "pindaian dari 1 HP belum lengkap diterima" in pages(back)[0]
    with transaction() as session:
        session.scalars(select(Device)).one().waiting = 0
    assert not take(minutes=80).provisional


def test_a_tagged_variant_for_those_who_listen(event: str) -> None:
    edition = take()
    content = jobs.print_edition(CODE, edition.id, tagged=True).content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
    text = " ".join(
        " ".join(page.get_textpage().get_text_bounded().split())
        for page in pypdfium2.PdfDocument(content)
    )
    assert "Siti Aminah" in text
    assert edition.sha256 in text.replace(" ", "")


def test_a_list_is_signed_where_the_office_has_a_certificate(
    event: str, settings: Settings, app: Flask, office: tuple[Certificate, x509.Certificate]
) -> None:
    certificate, made = office
    app.extensions["settings"] = replace(
        settings,
        signing_certificate=certificate.path,
        signing_password=certificate.password,
    )
    edition = take()
    content = jobs.print_edition(CODE, edition.id).content
    status = verdict(content, made)
    assert status.bottom_line
    text = " ".join(pages(edition))
    assert "dengan sertifikat DINAS SOSIAL PROVINSI CONTOH" in text
    assert "BSrE" not in text

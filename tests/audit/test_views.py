"""The pages of the log: the office's and one event's, filters, the check, the files."""

import csv
import io

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.accounts import refusals
from checkin.accounts.models import AuditEntry
from checkin.accounts.service import record
from checkin.actor import Role, Stranger, System
from checkin.audit import asked, service
from checkin.audit.verify import Break, Verdict
from checkin.db import ORIGIN, db, transaction
from checkin.jobs.models import Job
from checkin.jobs.runner import runner
from checkin.jobs.service import result_path
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event, make_user, sign_in


@pytest.fixture
def olga(app: Flask, client: OutsideClient) -> OutsideClient:
    with transaction() as session:
        make_event(session, "pertama")
        make_event(session, "kedua", name="Kegiatan kedua")
        sign_in(client, make_user(session, Role.ADMIN).id, proven=True)
    return client


def told(page: str) -> str:
    return " ".join(page.split())


def test_an_entry_is_a_sentence_with_who_when_and_where(olga: OutsideClient) -> None:
    olga.post("/bahasa/id")
    agent = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0"}
    with olga.session_transaction() as cookie:
        cookie["csrf_token"] = ""
    saved = olga.submit("/akun/", {"name": "Olga Baru", "language": "id"})
    assert saved.status_code == 302
    page = told(olga.get("/audit/", headers=agent).text)
    assert "mengubah nama atau bahasanya sendiri" in page
    assert "127.0.0.1" in page
    assert "membuat kegiatan pertama" in page


def test_a_log_can_be_narrowed(olga: OutsideClient) -> None:
    def seen(query: str) -> str:
        return told(olga.get(f"/audit/?{query}").text).partition("audit-lines")[2]

    assert "membuat kegiatan pertama" in seen("kegiatan=pertama")
    assert "membuat kegiatan kedua" not in seen("kegiatan=pertama")
    assert "membuat kegiatan" not in seen("kelompok=masuk")
    assert "menambah pengguna" in seen("kelompok=masuk")
    assert "membuat kegiatan kedua" in seen("q=KEDUA")
    assert "membuat kegiatan" in seen("siapa=sistem")
    assert "membuat kegiatan" not in seen("siapa=hp")
    assert "membuat kegiatan" in seen("dari=2023-11-20&sampai=2023-11-20")
    assert seen("dari=2023-11-21&kelompok=kegiatan") == ""
    assert seen("kegiatan=tidak-ada") == ""
    for odd in ("dari=x", "siapa=x", "kelompok=x", "hal=-3", "q=%25_%00", "hal=9999999999"):
        assert olga.get(f"/audit/?{odd}").status_code == 200


def test_the_log_of_an_event_holds_that_event_only(olga: OutsideClient) -> None:
    page = told(olga.get("/kegiatan/pertama/audit/").text).partition("audit-lines")[2]
    assert "membuat kegiatan pertama" in page
    assert "kedua" not in page
    assert "menambah pengguna" not in page


def test_the_page_checks_the_chain_and_keeps_what_was_found(
    olga: OutsideClient, session: Session
) -> None:
    assert "belum pernah diperiksa" in olga.get("/audit/").text
    assert olga.submit("/audit/periksa").status_code == 302
    assert "Rantai catatan utuh" in olga.get("/audit/").text
    session.rollback()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "audit.verify")).one()
    assert entry.actor_name == "Olga"
    assert entry.origin.startswith("127.0.0.1")
    with transaction() as writing:
        verdict = Verdict(entries=2, last="", kind=Break.ALTERED, broken_at=3)
        service.note_check(writing, System(), verdict, NOW)
    assert "putus pada nomor 3" in olga.get("/audit/").text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_lines_leave_as_a_file_that_is_never_a_formula(
    olga: OutsideClient, session: Session, kind: str
) -> None:
    with transaction() as writing:
        record(writing, System(name="=1+1"), "office.text", now=NOW, subject="+surat", reason="@x")
    reply = olga.submit("/audit/unduh", {"bentuk": kind, "kelompok": "kantor"})
    assert reply.status_code == 302
    session.rollback()
    job = session.scalars(select(Job).where(Job.kind == "audit.export")).one()
    assert (job.state, job.message) == ("done", None)
    content = result_path(runner().output, job.id).read_bytes()
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["Nomor", "Waktu", "Siapa", "Perbuatan"]
    found = next(row for row in rows if row[7] == "office.text")
    assert found[2] == ("'=1+1" if kind == "csv" else "=1+1")
    assert found[3] == "mengubah naskah pesan +surat"
    assert all(row[7].startswith(asked.GROUPS["kantor"][1]) for row in rows[1:])
    taken = session.scalars(select(AuditEntry).where(AuditEntry.action == "audit.export")).one()
    assert taken.detail["rows"] == len(rows) - 1
    assert taken.origin.startswith("127.0.0.1")
    db.session.rollback()


def test_an_unknown_form_of_file_is_refused(olga: OutsideClient) -> None:
    assert olga.submit("/audit/unduh", {"bentuk": "exe"}).status_code == 422
    assert olga.submit("/kegiatan/pertama/audit/unduh", {"bentuk": "csv"}).status_code == 302


def test_lines_are_found_by_participant_place_and_single_deed(olga: OutsideClient) -> None:
    with transaction() as session:
        event = make_event(session, "ketiga")
        session.info[ORIGIN] = "203.0.113.9 · Chrome"
        record(session, System(), "person.reveal", now=NOW, subject="#12", event_id=event.id)
        del session.info[ORIGIN]
        record(session, System(), "person.reveal", now=NOW, subject="#120", event_id=event.id)
        many = {"numbers": "3-15, 40"}
        record(session, System(), "people.cancel", now=NOW, subject="14", event_id=event.id, **many)
        record(
            session,
            System(),
            "people.cancel",
            now=NOW,
            subject="12",
            event_id=event.id,
            numbers="41-52",
        )
        record(session, Stranger(), "refused.password", now=NOW, subject="olga@example.id")

    def seen(query: str) -> str:
        return told(olga.get(f"/audit/?{query}").text).partition("audit-lines")[2]

    about = seen("peserta=12&kegiatan=ketiga")
    assert "melihat NIK dan rekening lengkap peserta nomor 12<" in about
    assert "nomor 120" not in about
    assert "membatalkan pendaftaran 14 peserta" in about
    assert "membatalkan pendaftaran 12 peserta" not in about
    assert "membatalkan pendaftaran 12 peserta" in seen("peserta=%2345")
    assert seen("peserta=12&kegiatan=kedua") == ""
    assert "nomor 12<" in seen("alamat=203.0.113")
    assert "nomor 120" not in seen("alamat=203.0.113")
    assert "nomor 120" in seen("kelompok=person.reveal")
    assert "membatalkan" not in seen("kelompok=person.reveal")
    refused = seen("siapa=belum-masuk")
    assert "Seseorang</strong> salah memasukkan kata sandi akun olga@example.id" in refused
    assert "peserta" not in refused.partition("</ol>")[0]
    assert "Seseorang" in seen("kelompok=ditolak")
    for odd in ("peserta=x", "peserta=99999999999", "alamat=%25", "kelompok=user"):
        assert olga.get(f"/audit/?{odd}").status_code == 200


def test_codes_in_details_are_told_in_words(olga: OutsideClient) -> None:
    with transaction() as session:
        record(
            session,
            System(),
            "user.role",
            now=NOW,
            subject="x@example.id",
            before="viewer",
            role="admin",
        )
        record(
            session,
            System(),
            "event.stage",
            now=NOW,
            subject="pertama",
            before="draft",
            after="open",
        )
    page = told(olga.get("/audit/").text)
    assert "sebelumnya: pembaca kantor; peran: administrator" in page
    assert "sebelumnya: rancangan; sesudahnya: terbuka" in page


def test_what_is_still_being_counted_is_shown_with_the_refusals(olga: OutsideClient) -> None:
    for _turn in range(4):
        with transaction() as session:
            refusals.note(session, "refused.password", "olga@example.id", clock.now())
    assert "3 kali lagi" in told(olga.get("/audit/?kelompok=ditolak").text)
    assert "3 kali lagi" not in told(olga.get("/audit/").text)

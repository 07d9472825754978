"""The people of an event through their pages: table, search, actions, one person; a coordinator's share."""

import re
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import event as events
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry, Membership
from checkin.actor import Role, System
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.db import db, transaction
from checkin.directory.asked import STATES, Asked
from checkin.directory.bulk_views import AT_ONCE
from checkin.directory.choosing import Action
from checkin.directory.jobs import FILE
from checkin.directory.service import Order, Selection
from checkin.events.models import Event
from checkin.jobs.models import Job
from checkin.jobs.runner import runner
from checkin.jobs.service import create_job, result_path
from checkin.mail.models import Letter
from checkin.privacy.models import PrivacyRequest
from checkin.roster.models import Registration
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event, make_registration, make_user, sign_in
from tests.personas import sign_in_as

PAGE = "/kegiatan/bojonegoro-2023/peserta/"
NAMES = ("Siti Aminah", "Budi Santoso", "Nur Hayati", "Siti Aminah")


@pytest.fixture
def olga(client: OutsideClient) -> OutsideClient:
    with transaction() as session:
        event = make_event(session)
        for place, name in enumerate(NAMES):
            over = {"regency_code": "35.17", "district_code": None} if place == 1 else {}
            make_registration(session, event, name, **over)
        ensure_badges(session, event, NOW)
    return sign_in_as(client, proven=True)


def names(page: str) -> list[str]:
    return re.findall(r'class="roster-name"[^>]*>([^<]+)<', page)


def statuses(session: Session) -> list[str]:
    session.rollback()  # what was read before is a snapshot
    return list(session.scalars(select(Registration.status).order_by(Registration.number)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", list(NAMES)),
        ("?urut=nama", ["Budi Santoso", "Nur Hayati", "Siti Aminah", "Siti Aminah"]),
        ("?urut=-nama", ["Siti Aminah", "Siti Aminah", "Nur Hayati", "Budi Santoso"]),
        ("?q=aminah", ["Siti Aminah", "Siti Aminah"]),
        ("?q=aminah&keadaan=kurang", ["Siti Aminah", "Siti Aminah"]),
        ("?wilayah=35.17", ["Budi Santoso"]),
        ("?keadaan=belum-dicetak&wilayah=35.17", ["Budi Santoso"]),
        ("?keadaan=hadir", []),
        ("?keadaan=dibatalkan", []),
        ("?hal=2", []),
    ],
)
def test_the_table_shows_whom_the_address_asks_for(
    olga: OutsideClient, query: str, found: list[str]
) -> None:
    assert names(olga.get(f"{PAGE}{query}").text) == found


def test_who_was_taken_off_is_not_counted_among_the_registered(
    olga: OutsideClient, session: Session
) -> None:
    with transaction() as fresh:
        fresh.scalars(select(Registration).order_by(Registration.number)).all()[
            2
        ].status = "cancelled"
    page = olga.get(PAGE).text
    assert "<strong>3</strong> orang terdaftar" in page
    assert "1 dibatalkan" in page
    assert len(names(page)) == 4


@pytest.mark.parametrize(
    "state",
    ["aktif", "belum-hadir", "dicetak", "berubah", "dicabut", "catatan", "pengganti", "kurang"],
)
def test_every_state_and_every_column_is_answered(olga: OutsideClient, state: str) -> None:
    columns = "pilar,wilayah,kecamatan,nik,hp,jabatan,tanda,hadir,sumber,terdaftar"
    for sort in ("", "pilar", "-kecamatan", "hadir", "terdaftar"):
        assert olga.get(f"{PAGE}?keadaan={state}&kolom={columns}&urut={sort}").status_code == 200


def test_a_search_goes_to_its_address_but_a_personal_number_to_none(olga: OutsideClient) -> None:
    reply = olga.submit(f"{PAGE}cari", {"q": "aminah", "pilar": "PKH"})
    assert reply.location == f"{PAGE}?q=aminah&pilar=PKH"
    secret = olga.submit(f"{PAGE}cari", {"q": "3516014101809002"})
    assert secret.status_code == 200
    assert not re.search(r'(?:href|hx-get)="[^"]*3516014101809', secret.text)
    assert "Pilih dahulu orangnya" in olga.submit(f"{PAGE}tindakan", {"tindakan": "unduh"}).text


def test_the_table_takes_few_statements_however_many_rows(olga: OutsideClient) -> None:
    olga.get(PAGE)
    seen: list[str] = []
    hear = lambda *said: seen.append(said[2])  # noqa: E731
    events.listen(db.engine, "before_cursor_execute", hear)
    try:
        olga.get(PAGE)
        few = len(seen)
        with transaction() as session:
            event = make_event(session, "lain-2023")
            del event
        seen.clear()
        olga.get(f"{PAGE}?q=siti")
        assert len(seen) <= few + 2
    finally:
        events.remove(db.engine, "before_cursor_execute", hear)
    assert few < 25


def test_registrations_are_cancelled_with_the_exact_number_and_given_back(
    olga: OutsideClient, session: Session
) -> None:
    asked = olga.submit(f"{PAGE}tindakan", {"tindakan": "batalkan", "semua": "1", "q": "aminah"})
    assert "Batalkan pendaftaran 2 orang?" in asked.text
    order = {"tindakan": "batalkan", "semua": "1", "q": "aminah", "alasan": "Pindah tugas"}
    assert olga.submit(f"{PAGE}tindakan/jalankan", order | {"jumlah": "3"}).status_code == 409
    done = olga.submit(f"{PAGE}tindakan/jalankan", order | {"jumlah": "2"})
    assert statuses(session) == ["cancelled", "active", "active", "cancelled"]
    assert "people.cancel" in session.scalars(select(AuditEntry.action)).all()
    assert "1, 4" in olga.get(done.location).text
    assert olga.submit(f"{done.location}/urungkan").status_code == 303
    assert statuses(session) == ["active"] * 4
    assert olga.submit(f"{done.location}/urungkan").status_code == 409


def test_badges_of_many_are_replaced_at_once(olga: OutsideClient, session: Session) -> None:
    order = {"tindakan": "ganti-tanda", "n": "1", "jumlah": "1", "alasan": "Hilang"}
    assert olga.submit(f"{PAGE}tindakan/jalankan", order).status_code == 303
    session.expire_all()
    revoked = session.scalars(select(Badge.id).where(Badge.revoked_at.is_not(None))).all()
    assert len(revoked) == 1
    assert "Dicabut" in olga.get(f"{PAGE}1").text


def test_a_list_is_masked_unless_it_is_asked_for_in_full(
    olga: OutsideClient, session: Session
) -> None:
    order = {"tindakan": "unduh", "n": "1", "jumlah": "1", "bentuk": "csv"}
    masked = olga.submit(f"{PAGE}tindakan/jalankan", order).text
    assert "Siti Aminah" in masked
    assert "3516014101809" not in masked
    full = olga.submit(f"{PAGE}tindakan/jalankan", order | {"lengkap": "1"}).text
    assert "3516014101809" in full
    assert "personal_data.export" in session.scalars(select(AuditEntry.action)).all()


def test_a_person_has_one_story_and_namesakes(olga: OutsideClient) -> None:
    olga.submit(f"{PAGE}1/ganti-tanda")
    page = olga.get(f"{PAGE}1").text
    assert "Bernama sama" in page
    assert page.count("Mengganti tanda peserta nomor 1") == 1
    assert "Terdaftar: Impor" in page


def test_a_coordinator_sees_and_changes_the_own_regency_only(
    client: OutsideClient, olga: OutsideClient, app: object, session: Session
) -> None:
    with transaction() as fresh:
        user = make_user(fresh, Role.MEMBER, "koordinator@example.id")
        event_id = fresh.scalars(select(Registration.event_id)).first()
        fresh.add(
            Membership(
                user_id=user.id, event_id=event_id, role="coordinator", regency_code="35.17",
                created_at=NOW,
            )
        )  # fmt: skip
        user_id = user.id
    sign_in(client, user_id)
    assert names(client.get(PAGE).text) == ["Budi Santoso"]
    assert names(client.get(f"{PAGE}?q=siti").text) == []
    assert names(client.get(f"{PAGE}?wilayah=35.16").text) == []
    assert client.get(f"{PAGE}1").status_code == 404
    assert client.get(f"{PAGE}2").status_code == 200
    order = {"tindakan": "batalkan", "nomor-nomor": "1-4", "jumlah": "1", "alasan": "Salah"}
    assert client.submit(f"{PAGE}tindakan/jalankan", order).status_code == 303
    assert statuses(session) == ["active", "cancelled", "active", "active"]
    printing = {"tindakan": "cetak", "n": "2", "jumlah": "1"}
    assert client.submit(f"{PAGE}tindakan/jalankan", printing).status_code == 403
    assert "Sudah hadir" not in client.get(f"{PAGE}jumlah").text


def test_every_state_counts_whom_it_shows(olga: OutsideClient, session: Session) -> None:
    order = {"tindakan": "batalkan", "n": "2", "jumlah": "1", "alasan": "Pindah"}
    assert olga.submit(f"{PAGE}tindakan/jalankan", order).status_code == 303
    olga.submit(f"{PAGE}3/ganti-tanda")
    with transaction() as fresh:
        first = select(Registration.id).where(Registration.number == 1).scalar_subquery()
        badge = fresh.scalars(select(Badge).where(Badge.registration_id == first)).one()
        badge.printed_at, badge.printed_as = NOW, "once"
    counted = dict(
        re.findall(
            r'<option value="([a-z-]+)"[^>]*>[^<]* \((\d+)\)<', olga.get(f"{PAGE}jumlah").text
        )
    )
    assert set(counted) == set(STATES)
    for state in STATES:
        assert len(names(olga.get(f"{PAGE}?keadaan={state}").text)) == int(counted[state]), state
    assert (counted["dibatalkan"], counted["dicabut"], counted["berubah"]) == ("1", "1", "1")


def test_a_change_of_many_is_a_job_that_leads_to_its_undo(
    olga: OutsideClient, session: Session
) -> None:
    with transaction() as fresh:
        event = fresh.scalars(select(Event)).one()
        for place in range(AT_ONCE):
            make_registration(fresh, event, f"Orang {place}")
    order = {"tindakan": "jenis-pilar", "semua": "1", "menjadi": "TKSK"}
    many = len(NAMES) + AT_ONCE
    job = olga.submit(f"{PAGE}tindakan/jalankan", order | {"jumlah": str(many)}).location
    assert job.startswith("/pekerjaan/")
    (undo,) = re.findall(rf'href="({PAGE}tindakan/[^"]+)"', olga.get(job).text)
    assert "Urungkan" in olga.get(undo).text
    assert (
        f"Ubah jenis pilar: {many} orang" in olga.get("/pekerjaan/?kegiatan=bojonegoro-2023").text
    )
    assert f"({many})" in olga.get(f"{PAGE}?pilar=TKSK").text
    assert olga.submit(f"{undo}/urungkan").status_code == 303
    session.rollback()
    assert set(session.scalars(select(Registration.pillar_code))) == {"PKH"}


def test_another_regency_brings_its_own_districts(olga: OutsideClient) -> None:
    def options(page: str) -> set[str]:
        found = re.search(r'name="kecamatan"[^>]*>(.*?)</select>', page, re.S)
        assert found
        return set(re.findall(r'value="(\d\d\.\d\d)\.\d+"', found[1]))

    whole = olga.get(PAGE).text
    assert options(whole) == set()
    asked = {"wilayah": "35.16", "kecamatan": "35.17.01", "kecamatan-dari": "35.17"}
    olga.environ_base["HTTP_HX_REQUEST"] = "true"
    part = olga.submit(f"{PAGE}cari", asked).text
    assert 'hx-swap-oob="true"' in part
    assert options(part) == {"35.16"}
    assert len(names(part)) == 3
    again = olga.submit(f"{PAGE}cari", asked | {"kecamatan-dari": "35.16"}).text
    assert "hx-swap-oob" not in again
    none = olga.submit(f"{PAGE}cari", asked | {"wilayah": ""}).text
    assert options(none) == set()
    assert len(names(none)) == 4
    del olga.environ_base["HTTP_HX_REQUEST"]
    plain = olga.submit(f"{PAGE}cari", asked).location
    assert plain == f"{PAGE}?wilayah=35.16"
    assert options(olga.get(plain).text) == {"35.16"}


def test_a_long_list_is_made_by_a_worker_that_has_no_request(
    olga: OutsideClient, app: Flask, session: Session
) -> None:
    order = Order(action=Action.EXPORT, selection=Selection(asked=Asked()))
    for language, word in (("id", "Aktif"), ("en", "Active")):
        params = {
            "event": "bojonegoro-2023",
            "order": asdict(order),
            "format": "csv",
            "full": False,
        }
        with transaction() as fresh:
            made = create_job(
                fresh, System(), FILE, "Unduh", params | {"language": language}, NOW
            ).id
        with app.app_context():
            runner().run(made)
        session.rollback()
        job = session.get_one(Job, made)
        assert (job.state, job.message, job.done) == ("done", None, job.total)
        kept = result_path(runner().output, made).read_text("utf-8-sig")
        assert kept.count(word) == len(NAMES)


def test_a_person_shows_how_they_were_reached_and_what_they_asked(
    olga: OutsideClient, session: Session
) -> None:
    assert "Belum dibuat" in olga.get(f"{PAGE}1").text
    with transaction() as fresh:
        one = fresh.scalars(select(Registration).where(Registration.number == 1)).one()
        fresh.add(
            Letter(
                event_id=one.event_id, registration_id=one.id, kind="reminder", state="given_up",
                next_try_at=NOW, message_id="<1@example.id>", reason="Kotak surat penuh",
                created_at=NOW,
            )
        )  # fmt: skip
        fresh.add(
            PrivacyRequest(
                number=7, kind="access", channel="letter", person_id=one.person_id,
                registration_id=one.id, received_at=NOW, due_at=NOW, entered_by="Olga",
            )
        )  # fmt: skip
    page = olga.get(f"{PAGE}1").text
    for said in (
        "Pengingat",
        "Tidak terkirim",
        "Kotak surat penuh",
        "P-0007",
        "/data-pribadi/permintaan/",
    ):
        assert said in page
    other = olga.get(f"{PAGE}3").text
    assert "Pengingat" not in other
    assert "P-0007" not in other

"""Backups through their pages: planned, made, looked into, taken away; only by who may and has proven it."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, g, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.accounts.models import AuditEntry
from checkin.actor import Role, User
from checkin.app import MAX_UPLOAD_BYTES
from checkin.db import db, transaction
from checkin.ids import uuid7
from checkin.office.queries import backup_plan
from checkin.upkeep import jobs, shelf
from checkin.upkeep.making import make_backup
from checkin.upkeep.views import LARGEST_UPLOAD, allow_large
from tests.conftest import OutsideClient
from tests.factories import make_event
from tests.personas import sign_in_as
from tests.upkeep.conftest import PASSPHRASE

HOME = "/pengaturan/cadangan/"
PLAN = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "kept": "2", "with_key": "y"}


@pytest.fixture
def olga(client: OutsideClient, app: Flask) -> OutsideClient:
    with transaction() as session:
        make_event(session)
    return sign_in_as(client, proven=True)


def backups(app: Flask) -> list[shelf.Backup]:
    return shelf.list_backups(app.extensions["settings"])


def content_of(olga: OutsideClient, name: str) -> bytes:
    with olga.get(f"{HOME}berkas/{name}") as reply:
        return bytes(reply.data)


def test_a_backup_is_planned_made_looked_into_taken_away_and_deleted(
    olga: OutsideClient, app: Flask, session: Session
) -> None:
    assert "Belum ada cadangan" in olga.get(HOME).text
    olga.submit(f"{HOME}buat")
    assert backups(app) == []  # nothing seals it yet
    assert olga.submit(HOME, PLAN).status_code == 302
    assert PASSPHRASE not in olga.get(HOME).text
    assert olga.submit(f"{HOME}buat").status_code == 302
    (made,) = backups(app)
    assert made.name in olga.get(HOME).text
    look = olga.submit(f"{HOME}berkas/{made.name}/isi", {"passphrase": ""})
    assert "Utuh: setiap bagian" in look.text
    assert "Sapa Pilar Kesejahteraan Sosial Bakorwil Bojonegoro" in look.text
    assert f"checkin backup restore --replace {made.name}" in look.text
    wrong = olga.submit(f"{HOME}berkas/{made.name}/isi", {"passphrase": "bukan yang itu"})
    assert (wrong.status_code, "Kata sandi cadangan ini keliru" in wrong.text) == (422, True)
    assert content_of(olga, made.name).startswith(b"SAPAPILAR-BACKUP-1\n")
    olga.submit(f"{HOME}berkas/{made.name}/hapus")
    assert backups(app) == []
    actions = set(session.scalars(select(AuditEntry.action)))
    assert {"backup.plan", "backup.make", "backup.download", "backup.delete"} <= actions


def test_a_backup_from_elsewhere_is_checked_and_stays_until_deleted(
    olga: OutsideClient, app: Flask
) -> None:
    olga.submit(HOME, PLAN)
    olga.submit(f"{HOME}buat")
    content = content_of(olga, backups(app)[0].name)
    upload = {"file": (io.BytesIO(content), "bawaan.spbackup"), "passphrase": PASSPHRASE}
    assert "Utuh: setiap bagian" in olga.submit(f"{HOME}unggah", upload).text
    assert sorted(one.is_upload for one in backups(app)) == [False, True]
    cut = {"file": (io.BytesIO(content[:-100]), "x.spbackup"), "passphrase": PASSPHRASE}
    assert "rusak atau terpotong" in olga.submit(f"{HOME}unggah", cut).text
    other = {"file": (io.BytesIO(b"PK\x03\x04"), "x.spbackup"), "passphrase": PASSPHRASE}
    assert olga.submit(f"{HOME}unggah", other).status_code == 302
    assert "bukan cadangan Sapa Pilar" in olga.get(HOME).text
    assert olga.submit(f"{HOME}unggah", {}).status_code == 302
    assert not list(shelf.folder(app.extensions["settings"]).glob("*.part"))


@pytest.mark.parametrize(
    ("role", "endpoint", "most"),
    [
        (Role.ADMIN, "upkeep.upload", LARGEST_UPLOAD),
        (Role.ADMIN, "upkeep.save", MAX_UPLOAD_BYTES),
        (Role.ORGANIZER, "upkeep.upload", MAX_UPLOAD_BYTES),
    ],
)
def test_a_backup_may_be_larger_than_other_uploads(
    app: Flask, role: Role, endpoint: str, most: int
) -> None:
    with app.test_request_context(f"{HOME}unggah", method="POST"):
        g.actor = User(id=uuid7(), name="Olga", role=role)
        allow_large(endpoint, {})
        assert request.max_content_length == most


def test_only_the_newest_stay(olga: OutsideClient, app: Flask) -> None:
    olga.submit(HOME, PLAN)
    for _ in range(4):
        olga.submit(f"{HOME}buat")
    assert len(backups(app)) == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"passphrase": "pendek", "again": "pendek"}, "sekurang-kurangnya 12 huruf"),
        ({"again": "lain sama sekali"}, "Kedua kata sandi tidak sama."),
        ({"passphrase": "", "again": ""}, "Isi kata sandi cadangan"),
        ({"kept": "0"}, "Isi bilangan 1 sampai 365."),
    ],
)
def test_a_plan_that_cannot_be_is_said_beside_the_field(
    olga: OutsideClient, session: Session, wrong: dict[str, str], sentence: str
) -> None:
    reply = olga.submit(HOME, PLAN | wrong)
    assert (reply.status_code, sentence in reply.text) == (422, True)
    assert backup_plan(session).passphrase is None


def test_the_night_makes_its_backup_once(olga: OutsideClient, app: Flask) -> None:
    jobs.make_nightly(clock.now())
    db.session.rollback()
    assert backups(app) == []
    olga.submit(HOME, PLAN | {"nightly": "y"})
    for _ in range(3):
        jobs.make_nightly(clock.now())
        db.session.rollback()
    assert len(backups(app)) == 1


def test_nights_without_a_backup_are_noticed(olga: OutsideClient, app: Flask) -> None:
    olga.submit(HOME, PLAN | {"nightly": "y"})
    settings = app.extensions["settings"]
    make_backup(
        db.engine, settings, PASSPHRASE, clock.now() - timedelta(days=5), lambda done, total: None
    )
    page = olga.get(HOME).text
    assert "Cadangan malam terakhir sudah 5 hari" in page
    assert "5 hari lalu" in page
    olga.submit(f"{HOME}buat")
    assert "Cadangan malam terakhir sudah" not in olga.get(HOME).text


@pytest.mark.parametrize(
    "name", ["checkin.db", "..%2fdata.key", "sapa-pilar_20260101-000000.spbackup", "data.key"]
)
def test_nothing_but_backups_is_given_away(olga: OutsideClient, app: Flask, name: str) -> None:
    folder = shelf.folder(app.extensions["settings"])
    folder.mkdir(exist_ok=True)
    (folder / "checkin.db").write_bytes(b"x")
    assert olga.get(f"{HOME}berkas/{name}").status_code == 404
    assert olga.submit(f"{HOME}berkas/{name}/hapus").status_code == 404
    assert (folder / "checkin.db").exists()


def test_who_has_not_proven_it_is_asked_first(client: OutsideClient, app: Flask) -> None:
    sign_in_as(client)
    reply = client.get(HOME)
    assert reply.status_code == 302
    assert "/akun/verifikasi" in reply.location


def test_others_have_no_say(client: OutsideClient) -> None:
    sign_in_as(client, Role.ORGANIZER, proven=True)
    assert client.get(HOME).status_code == 403
    assert client.submit(f"{HOME}unggah", {"file": (io.BytesIO(b"x"), "x")}).status_code == 403


def test_files_that_are_no_backups_are_left_out_of_the_list(app: Flask, tmp_path: Path) -> None:
    folder = shelf.folder(app.extensions["settings"])
    folder.mkdir()
    (folder / "sapa-pilar_20260101-000000.spbackup").write_bytes(b"half")
    (folder / "catatan.txt").write_bytes(b"x")
    assert backups(app) == []


def test_the_page_of_keys_tells_their_age_and_how_they_are_renewed(
    olga: OutsideClient, app: Flask, tmp_path: Path
) -> None:
    assert "tidak tercatat" in olga.get(f"{HOME}kunci").text
    kept = tmp_path / "data.key"
    kept.write_bytes(b"x")
    app.extensions["settings"] = replace(app.extensions["settings"], data_key_file=kept)
    page = olga.get(f"{HOME}kunci").text
    assert "(0 hari)" in page
    assert "checkin keys rotate" in page


def test_a_backup_is_put_back_elsewhere_to_see_that_it_would_work(
    olga: OutsideClient, app: Flask, session: Session
) -> None:
    olga.submit(HOME, PLAN)
    olga.submit(f"{HOME}buat")
    (made,) = backups(app)
    assert "belum pernah diuji" in olga.get(HOME).text
    olga.submit(f"{HOME}berkas/{made.name}/uji")
    (tried,) = backups(app)
    assert tried.trial is not None
    assert (tried.trial.is_good, tried.trial.events, tried.trial.users) == (True, 1, 1)
    assert tried.trial.audit_entries > 0
    page = olga.get(HOME).text
    assert "pemulihan diuji" in page
    assert "rantai audit utuh" in page
    assert "backup.try" in set(session.scalars(select(AuditEntry.action)))
    settings = app.extensions["settings"]
    assert not list(settings.instance_dir.glob(".uji-*"))
    path = shelf.find_backup(settings, made.name)
    path.write_bytes(path.read_bytes()[:-50])
    olga.submit(f"{HOME}berkas/{made.name}/uji")
    assert "rusak atau terpotong" in olga.get(HOME).text
    assert not backups(app)[0].trial.is_good  # type: ignore[union-attr]
    olga.submit(f"{HOME}berkas/{made.name}/hapus")
    assert not list(shelf.folder(settings).iterdir())


def test_the_newest_backup_is_tried_every_week(olga: OutsideClient, app: Flask) -> None:
    jobs.try_weekly(clock.now())
    olga.submit(HOME, PLAN)
    jobs.try_weekly(clock.now())
    olga.submit(f"{HOME}buat")
    for _ in range(2):
        jobs.try_weekly(clock.now())
        db.session.rollback()
    (made,) = backups(app)
    assert made.trial is not None
    assert made.trial.is_good
    first = made.trial.at
    jobs.try_weekly(clock.now() + timedelta(days=9))
    assert backups(app)[0].trial.at >= first  # type: ignore[union-attr]


def test_readiness_tells_of_the_backup(olga: OutsideClient, app: Flask) -> None:
    overview = "/kegiatan/bojonegoro-2023/ringkasan"
    assert "Belum ada cadangan: bila server rusak" in olga.get(overview).text
    olga.submit(HOME, PLAN | {"nightly": "y"})
    olga.submit(f"{HOME}buat")
    olga.submit(f"{HOME}berkas/{backups(app)[0].name}/uji")
    page = olga.get(overview).text
    assert "pemulihannya diuji" in page
    assert f'href="{HOME}"' in page

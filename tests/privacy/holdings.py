"""An event of long ago with something personal planted in every place that holds any."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import LargeBinary, inspect, select, text, type_coerce
from sqlalchemy.orm import Session

from checkin.accounts.models import Invitation, SignIn
from checkin.actor import System
from checkin.attendance import service as attendance
from checkin.attendance.choices import Form, Scope
from checkin.badges.links import ensure_links
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.crypto import blind_index
from checkin.db import db, transaction
from checkin.devices.models import Device, Pairing
from checkin.events.models import Event, Gate
from checkin.events.queries import get_checkpoint, get_event
from checkin.ids import ScanId, uuid7
from checkin.jobs.models import Job
from checkin.mail.models import Letter
from checkin.people.models import Person
from checkin.roster.models import ImportRow, Registration, RosterImport
from checkin.scans.models import Arrival, Resolution, Scan, ScanUndo
from checkin.signup.models import Signup
from checkin.upkeep.rekey import encrypted_tables
from tests.factories import NOW, make_event, make_registration, make_user

CODE = "bojonegoro-2023"
NAME, OTHER, STRANGER = "Zubaidah Kencanawungu", "Budi Santoso", "Kartolo Tamumalam"
NIK, ACCOUNT, PHONE = "3516014101809777", "0991234567", "+628110099887"
EMAIL = "zubaidah@kencana.example"
WHY_UNDONE, FOUND_OUT = "Bu Zubaidah salah antre", "Bu Zubaidah menukar tanda"
OPERATOR, PHONE_NAME, ORIGIN = "Wati Penjaga", "HP Bu Wati", "10.77.66.55"
LONG_AFTER = NOW + timedelta(days=100 * 365)


@dataclass(frozen=True)
class Planted:
    """What was planted, as it lies in the database."""

    person: object
    registration: object
    code: str
    token: str
    job: object
    sealed: tuple[bytes, ...]


def plant(app: Flask, output: Path) -> Planted:
    """Make the event with two people; one was there, of her everything is known."""
    with transaction() as session:
        event = make_event(session)
        siti = make_registration(session, event, NAME)
        make_registration(session, event, OTHER, pillar_code="TKSK")
        person = session.get_one(Person, siti.person_id)
        person.nik, person.nik_index = NIK, blind_index(NIK)
        person.bank_account, person.account_index = ACCOUNT, blind_index(ACCOUNT)
        person.bank, person.account_name, person.search_key = "Bank Jatim", NAME, NAME.upper()
        person.phone, person.phone_raw, person.birth_place = PHONE, "0811-0099-887", "Trowulan"
        person.email = EMAIL
        _letter(session, event, siti)
        siti.position_title = "Koordinator Kencanawungu"
        ensure_badges(session, event, NOW)
        token = ensure_links(session, [siti.id], NOW)[siti.id].token
        badge = session.scalars(select(Badge).where(Badge.registration_id == siti.id)).one()
        code = badge.code
        _gates(session, event, siti, badge)
        _uploads(session, event, siti)
        _forms(session, event)
        job_id = _office(session, output)
    with transaction() as session:
        event = get_event(session, CODE)
        scope = Scope(columns=("phone", "nik"))
        attendance.take_edition(session, System(), event, scope, Form(), NOW)
        sealed = session.execute(
            select(
                type_coerce(Person.__table__.c.nik, LargeBinary),
                type_coerce(Person.__table__.c.bank_account, LargeBinary),
            ).where(Person.id == siti.person_id)
        ).one()
        return Planted(
            person=person.id,
            registration=siti.id,
            code=code,
            token=token,
            job=job_id,
            sealed=(*map(bytes, sealed), blind_index(NIK).encode(), blind_index(ACCOUNT).encode()),
        )


def _letter(session: Session, event: Event, siti: Registration) -> None:
    session.add(
        Letter(
            event_id=event.id,
            registration_id=siti.id,
            kind="invitation",
            state="failed",
            next_try_at=NOW,
            message_id="m1",
            reason=f"{EMAIL} ditolak",
            created_at=NOW,
        )
    )


def _gates(session: Session, event: Event, siti: Registration, badge: Badge) -> None:
    checkpoint = get_checkpoint(session, event)
    gate = _gate(session, checkpoint.id)
    device = Device(
        event_id=event.id,
        checkpoint_id=checkpoint.id,
        gate_id=gate,
        number=1,
        name=PHONE_NAME,
        kind="desk",
        token_hash="t" * 64,
        paired_at=NOW,
        last_seen_at=NOW,
        operator=OPERATOR,
    )
    session.add(device)
    session.flush()
    session.add(
        Pairing(
            gate_id=gate, code_hash="c" * 64, created_at=NOW, expires_at=NOW, device_id=device.id
        )
    )
    scan = Scan(
        id=ScanId(uuid7()),
        event_id=event.id,
        checkpoint_id=checkpoint.id,
        gate_id=gate,
        device_id=device.id,
        seq=1,
        code=badge.code,
        badge_id=badge.id,
        registration_id=siti.id,
        scanned_at=NOW,
        corrected_at=NOW,
        received_at=NOW,
        device_verdict="ok",
        verdict="ok",
        status="accepted",
        method="camera",
        operator=OPERATOR,
    )
    bare = Scan(
        id=ScanId(uuid7()),
        event_id=event.id,
        checkpoint_id=checkpoint.id,
        gate_id=gate,
        seq=2,
        code=badge.code,
        badge_id=badge.id,
        registration_id=siti.id,
        scanned_at=NOW,
        corrected_at=NOW,
        received_at=NOW,
        device_verdict="duplicate",
        verdict="duplicate",
        status="refused",
        method="camera",
    )
    session.add_all((scan, bare))
    session.flush()
    session.add_all(
        (
            ScanUndo(scan_id=bare.id, at=NOW, reason=WHY_UNDONE),
            Resolution(
                event_id=event.id, subject=f"scan:{bare.id}", note=FOUND_OUT, at=NOW, by="Olga"
            ),
        )
    )
    session.add(
        Arrival(
            checkpoint_id=checkpoint.id,
            registration_id=siti.id,
            scan_id=scan.id,
            arrived_at=NOW,
            gate_id=gate,
            device_id=device.id,
        )
    )


def _gate(session: Session, checkpoint_id: object) -> object:
    return session.scalars(
        select(Gate.id).where(Gate.checkpoint_id == checkpoint_id).order_by(Gate.position)
    ).first()


def _uploads(session: Session, event: Event, siti: Registration) -> None:
    kept = RosterImport(
        event_id=event.id,
        file_name="peserta.xlsx",
        sha256="0" * 64,
        content=f"{NAME};{NIK}".encode(),
        preview=f"{NAME}".encode(),
        created_at=NOW,
    )
    session.add(kept)
    session.flush()
    payload = json.dumps({"draft": {"name": NAME, "nik": NIK}, "cells": [NAME, NIK]})
    session.add(
        ImportRow(
            import_id=kept.id,
            sheet="PKH",
            row=4,
            outcome="review",
            payload=payload,
            fingerprint="f" * 32,
        )
    )
    session.add(
        ImportRow(
            import_id=kept.id,
            sheet="PKH",
            row=5,
            outcome="accept",
            registration_id=siti.id,
            before=json.dumps({"fields": {"phone": PHONE}}),
        )
    )


def _forms(session: Session, event: Event) -> None:
    stranger = make_registration(
        session, event, STRANGER, status="cancelled", cancel_reason="rejected", source="signup"
    )
    session.add(
        Signup(
            event_id=event.id,
            registration_id=stranger.id,
            key="k" * 24,
            device="d" * 24,
            name=STRANGER,
            phone="0812 7777 6666",
            pillar_code="PKH",
            regency_code="35.16",
            state="rejected",
            submitted_at=NOW,
            notice="2026-11",
            notice_read_at=NOW,
        )
    )


def _office(session: Session, output: Path) -> object:
    user = make_user(session)
    session.add(
        SignIn(
            user_id=user.id,
            secret_hash="s" * 64,
            created_at=NOW,
            last_seen_at=NOW,
            origin=ORIGIN,
            agent="Peramban",
        )
    )
    session.add(
        Invitation(
            role="organizer",
            name="Undangan Lama",
            secret_hash="i" * 64,
            created_at=NOW,
            expires_at=NOW,
        )
    )
    job = Job(
        kind="attendance.print",
        title=f"Daftar {NAME}",
        params={},
        state="done",
        file_name="a.pdf",
        created_at=NOW,
        finished_at=NOW,
    )
    session.add(job)
    session.flush()
    output.mkdir(parents=True, exist_ok=True)
    (output / f"{job.id}.bin").write_bytes(NAME.encode())
    return job.id


def everything(instance: Path) -> bytes:
    """Return all that lies on the disk of the instance and in the tables, as bytes."""
    db.session.rollback()
    found = [path.read_bytes() for path in instance.rglob("*") if path.is_file()]
    with db.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{table}"'))
            for row in rows:
                found += [
                    bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row
                ]
    return b"\n".join(found)


def opened(session: Session) -> str:
    """Return every encrypted column in the clear."""
    texts: list[str] = []
    for _table, columns in encrypted_tables():
        for row in session.execute(select(*columns)):
            texts += [v.decode(errors="replace") if isinstance(v, bytes) else str(v) for v in row]
    return "\n".join(texts)


def years_later(days: int) -> datetime:
    """Return the moment so many days after the event."""
    return NOW + timedelta(hours=6, days=days)

"""A data key changed: everything is readable under the new one, whatever stopped it half-way."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlalchemy import LargeBinary, select, type_coerce

from checkin import clock, crypto
from checkin.accounts.models import AuditEntry
from checkin.actor import System
from checkin.crypto import Keys
from checkin.db import db, transaction
from checkin.errors import CheckinError, Conflict, Invalid
from checkin.events.queries import get_event
from checkin.people.models import Person
from checkin.roster import decisions, history, waiting
from checkin.roster.models import ImportRow
from checkin.roster.names import name_key
from checkin.settings import Settings
from checkin.upkeep import keys
from checkin.upkeep.keys import begin_serving, rotate_keys, status
from checkin.upkeep.rekey import encrypted_tables
from checkin.upkeep.serving import alone, let_go
from tests.factories import make_event, make_registration
from tests.roster.offices import BUDI, SITI, person
from tests.roster.test_batches import applied


@pytest.fixture
def kept(app: Flask, settings: Settings, tmp_path: Path) -> Settings:
    """Return settings whose key lies in a file, and an event of three people."""
    with transaction() as session:
        event = make_event(session)
        for number in range(3):
            make_registration(session, event, f"Peserta {number}")
    file = tmp_path / "data.key"
    file.write_bytes(base64.urlsafe_b64encode(settings.data_key))
    return replace(settings, data_key_file=file)


def people() -> list[Any]:
    db.session.expire_all()
    found = db.session.execute(select(Person.nik, Person.nik_index).order_by(Person.name)).all()
    db.session.rollback()
    return list(found)


def keys_in(file: Path) -> list[bytes]:
    return [base64.urlsafe_b64decode(line) for line in file.read_bytes().split()]


def test_a_new_key_opens_everything_and_the_old_one_nothing(kept: Settings) -> None:
    before = people()
    assert rotate_keys(kept, clock.now()) == 3
    assert kept.data_key_file
    (new,) = keys_in(kept.data_key_file)
    assert new != kept.data_key
    crypto.use_data_key(new)
    after = people()
    assert [nik for nik, _ in after] == [nik for nik, _ in before]
    assert [index for _, index in after] == [crypto.blind_index(nik) for nik, _ in after]
    raw = db.session.scalars(select(type_coerce(Person.nik, LargeBinary))).all()
    old = Keys.of(kept.data_key)
    assert all(old.decrypt(bytes(one)) is None for one in raw if one)
    assert db.session.scalar(select(AuditEntry.action).where(AuditEntry.action == "keys.rotate"))
    db.session.rollback()
    known = status(db.session, replace(kept, data_key=new), clock.now())
    assert (known.data_key_days, known.data_key_print) == (0, Keys.of(new).fingerprint)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_change_that_was_stopped_is_finished_by_a_second_run(
    kept: Settings, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    before = [nik for nik, _ in people()]
    assert kept.data_key_file
    write, calls = keys._write, []

    def stopped(path: Path | None, said: Any) -> None:
        calls.append(path)
        if moment == "after" and len(calls) == 2:
            raise SystemExit  # the power fails when only the file is left to be written
        write(path, said)

    monkeypatch.setattr(keys, "_write", stopped)
    if moment == "before":
        monkeypatch.setattr(keys, "rekey", _fail)
    with pytest.raises((SystemExit, RuntimeError)):
        rotate_keys(kept, clock.now())
    monkeypatch.undo()
    db.session.rollback()
    new, old = keys_in(kept.data_key_file)
    assert old == kept.data_key
    both = replace(kept, data_key=new, older_data_keys=(old,))
    crypto.use_data_key(new, old)
    assert [nik for nik, _ in people()] == before
    if moment == "before":
        with pytest.raises(CheckinError) as refusal:
            begin_serving(both)
        assert refusal.value.code == "keys_unfinished"
        let_go()
    assert rotate_keys(both, clock.now()) == (3 if moment == "before" else 0)
    assert keys_in(kept.data_key_file) == [new]
    crypto.use_data_key(new)
    assert [nik for nik, _ in people()] == before


def _fail(*_: Any) -> int:
    raise RuntimeError


def test_keys_of_the_environment_have_to_say_both(kept: Settings) -> None:
    own = replace(kept, data_key_file=None)
    with pytest.raises(Invalid) as refusal:
        rotate_keys(own, clock.now())
    assert refusal.value.code == "keys_from_environment"
    new = b"n" * 32
    crypto.use_data_key(new, own.data_key)
    both = replace(own, data_key=new, older_data_keys=(own.data_key,))
    assert rotate_keys(both, clock.now()) == 3
    crypto.use_data_key(new)
    assert all(nik for nik, _ in people())
    begin_serving(both)
    let_go()


def test_nothing_changes_while_somebody_serves(kept: Settings) -> None:
    begin_serving(kept)
    with pytest.raises(Conflict):
        rotate_keys(kept, clock.now())
    let_go()
    with alone(kept), pytest.raises(CheckinError) as refusal:
        begin_serving(kept)
    assert refusal.value.code == "instance_busy"


def test_a_key_that_is_not_the_database_s_changes_nothing(kept: Settings) -> None:
    before = people()
    assert kept.data_key_file
    strange = replace(kept, data_key=b"x" * 32, older_data_keys=(b"y" * 32,))
    with pytest.raises(CheckinError):
        rotate_keys(strange, clock.now())
    db.session.rollback()
    crypto.use_data_key(kept.data_key)
    assert people() == before


def test_every_encrypted_table_has_one_column_as_key(app: Flask) -> None:
    assert {len(table.primary_key.columns) for table, _ in encrypted_tables()} == {1}
    assert {"people", "office_settings"} <= {table.name for table, _ in encrypted_tables()}


@pytest.mark.parametrize("days", [400, 12, -3])
def test_the_days_of_a_certificate_are_counted(
    settings: Settings, tmp_path: Path, days: int
) -> None:
    now = datetime(2026, 11, 21, 5, tzinfo=UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dinas Sosial")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=500))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "sign.p12"
    locked = serialization.BestAvailableEncryption(b"rahasia")
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, made, None, locked))
    told = replace(settings, signing_certificate=path, signing_password="rahasia")
    found, trouble = keys.read_certificate(told, now)
    assert found
    assert (found.days_left, found.subject, trouble) == (days, "CN=Dinas Sosial", "")
    _, wrong = keys.read_certificate(replace(told, signing_password="salah"), now)
    assert "CHECKIN_SIGNING_PASSWORD" in wrong
    _, gone = keys.read_certificate(replace(told, signing_certificate=tmp_path / "x"), now)
    assert "CHECKIN_SIGNING_CERTIFICATE" in gone


def test_what_a_person_rejected_is_not_asked_again_under_a_new_key(kept: Settings) -> None:
    doubtful = person(BUDI, nik="3516")
    with transaction() as session:
        event = get_event(session, "bojonegoro-2023")
        applied(session, event, SITI, doubtful)
        (row,) = waiting.waiting_rows(session, event, None)
        decisions.reject(session, System(), event, row, "bukan peserta", clock.now())
        assert "3516" not in (row.payload or "")
        row_id = row.id
    rotate_keys(kept, clock.now())
    assert kept.data_key_file
    crypto.use_data_key(*keys_in(kept.data_key_file))
    with transaction() as session:
        event = get_event(session, "bojonegoro-2023")
        again = applied(session, event, SITI, doubtful)
        assert waiting.waiting_rows(session, event, None) == []
        (shown,) = history.waiting_rows(session, again)
        assert (shown.decision, shown.reason) == ("repeated", "bukan peserta")
        known = session.get_one(ImportRow, row_id)
        assert known.fingerprint == crypto.blind_index(known.imprint or "")


def test_a_row_rejected_before_there_were_imprints_is_still_known(kept: Settings) -> None:
    doubtful = person(BUDI, nik="3516")
    with transaction() as session:
        event = get_event(session, "bojonegoro-2023")
        applied(session, event, SITI, doubtful)
        (row,) = waiting.waiting_rows(session, event, None)
        draft = waiting.draft_of(row)
        traits = (draft.pillar, draft.regency_code, draft.account, draft.phone)
        older = "|".join([name_key(draft.name), "3516", *(trait or "" for trait in traits)])
        decisions.reject(session, System(), event, row, "bukan peserta", clock.now())
        row.imprint, row.fingerprint = None, crypto.blind_index(older)
    with transaction() as session:
        event = get_event(session, "bojonegoro-2023")
        applied(session, event, SITI, doubtful)
        assert waiting.waiting_rows(session, event, None) == []

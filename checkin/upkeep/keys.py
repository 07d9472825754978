"""How old the keys are, and the change of the data key."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import pkcs12
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from checkin import crypto
from checkin.accounts.service import record
from checkin.actor import System
from checkin.crypto import Keys
from checkin.db import db, transaction
from checkin.documents.files import write_whole
from checkin.errors import Invalid, Unavailable
from checkin.office.queries import key_record
from checkin.office.service import settings_row
from checkin.settings import Settings
from checkin.text import mark
from checkin.upkeep.rekey import rekey
from checkin.upkeep.serving import alone, hold


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The certificate that printed lists are signed with."""

    subject: str
    expires_at: datetime
    days_left: int


@dataclass(frozen=True, kw_only=True)
class KeyStatus:
    """What the page of keys shows; ages are in days, `trouble` says why a certificate cannot be read."""

    data_key_print: str
    data_key_since: datetime | None
    data_key_days: int | None
    is_in_file: bool
    is_unfinished: bool
    secret_key_since: datetime | None
    certificate: Certificate | None
    trouble: str


def status(session: Session, settings: Settings, now: datetime) -> KeyStatus:
    """Return the ages of the keys, as far as anything tells them."""
    known, present = key_record(session), Keys.of(settings.data_key).fingerprint
    since = known.since if known.fingerprint == present else None
    since = since or _made_at(settings.data_key_file)
    certificate, trouble = read_certificate(settings, now)
    return KeyStatus(
        data_key_print=present,
        data_key_since=since,
        data_key_days=(now - since).days if since else None,
        is_in_file=settings.data_key_file is not None,
        is_unfinished=bool(settings.older_data_keys),
        secret_key_since=_made_at(settings.instance_dir / "secret.key"),
        certificate=certificate,
        trouble=trouble,
    )


def read_certificate(settings: Settings, now: datetime) -> tuple[Certificate | None, str]:
    """Return the certificate lists are signed with, or the sentence that says why it cannot be read."""
    path = settings.signing_certificate
    if path is None:
        return None, ""
    try:
        password = settings.signing_password.encode() or None
        found = pkcs12.load_pkcs12(path.read_bytes(), password).cert
    except OSError:
        return None, mark(
            "Berkas sertifikat tidak dapat dibaca; periksa CHECKIN_SIGNING_CERTIFICATE."
        )
    except ValueError:
        return None, mark("Sertifikat tidak dapat dibuka; periksa CHECKIN_SIGNING_PASSWORD.")
    if found is None:
        return None, mark("Berkas sertifikat tidak memuat sertifikat.")
    end = found.certificate.not_valid_after_utc
    subject = found.certificate.subject.rfc4514_string()
    return Certificate(subject=subject, expires_at=end, days_left=(end - now).days), ""


def rotate_keys(settings: Settings, now: datetime) -> int:
    """Bring all that is encrypted under a new data key; return how many rows were written anew.

    The file of the key names the new one before the database needs it and the old one until after: whatever
    stops this half-way, every row stays readable, and a second run finishes. Where the environment gives the
    keys, `CHECKIN_DATA_KEY=new,old` has to say both. Raises `Conflict` while something serves.
    """
    with alone(settings):
        new, *old = settings.data_key, *settings.older_data_keys
        if not old and settings.data_key_file is None:
            raise Invalid(
                mark(
                    "CHECKIN_DATA_KEY berasal dari lingkungan: isi dengan kunci baru (checkin keys new), "
                    "koma, lalu kunci lama, dan jalankan lagi."
                ),
                code="keys_from_environment",
            )
        if not old:
            new, old = secrets.token_bytes(32), [new]
            _write(settings.data_key_file, [new, *old])
        fresh = Keys.of(new)
        with transaction() as session:
            rows = rekey(
                session.connection(),
                [Keys.of(key) for key in old],
                fresh,
                now,
                lambda done, total: None,
            )
            crypto.use_data_key(new, *old)
            row = settings_row(session, now)
            row.data_key_print, row.data_key_since = fresh.fingerprint, now
            record(session, System(), "keys.rotate", now=now, subject=fresh.fingerprint, rows=rows)
        _write(settings.data_key_file, [new])
    return rows


def begin_serving(settings: Settings) -> None:
    """Hold the instance for as long as this process serves it.

    Raises `Unavailable` while a restore or a change of keys is at work, and where a change of keys began and
    did not end: nobody may write under two keys.
    """
    hold(settings)
    if not settings.older_data_keys:
        return
    present = Keys.of(settings.data_key).fingerprint
    try:
        is_done = key_record(db.session).fingerprint == present
    except DatabaseError:  # a database that is still to be made
        is_done = True
    db.session.close()
    db.engine.dispose()  # processes forked from this one must not share a connection
    if not is_done:
        raise Unavailable(
            mark("Penggantian kunci data belum selesai; jalankan `checkin keys rotate`."),
            code="keys_unfinished",
        )


def _write(path: Path | None, keys: Sequence[bytes]) -> None:
    if path is not None:
        lines = b"\n".join(base64.urlsafe_b64encode(key) for key in keys)
        write_whole(path, lines)


def _made_at(path: Path | None) -> datetime | None:
    if path is None or not path.is_file():
        return None
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)

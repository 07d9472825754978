"""Editions of the notice: what is said now, frozen once somebody was shown it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, System, name_of, require
from checkin.db import transaction
from checkin.errors import NotFound
from checkin.office.queries import office
from checkin.privacy import notice
from checkin.privacy.classes import CLASSES
from checkin.privacy.models import PrivacyNotice
from checkin.privacy.purge import days_of
from checkin.privacy.retention import period
from checkin.text import mark

OF_SUBJECTS = ("identifiers", "contacts", "badges", "signups", "scans", "attendance", "editions")


def facts(session: Session) -> dict[str, str]:
    """Return what the office's settings say in the places of a notice."""
    who, days = office(session), days_of(session)
    lines = []
    for one in CLASSES:
        if one.code in OF_SUBJECTS:
            words, n = period(days[one.code])
            held = words % {"n": n}
            since = f" {one.since}" if n else ""
            lines.append(f"- {one.label}: {held}{since}")
    return {
        "kantor": notice.proper(who.name),
        "pemerintah": notice.proper(who.government),
        "alamat": who.address,
        "petugas": who.privacy_name or mark("ditunjuk oleh kepala kantor"),
        "kontak": who.privacy_contact or who.contact,
        "masa_simpan": "\n".join(lines),
    }


def latest(session: Session) -> PrivacyNotice | None:
    """Return the last edition."""
    return session.scalars(
        select(PrivacyNotice).order_by(PrivacyNotice.number.desc()).limit(1)
    ).first()


def get_notice(session: Session, number: int) -> PrivacyNotice:
    """Return one edition; raise `NotFound`."""
    found = session.get(PrivacyNotice, number)
    if found is None:
        raise NotFound(mark("Edisi pemberitahuan ini tidak ada."), code="notice_unknown")
    return found


def list_notices(session: Session) -> list[PrivacyNotice]:
    """Return all editions, the newest first."""
    return list(session.scalars(select(PrivacyNotice).order_by(PrivacyNotice.number.desc())))


def compose(session: Session, template: str | None) -> str:
    """Return what the notice says today."""
    return notice.fill(template or notice.DEFAULT, facts(session))


def in_force(session: Session, now: datetime) -> PrivacyNotice:
    """Return the edition that says what holds now; a new one where the settings changed since."""
    last = latest(session)
    template = last.template if last else None
    text = compose(session, template)
    if last and last.digest == notice.digest(text):
        return last
    return _freeze(session, System(), template, text, now)


def shown(session: Session, now: datetime) -> PrivacyNotice:
    """Return the edition in force to somebody who only reads; writes it where it is new."""
    last = latest(session)
    if last and last.digest == notice.digest(compose(session, last.template)):
        return last
    with transaction() as writing:
        return in_force(writing, now)


def publish(
    session: Session, actor: Actor, template: str | None, now: datetime
) -> tuple[PrivacyNotice, bool]:
    """Say it in the office's own words (none: the house's); return the edition and whether it is new."""
    require(actor, Permission.REFERENCE_WRITE)
    own = notice.check(template) if template is not None else None
    text = compose(session, own)
    last = latest(session)
    if last and last.digest == notice.digest(text):
        last.template = own
        return last, False
    made = _freeze(session, actor, own, text, now)
    record(session, actor, "privacy.notice", now=now, subject=str(made.number), own=own is not None)
    return made, True


def _freeze(
    session: Session, actor: Actor, template: str | None, text: str, now: datetime
) -> PrivacyNotice:
    last = latest(session)
    made = PrivacyNotice(
        number=(last.number if last else 0) + 1,
        digest=notice.digest(text),
        text=text,
        template=template,
        published_at=now,
        published_by=name_of(actor)[:120],
    )
    session.add(made)
    session.flush()
    return made

"""Take data out of rows: by id, whoever decided that they go (the end of retention, or a request).

Rows stay where others point at them; what would name somebody goes. Nothing here decides or commits.
"""

import json
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from checkin.badges.models import Badge, PersonalLink
from checkin.editions.models import Edition
from checkin.mail.models import Letter
from checkin.people.models import Person
from checkin.roster.models import ImportRow, Registration, Substitution
from checkin.scans.models import Resolution, Scan, ScanUndo
from checkin.signup.models import Signup

Ids = Collection[UUID]
NOBODY = "(data dimusnahkan)"
DEAD = "X"  # where every code in force begins with SP
_WIPED_ROW: dict[str, Any] = {
    "payload": None,
    "before": None,
    "imprint": None,
    "fingerprint": None,
    "reason": None,
    # nobody can decide of a row that says nothing any more
    "decision": case(
        (ImportRow.outcome == "review", func.coalesce(ImportRow.decision, "superseded")),
        else_=ImportRow.decision,
    ),
}
IDENTIFIERS = ("nik", "nik_index", "bank_account", "account_index", "bank", "account_name")
CONTACTS = (
    "phone",
    "phone_raw",
    "email",
    "gender",
    "birth_date",
    "birth_place",
    "member_no",
    "employment_status",
)


def wipe_identifiers(session: Session, people: Ids) -> None:
    """Forget NIK and account, and by what they were found."""
    _empty(session, people, IDENTIFIERS)


def wipe_contacts(session: Session, people: Ids) -> None:
    """Forget how to reach somebody and what else was known beside the name."""
    _empty(session, people, CONTACTS)
    theirs = _registrations(session, people)
    session.execute(
        update(Signup)
        .where(Signup.registration_id.in_(theirs))
        .values(phone="", email=None, device="")
    )
    session.execute(delete(Letter).where(Letter.registration_id.in_(theirs)))


def anonymise(session: Session, people: Ids, now: datetime) -> None:
    """Leave of people what figures are made of: pillar type, regency, whether they were there."""
    _empty(session, people, (*IDENTIFIERS, *CONTACTS))
    session.execute(
        update(Person)
        .where(Person.id.in_(people))
        .values(name=NOBODY, search_key="", active=False, erased_at=now, updated_at=now)
    )
    theirs = _registrations(session, people)
    session.execute(
        update(Registration)
        .where(Registration.id.in_(theirs))
        .values(position_title=None, district_code=None, seq=None)
    )
    session.execute(delete(Letter).where(Letter.registration_id.in_(theirs)))
    wipe_badges(session, theirs)
    wipe_rows_of(session, theirs)
    session.execute(
        update(Signup)
        .where(Signup.registration_id.in_(theirs))
        .values(name=NOBODY, phone="", email=None, device="", district_code=None, reason=None)
    )
    session.execute(
        update(Scan)
        .where(Scan.registration_id.in_(theirs))
        .values(code=None, operator=None, override=None)
    )
    wipe_notes(session, theirs)
    session.execute(
        update(Substitution)
        .where(Substitution.original_id.in_(theirs) | Substitution.replacement_id.in_(theirs))
        .values(reason="", approver="")
    )


def wipe_badges(session: Session, registrations: Ids) -> None:
    """Make the codes of people dead and take their addresses away."""
    badges = session.scalars(select(Badge.id).where(Badge.registration_id.in_(registrations))).all()
    wipe_codes(session, badges)
    session.execute(delete(PersonalLink).where(PersonalLink.registration_id.in_(registrations)))


def wipe_codes(session: Session, badges: Ids) -> None:
    """Write over the codes of badges, and of the scans that read them."""
    rows = [{"id": one, "code": DEAD + secrets.token_hex(9).upper()} for one in badges]
    if rows:
        session.execute(update(Badge), rows)
        session.execute(update(Scan).where(Scan.badge_id.in_(badges)).values(code=None))


def wipe_notes(session: Session, registrations: Ids) -> None:
    """Forget what somebody wrote of their scans: why one was taken back, what came of a case."""
    scans = select(Scan.id).where(Scan.registration_id.in_(registrations))
    session.execute(update(ScanUndo).where(ScanUndo.scan_id.in_(scans)).values(reason=""))
    events = select(Registration.event_id).where(Registration.id.in_(registrations))
    named = {str(one) for one in registrations} | {str(one) for one in session.scalars(scans)}
    noted = select(Resolution).where(Resolution.event_id.in_(events), Resolution.note != "")
    for found in session.scalars(noted):
        if named & set(found.subject.split(":")):
            found.note = ""
    session.flush()


def wipe_rows(session: Session, rows: Ids) -> None:
    """Forget what rows of files said; how many there were and what became of them stays."""
    session.execute(update(ImportRow).where(ImportRow.id.in_(rows)).values(_WIPED_ROW))


def wipe_rows_of(session: Session, registrations: Ids) -> None:
    """Forget what rows of files said of these people."""
    session.execute(
        update(ImportRow).where(ImportRow.registration_id.in_(registrations)).values(_WIPED_ROW)
    )


def redact_edition(session: Session, edition: Edition, fields: Collection[str]) -> None:
    """Take fields (`phone`, `nik`, or `people` for everybody) out of a frozen list; its hashes stay."""
    data = json.loads(edition.content)
    if "people" in fields:
        data["people"] = []
    else:
        places = [place for place, name in enumerate(data["fields"]) if name in fields]
        for person in data["people"]:
            for place in places:
                person[place] = ""
    edition.content = json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    edition.redacted = ",".join(sorted({*filter(None, edition.redacted.split(",")), *fields}))
    session.flush()


def _empty(session: Session, people: Ids, columns: Collection[str]) -> None:
    session.execute(update(Person).where(Person.id.in_(people)).values(dict.fromkeys(columns)))
    session.execute(  # the desk's search reads again what has no `seq`
        update(Registration).where(Registration.person_id.in_(people)).values(seq=None)
    )


def _registrations(session: Session, people: Ids) -> list[UUID]:
    found = session.scalars(select(Registration.id).where(Registration.person_id.in_(people)))
    return list(found)

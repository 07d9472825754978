"""Letters with a link that works once: to who is invited to an event or into the office.

Only the hash of such a link is kept, so the letter itself lies sealed in the outbox until it went out, was
given up or is no longer wanted.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from checkin.accounts.models import Invitation
from checkin.accounts.service import record
from checkin.actor import Actor
from checkin.errors import Gone
from checkin.formats import moment
from checkin.ids import JobId, LetterId, uuid7
from checkin.jobs.service import create_job
from checkin.mail.letters import Draft, message_id_of
from checkin.mail.models import Letter
from checkin.mail.plan import State
from checkin.office.queries import MailSettings, mail_settings, office
from checkin.text import mark

KIND = "mail.send"  # of the job that empties the outbox
LINK = "link"
ZONE = "Asia/Jakarta"
_TEXT = """\
Yth. Bapak/Ibu {name},

Anda diundang menjadi {seat} di Sapa Pilar Check-in, aplikasi kehadiran kegiatan pilar kesejahteraan sosial.

Buka tautan ini untuk menerima undangan dan membuat kata sandi Anda sendiri:
{address}

Tautan ini berlaku sampai {until} dan hanya dapat dipakai sekali. Mohon tidak diteruskan kepada orang lain.

Terima kasih atas kesediaan Anda membantu.

Hormat kami,
{office}"""


@dataclass(frozen=True, kw_only=True)
class Posted:
    """How far the letter of an invitation is."""

    state: State
    reason: str
    sent_at: datetime | None


def post_link(
    session: Session,
    actor: Actor,
    invitation: Invitation,
    *,
    email: str | None,
    seat: str,
    address: str,
    now: datetime,
) -> JobId | None:
    """Put the letter in where there are an address and a server; return the job that sends it.

    `seat` says in words what the link leads to. A letter of the same invitation that lies there yet is taken
    out: its link works no more.
    """
    invitation.email = email or invitation.email
    session.execute(delete(Letter).where(Letter.invitation_id == invitation.id))
    settings = mail_settings(session)
    if settings is None or not invitation.email:
        return None
    letter_id = LetterId(uuid7())
    sealed = {
        "subject": f"Undangan menjadi {seat}",
        "text": _TEXT.format(
            name=invitation.name,
            seat=seat,
            address=address,
            until=moment(invitation.expires_at, ZONE),
            office=office(session).name,
        ),
    }
    session.add(
        Letter(
            id=letter_id,
            invitation_id=invitation.id,
            kind=LINK,
            state=State.WAITING.value,
            next_try_at=now,
            message_id=message_id_of(str(letter_id), settings.sender),
            sealed=json.dumps(sealed, ensure_ascii=False),
            created_at=now,
        )
    )
    record(
        session, actor, "mail.link", subject=invitation.name, event_id=invitation.event_id, now=now
    )
    title = mark("Pengiriman surat")
    return create_job(session, actor, KIND, title, {"letters": 1}, now).id


def link_draft(session: Session, letter: Letter, settings: MailSettings, now: datetime) -> Draft:
    """Return what this letter says; raise `Gone` where its link opens nothing any more."""
    invitation = session.get_one(Invitation, letter.invitation_id)
    if invitation.used_at is not None or invitation.expires_at <= now or not letter.sealed:
        raise Gone(mark("Tautan ini sudah dipakai atau kedaluwarsa."), code="mail_link_over")
    if not invitation.email:
        raise Gone(mark("Alamat surelnya sudah tidak ada."), code="mail_no_address")
    said = json.loads(letter.sealed)
    name = office(session).name
    return Draft(
        sender_name=name,
        sender=settings.sender,
        to=invitation.email,
        subject=said["subject"],
        text=said["text"],
        action="Terima undangan",
        footer=(
            f"Surat ini dikirim oleh {name} lewat Sapa Pilar Check-in. Tautannya pribadi dan hanya "
            "dapat dipakai sekali; bila Anda tidak merasa diundang, abaikan saja surat ini."
        ),
        message_id=letter.message_id,
    )


def posted(session: Session, invitations: list[UUID]) -> dict[UUID, Posted]:
    """Return how far the letters of these invitations are."""
    rows = session.execute(
        select(Letter.invitation_id, Letter.state, Letter.reason, Letter.sent_at).where(
            Letter.invitation_id.in_(invitations)
        )
    )
    return {
        invitation: Posted(state=State(state), reason=reason, sent_at=sent_at)
        for invitation, state, reason, sent_at in rows
        if invitation is not None
    }

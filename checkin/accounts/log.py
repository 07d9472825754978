"""Write the audit log: a line at a time, chained when the transaction ends.

The head of the chain is locked last of all, after everything else was written: who waits for it holds all
other locks already and asks for none after it, so that no two writers ever wait for each other.
"""

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts.chain import Content, digest
from checkin.accounts.models import AuditEntry, AuditHead
from checkin.actor import Actor, Stranger
from checkin.crypto import mask
from checkin.db import ORIGIN
from checkin.errors import Unavailable
from checkin.ids import EventId, SignInId, UserId, uuid7
from checkin.text import mark

_PENDING = "audit entries"
# What looks like a NIK, an account or a phone in what somebody typed (a reason, a file's name) is masked.
_NUMBERS = re.compile(r"\d{10,}|\d(?:[ .-]?\d){12,}")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")


def record(
    session: Session,
    actor: Actor | Stranger,
    action: str,
    *,
    now: datetime,
    subject: str = "",
    event_id: UUID | None = None,
    **detail: Any,
) -> None:
    """Write one line of the audit log in the running transaction.

    `subject` and `detail` never hold what may have to be erased (NIK, account, phone, address): the
    chain cannot give anything up again. People are named by their number at the event.
    """
    entry = AuditEntry(
        id=UserId(uuid7()),
        at=now,
        actor_kind=type(actor).__name__.lower(),
        actor_id=None if isinstance(actor, who.System | Stranger) else UserId(actor.id),
        actor_name=who.name_of(actor)[:120],
        action=action,
        event_id=EventId(event_id) if event_id else None,
        subject=without_numbers(subject)[:200],
        origin=str(session.info.get(ORIGIN, ""))[:120],
        sign_in_id=_sign_in(actor),
        detail=_clean(json.loads(json.dumps(detail))),  # as it comes back from the database
    )
    session.add(entry)
    session.info.setdefault(_PENDING, []).append(entry)


def without_numbers(text: str) -> str:
    """Return `text` with long numbers masked; identities made by this program stay."""
    return text if _ID.fullmatch(text) else _NUMBERS.sub(lambda found: mask(found[0]), text)


def content_of(entry: AuditEntry) -> Content:
    """Return what the hash of `entry` covers."""
    return Content(
        id=entry.id,
        at=entry.at,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        action=entry.action,
        event_id=entry.event_id,
        subject=entry.subject,
        origin=entry.origin,
        sign_in_id=entry.sign_in_id,
        detail=entry.detail,
    )


@event.listens_for(Session, "before_commit")
def _link(session: Session) -> None:
    """Give the new entries their places at the end of the chain."""
    if session.in_nested_transaction():
        return
    entries = [entry for entry in session.info.pop(_PENDING, ()) if entry in session]
    if not entries:
        return
    session.flush()
    head = session.execute(
        select(AuditHead.count, AuditHead.hash).where(AuditHead.id == 1).with_for_update()
    ).one_or_none()
    if head is None:
        raise Unavailable(
            mark("Kepala catatan audit hilang dari basis data; jalankan `checkin audit verify`."),
            code="audit_head",
        )
    count, last = head
    places = []
    for entry in entries:
        count += 1
        own = digest(count, last, content_of(entry))
        places.append({"id": entry.id, "seq": count, "previous": last, "hash": own})
        last = own
    try:
        session.execute(update(AuditEntry), places)
    except IntegrityError as error:  # somebody put a line where this one belongs
        raise Unavailable(
            mark("Catatan audit diubah dari luar aplikasi; jalankan `checkin audit verify`."),
            code="audit_chain",
        ) from error
    session.execute(update(AuditHead).where(AuditHead.id == 1).values(count=count, hash=last))


def _clean(value: Any) -> Any:
    match value:
        case str():
            return without_numbers(value)
        case list():
            return [_clean(one) for one in value]
        case dict():
            return {name: _clean(one) for name, one in value.items()}
    return value


def _sign_in(actor: Actor | Stranger) -> SignInId | None:
    known = actor.sign_in_id if isinstance(actor, who.User) else None
    return SignInId(known) if known else None

"""Use cases of requests: take one in, answer it, stop messages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, System, User, name_of, require
from checkin.errors import Conflict, Invalid, NotFound, Throttled
from checkin.people.models import Person
from checkin.privacy.asking import NEEDS_REASON, Channel, Kind, Outcome, due_at
from checkin.privacy.models import PrivacyRequest
from checkin.roster.models import Registration
from checkin.signup.models import Signup
from checkin.text import mark

MAX_WORDS, MAX_OPEN = 2000, 5
OLDEST = timedelta(days=30)
NUMBERING = 2_027_2022  # the lock of everybody who numbers requests and incidents


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as it came in; `wanted` are the values a correction asks for, by field."""

    kind: Kind
    channel: Channel
    words: str = ""
    contact: str = ""
    wanted: Mapping[str, str] = field(default_factory=dict)
    received_at: datetime | None = None


def receive_from_page(
    session: Session, registration: Registration, asked: Asked, now: datetime
) -> PrivacyRequest:
    """Take a request from somebody's own page; raise `Throttled` for more than anybody needs."""
    waiting = session.scalar(
        select(func.count()).where(
            PrivacyRequest.person_id == registration.person_id, PrivacyRequest.state == "open"
        )
    )
    if (waiting or 0) >= MAX_OPEN:
        raise Throttled(
            mark("Permintaan Anda sebelumnya masih dikerjakan; tunggu jawabannya dahulu."),
            code="requests_many",
        )
    return _keep(session, System(name="halaman pribadi"), registration, asked, now, now)


def receive(
    session: Session, actor: Actor, registration: Registration, asked: Asked, now: datetime
) -> PrivacyRequest:
    """Take a request that reached the office some other way; its clock runs since it was received."""
    require(actor, Permission.PRIVACY_MANAGE)
    since = asked.received_at or now
    if since > now + timedelta(minutes=5):
        raise Invalid(mark("Waktu diterima ada di masa depan."), code="received_at")
    if since < now - OLDEST:
        raise Invalid(mark("Waktu diterima lebih dari 30 hari yang lalu."), code="received_at")
    return _keep(session, actor, registration, asked, since, now)


def get_request(
    session: Session, request_id: object, *, for_update: bool = False
) -> PrivacyRequest:
    """Return a request; raise `NotFound`."""
    found = session.get(PrivacyRequest, request_id, with_for_update=for_update)
    if found is None:
        raise NotFound(mark("Permintaan ini tidak ada."), code="request_unknown")
    return found


def open_request(session: Session, actor: Actor, request_id: object) -> PrivacyRequest:
    """Return a request that may still be worked on, locked; raise `Conflict` once it is answered."""
    require(actor, Permission.PRIVACY_MANAGE)
    found = get_request(session, request_id, for_update=True)
    if found.state != "open":
        raise Conflict(mark("Permintaan ini sudah dijawab."), code="request_answered")
    return found


def answer(
    session: Session,
    actor: Actor,
    request_id: object,
    *,
    outcome: Outcome,
    reason: str,
    identity: str,
    now: datetime,
) -> PrivacyRequest:
    """Stop the clock with an outcome; what was granted must have been carried out for the right person."""
    found = open_request(session, actor, request_id)
    if outcome in NEEDS_REASON and not reason.strip():
        raise Invalid(mark("Tulis alasannya; peminta berhak mengetahuinya."), code="reason")
    granted = outcome in (Outcome.GRANTED, Outcome.PARTLY)
    if granted and not identity.strip():
        raise Invalid(mark("Tulis bagaimana Anda memastikan siapa yang meminta."), code="identity")
    needed, sentence = _NEEDED[Kind(found.kind)]
    elsewhere = found.kind == Kind.CORRECTION and reason.strip()  # put right on another page
    if granted and needed not in found.done and not elsewhere:
        raise Invalid(sentence, code="outcome")
    found.state, found.outcome, found.answer = "answered", outcome.value, reason.strip()[:MAX_WORDS]
    found.identity, found.answered_at = identity.strip()[:200], now
    found.answered_by = name_of(actor)[:120]
    record(
        session, actor, "privacy.answer",
        subject=label_of(found), now=now, kind=found.kind, outcome=outcome.value,
    )  # fmt: skip
    return found


def restrict(
    session: Session, actor: Actor, request_id: object, now: datetime, *, stop: bool = True
) -> None:
    """Send this person nothing any more, or again; attendance and payment go on, being a public duty."""
    found = open_request(session, actor, request_id)
    person = session.get_one(Person, found.person_id)
    person.restricted_at = (person.restricted_at or now) if stop else None
    if stop:
        theirs = select(Registration.id).where(Registration.person_id == person.id)
        for form in session.scalars(select(Signup).where(Signup.registration_id.in_(theirs))):
            form.messages_agreed_at = None
    note_done(found, "restricted", stop)
    record(session, actor, "privacy.restrict", subject=label_of(found), now=now, stop=stop)


def note_done(request: PrivacyRequest, what: str, done: bool = True) -> None:
    """Note what was carried out on the way to an answer."""
    kept = [one for one in request.done if one != what]
    request.done = [*kept, what] if done else kept


def label_of(request: PrivacyRequest) -> str:
    """Return what a request is called."""
    return f"P-{request.number:04d}"


def wanted_of(request: PrivacyRequest) -> dict[str, str]:
    """Return the values a correction asks for."""
    return dict(json.loads(request.wanted)) if request.wanted else {}


def words_of(request: PrivacyRequest) -> tuple[str, str]:
    """Return what was said, and how to reach whoever said it."""
    said = json.loads(request.asked) if request.asked else {}
    return said.get("words", ""), said.get("contact", "")


def next_number(session: Session, column: Any) -> int:
    """Return the number after the highest; whoever numbers at the same instant waits."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(NUMBERING)))
    return 1 + (session.scalar(select(func.max(column))) or 0)


_NEEDED: Mapping[Kind, tuple[str, str]] = {
    Kind.ACCESS: ("exported", mark("Unduh salinan datanya dahulu, lalu serahkan.")),
    Kind.CORRECTION: ("corrected", mark("Terapkan pembetulannya dahulu.")),
    Kind.ERASURE: ("erased", mark("Jalankan penghapusannya dahulu.")),
    Kind.WITHDRAWAL: ("restricted", mark("Hentikan pengiriman pesan dahulu.")),
    Kind.OBJECTION: ("restricted", mark("Hentikan pengiriman pesan dahulu.")),
}


def _keep(
    session: Session,
    actor: User | System | Actor,
    registration: Registration,
    asked: Asked,
    since: datetime,
    now: datetime,
) -> PrivacyRequest:
    wanted = {name: value.strip() for name, value in asked.wanted.items() if value.strip()}
    words = asked.words.strip()[:MAX_WORDS]
    if asked.kind is Kind.CORRECTION and not (wanted or words):
        raise Invalid(mark("Tulis apa yang keliru dan bagaimana seharusnya."), code="words")
    said = {"words": words, "contact": asked.contact.strip()[:200]}
    made = PrivacyRequest(
        number=next_number(session, PrivacyRequest.number),
        kind=asked.kind.value,
        channel=asked.channel.value,
        person_id=registration.person_id,
        registration_id=registration.id,
        asked=json.dumps(said, ensure_ascii=False),
        wanted=json.dumps(wanted, ensure_ascii=False) if wanted else None,
        received_at=since,
        due_at=due_at(since),
        entered_by=name_of(actor)[:120],
        done=[],
    )
    session.add(made)
    session.flush()
    record(
        session, actor, "privacy.request",
        subject=label_of(made), event_id=registration.event_id, now=now,
        kind=made.kind, channel=made.channel,
    )  # fmt: skip
    return made

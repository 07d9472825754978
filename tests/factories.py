"""Plain functions that make the smallest valid thing; name over what the test is about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.accounts import service as accounts
from checkin.accounts import sign_ins
from checkin.accounts.models import User
from checkin.actor import Role, System
from checkin.crypto import blind_index
from checkin.db import db, transaction
from checkin.events import service as events
from checkin.events.models import Event
from checkin.events.stages import Stage
from checkin.people.models import Person
from checkin.roster.models import Registration

NOW = datetime(2023, 11, 20, 1, 14, tzinfo=UTC)  # 08.14 in Bojonegoro
PASSWORD = "sapa pilar jatim"
BOJONEGORO = ("35.16", "35.17", "35.18", "35.22", "35.23", "35.24", "35.25", "35.76")


def make_user(session: Session, role: Role = Role.ADMIN, email: str = "olga@example.id") -> User:
    """Make a user whose password is PASSWORD."""
    user = accounts.add_user(
        session, System(), email=email, name="Olga", password=PASSWORD, role=role, now=NOW
    )
    session.flush()
    return user


def make_event(session: Session, code: str = "bojonegoro-2023", **over: Any) -> Event:
    """Make the Bojonegoro event, open: eight regencies, three pillar types, four gates."""
    values: dict[str, Any] = {
        "code": code,
        "name": "Sapa Pilar Kesejahteraan Sosial Bakorwil Bojonegoro",
        "bakorwil_code": "bojonegoro",
        "venue": "GOR Utama Bojonegoro",
        "starts_at": NOW.replace(hour=1, minute=0),
        "ends_at": NOW + timedelta(hours=5),
        "regency_codes": BOJONEGORO,
        "pillar_codes": ("PKH", "TAGANA", "TKSK"),
    }
    stage = over.pop("stage", Stage.OPEN)
    draft = events.EventDraft(**values | over)
    return events.create_event(session, System(), draft, NOW, stage)


def make_registration(
    session: Session, event: Event, name: str = "Siti Aminah", **over: Any
) -> Registration:
    """Make a person with a NIK and her active registration (PKH of Kabupaten Mojokerto)."""
    number = 1 + (
        session.scalar(
            select(func.max(Registration.number)).where(Registration.event_id == event.id)
        )
        or 0
    )
    people = session.scalar(select(func.count()).select_from(Person)) or 0
    nik = f"3516014101{80 + people // 999:02d}{9001 + people % 999}"
    person = Person(
        name=name,
        search_key=name.upper(),
        nik=nik,
        nik_index=blind_index(nik),
        created_at=NOW,
        updated_at=NOW,
    )
    session.add(person)
    session.flush()
    values: dict[str, Any] = {
        "pillar_code": "PKH",
        "regency_code": "35.16",
        "district_code": "35.16.01",
        "source": "import",
    }
    registration = Registration(
        event_id=event.id,
        person_id=person.id,
        number=number,
        registered_at=NOW,
        **values | over,
    )
    session.add(registration)
    session.flush()
    return registration


def sign_in(client: Any, user_id: UUID, *, proven: bool = False) -> None:
    """Sign the client in as this user without the form; `proven` is with a second factor, too."""
    user_id = UUID(str(user_id))
    facts: dict[str, Any] = {
        "origin": "127.0.0.1",
        "agent": "",
        "now": clock.now(),
        "proven": proven,
    }
    if db.session.connection().get_execution_options().get("writing"):
        secret = sign_ins.begin(db.session, user_id, **facts)
    else:
        with transaction() as session:
            secret = sign_ins.begin(session, user_id, **facts)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret
        cookie["_fresh"] = True

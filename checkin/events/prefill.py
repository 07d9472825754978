"""What stands in the event form before anyone types: the office's habits, or the event as it is."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from checkin.events.models import Event
from checkin.events.service import Letterhead, Signatory
from checkin.office.queries import office, office_logo, usual_official
from checkin.people.models import PillarType
from checkin.regions.models import Regency


def office_letterhead(session: Session) -> Letterhead:
    """Return the head of letters as the office's settings have it now, its logo included."""
    known = office(session)
    return Letterhead(
        government=known.government,
        office=known.name,
        address=known.address,
        contact=known.contact,
        logo=office_logo(session),
    )


def office_signatory(session: Session) -> Signatory:
    """Return whom the office's settings propose as signatory."""
    known = usual_official(session)
    return Signatory(
        place=office(session).place,
        title=known.title,
        name=known.name,
        rank=known.rank,
        nip=known.nip,
    )


def blank_values(now: datetime, letterhead: Letterhead, signatory: Signatory) -> dict[str, Any]:
    """Return the values of an empty form: the office's letterhead, a morning two weeks ahead."""
    morning = (now + timedelta(days=14)).replace(hour=8, minute=0, tzinfo=None)
    return {
        "timezone": "Asia/Jakarta",
        "starts_at": morning,
        "ends_at": morning.replace(hour=13),
        "gates": 4,
        "pillars": ["PKH", "TAGANA", "TKSK"],
        "government": letterhead.government,
        "office": letterhead.office,
        "address": letterhead.address,
        "contact": letterhead.contact,
        "signatory_place": signatory.place,
        "signatory_title": signatory.title,
        "signatory_name": signatory.name,
        "signatory_rank": signatory.rank,
        "signatory_nip": signatory.nip,
    }


def event_values(
    event: Event, regencies: list[Regency], pillars: list[PillarType], gates: int
) -> dict[str, Any]:
    """Return the form values of an existing event."""
    zone = ZoneInfo(event.timezone)
    return {
        "name": event.name,
        "code": event.code,
        "venue": event.venue,
        "bakorwil": event.bakorwil_code or "",
        "timezone": event.timezone,
        "starts_at": event.starts_at.astimezone(zone).replace(tzinfo=None),
        "ends_at": event.ends_at.astimezone(zone).replace(tzinfo=None),
        "regencies": [regency.code for regency in regencies],
        "pillars": [pillar.code for pillar in pillars],
        "gates": gates,
        "government": event.letterhead_government,
        "office": event.letterhead_office,
        "address": event.letterhead_address,
        "contact": event.letterhead_contact,
        "signatory_place": event.signatory_place,
        "signatory_title": event.signatory_title,
        "signatory_name": event.signatory_name,
        "signatory_rank": event.signatory_rank,
        "signatory_nip": event.signatory_nip,
    }

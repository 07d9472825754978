"""The desk's search in the database: digits by index, words by `search`."""

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from checkin.crypto import blind_index
from checkin.events.models import Event
from checkin.people.models import Person, PillarType
from checkin.regions.models import District, Regency
from checkin.roster import search
from checkin.roster.contacts import read_phone
from checkin.roster.models import Registration

_TAIL = range(4, 9)  # how many last digits of a NIK people read out


def find_numbers(
    session: Session, event: Event, text: str, where: list[ColumnElement[bool]] | None = None
) -> list[int]:
    """Return the numbers that the desk's search finds: by badge number, NIK, phone, member number or name."""
    where = where if where is not None else [Registration.event_id == event.id]
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    if len(digits) >= 3 and not any(c.isalpha() for c in text):
        found = list(session.scalars(_by_digits(digits, text, where)))
        if len(digits) in _TAIL:
            found += [
                number for number in _by_nik_tail(session, digits, where) if number not in found
            ]
        return found
    if digits and digits == text.strip().lstrip("#"):
        exact = select(Registration.number).where(*where, Registration.number == int(digits))
        return list(session.scalars(exact))
    rows = session.execute(
        select(
            Registration.number, Person.search_key, PillarType.label, Regency.name, District.name
        )
        .join(Person, Person.id == Registration.person_id)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .join(Regency, Regency.code == Registration.regency_code)
        .outerjoin(District, District.code == Registration.district_code)
        .where(*where)
    )
    around: dict[tuple[str, ...], str] = {}
    candidates = []
    for number, key, *texts in rows:
        place = tuple(text or "" for text in texts)
        if place not in around:
            around[place] = search.beside(*place)
        candidates.append(search.Candidate(number, key, around[place]))
    return search.rank(text, candidates)


def _by_digits(digits: str, text: str, where: list[ColumnElement[bool]]) -> Select[int]:
    phone = read_phone(text).e164
    fits = [
        Person.nik_index == blind_index(digits),
        Person.phone.endswith(digits.lstrip("0")),
        Person.member_no == text.strip(),
    ]
    if phone:
        fits.append(Person.phone == phone)
    if len(digits) <= 5:
        fits.append(Registration.number == int(digits))
    return (
        select(Registration.number)
        .join(Person, Person.id == Registration.person_id)
        .where(*where, or_(*fits))
        .order_by(Registration.number)
    )


def _by_nik_tail(session: Session, digits: str, where: list[ColumnElement[bool]]) -> list[int]:
    """Return the numbers whose NIK ends so; opens every NIK of the event, hence only after the indexes."""
    rows = session.execute(
        select(Registration.number, Person.nik)
        .join(Person, Person.id == Registration.person_id)
        .where(*where, Person.nik_index.is_not(None))
        .order_by(Registration.number)
    )
    return [number for number, nik in rows if nik and nik.endswith(digits)]

"""The desk's search over one event: an index in each process, brought up to date before it answers.

Names do not change often, and whoever changes one empties its `seq` (`roster.models`), so what is newer
than the index is read by number; rows that still wait for their number are read again whenever they may
have changed. Nothing of a NIK stays but blind indexes of it and of its last digits.
"""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from checkin.crypto import blind_index
from checkin.events.models import Event
from checkin.people.models import Person, PillarType
from checkin.regions.models import District, Regency
from checkin.roster import search
from checkin.roster.contacts import read_phone
from checkin.roster.models import Registration

TAILS = (4, 6)  # how many last digits of a NIK people read out
FEW = 100  # rows without number that are read again before each answer
PATIENCE = 2.0  # seconds between two looks at more of them than that
MOST_EVENTS = 8


class _Person(NamedTuple):
    """What can be asked of a person besides the name."""

    pillar: str
    regency: str
    status: str
    phone: str
    member_no: str
    marks: frozenset[str]  # blind indexes of the NIK and its tails


class _State(NamedTuple):
    """By what the index knows that the register went on."""

    rows: int
    numbered: int
    highest: int
    newest: int


@dataclass
class _EventIndex:
    names: search.Index = field(default_factory=search.Index)
    people: dict[int, _Person] = field(default_factory=dict)
    by_mark: dict[str, set[int]] = field(default_factory=dict)
    state: _State | None = None
    looked_at: float = 0.0

    def put(self, number: int, name: search.Candidate, person: _Person) -> None:
        before = self.people.get(number)
        for mark in before.marks if before else ():
            self.by_mark[mark].discard(number)
        for mark in person.marks:
            self.by_mark.setdefault(mark, set()).add(number)
        self.people[number] = person
        self.names.put(name)


_indexes: dict[UUID, _EventIndex] = {}
_turn = threading.Lock()


def find_numbers(
    session: Session,
    event: Event,
    text: str,
    *,
    pillar: str = "",
    regency: str = "",
    status: str = "",
) -> list[int]:
    """Return the numbers that the desk's search finds: by badge number, NIK, phone, member number or name."""
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    with _turn:
        index = _current(session, event)
        if len(digits) >= 3 and not any(c.isalpha() for c in text):
            found = _by_digits(index, digits, text)
        elif digits and digits == text.strip().lstrip("#"):
            found = [int(digits)] if int(digits) in index.people else []
        else:
            found = index.names.find(text)
        if not (pillar or regency or status):
            return found
        people = index.people
        return [
            number
            for number in found
            if (not pillar or people[number].pillar == pillar)
            and (not regency or people[number].regency == regency)
            and (not status or people[number].status == status)
        ]


def _by_digits(index: _EventIndex, digits: str, text: str) -> list[int]:
    """Return whole numbers first: the badge, the NIK, the phone, the membership; then their ends."""
    phone, tail, member = read_phone(text).e164, digits.lstrip("0"), text.strip()
    found = [int(digits)] if len(digits) <= 5 and int(digits) in index.people else []
    found += sorted(index.by_mark.get(blind_index(digits), ()))
    whole, ends = [], []
    for number, person in index.people.items():
        if (phone and person.phone == phone) or person.member_no == member:
            whole.append(number)
        elif tail and person.phone.endswith(tail):
            ends.append(number)
    return list(dict.fromkeys([*found, *sorted(whole), *sorted(ends)]))


def _current(session: Session, event: Event) -> _EventIndex:
    """Return the event's index as of this session's view of the register."""
    index = _indexes.get(event.id)
    state = _state(session, event)
    if index is None or index.state is None or state.rows < index.state.rows:
        index = _EventIndex()
    elif state == index.state:
        waiting = state.rows - state.numbered
        late = time.monotonic() - index.looked_at > PATIENCE
        if waiting == 0 or (waiting > FEW and not late):
            return index
    _refresh(session, event, index)
    if len(index.people) != state.rows:  # some were undone and others came: begin anew
        index = _EventIndex()
        _refresh(session, event, index)
    index.state, index.looked_at = state, time.monotonic()
    _indexes.pop(event.id, None)
    _indexes[event.id] = index
    while len(_indexes) > MOST_EVENTS:
        del _indexes[next(iter(_indexes))]
    return index


def _state(session: Session, event: Event) -> _State:
    rows, numbered, highest = session.execute(
        select(
            func.count(), func.count(Registration.seq), func.coalesce(func.max(Registration.seq), 0)
        ).where(Registration.event_id == event.id)
    ).one()
    newest = session.scalar(
        select(func.max(Registration.number)).where(Registration.event_id == event.id)
    )
    return _State(rows, numbered, highest or 0, newest or 0)


def _refresh(session: Session, event: Event, index: _EventIndex) -> None:
    after = index.state.highest if index.state else -1
    _take(index, session.execute(_rows(event, after).execution_options(yield_per=2000)))


def _rows(event: Event, after: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Registration.number,
            Registration.pillar_code,
            Registration.regency_code,
            Registration.status,
            Person.search_key,
            Person.nik,
            Person.nik_index,
            Person.phone,
            Person.member_no,
            PillarType.label,
            Regency.name,
            District.name,
        )
        .join(Person, Person.id == Registration.person_id)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .join(Regency, Regency.code == Registration.regency_code)
        .outerjoin(District, District.code == Registration.district_code)
        .where(
            Registration.event_id == event.id,
            or_(Registration.seq > after, Registration.seq.is_(None)),
        )
    )


def _take(index: _EventIndex, rows: Iterable[Any]) -> None:
    for number, pillar, regency, status, key, nik, nik_index, phone, member_no, *places in rows:
        candidate = search.Candidate(number, key, search.beside(*(text or "" for text in places)))
        known = index.people.get(number)
        if known and nik_index in known.marks:
            marks = known.marks
        elif nik:
            marks = frozenset([nik_index, *(blind_index(nik[-n:]) for n in TAILS)])
        else:
            marks = frozenset()
        person = _Person(pillar, regency, status, phone or "", member_no or "", marks)
        index.put(number, candidate, person)

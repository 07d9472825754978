"""The desk's search over one event: an index in each process, brought up to date before it answers.

Names do not change often, and whoever changes one empties its `seq` (`roster.models`), so what is newer
than the index is read by number. A few rows that wait for theirs are read before each answer; where a whole
roster waits (no phone has asked yet), those are compared that may differ, as soon as the audit log has a
new line, for nobody changes the roster without one, and every minute in case. Nothing of a NIK stays but
blind indexes of it and of its last digits.
"""

import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditHead
from checkin.crypto import blind_index
from checkin.events.models import Event
from checkin.people.models import Person, PillarType
from checkin.regions.models import District, Regency
from checkin.roster import search
from checkin.roster.contacts import read_phone
from checkin.roster.event_index import EventIndex, Findable, Group, State
from checkin.roster.models import Registration

TAILS = (4, 6)  # how many last digits of a NIK people read out
FEW = 100  # rows without number that are read again before each answer
PATIENCE = 60.0  # seconds between two looks at more of them than that, whatever the log says
MOST_EVENTS = 8

_HERE = Registration.event_id == bindparam("event")
_UNNUMBERED = select(Registration.number).where(_HERE, Registration.seq.is_(None)).limit(FEW + 1)
_STATE = select(  # each found at the end of an index: nothing is counted down
    select(AuditHead.count).scalar_subquery(),
    select(func.count()).select_from(_UNNUMBERED.subquery()).scalar_subquery(),
    select(func.max(Registration.seq)).where(_HERE).scalar_subquery(),
    select(func.max(Registration.number)).where(_HERE).scalar_subquery(),
)
_COUNT = select(func.count()).select_from(Registration).where(_HERE)
_WAITING = select(
    Registration.number,
    Registration.pillar_code,
    Registration.regency_code,
    Registration.district_code,
    Registration.status,
).where(_HERE, Registration.seq.is_(None))
_AT_ONCE = 5_000

_indexes: dict[UUID, EventIndex] = {}
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


def count_groups(session: Session, event: Event) -> dict[Group, int]:
    """Return how many people there are of each pillar type, regency, district and status."""
    with _turn:
        return {group: n for group, n in _current(session, event).tally.items() if n}


def _by_digits(index: EventIndex, digits: str, text: str) -> list[int]:
    """Return whole numbers first: the badge, the NIK, the phone, the membership; then their ends."""
    tail = digits.lstrip("0")
    found = [int(digits)] if len(digits) <= 5 and int(digits) in index.people else []
    for key in (blind_index(digits), read_phone(text).e164, text.strip()):
        found += sorted(index.by_mark.get(key, ())) if key else ()
    found += index.phones_ending(tail) if tail else ()
    return list(dict.fromkeys(found))


def _current(session: Session, event: Event) -> EventIndex:
    """Return the event's index as of this session's view of the register."""
    index = _indexes.get(event.id)
    state = _state(session, event)
    if index is None or index.state is None:
        index = EventIndex()
    elif state == index.state:
        late = time.monotonic() - index.looked_at > PATIENCE
        if state.waiting == 0 or (state.waiting > FEW and not late):
            return index
    _refresh(session, event, index, state)
    if len(index.people) != session.scalar(_COUNT, {"event": event.id}):
        index = EventIndex()  # some were undone: begin anew
        _refresh(session, event, index, state)
    index.state, index.looked_at = state, time.monotonic()
    _indexes.pop(event.id, None)
    _indexes[event.id] = index
    while len(_indexes) > MOST_EVENTS:
        del _indexes[next(iter(_indexes))]
    return index


def _state(session: Session, event: Event) -> State:
    told, waiting, highest, newest = session.execute(_STATE, {"event": event.id}).one()
    return State(told or 0, waiting, highest or 0, newest or 0)


def _refresh(session: Session, event: Event, index: EventIndex, state: State) -> None:
    query = _rows(event)
    if before := index.state:
        fresh: ColumnElement[bool] = Registration.seq.is_(None)
        if state.waiting > FEW:
            since = index.touched_at
            fresh = and_(
                fresh,
                or_(
                    Registration.number > before.newest,
                    Registration.registered_at > since,
                    Person.updated_at > since,
                ),
            )
            for some in _moved(session, event, index):
                _take(index, session.execute(_rows(event).where(Registration.number.in_(some))))
        query = query.where(or_(Registration.seq > before.highest, fresh))
    _take(index, session.execute(query.execution_options(yield_per=2000)))


def _moved(session: Session, event: Event, index: EventIndex) -> Iterator[list[int]]:
    """Give the numbers of those who wait and stand elsewhere than the index says."""
    known = index.people
    moved = [
        number
        for number, *place in session.execute(_WAITING, {"event": event.id})
        if number in known and list(known[number].place) != [text or "" for text in place]
    ]
    for start in range(0, len(moved), _AT_ONCE):
        yield moved[start : start + _AT_ONCE]


def _rows(event: Event) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Registration.number,
            Registration.pillar_code,
            Registration.regency_code,
            Registration.status,
            Registration.district_code,
            Registration.registered_at,
            Person.updated_at,
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
        .where(Registration.event_id == event.id)
    )


def _take(index: EventIndex, rows: Iterable[Any]) -> None:
    for (
        number,
        pillar,
        regency,
        status,
        district,
        placed,
        touched,
        key,
        nik,
        nik_index,
        phone,
        member,
        *places,
    ) in rows:
        index.touched_at = max(index.touched_at, placed, touched)
        known = index.people.get(number)
        if known and nik_index in known.marks:
            marks = known.marks
        elif nik:
            marks = frozenset([nik_index, *(blind_index(nik[-n:]) for n in TAILS)])
        else:
            marks = frozenset()
        index.put(
            search.Candidate(number, key, search.beside(*(text or "" for text in places))),
            Findable(pillar, regency, status, phone or "", member or "", marks, district or ""),
        )

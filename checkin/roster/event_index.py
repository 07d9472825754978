"""What one process remembers of an event's people for the desk's search: words, numbers, blind indexes."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from checkin.roster import search

_WIDTH = 20  # of the phone column
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Findable(NamedTuple):
    """What can be asked of a person besides the name."""

    pillar: str
    regency: str
    status: str
    phone: str
    member_no: str
    marks: frozenset[str]  # blind indexes of the NIK and its tails
    district: str = ""

    @property
    def place(self) -> tuple[str, str, str, str]:
        """Return what a registration says of the person."""
        return self.pillar, self.regency, self.district, self.status


class Group(NamedTuple):
    """What people are counted by."""

    pillar: str
    regency: str
    district: str
    status: str


class State(NamedTuple):
    """By what the index knows that the register went on."""

    told: int  # lines of the audit log
    waiting: int  # rows without number, up to one more than a few
    highest: int
    newest: int


@dataclass
class EventIndex:
    """One event's people, by word, by number, by blind index and by the end of their phone."""

    names: search.Index = field(default_factory=search.Index)
    people: dict[int, Findable] = field(default_factory=dict)
    by_mark: dict[str, set[int]] = field(default_factory=dict)
    tally: Counter[Group] = field(default_factory=Counter)
    state: State | None = None
    phones: tuple[str, list[int]] | None = None
    touched_at: datetime = LONG_AGO
    looked_at: float = 0.0

    def put(self, name: search.Candidate, person: Findable) -> None:
        """Take a person in, new or changed."""
        number = name.number
        before = self.people.get(number)
        if before:
            self.tally[_group(before)] -= 1
        self.tally[_group(person)] += 1
        for key in _keys(before) if before else ():
            self.by_mark[key].discard(number)
        for key in _keys(person):
            self.by_mark.setdefault(key, set()).add(number)
        self.people[number] = person
        self.phones = None
        self.names.put(name)

    def phones_ending(self, tail: str) -> list[int]:
        """Return whose phone ends so; one text of all phones is searched far faster than each of them."""
        if self.phones is None:
            bearers = sorted((number, p.phone) for number, p in self.people.items() if p.phone)
            text = "".join(phone.rjust(_WIDTH) + "\n" for _, phone in bearers)
            self.phones = text, [number for number, _ in bearers]
        text, numbers = self.phones
        found, at = [], text.find(f"{tail}\n")
        while at >= 0:
            found.append(numbers[at // (_WIDTH + 1)])
            at = text.find(f"{tail}\n", at + 1)
        return found


def _group(person: Findable) -> Group:
    return Group(*person.place)


def _keys(person: Findable) -> tuple[str, ...]:
    return *person.marks, person.phone, person.member_no

"""The one place that counts attendance: board, lists, recap and export read the same figures.

A person is invited when the registration is active, and present when it also has a standing arrival at
the checkpoint.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.events.models import Event, Gate
from checkin.events.queries import event_pillars, event_regencies
from checkin.ids import CheckpointId
from checkin.people.models import PillarType
from checkin.regions.models import Regency
from checkin.roster.models import Registration
from checkin.scans.models import Arrival


@dataclass(frozen=True, slots=True)
class Count:
    """How many are invited and how many of them are present."""

    invited: int = 0
    present: int = 0

    @property
    def absent(self) -> int:
        """How many are not there."""
        return self.invited - self.present

    def __add__(self, other: "Count") -> "Count":
        """Add two counts."""
        return Count(self.invited + other.invited, self.present + other.present)


@dataclass(frozen=True, slots=True)
class Side:
    """A row or column of the matrix: a pillar type or a regency."""

    code: str
    label: str
    color: str = ""


@dataclass(frozen=True)
class BoardCounts:
    """Attendance at one checkpoint; `cells` holds the matrix by (pillar code, regency code)."""

    pillars: tuple[Side, ...]
    regencies: tuple[Side, ...]
    cells: dict[tuple[str, str], Count]
    gates: tuple[tuple[str, int], ...]

    def cell(self, pillar: str, regency: str) -> Count:
        """Return the count of one pillar type in one regency."""
        return self.cells.get((pillar, regency), Count())

    @cached_property
    def by_pillar(self) -> dict[str, Count]:
        """Counts by pillar code."""
        return self._sums(0)

    @cached_property
    def by_regency(self) -> dict[str, Count]:
        """Counts by regency code."""
        return self._sums(1)

    @cached_property
    def total(self) -> Count:
        """The count of everybody."""
        return sum(self.cells.values(), Count())

    def _sums(self, side: int) -> dict[str, Count]:
        codes = (self.pillars, self.regencies)[side]
        sums = {code.code: Count() for code in codes}
        for key, count in self.cells.items():
            sums[key[side]] += count
        return sums


def board_counts(session: Session, event: Event, checkpoint_id: CheckpointId) -> BoardCounts:
    """Return the counts of one checkpoint, in the event's order of pillar types and regencies.

    Types and regencies outside the event's lists appear when somebody of theirs is registered.
    """
    rows = session.execute(
        select(
            Registration.pillar_code,
            Registration.regency_code,
            func.count(),
            func.count(Arrival.arrived_at),
        )
        .outerjoin(
            Arrival,
            (Arrival.registration_id == Registration.id) & (Arrival.checkpoint_id == checkpoint_id),
        )
        .where(Registration.event_id == event.id, Registration.status == "active")
        .group_by(Registration.pillar_code, Registration.regency_code)
    )
    cells = {(pillar, regency): Count(n, present) for pillar, regency, n, present in rows}
    return BoardCounts(
        pillars=_pillars(session, event, {pillar for pillar, _ in cells}),
        regencies=_regencies(session, event, {regency for _, regency in cells}),
        cells=cells,
        gates=_gates(session, checkpoint_id),
    )


def _pillars(session: Session, event: Event, used: set[str]) -> tuple[Side, ...]:
    invited = event_pillars(session, event)
    extra = used - {pillar.code for pillar in invited}
    others = session.scalars(
        select(PillarType).where(PillarType.code.in_(extra)).order_by(PillarType.position)
    )
    return tuple(Side(p.code, p.label, p.color) for p in (*invited, *others))


def _regencies(session: Session, event: Event, used: set[str]) -> tuple[Side, ...]:
    invited = event_regencies(session, event)
    extra = used - {regency.code for regency in invited}
    others = session.scalars(select(Regency).where(Regency.code.in_(extra)).order_by(Regency.code))
    return tuple(Side(r.code, r.name) for r in (*invited, *others))


def _gates(session: Session, checkpoint_id: CheckpointId) -> tuple[tuple[str, int], ...]:
    arrived = Counter(
        dict(
            session.execute(
                select(Arrival.gate_id, func.count())
                .join(Registration, Registration.id == Arrival.registration_id)
                .where(
                    Arrival.checkpoint_id == checkpoint_id,
                    Arrival.arrived_at.is_not(None),
                    Registration.status == "active",
                )
                .group_by(Arrival.gate_id)
            ).all()
        )
    )
    gates = session.scalars(
        select(Gate).where(Gate.checkpoint_id == checkpoint_id).order_by(Gate.position)
    )
    return tuple((gate.name, arrived[gate.id]) for gate in gates)

"""What importing a file will do, row by row and in sum. Pure."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum, auto
from uuid import UUID

from checkin.roster.changes import Change
from checkin.roster.draft import JudgedRow, PersonDraft
from checkin.roster.issues import Issue


class Outcome(StrEnum):
    """What becomes of a row."""

    ACCEPT = auto()
    ACCEPT_FLAGGED = auto()
    REVIEW = auto()
    DUPLICATE = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person already in the register; `registration_id` where also at this event.

    `returns` says of a cancelled registration that a later file may bring the person back.
    """

    person_id: UUID
    draft: PersonDraft
    registration_id: UUID | None = None
    number: int | None = None
    returns: bool = False


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What one row will do.

    `known` is the person it belongs to, `same_as` the row of this file it repeats; of a row for review,
    whom it may be. `changes` are what it says otherwise than the register.
    """

    judged: JudgedRow
    outcome: Outcome
    issues: tuple[Issue, ...]
    known: Known | None = None
    same_as: JudgedRow | None = None
    changes: tuple[Change, ...] = ()

    @property
    def adds(self) -> bool:
        """Say whether the row makes a new participant."""
        return self.outcome in (Outcome.ACCEPT, Outcome.ACCEPT_FLAGGED)


@dataclass(frozen=True)
class Plan:
    """Every row with its outcome, in the order of the file."""

    rows: tuple[PlannedRow, ...]

    @property
    def added(self) -> list[PlannedRow]:
        """Rows that make a participant."""
        return [row for row in self.rows if row.adds]

    @property
    def changed(self) -> list[PlannedRow]:
        """Rows of people already registered that say something new of them."""
        return [row for row in self.duplicate if row.changes]

    @property
    def unchanged(self) -> list[PlannedRow]:
        """Rows of people already registered that bring nothing new."""
        return [r for r in self.duplicate if not r.changes and not r.same_as]

    @property
    def review(self) -> list[PlannedRow]:
        """Rows that wait for a human."""
        return [row for row in self.rows if row.outcome is Outcome.REVIEW]

    @property
    def duplicate(self) -> list[PlannedRow]:
        """Rows of people who are there already, in the register or earlier in the file."""
        return [row for row in self.rows if row.outcome is Outcome.DUPLICATE]

    @property
    def repeated(self) -> list[PlannedRow]:
        """Rows of people who stand earlier in the file."""
        return [row for row in self.duplicate if row.same_as]

    @property
    def refused(self) -> list[PlannedRow]:
        """Rows of another regency than the one the sender may upload."""
        return [row for row in self.rows if row.outcome is Outcome.REFUSED]

    def matrix(self) -> Counter[tuple[str, str]]:
        """Count the added by (pillar code, regency code)."""
        drafts = (row.judged.draft for row in self.added)
        return Counter((d.pillar or "", d.regency_code or "") for d in drafts)

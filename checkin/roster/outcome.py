"""What importing a file will do, row by row and in sum. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from uuid import UUID

from checkin.roster.draft import JudgedRow, PersonDraft
from checkin.roster.issues import Issue


class Outcome(StrEnum):
    """What becomes of a row."""

    ACCEPT = auto()
    ACCEPT_FLAGGED = auto()
    REVIEW = auto()
    DUPLICATE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person already in the register; `registration_id` where also at this event."""

    person_id: UUID
    draft: PersonDraft
    registration_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What one row will do. `known` is the person it belongs to, `same_as` the row of this file it repeats.

    `fills` are fields that were empty in the register and that the row can fill.
    """

    judged: JudgedRow
    outcome: Outcome
    issues: tuple[Issue, ...]
    known: Known | None = None
    same_as: JudgedRow | None = None
    fills: Mapping[str, str] = field(default_factory=dict)

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
        """Rows of people already registered that fill a gap."""
        return [row for row in self.rows if row.fills]

    @property
    def unchanged(self) -> list[PlannedRow]:
        """Rows of people already registered that bring nothing new."""
        return [r for r in self.duplicate if not r.fills and r.known]

    @property
    def review(self) -> list[PlannedRow]:
        """Rows that wait for a human."""
        return [row for row in self.rows if row.outcome is Outcome.REVIEW]

    @property
    def duplicate(self) -> list[PlannedRow]:
        """Rows of people who are there already, in the register or earlier in the file."""
        return [row for row in self.rows if row.outcome is Outcome.DUPLICATE]

    def matrix(self) -> Counter[tuple[str, str]]:
        """Count the added by (pillar code, regency code)."""
        drafts = (row.judged.draft for row in self.added)
        return Counter((d.pillar or "", d.regency_code or "") for d in drafts)

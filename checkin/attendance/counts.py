"""Count invited and present people by pillar type and regency. Pure.

Board, lists, recap and export all read a `BoardCounts`, so their figures cannot differ.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property


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


Cells = dict[tuple[str, str], Count]


@dataclass(frozen=True)
class BoardCounts:
    """Attendance at one checkpoint; `cells` holds the matrix by (pillar code, regency code).

    `minutes` says how many arrived in each whole minute, where that was asked for.
    """

    pillars: tuple[Side, ...]
    regencies: tuple[Side, ...]
    cells: Cells
    gates: tuple[tuple[str, int], ...] = ()
    minutes: Mapping[datetime, int] = field(default_factory=dict, compare=False)

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

    def only(self, pillar: str | None, regency: str | None) -> "BoardCounts":
        """Return the part of the matrix of one pillar type, one regency, or both; None means all."""
        return replace(
            self,
            pillars=tuple(side for side in self.pillars if pillar in (None, side.code)),
            regencies=tuple(side for side in self.regencies if regency in (None, side.code)),
            cells={
                key: count
                for key, count in self.cells.items()
                if pillar in (None, key[0]) and regency in (None, key[1])
            },
        )

    def _sums(self, side: int) -> dict[str, Count]:
        codes = (self.pillars, self.regencies)[side]
        sums = {code.code: Count() for code in codes}
        for key, count in self.cells.items():
            sums[key[side]] += count
        return sums


def tally(people: Iterable[tuple[str, str, bool]]) -> Cells:
    """Return the matrix of (pillar code, regency code, present) of each invited person."""
    counted = Counter(people)
    return {
        (pillar, regency): Count(
            counted[pillar, regency, True] + counted[pillar, regency, False],
            counted[pillar, regency, True],
        )
        for pillar, regency, _ in counted
    }

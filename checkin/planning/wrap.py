"""The end of an event, step by step: phones, cases, closing, final lists, export, archive. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from checkin.events.stages import Stage


class Wrap(StrEnum):
    """The steps of the wizard in their order."""

    PHONES = "phones"
    CASES = "cases"
    CLOSE = "close"
    LISTS = "lists"
    EXPORT = "export"
    ARCHIVE = "archive"


@dataclass(frozen=True, kw_only=True)
class ListState:
    """One printed list: its newest edition, and whether that still says what is known now."""

    label: str
    title: str
    number: int
    at: datetime
    final: bool
    current: bool
    whole: bool


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What is known of the end of an event; `debts` are lines of phones not known to be empty."""

    stage: Stage
    phones: int
    debts: tuple[str, ...]
    cases: int
    open_cases: int
    lists: tuple[ListState, ...]
    changed_at: datetime | None
    exported_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether the day is closed."""
        return self.stage in (Stage.CLOSED, Stage.ARCHIVED)

    @property
    def done(self) -> frozenset[Wrap]:
        """The steps that are through."""
        exported = self.exported_at is not None and (
            self.changed_at is None or self.exported_at >= self.changed_at
        )
        through = {
            Wrap.PHONES: not self.debts,
            Wrap.CASES: not self.open_cases,
            Wrap.CLOSE: self.is_over,
            Wrap.LISTS: any(one.whole and one.final and one.current for one in self.lists),
            Wrap.EXPORT: self.is_over and exported,
            Wrap.ARCHIVE: self.stage is Stage.ARCHIVED,
        }
        return frozenset(step for step, done in through.items() if done)

    @property
    def current(self) -> Wrap | None:
        """The first step that is not through; a closed day does not go back to phones and cases."""
        done = self.done | ({Wrap.PHONES, Wrap.CASES} if self.is_over else frozenset())
        return next((step for step in Wrap if step not in done), None)

    @property
    def is_ready(self) -> bool:
        """Whether the day can be closed without a reason."""
        return not self.debts

"""What a case is that somebody should look at. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Why it is on the list, the costliest first."""

    TWICE = "twice"
    TWIN = "twin"
    REVOKED = "revoked"
    NOT_ENTITLED = "not_entitled"
    OUT_OF_TIME = "out_of_time"
    NOT_ON_ROSTER = "not_on_roster"
    OVERRIDE = "override"
    TURNED_AWAY = "turned_away"
    DEVICE = "device"
    CLOCK = "clock"


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """One scan of a case: when by the server's clock, where, on which phone, in whose hand."""

    at: datetime
    checkpoint: str
    gate: str
    device: str
    operator: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One thing to look at; `subject` names it for its resolution. `offset` of a clock in seconds."""

    kind: Kind
    subject: str
    name: str = ""
    number: int | None = None
    sightings: tuple[Sighting, ...] = ()
    offset: int = 0
    resolution: str = ""
    resolved_by: str = ""
    resolved_at: datetime | None = None

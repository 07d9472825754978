"""Whether an event takes people who register themselves, and whether this form may come in. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PER_DEVICE = 10
WINDOW = timedelta(hours=1)


class Opening(StrEnum):
    """How the open link of an event stands."""

    OFF = "off"
    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"
    FULL = "full"


class Brake(StrEnum):
    """Why a form has to wait, although registration is open."""

    DEVICE = "device"
    EVENT = "event"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What an event opens; empty ends of the period and an empty quota limit nothing."""

    enabled: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    quota: int | None = None
    hourly: int = 300


def opening(rules: Rules, taken: int, now: datetime) -> Opening:
    """Return how the link stands with `taken` places gone; what is switched off says nothing else."""
    if not rules.enabled:
        return Opening.OFF
    if rules.opens_at is not None and now < rules.opens_at:
        return Opening.NOT_YET
    if rules.closes_at is not None and now >= rules.closes_at:
        return Opening.OVER
    if rules.quota is not None and taken >= rules.quota:
        return Opening.FULL
    return Opening.OPEN


def brake(rules: Rules, by_device: int, by_all: int) -> Brake | None:
    """Return what holds a form back, given how many came in the last hour; addresses are not counted.

    A hall, and a village, is one address.
    """
    if by_device >= PER_DEVICE:
        return Brake.DEVICE
    if by_all >= rules.hourly:
        return Brake.EVENT
    return None

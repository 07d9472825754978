"""What is known of an event's preparation, as the checks read it. Pure."""

from dataclasses import dataclass
from datetime import datetime

from checkin.events.stages import Stage
from checkin.planning import doors


@dataclass(frozen=True, kw_only=True)
class RegencyCount:
    """How many people a regency has on the roster; `invited` is False for one nobody invited."""

    name: str
    people: int
    invited: bool = True


@dataclass(frozen=True, kw_only=True)
class Phone:
    """What the checks look at of one phone on duty; `offset_s` is server time minus phone time."""

    label: str
    gate: str
    last_seen_at: datetime
    roster_at: datetime | None
    offset_s: int = 0
    battery: int | None = None


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The office's signing certificate; without an end it could not be opened."""

    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Https:
    """The certificate that phones see at the public address; `problem` says why they might not trust it."""

    address: str
    looked_at: datetime
    ends_at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Backup:
    """How the instance's backups stand: the newest, the last trial of one, whether nights make them."""

    at: datetime | None = None
    tried_at: datetime | None = None
    is_sound: bool = True
    is_nightly: bool = False
    has_failed: bool = False


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The server itself: its queue, its certificate, whether phones may use their camera on it."""

    worker_at: datetime | None = None
    waiting_since: datetime | None = None
    certificate: Certificate | None = None
    is_secure: bool = True
    https: Https | None = None
    backup: Backup | None = None


@dataclass(frozen=True, kw_only=True)
class Badges:
    """How far the printing is."""

    printed: int = 0
    never: int = 0
    changed: int = 0


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything a readiness page knows of an event."""

    stage: Stage
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None = None
    regencies: tuple[RegencyCount, ...] = ()
    pillars: int = 0
    letterhead: bool = False
    signatory: bool = False
    members: int = 0
    checkpoints: int = 0
    gates: tuple[str, ...] = ()
    review: int = 0
    uploads: int = 0
    signups: int = 0
    badges: Badges = Badges()
    phones: tuple[Phone, ...] = ()
    roster_changed_at: datetime | None = None
    rehearsed_at: datetime | None = None
    scans: int = 0
    scans_since_doors: int = 0
    present: int = 0
    machine: Machine = Machine()

    @property
    def doors_at(self) -> datetime:
        """When the doors open."""
        return doors.doors_at(self.opens_at, self.starts_at)

    def is_near(self, now: datetime) -> bool:
        """Whether the doors are about to open, or open."""
        return doors.is_near(self.doors_at, self.ends_at, now)

    @property
    def people(self) -> int:
        """How many are registered."""
        return sum(regency.people for regency in self.regencies)

    @property
    def without_people(self) -> tuple[str, ...]:
        """The invited regencies of which nobody is registered."""
        return tuple(r.name for r in self.regencies if r.invited and not r.people)

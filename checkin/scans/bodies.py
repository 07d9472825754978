"""The bodies and replies of the device API's calls about scans, as pydantic models (see `docs/api.md`)."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from checkin.actor import DeviceKind
from checkin.devices.api import CheckpointInfo, GateInfo
from checkin.scans.decide import Direction, Verdict
from checkin.web.api import WITHOUT_NUL

MAX_SCANS = 200


def _in_utc(value: datetime) -> datetime:
    """Bring an instant to UTC; at the ends of the calendar, where that cannot be, leave it as told."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return value.replace(tzinfo=UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class IncomingScan(BaseModel):
    """One scan, as the phone made it; `id` is the phone's own and makes repeats harmless."""

    id: UUID
    seq: int = Field(ge=1, le=2**31 - 1)
    code: Annotated[str, StringConstraints(max_length=300), WITHOUT_NUL] | None = None
    hash: Annotated[str, StringConstraints(pattern="^[0-9a-f]{20}$")] | None = None
    number: int | None = Field(default=None, ge=1, le=2**31 - 1)
    checkpoint: Annotated[str, StringConstraints(max_length=40), WITHOUT_NUL]
    scanned_at: Instant
    verdict: Verdict
    method: Literal["camera", "typed", "search", "scanner"]
    operator: Annotated[str, StringConstraints(max_length=60), WITHOUT_NUL] | None = None
    direction: Direction | None = None
    override: Annotated[str, StringConstraints(max_length=200), WITHOUT_NUL] | None = None


class StateInfo(BaseModel):
    """How the phone is: scans waiting, number of its next scan, battery in percent, age of its roster."""

    waiting: int | None = Field(default=None, ge=0, le=2**31 - 1)
    next_seq: int | None = Field(default=None, ge=0, le=2**31 - 1)
    battery: int | None = Field(default=None, ge=0, le=100)
    roster_at: Instant | None = None
    version: Annotated[str, StringConstraints(max_length=40), WITHOUT_NUL] | None = None


class ScanBatch(BaseModel):
    """Up to 200 scans; `sent_at` is the phone's clock at sending and tells how far it is off.

    Without scans it is a heartbeat: `state` tells how the phone is.
    """

    sent_at: Instant
    state: StateInfo | None = None
    scans: list[IncomingScan] = Field(max_length=MAX_SCANS)


class LooseBatch(BaseModel):
    """The same with entries unread, so that one bad entry never blocks a phone's queue."""

    sent_at: Instant
    state: Any = None
    scans: list[Any] = Field(max_length=MAX_SCANS)


class ArrivalInfo(BaseModel):
    """The arrival that counts."""

    at: datetime
    gate: str
    device: str


class ScanResult(BaseModel):
    """What became of one entry; `invalid` ones are not stored and need not be sent again."""

    id: str | None = None
    status: Literal["accepted", "refused", "invalid"]
    verdict: str | None = None
    conflict: str | None = None
    arrival: ArrivalInfo | None = None
    detail: str | None = None


class ScanReply(BaseModel):
    """A result for each entry, in order; `stored_through` is the highest `seq` the server holds."""

    results: list[ScanResult]
    stored_through: int


class UndoRequest(BaseModel):
    """Why a scan is taken back; `undone_at` is the phone's clock when the volunteer did it."""

    reason: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), WITHOUT_NUL
    ]
    undone_at: Instant | None = None


class UndoReply(BaseModel):
    """The scan taken back."""

    id: UUID
    status: Literal["undone"] = "undone"


class ChangesQuery(BaseModel):
    """From which number on; `spares` is the digest of the spare badges the phone holds."""

    after: int = Field(default=0, ge=0)
    spares: str = ""


class MoveRequest(BaseModel):
    """The gate to stand at from now on."""

    checkpoint: Annotated[str, StringConstraints(max_length=40), WITHOUT_NUL]
    gate: Annotated[str, StringConstraints(max_length=40), WITHOUT_NUL]


class MoveReply(BaseModel):
    """Where the phone stands now."""

    checkpoint: CheckpointInfo
    gate: GateInfo


class RegistrationColumns(BaseModel):
    """Registrations column by column; `hash` is SHA-256(salt + code), first 20 hex digits.

    A gate gets `sealed` rows (see `sealing`), a desk and a supervisor the open columns in their place.
    """

    number: list[int]
    hash: list[str]
    active: list[Literal[0, 1]]
    sealed: list[str] | None = None
    name: list[str] | None = None
    pillar: list[str] | None = None
    regency: list[str] | None = None
    district: list[str | None] | None = None


class RevokedColumns(BaseModel):
    """Replaced badges of the registrations above; `sealed` to a gate, for the old badge."""

    hash: list[str]
    number: list[int]
    sealed: list[str] | None = None


class ArrivalColumns(BaseModel):
    """Arrivals at the device's checkpoint; `at` is null where one was taken back.

    `inside` says who is still there, where people go in and out; 1 for all elsewhere.
    """

    number: list[int]
    at: list[datetime | None]
    gate: list[str]
    device: list[str]
    inside: list[Literal[0, 1]]


class Spares(BaseModel):
    """Badges printed without a name and not yet bound to anybody."""

    hash: list[str]
    digest: str


class Invited(BaseModel):
    """What a desk may choose from for a walk-in: names by code."""

    pillars: dict[str, str]
    regencies: dict[str, str]


class PhoneInfo(BaseModel):
    """The phone as the office has it now; in `practice` nothing it scans is counted."""

    label: str
    kind: DeviceKind
    practice: bool


class PostInfo(BaseModel):
    """A gate where a supervisor may take this phone."""

    checkpoint: str
    checkpoint_name: str
    gate: str
    name: str


class PillarLabel(BaseModel):
    """A pillar type's name and colour."""

    label: str
    color: str


class Labels(BaseModel):
    """Names of the codes used in this reply."""

    pillars: dict[str, PillarLabel]
    regencies: dict[str, str]
    districts: dict[str, str]


class ChangesReply(BaseModel):
    """Everything that changed after the given number, up to and including `until`."""

    registrations: RegistrationColumns
    revoked: RevokedColumns
    arrivals: ArrivalColumns
    labels: Labels
    invited: Invited | None
    spares: Spares | None
    device: PhoneInfo
    posts: list[PostInfo] | None
    checkpoint: CheckpointInfo
    gate: GateInfo
    until: int
    more: bool
    server_time: datetime


class WalkInRequest(BaseModel):
    """A person registered at the desk; `id` is the phone's own and makes repeats harmless."""

    id: UUID
    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), WITHOUT_NUL
    ]
    pillar: Annotated[str, StringConstraints(max_length=30), WITHOUT_NUL]
    regency: Annotated[str, StringConstraints(max_length=5), WITHOUT_NUL]
    district: Annotated[str, StringConstraints(max_length=8), WITHOUT_NUL] | None = None
    phone: Annotated[str, StringConstraints(max_length=30), WITHOUT_NUL] | None = None
    registered_at: Instant
    spare: Annotated[str, StringConstraints(max_length=60), WITHOUT_NUL] | None = None
    operator: Annotated[str, StringConstraints(max_length=60), WITHOUT_NUL] | None = None


class WalkInReply(BaseModel):
    """The registration made, with the hash of the badge issued to it."""

    number: int
    hash: str
    name: str
    pillar: str
    regency: str
    district: str | None

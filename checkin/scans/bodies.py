"""The bodies and replies of the device API's calls about scans, as pydantic models (see `docs/api.md`)."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from checkin.devices.api import CheckpointInfo, GateInfo
from checkin.scans.decide import Verdict
from checkin.web.api import WITHOUT_NUL

MAX_SCANS = 200


class IncomingScan(BaseModel):
    """One scan, as the phone made it; `id` is the phone's own and makes repeats harmless."""

    id: UUID
    seq: int = Field(ge=1, le=2**31 - 1)
    code: Annotated[str, StringConstraints(max_length=300), WITHOUT_NUL] | None = None
    hash: Annotated[str, StringConstraints(pattern="^[0-9a-f]{20}$")] | None = None
    number: int | None = Field(default=None, ge=1, le=2**31 - 1)
    checkpoint: Annotated[str, StringConstraints(max_length=40), WITHOUT_NUL]
    scanned_at: AwareDatetime
    verdict: Verdict
    method: Literal["camera", "typed", "search", "scanner"]
    operator: Annotated[str, StringConstraints(max_length=60), WITHOUT_NUL] | None = None


class ScanBatch(BaseModel):
    """Up to 200 scans; `sent_at` is the phone's clock at sending and tells how far it is off."""

    sent_at: AwareDatetime
    scans: list[IncomingScan] = Field(max_length=MAX_SCANS)


class LooseBatch(BaseModel):
    """The same with entries unread, so that one bad entry never blocks a phone's queue."""

    sent_at: AwareDatetime
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
    """Why a scan is taken back."""

    reason: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), WITHOUT_NUL
    ]


class UndoReply(BaseModel):
    """The scan taken back."""

    id: UUID
    status: Literal["undone"] = "undone"


class ChangesQuery(BaseModel):
    """From which number on."""

    after: int = Field(default=0, ge=0)


class RegistrationColumns(BaseModel):
    """Registrations column by column; `hash` is SHA-256(salt + code), first 20 hex digits."""

    number: list[int]
    hash: list[str]
    name: list[str]
    pillar: list[str]
    regency: list[str]
    district: list[str | None]
    active: list[Literal[0, 1]]


class RevokedColumns(BaseModel):
    """Replaced badges of the registrations above."""

    hash: list[str]
    number: list[int]


class ArrivalColumns(BaseModel):
    """Arrivals at the device's checkpoint; `at` is null where one was taken back."""

    number: list[int]
    at: list[datetime | None]
    gate: list[str]
    device: list[str]


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
    registered_at: AwareDatetime
    operator: Annotated[str, StringConstraints(max_length=60), WITHOUT_NUL] | None = None


class WalkInReply(BaseModel):
    """The registration made, with the hash of the badge issued to it."""

    number: int
    hash: str
    name: str
    pillar: str
    regency: str
    district: str | None

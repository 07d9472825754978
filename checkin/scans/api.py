"""The device API's calls about scans: what changed, what was read, what is taken back."""

import gzip
import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext as _
from pydantic import (
    AwareDatetime,
    BaseModel,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from spectree import Response as Described

from checkin import clock
from checkin.db import db, transaction
from checkin.devices.api import (
    CheckpointInfo,
    GateInfo,
    checkpoint_info,
    current_station,
    for_devices,
    gate_info,
)
from checkin.devices.models import Device
from checkin.devices.queries import Station
from checkin.devices.service import SEEN_EVERY
from checkin.errors import Invalid
from checkin.events.models import Checkpoint, Event, Gate
from checkin.scans import feed, service
from checkin.scans.decide import Verdict
from checkin.text import mark
from checkin.web.access import current_actor
from checkin.web.api import TOKEN, Problem, read_body, reply, spec

blueprint = Blueprint("scans_api", __name__, url_prefix="/api/v1")

MAX_SCANS = 200
COMPRESS_FROM = 1_000  # bytes; below, gzip costs more than it saves


class IncomingScan(BaseModel):
    """One scan, as the phone made it; `id` is the phone's own and makes repeats harmless."""

    id: UUID
    seq: int = Field(ge=1, le=2**31 - 1)
    code: Annotated[str, StringConstraints(max_length=300)] | None = None
    number: int | None = Field(default=None, ge=1, le=2**31 - 1)
    checkpoint: Annotated[str, StringConstraints(max_length=40)]
    scanned_at: AwareDatetime
    verdict: Verdict
    method: Literal["camera", "typed", "search", "scanner"]
    operator: Annotated[str, StringConstraints(max_length=60)] | None = None


class ScanBatch(BaseModel):
    """Up to 200 scans; `sent_at` is the phone's clock at sending and tells how far it is off."""

    sent_at: AwareDatetime
    scans: list[IncomingScan] = Field(max_length=MAX_SCANS)


class _LooseBatch(BaseModel):
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

    id: str | None
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

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


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


_entry = TypeAdapter(IncomingScan)


@blueprint.get("/changes")
@for_devices()
@spec.validate(
    query=ChangesQuery,
    resp=Described(HTTP_200=ChangesReply, HTTP_401=Problem, HTTP_422=Problem),
    security=TOKEN,
    tags=["device"],
    skip_validation=True,
)
def changes() -> Response:
    """Give the roster, or what changed in it and in the arrivals after a number."""
    after = request.args.get("after", "0")
    if not after.isascii() or not after.isdigit() or len(after) > 15:
        raise Invalid(mark("Nomor perubahan tidak sah."), code="after_invalid")
    now = clock.now()
    station = current_station()
    _note_seen(station, now)
    event_id, checkpoint_id = station.event_id, station.checkpoint_id
    if feed.has_unnumbered(db.session, event_id):
        with transaction() as session:
            feed.number_changes(session, event_id, now)
    found = feed.read_changes(db.session, event_id, checkpoint_id, int(after))
    event = db.session.get_one(Event, event_id)
    body = {
        "registrations": found.registrations,
        "revoked": found.revoked,
        "arrivals": found.arrivals,
        "labels": found.labels,
        "checkpoint": checkpoint_info(
            db.session.get_one(Checkpoint, checkpoint_id), event
        ).model_dump(),
        "gate": gate_info(db.session.get_one(Gate, station.gate_id)).model_dump(),
        "until": found.until,
        "more": False,
        "server_time": now,
    }
    return _compressed(json.dumps(body, separators=(",", ":"), ensure_ascii=False, default=_stamp))


@blueprint.post("/scans")
@for_devices()
@spec.validate(
    json=ScanBatch,
    resp=Described(HTTP_200=ScanReply, HTTP_401=Problem, HTTP_422=Problem),
    security=TOKEN,
    tags=["device"],
    skip_validation=True,
)
def record() -> Response:
    """File a batch of scans; repeats and any order are harmless, bad entries are answered one by one."""
    batch = read_body(_LooseBatch)
    read = [_read_entry(entry) for entry in batch.scans]
    good = [entry for entry in read if isinstance(entry, service.ReportedScan)]
    with transaction() as session:
        report = service.record_scans(session, current_station(), good, batch.sent_at, clock.now())
    filed = iter(report.filed)
    results = [
        _result(next(filed)) if isinstance(entry, service.ReportedScan) else entry for entry in read
    ]
    return reply(ScanReply(results=results, stored_through=report.stored_through))


@blueprint.post("/scans/<uuid:scan_id>/undo")
@for_devices()
@spec.validate(
    json=UndoRequest,
    resp=Described(
        HTTP_200=UndoReply,
        HTTP_401=Problem,
        HTTP_403=Problem,
        HTTP_404=Problem,
        HTTP_409=Problem,
        HTTP_422=Problem,
    ),
    security=TOKEN,
    tags=["device"],
    skip_validation=True,
)
def undo(scan_id: UUID) -> Response:
    """Take back a scan of this phone within 60 seconds."""
    body = read_body(UndoRequest)
    with transaction() as session:
        service.undo_scan(session, current_actor(), scan_id, body.reason, clock.now())
    return reply(UndoReply(id=scan_id))


def _read_entry(entry: Any) -> service.ReportedScan | ScanResult:
    try:
        scan = _entry.validate_python(entry)
        if scan.code is None and scan.number is None:
            raise ValueError("code or number")
    except ValueError as error:
        own_id = entry.get("id") if isinstance(entry, dict) else None
        where = "code"
        if isinstance(error, ValidationError):
            where = ".".join(map(str, error.errors(include_url=False)[0]["loc"])) or "-"
        return ScanResult(
            id=own_id if isinstance(own_id, str) else None,
            status="invalid",
            detail=_("Pindaian ini tidak terbaca: %(where)s.", where=where),
        )
    return service.ReportedScan(**scan.__dict__)


def _result(filed: service.FiledScan) -> ScanResult:
    arrival = filed.arrival
    return ScanResult(
        id=str(filed.id),
        status=filed.status,  # type: ignore[arg-type]
        verdict=filed.verdict,
        conflict=filed.conflict,
        arrival=ArrivalInfo(at=arrival.at, gate=arrival.gate, device=arrival.device)
        if arrival
        else None,
    )


def _note_seen(station: Station, now: datetime) -> None:
    if now - station.last_seen_at > SEEN_EVERY:
        with transaction() as session:
            session.get_one(Device, station.id).last_seen_at = now


def _stamp(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    raise TypeError(type(value))


def _compressed(text: str) -> Response:
    body = text.encode()
    response = current_app.response_class(mimetype="application/json")
    response.vary.add("Accept-Encoding")
    if len(body) >= COMPRESS_FROM and request.accept_encodings["gzip"]:
        body = gzip.compress(body, 6)
        response.headers["Content-Encoding"] = "gzip"
    response.set_data(body)
    return response

"""The device API's calls about scans: what changed, what was read, what is taken back."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, request
from spectree import Response as Described

from checkin import clock
from checkin.actor import Permission, can
from checkin.db import db, transaction
from checkin.devices import service as devices
from checkin.devices.api import (
    by_token,
    checkpoint_info,
    current_station,
    for_devices,
    gate_info,
    sent_token,
)
from checkin.devices.models import Device
from checkin.devices.queries import Station
from checkin.devices.service import SEEN_EVERY
from checkin.errors import Invalid
from checkin.events.models import Checkpoint, Event, Gate
from checkin.events.queries import get_checkpoint, get_gate
from checkin.events.rehearsals import is_practising
from checkin.scans import feed, intake
from checkin.scans.bodies import (
    ChangesQuery,
    ChangesReply,
    LooseBatch,
    MoveReply,
    MoveRequest,
    ScanBatch,
    ScanReply,
    UndoReply,
    UndoRequest,
    WalkInReply,
    WalkInRequest,
)
from checkin.scans.entries import read_entry, read_state, result_of, welcome
from checkin.scans.posts import places_of
from checkin.scans.reports import ReportedScan
from checkin.scans.undo import undo_scan
from checkin.text import mark
from checkin.web.access import current_actor
from checkin.web.api import TOKEN, Problem, read_body, reply, reply_large, spec

blueprint = Blueprint("scans_api", __name__, url_prefix="/api/v1")


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
    found = feed.read_changes(
        db.session,
        event_id,
        checkpoint_id,
        int(after),
        sealed=not can(station.actor, Permission.ROSTER_READ),
        spares=request.args.get("spares"),
    )
    body = {
        "registrations": found.registrations,
        "revoked": found.revoked,
        "arrivals": found.arrivals,
        "labels": found.labels,
        "invited": found.invited,
        "spares": found.spares,
        "device": {
            "label": station.actor.label,
            "kind": station.kind,
            "practice": is_practising(db.session, event_id),
        },
        "posts": places_of(db.session, station),
        "checkpoint": checkpoint_info(db.session.get_one(Checkpoint, checkpoint_id)).model_dump(),
        "gate": gate_info(db.session.get_one(Gate, station.gate_id)).model_dump(),
        "until": found.until,
        "more": False,
        "server_time": now,
    }
    return reply_large(body)


@blueprint.post("/scans")
@by_token
@spec.validate(
    json=ScanBatch,
    resp=Described(HTTP_200=ScanReply, HTTP_401=Problem, HTTP_422=Problem, HTTP_423=Problem),
    security=TOKEN,
    tags=["device"],
    skip_validation=True,
)
def record() -> Response:
    """File a batch of scans; repeats and any order are harmless, bad entries are answered one by one."""
    batch = read_body(LooseBatch)
    read = [read_entry(entry) for entry in batch.scans]
    good = [entry for entry in read if isinstance(entry, ReportedScan)]
    report = intake.submit(sent_token(), good, batch.sent_at, read_state(batch.state))
    filed = iter(report.filed)
    results = [
        result_of(next(filed)) if isinstance(entry, ReportedScan) else entry for entry in read
    ]
    return reply(ScanReply(results=results, stored_through=report.stored_through), brief=True)


@blueprint.post("/scans/<uuid:scan_id>/undo")
@for_devices(revoked_too=True)
@spec.validate(
    json=UndoRequest,
    resp=Described(
        HTTP_200=UndoReply,
        HTTP_401=Problem,
        HTTP_403=Problem,
        HTTP_404=Problem,
        HTTP_409=Problem,
        HTTP_422=Problem,
        HTTP_423=Problem,
    ),
    security=TOKEN,
    tags=["device"],
    skip_validation=True,
)
def undo(scan_id: UUID) -> Response:
    """Take back a scan of this phone that was made within 60 seconds."""
    body = read_body(UndoRequest)
    with transaction() as session:
        undo_scan(session, current_actor(), scan_id, body.reason, clock.now(), body.undone_at)
    return reply(UndoReply(id=scan_id))


@blueprint.post("/post")
@for_devices(Permission.STATION_MOVE)
@spec.validate(
    json=MoveRequest,
    resp=Described(
        HTTP_200=MoveReply,
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
def move() -> Response:
    """Stand at another gate of the event from now on; scans still held keep their checkpoint."""
    body = read_body(MoveRequest)
    station = current_station()
    with transaction() as session:
        event = session.get_one(Event, station.event_id)
        checkpoint = get_checkpoint(session, event, body.checkpoint)
        gate = get_gate(session, checkpoint, body.gate)
        devices.move(session, current_actor(), event, station.id, gate, clock.now())
        answer = MoveReply(checkpoint=checkpoint_info(checkpoint), gate=gate_info(gate))
    return reply(answer)


@blueprint.post("/walk-ins")
@for_devices(Permission.WALK_IN_REGISTER, revoked_too=True)
@spec.validate(
    json=WalkInRequest,
    resp=Described(
        HTTP_201=WalkInReply,
        HTTP_401=Problem,
        HTTP_403=Problem,
        HTTP_409=Problem,
        HTTP_422=Problem,
        HTTP_423=Problem,
    ),
    security=TOKEN,
    tags=["device"],
    skip_validation=True,
)
def walk_in() -> Response:
    """Register a person at the desk with a spare badge or a new one; repeating the id changes nothing."""
    body = read_body(WalkInRequest)
    now = clock.now()
    with transaction() as session:
        event = session.get_one(Event, current_station().event_id)
        answer = welcome(session, current_actor(), event, body, now)
    return reply(answer, 201)


def _note_seen(station: Station, now: datetime) -> None:
    if now - station.last_seen_at > SEEN_EVERY:
        with transaction() as session:
            session.get_one(Device, station.id).last_seen_at = now

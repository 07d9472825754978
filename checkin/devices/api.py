"""The pairing call of the device API, and the check that every other call passes first."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from flask import Blueprint, Response, g, request
from pydantic import BaseModel, Field, StringConstraints
from spectree import Response as Described

from checkin import clock
from checkin.actor import DeviceKind, Permission, require
from checkin.db import db, transaction
from checkin.devices import service
from checkin.devices.queries import Station
from checkin.events.models import Checkpoint, Gate
from checkin.web.access import View, guarded, public
from checkin.web.api import WITHOUT_NUL, Problem, read_body, reply, spec

blueprint = Blueprint("devices_api", __name__, url_prefix="/api/v1")

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), WITHOUT_NUL
]


class PairingRequest(BaseModel):
    """A pairing code and the volunteer's name."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=40), WITHOUT_NUL]
    name: Name


class EventInfo(BaseModel):
    """The event as a phone needs it; `salt` (hex) seasons the badge hashes."""

    code: str
    name: str
    venue: str
    timezone: str
    starts_at: datetime
    ends_at: datetime
    salt: str = Field(pattern="^[0-9a-f]{32}$")


class CheckpointInfo(BaseModel):
    """The rules of a checkpoint: policy, time window, entitled pillar types and regencies.

    Empty lists mean everyone: whoever is on the roster is entitled.
    """

    code: str
    name: str
    policy: str
    opens_at: datetime | None
    closes_at: datetime | None
    pillars: list[str]
    regencies: list[str]


class GateInfo(BaseModel):
    """The gate where the phone stands."""

    code: str
    name: str


class PairingReply(BaseModel):
    """The paired device; the token is told this once."""

    device_id: UUID
    token: str
    label: str
    event: EventInfo
    kind: DeviceKind
    checkpoint: CheckpointInfo
    gate: GateInfo
    server_time: datetime


def for_devices(
    permission: Permission = Permission.SCANS_RECORD, *, revoked_too: bool = False
) -> Callable[[View], View]:
    """Declare that a paired phone with `permission` may make the call, to hand over even a revoked one."""

    def check() -> None:
        g.station = service.recognise(db.session, sent_token(), revoked_too=revoked_too)
        g.actor = g.station.actor
        require(g.actor, permission)

    return guarded(check)


def by_token(view: View) -> View:
    """Declare that the view recognises the phone itself, by its token, in its own transaction."""

    def check() -> None:
        sent_token()

    return guarded(check)(view)


def sent_token() -> str:
    """Return the token that came with the request; raise `Unauthorized` where none did."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise service.not_paired()
    return token


def current_station() -> Station:
    """Return the phone that is asking, as it was recognised."""
    station: Station = g.station
    return station


def checkpoint_info(checkpoint: Checkpoint) -> CheckpointInfo:
    """Describe a checkpoint to a phone."""
    return CheckpointInfo(
        code=checkpoint.code,
        name=checkpoint.name,
        policy=checkpoint.policy,
        opens_at=checkpoint.opens_at,
        closes_at=checkpoint.closes_at,
        pillars=checkpoint.pillars,
        regencies=checkpoint.regencies,
    )


def gate_info(gate: Gate) -> GateInfo:
    """Describe a gate to a phone."""
    return GateInfo(code=gate.code, name=gate.name)


@blueprint.post("/pairings")
@public
@spec.validate(
    json=PairingRequest,
    resp=Described(
        HTTP_201=PairingReply,
        HTTP_404=Problem,
        HTTP_409=Problem,
        HTTP_410=Problem,
        HTTP_422=Problem,
    ),
    security={},
    tags=["device"],
    skip_validation=True,
)
def pair() -> Response:
    """Turn a phone into a device: a one-time code for a token."""
    body = read_body(PairingRequest)
    now = clock.now()
    with transaction() as session:
        paired = service.pair(session, body.code, body.name, now)
        event = paired.event
        answer = PairingReply(
            device_id=paired.device.id,
            token=paired.token,
            label=paired.device.label,
            kind=DeviceKind(paired.device.kind),
            event=EventInfo(
                code=event.code,
                name=event.name,
                venue=event.venue,
                timezone=event.timezone,
                starts_at=event.starts_at,
                ends_at=event.ends_at,
                salt=event.salt.hex(),
            ),
            checkpoint=checkpoint_info(paired.checkpoint),
            gate=gate_info(paired.gate),
            server_time=now,
        )
    return reply(answer, 201)

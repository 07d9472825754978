"""A checkpoint with its rules, as scans are held against them."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from checkin.actor import Permission, can
from checkin.devices.queries import Station
from checkin.events.models import Checkpoint, Event
from checkin.events.queries import list_gates
from checkin.scans.decide import CheckpointRules, Policy


@dataclass(frozen=True, slots=True)
class Post:
    """A checkpoint and its rules.

    Where a checkpoint names nobody, whoever is on the roster is entitled: a person from outside the
    invited regencies whom the office registered all the same (people of Surabaya came to Madiun).
    """

    id: UUID
    rules: CheckpointRules


def places_of(session: Session, station: Station) -> list[dict[str, str]] | None:
    """Return the gates where a supervisor may take the phone; None for phones that stay."""
    if not can(station.actor, Permission.STATION_MOVE):
        return None
    return [
        {
            "checkpoint": gate.checkpoint_code,
            "checkpoint_name": gate.checkpoint_name,
            "gate": gate.code,
            "name": gate.name,
        }
        for gate in list_gates(session, session.get_one(Event, station.event_id))
    ]


def post_of(checkpoint_id: UUID, rules: Station | Checkpoint, timezone: str) -> Post:
    """Return the checkpoint of these rules at an event in `timezone`."""
    return Post(
        checkpoint_id,
        CheckpointRules(
            policy=Policy(rules.policy),
            zone=ZoneInfo(timezone),
            pillars=frozenset(rules.pillars),
            regencies=frozenset(rules.regencies),
            opens_at=rules.opens_at,
            closes_at=rules.closes_at,
        ),
    )

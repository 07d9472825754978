"""Gather what is known of an event's preparation."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.models import Membership
from checkin.badges.listing import print_counts
from checkin.control.rehearsal import count_earnest
from checkin.devices.models import Device
from checkin.events.checkpoints import list_checkpoints
from checkin.events.models import Event, Gate
from checkin.events.queries import event_pillars, event_regencies, get_checkpoint
from checkin.events.rehearsals import list_ended
from checkin.events.stages import Stage
from checkin.ids import CheckpointId
from checkin.jobs.models import Job
from checkin.planning.doors import doors_at
from checkin.planning.facts import Badges, Facts, Machine, Phone, RegencyCount
from checkin.regions.models import Regency
from checkin.roster.history import count_waiting as count_review
from checkin.roster.models import Registration, RosterImport
from checkin.scans.models import Arrival, Scan
from checkin.signup.queries import count_waiting


def read_facts(session: Session, event: Event, machine: Machine) -> Facts:
    """Return what the checks of the event look at."""
    arrival = get_checkpoint(session, event)
    cards = list_checkpoints(session, event)
    ended = list_ended(session, event)
    return Facts(
        stage=Stage(event.stage),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        opens_at=arrival.opens_at,
        regencies=_regencies(session, event),
        pillars=len(event_pillars(session, event)),
        letterhead=bool(event.letterhead_government and event.letterhead_office),
        signatory=bool(event.signatory_name and event.signatory_title),
        members=_count(session, Membership.user_id, Membership.event_id == event.id),
        checkpoints=len(cards),
        gates=next((card.gates for card in cards if card.code == arrival.code), ()),
        review=count_review(session, event),
        uploads=_count(
            session,
            RosterImport.id,
            RosterImport.event_id == event.id,
            RosterImport.state.in_(("planned", "applying", "reading")),
        ),
        signups=count_waiting(session, event, None),
        badges=_badges(session, event),
        phones=_phones(session, event, arrival.id),
        roster_changed_at=session.scalar(
            select(func.max(RosterImport.applied_at)).where(RosterImport.event_id == event.id)
        ),
        rehearsed_at=ended[0].ended_at if ended else None,
        scans=count_earnest(session, event),
        scans_since_doors=_count(
            session,
            Scan.id,
            Scan.event_id == event.id,
            Scan.corrected_at >= doors_at(arrival.opens_at, event.starts_at),
        ),
        present=_count(
            session,
            Arrival.registration_id,
            Arrival.checkpoint_id == arrival.id,
            Arrival.arrived_at.is_not(None),
        ),
        machine=machine,
    )


def waiting_since(session: Session) -> datetime | None:
    """Return since when the oldest job waits for the worker."""
    return session.scalar(select(func.min(Job.created_at)).where(Job.state == "queued"))


def _regencies(session: Session, event: Event) -> tuple[RegencyCount, ...]:
    rows = session.execute(
        select(Registration.regency_code, Regency.name, func.count())
        .join(Regency, Regency.code == Registration.regency_code)
        .where(Registration.event_id == event.id, Registration.status == "active")
        .group_by(Registration.regency_code, Regency.name)
        .order_by(Regency.name)
    )
    people = {code: (name, count) for code, name, count in rows}
    invited = [
        RegencyCount(name=regency.name, people=people.pop(regency.code, ("", 0))[1])
        for regency in event_regencies(session, event)
    ]
    others = [
        RegencyCount(name=name, people=count, invited=False) for name, count in people.values()
    ]
    return (*invited, *others)


def _badges(session: Session, event: Event) -> Badges:
    counts = print_counts(session, event)
    printed = sum(count.printed for count in counts)
    changed = sum(count.changed for count in counts)
    registered = sum(count.registered for count in counts)
    return Badges(printed=printed, changed=changed, never=registered - printed - changed)


def _phones(session: Session, event: Event, arrival: CheckpointId) -> tuple[Phone, ...]:
    """Return the phones on duty; only those of the first checkpoint fill its gates."""
    rows = session.execute(
        select(Device, Gate.name)
        .join(Gate, Gate.id == Device.gate_id)
        .where(Device.event_id == event.id, Device.revoked_at.is_(None))
        .order_by(Device.number)
    )
    return tuple(
        Phone(
            label=device.label,
            gate=gate if device.checkpoint_id == arrival else "",
            last_seen_at=device.last_seen_at,
            roster_at=device.roster_at,
            offset_s=round(device.clock_offset_ms / 1000),
            battery=device.battery,
        )
        for device, gate in rows
    )


def _count(session: Session, column: object, *where: object) -> int:
    return session.scalar(select(func.count(column)).where(*where)) or 0  # type: ignore[arg-type]

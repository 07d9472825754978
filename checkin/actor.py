"""Who asks, and what they may do. Pure: a closed list of permissions and one table of roles."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from uuid import UUID

from checkin.errors import FactorNeeded, Forbidden
from checkin.text import mark


class Permission(StrEnum):
    """Everything that can be allowed, one name each."""

    EVENT_READ = auto()
    EVENT_WRITE = auto()
    ROSTER_READ = auto()
    ROSTER_IMPORT = auto()
    PERSONAL_DATA_REVEAL = auto()
    BADGES_PRINT = auto()
    DEVICES_MANAGE = auto()
    ATTENDANCE_READ = auto()
    ATTENDANCE_PRINT = auto()
    SCANS_UNDO = auto()
    SCANS_RECORD = auto()
    WALK_IN_REGISTER = auto()
    REFERENCE_WRITE = auto()
    USERS_MANAGE = auto()
    MEMBERS_MANAGE = auto()
    SIGNUP_MANAGE = auto()
    SIGNUP_APPROVE = auto()
    SUBSTITUTE = auto()
    SCANS_OVERRIDE = auto()
    STATION_MOVE = auto()
    BACKUP_MANAGE = auto()
    AUDIT_READ = auto()
    PRIVACY_MANAGE = auto()
    INVITATIONS_SEND = auto()


class Role(StrEnum):
    """What a user is to the office; a member is something only to the events that say so."""

    ADMIN = "admin"
    ORGANIZER = "organizer"
    VIEWER = "viewer"
    MEMBER = "member"


class EventRole(StrEnum):
    """What a user is to one event."""

    ORGANIZER = "organizer"
    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    READER = "reader"


_VIEWER = frozenset(
    {Permission.EVENT_READ, Permission.ROSTER_READ, Permission.ATTENDANCE_READ}
    | {Permission.ATTENDANCE_PRINT, Permission.AUDIT_READ}
)
_ORGANIZER = _VIEWER | {
    Permission.EVENT_WRITE,
    Permission.ROSTER_IMPORT,
    Permission.PERSONAL_DATA_REVEAL,
    Permission.BADGES_PRINT,
    Permission.DEVICES_MANAGE,
    Permission.SCANS_UNDO,
    Permission.WALK_IN_REGISTER,
    Permission.MEMBERS_MANAGE,
    Permission.SIGNUP_MANAGE,
    Permission.SIGNUP_APPROVE,
    Permission.SUBSTITUTE,
    Permission.INVITATIONS_SEND,
}
ROLE_GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission)
    - {Permission.SCANS_RECORD, Permission.SCANS_OVERRIDE, Permission.STATION_MOVE},
    Role.ORGANIZER: _ORGANIZER | {Permission.PRIVACY_MANAGE},
    Role.VIEWER: _VIEWER,
    Role.MEMBER: frozenset(),
}
EVENT_ROLE_GRANTS: Mapping[EventRole, frozenset[Permission]] = {
    EventRole.ORGANIZER: _ORGANIZER,
    EventRole.COORDINATOR: frozenset(
        {Permission.ROSTER_READ, Permission.ROSTER_IMPORT, Permission.SIGNUP_APPROVE}
        | {Permission.INVITATIONS_SEND}
    ),
    EventRole.SUPERVISOR: frozenset(
        {Permission.EVENT_READ, Permission.ROSTER_READ, Permission.ATTENDANCE_READ}
        | {Permission.DEVICES_MANAGE, Permission.SCANS_UNDO, Permission.WALK_IN_REGISTER}
    ),
    EventRole.READER: _VIEWER,
}


# What shows identifiers, or hands out the right to see them: a browser holds it after a second factor only.
GUARDED = frozenset(
    {Permission.PERSONAL_DATA_REVEAL, Permission.USERS_MANAGE, Permission.BACKUP_MANAGE}
    | {Permission.INVITATIONS_SEND}
)


class DeviceKind(StrEnum):
    """What a phone may do: a gate only scans; a desk knows names; a supervisor overrules and moves."""

    GATE = "gate"
    DESK = "desk"
    SUPERVISOR = "supervisor"


_GATE = frozenset({Permission.SCANS_RECORD})
_DESK = _GATE | {Permission.WALK_IN_REGISTER, Permission.ROSTER_READ}
DEVICE_GRANTS: Mapping[DeviceKind, frozenset[Permission]] = {
    DeviceKind.GATE: _GATE,
    DeviceKind.DESK: _DESK,
    DeviceKind.SUPERVISOR: _DESK | {Permission.SCANS_OVERRIDE, Permission.STATION_MOVE},
}


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A user's role at one event; a coordinator's is limited to the people of one regency."""

    event_id: UUID
    role: EventRole
    regency_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class User:
    """Whoever signed in: what they are to the office, and to single events.

    `proven` says that a second factor was given where one is asked; without it nothing of `GUARDED` is held.
    """

    id: UUID
    name: str
    role: Role
    memberships: tuple[Membership, ...] = ()
    proven: bool = True
    sign_in_id: UUID | None = None

    def membership(self, event_id: UUID | None) -> Membership | None:
        """Return what this user is to the event."""
        return next((m for m in self.memberships if m.event_id == event_id), None)


@dataclass(frozen=True, kw_only=True)
class Device:
    """A paired phone at one gate; `label` is what lists call it (HP-05)."""

    id: UUID
    event_id: UUID
    checkpoint_id: UUID
    gate_id: UUID
    label: str
    kind: DeviceKind = DeviceKind.GATE


@dataclass(frozen=True, kw_only=True)
class System:
    """The command line or a job: whoever can run it owns the machine."""

    name: str = "sistem"


Actor = User | Device | System


@dataclass(frozen=True, kw_only=True)
class Stranger:
    """Whoever was refused at the door: nobody who could be allowed anything, but stands in the log."""

    name: str = "Seseorang"


def name_of(actor: Actor | Stranger) -> str:
    """Return what logs and papers call `actor`: a name, or a phone's label."""
    return actor.label if isinstance(actor, Device) else actor.name


def can(
    actor: Actor | None,
    permission: Permission,
    event_id: UUID | None = None,
    *,
    regency: str | None = None,
) -> bool:
    """Say whether `actor` holds `permission`: everywhere, or at this event, or there for one regency.

    Without a `regency` the whole event is meant, which a coordinator never holds. Nobody (None) holds none.
    """
    match actor:
        case User(proven=False) if permission in GUARDED:
            return False
        case User(role=role):
            return permission in ROLE_GRANTS[role] or _as_member(
                actor.membership(event_id), permission, regency
            )
        case Device(kind=kind):
            return permission in DEVICE_GRANTS[kind] and event_id in (None, actor.event_id)
        case System():
            return True
        case None:
            return False


def once_proven(actor: Actor | None) -> Actor | None:
    """Return the asker as after the second factor: for what a page offers, never for what it shows."""
    return replace(actor, proven=True) if isinstance(actor, User) else actor


def limit(actor: Actor | None, permission: Permission, event_id: UUID | None) -> str | None:
    """Return the one regency that `actor` holds `permission` for; None where there is no such limit.

    No permission to begin with is no limit either: this narrows, `can` decides.
    """
    if not isinstance(actor, User) or permission in ROLE_GRANTS[actor.role]:
        return None
    known = actor.membership(event_id)
    return known.regency_code if known and known.role is EventRole.COORDINATOR else None


def require(
    actor: Actor | None,
    permission: Permission,
    event_id: UUID | None = None,
    *,
    regency: str | None = None,
) -> None:
    """Raise `Forbidden` unless `can`; `FactorNeeded` where nothing but the second factor lacks."""
    if not can(actor, permission, event_id, regency=regency):
        if can(once_proven(actor), permission, event_id, regency=regency):
            require_proof(actor)
        raise Forbidden(mark("Anda tidak berwenang melakukan ini."), code="forbidden")


def require_proof(actor: Actor | None) -> None:
    """Raise `FactorNeeded` for a user who has yet to give the second factor."""
    if isinstance(actor, User) and not actor.proven:
        raise FactorNeeded(
            mark("Buktikan dahulu dengan kode verifikasi bahwa ini memang Anda."),
            code="second_factor",
        )


def _as_member(known: Membership | None, permission: Permission, regency: str | None) -> bool:
    if known is None or permission not in EVENT_ROLE_GRANTS[known.role]:
        return False
    if known.role is EventRole.COORDINATOR:
        return regency is not None and regency == known.regency_code
    return True

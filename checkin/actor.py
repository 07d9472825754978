"""Who asks, and what they may do. Pure: a closed list of permissions and one table of roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from uuid import UUID

from checkin.errors import Forbidden
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


class Role(StrEnum):
    """What a user is to the office."""

    ADMIN = "admin"
    ORGANIZER = "organizer"
    VIEWER = "viewer"


_VIEWER = frozenset(
    {Permission.EVENT_READ, Permission.ROSTER_READ, Permission.ATTENDANCE_READ}
    | {Permission.ATTENDANCE_PRINT}
)
_ORGANIZER = _VIEWER | {
    Permission.EVENT_WRITE,
    Permission.ROSTER_IMPORT,
    Permission.PERSONAL_DATA_REVEAL,
    Permission.BADGES_PRINT,
    Permission.DEVICES_MANAGE,
    Permission.SCANS_UNDO,
    Permission.WALK_IN_REGISTER,
}
ROLE_GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission) - {Permission.SCANS_RECORD},
    Role.ORGANIZER: _ORGANIZER,
    Role.VIEWER: _VIEWER,
}
DEVICE_GRANTS = frozenset({Permission.SCANS_RECORD, Permission.WALK_IN_REGISTER})


@dataclass(frozen=True, kw_only=True)
class User:
    """A signed-in member of the office."""

    id: UUID
    name: str
    role: Role


@dataclass(frozen=True, kw_only=True)
class Device:
    """A paired phone at one gate; `label` is what lists call it (HP-05)."""

    id: UUID
    event_id: UUID
    checkpoint_id: UUID
    gate_id: UUID
    label: str


@dataclass(frozen=True, kw_only=True)
class System:
    """The command line or a job: whoever can run it owns the machine."""

    name: str = "sistem"


Actor = User | Device | System


def can(actor: Actor | None, permission: Permission) -> bool:
    """Say whether `actor` holds `permission`; nobody (None) holds none."""
    match actor:
        case User(role=role):
            return permission in ROLE_GRANTS[role]
        case Device():
            return permission in DEVICE_GRANTS
        case System():
            return True
        case None:
            return False


def require(actor: Actor | None, permission: Permission) -> None:
    """Raise `Forbidden` unless `actor` holds `permission`."""
    if not can(actor, permission):
        raise Forbidden(mark("Anda tidak berwenang melakukan ini."), code="forbidden")

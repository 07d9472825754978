"""Roles and permissions: the whole table, said once."""

import pytest

from checkin.actor import (
    Device,
    EventRole,
    Membership,
    Permission,
    Role,
    System,
    User,
    can,
    limit,
    require,
)
from checkin.errors import Forbidden
from checkin.ids import uuid7

P = Permission
BOJONEGORO, MALANG = uuid7(), uuid7()
READER = {P.EVENT_READ, P.ROSTER_READ, P.ATTENDANCE_READ, P.ATTENDANCE_PRINT, P.AUDIT_READ}
PHONES = {P.SCANS_RECORD, P.SCANS_OVERRIDE, P.STATION_MOVE}
OFFICE = PHONES | {P.USERS_MANAGE, P.REFERENCE_WRITE, P.BACKUP_MANAGE}


def member(role: EventRole, regency: str | None = None, office: Role = Role.MEMBER) -> User:
    known = Membership(event_id=BOJONEGORO, role=role, regency_code=regency)
    return User(id=uuid7(), name="Olga", role=office, memberships=(known,))


def held(user: User, **where: object) -> set[Permission]:
    return {permission for permission in P if can(user, permission, **where)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        (Role.ADMIN, set(P) - PHONES),
        (Role.ORGANIZER, set(P) - OFFICE),
        (Role.VIEWER, READER),
        (Role.MEMBER, set()),
    ],
)
def test_each_role_holds_exactly_its_permissions(role: Role, granted: set[Permission]) -> None:
    user = User(id=uuid7(), name="Olga", role=role)
    assert held(user) == granted
    assert held(user, event_id=BOJONEGORO) == granted
    assert not any(limit(user, permission, BOJONEGORO) for permission in P)


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        (EventRole.ORGANIZER, set(P) - OFFICE - {P.PRIVACY_MANAGE}),
        (
            EventRole.SUPERVISOR,
            {P.EVENT_READ, P.ROSTER_READ, P.ATTENDANCE_READ, P.DEVICES_MANAGE, P.SCANS_UNDO}
            | {P.WALK_IN_REGISTER},
        ),
        (EventRole.READER, READER),
    ],
)
def test_a_member_holds_permissions_at_that_event_only(
    role: EventRole, granted: set[Permission]
) -> None:
    assert held(member(role), event_id=BOJONEGORO) == granted
    assert held(member(role), event_id=MALANG) == set()
    assert held(member(role)) == set()


def test_a_coordinator_holds_permissions_for_one_regency_of_one_event() -> None:
    cora = member(EventRole.COORDINATOR, "35.22")
    own = {P.ROSTER_READ, P.ROSTER_IMPORT, P.SIGNUP_APPROVE, P.INVITATIONS_SEND}
    assert held(cora, event_id=BOJONEGORO, regency="35.22") == own
    assert held(cora, event_id=BOJONEGORO, regency="35.23") == set()
    assert held(cora, event_id=BOJONEGORO) == set()
    assert held(cora, event_id=MALANG, regency="35.22") == set()
    assert limit(cora, P.ROSTER_READ, BOJONEGORO) == "35.22"
    assert limit(cora, P.ROSTER_READ, MALANG) is None


def test_a_coordinator_without_a_regency_holds_nothing() -> None:
    assert held(member(EventRole.COORDINATOR), event_id=BOJONEGORO) == set()
    assert held(member(EventRole.COORDINATOR), event_id=BOJONEGORO, regency="35.22") == set()


def test_what_the_office_grants_is_not_narrowed_by_a_membership() -> None:
    vera = member(EventRole.COORDINATOR, "35.22", Role.VIEWER)
    assert limit(vera, P.ROSTER_READ, BOJONEGORO) is None
    assert can(vera, P.ROSTER_READ, BOJONEGORO)
    assert limit(vera, P.ROSTER_IMPORT, BOJONEGORO) == "35.22"
    assert not can(vera, P.ROSTER_IMPORT, BOJONEGORO, regency="35.23")


def test_a_phone_is_of_one_event() -> None:
    phone = Device(
        id=uuid7(), event_id=BOJONEGORO, checkpoint_id=uuid7(), gate_id=uuid7(), label="HP-01"
    )
    assert can(phone, P.SCANS_RECORD)
    assert can(phone, P.SCANS_RECORD, BOJONEGORO)
    assert not can(phone, P.SCANS_RECORD, MALANG)


def test_nobody_holds_nothing_and_the_command_line_everything() -> None:
    assert not any(can(None, permission) for permission in P)
    assert all(can(System(), permission) for permission in P)
    with pytest.raises(Forbidden):
        require(None, P.EVENT_READ)

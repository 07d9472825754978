"""Roles and permissions: the whole table, said once."""

import pytest

from checkin.actor import Permission, Role, System, User, can, require
from checkin.errors import Forbidden
from checkin.ids import uuid7

P = Permission


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        (Role.ADMIN, set(P) - {P.SCANS_RECORD}),
        (Role.ORGANIZER, set(P) - {P.SCANS_RECORD, P.USERS_MANAGE, P.REFERENCE_WRITE}),
        (Role.VIEWER, {P.EVENT_READ, P.ROSTER_READ, P.ATTENDANCE_READ, P.ATTENDANCE_PRINT}),
    ],
)
def test_each_role_holds_exactly_its_permissions(role: Role, granted: set[Permission]) -> None:
    user = User(id=uuid7(), name="Olga", role=role)
    assert {permission for permission in P if can(user, permission)} == granted


def test_nobody_holds_nothing_and_the_command_line_everything() -> None:
    assert not any(can(None, permission) for permission in P)
    assert all(can(System(), permission) for permission in P)
    with pytest.raises(Forbidden):
        require(None, P.EVENT_READ)

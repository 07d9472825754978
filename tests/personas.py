"""The people of the tests: Olga administers, Carl organizes, Vera only views."""

from checkin.actor import Role
from checkin.db import transaction
from tests.conftest import OutsideClient
from tests.factories import make_user, sign_in


def sign_in_as(
    client: OutsideClient, role: Role = Role.ADMIN, *, proven: bool = False
) -> OutsideClient:
    """Make a user of this role and sign the client in; `proven` is with a second factor, too."""
    with transaction() as session:
        user_id = make_user(session, role, email=f"{role.value}@example.id").id
    sign_in(client, user_id, proven=proven)
    return client

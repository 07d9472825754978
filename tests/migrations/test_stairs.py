"""Every step can be taken down and up again."""

from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from checkin import schema


def test_each_revision_goes_down_and_up_again(connection: Connection) -> None:
    script = ScriptDirectory.from_config(schema.alembic_config(connection))
    steps = [revision.revision for revision in script.walk_revisions()]
    for step in steps:  # newest first
        schema.downgrade(connection, f"{step}-1")
        schema.upgrade(connection, step)
        schema.downgrade(connection, f"{step}-1")
    for step in reversed(steps):
        schema.upgrade(connection, step)
    connection.commit()


def test_there_is_one_newest_revision(connection: Connection) -> None:
    script = ScriptDirectory.from_config(schema.alembic_config(connection))
    assert len(script.get_heads()) == 1

"""Alembic's environment: runs on the connection it is handed (see `checkin.schema`)."""

from alembic import context
from sqlalchemy.types import TypeDecorator

from checkin.schema import metadata


def render_item(kind: str, item: object, _autogen: object) -> str | bool:
    """Write the plain type of a decorated column: a migration must not depend on today's classes."""
    if kind == "type" and isinstance(item, TypeDecorator):
        plain = item.impl_instance
        return (
            "sa.DateTime(timezone=True)" if "DATETIME" in repr(plain).upper() else f"sa.{plain!r}"
        )
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata(),
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

"""A connection to a migrated database of its own."""

from tests.migrations.conftest import connection

__all__ = ["connection"]

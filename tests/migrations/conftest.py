"""A connection to a migrated database, whose transaction the test ends as it likes."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """Yield a connection to a database at the newest revision."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()

"""An empty database comes to the newest revision and holds the reference data."""

from sqlalchemy import Connection, func, inspect, select, table

from checkin import schema


def test_an_empty_database_gets_every_table(connection: Connection) -> None:
    schema.downgrade(connection, "base")
    connection.commit()
    assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    schema.upgrade(connection)
    connection.commit()
    found = set(inspect(connection).get_table_names())
    assert found == {*schema.metadata().tables, "alembic_version"}


def test_an_upgraded_database_holds_the_reference_data(connection: Connection) -> None:
    def count(name: str) -> int | None:
        return connection.scalar(select(func.count()).select_from(table(name)))

    assert [count("bakorwil"), count("regencies"), count("districts")] == [5, 38, 666]
    assert (count("pillar_types") or 0) >= 9


def test_upgrading_twice_changes_nothing(connection: Connection) -> None:
    schema.upgrade(connection)
    schema.upgrade(connection)

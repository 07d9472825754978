"""Make an event a hundred times as large without a hundred rosters: copies of its people, in SQL.

The copies are never scanned; they fill the tables and indexes that a scan goes through.
"""

from sqlalchemy import Connection, create_engine, inspect, text

from tests.bench.house import House


def grow(house: House, times: int) -> None:
    """Add `times - 1` copies of everybody on the roster, each with a badge."""
    engine = create_engine(house.url)
    with engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        tag = "printf('%08x', n)" if sqlite else "lpad(to_hex(n), 8, '0')"

        def key(column: str) -> str:
            if sqlite:
                return f"{tag} || substr(t.{column}, 9)"
            return f"({tag} || substr(replace(t.{column}::text, '-', ''), 9))::uuid"

        (most,) = connection.execute(text("SELECT max(number) FROM registrations")).one()
        _copy(connection, times, "people", id=key("id"), nik_index="NULL", nik="NULL")
        _copy(
            connection,
            times,
            "registrations",
            id=key("id"),
            person_id=key("person_id"),
            number=f"t.number + n * {most}",
        )
        _copy(
            connection,
            times,
            "badges",
            id=key("id"),
            registration_id=key("registration_id"),
            code=f"{tag} || substr(t.code, 9)",
            code_hash=f"{tag} || substr(t.code_hash, 9)",
        )
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    engine.dispose()


def _copy(connection: Connection, times: int, table: str, **changed: str) -> None:
    columns = [column["name"] for column in inspect(connection).get_columns(table)]
    values = ", ".join(changed.get(name, f"t.{name}") for name in columns)
    connection.execute(
        text(
            f"WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {times - 1}) "
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM many, {table} t"
        )
    )

"""Write everything that is encrypted anew under another data key, in one transaction.

Knows no table: what is encrypted says so by its type, what is indexed by `index_of`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, bindparam, func, select, type_coerce

from checkin.crypto import EncryptedBytes, EncryptedText, Keys
from checkin.db import Base
from checkin.errors import Unavailable
from checkin.office.models import OfficeSettings
from checkin.text import mark

BATCH, BATCH_OF_FILES = 500, 10
Progress = Callable[[int, int], None]


def encrypted_tables() -> list[tuple[Table, list[Column[Any]]]]:
    """Return every table that holds encrypted columns, with those."""
    found = []
    for table in Base.metadata.sorted_tables:
        columns = [c for c in table.columns if isinstance(c.type, EncryptedBytes | EncryptedText)]
        if columns:
            found.append((table, columns))
    return found


def rekey(
    connection: Connection,
    old: Sequence[Keys],
    new: Keys,
    now: datetime,
    progress: Progress,
) -> int:
    """Bring all that is under one of `old` (or `new` already) under `new`; return how many rows changed.

    Raises `Unavailable` for what none of them opens; then nothing may be committed.
    """
    tables = encrypted_tables()
    total = sum(connection.scalar(select(func.count()).select_from(t)) or 0 for t, _ in tables)
    done = changed = 0
    for table, columns in tables:
        for rows in _batches(connection, table, columns):
            values = [
                one for row in rows if (one := _renewed(row, table, columns, (*old, new), new))
            ]
            if values:
                connection.execute(_statement(table, columns), values)
            done, changed = done + len(rows), changed + len(values)
            progress(done, total)
    settings = OfficeSettings.__table__
    connection.execute(
        settings.update().values(data_key_print=new.fingerprint, data_key_since=now)  # type: ignore[attr-defined]
    )
    return changed


def opens(connection: Connection, keys: Keys) -> bool:
    """Say whether this key opens the database; yes for one in which nothing is encrypted."""
    for _table, columns in encrypted_tables():
        for column in columns:
            sealed = connection.scalar(
                select(type_coerce(column, LargeBinary)).where(column.is_not(None)).limit(1)
            )
            if sealed is not None:
                return keys.decrypt(bytes(sealed)) is not None
    return True


def _batches(
    connection: Connection, table: Table, columns: Sequence[Column[Any]]
) -> Iterator[Sequence[Any]]:
    raw = [type_coerce(column, LargeBinary).label(column.name) for column in columns]
    keys = list(table.primary_key.columns)
    size = BATCH_OF_FILES if any(isinstance(c.type, EncryptedBytes) for c in columns) else BATCH
    last: Any = None
    while True:
        query = select(*(key.label(f"_{key.name}") for key in keys), *raw)
        query = query.order_by(keys[0]).limit(size)
        if last is not None:
            query = query.where(keys[0] > last)
        rows = connection.execute(query).mappings().all()
        if not rows:
            return
        last = rows[-1][f"_{keys[0].name}"]
        yield rows


def _renewed(
    row: Any, table: Table, columns: Sequence[Column[Any]], known: Sequence[Keys], new: Keys
) -> dict[str, Any] | None:
    """Return the values of the row under the new key; None where nothing is to change."""
    values: dict[str, Any] = {f"_{k.name}": row[f"_{k.name}"] for k in table.primary_key.columns}
    touched = False
    for column in columns:
        sealed, plain = row[column.name], None
        if sealed is not None:
            keys, plain = _open(bytes(sealed), known)
            touched = touched or keys is not new
            sealed = new.encrypt(plain)
        values[f"_new_{column.name}"] = sealed
        for index in _indexes_of(table, column):
            values[f"_new_{index.name}"] = new.blind_index(plain.decode()) if plain else None
    return values if touched else None


def _open(sealed: bytes, known: Sequence[Keys]) -> tuple[Keys, bytes]:
    for keys in reversed(known):
        plain = keys.decrypt(sealed)
        if plain is not None:
            return keys, plain
    raise Unavailable(
        mark("Sebagian data terkunci dengan kunci yang tidak ada di sini; tidak ada yang diubah."),
        code="data_key_differs",
    )


def _indexes_of(table: Table, column: Column[Any]) -> list[Column[Any]]:
    return [one for one in table.columns if one.info.get("index_of") == column.name]


def _statement(table: Table, columns: Sequence[Column[Any]]) -> Any:
    changed = {c.name: bindparam(f"_new_{c.name}", type_=LargeBinary) for c in columns}
    for column in columns:
        for index in _indexes_of(table, column):
            changed[index.name] = bindparam(f"_new_{index.name}")
    wanted = (key == bindparam(f"_{key.name}") for key in table.primary_key.columns)
    return table.update().where(*wanted).values(changed)

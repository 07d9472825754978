"""Workbooks (.xlsx, .xls, .xlsb, .ods) -> sheets of cells, read in a process of its own.

The reader lays a sheet out as far as its farthest cell: twelve lone cells in an .xls of 9 kB took 8 GB
(measured). What is said of a file beforehand can lie; a limit of the system cannot. So the file is read by
a child that may take 512 MB and 60 seconds, and dies of more.
"""

import io
import pickle
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from checkin.errors import Invalid
from checkin.roster import limits
from checkin.roster.cells import Cell

MEMORY_BYTES = 512 * 1024 * 1024
SECONDS = 60
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows[0]` is the row that a spreadsheet shows as 1."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False


def read_workbook(content: bytes) -> list[Sheet]:
    """Return the sheets; raises `Invalid`: no workbook, locked with a password, or too large."""
    try:
        child = subprocess.run(  # noqa: S603  our own interpreter and module
            [sys.executable, "-m", __name__],
            input=content,
            capture_output=True,
            cwd=_ROOT,
            timeout=2 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise limits.too_large() from error
    if child.returncode != 0:
        raise limits.too_large()
    said = pickle.loads(child.stdout)  # noqa: S301  our own process wrote it
    if isinstance(said, dict):
        raise Invalid(said["message"], code=said["code"])
    return [Sheet(*sheet) for sheet in said]


def _read(content: bytes) -> list[tuple[str, list[list[Cell]], bool]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        metas = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        if len(metas) > limits.MAX_SHEETS:
            raise limits.too_many_sheets()
        return [
            (
                meta.name,
                limits.bounded(book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)),
                meta.visible != SheetVisibleEnum.Visible,
            )
            for meta in metas
        ]
    except CalamineError as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise limits.locked() from error
        raise limits.not_a_roster() from error


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        said: object = _read(sys.stdin.buffer.read())
    except Invalid as refusal:
        said = {"message": refusal.message, "code": refusal.code}
    pickle.dump(said, sys.stdout.buffer, protocol=5)


if __name__ == "__main__":
    _main()

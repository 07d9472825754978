"""Pages that give attendance away as files: recap and people, and the log of every scan."""

import io

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from checkin import clock
from checkin.actor import Permission
from checkin.attendance import export, service
from checkin.attendance.service import Export
from checkin.attendance.tables import Table, csv_of, people_table, scans_table
from checkin.db import transaction
from checkin.events.queries import get_event
from checkin.web.access import current_actor, requires

CSV = "text/csv; charset=utf-8"


def register_downloads(blueprint: Blueprint) -> None:
    """Add the routes of spreadsheets to the attendance blueprint."""
    blueprint.add_url_rule("/kehadiran.xlsx", "spreadsheet", spreadsheet)
    blueprint.add_url_rule("/kehadiran.csv", "people_csv", people_csv)
    blueprint.add_url_rule("/kehadiran-lengkap.xlsx", "revealed", revealed, methods=["POST"])
    blueprint.add_url_rule("/pindaian.<any(xlsx, csv):form>", "scan_log", scan_log)


@requires(Permission.ATTENDANCE_PRINT)
def spreadsheet(code: str) -> ResponseReturnValue:
    """Give recap and people as a spreadsheet; that it was taken is written down, as closing asks for it."""
    with transaction() as session:
        event = get_event(session, code)
        made = service.gather_export(session, current_actor(), event, clock.now())
        service.note_export(session, current_actor(), event, made)
    return _file(_book(made), export.MEDIA_TYPE, f"kehadiran_{code}.xlsx")


@requires(Permission.ATTENDANCE_PRINT)
def people_csv(code: str) -> ResponseReturnValue:
    """Give the people as text."""
    with transaction() as session:
        event = get_event(session, code)
        made = service.gather_export(session, current_actor(), event, clock.now())
        service.note_export(session, current_actor(), event, made)
    return _file(csv_of(people_of(made)), CSV, f"kehadiran_{code}.csv")


@requires(Permission.PERSONAL_DATA_REVEAL)
def revealed(code: str) -> ResponseReturnValue:
    """Give recap and people with NIK and account; who took them is written down."""
    with transaction() as session:
        event = get_event(session, code)
        made = service.gather_export(session, current_actor(), event, clock.now(), reveal=True)
    return _file(_book(made), export.MEDIA_TYPE, f"kehadiran-lengkap_{code}.xlsx")


@requires(Permission.ATTENDANCE_PRINT)
def scan_log(code: str, form: str) -> ResponseReturnValue:
    """Give every scan, refused and taken-back ones too."""
    with transaction() as session:
        event, now = get_event(session, code), clock.now()
        made = service.gather_export(session, current_actor(), event, now)
        scans = service.gather_scans(session, current_actor(), event, now)
    table = scans_table(scans, made.counts, made.heading.timezone)
    name = f"pindaian_{code}.{form}"
    if form == "csv":
        return _file(csv_of(table), CSV, name)
    return _file(_tables(made, table), export.MEDIA_TYPE, name)


def people_of(made: Export) -> Table:
    """Return the people of an export as a table."""
    return people_table(made.records, made.counts, made.heading.timezone, made.secrets)


def _book(made: Export) -> bytes:
    return export.write_export(made.heading, made.counts, [people_of(made)], made.as_of)


def _tables(made: Export, *tables: Table) -> bytes:
    title = f"Pindaian {made.heading.event}"
    return export.write_tables(title, made.heading.office, tables)


def _file(content: bytes, media_type: str, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(content), media_type, as_attachment=True, download_name=name)

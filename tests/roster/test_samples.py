"""The sample files of the project: every row is what a careful clerk would make of it."""

import json
import os

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.actor import System
from checkin.db import transaction
from checkin.events.models import Event
from checkin.events.queries import event_regencies
from checkin.roster.models import Registration
from checkin.roster.reading import Upload, read_upload
from checkin.roster.report import as_json
from checkin.roster.service import import_upload
from tests.factories import NOW, make_event
from tests.roster.offices import SAMPLES

CLEAN = "peserta_bojonegoro_bersih.xlsx"
BUDGET_SECONDS = 1.5


def sent(name: str, regency: str | None = None) -> Upload:
    return Upload(file_name=name, content=(SAMPLES / name).read_bytes(), regency_code=regency)


def spent() -> float:
    """Return the seconds of processor that this process and its children took, whoever else was busy."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def test_the_clean_roster_registers_everybody_once_in_order_and_in_time(app: object) -> None:
    with transaction() as session:
        event = make_event(session)
        session.flush()
        began = spent()
        reading = import_upload(session, System(), event, sent(CLEAN), NOW)
        session.flush()
        assert spent() - began < 2 * BUDGET_SECONDS  # twice, for a slow machine
        assert len(reading.plan.added) == 1657
        assert {row.outcome.value for row in reading.plan.rows} == {"accept"}
        counts = session.execute(
            select(Registration.pillar_code, func.count()).group_by(Registration.pillar_code)
        )
        assert dict(list(counts)) == {"PKH": 1173, "TAGANA": 331, "TKSK": 153}
        numbers = session.execute(
            select(Registration.number, Registration.regency_code, Registration.pillar_code)
            .where(Registration.event_id == event.id)
            .order_by(Registration.number)
        ).all()
        assert [number for number, _, _ in numbers] == list(range(1, 1658))
        assert sorted(groups(numbers)) == sorted(set(groups(numbers)))  # each group in one piece
        order = list(dict.fromkeys(regency for _, regency, _ in numbers))
        assert order == [regency.code for regency in event_regencies(session, event)]


def groups(numbers: list) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    """Return each run of equal (regency, pillar) once."""
    found: list[tuple[str, str]] = []
    for _, regency, pillar in numbers:
        if not found or found[-1] != (regency, pillar):
            found.append((regency, pillar))
    return found


def test_a_file_sent_twice_changes_nothing(app: object) -> None:
    with transaction() as session:
        event = make_event(session)
        import_upload(session, System(), event, sent(CLEAN), NOW)
        again = import_upload(session, System(), event, sent(CLEAN), NOW).plan
        assert (len(again.added), len(again.changed), len(again.review)) == (0, 0, 0)
        assert len(again.unchanged) == 1657
        assert session.scalar(select(func.count()).select_from(Registration)) == 1657


def test_an_office_file_is_read_row_by_row_as_expected(session: Session) -> None:
    event = make_event(session)
    name = "01_kab_mojokerto.xlsx"
    reading = read_upload(session, event, sent(name, "35.16"), NOW)
    report = as_json(name, reading.issues, reading.plan, reveal=True)
    got = {(row["sheet"], row["row"]): row for row in report["rows"]}
    expected = json.loads((SAMPLES / "01_kab_mojokerto.json").read_text(encoding="utf-8"))
    for sheet in expected["sheets"]:
        for want in sheet["rows"]:
            row = got.pop((sheet["name"], want["row"]), {"outcome": "ignore", "issues": []})
            assert row["outcome"] == want["outcome"], (sheet["name"], want)
            said = {*row["issues"], *report["issues"]}
            assert all(said & set(group) for group in want.get("must_flag", [])), want
            for field in want.get("values", {}).keys() - {"name_key", *want.get("loose", [])}:
                if want["outcome"].startswith("accept"):
                    assert row["person"][field] == want["values"][field], (field, want["row"])
    assert not got


def test_a_report_shows_no_number_in_full_unless_told(session: Session) -> None:
    event: Event = make_event(session)
    reading = read_upload(session, event, sent("01_kab_mojokerto.xlsx", "35.16"), NOW)
    text = json.dumps(as_json("x", reading.issues, reading.plan, reveal=False))
    drafts = [row.judged.draft for row in reading.plan.rows]
    assert not [d.nik for d in drafts if d.nik and d.nik in text]
    assert not [d.account for d in drafts if d.account and d.account in text]

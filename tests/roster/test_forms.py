"""Other forms that offices send, made from the clean roster with another seed; every outcome is known.

`.xls` with number cells and real dates, `.ods` with repeated and covered cells, an HTML table named `.xls`
with a header of two rows, late additions in UTF-16 that correct earlier files, an empty form, no roster.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.actor import System
from checkin.db import transaction
from checkin.errors import Invalid
from checkin.events.models import Event
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.roster.outcome import Plan
from checkin.roster.reading import Upload, read_upload
from checkin.roster.report import as_json
from checkin.roster.service import import_upload
from tests.factories import NOW, make_event

FORMS = Path(__file__).parent / "samples" / "forms"
IN_ORDER = ("04_kab_nganjuk.xls", "07_kab_lamongan.ods", "09_tagana_gresik.xls", "11_susulan.txt")


def expected(name: str) -> dict[str, Any]:
    return json.loads((FORMS / name).with_suffix(".json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def sent(name: str) -> Upload:
    regency = expected(name)["upload_context"]["regency_code"]
    return Upload(file_name=name, content=(FORMS / name).read_bytes(), regency_code=regency)


def apply(session: Session, event: Event, name: str) -> Plan:
    return import_upload(session, System(), event, sent(name), NOW).plan


def compare(name: str, plan: Plan) -> None:
    report = as_json(name, (), plan, reveal=True)
    got = {
        row["row"] if len(sheets(name)) == 1 else (row["sheet"], row["row"]): row
        for row in report["rows"]
    }
    for sheet in sheets(name):
        for want in sheet["rows"]:
            key = want["row"] if len(sheets(name)) == 1 else (sheet["name"], want["row"])
            row = got.pop(key, {"outcome": "ignore", "issues": []})
            assert row["outcome"] == want["outcome"], (name, want, row)
            assert all(set(row["issues"]) & set(group) for group in want["must_flag"]), (want, row)
            for field in want["values"].keys() - {"name_key", *want["loose"]}:
                if want["outcome"].startswith("accept"):
                    assert row["person"][field] == want["values"][field], (name, field, want)
    assert not got


def sheets(name: str) -> list[Any]:
    return list(expected(name)["sheets"])


def test_every_row_of_every_form_is_judged_as_a_clerk_would_and_nobody_comes_twice(
    app: object,
) -> None:
    with transaction() as session:
        event = make_event(session)
        added = 0
        for name in IN_ORDER:
            plan = apply(session, event, name)
            compare(name, plan)
            added += len(plan.added)
        for name in IN_ORDER:
            assert not apply(session, event, name).added, name
        for table in (Registration, Person):
            assert session.scalar(select(func.count()).select_from(table)) == added


@pytest.mark.parametrize(
    ("name", "code"), [("12_form_kosong.xls", "roster_empty"), ("13_bukan_daftar.csv", "no_header")]
)
def test_what_names_nobody_is_refused(session: Session, name: str, code: str) -> None:
    event = make_event(session)
    with pytest.raises(Invalid) as refusal:
        read_upload(session, event, sent(name), NOW)
    assert refusal.value.code == code

"""The figures on paper are those of the database, read back from the PDFs of both demo events."""

import io
import re

import openpyxl
import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import System
from checkin.attendance import jobs, queries, service
from checkin.attendance.choices import Form, Grouping, Kind, Scope
from checkin.attendance.counts import BoardCounts
from checkin.attendance.downloads import people_of
from checkin.attendance.export import write_export
from checkin.attendance.lists import short_label, short_regency
from checkin.db import transaction
from checkin.demo.events import DEMOS
from checkin.demo.service import make_demo
from checkin.events.queries import get_checkpoint, get_event
from checkin.formats import number, share
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.scans.models import Arrival

SIGNATURE = re.compile(r"\b(\d+)\. \.{10}")


def printed(code: str, scope: Scope) -> list[str]:
    """Print a list and return the text of its pages, words set apart by one space."""
    content = jobs.make_list(System(), code, scope, Form(hand_rows=0), clock.now()).content
    pages = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pages]


@pytest.fixture(params=[("bojonegoro", 1657), ("malang", 2160)], ids=["bojonegoro", "malang"])
def demo(request: pytest.FixtureRequest, app: Flask) -> str:
    """Make a demo event at which nine of ten arrive; return its code."""
    name, people = request.param
    with transaction() as session:
        made = make_demo(session, System(), DEMOS[name], people=None, arrived=0.9, now=clock.now())
        assert made.people == people
        return made.event.code


def stored(session: Session, code: str) -> BoardCounts:
    """Return the live board's counts."""
    event = get_event(session, code)
    return queries.board_counts(session, event, get_checkpoint(session, event).id)


def figures(invited: int, present: int) -> str:
    """Return four figures as a recap prints them."""
    percent = share(present, invited) if invited else "–"
    return f"{number(invited)} {number(present)} {number(invited - present)} {percent}"


def test_paper_database_board_and_spreadsheet_agree(demo: str, session: Session) -> None:
    pages = printed(demo, Scope())
    text = " ".join(pages)
    counts = stored(session, demo)
    people = session.execute(
        select(Person.name, Registration.pillar_code).join(
            Registration, Registration.person_id == Person.id
        )
    ).all()
    arrived = session.scalar(
        select(func.count()).select_from(Arrival).where(Arrival.arrived_at.is_not(None))
    )
    assert counts.total.invited == len(people)
    assert counts.total.present == arrived

    signed = [int(n) for n in SIGNATURE.findall(text)]
    expected = [
        n for pillar in counts.pillars for n in range(1, counts.by_pillar[pillar.code].invited + 1)
    ]
    assert sorted(signed) == sorted(expected)
    run_together = text.replace(" ", "")
    assert [name for name, _ in people if name.replace(" ", "") not in run_together] == []

    sums = re.findall(r"Jumlah halaman ini: (\d+) orang, (\d+) hadir, (\d+) tidak hadir", text)
    totals = [sum(int(found[i]) for found in sums) for i in range(3)]
    one_sheet = [page for page in pages if "Jumlah halaman ini" not in page]
    if len(one_sheet) == len([page for page in one_sheet if "REKAPITULASI" in page]):
        assert totals == [counts.total.invited, counts.total.present, counts.total.absent]
    for pillar in counts.pillars:
        count = counts.by_pillar[pillar.code]
        said = f"{number(count.invited)} diundang, {number(count.present)} hadir"
        assert f"Jumlah {short_label(pillar)}: {said}" in text

    recap = " ".join(page for page in pages if "Diundang Hadir" in page)
    for regency in counts.regencies:
        row = counts.by_regency[regency.code]
        assert f"{figures(row.invited, row.present)}" in recap
        assert short_regency(regency.label) in recap
    assert figures(counts.total.invited, counts.total.present) in recap

    event = get_event(session, demo)
    made = service.gather_export(session, System(), event, clock.now())
    assert made.counts == counts
    book = openpyxl.load_workbook(
        io.BytesIO(write_export(made.heading, made.counts, [people_of(made)], made.as_of))
    )
    last = next(row for row in book["Rekap"].iter_rows(values_only=True) if row[0] == "Jumlah")
    assert last[-4:-1] == (counts.total.invited, counts.total.present, counts.total.absent)
    came = [row[5] for row in book["Daftar"].iter_rows(min_row=2, values_only=True)]
    assert (len(came), came.count("ya")) == (counts.total.invited, counts.total.present)


@pytest.mark.parametrize("demo", [("bojonegoro", 1657)], indirect=True)
def test_present_and_absent_together_are_everybody(demo: str, session: Session) -> None:
    counts = stored(session, demo)
    present = " ".join(printed(demo, Scope(kind=Kind.PRESENT, group=Grouping.PILLAR_REGENCY)))
    assert len(SIGNATURE.findall(present)) == counts.total.present
    gates = dict(counts.gates)
    assert sum(gates.values()) == counts.total.present
    through = " ".join(printed(demo, Scope(gate="pintu-2", kind=Kind.PRESENT)))
    assert len(SIGNATURE.findall(through)) == gates["Pintu 2"]
    assert "Pintu : Pintu 2" in through

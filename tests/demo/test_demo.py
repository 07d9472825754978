"""The demo: the right numbers, numbers that can be nobody's, the real way in."""

import json
from collections import Counter

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.cli import group
from checkin.demo.people import District, invent, share_out
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.scans.models import Arrival, Scan

PLACES = [District("35.16.01", "Jatirejo", "35.16", "Kabupaten Mojokerto")]


def run(app: Flask, *arguments: str) -> str:
    result = CliRunner().invoke(group, arguments, obj=lambda: app)
    assert result.exit_code == 0, result.output
    return result.output


def by_pillar(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(Registration.pillar_code, func.count())
        .where(Registration.status == "active")
        .group_by(Registration.pillar_code)
    )
    return dict(rows.all())


def test_bojonegoro_has_the_figures_of_the_press_and_eight_regencies(
    app: Flask, session: Session
) -> None:
    output = run(app, "demo")
    assert "1.657" in output
    assert "Password" in output
    assert by_pillar(session) == {"PKH": 1173, "TAGANA": 331, "TKSK": 153}
    assert session.scalar(select(func.count(Registration.regency_code.distinct()))) == 8
    (event,) = json.loads(run(app, "event", "list", "--json"))
    assert (event["code"], event["starts_at"]) == ("bojonegoro-2023", "2023-11-20T01:00:00+00:00")


def test_malang_has_nine_types(app: Flask, session: Session) -> None:
    run(app, "demo", "--event", "malang", "--people", "216")
    assert sum(by_pillar(session).values()) == 216
    assert len(by_pillar(session)) == 9


def test_a_part_arrives_through_real_scans(app: Flask, session: Session) -> None:
    run(app, "demo", "--people", "300", "--arrived", "0.5")
    arrived = session.scalar(select(func.count()).select_from(Arrival)) or 0
    assert 110 <= arrived <= 190
    verdicts = Counter(session.scalars(select(Scan.verdict)))
    assert verdicts["ok"] == arrived
    assert set(verdicts) <= {"ok", "duplicate"}


def test_a_second_demo_is_refused_and_changes_nothing(app: Flask, session: Session) -> None:
    run(app, "demo", "--people", "30")
    result = CliRunner().invoke(group, ["demo", "--people", "30"], obj=lambda: app)
    assert result.exit_code == 2
    assert result.stderr.strip() == "Kode kegiatan bojonegoro-2023 sudah dipakai."
    assert session.scalar(select(func.count()).select_from(Person)) == 30


def test_invented_numbers_can_be_nobodys_and_repeat_with_the_seed() -> None:
    people = list(invent({"PKH": 500, "TKSK": 3}, PLACES))
    assert all(9001 <= int(person.nik[-4:]) <= 9999 for person in people)
    assert all(person.phone[4:6] == "00" and person.account.startswith("099") for person in people)
    assert len({person.nik for person in people}) == len({p.account for p in people}) == 503
    assert people == list(invent({"PKH": 500, "TKSK": 3}, PLACES))
    assert people != list(invent({"PKH": 500, "TKSK": 3}, PLACES, seed=1))


def test_shares_keep_their_proportion_and_sum() -> None:
    shares = {"PKH": 1173, "TAGANA": 331, "TKSK": 153}
    assert share_out(shares, None) == shares
    assert share_out(shares, 100) == {"PKH": 71, "TAGANA": 20, "TKSK": 9}
    assert sum(share_out(shares, 19_999).values()) == 19_999

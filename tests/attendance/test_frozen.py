"""What is frozen thaws to the same list, to the byte; its CSV is safe to open."""

import csv
import io
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from checkin.attendance import frozen
from checkin.attendance.choices import Grouping, Kind
from checkin.attendance.lists import sections
from tests.attendance.test_lists import HEADING, SOME, START, entry, make_list

names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40)


@given(st.lists(names, min_size=1, max_size=8), st.sampled_from(Kind), st.sampled_from(Grouping))
def test_thawing_gives_the_same_list(found: list[str], kind: Kind, group: Grouping) -> None:
    people = [
        entry(name, minute=n if n % 2 else None, number=n + 1) for n, name in enumerate(found)
    ]
    made = make_list(people, kind, group=group)
    content = frozen.freeze(made)
    thawed = frozen.thaw(content)
    assert frozen.freeze(thawed) == content
    assert sections(thawed) == sections(made)
    assert thawed.counts == made.counts
    assert frozen.data_csv(thawed) == frozen.data_csv(made)


def test_the_order_of_reading_does_not_matter() -> None:
    assert frozen.freeze(make_list(SOME)) == frozen.freeze(make_list(SOME[::-1]))


def test_a_heading_thaws_with_its_logo() -> None:
    made = make_list(SOME)
    thawed = frozen.thaw(frozen.freeze(made), ("2 HP",))
    assert thawed.heading == HEADING
    assert thawed.provisional == ("2 HP",)


def test_the_data_are_those_that_are_printed() -> None:
    people = [entry("=1+1", minute=1, number=7, gate="Pintu 2"), entry("Ani, S.Pd.", number=8)]
    rows = list(csv.reader(io.StringIO(frozen.data_csv(make_list(people)).decode("utf-8-sig"))))
    assert rows[0][:4] == ["No", "No. peserta", "Nama", "Jenis pilar"]
    assert rows[1][:3] == ["1", "7", "'=1+1"]
    assert rows[1][6:9] == ["ya", "2023-11-20 08:01:00", "Pintu 2"]
    assert rows[2][:3] == ["2", "8", "Ani, S.Pd."]


def test_a_later_arrival_is_another_list() -> None:
    before = [entry("Ani", minute=1, number=1)]
    after = [entry("Ani", minute=2, number=1)]
    assert frozen.freeze(make_list(before)) != frozen.freeze(make_list(after))
    assert START + timedelta(minutes=1) == before[0].arrived_at

"""The documents of the house, printed both ways: badges in every layout, lists of every kind."""

import random

import pytest

from checkin.attendance import paper
from checkin.attendance.choices import Form, Grouping, Kind
from checkin.badges import layout
from checkin.badges.sheets import LAYOUTS
from checkin.demo.people import FAMILY, MEN, WOMEN
from checkin.documents.press import print_pdf
from checkin.editions.marks import PREVIEW
from tests.attendance.test_lists import entry, make_list
from tests.badges.test_layout import HOSTILE, make_sheet
from tests.documents.both_ways import hold, is_stamped


def names(count: int) -> tuple[str, ...]:
    """Return believable names, hostile ones among them."""
    rng = random.Random(5)
    people = (f"{rng.choice(MEN + WOMEN)} {rng.choice(FAMILY)}" for _ in range(count))
    return (*HOSTILE, *people)


@pytest.mark.parametrize("code", LAYOUTS)
def test_badges(code: str) -> None:
    hold(layout.document(make_sheet(names(23), code)))


@pytest.mark.parametrize(
    ("kind", "grouping"),
    [
        (Kind.ALL, Grouping.PILLAR),
        (Kind.BLANK, Grouping.PILLAR_REGENCY),
        (Kind.ABSENT, Grouping.REGENCY),
    ],
)
def test_lists(kind: Kind, grouping: Grouping) -> None:
    people = [
        entry(
            name,
            pillar=("PKH", "PKH", "TAGANA", "TKSK")[number % 4],
            regency=("35.16", "35.76")[number % 3 % 2],
            minute=None if number % 5 == 0 else number,
        )
        for number, name in enumerate(names(120))
    ]
    made = make_list(people, kind, group=grouping)
    hold(paper.document(made, Form(), PREVIEW))


def test_one_badge_is_not_worth_a_stamp() -> None:
    assert not is_stamped(print_pdf(layout.document(make_sheet(("Siti",)))))

"""Counts add up whichever way they are read."""

from hypothesis import given
from hypothesis import strategies as st

from checkin.attendance.counts import BoardCounts, Count, Side, tally

PILLARS = ("PKH", "TAGANA", "TKSK")
REGENCIES = ("35.16", "35.22")
people = st.lists(
    st.tuples(st.sampled_from(PILLARS), st.sampled_from(REGENCIES), st.booleans()), max_size=60
)


def board(found: list[tuple[str, str, bool]]) -> BoardCounts:
    """Return the counts of these people."""
    return BoardCounts(
        tuple(Side(code, code) for code in PILLARS),
        tuple(Side(code, code) for code in REGENCIES),
        tally(found),
    )


@given(people)
def test_every_sum_is_the_same_whole(found: list[tuple[str, str, bool]]) -> None:
    counts = board(found)
    whole = Count(len(found), sum(present for _, _, present in found))
    assert counts.total == whole
    assert sum(counts.by_pillar.values(), Count()) == whole
    assert sum(counts.by_regency.values(), Count()) == whole
    assert whole.absent == whole.invited - whole.present


@given(people, st.sampled_from([None, *PILLARS]), st.sampled_from([None, *REGENCIES]))
def test_a_part_is_the_count_of_its_people(
    found: list[tuple[str, str, bool]], pillar: str | None, regency: str | None
) -> None:
    part = board(found).only(pillar, regency)
    meant = [row for row in found if pillar in (None, row[0]) and regency in (None, row[1])]
    assert part.total == board(meant).total
    assert part.cells == board(meant).cells


def test_nobody_is_zero() -> None:
    assert board([]).cell("PKH", "35.16") == Count(0, 0)
    assert board([]).by_pillar == dict.fromkeys(PILLARS, Count())

"""Sheets leave a QR its size and its quiet zone, and badges their place on the paper."""

import pytest

from checkin.badges.geometry import MARGIN, Layout, cut_marks
from checkin.badges.sheets import LAYOUTS, find_layout
from checkin.errors import Invalid


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_qr_is_large_enough_and_keeps_its_quiet_zone(layout: Layout) -> None:
    left, top = layout.symbol_at
    quiet, side = layout.quiet, layout.symbol
    assert side >= 25
    assert left >= quiet
    assert layout.width - left - side >= quiet - 0.01
    assert top >= layout.inset + layout.band + 0.5 + layout.pattern + quiet - 0.1
    assert layout.code_at.top >= top + side + quiet - 0.1


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_name_of_three_lines_ends_above_what_stands_below(layout: Layout) -> None:
    name_end = layout.who.top + layout.name_height + layout.regency_gap
    regency_end = name_end + layout.regency_size * 1.15 * 25.4 / 72
    foot_begins = layout.height - layout.foot.top - max(layout.foot_sizes) * 1.2 * 3 * 25.4 / 72
    below = foot_begins if layout.symbol_at[0] > layout.who.width else layout.symbol_at[1]
    assert regency_end <= below + 0.7


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_badges_lie_on_the_paper_and_marks_at_their_corners(layout: Layout) -> None:
    assert layout.left >= 0
    assert layout.top >= 0
    assert len(set(layout.places)) == layout.a_sheet
    marks = cut_marks(layout)
    assert marks.count("M") == 8
    assert f'width="{layout.width + 2 * MARGIN:g}mm"' in marks


def test_an_unknown_layout_names_the_others() -> None:
    with pytest.raises(Invalid, match="a4-10, a4-8, a4-4"):
        find_layout("a3")

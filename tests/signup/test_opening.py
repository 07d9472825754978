"""When the open link takes forms, as a table."""

from datetime import timedelta
from typing import Any

import pytest

from checkin.signup.opening import PER_DEVICE, Brake, Opening, Rules, brake, opening
from tests.factories import NOW

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("over", "taken", "says"),
    [
        ({}, 0, Opening.OPEN),
        ({"enabled": False}, 0, Opening.OFF),
        ({"enabled": False, "quota": 1}, 1, Opening.OFF),
        ({"opens_at": NOW + HOUR}, 0, Opening.NOT_YET),
        ({"opens_at": NOW}, 0, Opening.OPEN),
        ({"closes_at": NOW}, 0, Opening.OVER),
        ({"closes_at": NOW + HOUR}, 0, Opening.OPEN),
        ({"quota": 2}, 1, Opening.OPEN),
        ({"quota": 2}, 2, Opening.FULL),
        ({"quota": 2, "closes_at": NOW - HOUR}, 2, Opening.OVER),
        ({"opens_at": NOW - HOUR, "closes_at": NOW + HOUR, "quota": 2}, 1, Opening.OPEN),
    ],
)
def test_a_link_is_open_while_nothing_closes_it(
    over: dict[str, Any], taken: int, says: Opening
) -> None:
    assert opening(Rules(**{"enabled": True} | over), taken, NOW) is says


@pytest.mark.parametrize(
    ("by_device", "by_all", "held"),
    [
        (0, 0, None),
        (PER_DEVICE - 1, 29, None),
        (PER_DEVICE, 10, Brake.DEVICE),
        (0, 30, Brake.EVENT),
        (PER_DEVICE, 30, Brake.DEVICE),
    ],
)
def test_forms_are_held_back_by_device_and_by_event(
    by_device: int, by_all: int, held: Brake | None
) -> None:
    assert brake(Rules(enabled=True, hourly=30), by_device, by_all) is held

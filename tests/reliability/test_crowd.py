"""The Malang replay (FEATURES 8, T1 and T2): 2,160 people at eight gates, an hour in half a minute.

Half the crowd comes in the worst third of the time. In fair weather and over a network that is slow,
loses calls on either way and goes dark at every gate, the same people end up present.
"""

import random
import statistics
import time
from threading import Thread

import pytest

from tests.bench.house import House
from tests.reliability.hall import Link, LocalPhone, make_phones

EVENT, PEOPLE, GATES = "malang-2023", 2_160, 8
HOUR = 24.0  # seconds of this test
AGAIN = 0.05  # share of people whose badge is read twice, at another gate
CODES = """
    SELECT badges.code, registrations.number FROM badges
    JOIN registrations ON registrations.id = badges.registration_id
    WHERE badges.revoked_at IS NULL ORDER BY registrations.number
"""
PRESENT = """
    SELECT registrations.number FROM arrivals
    JOIN registrations ON registrations.id = arrivals.registration_id
    WHERE arrivals.arrived_at IS NOT NULL
"""


def fair(_rng: random.Random) -> Link:
    return Link(_rng)


def bad(rng: random.Random) -> Link:
    """Half a second to eight of latency in an hour of sixty minutes; a fifth lost; three dark minutes."""
    scale = HOUR / 3600
    dark = rng.uniform(0.2, 0.8) * HOUR
    return Link(rng, (0.5 * scale, 8 * scale), 0.2, [(dark, dark + 180 * scale)])


@pytest.mark.parametrize(
    "house", [(EVENT.split("-", maxsplit=1)[0], PEOPLE)], indirect=True, ids=["malang"]
)
@pytest.mark.parametrize("weather", [fair, bad])
def test_nobody_is_lost_or_doubled(house: House, weather: object) -> None:
    rng = random.Random(2023)
    codes = [(str(code), int(number)) for code, number in house.rows(CODES)]
    assert len(codes) == PEOPLE
    coming = rng.sample(codes, 1_900)
    plan = make_plan(rng, coming)
    with house.served() as server:
        phones = make_phones(house, server.port, EVENT, GATES)
        for phone in phones:
            phone.link = weather(random.Random(rng.random()))  # type: ignore[operator]
        threads = [
            Thread(target=work, args=(phone, plan[gate])) for gate, phone in enumerate(phones)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for phone in phones:
            phone.finish()
        made = {entry["id"] for phone in phones for entry in phone.made}
        assert {number for (number,) in house.rows(PRESENT)} == {number for _, number in coming}
        stored = [row for (row,) in house.rows("SELECT id FROM scans")]
        assert len(stored) == len(made) == sum(map(len, plan.values()))
        assert all(phone.acknowledged == {e["id"] for e in phone.made} for phone in phones)
    decided = [second for phone in phones for second in phone.decided]
    assert percentile(decided, 95) < 0.3
    # The hour is a hundred and fifty times shorter here; `script/bench` measures the server's times.
    assert percentile([second for phone in phones for second in phone.served], 95) < 2


def make_plan(
    rng: random.Random, coming: list[tuple[str, int]]
) -> dict[int, list[tuple[float, str]]]:
    """Return for each gate when which badge is held up."""
    plan: dict[int, list[tuple[float, str]]] = {gate: [] for gate in range(GATES)}
    for code, _number in coming:
        peak = rng.random() < 0.5
        at = rng.uniform(HOUR / 3, 2 * HOUR / 3) if peak else rng.uniform(0, HOUR)
        gate = rng.randrange(GATES)
        plan[gate].append((at, code))
        if rng.random() < AGAIN:
            plan[(gate + 1) % GATES].append((min(HOUR, at + rng.uniform(0, 2)), code))
    return {gate: sorted(scans) for gate, scans in plan.items()}


def work(phone: LocalPhone, scans: list[tuple[float, str]]) -> None:
    """Scan each badge at its time; send what waits whenever there is a moment."""
    began = time.monotonic()
    for at, code in scans:
        while (left := at - (time.monotonic() - began)) > 0:
            if phone.queue:
                phone.sync()
            time.sleep(min(0.05, max(0.0, left)))
        phone.scan(code)


def percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100)[share - 1]

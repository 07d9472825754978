"""Many phones on two servers of one database, and servers that are killed at work."""

import random
import time
from threading import Barrier, Thread

import pytest

from checkin.actor import DeviceKind
from tests.bench.house import House
from tests.bench.phones import Connection
from tests.reliability.hall import LocalPhone, free_port, kill, killable, make_phones, pair_phones
from tests.reliability.test_crowd import CODES, PRESENT

EVENT = "bojonegoro-2023"
HALL = pytest.mark.parametrize("house", [("bojonegoro", 400)], indirect=True, ids=["bojonegoro"])
PHONES = 50


@HALL
def test_fifty_phones_posting_one_badge_at_once_make_one_arrival(house: House) -> None:
    code, number = house.rows(CODES)[0]
    first, second = free_port(), free_port()
    with killable(house, first), killable(house, second):
        offers = pair_phones(house, first, EVENT, PHONES, DeviceKind.GATE)
        tokens = [str(offer["token"]) for offer in offers]
        together = Barrier(PHONES)
        verdicts: list[str] = []

        def post(place: int) -> None:
            connection = Connection((first, second)[place % 2], tokens[place])
            entry = {
                "id": f"00000000-0000-7000-8000-{place:012d}",
                "seq": 1,
                "code": code,
                "checkpoint": "kedatangan",
                "verdict": "ok",
                "method": "camera",
            }
            together.wait(20)
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            reply = connection.json(
                "POST", "/api/v1/scans", {"sent_at": now, "scans": [entry | {"scanned_at": now}]}
            )
            verdicts.append(reply["results"][0]["verdict"])  # type: ignore[index]
            connection.close()

        threads = [Thread(target=post, args=(place,)) for place in range(PHONES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert len(verdicts) == PHONES
    assert house.rows("SELECT count(*) FROM scans") == [(PHONES,)]
    assert house.rows(PRESENT) == [(number,)]


@HALL
def test_no_acknowledged_scan_is_lost_when_the_server_is_killed(house: House) -> None:
    codes = [str(code) for code, _ in house.rows(CODES)]
    port = free_port()
    with killable(house, port) as server:
        phones = make_phones(house, port, EVENT, 4)
        threads = [
            Thread(target=scan_until_silence, args=(phone, codes[place::4]))
            for place, phone in enumerate(phones)
        ]
        for thread in threads:
            thread.start()
        time.sleep(1.2 + random.Random(7).random())
        kill(server)
        for thread in threads:
            thread.join(60)
    acknowledged = {scan for phone in phones for scan in phone.acknowledged}
    assert acknowledged, "nothing was acknowledged before the kill"
    stored = {str(row).replace("-", "") for (row,) in house.rows("SELECT id FROM scans")}
    assert {scan.replace("-", "") for scan in acknowledged} <= stored
    with killable(house, port):
        for phone in phones:
            phone.finish()
    made = {entry["id"].replace("-", "") for phone in phones for entry in phone.made}
    rows = [str(row).replace("-", "") for (row,) in house.rows("SELECT id FROM scans")]
    assert sorted(rows) == sorted(made)
    assert len(house.rows(PRESENT)) == len(made)


def scan_until_silence(phone: LocalPhone, codes: list[str]) -> None:
    """Scan and send one by one until nobody answers any more."""
    for code in codes:
        phone.scan(code)
        try:
            if not phone.sync():
                return
        except OSError:
            return

"""File in one transaction what several phones send this process at the same instant.

Fifty phones that each wait for a commit of their own take turns at the disk and at the database's lock.
Here the first of the waiting requests files all that wait, while the next ones gather for the round
after. No request is answered before its scans are committed. Measured in `docs/performance.md`.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from threading import Lock

from sqlalchemy.orm import Session

from checkin import clock
from checkin.db import transaction
from checkin.devices.pairing import fingerprint
from checkin.devices.queries import find_stations
from checkin.devices.service import not_paired
from checkin.scans.reports import PhoneState, ReportedScan
from checkin.scans.service import Batch, Report, record_batches

MOST = 32  # requests in one round: what a database takes in one statement

_round = Lock()
_waiting: list["_Delivery"] = []


class _Delivery:
    """One request that waits to be filed, and what came of it."""

    def __init__(
        self,
        token: str,
        scans: Sequence[ReportedScan],
        sent_at: datetime,
        state: PhoneState | None,
    ) -> None:
        self.fingerprint = fingerprint(token)
        self.scans = scans
        self.sent_at = sent_at
        self.state = state
        self.received_at = clock.now()
        self.report: Report | None = None
        self.error: Exception | None = None

    @property
    def is_done(self) -> bool:
        return self.report is not None or self.error is not None


def submit(
    token: str,
    scans: Sequence[ReportedScan],
    sent_at: datetime,
    state: PhoneState | None = None,
) -> Report:
    """File a batch of the phone of `token`, committed when this returns, and note how the phone is.

    A revoked phone may still hand its scans over. Raises `Unauthorized` where no phone has the token,
    and what the database raises.
    """
    delivery = _Delivery(token, scans, sent_at, state)
    _waiting.append(delivery)
    while not delivery.is_done:
        with _round:
            if not delivery.is_done:
                _file_round()
    if delivery.error is not None:
        raise delivery.error
    assert delivery.report is not None
    return delivery.report


def _file_round() -> None:
    taken = _waiting[:MOST]
    del _waiting[: len(taken)]
    try:
        _file(taken)
    except Exception:  # noqa: BLE001  whose fault it was shows when each is filed alone
        for delivery in taken:
            try:
                _file([delivery])
            except Exception as error:  # noqa: BLE001  raised again where it belongs
                delivery.error = error


def _file(deliveries: Sequence[_Delivery]) -> None:
    with transaction() as session:
        reports = _record(session, deliveries)
    for delivery, outcome in reports.items():
        if isinstance(outcome, Report):
            delivery.report = outcome
        else:
            delivery.error = outcome


def _record(
    session: Session, deliveries: Sequence[_Delivery]
) -> dict[_Delivery, Report | Exception]:
    stations = find_stations(session, {delivery.fingerprint for delivery in deliveries})
    outcomes: dict[_Delivery, Report | Exception] = {}
    batches: list[tuple[_Delivery, Batch]] = []
    for delivery in deliveries:
        station = stations.get(delivery.fingerprint)
        if station is None:
            outcomes[delivery] = not_paired()
            continue
        batch = Batch(
            station=station,
            scans=delivery.scans,
            sent_at=delivery.sent_at,
            received_at=delivery.received_at,
            state=delivery.state,
        )
        batches.append((delivery, batch))
    batches.sort(key=lambda pair: pair[1].station.event_id)
    for _, group in groupby(batches, key=lambda pair: pair[1].station.event_id):
        pairs = list(group)
        reports = record_batches(session, [batch for _, batch in pairs], clock.now())
        outcomes |= dict(zip((delivery for delivery, _ in pairs), reports, strict=True))
    return outcomes

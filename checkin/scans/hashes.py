"""Give scans that name a badge by its hash the code behind it: phones keep no codes of the roster."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.badges.models import Badge
from checkin.ids import EventId
from checkin.scans.reports import ReportedScan


def with_codes(
    session: Session, event_id: EventId, scans: Sequence[ReportedScan]
) -> list[ReportedScan]:
    """Return `scans` with the code of every badge of the event that they name by hash.

    A hash of no badge stands as the code and is filed as one that is not ours.
    """
    asked = {scan.hash for scan in scans if scan.hash is not None and scan.code is None}
    if not asked:
        return list(scans)
    codes = {
        row.code_hash: row.code
        for row in session.execute(
            select(Badge.code_hash, Badge.code).where(
                Badge.event_id == event_id, Badge.code_hash.in_(asked)
            )
        )
    }
    return [
        replace(scan, code=codes.get(scan.hash, scan.hash))
        if scan.hash is not None and scan.code is None
        else scan
        for scan in scans
    ]

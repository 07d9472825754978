"""A simulated phone: pairs, reports scans, reads the feed, over the HTTP API."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from checkin import clock
from checkin.actor import DeviceKind, System
from checkin.db import transaction
from checkin.devices import service
from checkin.events.queries import get_checkpoint, get_event, get_gate


class Phone:
    """One paired device with its own sequence and clock."""

    def __init__(
        self,
        client: FlaskClient,
        event: str = "bojonegoro-2023",
        gate: str = "pintu-1",
        fast: int = 0,
        kind: DeviceKind = DeviceKind.GATE,
    ) -> None:
        with transaction() as session:
            checkpoint = get_checkpoint(session, get_event(session, event))
            door = get_gate(session, checkpoint, gate)
            code = service.offer_pairing(session, System(), door, clock.now(), kind).code
        reply = client.post("/api/v1/pairings", json={"code": code, "name": "Wati"})
        self.client = client
        self.paired: dict[str, Any] = reply.get_json()
        self.headers = {"Authorization": f"Bearer {self.paired['token']}"}
        self.clock_error = timedelta(seconds=fast)
        self.seq = 0

    def now(self) -> datetime:
        """Return this phone's idea of the time."""
        return datetime.now(UTC) + self.clock_error  # noqa: TID251

    def scan(self, code: str | None = None, ago: int = 0, **over: Any) -> dict[str, Any]:
        """Make a scan as the phone stores it."""
        self.seq += 1
        at = self.now() - timedelta(seconds=ago)
        entry = {
            "id": str(uuid4()),
            "seq": self.seq,
            "code": code,
            "checkpoint": "kedatangan",
            "scanned_at": at.isoformat(),
            "verdict": "ok",
            "method": "camera",
            "operator": "Wati",
        }
        return entry | over

    def send(self, *scans: dict[str, Any]) -> list[dict[str, Any]]:
        """Post a batch and return its results."""
        body = {"sent_at": self.now().isoformat(), "scans": list(scans)}
        reply = self.client.post("/api/v1/scans", json=body, headers=self.headers)
        assert reply.status_code == 200, reply.text
        results: list[dict[str, Any]] = reply.get_json()["results"]
        return results

    def changes(self, after: int = 0) -> dict[str, Any]:
        """Read the feed."""
        reply = self.client.get(f"/api/v1/changes?after={after}", headers=self.headers)
        body: dict[str, Any] = reply.get_json()
        return body

    def undo(self, scan_id: str) -> Any:
        """Take a scan back."""
        return self.client.post(
            f"/api/v1/scans/{scan_id}/undo", json={"reason": "salah orang"}, headers=self.headers
        )

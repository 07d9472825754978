"""The chain of the audit log: what is hashed of an entry, and how one follows another. Pure.

`docs/audit.md` describes the form, so that anyone can check a copy without this program.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

START = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything of an entry that its hash covers besides its place."""

    id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_name: str
    action: str
    event_id: UUID | None
    subject: str
    origin: str
    sign_in_id: UUID | None
    detail: dict[str, Any]


def canonical(seq: int, previous: str, said: Content) -> bytes:
    """Return the entry as a JSON array: no blanks, sorted keys, ASCII, time in UTC to the microsecond."""
    fields = [
        seq,
        previous,
        str(said.id),
        said.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        said.actor_kind,
        _text(said.actor_id),
        said.actor_name,
        said.action,
        _text(said.event_id),
        said.subject,
        said.origin,
        _text(said.sign_in_id),
        said.detail,
    ]
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")


def digest(seq: int, previous: str, said: Content) -> str:
    """Return the hash of an entry at this place, which the next entry carries as its `previous`."""
    return hashlib.sha256(canonical(seq, previous, said)).hexdigest()


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)

"""A line of the log as pages and files show it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line; `seq` is its number in the chain."""

    seq: int | None
    at: datetime
    actor_kind: str
    actor_name: str
    action: str
    event_code: str
    event_name: str
    subject: str
    origin: str
    detail: dict[str, Any]
    hash: str

"""The certificate of attendance: one landscape page for each person who was there. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from checkin.badges.layout import fit
from checkin.documents.fonts import BOLD
from checkin.documents.press import Document

NAME_SIZES = (40, 34, 30, 26, 22, 18, 15)
EVENT_SIZES = (18, 16, 14, 12)
NAME_ROOM = 225
PAGES_A_PART = 40


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate names."""

    number: int
    name: str
    pillar: str
    regency: str


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """Everything a print of certificates says."""

    event: str
    code: str
    venue: str
    starts_at: datetime
    timezone: str
    government: str
    office: str
    logo: bytes | None
    place: str
    signatory_title: tuple[str, ...]
    signatory_name: str
    signatory_rank: str
    signatory_nip: str
    holders: tuple[Holder, ...]


def document(made: Certificates) -> Document:
    """Return the certificates as a document for the press."""
    records: Sequence[tuple[Holder, float]] = [
        (holder, fit(holder.name, NAME_ROOM, NAME_SIZES, 2)) for holder in made.holders
    ]
    shared = {
        "made": made,
        "sizes": NAME_SIZES,
        "event_size": fit(made.event, NAME_ROOM, EVENT_SIZES, 2, BOLD),
    }
    return Document(
        template="personal/certificate.html",
        title=f"Piagam kehadiran {made.event}",
        images={"logo": made.logo} if made.logo else {},
        pages=len(records),
        parts=[
            {"records": records[start : start + PAGES_A_PART], **shared}
            for start in range(0, len(records), PAGES_A_PART)
        ],
    )

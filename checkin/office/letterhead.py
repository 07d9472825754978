"""The head and the foot of a list, printed small on a sheet of their own to be looked at."""

from dataclasses import dataclass
from datetime import datetime

from checkin.documents import picture
from checkin.documents.press import Document, print_pdf
from checkin.office.queries import Office, Official

DPI = 110


@dataclass(frozen=True, kw_only=True)
class Signer:
    """An official as the foot of a list prints one."""

    title: tuple[str, ...]
    name: str
    rank: str
    nip: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """What the shared letterhead asks for."""

    government: str
    office: str
    address: str
    contact: str
    place: str
    logo: bool
    signers: tuple[Signer, ...]
    starts_at: datetime
    timezone: str = "Asia/Jakarta"


def preview(office: Office, official: Official, logo: bytes | None, now: datetime) -> bytes:
    """Return the letterhead and the signature as a picture of the printed sheet."""
    head = Head(
        government=office.government,
        office=office.name,
        address=office.address,
        contact=office.contact,
        place=office.place,
        logo=bool(logo),
        signers=(
            Signer(
                title=tuple(filter(None, official.title.splitlines())),
                name=official.name,
                rank=official.rank,
                nip=official.nip,
            ),
        ),
        starts_at=now,
    )
    document = Document(
        template="office/letterhead_sheet.html",
        title="Kop surat",
        parts=[{"head": head}],
        images={"logo": logo} if logo else {},
    )
    return picture.png(print_pdf(document, plain=True), DPI)

"""All that is held of one person as a file to hand over: a PDF to read, JSON for machines."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.documents.press import Document, print_pdf
from checkin.office.queries import office
from checkin.privacy.holding import Record, gather
from checkin.privacy.notice import proper
from checkin.privacy.requests import get_request, label_of, note_done
from checkin.privacy.wording import name_of, value_of

README = """\
Salinan data pribadi menurut UU Nomor 27 Tahun 2022.

data.pdf   untuk dibaca
data.json  isi yang sama untuk dibaca program lain

Berkas ini memuat NIK dan nomor rekening. Serahkan hanya kepada orangnya.
"""


@dataclass(frozen=True)
class Heading:
    """A heading in the printed copy; `level` counts from 1."""

    level: int
    text: str


@dataclass(frozen=True)
class Fact:
    """One thing that is held, under its name."""

    name: str
    value: str


def export_for(
    session: Session, actor: Actor, request_id: object, now: datetime
) -> tuple[Record, str]:
    """Return all that is held of the person who asked, and the name of the file, which names nobody."""
    require(actor, Permission.PERSONAL_DATA_REVEAL)
    request = get_request(session, request_id, for_update=True)
    held = gather(session, request.person_id, now)
    if request.state == "open":
        note_done(request, "exported")
    record(session, actor, "privacy.export", subject=label_of(request), now=now)
    who = office(session)
    held = {
        "Pengendali": f"{proper(who.name)}, {proper(who.government)}",
        "Permintaan nomor": label_of(request),
        **held,
    }
    return held, f"salinan-data-{label_of(request)}.zip"


def archive(held: Record) -> bytes:
    """Return the file."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("BACA-DAHULU.txt", README)
        packed.writestr("data.json", json.dumps(held, ensure_ascii=False, indent=2))
        packed.writestr("data.pdf", printed(held))
    return output.getvalue()


def printed(held: Record) -> bytes:
    """Return the copy to read."""
    document = Document(
        template="privacy/person.html",
        title="Salinan data pribadi",
        parts=[
            {
                "lines": list(lines(held)),
                "controller": held["Pengendali"],
                "made": value_of("Dibuat", held["Dibuat"]),
            }
        ],
        author=held["Pengendali"],
    )
    return print_pdf(document, plain=True)


def lines(held: Any, level: int = 1) -> Iterator[Heading | Fact]:
    """Yield what is held as headings and facts, in reading order; what is empty is left out."""
    for name, value in held.items():
        if isinstance(value, dict) and value:
            yield Heading(level, name_of(name))
            yield from lines(value, level + 1)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for place, one in enumerate(value, start=1):
                yield Heading(level, f"{name} {place}" if len(value) > 1 else name)
                yield from lines(one, level + 1)
        elif isinstance(value, list):
            if value:
                yield Fact(name_of(name), ", ".join(value_of(name, one) for one in value if one))
        elif value not in (None, "", {}):
            yield Fact(name_of(name), value_of(name, value))

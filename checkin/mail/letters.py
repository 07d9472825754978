"""Make a letter: plain text, the same as simple HTML, pictures and files beside. Pure.

What is written into the head is one line and comes from the standard library's policy, which refuses
line breaks; so nothing that somebody typed can add a line to it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from html import escape

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
BADGE = "tanda-peserta"


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything a letter says."""

    sender_name: str
    sender: str
    to: str
    subject: str
    text: str
    message_id: str
    badge: bytes | None = None
    enclosures: Sequence[Enclosure] = ()


def one_line(text: str) -> str:
    """Return what may stand in a letter's head."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def message_id_of(letter_id: str, sender: str) -> str:
    """Return the id by which mail programs know the letter."""
    domain = one_line(sender.rpartition("@")[2]) or "localhost"
    return f"<{letter_id}@{domain}>"


def compose(draft: Draft, now: datetime) -> EmailMessage:
    """Return the letter as it is handed to a server."""
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = one_line(draft.subject)
    letter["From"] = formataddr((one_line(draft.sender_name), one_line(draft.sender)))
    letter["To"] = one_line(draft.to)
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = draft.message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(draft.text)
    letter.add_alternative(as_html(draft.text, with_badge=draft.badge is not None), subtype="html")
    if draft.badge is not None:
        page = letter.get_payload()[1]  # type: ignore[index]
        page.add_related(  # type: ignore[union-attr]
            draft.badge,
            "image",
            "png",
            cid=f"<{BADGE}>",
            filename=f"{BADGE}.png",
            disposition="inline",
        )
    for one in draft.enclosures:
        kind, _, subtype = one.media_type.partition("/")
        letter.add_attachment(one.content, kind, subtype, filename=one.name)
    return letter


def as_html(text: str, *, with_badge: bool) -> str:
    """Return the text as a page of paragraphs with live addresses, and the badge below."""
    paragraphs = [
        f'<p style="margin:0 0 1em">{_linked(part)}</p>'
        for part in text.split("\n\n")
        if part.strip()
    ]
    badge = (
        f'<p style="margin:0 0 1em"><img src="cid:{BADGE}" alt="Tanda peserta dengan kode QR" '
        'width="320" style="max-width:100%;height:auto"></p>'
    )
    body = "\n".join(paragraphs + ([badge] if with_badge else []))
    return (
        '<!doctype html><html lang="id"><body style="font:16px/1.5 sans-serif;max-width:36em">\n'
        f"{body}\n</body></html>\n"
    )


def _linked(text: str) -> str:
    parts, last = [], 0
    for found in _ADDRESS.finditer(text):
        address = escape(found[0])
        parts += [escape(text[last : found.start()]), f'<a href="{address}">{address}</a>']
        last = found.end()
    return "".join([*parts, escape(text[last:])]).replace("\n", "<br>\n")

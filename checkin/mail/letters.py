"""Make a letter: plain text, the same as a page, the badge's picture and files beside. Pure.

What is written into the head is one line and comes from the standard library's policy, which refuses
line breaks; so nothing that somebody typed can add a line to it. Bodies are seven bits wide, for not every
server on the way takes more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from checkin.mail.page import BADGE, STOP, as_html

POLICY = SMTP.clone(cte_type="7bit", max_line_length=300)  # folded, an address is none any more


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything a letter says.

    An address that stands on a line of its own becomes a button that says `action`; `footer` tells why the
    letter came, `leave` is the address where one asks for no more.
    """

    sender_name: str
    sender: str
    to: str
    subject: str
    text: str
    message_id: str
    action: str = ""
    footer: str = ""
    leave: str = ""
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
    letter = EmailMessage(policy=POLICY)
    letter["Subject"] = one_line(draft.subject)
    letter["From"] = formataddr((one_line(draft.sender_name), one_line(draft.sender)))
    letter["To"] = one_line(draft.to)
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = draft.message_id
    letter["Auto-Submitted"] = "auto-generated"
    if draft.leave:
        letter["List-Unsubscribe"] = f"<{draft.leave}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(as_text(draft))
    letter.add_alternative(
        as_html(
            draft.text,
            title=one_line(draft.subject),
            sender=one_line(draft.sender_name),
            action=draft.action,
            footer=draft.footer,
            leave=draft.leave,
            with_badge=draft.badge is not None,
        ),
        subtype="html",
    )
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


def as_text(draft: Draft) -> str:
    """Return the letter for who reads no pages."""
    stop = f"{STOP}: {draft.leave}" if draft.leave else ""
    footer = "\n".join(filter(None, (draft.footer, stop)))
    return f"{draft.text}\n\n-- \n{footer}\n" if footer else f"{draft.text}\n"

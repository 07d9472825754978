"""The texts that are sent by hand over WhatsApp, and the links that open them. Pure.

`wa.me` takes the international form without a plus sign. It opens the sender's own WhatsApp, so no message
leaves this system by itself (DOMAIN 3.4, 6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from checkin import formats
from checkin.office import texts

PEOPLE_A_MESSAGE = 20  # a longer address is cut off by older phones


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What every message says of the event."""

    name: str
    venue: str
    starts_at: datetime
    timezone: str

    @property
    def when(self) -> str:
        """Day and hour, `Senin, 20 November 2023, pukul 08.00 WIB`."""
        day = formats.day_date(self.starts_at, self.timezone)
        zone = formats.zone_name(self.timezone)
        return f"{day}, pukul {formats.clock(self.starts_at, self.timezone)} {zone}"


def places(
    occasion: Occasion, name: str, address: str, more: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return what stands for each place of the office's wording; `more` says what else is known."""
    return {
        "nama": name,
        "kegiatan": occasion.name,
        "waktu": occasion.when,
        "tempat": occasion.venue,
        "tautan": address,
    } | dict(more or {})


def invitation(
    occasion: Occasion,
    name: str,
    address: str,
    wording: str = texts.BY_NAME["invitation"].default,
    more: Mapping[str, str] | None = None,
) -> str:
    """Return the message to one person, in the office's wording or the house's."""
    return texts.fill(wording, places(occasion, name, address, more))


def for_coordinator(
    occasion: Occasion, regency: str, people: Sequence[tuple[str, str]]
) -> list[str]:
    """Return the messages to the coordinator of a regency: everybody's name and address, in portions."""
    portions = [
        people[start : start + PEOPLE_A_MESSAGE]
        for start in range(0, len(people), PEOPLE_A_MESSAGE)
    ]
    return [
        f"Yth. Koordinator {regency},\n\n"
        f"Mohon diteruskan kepada masing-masing peserta {occasion.name}, {occasion.when}, "
        f"di {occasion.venue}"
        + (f" (bagian {place} dari {len(portions)})" if len(portions) > 1 else "")
        + ":\n\n"
        + "\n\n".join(f"{name}\n{address}" for name, address in portion)
        + "\n\nSetiap tautan hanya untuk orang yang namanya tertulis di atasnya. Terima kasih."
        for place, portion in enumerate(portions, start=1)
    ]


def whatsapp_number(e164: str) -> str:
    """Return a phone number as `wa.me` wants it: `628123456789`; empty where it is none."""
    digits = e164.removeprefix("+")
    return digits if digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 15 else ""


def whatsapp_link(text: str, number: str = "") -> str:
    """Return the address that opens WhatsApp with `text`; without a number the sender chooses to whom."""
    return f"https://wa.me/{number}?text={quote(text, safe='')}"

"""What may be asked of one's data, and the clock of 3 x 24 hours (UU 27/2022 art. 30, 40, 41, 46). Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum, auto

from checkin.text import mark

ALLOWED = timedelta(hours=72)
SOON = timedelta(hours=24)


class Kind(StrEnum):
    """What a person asks."""

    ACCESS = auto()
    CORRECTION = auto()
    ERASURE = auto()
    WITHDRAWAL = auto()
    OBJECTION = auto()


class Channel(StrEnum):
    """How it came in."""

    PAGE = auto()
    LETTER = auto()
    PHONE = auto()
    WHATSAPP = auto()
    MAIL = auto()
    VISIT = auto()


class Outcome(StrEnum):
    """How it ended."""

    GRANTED = auto()
    PARTLY = auto()
    REFUSED = auto()
    RETRACTED = auto()


class Standing(StrEnum):
    """How a clock stands."""

    CALM = auto()
    SOON = auto()
    OVERDUE = auto()
    IN_TIME = auto()
    LATE = auto()


KINDS: Mapping[Kind, str] = {
    Kind.ACCESS: mark("Salinan data"),
    Kind.CORRECTION: mark("Pembetulan"),
    Kind.ERASURE: mark("Penghapusan"),
    Kind.WITHDRAWAL: mark("Penarikan persetujuan"),
    Kind.OBJECTION: mark("Keberatan atau pembatasan"),
}
CHANNELS: Mapping[Channel, str] = {
    Channel.PAGE: mark("Halaman pribadi"),
    Channel.LETTER: mark("Surat"),
    Channel.PHONE: mark("Telepon"),
    Channel.WHATSAPP: mark("WhatsApp"),
    Channel.MAIL: mark("Surel"),
    Channel.VISIT: mark("Datang ke kantor"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.GRANTED: mark("Dikabulkan"),
    Outcome.PARTLY: mark("Dikabulkan sebagian"),
    Outcome.REFUSED: mark("Tidak dikabulkan"),
    Outcome.RETRACTED: mark("Ditarik oleh peminta"),
}
DONE: Mapping[str, str] = {
    "corrected": mark("data dibetulkan"),
    "exported": mark("salinan data dibuat"),
    "restricted": mark("pengiriman pesan dihentikan"),
    "erased": mark("data dihapus"),
}
NEEDS_REASON = frozenset({Outcome.PARTLY, Outcome.REFUSED})


def due_at(since: datetime) -> datetime:
    """Return when an answer has to be there."""
    return since + ALLOWED


def standing(due: datetime, now: datetime, ended: datetime | None = None) -> Standing:
    """Say how the clock stands, or stood when it was stopped."""
    if ended is not None:
        return Standing.IN_TIME if ended <= due else Standing.LATE
    if now > due:
        return Standing.OVERDUE
    return Standing.SOON if due - now <= SOON else Standing.CALM


def left(due: datetime, now: datetime) -> tuple[str, int]:
    """Return a sentence of how long there is, and the number it takes."""
    minutes = int(abs(due - now).total_seconds() // 60)
    late = now > due
    if minutes < 60:
        return (mark("lewat %(n)d menit") if late else mark("%(n)d menit lagi")), minutes
    return (mark("lewat %(n)d jam") if late else mark("%(n)d jam lagi")), minutes // 60

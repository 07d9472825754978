"""What a page of the log is asked for, as its address says it, made into a question. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from checkin.audit.actions import SENTENCES
from checkin.audit.words import GROUPS

KINDS = {"hp": ("device",), "sistem": ("system",), "belum-masuk": ("stranger",)}
LONGEST = 80
DIGITS = 7


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The filters as one typed them; what is no date, user or group counts as not said."""

    text: str = ""
    who: str = ""
    group: str = ""
    event: str = ""
    number: str = ""
    origin: str = ""
    since: str = ""
    until: str = ""

    @property
    def narrowed(self) -> bool:
        """Say whether anything but the whole log is asked for."""
        return bool(self.address())

    def address(self) -> dict[str, str]:
        """Return the parameters of an address that asks the same."""
        said = {
            "q": self.text, "siapa": self.who, "kelompok": self.group,
            "kegiatan": self.event, "peserta": self.number, "alamat": self.origin,
            "dari": self.since, "sampai": self.until,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, kw_only=True)
class Question:
    """Which lines are asked for; `groups` are beginnings of actions, `until` is not in the period.

    `number` is a participant's, of one event or of any.
    """

    event_id: UUID | None = None
    who: UUID | None = None
    kinds: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    number: int | None = None
    origin: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


def read(said: Mapping[str, str]) -> Asked:
    """Return the filters that an address names."""
    plain = {name: value.replace("\0", "").strip()[:LONGEST] for name, value in said.items()}
    who, group = plain.get("siapa", ""), plain.get("kelompok", "")
    number = plain.get("peserta", "").removeprefix("#").strip()
    return Asked(
        text=plain.get("q", ""),
        who=who if who in KINDS or _uuid(who) else "",
        group=group if group in GROUPS or group in SENTENCES else "",
        event=plain.get("kegiatan", ""),
        number=number if number.isascii() and number.isdigit() and len(number) <= DIGITS else "",
        origin=plain.get("alamat", ""),
        since=plain.get("dari", "") if _day(plain.get("dari", "")) else "",
        until=plain.get("sampai", "") if _day(plain.get("sampai", "")) else "",
    )


def question(asked: Asked, event_id: UUID | None, timezone: str) -> Question:
    """Return what is asked of the database; days are whole days of the zone, both included."""
    since, until = _day(asked.since), _day(asked.until)
    return Question(
        event_id=event_id,
        who=_uuid(asked.who),
        kinds=KINDS.get(asked.who, ()),
        groups=_groups(asked.group),
        number=int(asked.number) if asked.number else None,
        origin=asked.origin,
        since=_midnight(since, timezone) if since else None,
        until=_midnight(until + timedelta(days=1), timezone) if until else None,
        text=asked.text,
    )


def _groups(group: str) -> tuple[str, ...]:
    """Return beginnings of actions; a whole action is the beginning of itself."""
    return GROUPS[group][1] if group in GROUPS else (group,) if group else ()


def _midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(timezone))


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1970 <= found.year < 9000 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

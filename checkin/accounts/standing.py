"""How long a sign-in stands, when its second factor counts, and what its browser is called. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

SEEN_EVERY = timedelta(minutes=5)  # how exactly the last visit is kept
FACTOR_COUNTS = timedelta(hours=12)  # a day of work; then the code is asked again

BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrom(?:e|ium)/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the installation asks of a sign-in."""

    idle: timedelta
    longest: timedelta
    factor_required: bool


@dataclass(frozen=True, kw_only=True)
class Moments:
    """When a sign-in began, was last seen, was proven and ended."""

    created_at: datetime
    last_seen_at: datetime
    second_factor_at: datetime | None
    ended_at: datetime | None


def stands(one: Moments, now: datetime, terms: Terms) -> bool:
    """Say whether the sign-in still opens anything."""
    if one.ended_at is not None or now - one.created_at >= terms.longest:
        return False
    return now - one.last_seen_at < terms.idle + SEEN_EVERY


def is_proven(one: Moments, has_factor: bool, now: datetime, terms: Terms) -> bool:
    """Say whether identifiers may be seen: a second factor was given lately, or none is asked."""
    if one.second_factor_at is not None:
        return now - one.second_factor_at < FACTOR_COUNTS
    return not has_factor and not terms.factor_required


def is_due(one: Moments, now: datetime) -> bool:
    """Say whether the last visit is long enough ago to be written down anew."""
    return now - one.last_seen_at >= SEEN_EVERY


def browser_of(agent: str) -> str:
    """Return browser and system that a User-Agent names, such as `Chrome · Android`; empty for neither."""
    found = (_first(BROWSERS, agent), _first(SYSTEMS, agent))
    return " · ".join(part for part in found if part)


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, sign in known if re.search(sign, agent)), "")

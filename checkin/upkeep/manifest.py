"""What a backup says it holds: versions, figures, and the SHA-256 of every part. Pure."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from checkin.upkeep.sealing import damaged

FORMAT = 1
NAME = "manifest.json"
JOB = "backup.make"  # which is under way in every backup it makes
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
DATA_KEY = "keys/data.key"
CERTIFICATE = "keys/signing.p12"
_SAFE = re.compile(r"(keys/)?[a-z0-9][a-z0-9._-]{0,60}")


@dataclass(frozen=True, kw_only=True)
class Member:
    """One part of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class EventFacts:
    """One event in a backup; `starts_at` is an ISO instant."""

    code: str
    name: str
    starts_at: str
    timezone: str
    people: int = 0

    @property
    def instant(self) -> datetime:
        """When it starts."""
        return datetime.fromisoformat(self.starts_at)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What stands in the database of a backup, in figures."""

    events: tuple[EventFacts, ...] = ()
    people: int = 0
    registrations: int = 0
    scans: int = 0
    users: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing that anybody would miss."""
        return not (self.events or self.people or self.scans or self.users)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The first part of every backup."""

    created_at: datetime
    release: str
    schema: str
    dialect: str
    data_key_print: str
    facts: Facts = field(default_factory=Facts)
    members: Sequence[Member] = ()

    @property
    def has_key(self) -> bool:
        """The data key lies in it."""
        return any(member.name == DATA_KEY for member in self.members)

    @property
    def has_certificate(self) -> bool:
        """The certificate that lists are signed with lies in it."""
        return any(member.name == CERTIFICATE for member in self.members)

    def dumps(self) -> bytes:
        """Return the manifest as JSON."""
        said = asdict(self) | {"format": FORMAT, "created_at": self.created_at.isoformat()}
        return json.dumps(said, indent=1, ensure_ascii=False).encode()


def loads(content: bytes) -> Manifest:
    """Return the manifest of this JSON; raise `Invalid` where it is none of ours."""
    try:
        said: dict[str, Any] = json.loads(content)
        if said.pop("format") != FORMAT:
            raise ValueError("format")
        facts = dict(said.pop("facts"))
        events = tuple(EventFacts(**event) for event in facts.pop("events"))
        members = tuple(Member(**member) for member in said.pop("members"))
        created_at = datetime.fromisoformat(said.pop("created_at"))
        made = Manifest(
            **said,
            created_at=created_at,
            facts=Facts(events=events, **facts),
            members=members,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged() from error
    names = [member.name for member in made.members]
    whole = DATABASES.get(made.dialect) in names and created_at.tzinfo is not None
    if not whole or len(set(names)) != len(names) or not all(map(_SAFE.fullmatch, names)):
        raise damaged()
    return made

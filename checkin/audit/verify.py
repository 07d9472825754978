"""Walk along the chain and say where it breaks first, and how. Pure: entries come in by a stream.

What is not in the chain is read from two places besides: the head, which knows how many entries there
are and the hash of the last, and a line that somebody kept elsewhere, which knows more than whoever
rewrote the whole database.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import chain as joined
from itertools import islice

from checkin.accounts.chain import START, Content, digest

NEAR = 500  # entries looked at to tell a changed entry from a moved one


class Break(StrEnum):
    """What is wrong with an entry."""

    ALTERED = auto()  # its content is not what was hashed
    MISSING = auto()  # it is gone, others follow
    REORDERED = auto()  # it stands in another's place
    INSERTED = auto()  # it was put in later
    CUT_OFF = auto()  # it and all that followed are gone
    NO_HEAD = auto()  # the row that says where the chain ends is gone
    REWRITTEN = auto()  # the chain holds, but it is not the one that was noted elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry as it lies in the database."""

    seq: int
    previous: str | None
    hash: str | None
    content: Content


@dataclass(frozen=True, kw_only=True)
class Head:
    """How many entries there are, and the hash of the last: where the chain ends, or ended once."""

    count: int
    hash: str

    def __str__(self) -> str:
        """Return the line that is kept elsewhere."""
        return f"{self.count}:{self.hash}"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How far the chain holds; `broken_at` is the number of the first entry that is wrong."""

    entries: int
    last: str
    kind: Break | None = None
    broken_at: int | None = None


class _Broken(Exception):
    def __init__(self, at: int, kind: Break) -> None:
        self.at, self.kind = at, kind


def verify(
    links: Iterable[Link], head: Head | None, *, loose: int = 0, expected: Head | None = None
) -> Verdict:
    """Return how far the chain of `links` (by number) holds; `loose` entries have no number at all."""
    walk = _Walk(expected)
    try:
        walk.follow(iter(links))
        walk.end(head, loose)
    except _Broken as broken:
        return Verdict(entries=walk.count, last=walk.last, kind=broken.kind, broken_at=broken.at)
    return Verdict(entries=walk.count, last=walk.last)


class _Walk:
    def __init__(self, expected: Head | None) -> None:
        self.count, self.last, self.before = 0, START, ""
        self.expected = expected

    def follow(self, links: Iterator[Link]) -> None:
        for link in links:
            place = self.count + 1
            if link.seq < place:
                raise _Broken(link.seq, Break.INSERTED)
            own = digest(link.seq, link.previous or "", link.content)
            if link.seq > place or own != link.hash or link.previous != self.last:
                self._explain(place, link, own == link.hash, links)
            self.count, self.before, self.last = place, self.last, own
            if self.expected and self.expected.count == place and self.expected.hash != own:
                raise _Broken(place, Break.REWRITTEN)

    def end(self, head: Head | None, loose: int) -> None:
        if head is None:
            raise _Broken(self.count + 1, Break.NO_HEAD)
        if head.count > self.count or (self.expected and self.expected.count > self.count):
            raise _Broken(self.count + 1, Break.CUT_OFF)
        if head.count < self.count or loose:
            raise _Broken(min(head.count, self.count) + 1, Break.INSERTED)
        if head.hash != self.last:
            raise _Broken(max(self.count, 1), Break.ALTERED)

    def _explain(self, place: int, link: Link, is_sound: bool, rest: Iterator[Link]) -> None:
        """Raise what happened at `place`, where `link` does not follow."""
        if link.seq > place:
            raise _Broken(place, Break.MISSING)
        if (
            is_sound
        ):  # it carries another hash of the one before: that one was changed and hashed anew
            raise _Broken(max(place - 1, 1), Break.ALTERED)
        own = _own_place(link)
        if own is None:
            raise _Broken(place, Break.ALTERED)
        if own == place - 1 and link.previous == self.before:
            raise _Broken(own, Break.INSERTED)
        after = joined((link,), islice(rest, NEAR))
        if own > place and all(_own_place(other) != place for other in after):
            raise _Broken(place, Break.MISSING)
        raise _Broken(place, Break.REORDERED)


def _own_place(link: Link) -> int | None:
    """Return the number under which this very entry was hashed, if it is one near by."""
    for place in _outwards(link.seq):
        if digest(place, link.previous or "", link.content) == link.hash:
            return place
    return None


def _outwards(place: int) -> Iterator[int]:
    for step in range(NEAR):
        yield place + step
        if 0 < step < place:
            yield place - step

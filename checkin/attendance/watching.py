"""One answer for all who watch: made at most once in a while, however many ask. Pure.

Two hundred viewers that ask every two seconds would otherwise count the event a hundred times a second,
on the very processor that files the scans.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
KEPT = 1000


@dataclass
class _Slot(Generic[T]):
    lock: Lock = field(default_factory=Lock)
    value: T | None = None
    made_at: float = float("-inf")


class Shared(Generic[T]):
    """Values by key, each good for `seconds`; `tell` is a clock that only goes forward."""

    def __init__(self, seconds: float, tell: Callable[[], float]) -> None:
        """Keep nothing yet."""
        self._seconds = seconds
        self._tell = tell
        self._slots: dict[Hashable, _Slot[T]] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value, made anew where it is too old.

        Who asks meanwhile gets the one before, so that viewers hold no threads that scans need; where
        there is none, or it is twice too old, they wait for that one.
        """
        slot = self._slot(key)
        found = self._within(slot, self._seconds)
        if found is not None:
            return found
        bearable = self._within(slot, 2 * self._seconds)
        if not slot.lock.acquire(blocking=bearable is None):
            assert bearable is not None
            return bearable
        try:
            found = self._within(slot, self._seconds)
            if found is None:
                asked = self._tell()
                found = make()
                slot.value, slot.made_at = found, asked
            return found
        finally:
            slot.lock.release()

    def _within(self, slot: _Slot[T], seconds: float) -> T | None:
        return slot.value if self._tell() - slot.made_at < seconds else None

    def _slot(self, key: Hashable) -> _Slot[T]:
        slot = self._slots.get(key)
        if slot is None:
            for old in list(self._slots)[: len(self._slots) + 1 - KEPT]:
                self._slots.pop(old, None)
            slot = self._slots.setdefault(key, _Slot())
        return slot

"""A long list shown a page at a time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """Page `number` (the first is 1) of a list of `total` rows."""

    rows: Sequence[T]
    number: int
    total: int
    size: int = SIZE

    @property
    def count(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.total // self.size))


def window(number: int, size: int = SIZE) -> slice:
    """Return which rows of the whole list stand on page `number`."""
    return slice((number - 1) * size, number * size)


def cut(rows: Sequence[T], number: int, size: int = SIZE) -> Page[T]:
    """Return page `number` of all the rows; none where the list ends before it."""
    return Page(rows=rows[window(number, size)], number=number, total=len(rows), size=size)

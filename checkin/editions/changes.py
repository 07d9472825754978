"""What differs between two editions of one list. Pure.

Compared are rows of text by a key that stays (the participant's number), so that this knows no list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Rows = Mapping[str, Mapping[str, str]]


class What(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `field` is empty where the whole row came or went."""

    what: What
    key: str
    title: str
    field: str = ""
    before: str = ""
    after: str = ""


def differences(before: Rows, after: Rows, title: str) -> list[Change]:
    """Return the changes from one edition's rows to the next; `title` names the field that names a row."""
    found = []
    for key in sorted(before.keys() | after.keys(), key=_place):
        old, new = before.get(key), after.get(key)
        if old is None and new is not None:
            found.append(Change(What.ADDED, key, new[title]))
        elif new is None and old is not None:
            found.append(Change(What.REMOVED, key, old[title]))
        elif old is not None and new is not None:
            found += [
                Change(What.CHANGED, key, new[title], name, old.get(name, ""), new.get(name, ""))
                for name in dict.fromkeys((*old, *new))
                if old.get(name, "") != new.get(name, "")
            ]
    return found


def _place(key: str) -> tuple[bool, int, str]:
    """Numbers stand in their order, after what is no number."""
    return (key.isdigit(), len(key), key)

"""Numbers as people write them, `1-25, 30`: a selection of thousands in a short line. Pure."""

from collections.abc import Iterable

MOST = 1_000_000


def write(numbers: Iterable[int]) -> str:
    """Return the numbers in order, neighbours as runs."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def read(text: str) -> list[int]:
    """Return the numbers of `write`, in order; what is none, or beyond any roster, is left out."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not (_is_number(first) and (not last or _is_number(last))):
            continue
        begin, end = int(first), int(last or first)
        if end - begin < MOST:
            found.update(range(begin, end + 1))
    return sorted(found)


def holds(text: str, number: int) -> bool:
    """Say whether `number` is among those of `write`."""
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if _is_number(first) and int(first) <= number <= int(last if _is_number(last) else first):
            return True
    return False


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 7

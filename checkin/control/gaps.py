"""Which numbers of a phone's own counting never reached the server. Pure."""

from collections.abc import Collection


def missing_runs(held: Collection[int], last: int, after: int = 0) -> list[tuple[int, int]]:
    """Return the runs (first, last) of numbers beyond `after` up to `last` that are not among `held`."""
    runs: list[tuple[int, int]] = []
    expected = after + 1
    for number in [*sorted(number for number in set(held) if after < number <= last), last + 1]:
        if number > expected:
            runs.append((expected, number - 1))
        expected = number + 1
    return runs


def count_missing(runs: Collection[tuple[int, int]]) -> int:
    """Return how many numbers these runs hold."""
    return sum(last - first + 1 for first, last in runs)


def write_runs(runs: Collection[tuple[int, int]]) -> str:
    """Return runs as people read them: `7, 41–43`."""
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)

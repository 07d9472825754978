"""What the desk's search finds among the names of one event, best first. Pure.

Every word of the query must stand somewhere: in the name (whole, as its beginning, or one letter off),
else in district, pillar type or regency. Spellings are folded on both sides (`names.fold`).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from checkin.roster.names import fold, search_key

WHOLE, BEGINNING, NEARLY, BESIDE = 100, 80, 60, 40
MAX_WORDS = 8


class Candidate(NamedTuple):
    """Who can be found: `key` is the folded name, `beside` the folded words of pillar, district, regency."""

    number: int
    key: str
    beside: str


def rank(query: str, candidates: Iterable[Candidate]) -> list[int]:
    """Return the numbers of the candidates that fit the query, best first."""
    words = search_key(query).split()[:MAX_WORDS]
    if not words:
        return []
    scored = []
    for candidate in candidates:
        score = _score(words, candidate)
        if score:
            scored.append((-score, len(candidate.key), candidate.number))
    return [number for _, _, number in sorted(scored)]


def beside(*texts: str) -> str:
    """Return the folded words of what stands beside a name, as `Candidate` wants them."""
    return " ".join(fold(word) for text in texts for word in text.split())


def _score(words: Sequence[str], candidate: Candidate) -> int:
    own, total = candidate.key.split(), 0
    others = candidate.beside.split()
    for word in words:
        best = max((_likeness(word, other) for other in own), default=0)
        if not best and len(word) >= 3 and any(other.startswith(word) for other in others):
            best = BESIDE
        if not best:
            return 0
        total += best
    return total


def _likeness(word: str, other: str) -> int:
    if word == other:
        return WHOLE
    if len(word) >= 2 and other.startswith(word):
        return BEGINNING
    if (
        len(word) >= 3
        and len(other) >= 3
        and Levenshtein.distance(word, other, score_cutoff=1) <= 1
    ):
        return NEARLY
    return 0

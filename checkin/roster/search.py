"""What the desk's search finds among the names of one event, best first. Pure.

Every word of the query must stand somewhere: in the name (whole, as its beginning, or one letter off),
else in district, pillar type or regency. Spellings are folded on both sides (`names.fold`). The phone's
`static/scanner/search.js` keeps the same rules; `tests/vectors/search.json` holds both to them.

An index of words is kept instead of reading down the names: a word is first looked up among the few
thousand words that occur, and only whoever bears one of those is looked at.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from checkin.roster.names import fold, search_key

WHOLE, BEGINNING, NEARLY, BESIDE = 100, 80, 60, 40
MAX_WORDS = 8
SHORTEST_BEGINNING, SHORTEST_NEARLY = 2, 3


class Candidate(NamedTuple):
    """Who can be found: `key` is the folded name, `beside` the folded words of pillar, district, regency."""

    number: int
    key: str
    beside: str


def rank(query: str, candidates: Iterable[Candidate]) -> list[int]:
    """Return the numbers of the candidates that fit the query, best first."""
    index = Index()
    for candidate in candidates:
        index.put(candidate)
    return index.find(query)


@lru_cache(maxsize=10_000)
def beside(*texts: str) -> str:
    """Return the folded words of what stands beside a name, as `Candidate` wants them."""
    return " ".join(fold(word) for text in texts for word in text.split())


class Index:
    """Candidates by the words that stand in them; grows and changes in place."""

    def __init__(self) -> None:
        self._candidates: dict[int, Candidate] = {}
        self._own: dict[str, set[int]] = {}
        self._beside: dict[str, set[int]] = {}
        self._words: list[str] | None = None  # what stands in names, for the likeness of letters

    def __len__(self) -> int:
        return len(self._candidates)

    def put(self, candidate: Candidate) -> None:
        """Add a candidate, or take what is new of one."""
        before = self._candidates.get(candidate.number)
        if before == candidate:
            return
        if before:
            for word in before.key.split():
                self._own[word].discard(candidate.number)
            for word in before.beside.split():
                self._beside[word].discard(candidate.number)
        self._candidates[candidate.number] = candidate
        for word in candidate.key.split():
            if word not in self._own:
                self._own[word] = set()
                self._words = None
            self._own[word].add(candidate.number)
        for word in candidate.beside.split():
            self._beside.setdefault(word, set()).add(candidate.number)

    def find(self, query: str) -> list[int]:
        """Return the numbers that fit, best first: by likeness, then the shorter name, then the number."""
        words = search_key(query).split()[:MAX_WORDS]
        if not words:
            return []
        scores = [self._bearers(word) for word in dict.fromkeys(words)]
        scores.sort(key=len)
        fewest, *others = scores
        fitting = set(fewest)
        for other in others:
            fitting &= other.keys()
        known = self._candidates
        found = [
            (-sum(score[number] for score in scores), len(known[number].key), number)
            for number in fitting
        ]
        return [number for _, _, number in sorted(found)]

    def _bearers(self, word: str) -> dict[int, int]:
        """Return who bears a word like this one, with the likeness; the better overwrites the worse."""
        score: dict[int, int] = {}
        if len(word) >= SHORTEST_NEARLY:
            for other, bearers in self._beside.items():
                if other.startswith(word):
                    score |= dict.fromkeys(bearers, BESIDE)
            for other in self._near(word):
                score |= dict.fromkeys(self._own[other], NEARLY)
        if len(word) >= SHORTEST_BEGINNING:
            for other, bearers in self._own.items():
                if other.startswith(word):
                    score |= dict.fromkeys(bearers, BEGINNING)
        return score | dict.fromkeys(self._own.get(word, ()), WHOLE)

    def _near(self, word: str) -> list[str]:
        if self._words is None:
            self._words = [w for w in self._own if len(w) >= SHORTEST_NEARLY]
        found = process.extract(
            word, self._words, scorer=Levenshtein.distance, score_cutoff=1, limit=None
        )
        return [other for other, _, _ in found]

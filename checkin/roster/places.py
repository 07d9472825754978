"""Regencies and districts as offices write them -> their codes. Pure.

District names repeat between regencies (Gondang is in four) and seven regencies share a name with a
city, so a district is looked up inside its regency only, and never by name alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from checkin.roster.issues import Issue

_NOT_LETTERS = re.compile(r"[^A-Z]")
_DISTRICT_PREFIX = re.compile(r"^\s*(KECAMATAN|KEC|TKSK)\b[\s.:]*", re.I)
_KIND = re.compile(r"\b(KABUPATEN|KAB|KOTA|KOTAMADYA|KODYA)\b\.?\s*", re.I)
_SPELLING_FLOOR = 86
_CLEAR_LEAD = 4


def letters(text: str) -> str:
    """Return the letters of a place name in upper case: `Prajurit Kulon` and `Prajuritkulon` are one."""
    return _NOT_LETTERS.sub("", text.upper())


@dataclass(frozen=True, slots=True)
class Place:
    """A code found, and what had to be said on the way."""

    code: str | None
    issues: tuple[Issue, ...] = ()


@dataclass(slots=True)
class Gazetteer:
    """Names and codes of the province, and which regencies the event invites."""

    regencies: Mapping[str, str]  # code -> "Kabupaten Mojokerto"
    districts: Mapping[str, tuple[str, str]]  # code -> (regency code, name)
    invited: tuple[str, ...]
    _by_regency: dict[str, dict[str, str]] = field(default_factory=dict)
    _regency_names: dict[str, list[str]] = field(default_factory=dict)
    _seen: dict[tuple[str, str], Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for code, (regency, name) in self.districts.items():
            self._by_regency.setdefault(regency, {})[letters(name)] = code
        for code, name in self.regencies.items():
            bare = _KIND.sub("", name)
            kind = "KOTA" if name.upper().startswith("KOTA") else "KAB"
            for key in {kind + letters(bare), letters(bare), letters(name)}:
                self._regency_names.setdefault(key, []).append(code)

    def regencies_named(self, text: str) -> list[str]:
        """Return the codes that a regency's name can mean: two for `Mojokerto`."""
        found = _KIND.search(text)
        bare = letters(_KIND.sub("", text))
        kind = "" if not found else "KAB" if found[1].upper().startswith("KAB") else "KOTA"
        exact = self._regency_names.get(kind + bare)
        if exact or len(bare) < 4:
            return list(exact or ())
        near = process.extractOne(
            kind + bare, self._regency_names.keys(), scorer=fuzz.ratio, score_cutoff=88
        )
        return list(self._regency_names[near[0]]) if near else []

    def regency_in(self, text: str) -> str | None:
        """Return the one regency that a title or file name names in full (`Kabupaten Gresik`)."""
        found: set[str] = set()
        for part in re.finditer(r"\b(KABUPATEN|KAB|KOTA)\b[\s.]*([A-Z]+)", text.upper()):
            kind = "KOTA" if part[1] == "KOTA" else "KAB"
            codes = self._regency_names.get(kind + part[2], [])
            found.update(code for code in codes if len(codes) == 1)
        return found.pop() if len(found) == 1 else None

    def district_in(self, regency: str | None, text: str) -> Place:
        """Return the district of this name inside `regency`; exact first, then by likeness."""
        if not regency or not letters(text):
            return Place(None)
        key = (regency, text)
        if key not in self._seen:
            self._seen[key] = self._find_district(regency, text)
        return self._seen[key]

    def regencies_with(self, district: str, among: Iterable[str]) -> list[str]:
        """Return those of `among` that have a district of exactly this name."""
        wanted = {letters(district), letters(_DISTRICT_PREFIX.sub("", district))}
        return [code for code in among if wanted & self._by_regency.get(code, {}).keys()]

    def _find_district(self, regency: str, text: str) -> Place:
        names = self._by_regency.get(regency, {})
        bare = _DISTRICT_PREFIX.sub("", text)
        key = letters(bare)
        if key in names:
            official = self.districts[names[key]][1]
            as_written = bare.strip().upper() == official.upper()
            return Place(names[key], () if as_written else (Issue.DISTRICT_FUZZY,))
        near = process.extract(key, names.keys(), scorer=fuzz.ratio, limit=2)
        if not near or near[0][1] < _SPELLING_FLOOR:
            return Place(None, (Issue.DISTRICT_UNKNOWN,))
        if len(near) > 1 and near[0][1] - near[1][1] < _CLEAR_LEAD:
            return Place(None, (Issue.DISTRICT_UNKNOWN,))
        return Place(names[near[0][0]], (Issue.DISTRICT_FUZZY,))

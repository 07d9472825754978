"""Which pillar type a text names: a column's cell, a section, a sheet's name, a title. Pure. DOMAIN 1.2."""

import re
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import fuzz, process

_SINGLE_LETTERS = re.compile(r"\b(?:[A-Z]\s){1,7}[A-Z]\b")
# What practice writes, beyond the code, label and full name of the office's own table.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "PKH": ("KELUARGA HARAPAN", "SDM PKH", "PENDAMPING SOSIAL PKH", "PKH"),
    "TAGANA": ("TAGANA", "SIAGA BENCANA"),
    "TKSK": ("TKSK", "KESEJAHTERAAN SOSIAL KECAMATAN"),
    "PSM": ("PSM", "PEKERJA SOSIAL MASYARAKAT", "IPSM"),
    "KARTAR": ("KARTAR", "KARANG TARUNA"),
    "LKS": ("LKS", "LEMBAGA KESEJAHTERAAN SOSIAL"),
    "LK3": ("LK3", "KONSULTASI KESEJAHTERAAN KELUARGA"),
    "WKSBM": ("WKSBM", "BERBASIS MASYARAKAT"),
    "PENSOS": ("PENSOS", "PENYULUH SOSIAL"),
    "PORDAM": ("PORDAM", "PELOPOR PERDAMAIAN"),
    "SAKTI_PEKSOS": ("SAKTI PEKSOS", "BAKTI PEKERJA SOSIAL", "PEKSOS ANAK"),
    "PENDAMPING_DISABILITAS": ("DISABILITAS", "PENDAMPING REHSOS", "ASPD"),
    "JSC": ("JSC", "JATIM SOCIAL CARE"),
}


def words(text: str) -> str:
    """Return the text in upper case, punctuation to blanks, spelled-out letters joined (T.K.S.K -> TKSK)."""
    spaced = " ".join(re.sub(r"[^A-Z0-9]+", " ", text.upper()).split())
    return _SINGLE_LETTERS.sub(lambda found: found[0].replace(" ", ""), spaced)


class PillarNames:
    """Finds pillar types by name; built from the office's own table, so that new types are found too."""

    def __init__(self, types: Iterable[tuple[str, str, str]]) -> None:
        """Take (code, label, full name) of every pillar type."""
        self._types = tuple(types)
        self._seen: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _phrases(self) -> dict[str, str]:
        own = {
            words(phrase): code
            for code, label, full_name in self._types
            for phrase in (code.replace("_", " "), label, re.sub(r"\(.*?\)", "", full_name))
        }
        known = {code for code, _, _ in self._types}
        more = {p: code for code, phrases in SYNONYMS.items() if code in known for p in phrases}
        return {phrase: code for phrase, code in (own | more).items() if phrase != "LAINNYA"}

    def named_in(self, text: str) -> tuple[str, ...]:
        """Return the codes of every type that the text names in whole words."""
        if text not in self._seen:
            self._seen[text] = self._search(words(text))
        return self._seen[text]

    def recognise(self, text: str) -> str | None:
        """Return the one type that a cell names, spelling mistakes allowed; None for none or several."""
        found = self.named_in(text)
        if len(found) == 1:
            return found[0]
        key = words(text)
        if found or len(key) < 4:
            return None
        near = process.extractOne(key, self._phrases.keys(), scorer=fuzz.ratio, score_cutoff=84)
        return self._phrases[near[0]] if near else None

    def _search(self, text: str) -> tuple[str, ...]:
        padded = f" {text} "
        hits = [p for p in self._phrases if f" {p} " in padded]
        longest = [p for p in hits if not any(p != q and f" {p} " in f" {q} " for q in hits)]
        return tuple(dict.fromkeys(self._phrases[p] for p in longest))

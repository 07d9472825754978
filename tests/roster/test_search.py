"""The desk's search: what a volunteer types and who must come up, best first."""

import pytest

from checkin.roster.names import search_key
from checkin.roster.search import Candidate, beside, rank

PEOPLE = {
    1: ("Mochammad Yoyok Hakim, S.E.", "Tagana", "Balongpanggang"),
    2: ("Imam Syafi'i Hartono", "Pendamping PKH", "Manyar"),
    3: ("Siti Aminah", "Pendamping PKH", "Kapas"),
    4: ("Siti Aminah", "Pendamping PKH", "Kanor"),
    5: ("Suci Istiqomah Yuliati", "TKSK", "Ujungpangkah"),
    6: ("Sutini", "TKSK", "Gedeg"),
    7: ("Akhmad Raharjo", "Tagana", "Gondang"),
}
CANDIDATES = [
    Candidate(number, search_key(name), beside(pillar, district))
    for number, (name, pillar, district) in PEOPLE.items()
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Muhammad Yoyok Hakim", [1]),
        ("M. Yoyok", [1]),
        ("hakim mochammad", [1]),
        ("Imam Syafii Hartono", [2]),
        ("imam syafi\u2019i", [2]),
        ("H. Imam Syafi'i Hartono, S.Pd.", [2]),
        ("siti aminah", [3, 4]),
        ("sitti aminah kanor", [4]),
        ("Soeci Joeliati", [5]),
        ("Sutni", [6]),
        ("tksk gedeg", [6]),
        ("Ach. Raharjo", [7]),
        ("Ahmad Rahar", [7]),
        ("zzzz", []),
        ("", []),
        ("<script>", []),
    ],
)
def test_what_is_typed_finds_whom_it_means(typed: str, found: list[int]) -> None:
    assert rank(typed, CANDIDATES) == found


def test_a_whole_word_stands_before_a_beginning() -> None:
    people = [Candidate(1, search_key("Sutini Rahayu"), ""), Candidate(2, search_key("Sutin"), "")]
    assert rank("sutin", people) == [2, 1]

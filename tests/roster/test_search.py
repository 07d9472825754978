"""The desk's search: what a volunteer types and who must come up, best first."""

import json
from pathlib import Path

import pytest

from checkin.roster.names import search_key
from checkin.roster.search import Candidate, Index, beside, rank

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


VECTORS = Path(__file__).parents[1] / "vectors" / "search.json"
FIELD = Path(__file__).parent / "samples" / "search_cases.json"


def test_the_phone_and_the_server_find_the_same() -> None:
    told = json.loads(VECTORS.read_text(encoding="utf-8"))
    people = [
        Candidate(n, search_key(p["name"]), beside(p["pillar"], p["regency"], p["district"]))
        for n, p in enumerate(told["people"], 1)
    ]
    for case in told["cases"]:
        assert rank(case["typed"], people) == case["found"], case["typed"]


def test_the_fields_own_cases_are_found_within_their_rank() -> None:
    told = json.loads(FIELD.read_text(encoding="utf-8"))
    index = Index()
    for n, (_, name, pillar, regency, district) in enumerate(told["roster"]):
        places = beside(pillar, told["regencies"][regency], district)
        index.put(Candidate(n, search_key(name), places))
    for typed, within, ids, regency in told["searches"]:
        for asked in (typed, f"{typed} {told['regencies'].get(regency, '')}"):
            found = {told["roster"][n][0] for n in index.find(asked)[:within]}
            assert found >= set(ids), asked


def test_what_changes_is_found_as_it_is_now() -> None:
    index = Index()
    index.put(Candidate(1, search_key("Siti Aminah"), beside("PKH")))
    index.put(Candidate(1, search_key("Siti Rahmah"), beside("Tagana")))
    assert index.find("aminah") == index.find("siti pkh") == []
    assert index.find("tagana rahmah") == [1]
    assert len(index) == 1

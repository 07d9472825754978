"""Badge codes: the shared table, and what the check characters promise."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.badges.codes import (
    ALPHABET,
    Foreign,
    Mistyped,
    ParsedCode,
    Valid,
    code_hash,
    make_code,
    parse_code,
)

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "codes.json").read_text()
)
codes = st.binary(min_size=10, max_size=10).map(make_code)
places = st.integers(2, 19)


def expected(case: dict[str, Any]) -> ParsedCode:
    match case["kind"]:
        case "valid":
            return Valid(case["code"])
        case "mistyped":
            return Mistyped(case["slip"])
        case _:
            return Foreign()


@pytest.mark.parametrize("case", VECTORS["make"], ids=lambda case: case["random"])
def test_random_bytes_become_a_code(case: dict[str, Any]) -> None:
    assert make_code(bytes.fromhex(case["random"])) == case["code"]


@pytest.mark.parametrize("case", VECTORS["parse"], ids=lambda case: ascii(case["text"]))
def test_a_text_is_recognised(case: dict[str, Any]) -> None:
    assert parse_code(case["text"]) == expected(case)


@pytest.mark.parametrize("case", VECTORS["hash"], ids=lambda case: case["hash"])
def test_phones_hold_a_salted_hash(case: dict[str, Any]) -> None:
    assert code_hash(bytes.fromhex(case["salt"]), case["code"]) == case["hash"]


@pytest.mark.parametrize("length", [0, 9, 11])
def test_a_wrong_number_of_random_bytes_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        make_code(bytes(length))


@given(codes)
def test_a_made_code_is_valid_and_fits_the_smallest_qr(code: str) -> None:
    assert len(code) == 20
    assert set(code[2:]) <= set(ALPHABET)
    assert parse_code(code) == Valid(code)


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_different_bytes_give_different_codes(one: bytes, other: bytes) -> None:
    assert (make_code(one) == make_code(other)) == (one == other)


@given(codes)
def test_every_single_wrong_character_is_seen(code: str) -> None:
    for place in range(2, 20):
        for wrong in ALPHABET.replace(code[place], ""):
            assert isinstance(parse_code(code[:place] + wrong + code[place + 1 :]), Mistyped)


@given(codes)
def test_every_two_swapped_characters_are_seen(code: str) -> None:
    for one in range(2, 20):
        for other in range(one + 1, 20):
            swapped = list(code)
            swapped[one], swapped[other] = code[other], code[one]
            if code[one] != code[other]:
                assert isinstance(parse_code("".join(swapped)), Mistyped)


@given(codes, places, places, st.sampled_from(ALPHABET), st.sampled_from(ALPHABET))
def test_any_two_wrong_characters_are_seen(
    code: str, one: int, other: int, first: str, second: str
) -> None:
    wrong = list(code)
    wrong[one] = first
    wrong[other] = second
    text = "".join(wrong)
    assert isinstance(parse_code(text), Valid) == (text == code)


@given(codes, st.integers(0, 20), st.sampled_from([" ", "-", "\u2013", "\n"]))
def test_spaces_hyphens_and_case_do_not_matter(code: str, place: int, filler: str) -> None:
    assert parse_code((code[:place] + filler + code[place:]).lower()) == Valid(code)


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(parse_code(text), Valid | Mistyped | Foreign)
